// SPDX-License-Identifier: BSD-2-Clause
#include "models/topology_filter.h"

#include "models/function_words.h"

#include <algorithm>
#include <cstring>

namespace patchbay::models {

namespace {

/// ASCII only: device names beyond it are rare, and a byte-wise search stays fast.
void appendLower(std::string &out, std::string_view words)
{
    for (const char c : words)
        out += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    out += '\n';
}

void appendBadges(std::string &out, const wire::Function &function)
{
    if (function.endpoint) {
        out += !function.iommu ? "iommu ?\n" : *function.iommu ? "iommu\n" : "no iommu\n";
        if (function.msix.value_or(0) > 0)
            out += "msi-x\n";
        else if (function.msi.value_or(0) > 0)
            out += "msi\n";
        else if (function.msi && function.msix)
            out += "no msi\n";
        out += function.reset == "none" ? "no reset\n" : function.reset == "flr" ? "flr\n" : "\n";
    }
    if (function.group)
        out += "group " + std::to_string(*function.group) + '\n';
    for (const std::string &mark : function.marks)
        appendLower(out, mark);
}

struct Term
{
    std::string needle;
    std::string key;     ///< "DRIVER:"; empty: any field
    bool absent = false; ///< must not occur
};

/// Keys stand in the text in capitals, which nothing else there has: "driver" alone does not find them.
Term termOf(const QString &word, bool absent)
{
    Term term{word.toLower().toStdString(), {}, absent};
    for (const std::string_view key : {"driver:", "kind:", "group:", "held:", "vendor:", "device:", "class:", "name:"}) {
        if (!term.needle.starts_with(key))
            continue;
        for (const char c : key)
            term.key += c == ':' ? ':' : char(c - 'a' + 'A');
        term.needle.erase(0, key.size());
        break;
    }
    return term;
}

std::vector<Term> termsOf(const QString &filter)
{
    std::vector<Term> terms;
    QString word;
    bool quoted = false, absent = false;
    const auto finish = [&] {
        if (!word.isEmpty())
            terms.push_back(termOf(word, absent));
        word.clear();
        absent = false;
    };
    for (const QChar c : filter) {
        if (c == u'"')
            quoted = !quoted;
        else if (c.isSpace() && !quoted)
            finish();
        else if (c == u'-' && word.isEmpty() && !quoted && !absent)
            absent = true;
        else
            word += c;
    }
    finish();
    return terms;
}

} // namespace

TopologyFilter::TopologyFilter(std::span<const wire::Function> functions, std::span<const wire::Standing> standings)
{
    m_text.reserve(functions.size() * 160);
    m_starts.reserve(functions.size() + 1);
    const auto field = [this](const char *key, std::string_view words) {
        m_text += key;
        appendLower(m_text, words);
    };
    for (const wire::Function &function : functions) {
        m_starts.push_back(m_text.size());
        appendLower(m_text, function.address);
        appendLower(m_text, function.slashed);
        field("NAME:", function.name);
        appendLower(m_text, function.vendorName);
        field("KIND:", function.kind);
        field("VENDOR:", function.vendor);
        field("DEVICE:", function.device);
        field("CLASS:", function.classCode);
        field("HELD:", function.heldBy);
        if (function.driver)
            field("DRIVER:", *function.driver);
        if (function.locked)
            field("HELD:", *function.locked);
        for (; !standings.empty() && standings.front().function == function.address; standings = standings.subspan(1))
            field("HELD:", standings.front().word);
        if (function.group)
            field("GROUP:", std::to_string(*function.group));
        appendBadges(m_text, function);
    }
    m_starts.push_back(m_text.size());
}

/// Where the text of that kind is next: the words themselves, or the key of the field they must stand in.
const char *TopologyFilter::next(const char *at, const std::string &words) const
{
    const char *const end = m_text.data() + m_text.size();
    return static_cast<const char *>(memmem(at, std::size_t(end - at), words.data(), words.size()));
}

std::vector<char> TopologyFilter::rowsWith(const std::string &needle, const std::string &key, bool whole) const
{
    std::vector<char> hit(m_starts.size() - 1, 0);
    const char *const begin = m_text.data();
    std::size_t row = 0;
    for (const char *at = next(begin, key.empty() ? needle : key); at; at = next(at, key.empty() ? needle : key)) {
        if (!key.empty()) {
            const std::size_t from = std::size_t(at - begin) + key.size();
            const std::string_view value = std::string_view(m_text).substr(from, m_text.find('\n', from) - from);
            at = value.data() + value.size();
            if (whole ? value != needle : value.find(needle) == std::string_view::npos)
                continue;
        }
        row = std::size_t(std::upper_bound(m_starts.begin() + std::ptrdiff_t(row), m_starts.end(), std::size_t(at - begin)) -
                          m_starts.begin()) - 1;
        hit[row] = 1;
        at = begin + m_starts[++row];
    }
    return hit;
}

std::vector<char> TopologyFilter::matches(const QString &filter) const
{
    const std::size_t count = m_starts.empty() ? 0 : m_starts.size() - 1;
    std::vector<char> found(count, 1);
    for (const Term &term : termsOf(filter)) {
        if (count == 0)
            break;
        if (term.needle.empty())
            continue; // "driver:" on the way to "driver:igb"
        const std::vector<char> hit = rowsWith(term.needle, term.key, term.key == "GROUP:"); // 1 is not 12
        for (std::size_t i = 0; i < count; ++i)
            found[i] &= char(hit[i] != char(term.absent));
    }
    return found;
}

} // namespace patchbay::models
