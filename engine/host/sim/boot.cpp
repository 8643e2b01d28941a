// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/boot.h"

#include "conf/boot_files.h"
#include "host/sim/boot_environments.h"
#include "host/sim/kernel.h"
#include "host/sim/text.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

constexpr const char *nextbootPath = "/boot/nextboot.conf";
constexpr std::size_t textLimit = 1 << 20; // boot files are small; kernels and modules are not read
constexpr std::size_t kenvLine = 258,
                      kenvCount = 512; // kern_environment.c: KENV_MNAMELEN + 1 + KENV_MVALLEN + 1

BootFiles bootFiles(const Machine &machine, const Disk &disk, const State &state)
{
    BootFiles boot;
    for (const std::string &path : disk.filesBelow("/boot")) {
        auto bytes = disk.read(path);
        if (bytes && bytes->size() <= textLimit)
            boot.files.insert_or_assign(path, std::move(*bytes));
    }
    boot.folderOrder = disk.list("/boot/loader.conf.d").value_or(std::vector<std::string>());
    boot.generation = machine.majorVersion() < 13 ? LoaderGeneration::Twelve
        : machine.majorVersion() < 15             ? LoaderGeneration::Fourteen
                                           : LoaderGeneration::Main;
    boot.loaderCannotWrite = machine.bootFileSystem == "zfs";
    for (const auto &[name, value] : machine.kenv) {
        if (name.starts_with("smbios."))
            boot.loaderEnv.emplace(name, value);
    }
    for (const auto &[name, value] : state.nvstore)
        boot.loaderEnv.insert_or_assign(name, value);
    return boot;
}

/// What the kernel takes of the loader's environment.
void passEnvironment(State &state, const std::vector<std::pair<std::string, std::string>> &given)
{
    for (const auto &[name, value] : given) {
        if (name.size() + 1 + value.size() + 1 > kenvLine) {
            state.messages.push_back(
                std::format("WARNING: too long kenv string, ignoring {}={}", name, value));
        } else if (state.kenv.size() >= kenvCount) {
            state.messages.push_back(
                std::format("WARNING: too many kenv strings, ignoring {}={}", name, value));
        } else if (!state.environment(name)) {
            state.kenv.emplace_back(name, value);
        }
    }
}

void setEnvironment(const Machine &machine, State &state, const LoaderResult &loader)
{
    auto given = machine.kenv;
    for (auto &[name, value] : given)
        if (name == "vfs.root.mountfrom" && value == "zfs:" + machine.bootSource)
            value = "zfs:" + rootDataset(machine, state);
    auto fromFiles = loader.env;
    for (const auto &[name, value] : loader.bootEnv)
        fromFiles[name] = value;
    for (const std::string &name : loader.bootUnset)
        fromFiles.erase(name);
    for (const auto &[name, value] : fromFiles) {
        const auto it = std::ranges::find(given, name, &std::pair<std::string, std::string>::first);
        if (it != given.end())
            it->second = value;
        else
            given.emplace_back(name, value);
    }
    if (!fromFiles.empty())
        std::ranges::stable_sort(given, {}, &std::pair<std::string, std::string>::first);
    state.kenv.clear();
    passEnvironment(state, given);
}

void setModules(State &state, const LoaderResult &loader)
{
    state.modules = {{1, "kernel", "/boot/kernel/kernel"}};
    for (const std::string &command : loader.loads) {
        const auto parts = words(command);
        std::size_t at = 1;
        if (parts.size() > 2 && parts[1] == "-t") {
            if (parts[2].find("kld") == std::string::npos && parts[2].find("module") == std::string::npos)
                continue; // data for the kernel, no module
            at = 3;
        }
        if (parts.empty() || parts[0] != "load" || at >= parts.size() || parts[at].starts_with('-'))
            continue;
        std::string path = parts[at].starts_with('/') ? parts[at] : "/boot/kernel/" + parts[at];
        if (!path.ends_with(".ko"))
            path += ".ko";
        const std::string file = path.substr(path.rfind('/') + 1);
        if (file != "kernel.ko" && !state.hasModule(file))
            state.modules.push_back({int(state.modules.size()) + 1, file, path});
    }
}

} // namespace

Result<> boot(const Machine &machine, Disk &disk, State &state, std::int64_t now)
{
    if (const auto entered = enterEnvironment(machine, disk, state); !entered)
        return entered;
    const BootFiles files = bootFiles(machine, disk, state);
    // A machine without boot files was started without loader(8): its kernel got the machine's own
    // environment only.
    const LoaderResult loader = files.files.empty() ? LoaderResult() : evaluateLoader(files);
    if (state.nvstore.contains("nextboot_enable") && files.files.contains(nextbootPath))
        state.nvstore["nextboot_enable"] = "NO";
    for (const auto &[path, bytes] : loader.left) {
        if (const auto written = disk.write(path, bytes); !written)
            return written;
    }
    ++state.boots;
    state.bootedAt = now;
    state.messages.clear();
    state.vms.clear();
    state.pptOverrides.clear();
    state.processes.clear();
    state.background.reset();
    state.sysctl.clear();
    state.programs.clear();
    state.rootLost = false;
    state.pptRegistered = state.vmmWorks = state.ivhdGone = state.iommuTried = state.iommuWorks = false;
    setEnvironment(machine, state, loader);
    setModules(state, loader);
    state.messages.push_back(std::format("FreeBSD {} {} amd64", machine.release, machine.ident));
    state.messages.push_back("CPU: " + machine.processor);
    if (machine.preloadVmm && !state.hasModule("vmm.ko"))
        state.modules.push_back({int(state.modules.size()) + 1, "vmm.ko", "/boot/kernel/vmm.ko"});
    Kernel kernel(machine, state);
    if (state.hasModule("vmm.ko"))
        kernel.registerVmm();
    kernel.attachAll();
    return {};
}

} // namespace patchbay::sim
