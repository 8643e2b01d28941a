// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_run.h"

#include <algorithm>

namespace patchbay {

void LoaderRun::readFolders()
{
    auto folders = getEnv("loader_conf_dirs");
    const auto products = m_generation == LoaderGeneration::Main ? getEnv("product_vars") : std::nullopt;
    if (products) {
        std::string more;
        LuaMatches variables(*products, "%S+");
        while (const auto match = variables.next())
            if (const auto product = getEnv(std::string(captured(*products, *match))))
                more += " /boot/loader.conf.d/" + *product;
        folders = folders.value_or(std::string()) + more;
    }
    if (!folders)
        return;
    LuaMatches matches(*folders, "[%w%p]+");
    while (const auto match = matches.next()) {
        readFolder(std::string(captured(*folders, *match)));
        if (result.stops)
            return;
    }
}

void LoaderRun::readFolder(const std::string &folder)
{
    if (!hasFolder(normalPath(folder))) {
        m_here = {};
        print("Failed to load conf dir '" + folder + "': not a directory");
        return;
    }
    for (const std::string &name : namesIn(normalPath(folder))) {
        if (luaMatch(name, ".conf$"))
            readConf(folder + "/" + name);
        if (result.stops)
            return;
    }
}

void LoaderRun::readLocals()
{
    const auto files = getEnv("local_loader_conf_files");
    if (!files)
        return;
    LuaMatches matches(*files, "[%w%p]+");
    while (const auto match = matches.next()) {
        readConf(std::string(captured(*files, *match)));
        if (result.stops)
            return;
    }
}

bool LoaderRun::hasFolder(const std::string &path) const
{
    const auto &folders = m_boot.folders;
    // FreeBSD installs this one empty.
    if (path == "/" || path == "/boot" || path == "/boot/loader.conf.d" || std::ranges::contains(folders, path))
        return true;
    const auto next = m_boot.files.lower_bound(path + "/");
    return next != m_boot.files.end() && next->first.starts_with(path + "/");
}

std::vector<std::string> LoaderRun::namesIn(const std::string &folder) const
{
    std::vector<std::string> names;
    const std::string prefix = folder == "/" ? folder : folder + "/";
    for (auto next = m_boot.files.lower_bound(prefix);
         next != m_boot.files.end() && next->first.starts_with(prefix); ++next) {
        std::string name = next->first.substr(prefix.size());
        if (name.find('/') == std::string::npos)
            names.push_back(std::move(name));
    }
    const auto rank = [this](const std::string &name) {
        return std::ranges::find(m_boot.folderOrder, name) - m_boot.folderOrder.begin();
    };
    std::ranges::stable_sort(names, {}, rank);
    return names;
}

std::string normalPath(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), part.size() + 1));
        if (part == "..") {
            if (!parts.empty())
                parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    std::string result;
    for (const std::string_view part : parts)
        result.append("/").append(part);
    return result.empty() ? "/" : result;
}

} // namespace patchbay
