// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_ops.h"

#include "conf/loader_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace patchbay {

namespace {

bool isNumber(const LuaValue &some)
{
    return std::holds_alternative<std::int64_t>(some) || std::holds_alternative<double>(some);
}

LuaAnswer value(LuaValue result)
{
    LuaAnswer answer;
    answer.values.push_back(std::move(result));
    return answer;
}

LuaAnswer typeError(std::string_view doing, const LuaValue &left, const LuaValue &right, bool leftIsFine)
{
    LuaAnswer answer;
    answer.wrong = leftIsFine ? 1 : 0;
    answer.error = "attempt to " + std::string(doing) + " a " + luaTypeName(leftIsFine ? right : left) + " value";
    return answer;
}

double real(const LuaValue &number)
{
    const auto *whole = std::get_if<std::int64_t>(&number);
    return whole != nullptr ? double(*whole) : std::get<double>(number);
}

/// Integers wrap round, as they do in Lua.
std::int64_t wholeSum(char symbol, std::int64_t left, std::int64_t right)
{
    const auto a = static_cast<std::uint64_t>(left);
    const auto b = static_cast<std::uint64_t>(right);
    return static_cast<std::int64_t>(symbol == '+' ? a + b : symbol == '-' ? a - b : a * b);
}

LuaAnswer wholeDivision(bool modulo, std::int64_t left, std::int64_t right)
{
    if (right == 0) {
        LuaAnswer answer;
        answer.error = modulo ? "attempt to perform 'n%%0'" : "attempt to perform 'n//0'";
        return answer;
    }
    if (right == -1)
        return value(modulo ? std::int64_t(0) : wholeSum('-', 0, left));
    std::int64_t quotient = left / right;
    std::int64_t rest = left % right;
    if (rest != 0 && (rest ^ right) < 0) {
        --quotient;
        rest += right;
    }
    return value(modulo ? rest : quotient);
}

LuaAnswer failure(std::string words)
{
    LuaAnswer answer;
    answer.error = std::move(words);
    return answer;
}

/// Strings bring their own arithmetic, which names the operation and both types.
LuaAnswer arithmeticError(const char *name, const LuaValue &left, const LuaValue &right, bool leftIsFine)
{
    if (std::holds_alternative<std::string>(left) || std::holds_alternative<std::string>(right))
        return failure(std::string("attempt to ") + name + " a '" + luaTypeName(left) + "' with a '" +
                       luaTypeName(right) + "'");
    return typeError("perform arithmetic on", left, right, leftIsFine);
}

const char *operationName(std::string_view symbol)
{
    static constexpr std::pair<std::string_view, const char *> names[] = {
        {"+", "add"}, {"-", "sub"}, {"*", "mul"}, {"/", "div"}, {"//", "idiv"}, {"%", "mod"}, {"^", "pow"}};
    return std::ranges::find(names, symbol, &std::pair<std::string_view, const char *>::first)->second;
}

LuaAnswer arithmetic(std::string_view symbol, const LuaValue &left, const LuaValue &right)
{
    const LuaValue a = luaToNumber(left);
    const LuaValue b = luaToNumber(right);
    if (isNil(a) || isNil(b))
        return arithmeticError(operationName(symbol), left, right, !isNil(a));
    const auto *wholeA = std::get_if<std::int64_t>(&a);
    const auto *wholeB = std::get_if<std::int64_t>(&b);
    if (wholeA != nullptr && wholeB != nullptr && symbol != "/" && symbol != "^") {
        if (symbol == "//" || symbol == "%")
            return wholeDivision(symbol == "%", *wholeA, *wholeB);
        return value(wholeSum(symbol.front(), *wholeA, *wholeB));
    }
    const double x = real(a);
    const double y = real(b);
    if (symbol == "//")
        return value(std::floor(x / y));
    if (symbol == "%") {
        const double rest = std::fmod(x, y);
        return value(rest * y < 0 ? rest + y : rest);
    }
    switch (symbol.front()) {
    case '+': return value(x + y);
    case '-': return value(x - y);
    case '*': return value(x * y);
    case '/': return value(x / y);
    default: return value(std::pow(x, y));
    }
}

/// The integer a number is, nullopt where it has a fraction or is too large.
std::optional<std::int64_t> wholeOf(const LuaValue &number)
{
    if (const auto *whole = std::get_if<std::int64_t>(&number))
        return *whole;
    const double some = std::get<double>(number);
    if (std::floor(some) != some || some < -0x1p63 || some >= 0x1p63)
        return std::nullopt;
    return static_cast<std::int64_t>(some);
}

LuaAnswer bits(std::string_view symbol, const LuaValue &left, const LuaValue &right)
{
    if (!isNumber(left) || !isNumber(right))
        return typeError("perform bitwise operation on", left, right, isNumber(left));
    const auto wholeA = wholeOf(left);
    const auto wholeB = wholeOf(right);
    if (!wholeA || !wholeB)
        return failure("number has no integer representation");
    const auto x = static_cast<std::uint64_t>(*wholeA);
    const auto y = static_cast<std::uint64_t>(*wholeB);
    const auto shifted = [](std::uint64_t bitsOf, std::int64_t left64) {
        if (left64 <= -64 || left64 >= 64)
            return std::uint64_t(0);
        return left64 >= 0 ? bitsOf << left64 : bitsOf >> -left64;
    };
    switch (symbol.front()) {
    case '&': return value(static_cast<std::int64_t>(x & y));
    case '|': return value(static_cast<std::int64_t>(x | y));
    case '~': return value(static_cast<std::int64_t>(x ^ y));
    case '<': return value(static_cast<std::int64_t>(shifted(x, *wholeB)));
    default: return value(static_cast<std::int64_t>(shifted(x, *wholeB == INT64_MIN ? 64 : -*wholeB)));
    }
}

bool equal(const LuaValue &left, const LuaValue &right)
{
    return isNumber(left) && isNumber(right) ? real(left) == real(right) : left == right;
}

LuaAnswer order(bool orEqual, const LuaValue &left, const LuaValue &right)
{
    if (isNumber(left) && isNumber(right))
        return value(orEqual ? real(left) <= real(right) : real(left) < real(right));
    const auto *a = std::get_if<std::string>(&left);
    const auto *b = std::get_if<std::string>(&right);
    if (a != nullptr && b != nullptr)
        return value(orEqual ? *a <= *b : *a < *b);
    LuaAnswer answer;
    const std::string names[] = {luaTypeName(left), luaTypeName(right)};
    answer.error = names[0] == names[1] ? "attempt to compare two " + names[0] + " values"
                                        : "attempt to compare " + names[0] + " with " + names[1];
    return answer;
}

LuaAnswer concatenation(const LuaValue &left, const LuaValue &right)
{
    const auto joins = [](const LuaValue &some) { return isNumber(some) || std::holds_alternative<std::string>(some); };
    if (!joins(left) || !joins(right))
        return typeError("concatenate", left, right, joins(left));
    std::string text = luaToString(left) + luaToString(right);
    if (text.size() <= longestValue)
        return value(std::move(text));
    LuaAnswer answer;
    answer.error = "not enough memory";
    return answer;
}

} // namespace

