// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>

namespace patchbay {

struct LuaTable;

/// A function a script defines. It can be stored but is never run.
struct LuaFunction
{
    bool operator==(const LuaFunction &) const = default;
};

/// A value of Lua 5.3, without what a loader configuration has no way to get hold of.
using LuaValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::shared_ptr<LuaTable>, LuaFunction>;

struct LuaTable
{
    std::map<LuaValue, LuaValue, bool (*)(const LuaValue &, const LuaValue &)> fields;
    LuaTable();
};

bool isNil(const LuaValue &value);
bool isTrue(const LuaValue &value);

/// type(): "nil", "boolean", "number", "string", "table", "function".
const char *luaTypeName(const LuaValue &value);

/// tostring(); tables and functions by their type alone.
std::string luaToString(const LuaValue &value);

/// A number, or a string that reads as one, as Lua's arithmetic takes it; nil otherwise.
LuaValue luaToNumber(const LuaValue &value);

} // namespace patchbay
