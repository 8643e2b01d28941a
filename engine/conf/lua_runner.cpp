// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_runner.h"

#include <algorithm>
#include <utility>

namespace patchbay {

namespace {

using Kind = LuaToken::Kind;

/// Deeper nesting than this is refused, as Lua refuses it.
constexpr int deepest = 190;
constexpr int mostRounds = 100000;

} // namespace

LuaRunner::LuaRunner(const std::vector<LuaToken> &tokens, const std::string &chunk, const Lookup &lookup, bool active)
    : m_tokens(tokens), m_chunk(chunk), m_lookup(lookup), m_skip(active ? 0 : 1)
{
}

/// Tables may hold each other in circles or long chains; emptied one by one they go without either being noticed.
LuaRunner::~LuaRunner()
{
    for (const auto &table : m_tables)
        table->fields.clear();
}

bool LuaRunner::run()
{
    block();
    return !m_wrong && now().kind == Kind::End && std::ranges::includes(m_labels, m_jumps);
}

bool LuaRunner::is(std::string_view text) const
{
    return (now().kind == Kind::Symbol || now().kind == Kind::Keyword) && now().text == text;
}

bool LuaRunner::take(std::string_view text)
{
    if (m_wrong || !is(text))
        return false;
    ++m_at;
    return true;
}

void LuaRunner::expect(std::string_view text)
{
    if (!take(text))
        m_wrong = true;
}

std::string LuaRunner::takeName()
{
    if (now().kind != Kind::Name) {
        m_wrong = true;
        return {};
    }
    return m_tokens[m_at++].text;
}

void LuaRunner::failAt(int line, const std::string &words)
{
    if (!active())
        return;
    error = "[string \"" + m_chunk + "\"]:" + std::to_string(line) + ": " + words;
    m_done = true;
}

void LuaRunner::giveUp(const std::string &what)
{
    if (!active())
        return;
    unsure = m_chunk + ":" + std::to_string(now().line) + ": " + what;
    m_done = true;
}

bool LuaRunner::endsBlock() const
{
    return now().kind == Kind::End || is("end") || is("else") || is("elseif") || is("until");
}

void LuaRunner::block()
{
    if (++m_depth > deepest)
        m_wrong = true;
    const std::size_t scope = m_locals.size();
    while (!m_wrong && !endsBlock()) {
        const bool last = is("return");
        statement();
        if (last && !m_wrong && !endsBlock())
            m_wrong = true;
    }
    m_locals.resize(std::min(scope, m_locals.size()));
    --m_depth;
}

void LuaRunner::statement()
{
    if (take(";"))
        return;
    if (is("if"))
        return ifStatement();
    if (is("while"))
        return whileLoop();
    if (is("repeat"))
        return repeatLoop();
    if (is("for"))
        return forLoop();
    if (take("do")) {
        block();
        return expect("end");
    }
    if (take("local"))
        return localStatement();
    if (take("function")) {
        Place place{.kind = Place::Kind::Name, .held = {}, .name = takeName(), .key = {}};
        const bool plain = !is(".") && !is(":");
        while (take(".") || take(":"))
            takeName();
        functionBody();
        return plain ? assign(place, LuaFunction{}) : giveUp("a function is put into a table");
    }
    if (take("return")) {
        if (!endsBlock() && !is(";"))
            expressions();
        take(";");
        m_done = m_done || active();
        return;
    }
    if (take("break")) {
        if (m_loops == 0)
            m_wrong = true;
        m_break = m_break || active();
        return;
    }
    if (take("::")) {
        m_labels.insert(takeName());
        return expect("::");
    }
    if (take("goto")) {
        m_jumps.insert(takeName());
        return giveUp("it jumps");
    }
    expressionStatement();
}

void LuaRunner::ifStatement()
{
    bool taken = false;
    bool more = true;
    while (more && !m_wrong) {
        const bool condition = take("if") || take("elseif");
        if (!condition)
            expect("else");
        m_skip += taken ? 1 : 0;
        const bool holds = condition ? isTrue(expression().value) : true;
        m_skip -= taken ? 1 : 0;
        if (condition)
            expect("then");
        const bool runs = !taken && holds;
        m_skip += runs ? 0 : 1;
        block();
        m_skip -= runs ? 0 : 1;
        taken = taken || runs;
        more = condition && (is("elseif") || is("else"));
    }
    expect("end");
}

/// Counts a round of a loop that runs; false where there have been too many.
bool LuaRunner::nextRound()
{
    if (++m_rounds > mostRounds)
        giveUp("it loops for very long");
    return active();
}

void LuaRunner::whileLoop()
{
    expect("while");
    const std::size_t begin = m_at;
    ++m_loops;
    bool again = true;
    while (again && !m_wrong) {
        m_at = begin;
        const bool ran = active();
        const bool holds = isTrue(expression().value) && ran;
        expect("do");
        m_skip += holds ? 0 : 1;
        block();
        m_skip -= holds ? 0 : 1;
        expect("end");
        again = holds && active() && nextRound();
    }
    --m_loops;
    m_break = false;
}

void LuaRunner::repeatLoop()
{
    expect("repeat");
    const std::size_t begin = m_at;
    ++m_loops;
    bool again = true;
    while (again && !m_wrong) {
        m_at = begin;
        const bool ran = active();
        block();
        expect("until");
        again = !isTrue(expression().value) && ran && active() && nextRound();
    }
    --m_loops;
    m_break = false;
}

void LuaRunner::forLoop()
{
    expect("for");
    const int line = now().line;
    const std::string name = takeName();
    const bool counts = is("=");
    while (take(","))
        takeName();
    if (!take("="))
        expect("in");
    const std::vector<LuaValue> bounds = expressions();
    expect("do");
    const std::size_t begin = m_at;
    const auto *from = !bounds.empty() ? std::get_if<std::int64_t>(&bounds[0]) : nullptr;
    const auto *to = bounds.size() > 1 ? std::get_if<std::int64_t>(&bounds[1]) : nullptr;
    const auto *by = bounds.size() > 2 ? std::get_if<std::int64_t>(&bounds[2]) : nullptr;
    if (active() && (!counts || from == nullptr || to == nullptr || (bounds.size() > 2 && (by == nullptr || *by == 0))))
        giveUp("line " + std::to_string(line) + " loops over something else than whole numbers");
    const std::int64_t step = by != nullptr ? *by : 1;
    std::int64_t at = from != nullptr ? *from : 0;
    ++m_loops;
    bool again = true;
    while (again && !m_wrong) {
        m_at = begin;
        const bool holds = active() && (step > 0 ? at <= *to : at >= *to);
        m_skip += holds ? 0 : 1;
        m_locals.emplace_back(name, at);
        block();
        m_locals.pop_back();
        m_skip -= holds ? 0 : 1;
        expect("end");
        again = holds && active() && nextRound() && (step > 0 ? at <= *to - step : at >= *to - step);
        at += again ? step : 0;
    }
    --m_loops;
    m_break = false;
}

void LuaRunner::localStatement()
{
    if (take("function")) {
        m_locals.emplace_back(takeName(), LuaFunction{});
        return functionBody();
    }
    std::vector<std::string> names{takeName()};
    while (take(","))
        names.push_back(takeName());
    std::vector<LuaValue> values;
    if (take("="))
        values = expressions();
    for (std::size_t i = 0; i < names.size(); ++i)
        m_locals.emplace_back(names[i], i < values.size() ? values[i] : LuaValue());
}

void LuaRunner::functionBody()
{
    expect("(");
    while (!m_wrong && !take(")")) {
        if (!take("..."))
            takeName();
        if (!is(")"))
            expect(",");
    }
    ++m_skip;
    const int loops = std::exchange(m_loops, 0);
    block();
    m_loops = loops;
    --m_skip;
    expect("end");
}

void LuaRunner::expressionStatement()
{
    std::vector<Place> places{suffixed()};
    if (!is("=") && !is(",")) {
        if (!places.front().called)
            m_wrong = true;
        return;
    }
    while (take(","))
        places.push_back(suffixed());
    expect("=");
    const std::vector<LuaValue> values = expressions();
    // From the last to the first, as Lua does: it matters where one place is named twice.
    for (std::size_t i = places.size(); i-- > 0;)
        assign(places[i], i < values.size() ? values[i] : LuaValue());
}

void LuaRunner::assign(const Place &place, const LuaValue &value)
{
    if (place.kind == Place::Kind::Value)
        m_wrong = true;
    if (m_wrong || !active())
        return;
    const int line = m_tokens[m_at - 1].line;
    if (place.kind == Place::Kind::Name) {
        const auto local = std::ranges::find(m_locals.rbegin(), m_locals.rend(), place.name,
                                             &std::pair<std::string, LuaValue>::first);
        if (local != m_locals.rend())
            local->second = value;
        else
            globals[place.name] = {place.name, value, line};
        return;
    }
    if (place.environment) {
        const std::string name = luaToString(place.key);
        globals[name] = {name, value, line};
    } else if (const auto *table = std::get_if<std::shared_ptr<LuaTable>>(&place.held.value)) {
        if (isNil(place.key))
            return giveUp("a table's key is nil");
        (*table)->fields[place.key] = value;
    } else {
        failAt(place.line, std::string("attempt to index a ") + luaTypeName(place.held.value) + " value" +
                               (place.held.what.empty() ? "" : " (" + place.held.what + ")"));
    }
}

} // namespace patchbay
