// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/lua_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What an operator or a method gives: its values, or Lua's words for why it cannot; `wrong` then says which operand is
/// to blame (0 or 1), for the words that follow in brackets; `unknown` marks what we do not run.
struct LuaAnswer
{
    std::vector<LuaValue> values;
    std::string error;
    std::optional<int> wrong;
    bool unknown = false;
};

/// Arithmetic, bit, comparison and ".." operators; not "and" and "or", which do not always look at both sides.
LuaAnswer luaBinary(std::string_view symbol, const LuaValue &left, const LuaValue &right);

/// "not", "-", "#" and "~".
LuaAnswer luaUnary(std::string_view symbol, const LuaValue &value);

/// Whether strings have that method at all.
bool isLuaStringMethod(std::string_view name);

/// A method of strings: upper, lower, len, rep, sub, reverse; others are unknown.
LuaAnswer luaStringMethod(std::string_view name, const std::string &self, const std::vector<LuaValue> &arguments);

} // namespace patchbay
