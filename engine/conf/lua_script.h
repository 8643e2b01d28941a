// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/loader_values.h"
#include "conf/lua_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What running a configuration in Lua gave.
struct LuaOutcome
{
    struct Global
    {
        std::string name;
        LuaValue value;
        int line = 0; ///< of the last assignment
    };
    std::vector<Global> globals;       ///< set by the script, by name
    std::optional<std::string> error;  ///< the script failed, in the words pcall() gives
    std::optional<std::string> unsure; ///< it does something we do not run, from there on we cannot tell: "x.lua:3: a function is called"
};

/// Runs a loader configuration in Lua, as config.lua of main does: an empty environment in which unknown names are
/// loader variables. Assignments, locals, conditions, loops, operators, tables and the plain string methods are run;
/// functions are taken note of but not called. Stops after 100,000 rounds of loops. `chunk` names it in errors.
LuaOutcome runLuaConf(std::string_view source, const std::string &chunk, const Lookup &lookup);

} // namespace patchbay
