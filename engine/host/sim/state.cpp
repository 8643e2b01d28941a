// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/state.h"

#include <algorithm>

namespace patchbay::sim {

std::string Process::output(std::int64_t now) const
{
    const std::int64_t until = endsAt ? std::min(now, *endsAt) : now;
    std::string text;
    for (std::size_t n = 0; n < script.size(); ++n) {
        const auto &[after, piece] = script[n];
        const std::int64_t next = n + 1 < script.size() ? startedAt + script[n + 1].first : until + 1;
        for (std::int64_t at = startedAt + after; at <= until; at += repeats) {
            text += piece;
            if (repeats <= 0 || at + repeats >= next)
                break;
        }
    }
    return text;
}

Device *State::find(const Address &address)
{
    const auto it = std::ranges::find(devices, address, &Device::address);
    return it == devices.end() ? nullptr : &*it;
}

const Device *State::find(const Address &address) const
{
    const auto it = std::ranges::find(devices, address, &Device::address);
    return it == devices.end() ? nullptr : &*it;
}

Vm *State::vm(std::string_view name)
{
    const auto it = std::ranges::find(vms, name, &Vm::name);
    return it == vms.end() ? nullptr : &*it;
}

const std::string *State::environment(std::string_view name) const
{
    const auto it = std::ranges::find_if(kenv, [&](const auto &entry) { return entry.first == name; });
    return it == kenv.end() ? nullptr : &it->second;
}

bool State::hasModule(std::string_view file) const
{
    return std::ranges::find(modules, file, &Module::file) != modules.end();
}

bool State::patchbayVmm() const
{
    const auto it = std::ranges::find(modules, std::string_view("vmm.ko"), &Module::file);
    return it != modules.end() && it->path.find("/patchbay/") != std::string::npos;
}

} // namespace patchbay::sim
