// SPDX-License-Identifier: BSD-2-Clause
#include "wire/complaints.h"
#include "wire/json_parse.h"
#include "wire/shape.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace patchbay::wire {

namespace {

/// Fills one value from the events of its JSON, as its shape says.
class Decoder : public JsonHandler
{
public:
    Decoder(const Shape &shape, void *value, bool strict)
        : m_root{&shape, value, nullptr}
        , m_strict(strict)
    {
    }

    bool null() override
    {
        const Target target = next();
        if (!target.shape || target.shape->kind == Kind::Optional)
            return true;
        return target.shape->kind == Kind::Raw ? raw(target) : wrong(*target.shape);
    }

    bool boolean(bool value) override
    {
        return scalar(Kind::Bool, [&](const Target &target) {
            *static_cast<bool *>(target.value) = value;
            return true;
        });
    }

    bool integer(std::int64_t value) override { return whole(value); }
    bool natural(std::uint64_t value) override { return whole(value); }

    bool otherNumber(std::string_view digits) override
    {
        return anyNumber([&](const Target &) {
            const bool onlyDigits = digits.find_first_not_of("-0123456789") == digits.npos;
            return wrong(onlyDigits ? std::string(digits) + " is out of range" : "expected a whole number");
        });
    }

    bool text(const std::string &value) override
    {
        return scalar(Kind::Text, [&](const Target &target) {
            const Field *field = target.field;
            if (field && !field->words.empty() && std::ranges::find(field->words, value) == field->words.end())
                return wrongWord(*field, value);
            if (m_strict && field && !field->pattern.empty()) {
                const auto bad = std::ranges::find_if(value, [](unsigned char c) { return c < ' ' || c == 0x7f; });
                if (bad != value.end())
                    return wrong(controlComplaint(*bad));
            }
            *static_cast<std::string *>(target.value) = value;
            return true;
        });
    }

    bool open(char bracket) override
    {
        if (m_unread > 0) {
            ++m_unread;
            return true;
        }
        const Target target = engaged(next());
        if (!target.shape || target.shape->kind == Kind::Raw) {
            m_unread = 1;
            m_raw = target.shape ? static_cast<RawJson *>(target.value) : nullptr;
            m_rawStart = bracketAt();
            return true;
        }
        if (target.shape->kind != (bracket == '{' ? Kind::Object : Kind::List))
            return wrong(*target.shape);
        m_frames.push_back({.shape = target.shape, .value = target.value, .field = target.field});
        return true;
    }

    bool key(const std::string &name) override
    {
        if (m_unread > 0)
            return true;
        Frame &frame = m_frames.back();
        const std::size_t count = frame.shape->fields.size();
        frame.member = nullptr;
        // Our own encoder keeps the order, so the next one is nearly always right.
        for (std::size_t tried = 0; tried < count; ++tried) {
            const std::size_t index = (frame.count + tried) % count;
            if (frame.shape->fields[index].name != name)
                continue;
            frame.member = &frame.shape->fields[index];
            frame.count = index + 1;
            const bool twice = frame.seen >> index & 1;
            frame.seen |= std::uint64_t(1) << index;
            return twice ? wrong("given twice") : true;
        }
        return m_strict ? wrongKey(*frame.shape, name) : true;
    }

    bool close() override
    {
        if (m_unread > 0) {
            if (--m_unread == 0 && m_raw)
                m_raw->json = json().substr(m_rawStart, end() - m_rawStart);
            return true;
        }
        const Frame frame = m_frames.back();
        m_frames.pop_back();
        if (frame.shape->kind == Kind::List)
            return true;
        for (std::size_t i = 0; i < frame.shape->fields.size(); ++i) {
            if (frame.shape->fields[i].required && !(frame.seen >> i & 1))
                return wrong("\"" + std::string(frame.shape->fields[i].name) + "\" is missing");
        }
        return true;
    }

private:
    /// Where a value goes; no shape: nowhere.
    struct Target
    {
        const Shape *shape = nullptr;
        void *value = nullptr;
        const Field *field = nullptr;
    };

    /// An object or list being filled.
    struct Frame
    {
        const Shape *shape;
        void *value;
        const Field *field = nullptr;  ///< what is said of a list's items
        const Field *member = nullptr; ///< of an object: the one being read; nullptr: unknown to us
        std::size_t count = 0;         ///< of a list: items begun; of an object: the member expected next
        std::uint64_t seen = 0;
    };

