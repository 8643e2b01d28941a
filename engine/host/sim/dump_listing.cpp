// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/dump_listing.h"

#include "host/sim/bars.h"
#include "host/sim/capability_words.h"
#include "host/sim/extended_words.h"
#include "host/sim/text.h"
#include "pci/topology_builder.h"

#include <algorithm>
#include <set>

namespace patchbay::sim {

namespace {

using Bus = std::pair<std::uint32_t, std::uint8_t>; ///< domain, bus

bool leadsOn(const Function &function) { return function.layout() == 1; }

/// Bridges that could have the bus behind them, likeliest first: a link that is up, then the order of the
/// listing.
Function *likeliest(std::vector<Function *> &bridges, const Bus &bus)
{
    const auto may = [&](const Function *bridge) {
        return bridge->address.domain == bus.first && bridge->address.bus < bus.second;
    };
    auto it = std::ranges::find_if(bridges, [&](const Function *bridge) {
        return may(bridge) && bridge->express && bridge->express->width > 0;
    });
    if (it == bridges.end())
        it = std::ranges::find_if(bridges, may);
    if (it == bridges.end())
        return nullptr;
    Function *bridge = *it;
    bridges.erase(it);
    return bridge;
}

/// Gives each bridge that does not tell its buses some: first those that have functions, then unused numbers.
void inventBuses(std::vector<Function> &functions)
{
    std::set<Bus> used, behind;
    std::vector<Function *> open;
    for (Function &function : functions) {
        used.emplace(function.address.domain, function.address.bus);
        if (!leadsOn(function))
            continue;
        if (function.buses) {
            behind.emplace(function.address.domain, function.buses->secondary);
            used.emplace(function.address.domain, function.buses->secondary);
        } else {
            open.push_back(&function);
        }
    }
    if (open.empty())
        return;
    const Topology known = buildTopology(functions);
    std::set<Bus> roots;
    for (const Node &node : known.nodes) {
        const Bus bus(node.function.address.domain, node.function.address.bus);
        if (!node.parent && node.parentKnown)
            roots.insert(bus);
        if (!node.parent || behind.contains(bus))
            continue;
        const Address &parent = known.nodes[*node.parent].function.address;
        const auto it = std::ranges::find(open, parent, [](const Function *f) { return f->address; });
        if (it == open.end())
            continue;
        (*it)->buses = BridgeBuses {std::nullopt, bus.second, bus.second};
        open.erase(it);
        behind.insert(bus);
    }
    for (const Bus &bus : used) {
        if (behind.contains(bus) || roots.contains(bus))
            continue;
        if (Function *bridge = likeliest(open, bus))
            bridge->buses = BridgeBuses {std::nullopt, bus.second, bus.second};
    }
    for (Function *bridge : open) {
        unsigned bus = bridge->address.bus + 1u;
        while (bus < 255 && used.contains({bridge->address.domain, std::uint8_t(bus)}))
            ++bus;
        if (bus > 255)
            continue;
        used.emplace(bridge->address.domain, std::uint8_t(bus));
        bridge->buses = BridgeBuses {std::nullopt, std::uint8_t(bus), std::uint8_t(bus)};
    }
}

void writeBars(const Function &from, MachineFunction &into, unsigned &ret_command)
{
    const unsigned count = !from.layout() || *from.layout() == 0 ? 6 : *from.layout() == 1 ? 2 : 1;
    for (const Bar &bar : from.bars) {
        const unsigned index = (bar.reg - 0x10u) / 4;
        if (bar.reg < 0x10 || bar.reg % 4 || index >= count)
            continue;
        const bool io = bar.kind == Bar::Kind::Io, wide = !io && bar.bits == 64 && index + 1 < count;
        const unsigned type = io ? 1 : bar.bits == 20 ? 2 : bar.bits == 0 ? 6 : wide ? 4 : 0;
        const std::uint64_t mask = io ? ~std::uint64_t(3) : ~std::uint64_t(15);
        Registers(into, bar.reg, 0x28)
            .put(0, (bar.base & mask) | type | (bar.kind == Bar::Kind::Prefetchable ? 8 : 0), wide ? 8 : 4);
        // Old releases print sizes of 2 GiB and above wrong, so the listing tells none.
        into.barSize[index] = bar.size.value_or(
            bar.base ? std::min(bar.base & -bar.base, std::uint64_t(1) << 33) : std::uint64_t(1) << 31);
        if (bar.enabled)
            ret_command |= io ? 1 : 2;
    }
}

void writeBridge(const Function &from, Registers at)
{
    if (from.buses) {
        at.put(0x18, from.buses->primary.value_or(from.address.bus), 1);
        at.put(0x19, from.buses->secondary, 1);
        at.put(0x1a, from.buses->subordinate, 1);
    }
    at.put(0x20, 0xfff0, 2); // closed unless told
    for (const Window &window : from.windows) {
        if (window.reg == 0x1c) {
            const unsigned wide = window.bits == 32 ? 1 : 0;
            at.put(0x1c, (window.base >> 8 & 0xf0) | wide, 1);
            at.put(0x1d, (window.limit >> 8 & 0xf0) | wide, 1);
            at.put(0x30, wide ? window.base >> 16 : 0, 2);
            at.put(0x32, wide ? window.limit >> 16 : 0, 2);
        } else if (window.reg == 0x20) {
            at.put(0x20, window.base >> 16 & 0xfff0, 2);
            at.put(0x22, window.limit >> 16 & 0xfff0, 2);
        } else if (window.reg == 0x24) {
            const unsigned wide = window.bits == 64 ? 1 : 0;
            at.put(0x24, (window.base >> 16 & 0xfff0) | wide, 2);
            at.put(0x26, (window.limit >> 16 & 0xfff0) | wide, 2);
            at.put(0x28, wide ? window.base >> 32 : 0, 4);
            at.put(0x2c, wide ? window.limit >> 32 : 0, 4);
        }
    }
    for (const std::string_view line : from.lines) {
        if (line.find("decode     =") == line.npos)
            continue;
        at.put(0x3e, (line.find("ISA") != line.npos ? 4 : 0) | (line.find("VGA") != line.npos ? 8 : 0), 2);
    }
}

void writeIds(const Function &from, Registers at)
{
    at.put(0x00, from.vendor, 2);
    at.put(0x02, from.device, 2);
    at.put(0x08, from.revision.value_or(0), 1);
    at.put(0x09, from.classCode, 3);
    const bool bridge = from.classCode >> 8 == 0x0604;
    at.put(0x0e, from.headerType.value_or(bridge ? 1 : 0), 1);
    const unsigned layout = from.layout().value_or(bridge ? 1 : 0);
    if (layout != 1 && from.subvendor) {
        at.put(layout == 2 ? 0x40 : 0x2c, *from.subvendor, 2);
        at.put(layout == 2 ? 0x42 : 0x2e, from.subdevice.value_or(0), 2);
    }
}

/// A bridge's subsystem is in a capability that a listing without -c leaves out.
void addBridgeIds(const Function &from, MachineFunction &into)
{
    if (from.capabilitiesKnown || !leadsOn(from) || !from.subvendor ||
        (*from.subvendor == 0 && from.subdevice.value_or(0) == 0))
        return;
    Registers at(into, 0, 0x100);
    at.put(0x06, into.read(0x06, 2) | 0x10, 2);
    at.put(0x34, 0x40, 1);
    at.put(0x40, 0x0d, 2);
    at.put(0x44, *from.subvendor, 2);
    at.put(0x46, from.subdevice.value_or(0), 2);
}

/// A C identifier, as DRIVER_MODULE(9) wants it; a broken line of a dump may have anything there.
bool isDriverName(std::string_view name)
{
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// What its own driver would have switched on, which ppt has not.
void switchOnInterrupts(MachineFunction &function)
{
    if (const unsigned msix = findCapability(function, 0x11); msix != 0)
        function.config[msix + 3] |= 0x80;
    else if (const unsigned msi = findCapability(function, 0x05); msi != 0)
        function.config[msi + 2] |= 1;
}

MachineFunction rebuilt(const Function &from)
{
    MachineFunction into;
    into.address = from.address;
    into.config.assign(4096, 0);
    Registers at(into, 0, 0x100);
    unsigned command = 0x0404; // bus master, and no interrupt line: how a driver leaves it
    writeIds(from, at);
    writeBars(from, into, command);
    if (leadsOn(from))
        writeBridge(from, at);
    at.put(0x04, command, 2);
    writeCapabilities(from, into);
    addBridgeIds(from, into);
    if (findCapability(into, 0x10) == 0)
        into.config.resize(256); // conventional PCI has no more
    const std::string own = from.driver.substr(0, from.driver.find_last_not_of("0123456789") + 1);
    const bool guessed = own == "ppt" || !from.driverKnown || !isDriverName(own);
    into.driver = guessed ? guessDriver(from.vendor, from.device, from.classCode) : own;
    into.canDetach = into.driver != "hostb" && into.driver != "isab";
    if (own == "ppt")
        switchOnInterrupts(into);
    return into;
}

void chooseRelease(std::string_view dump, Machine &machine)
{
    const auto has = [&](std::string_view words) { return dump.find(words) != dump.npos; };
    const bool readSizes = has("max read ") || !has(" = PCI-Express ");
    if (has("chip=0x")) {
        machine.release = readSizes ? "12.4-RELEASE" : "12.1-RELEASE";
        machine.osVersion = readSizes ? 1204000 : 1201000;
    } else if (has(" = ACS ") && !has("Source Validation")) {
        machine.release = "13.2-RELEASE";
        machine.osVersion = 1302000;
    }
}

} // namespace

void addListing(std::vector<Function> functions, std::string_view dump, Machine &machine)
{
    chooseRelease(dump, machine);
    inventBuses(functions);
    for (const Function &function : functions) {
        machine.functions.push_back(rebuilt(function));
        if (const auto name = trimmed(function.vendorName); !name.empty())
            machine.vendorNames[function.vendor] = name;
        if (const auto name = trimmed(function.deviceName); !name.empty())
            machine.deviceNames[{function.vendor, function.device}] = name;
    }
}

} // namespace patchbay::sim
