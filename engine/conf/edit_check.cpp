// SPDX-License-Identifier: BSD-2-Clause
#include "conf/edit_check.h"

#include "conf/boot_block.h"
#include "conf/lua_pattern.h"

#include <algorithm>

namespace patchbay {

namespace {

std::string overridden(const LoaderResult &after, const std::string &name, const std::string &target)
{
    const Assignment *last = nullptr;
    for (const Assignment &assignment : after.assignments)
        if (assignment.name.starts_with(name))
            last = &assignment;
    if (last == nullptr || last->path == target)
        return name + " would not be what is wanted";
    return placeOf(*last) + " sets " + last->name + " after every file that could be changed";
}

std::string vmmObjection(const LoaderResult &after, const std::string &target)
{
    const auto module = after.modules.find("vmm");
    const bool loads = module != after.modules.end() && module->second.fields.contains("load") &&
                       module->second.fields.at("load") == "YES";
    if (!loads)
        return overridden(after, "vmm_load", target);
    const Assignment *list = lastAssignment(after, "module_blacklist");
    if (list != nullptr && luaMatch(list->value, "vmm"))
        return "module_blacklist keeps vmm from being loaded (" + placeOf(*list) + ")";
    return "vmm_load is set, but vmm_name or vmm_type makes the loader load something else";
}

std::map<std::string, LoaderResult::Module> otherModules(const LoaderResult &result)
{
    auto modules = result.modules;
    if (const auto vmm = modules.find("vmm"); vmm != modules.end()) {
        vmm->second.fields.erase("load");
        if (vmm->second.fields.empty())
            modules.erase(vmm);
    }
    return modules;
}

std::vector<std::string> otherLoads(const LoaderResult &result)
{
    std::vector<std::string> loads;
    LoaderResult one = result;
    for (const std::string &command : result.loads) {
        one.loads = {command};
        if (!loadsVmm(one))
            loads.push_back(command);
    }
    return loads;
}

/// What else would be different.
std::string disturbed(const LoaderResult &before, const LoaderResult &after)
{
    const auto others = [](std::map<std::string, std::string> env) {
        for (const std::string &name : blockNames())
            env.erase(name);
        return env;
    };
    const auto known = others(before.env);
    for (const auto &[name, value] : others(after.env))
        if (const auto found = known.find(name); found == known.end() || found->second != value)
            return "the value of " + name + " is made from one that must change";
    if (known.size() != others(after.env).size())
        return "another variable would be lost";
    return otherModules(before) == otherModules(after) && otherLoads(before) == otherLoads(after)
               ? std::string()
               : "another module would change";
}

} // namespace

std::vector<Address> sortedFunctions(std::vector<Address> functions)
{
    for (Address &address : functions)
        address.domain = 0;
    std::ranges::sort(functions);
    const auto twice = std::ranges::unique(functions);
    functions.erase(twice.begin(), twice.end());
    return functions;
}

const std::string *unreadFile(const BootFiles &boot)
{
    const auto found = std::ranges::find_if(boot.unreadable, [](const std::string &path) {
        return path != "/boot/nextboot.conf" && path != "/boot/lua/config.lua";
    });
    return found == boot.unreadable.end() ? nullptr : &*found;
}

std::string placeOf(const Assignment &assignment)
{
    return assignment.path + ":" + std::to_string(assignment.line);
}

LoaderResult evaluateOwn(const BootFiles &boot)
{
    if (!boot.files.empty())
        return evaluateLoader(boot);
    BootFiles some = boot;
    some.files["/boot/device.hints"] = {};
    return evaluateLoader(some);
}

std::string objection(const LoaderResult &before, const LoaderResult &after, const WantedBoot &wanted,
                      const std::string &target)
{
    if (after.stops)
        return "the loader would give up: " + *after.stops;
    if (!std::ranges::contains(after.reads, target))
        return "nothing makes the loader read " + target;
    if (sortedFunctions(pptValuesOf(after).functions()) != sortedFunctions(wanted.ppt))
        return overridden(after, "pptdevs", target);
    if (wanted.vmm && !loadsVmm(after))
        return vmmObjection(after, target);
    if (wanted.amdvi && !enablesAmdvi(after))
        return overridden(after, amdviName, target);
    return disturbed(before, after);
}

} // namespace patchbay
