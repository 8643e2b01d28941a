// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

constexpr std::uint64_t kernelSize = 0xe8ea58, vmmSize = 0x534090, otherSize = 0x8f00;
constexpr std::uint64_t kernelBase = 0xffffffff80200000;

std::string moduleName(std::string name)
{
    name = name.substr(name.rfind('/') + 1);
    return name.ends_with(".ko") ? name.substr(0, name.size() - 3) : name;
}

std::uint64_t sizeOf(const Module &module)
{
    return module.file == "kernel" ? kernelSize : module.file == "vmm.ko" ? vmmSize : otherSize;
}

std::uint64_t baseOf(const State &state, const Module &module)
{
    std::uint64_t at = kernelBase;
    for (const Module &other : state.modules) {
        if (other.id == module.id)
            return at;
        at = (at + sizeOf(other) + 0xfff) & ~std::uint64_t(0xfff);
    }
    return at;
}

std::string list(const State &state, bool verbose)
{
    std::string text = "Id Refs Address                Size Name\n";
    const bool vmm = state.hasModule("vmm.ko");
    for (const Module &module : state.modules) {
        const bool kernel = module.file == "kernel";
        const int references = kernel ? 1 + (vmm ? 6 : 0) + 2 * int(state.modules.size() - (vmm ? 2 : 1)) : 1;
        text += std::format("{:2} {:4} 0x{:016x} {:8x} {}", module.id, references, baseOf(state, module),
                            sizeOf(module), module.file);
        text += verbose ? std::format(" ({})\n\tContains modules:\n\t\t Id Name\n", module.path) : "\n";
        if (!verbose)
            continue;
        if (module.file == "vmm.ko") {
            if (state.vmmWorks)
                text += "\t\t 526 vmm\n";
            text += std::format("\t\t{:3} acpi/ivhd\n\t\t{:3} pci/ppt\n", 525, 524);
        } else if (!kernel) {
            text += std::format("\t\t{:3} {}\n", 526 + module.id, moduleName(module.file));
        } else {
            text += "\t\t200 if_lo\n\t\t119 pci/ignore_pci\n\t\t118 pci/hostb\n\t\t121 pcib/pci\n\t\t261 "
                    "nexus/ram\n"
                    "\t\t260 root/nexus\n";
        }
    }
    return text;
}

} // namespace

ProgramResult kldstat(Call &call)
{
    const auto options = readOptions(call.argv, "dhi:m:n:qv");
    if (!options)
        return complains(1,
                         "usage: kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dhqv] -m modname\n");
    if (options->has('m') || options->has('n')) {
        const std::string wanted = moduleName(options->value(options->has('m') ? 'm' : 'n'));
        const auto it = std::ranges::find_if(
            call.state.modules, [&](const Module &module) { return moduleName(module.file) == wanted; });
        const bool inVmm = (wanted == "pci/ppt" || wanted == "acpi/ivhd") && call.state.hasModule("vmm.ko");
        if (it == call.state.modules.end() && !inVmm)
            return complains(
                1,
                options->has('q')
                    ? std::string()
                    : std::format("kldstat: can't find module {}: No such file or directory\n", wanted));
        return says(options->has('q') ? ""
                                      : std::format("Id  Refs Name\n{:3} {:4} {}\n",
                                                    it == call.state.modules.end() ? 2 : it->id, 1, wanted));
    }
    return says(list(call.state, options->has('v')));
}

ProgramResult kldload(Call &call)
{
    const auto options = readOptions(call.argv, "nqv");
    if (!options || options->operands.empty())
        return complains(1, "usage: kldload [-nqv] file ...\n");
    if (!call.root || raisedSecurityLevel(call.state))
        return complains(
            1, std::format("kldload: can't load {}: Operation not permitted\n", options->operands.front()));
    for (const std::string &file : options->operands) {
        const std::string name = moduleName(file), asFile = name + ".ko";
        if (call.state.hasModule(asFile)) {
            if (!options->has('n'))
                return complains(
                    1, std::format("kldload: can't load {}: module already loaded or in kernel\n", file));
            continue;
        }
        const std::string path = file.find('/') == std::string::npos ? "/boot/kernel/" + asFile : file;
        if (name == "vmm") {
            Kernel(call.machine, call.state).loadVmm(path);
        } else if (call.disk.exists(path)) {
            int id = 1;
            while (std::ranges::find(call.state.modules, id, &Module::id) != call.state.modules.end())
                ++id;
            call.state.modules.push_back({id, asFile, path});
        } else {
            return complains(1, std::format("kldload: can't load {}: No such file or directory\n", file));
        }
    }
    return says("");
}

ProgramResult kldunload(Call &call)
{
    const auto options = readOptions(call.argv, "fi:n:v");
    if (!options || options->operands.empty())
        return complains(1, "usage: kldunload [-fv] -i id ...\n       kldunload [-fv] [-n] name ...\n");
    if (!call.root || raisedSecurityLevel(call.state))
        return complains(1, "kldunload: can't unload file: Operation not permitted\n");
    for (const std::string &file : options->operands) {
        const std::string name = moduleName(file);
        if (!call.state.hasModule(name + ".ko"))
            return complains(1, std::format("kldunload: can't find file {}\n", file));
        if (name == "vmm") {
            if (const Errno error = Kernel(call.machine, call.state).unloadVmm(); error != Errno::None)
                return complains(1, "kldunload: can't unload file: " + words(error) + "\n");
        } else {
            std::erase_if(call.state.modules,
                          [&](const Module &module) { return module.file == name + ".ko"; });
        }
    }
    return says("");
}

} // namespace patchbay::sim
