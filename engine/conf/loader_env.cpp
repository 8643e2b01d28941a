// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_run.h"

#include "conf/loader_defaults.h"

#include <algorithm>

namespace patchbay {

std::optional<std::string> LoaderRun::loaderGet(std::string_view name) const
{
    const auto found = m_env.find(name.substr(0, name.find('\0')));
    return found == m_env.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> LoaderRun::getEnv(const std::string &name) const
{
    const auto changed = m_changed.find(name);
    if (changed != m_changed.end())
        return changed->second;
    return name == filesVariable ? std::nullopt : loaderGet(name);
}

void LoaderRun::loaderSet(const std::string &name, std::string_view value)
{
    const std::string text(value.substr(0, value.find('\0')));
    if (m_phase == Phase::Booting) {
        result.bootEnv[name] = text;
        std::erase(result.bootUnset, name);
    }
    m_env[name] = text;
    if (m_here.path == defaultsPath)
        fromDefaults.insert(name);
    else
        fromDefaults.erase(name);
}

bool LoaderRun::loaderUnset(const std::string &name)
{
    if (m_phase == Phase::Booting) {
        result.bootEnv.erase(name);
        result.bootUnset.push_back(name);
    }
    return m_env.erase(name) > 0;
}

void LoaderRun::setEnv(const std::string &name, const std::string &value)
{
    m_changed[name] = value;
    if (name != filesVariable)
        loaderSet(name, value);
}

void LoaderRun::note(const std::string &name, std::string value)
{
    if (const std::size_t nul = value.find('\0'); nul != std::string::npos)
        value.resize(nul);
    result.assignments.push_back({name, std::move(value), m_here.path, m_here.line});
}

void LoaderRun::print(std::string_view text)
{
    const bool reading = m_phase == Phase::Reading;
    while (true) {
        const std::string_view line = text.substr(0, text.find('\n'));
        (reading ? result.says : result.bootSays).emplace_back(line);
        if (reading)
            result.saysFrom.push_back(m_here);
        if (line.size() == text.size())
            return;
        text.remove_prefix(line.size() + 1);
    }
}

} // namespace patchbay
