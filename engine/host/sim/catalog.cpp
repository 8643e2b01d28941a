// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/simulated_host.h"

#include "base/file.h"
#include "host/sim/host.h"
#include "host/sim/machine_dump.h"
#include "host/sim/machine_file.h"

#include <algorithm>
#include <cstdlib>

namespace patchbay {

namespace {

std::string fromEnvironment(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

/// The folder of the shipped machines; empty: nowhere.
std::string machinesFolder()
{
    const std::string given = fromEnvironment("PATCHBAY_RESOURCES");
    for (const std::string &base :
         {given, std::string(PATCHBAY_SOURCE_RESOURCES), std::string(PATCHBAY_INSTALLED_RESOURCES)}) {
        if (!base.empty() && listFolder(base + "/machines"))
            return base + "/machines";
    }
    return {};
}

std::string stateFolder(std::string_view name)
{
    std::string base = fromEnvironment("PATCHBAY_SIM_DIR");
    if (base.empty()) {
        const std::string state = fromEnvironment("XDG_STATE_HOME");
        base = (state.empty() ? fromEnvironment("HOME") + "/.local/state" : state) + "/patchbay/sim";
    }
    return base + "/" + std::string(name);
}

Result<sim::Machine> readMachine(const std::string &path)
{
    const auto text = readFile(path);
    if (!text)
        return pass(text.error());
    auto machine = sim::parseMachine(*text);
    if (!machine)
        return fail(machine.error().what, path + ", " + machine.error().where);
    return machine;
}

Result<std::unique_ptr<Host>> openIn(const std::string &machinePath, const std::string &spec,
                                     const std::string &folder)
{
    auto machine = readMachine(machinePath);
    if (!machine)
        return pass(machine.error());
    auto host = std::make_unique<sim::SimulatedHost>(spec, std::move(*machine), folder);
    if (const auto up = host->powerOn(); !up)
        return pass(up.error());
    return host;
}

} // namespace

std::vector<MachineInfo> shippedMachines()
{
    std::vector<MachineInfo> machines;
    const std::string folder = machinesFolder();
    const auto names = listFolder(folder);
    for (const std::string &name : names.value_or(std::vector<std::string>())) {
        if (!name.ends_with(".machine"))
            continue;
        const auto machine = readMachine(folder + "/" + name);
        if (machine)
            machines.push_back({name.substr(0, name.size() - 8), machine->title, machine->summary});
    }
    std::ranges::sort(machines, {}, &MachineInfo::name);
    return machines;
}

Result<std::unique_ptr<Host>> openSimulatedHost(std::string_view nameOrFolder)
{
    const std::string name(nameOrFolder);
    if (name.find('/') != std::string::npos)
        return openIn(name + "/machine", "sim:" + name, name);
    const std::string folder = machinesFolder();
    const bool plain = !name.empty() && name.find("..") == std::string::npos;
    if (plain && !folder.empty() && readFile(folder + "/" + name + ".machine"))
        return openIn(folder + "/" + name + ".machine", "sim:" + name, stateFolder(name));
    std::string known;
    for (const MachineInfo &machine : shippedMachines())
        known += (known.empty() ? "" : ", ") + machine.name;
    return fail(known.empty() ? "no simulated machines are installed"
                              : "no simulated machine of that name; there are " + known,
                "sim:" + name);
}

Result<> simulateDump(std::string_view dump, const std::string &folder)
{
    const auto machine = sim::machineFromDump(dump);
    if (!machine)
        return pass(machine.error());
    if (const auto made = makeFolders(folder); !made)
        return made;
    return replaceFile(folder + "/machine", sim::machineText(*machine));
}

} // namespace patchbay
