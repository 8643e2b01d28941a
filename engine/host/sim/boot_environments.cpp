// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/boot_environments.h"

#include <algorithm>

namespace patchbay::sim {

std::string environmentRoot(const Machine &machine)
{
    const std::size_t slash = machine.bootSource.rfind('/');
    if (machine.bootFileSystem != "zfs" || slash == std::string::npos || machine.bootSource.find('/') == slash)
        return {};
    return machine.bootSource.substr(0, slash);
}

std::vector<BootEnvironment> environmentsOf(const Machine &machine, const State &state)
{
    const std::string root = environmentRoot(machine);
    if (root.empty() || !state.environments.empty())
        return state.environments;
    return {{.name = machine.bootSource.substr(root.size() + 1), .booted = true, .next = true}};
}

std::string rootDataset(const Machine &machine, const State &state)
{
    const auto booted = std::ranges::find(state.environments, true, &BootEnvironment::booted);
    return booted == state.environments.end() ? machine.bootSource : environmentRoot(machine) + '/' + booted->name;
}

Result<> enterEnvironment(const Machine &, Disk &disk, State &state)
{
    auto &all = state.environments;
    const auto booted = std::ranges::find(all, true, &BootEnvironment::booted);
    const auto once = std::ranges::find(all, true, &BootEnvironment::once);
    const auto chosen = once != all.end() ? once : std::ranges::find(all, true, &BootEnvironment::next);
    if (booted == all.end() || chosen == all.end())
        return {};
    chosen->once = false; // the loader forgets it before it starts the kernel
    if (chosen == booted)
        return {};
    if (const auto swapped = disk.changeCopy(booted->name, chosen->name); !swapped)
        return swapped;
    booted->booted = false;
    chosen->booted = true;
    return {};
}

} // namespace patchbay::sim