LuaAnswer luaBinary(std::string_view symbol, const LuaValue &left, const LuaValue &right)
{
    if (symbol == "==" || symbol == "~=")
        return value(equal(left, right) == (symbol == "=="));
    if (symbol == "<" || symbol == "<=")
        return order(symbol == "<=", left, right);
    if (symbol == ">" || symbol == ">=")
        return order(symbol == ">=", right, left);
    if (symbol == "..")
        return concatenation(left, right);
    if (symbol == "&" || symbol == "|" || symbol == "~" || symbol == "<<" || symbol == ">>")
        return bits(symbol, left, right);
    return arithmetic(symbol, left, right);
}

LuaAnswer luaUnary(std::string_view symbol, const LuaValue &operand)
{
    if (symbol == "not")
        return value(!isTrue(operand));
    if (symbol == "-") {
        const LuaValue number = luaToNumber(operand);
        if (isNil(number))
            return arithmeticError("unm", operand, operand, false);
        const auto *whole = std::get_if<std::int64_t>(&number);
        return whole != nullptr ? value(wholeSum('-', 0, *whole)) : value(-std::get<double>(number));
    }
    if (symbol == "~")
        return bits("~", operand, std::int64_t(-1));
    if (const auto *text = std::get_if<std::string>(&operand))
        return value(std::int64_t(text->size()));
    if (const auto *table = std::get_if<std::shared_ptr<LuaTable>>(&operand)) {
        std::int64_t length = 0;
        while ((*table)->fields.contains(length + 1))
            ++length;
        return value(length);
    }
    return typeError("get length of", operand, operand, false);
}

bool isLuaStringMethod(std::string_view name)
{
    static constexpr std::array<std::string_view, 17> methods{
        "byte", "char", "dump", "find", "format", "gmatch", "gsub",   "len", "lower",
        "match", "pack", "packsize", "rep", "reverse", "sub", "unpack", "upper"};
    return std::ranges::contains(methods, name);
}

LuaAnswer luaStringMethod(std::string_view name, const std::string &self, const std::vector<LuaValue> &arguments)
{
    std::string text = self;
    const auto number = [&](std::size_t index, std::int64_t otherwise) {
        const LuaValue some = index < arguments.size() ? luaToNumber(arguments[index]) : LuaValue();
        const auto *whole = std::get_if<std::int64_t>(&some);
        return whole != nullptr ? *whole : otherwise;
    };
    const auto length = std::int64_t(self.size());
    if (name == "upper" || name == "lower") {
        const char first = name == "upper" ? 'a' : 'A';
        for (char &c : text)
            c = c >= first && c <= first + 25 ? char(c ^ 0x20) : c;
        return value(text);
    }
    if (name == "len")
        return value(length);
    if (name == "reverse") {
        std::ranges::reverse(text);
        return value(text);
    }
    if (name == "sub" && !arguments.empty()) {
        std::int64_t from = number(0, 1);
        std::int64_t to = number(1, -1);
        from = from < 0 ? std::max<std::int64_t>(length + from + 1, 1) : std::max<std::int64_t>(from, 1);
        to = to < 0 ? length + to + 1 : std::min(to, length);
        return value(from > to ? std::string() : self.substr(std::size_t(from - 1), std::size_t(to - from + 1)));
    }
    if (name == "rep" && arguments.size() == 1 && number(0, -1) >= 0 && number(0, 0) * std::max<std::int64_t>(length, 1) < 65536) {
        text.clear();
        for (std::int64_t i = number(0, 0); i > 0; --i)
            text += self;
        return value(text);
    }
    LuaAnswer answer;
    answer.unknown = true;
    return answer;
}

} // namespace patchbay
