// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>

namespace patchbay {

/// Lines of a source kept as they came, in one piece of memory: thousands of functions carry a dozen lines each. Reads
/// like a list of std::string_view, which point into this object.
class VerbatimLines
{
public:
    class Iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = std::string_view;
        using difference_type = std::ptrdiff_t;
        using pointer = const std::string_view *;
        using reference = std::string_view;

        Iterator() = default;
        explicit Iterator(std::string_view rest) : m_rest(rest) {}

        /// Without the line end, of either kind.
        std::string_view operator*() const
        {
            std::string_view line = m_rest.substr(0, m_rest.find('\n'));
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            return line;
        }
        Iterator &operator++()
        {
            m_rest.remove_prefix(m_rest.find('\n') + 1);
            return *this;
        }
        Iterator operator++(int)
        {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator &other) const { return m_rest.size() == other.m_rest.size(); }

    private:
        std::string_view m_rest;
    };
    using iterator = Iterator;
    using const_iterator = Iterator;
    using value_type = std::string_view;

    VerbatimLines() = default;
    VerbatimLines(std::initializer_list<std::string_view> lines)
    {
        for (const std::string_view line : lines)
            push_back(line);
    }

    /// One line, without its end.
    void push_back(std::string_view line) { m_text.append(line).push_back('\n'); }

    /// Some whole lines; the last one may lack its end.
    void append(std::string_view block)
    {
        if (block.empty())
            return;
        m_text.append(block);
        if (m_text.back() != '\n')
            m_text.push_back('\n');
    }

    [[nodiscard]] bool empty() const { return m_text.empty(); }
    [[nodiscard]] std::size_t size() const { return std::size_t(std::count(m_text.begin(), m_text.end(), '\n')); }
    [[nodiscard]] Iterator begin() const { return Iterator(m_text); }
    [[nodiscard]] Iterator end() const { return {}; }
    [[nodiscard]] std::string_view front() const { return *begin(); }

    /// All of it, each line with its end.
    [[nodiscard]] const std::string &text() const { return m_text; }

    bool operator==(const VerbatimLines &) const = default;

private:
    std::string m_text;
};

} // namespace patchbay
