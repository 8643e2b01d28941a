// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_value.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace patchbay {

namespace {

bool before(const LuaValue &left, const LuaValue &right)
{
    if (left.index() != right.index())
        return left.index() < right.index();
    if (const auto *text = std::get_if<std::string>(&left))
        return *text < std::get<std::string>(right);
    if (const auto *whole = std::get_if<std::int64_t>(&left))
        return *whole < std::get<std::int64_t>(right);
    if (const auto *real = std::get_if<double>(&left))
        return *real < std::get<double>(right);
    if (const auto *truth = std::get_if<bool>(&left))
        return *truth < std::get<bool>(right);
    if (const auto *table = std::get_if<std::shared_ptr<LuaTable>>(&left))
        return *table < std::get<std::shared_ptr<LuaTable>>(right);
    return false;
}

std::string realText(double real)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.14g", real);
    std::string result = text;
    // A float that looks like an integer says that it is none.
    if (result.find_first_not_of("-0123456789") == std::string::npos)
        result += ".0";
    return result;
}

} // namespace

LuaTable::LuaTable() : fields(before) {}

bool isNil(const LuaValue &value)
{
    return std::holds_alternative<std::monostate>(value);
}

bool isTrue(const LuaValue &value)
{
    const bool *truth = std::get_if<bool>(&value);
    return !isNil(value) && (truth == nullptr || *truth);
}

const char *luaTypeName(const LuaValue &value)
{
    static constexpr const char *names[] = {"nil", "boolean", "number", "number", "string", "table", "function"};
    return names[value.index()];
}

std::string luaToString(const LuaValue &value)
{
    if (const auto *text = std::get_if<std::string>(&value))
        return *text;
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    if (const auto *real = std::get_if<double>(&value))
        return realText(*real);
    if (const auto *truth = std::get_if<bool>(&value))
        return *truth ? "true" : "false";
    return luaTypeName(value);
}

LuaValue luaToNumber(const LuaValue &value)
{
    if (std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value))
        return value;
    const auto *text = std::get_if<std::string>(&value);
    if (text == nullptr)
        return {};
    const std::size_t begin = text->find_first_not_of(" \t\n\v\f\r");
    if (begin == std::string::npos)
        return {};
    const std::size_t end = text->find_last_not_of(" \t\n\v\f\r") + 1;
    const char *const first = text->data() + begin;
    const char *const last = text->data() + end;
    const bool negative = *first == '-';
    const char *const digits = first + (negative ? 1 : 0);
    if (last - digits > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
        std::uint64_t hex = 0;
        const auto [at, error] = std::from_chars(digits + 2, last, hex, 16);
        if (error == std::errc() && at == last)
            return static_cast<std::int64_t>(negative ? 0 - hex : hex);
        return {};
    }
    std::int64_t whole = 0;
    if (const auto [at, error] = std::from_chars(first, last, whole); error == std::errc() && at == last)
        return whole;
    // strtod also reads words like "inf", which are no numbers to Lua.
    if (text->find_first_not_of("+-.0123456789eE \t\n\v\f\r") != std::string::npos)
        return {};
    char *stop = nullptr;
    const double real = std::strtod(text->c_str() + begin, &stop);
    return stop == last && stop != first ? LuaValue(real) : LuaValue();
}

} // namespace patchbay