    Target next()
    {
        if (m_unread > 0)
            return {};
        if (m_frames.empty())
            return m_root;
        Frame &frame = m_frames.back();
        if (frame.shape->kind == Kind::List) {
            ++frame.count;
            return {frame.shape->element, frame.shape->append(frame.value), frame.field};
        }
        if (!frame.member)
            return {};
        return {&frame.member->shape(), frame.member->at(frame.value), frame.member};
    }

    static Target engaged(Target target)
    {
        while (target.shape && target.shape->kind == Kind::Optional)
            target = {target.shape->element, target.shape->engage(target.value), target.field};
        return target;
    }

    template<typename Fill>
    bool scalar(Kind kind, Fill fill)
    {
        const Target target = engaged(next());
        if (!target.shape)
            return true;
        if (target.shape->kind == Kind::Raw)
            return raw(target);
        return target.shape->kind == kind ? fill(target) : wrong(*target.shape);
    }

    template<typename Fill>
    bool anyNumber(Fill fill)
    {
        const Target target = engaged(next());
        if (!target.shape)
            return true;
        switch (target.shape->kind) {
        case Kind::Raw: return raw(target);
        case Kind::Int:
        case Kind::Int64:
        case Kind::Uint64: return fill(target);
        default: return wrong(*target.shape);
        }
    }

    template<typename Number>
    bool whole(Number value)
    {
        return anyNumber([&](const Target &target) {
            switch (target.shape->kind) {
            case Kind::Int: return store<int>(target, value);
            case Kind::Int64: return store<std::int64_t>(target, value);
            default: return store<std::uint64_t>(target, value);
            }
        });
    }

    template<typename Member, typename Number>
    bool store(const Target &target, Number value)
    {
        if (!std::in_range<Member>(value))
            return wrong(std::to_string(value) + " is out of range");
        if (const Field *field = m_strict ? target.field : nullptr) {
            if (std::cmp_less(value, field->least))
                return wrong(std::to_string(value) + " is below " + std::to_string(field->least));
            if (std::cmp_greater(value, field->most))
                return wrong(std::to_string(value) + " is above " + std::to_string(field->most));
        }
        *static_cast<Member *>(target.value) = Member(value);
        return true;
    }

    bool raw(const Target &target)
    {
        static_cast<RawJson *>(target.value)->json = JsonHandler::scalar();
        return true;
    }

    bool wrong(std::string complaint) { return refuse(std::move(complaint), path()); }

    [[nodiscard]] std::string path() const
    {
        std::string path;
        for (const Frame &frame : m_frames) {
            if (frame.shape->kind == Kind::List)
                path += '[' + std::to_string(frame.count - 1) + ']';
            else if (frame.member)
                path.append(path.empty() ? "" : ".").append(frame.member->name);
        }
        return path;
    }

    bool wrongKey(const Shape &shape, const std::string &name)
    {
        std::string place = path();
        appendPlain(place.append(place.empty() ? "" : "."), std::string_view(name).substr(0, 60));
        return refuse(keyComplaint(shape, name), std::move(place));
    }

    bool wrong(const Shape &wanted)
    {
        switch (wanted.kind) {
        case Kind::Bool: return wrong("expected true or false");
        case Kind::Text: return wrong("expected a text");
        case Kind::List: return wrong("expected a list");
        case Kind::Object: return wrong("expected an object");
        default: return wrong("expected a number");
        }
    }

    bool wrongWord(const Field &field, std::string_view word)
    {
        std::string complaint = "\"" + std::string(word.substr(0, 40)) + "\" is not one of";
        for (const std::string_view known : field.words)
            complaint.append(known == field.words.front() ? " " : ", ").append(known);
        return wrong(std::move(complaint));
    }

    Target m_root;
    bool m_strict;
    std::vector<Frame> m_frames;
    int m_unread = 0; ///< how deep we are inside a value that is not looked into
    RawJson *m_raw = nullptr;
    std::size_t m_rawStart = 0;
};

} // namespace

Result<> decodeShape(const Shape &shape, void *value, std::string_view json, Strictness strictness)
{
    Decoder decoder(shape, value, strictness == Strictness::Strict);
    return parseJson(json, decoder);
}

} // namespace patchbay::wire
