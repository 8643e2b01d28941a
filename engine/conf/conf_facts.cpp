// SPDX-License-Identifier: BSD-2-Clause
#include "conf/conf_edit.h"
#include "conf/loader_defaults.h"
#include "conf/loader_run.h"

#include <algorithm>
#include <cstdlib>
#include <ranges>

namespace patchbay {

namespace {

/// The file a load command names: "vmm" of "load -t kld vmm -x".
std::string_view fileOf(std::string_view command)
{
    std::vector<std::string_view> words;
    for (const auto part : std::views::split(command, ' '))
        if (!part.empty())
            words.emplace_back(part.begin(), part.end());
    if (words.empty() || words.front() != "load")
        return {};
    const std::size_t at = words.size() > 1 && words[1] == "-t" ? 3 : 1;
    return at < words.size() ? words[at] : std::string_view();
}

bool isVmm(std::string_view file)
{
    const std::string_view name = file.substr(file.rfind('/') + 1);
    return name == "vmm" || name == "vmm.ko";
}

/// A line names the variable in full; only a command or a program could put its name together.
bool mayNameAnotherNextBoot(const std::pair<const std::string, std::string> &file)
{
    const auto &[path, text] = file;
    return path != defaultsPath &&
           (text.contains("nextboot_conf") || text.contains("exec") || path.ends_with(".lua"));
}

} // namespace

BootFiles applied(const BootFiles &now, const BootEdit &edit)
{
    BootFiles after = now;
    for (const FileEdit &file : edit.files) {
        if (file.after)
            after.files[file.path] = *file.after;
        else
            after.files.erase(file.path);
    }
    return after;
}

BootFiles withoutNextBoot(const BootFiles &now)
{
    BootFiles steady = now;
    steady.files.erase("/boot/nextboot.conf");
    if (std::ranges::none_of(now.files, mayNameAnotherNextBoot))
        return steady;
    const LoaderResult loader = evaluateLoader(now);
    if (const auto named = loader.env.find("nextboot_conf"); named != loader.env.end())
        steady.files.erase(normalPath(named->second));
    return steady;
}

PptValues pptValuesOf(const LoaderResult &loader)
{
    const KernelEnvironment kernel = kernelEnvironment(loader);
    PptValues values;
    for (std::size_t i = 0; i < pptVariables.size(); ++i)
        if (const auto found = kernel.env.find(pptVariables[i]); found != kernel.env.end())
            values.value[i] = found->second;
    return values;
}

bool loadsVmm(const LoaderResult &loader)
{
    return std::ranges::any_of(loader.loads, [](const std::string &command) { return isVmm(fileOf(command)); }) ||
           [&] {
               // Another file under the module's own name is what vmm_name is for.
               const auto module = loader.modules.find("vmm");
               if (module == loader.modules.end())
                   return false;
               const auto name = module->second.fields.find("name");
               const auto load = module->second.fields.find("load");
               return name != module->second.fields.end() && load != module->second.fields.end() &&
                      load->second == "YES" &&
                      std::ranges::any_of(loader.loads, [&](const std::string &command) {
                          return !name->second.empty() && fileOf(command) == name->second;
                      });
           }();
}

bool enablesAmdvi(const LoaderResult &loader)
{
    const KernelEnvironment kernel = kernelEnvironment(loader);
    const auto found = kernel.env.find("hw.vmm.amdvi.enable");
    return found != kernel.env.end() && std::strtol(found->second.c_str(), nullptr, 0) != 0;
}

const Assignment *lastAssignment(const LoaderResult &loader, std::string_view name)
{
    const auto found = std::ranges::find(loader.assignments.rbegin(), loader.assignments.rend(), name, &Assignment::name);
    return found == loader.assignments.rend() ? nullptr : &*found;
}

} // namespace patchbay
