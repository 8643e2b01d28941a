// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/ppt.h"

#include "core/ppt_core.h"
#include "sim/ppt_sim.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

constexpr unsigned deepest = 256; // bridges may lead in a circle
constexpr unsigned msixEntry = 16;
constexpr std::uint64_t messages = 0xfee00000; // where a guest's processor takes them

ppt_addr place(const Address &address)
{
    // With ARI, functions above 7 are numbered on; the core takes them as the address says.
    return {address.domain, address.bus, address.slot, address.function};
}

} // namespace

Ppt::Ppt(const Machine &machine, const State &state)
    : m_machine(machine)
    , m_host(sim_new(0, machine.osVersion >= 1500026 ? PPT_QUIET | PPT_ENABLE : 0))
{
    std::vector<const Device *> held;
    for (const Device &device : state.devices) {
        if (device.attached && device.driver == "ppt")
            held.push_back(&device);
    }
    std::ranges::sort(held, {}, &Device::unit);
    for (const Device *device : held) {
        claim(device->address);
        if (device->owner.empty())
            continue;
        bind(device->owner, device->address);
        const auto vm = std::ranges::find(state.vms, device->owner, &Vm::name);
        if (vm != state.vms.end() && vm->loaded)
            use(device->owner, device->address);
    }
}

Ppt::~Ppt() { sim_free(m_host); }

Ppt::Probe Ppt::probe(const State &state, const MachineFunction &function)
{
    const char *values[PPT_SPEC_NAMES];
    std::ranges::transform(ppt_spec_names, values, [&](const char *name) {
        const std::string *value = state.environment(name);
        return value ? value->c_str() : nullptr;
    });
    const Address &at = function.address;
    switch (ppt_probe_answer(function.read(0x0e, 1), at.bus, at.slot, at.function, values)) {
    case PPT_PROBE_LISTED: return Probe::Listed;
    case PPT_PROBE_FORCED: return Probe::Forced;
    case PPT_PROBE_NEVER: break;
    }
    return Probe::Never;
}

sim_func *Ppt::function(const Address &address, unsigned depth)
{
    const ppt_addr wanted = place(address);
    if (sim_func *there = sim_find(m_host, &wanted))
        return there;
    if (depth > deepest)
        return nullptr;
    sim_func *bridge = nullptr;
    for (const MachineFunction &one : m_machine.functions) {
        if (one.isBridge() && one.address.domain == address.domain && one.address.bus != address.bus &&
            one.read(0x19, 1) == address.bus) {
            bridge = function(one.address, depth + 1);
            break;
        }
    }
    for (const MachineFunction &one : m_machine.functions) {
        if (one.address.domain != address.domain || one.address.bus != address.bus)
            continue;
        const ppt_addr at = place(one.address);
        if (sim_find(m_host, &at)) // a machine may name one twice
            continue;
        sim_func *added = sim_add(m_host, &at, bridge, one.config.data(), one.config.size());
        for (unsigned bar = 0; bar < one.barSize.size(); ++bar)
            sim_bar(added, 0x10 + bar * 4, one.barSize[bar]);
    }
    return sim_find(m_host, &wanted);
}

sim_guest *Ppt::guest(const std::string &vm)
{
    const auto [it, fresh] = m_guests.try_emplace(vm, nullptr);
    if (fresh)
        it->second = sim_guest_new(m_host, 0);
    return it->second;
}

int Ppt::claim(const Address &address)
{
    const ppt_addr at = place(address);
    sim_func *func = function(address);
    return func ? ppt_claim(sim_table(m_host), sim_dev(func), func, &at) : ENXIO;
}

int Ppt::release(const Address &address)
{
    sim_func *func = function(address);
    return func ? ppt_release(sim_table(m_host), sim_dev(func)) : ENOENT;
}

int Ppt::bind(const std::string &vm, const Address &address)
{
    const ppt_addr at = place(address);
    return ppt_bind(sim_table(m_host), guest(vm), &at);
}

int Ppt::unbind(const std::string &vm, const Address &address)
{
    const ppt_addr at = place(address);
    return ppt_unbind(sim_table(m_host), guest(vm), &at);
}

void Ppt::unbindAll(const std::string &vm) { (void)ppt_unbind_all(sim_table(m_host), guest(vm)); }

int Ppt::reset(std::span<const Address> functions, unsigned &failed, std::vector<std::string> &methods)
{
    std::vector<ppt_addr> at;
    std::ranges::transform(functions, std::back_inserter(at), place);
    std::vector<ppt_reset> method(at.size(), PPT_RESET_UNKNOWN);
    const int error = ppt_reset_group(sim_table(m_host), at.data(), unsigned(at.size()), method.data(), &failed);
    methods.clear();
    std::ranges::transform(method, std::back_inserter(methods), ppt_reset_name);
    return error;
}

bool Ppt::status(const Address &address, ppt_status &ret_status) const
{
    const ppt_addr at = place(address);
    return ppt_status_at(sim_table(m_host), &at, &ret_status) == 0;
}

void Ppt::use(const std::string &vm, const Address &address)
{
    const ppt_addr at = place(address);
    sim_func *func = function(address);
    const ppt_dev *dev = sim_dev(func);
    const ppt_caps &caps = dev->caps;
    // As bhyve does it: each BAR as a whole, but around the pages of the MSI-X table.
    for (const ppt_bar &bar : dev->bar) {
        if (&bar == &dev->bar[PPT_BAR_ROM] || !ppt_bar_mappable(&bar))
            continue;
        const std::uint64_t size = bar.size;
        const bool table = caps.msix != 0 && caps.msix_table_bar == bar.reg;
        const std::uint64_t from = table ? caps.msix_table & ~std::uint64_t(PPT_PAGE - 1) : size;
        const std::uint64_t to = table
            ? (caps.msix_table + caps.msix_count * msixEntry + PPT_PAGE - 1) & ~std::uint64_t(PPT_PAGE - 1)
            : size;
        const std::uint64_t gpa = (m_nextWindow + size - 1) & ~(size - 1);
        m_nextWindow = gpa + size;
        if (from > 0)
            (void)ppt_window_map(sim_table(m_host), guest(vm), &at, gpa, from, bar.base);
        if (to < size)
            (void)ppt_window_map(sim_table(m_host), guest(vm), &at, gpa + to, size - to, bar.base + to);
    }
    const unsigned vectors = caps.msix_count != 0 ? std::min(2U, unsigned(caps.msix_count)) : 1;
    for (unsigned n = 0; n < vectors; ++n) {
        if (caps.msix_count != 0)
            (void)ppt_msix_setup(sim_table(m_host), guest(vm), &at, int(n), messages, 0x30 + n, 0);
        else
            (void)ppt_msi_setup(sim_table(m_host), guest(vm), &at, messages, 0x30, 1);
        for (int raised = 0; raised < 3; ++raised)
            (void)sim_raise(func, caps.msix_count != 0 || caps.msi_count != 0 ? n + 1 : 0);
    }
}

std::string Ppt::report(const State &state)
{
    std::string text;
    for (const char *name : ppt_spec_names) {
        const std::string *value = state.environment(name);
        ppt_spec_token token;
        for (std::size_t at = 0; value && ppt_spec_next(value->c_str(), value->size(), &at, &token);) {
            if (token.verdict != PPT_SPEC_OK)
                text += std::format("ppt: {}, character {}, \"{}\": {}{}\n", name, token.stop + 1,
                                    value->substr(token.offset, token.length), ppt_spec_reason(token.verdict),
                                    ppt_spec_used(&token) ? "" : "; the token is ignored");
        }
    }
    return text;
}

} // namespace patchbay::sim
