// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_run.h"
#include "conf/lua_script.h"

namespace patchbay {

bool LoaderRun::runLua(const std::string &file, std::string_view text)
{
    const LuaOutcome outcome = runLuaConf(text, file, m_lookup);
    if (outcome.unsure)
        result.unsure.push_back(*outcome.unsure);
    if (outcome.error) {
        print("Failed to execute lua conf '" + file + "': '" + *outcome.error + "'");
        return false;
    }
    for (const LuaOutcome::Global &global : outcome.globals) {
        const bool plain = !std::holds_alternative<std::shared_ptr<LuaTable>>(global.value) &&
                           !std::holds_alternative<LuaFunction>(global.value);
        m_here.line = global.line;
        if (plain)
            setFromLua(global.name, luaToString(global.value));
        if (result.stops)
            return false;
    }
    return true;
}

/// The loader looks for the names' patterns anywhere in a global's name: "vmm_load2" is vmm's load, too.
void LoaderRun::setFromLua(const std::string &key, const std::string &value)
{
    for (const char *field : {"load", "name", "type", "flags", "before", "after", "error"}) {
        const auto match = luaMatch(key, std::string("([%w%d-_.]+)_") + field + "%s*");
        if (match)
            return setModule(std::string(captured(key, *match)), field, value);
    }
    const auto match = luaMatch(key, "([%w][%w%d-_.]*)%s*");
    if (!match)
        return;
    const std::string name(captured(key, *match));
    const std::size_t said = result.says.size();
    setVariable(name, value);
    const bool complained = result.says.size() != said || result.stops;
    if (name != key && !complained)
        setEnv(key, m_changed[name]);
}

} // namespace patchbay
