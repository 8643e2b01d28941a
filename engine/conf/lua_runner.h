// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/lua_lexer.h"
#include "conf/lua_ops.h"
#include "conf/lua_script.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Reads Lua once over and runs it as it goes; what a condition leaves out is read but not run. Without `active` it only
/// checks the syntax.
class LuaRunner
{
public:
    LuaRunner(const std::vector<LuaToken> &tokens, const std::string &chunk, const Lookup &lookup, bool active);
    LuaRunner(const LuaRunner &) = delete;
    LuaRunner &operator=(const LuaRunner &) = delete;
    ~LuaRunner();

    /// False: the syntax is wrong.
    bool run();

    std::map<std::string, LuaOutcome::Global> globals;
    std::optional<std::string> error;
    std::optional<std::string> unsure;

private:
    /// A value on its way, with the words errors use for where it came from: "global 'x'".
    struct Expression
    {
        LuaValue value;
        std::vector<LuaValue> more; ///< further results of a call
        std::string what;
    };
    /// Something that can be assigned to, or read.
    struct Place
    {
        enum class Kind : std::uint8_t { Value, Name, Index };
        Kind kind = Kind::Value;
        Expression held;  ///< of Value, and the table of Index
        std::string name; ///< of Name
        LuaValue key;     ///< of Index
        bool called = false;
        bool environment = false; ///< the table is _ENV
        int line = 0;
    };

    void block();
    void statement();
    void ifStatement();
    void whileLoop();
    void repeatLoop();
    void forLoop();
    void localStatement();
    void functionBody();
    void expressionStatement();
    void assign(const Place &place, const LuaValue &value);

    Expression expression(int limit = 0);
    Expression binary(Expression left, const LuaToken &symbol, int right);
    Expression simple();
    Expression tableConstructor();
    Place suffixed();
    void suffix(Place &place);
    void call(Place &place, const std::string &method);
    std::vector<LuaValue> arguments();
    std::vector<LuaValue> expressions();
    Expression read(const Place &place);
    LuaValue counted(LuaValue value);
    [[nodiscard]] LuaValue globalValue(const std::string &name) const;

    [[nodiscard]] const LuaToken &now() const { return m_tokens[m_at]; }
    [[nodiscard]] bool is(std::string_view text) const;
    bool take(std::string_view text);
    void expect(std::string_view text);
    std::string takeName();
    [[nodiscard]] bool active() const { return m_skip == 0 && !m_done && !m_break; }
    [[nodiscard]] bool endsBlock() const;
    bool nextRound();
    void failAt(int line, const std::string &words);
    void giveUp(const std::string &what);

    const std::vector<LuaToken> &m_tokens;
    std::string m_chunk;
    const Lookup &m_lookup;
    std::size_t m_at = 0;
    std::vector<std::pair<std::string, LuaValue>> m_locals;
    std::vector<std::shared_ptr<LuaTable>> m_tables;
    std::size_t m_text = 0;
    std::set<std::string> m_labels;
    std::set<std::string> m_jumps;
    int m_skip = 0;
    int m_depth = 0;
    int m_loops = 0;
    int m_rounds = 0;
    bool m_done = false;
    bool m_break = false;
    bool m_wrong = false;
};

} // namespace patchbay
