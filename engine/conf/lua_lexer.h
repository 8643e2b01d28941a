// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/lua_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

struct LuaToken
{
    enum class Kind : std::uint8_t { End, Name, Keyword, Symbol, String, Number };
    Kind kind = Kind::End;
    std::string text; ///< of Name, Keyword and Symbol; of String what it stands for
    LuaValue number;
    int line = 1;
};

/// Splits Lua 5.3 source into tokens, the last one being End. nullopt where Lua itself would not compile it.
std::optional<std::vector<LuaToken>> luaTokens(std::string_view source);

} // namespace patchbay
