// SPDX-License-Identifier: BSD-2-Clause
#include "wire/json_reader.h"
#include "wire/shape.h"

#include <algorithm>
#include <charconv>

namespace patchbay::wire {

namespace {

/// Fills one value from a reader. The path is put together only on the way out of a failure.
class Decoder
{
public:
    explicit Decoder(std::string_view json)
        : m_reader(json)
    {
    }

    Result<> run(const Shape &shape, void *value)
    {
        if (this->value(shape, value, nullptr) && m_reader.end())
            return {};
        if (m_wrongValue) {
            const std::string path = m_path.starts_with('.') ? m_path.substr(1) : m_path;
            return patchbay::fail(m_reader.error(), path);
        }
        return patchbay::fail(m_reader.error(), m_reader.place());
    }

private:
    // A complaint about a value that is good JSON: the person is told its path instead of line and column.
    bool wrong(std::string_view complaint)
    {
        m_wrongValue = !m_reader.failed();
        return m_reader.fail(complaint);
    }

    template<typename Number>
    bool number(void *value)
    {
        std::string_view digits;
        if (m_reader.peek() != '0')
            return expected("a number");
        if (!m_reader.number(digits))
            return false;
        const auto [end, error] = std::from_chars(digits.begin(), digits.end(), *static_cast<Number *>(value));
        if (error == std::errc::result_out_of_range || (error != std::errc() && digits.starts_with('-')))
            return wrong(std::string(digits) + " is out of range");
        if (end != digits.end())
            return wrong("expected a whole number");
        return true;
    }

    // For a value of the wrong kind; a broken one is the reader's to complain about.
    bool expected(std::string_view what)
    {
        std::string_view skipped;
        return m_reader.raw(skipped) ? wrong("expected " + std::string(what)) : false;
    }

    bool text(void *value, const Field *field)
    {
        if (m_reader.peek() != '"')
            return expected("a text");
        auto &text = *static_cast<std::string *>(value);
        if (!m_reader.text(text))
            return false;
        if (!field || field->words.empty() || std::ranges::find(field->words, text) != field->words.end())
            return true;
        std::string complaint = "\"" + text.substr(0, 40) + "\" is not one of";
        for (const std::string_view word : field->words)
            complaint.append(word == field->words.front() ? " " : ", ").append(word);
        return wrong(complaint);
    }

    bool list(const Shape &shape, void *value)
    {
        if (m_reader.peek() != '[')
            return expected("a list");
        if (!m_reader.openArray())
            return false;
        for (std::size_t i = 0; m_reader.nextItem(); ++i) {
            if (!this->value(*shape.element, shape.append(value), nullptr)) {
                m_path.insert(0, "[" + std::to_string(i) + "]");
                return false;
            }
        }
        return !m_reader.failed();
    }

    bool object(const Shape &shape, void *value)
    {
        if (m_reader.peek() != '{')
            return expected("an object");
        if (!m_reader.openObject())
            return false;
        std::uint64_t seen = 0;
        std::size_t next = 0;
        std::string name;
        while (m_reader.nextMember(name)) {
            if (!member(shape, value, name, next, seen))
                return false;
        }
        if (m_reader.failed())
            return false;
        for (std::size_t i = 0; i < shape.fields.size(); ++i) {
            if (shape.fields[i].required && !(seen >> i & 1))
                return wrong("\"" + std::string(shape.fields[i].name) + "\" is missing");
        }
        return true;
    }

    bool member(const Shape &shape, void *object, std::string_view name, std::size_t &next, std::uint64_t &seen)
    {
        // Our own encoder keeps the order, so the next one is nearly always right.
        const std::size_t count = shape.fields.size();
        for (std::size_t tried = 0; tried < count; ++tried, ++next) {
            const std::size_t index = next % count;
            const Field &field = shape.fields[index];
            if (field.name != name)
                continue;
            next = index + 1;
            const bool twice = seen >> index & 1;
            seen |= std::uint64_t(1) << index;
            if (twice ? !wrong("given twice") : !value(field.shape(), field.at(object), &field)) {
                m_path.insert(0, "." + std::string(name));
                return false;
            }
            return true;
        }
        std::string_view skipped;
        return m_reader.raw(skipped);
    }

    bool value(const Shape &shape, void *value, const Field *field)
    {
        std::string_view raw;
        switch (shape.kind) {
        case Kind::Bool:
            if (const char c = m_reader.peek(); c != 't' && c != 'f')
                return expected("true or false");
            return m_reader.boolean(*static_cast<bool *>(value));
        case Kind::Int: return number<int>(value);
        case Kind::Int64: return number<std::int64_t>(value);
        case Kind::Uint64: return number<std::uint64_t>(value);
        case Kind::Text: return text(value, field);
        case Kind::List: return list(shape, value);
        case Kind::Object: return object(shape, value);
        case Kind::Optional:
            if (m_reader.peek() == 'n')
                return m_reader.null();
            return this->value(*shape.element, shape.engage(value), field);
        case Kind::Raw:
            if (!m_reader.raw(raw))
                return false;
            static_cast<RawJson *>(value)->json = raw;
            return true;
        }
        return false;
    }

    JsonReader m_reader;
    std::string m_path;
    bool m_wrongValue = false;
};

} // namespace

Result<> decodeShape(const Shape &shape, void *value, std::string_view json)
{
    return Decoder(json).run(shape, value);
}

} // namespace patchbay::wire
