// SPDX-License-Identifier: BSD-2-Clause
#include "wire/json_parse.h"

namespace patchbay::wire {

namespace {

class Splitter : public JsonHandler
{
public:
    explicit Splitter(char bracket)
        : m_bracket(bracket)
    {
    }

    bool null() override { return part(); }
    bool boolean(bool) override { return part(); }
    bool integer(std::int64_t) override { return part(); }
    bool natural(std::uint64_t) override { return part(); }
    bool otherNumber(std::string_view) override { return part(); }
    bool text(const std::string &) override { return part(); }

    bool open(char bracket) override
    {
        if (m_depth == 0 && bracket != m_bracket)
            return wrongKind(bracketAt());
        if (m_depth++ == 1)
            m_start = bracketAt();
        return true;
    }

    bool key(const std::string &name) override
    {
        if (m_depth == 1)
            m_name = name;
        return true;
    }

    bool close() override
    {
        if (--m_depth == 1)
            parts.push_back({std::move(m_name), json().substr(m_start, end() - m_start)});
        return true;
    }

    std::vector<JsonPart> parts;

private:
    bool part()
    {
        if (m_depth == 0)
            return wrongKind(std::size_t(scalar().data() - json().data()));
        if (m_depth == 1)
            parts.push_back({std::move(m_name), scalar()});
        return true;
    }

    bool wrongKind(std::size_t offset)
    {
        return refuse(m_bracket == '{' ? "expected an object" : "expected a list", jsonPlace(json(), offset));
    }

    char m_bracket;
    int m_depth = 0;
    std::size_t m_start = 0;
    std::string m_name;
};

class Nobody : public JsonHandler
{
public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool integer(std::int64_t) override { return true; }
    bool natural(std::uint64_t) override { return true; }
    bool otherNumber(std::string_view) override { return true; }
    bool text(const std::string &) override { return true; }
    bool open(char) override { return true; }
    bool key(const std::string &) override { return true; }
    bool close() override { return true; }
};

} // namespace

bool isJson(std::string_view json)
{
    Nobody nobody;
    return parseJson(json, nobody).has_value();
}

Result<std::vector<JsonPart>> splitJson(std::string_view json, char bracket)
{
    Splitter splitter(bracket);
    if (auto done = parseJson(json, splitter); !done)
        return pass(done.error());
    return std::move(splitter.parts);
}

} // namespace patchbay::wire
