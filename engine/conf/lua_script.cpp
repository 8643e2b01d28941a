// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_script.h"

#include "conf/lua_runner.h"

namespace patchbay {

LuaOutcome runLuaConf(std::string_view source, const std::string &chunk, const Lookup &lookup)
{
    LuaOutcome outcome;
    const auto tokens = luaTokens(source);
    // What does not compile is nil to pcall(), and so are its words.
    constexpr const char *notCompiled = "attempt to call a nil value";
    if (!tokens) {
        outcome.error = notCompiled;
        return outcome;
    }
    LuaRunner check(*tokens, chunk, lookup, false);
    if (!check.run()) {
        outcome.error = notCompiled;
        return outcome;
    }
    LuaRunner runner(*tokens, chunk, lookup, true);
    runner.run();
    outcome.error = runner.error;
    outcome.unsure = runner.unsure;
    for (const auto &[name, global] : runner.globals)
        if (!isNil(global.value))
            outcome.globals.push_back(global);
    return outcome;
}

} // namespace patchbay
