// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_commands.h"
#include "conf/loader_run.h"

#include <algorithm>

namespace patchbay {

namespace {

std::string lower(std::string text)
{
    for (char &c : text)
        if (c >= 'A' && c <= 'Z')
            c = char(c - 'A' + 'a');
    return text;
}

std::string joined(const std::vector<std::string> &words, std::size_t from)
{
    std::string text;
    for (std::size_t i = from; i < words.size(); ++i)
        text += (i == from ? "" : " ") + words[i];
    return text;
}

} // namespace

bool LoaderRun::execute(std::string_view command)
{
    const auto words = commandWords(command, m_lookup);
    return words && !words->empty() && executeWords(*words);
}

bool LoaderRun::executeWords(const std::vector<std::string> &words)
{
    const std::string &verb = words.front();
    if (verb == "echo") {
        print(joined(words, 1));
        return true;
    }
    if (verb == "set") {
        if (words.size() != 2)
            return false;
        const std::size_t equals = words[1].find('=');
        const std::string name = words[1].substr(0, equals);
        const std::string value = equals == std::string::npos ? std::string() : words[1].substr(equals + 1);
        if (m_phase == Phase::Reading)
            note(name, value);
        loaderSet(name, value);
        return true;
    }
    if (verb == "unset")
        return words.size() == 2 && loaderUnset(words[1]);
    // Before the kernel is there nothing can be loaded, so only the boot's own loads count.
    if (m_phase == Phase::Booting)
        result.loads.push_back(joined(words, 0));
    return verb == "load";
}

void LoaderRun::loadAll()
{
    m_phase = Phase::Booting;
    if (const auto xen = loaderGet("xen_kernel"); xen && m_generation != LoaderGeneration::Main) {
        print("Loading Xen kernel...");
        execute("load " + *xen);
    }
    loadKernel();
    const bool silent = lower(loaderGet("verbose_loading").value_or("no")) != "yes";
    const auto modules = result.modules;
    for (const auto &[key, module] : modules)
        loadModule(key, module, silent);
    std::ranges::sort(result.loads);
}

/// The first name that loads wins, and we take it that it does: which kernels exist is not in the boot files.
void LoaderRun::loadKernel()
{
    const std::string names = loaderGet("bootfile").value_or("kernel") + ";kernel";
    const auto match = luaMatch(names, "([^;]+)%s*;?");
    execute("load " + std::string(captured(names, *match)) + " " + loaderGet("kernel_options").value_or(""));
}

bool LoaderRun::loadModule(const std::string &key, const LoaderResult::Module &module, bool silent)
{
    const auto field = [&](const char *name) -> const std::string * {
        const auto found = module.fields.find(name);
        return found == module.fields.end() ? nullptr : &found->second;
    };
    const std::string *load = field("load");
    if (load == nullptr || lower(*load) != "yes")
        return true;
    const std::string name = field("name") != nullptr ? *field("name") : key;
    if (blacklist().contains(name)) {
        if (!silent)
            print("Not loading blacklisted module '" + name + "'");
        return true;
    }
    if (!silent)
        print(name + "...");
    std::string command = "load ";
    if (const std::string *type = field("type"))
        command += "-t " + *type + " ";
    command += name;
    if (const std::string *flags = field("flags"))
        command += " " + *flags;
    const std::string *before = field("before");
    if (before != nullptr && !execute(*before) && !silent)
        print("Failed to execute '" + *before + "' before loading '" + key + "'");
    if (!execute(command)) {
        if (!silent)
            print("failed!");
        if (const std::string *error = field("error"))
            execute(*error);
        return false;
    }
    if (const std::string *after = field("after")) {
        if (!execute(*after) && !silent)
            print("Failed to execute '" + *after + "' after loading '" + key + "'");
        if (!silent)
            print("ok");
    }
    return true;
}

std::set<std::string, std::less<>> LoaderRun::blacklist() const
{
    std::set<std::string, std::less<>> names;
    const std::string list = loaderGet("module_blacklist").value_or(std::string());
    LuaMatches matches(list, "[;, ]?([-%w_]+)[;, ]?");
    while (const auto match = matches.next())
        names.emplace(captured(list, *match));
    return names;
}

} // namespace patchbay
