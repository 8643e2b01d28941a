// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_runner.h"

#include <algorithm>

namespace patchbay {

namespace {

using Kind = LuaToken::Kind;

constexpr int deepest = 190;
constexpr int unaryLimit = 12;
constexpr std::size_t mostTables = 10000;
/// Text made by operators and methods, all together.
constexpr std::size_t mostText = std::size_t(1) << 28;

struct Precedence
{
    std::string_view symbol;
    int left;
    int right;
};

constexpr Precedence precedences[] = {
    {"or", 1, 1},  {"and", 2, 2}, {"<", 3, 3},   {">", 3, 3},   {"<=", 3, 3},   {">=", 3, 3},   {"~=", 3, 3},
    {"==", 3, 3},  {"|", 4, 4},   {"~", 5, 5},   {"&", 6, 6},   {"<<", 7, 7},   {">>", 7, 7},   {"..", 9, 8},
    {"+", 10, 10}, {"-", 10, 10}, {"*", 11, 11}, {"/", 11, 11}, {"//", 11, 11}, {"%", 11, 11}, {"^", 14, 13},
};

std::string because(const std::string &words, const std::string &what)
{
    return what.empty() ? words : words + " (" + what + ")";
}

} // namespace

LuaRunner::Expression LuaRunner::expression(int limit)
{
    if (++m_depth > deepest)
        m_wrong = true;
    Expression left;
    if (m_wrong)
        return left;
    if (is("not") || is("-") || is("#") || is("~")) {
        const LuaToken symbol = m_tokens[m_at++];
        const Expression operand = expression(unaryLimit);
        if (active()) {
            const LuaAnswer answer = luaUnary(symbol.text, operand.value);
            if (answer.unknown)
                giveUp("an operator is not run");
            else if (!answer.error.empty())
                failAt(symbol.line, because(answer.error, answer.wrong ? operand.what : ""));
            else
                left.value = answer.values.front();
        }
    } else {
        left = simple();
    }
    while (!m_wrong && (now().kind == Kind::Symbol || now().kind == Kind::Keyword)) {
        const auto found = std::ranges::find(precedences, std::string_view(now().text), &Precedence::symbol);
        if (found == std::end(precedences) || found->left <= limit)
            break;
        const LuaToken symbol = m_tokens[m_at++];
        left = binary(std::move(left), symbol, found->right);
    }
    --m_depth;
    return left;
}

LuaRunner::Expression LuaRunner::binary(Expression left, const LuaToken &symbol, int right)
{
    const bool shortcut = symbol.text == "and" || symbol.text == "or";
    const bool decided = shortcut && isTrue(left.value) == (symbol.text == "or");
    m_skip += decided ? 1 : 0;
    Expression other = expression(right);
    m_skip -= decided ? 1 : 0;
    if (shortcut)
        return {decided ? left.value : other.value, {}, {}};
    if (!active())
        return {};
    LuaAnswer answer = luaBinary(symbol.text, left.value, other.value);
    if (answer.unknown)
        giveUp("an operator is not run");
    else if (!answer.error.empty())
        failAt(symbol.line, because(answer.error, !answer.wrong ? "" : *answer.wrong == 0 ? left.what : other.what));
    else
        return {counted(std::move(answer.values.front())), {}, {}};
    return {};
}

LuaValue LuaRunner::counted(LuaValue value)
{
    if (const auto *text = std::get_if<std::string>(&value))
        m_text += text->size();
    if (m_text > mostText)
        giveUp("it makes very long texts");
    return value;
}

LuaRunner::Expression LuaRunner::simple()
{
    const LuaToken &token = now();
    switch (token.kind) {
    case Kind::Number: ++m_at; return {token.number, {}, {}};
    case Kind::String: ++m_at; return {token.text, {}, "constant '" + token.text + "'"};
    default: break;
    }
    if (take("nil"))
        return {};
    if (is("true") || is("false"))
        return {m_tokens[m_at++].text == "true", {}, {}};
    if (take("...")) {
        // The loader passes nothing to the chunk.
        return {};
    }
    if (is("{"))
        return tableConstructor();
    if (take("function")) {
        functionBody();
        return {LuaFunction{}, {}, {}};
    }
    return read(suffixed());
}

LuaRunner::Expression LuaRunner::tableConstructor()
{
    expect("{");
    auto table = std::make_shared<LuaTable>();
    m_tables.push_back(table);
    if (m_tables.size() > mostTables)
        giveUp("it makes very many tables");
    std::int64_t next = 1;
    while (!m_wrong && !take("}")) {
        LuaValue key = next;
        if (take("[")) {
            key = expression().value;
            expect("]");
            expect("=");
        } else if (now().kind == Kind::Name && m_tokens[m_at + 1].kind == Kind::Symbol && m_tokens[m_at + 1].text == "=") {
            key = takeName();
            expect("=");
        } else {
            ++next;
        }
        const Expression field = expression();
        if (active() && isNil(key))
            giveUp("a table's key is nil");
        else if (active() && !isNil(field.value))
            table->fields[key] = field.value;
        if (!is("}") && !take(","))
            expect(";");
    }
    return {std::move(table), {}, {}};
}

LuaRunner::Place LuaRunner::suffixed()
{
    Place place;
    place.line = now().line;
    if (take("(")) {
        place.held = expression();
        // Brackets cut a call to its first result.
        place.held.more.clear();
        expect(")");
    } else {
        place.kind = Place::Kind::Name;
        place.name = takeName();
    }
    while (!m_wrong) {
        const std::size_t before = m_at;
        suffix(place);
        if (m_at == before)
            break;
    }
    return place;
}

void LuaRunner::suffix(Place &place)
{
    const auto index = [&](LuaValue key) {
        const bool environment = place.kind == Place::Kind::Name && place.name == "_ENV";
        Expression table = environment ? Expression() : read(place);
        const int line = place.line;
        place = {.kind = Place::Kind::Index, .held = std::move(table), .name = {}, .key = std::move(key)};
        place.environment = environment;
        place.line = line;
    };
    if (take(".")) {
        index(takeName());
    } else if (take("[")) {
        LuaValue key = expression().value;
        expect("]");
        index(std::move(key));
    } else if (take(":")) {
        const std::string method = takeName();
        call(place, method);
    } else if (is("(") || is("{") || now().kind == Kind::String) {
        call(place, {});
    }
}

void LuaRunner::call(Place &place, const std::string &method)
{
    const Expression callee = read(place);
    const int line = place.line;
    const auto *self = std::get_if<std::string>(&callee.value);
    if (!method.empty() && isNil(callee.value))
        failAt(line, because("attempt to index a nil value", callee.what));
    const std::vector<LuaValue> given = arguments();
    place = {};
    place.line = line;
    place.called = true;
    if (!active())
        return;
    if (method.empty() && !std::holds_alternative<LuaFunction>(callee.value))
        return failAt(line, because(std::string("attempt to call a ") + luaTypeName(callee.value) + " value", callee.what));
    if (self == nullptr || method.empty())
        return giveUp("a function is called");
    if (!isLuaStringMethod(method))
        return failAt(line, "attempt to call a nil value (method '" + method + "')");
    const LuaAnswer answer = luaStringMethod(method, *self, given);
    if (answer.unknown)
        return giveUp("string." + method + " is called");
    place.held.value = counted(answer.values.front());
}

std::vector<LuaValue> LuaRunner::arguments()
{
    if (now().kind == Kind::String)
        return {m_tokens[m_at++].text};
    if (is("{"))
        return {tableConstructor().value};
    expect("(");
    if (take(")"))
        return {};
    std::vector<LuaValue> values = expressions();
    expect(")");
    return values;
}

std::vector<LuaValue> LuaRunner::expressions()
{
    std::vector<LuaValue> values;
    do {
        values.push_back(expression().value);
    } while (take(","));
    return values;
}

LuaRunner::Expression LuaRunner::read(const Place &place)
{
    if (place.kind == Place::Kind::Value)
        return place.held;
    if (!active())
        return {};
    if (place.kind == Place::Kind::Name) {
        const auto local = std::ranges::find(m_locals.rbegin(), m_locals.rend(), place.name,
                                             &std::pair<std::string, LuaValue>::first);
        if (local != m_locals.rend())
            return {local->second, {}, "local '" + place.name + "'"};
        return {globalValue(place.name), {}, "global '" + place.name + "'"};
    }
    const auto *name = std::get_if<std::string>(&place.key);
    const bool whole = std::holds_alternative<std::int64_t>(place.key);
    const std::string what = "field '" + (name != nullptr ? *name : whole ? "integer index" : "?") + "'";
    if (place.environment)
        return {name != nullptr ? globalValue(*name) : LuaValue(), {}, what};
    if (const auto *table = std::get_if<std::shared_ptr<LuaTable>>(&place.held.value)) {
        const auto found = (*table)->fields.find(place.key);
        return {found == (*table)->fields.end() ? LuaValue() : found->second, {}, what};
    }
    if (std::holds_alternative<std::string>(place.held.value))
        return {name != nullptr && isLuaStringMethod(*name) ? LuaValue(LuaFunction{}) : LuaValue(), {}, what};
    failAt(place.line, because(std::string("attempt to index a ") + luaTypeName(place.held.value) + " value", place.held.what));
    return {};
}

/// A name that was never assigned is a variable of the loader.
LuaValue LuaRunner::globalValue(const std::string &name) const
{
    if (const auto found = globals.find(name); found != globals.end())
        return found->second.value;
    const auto text = m_lookup(name);
    return text ? LuaValue(*text) : LuaValue();
}

} // namespace patchbay
