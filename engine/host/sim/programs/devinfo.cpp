// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/bars.h"
#include "host/sim/programs/program.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

class Tree
{
public:
    Tree(const Machine &machine, const State &state, bool verbose)
        : m_machine(machine)
        , m_state(state)
        , m_verbose(verbose)
    {
    }

    std::string print()
    {
        const std::vector<DeviceNode> nodes = m_machine.devices.empty() ? plainTree() : m_machine.devices;
        for (const DeviceNode &node : nodes)
            printNode(node, 0);
        return std::move(m_text);
    }

private:
    void line(int level, const std::string &name, const std::string &details)
    {
        m_text += std::string(std::size_t(2 * level), ' ') + (name.empty() ? "unknown" : name) +
            (m_verbose ? details : "") + "\n";
    }

    void printNode(const DeviceNode &node, int level)
    {
        if (!m_verbose && (!node.attached || node.name.empty()))
            return;
        line(level, node.name, node.details);
        if (node.root)
            printBus(node.root->first, node.root->second, level + 1);
        for (const DeviceNode &child : node.children)
            printNode(child, level + 1);
    }

    void printBus(std::uint32_t domain, std::uint8_t bus, int level)
    {
        if (level > 64)
            return;
        const int unit = Kernel(m_machine, const_cast<State &>(m_state)).busUnit({domain, bus, 0, 0});
        line(level, std::format("pci{}", unit), {});
        for (const Device &device : m_state.devices) {
            if (device.address.domain == domain && device.address.bus == bus)
                printFunction(device, level + 1);
        }
    }

    void printFunction(const Device &device, int level)
    {
        const MachineFunction *function = m_machine.find(device.address);
        if (!function || (!m_verbose && !device.attached))
            return;
        line(level, device.name(), details(device, *function));
        if (!device.attached || device.driver == "ppt")
            return;
        if (device.busUnit >= 0)
            printBus(device.address.domain, std::uint8_t(function->read(0x19, 1)), level + 1);
        for (const DeviceNode &child : function->children)
            printNode(child, level + 1);
    }

    std::string details(const Device &device, const MachineFunction &f) const
    {
        const auto [subvendor, subdevice] = subsystemIds(f);
        std::string text =
            std::format(" pnpinfo vendor=0x{:04x} device=0x{:04x} subvendor=0x{:04x} subdevice=0x{:04x}"
                        " class=0x{:06x} at slot={} function={} dbsf={}",
                        f.read(0, 2), f.read(2, 2), subvendor, subdevice, f.read(9, 2) | f.read(11, 1) << 16,
                        f.address.slot, f.address.function, f.address.toString());
        if (!f.handle.empty())
            text += " handle=" + f.handle;
        if (m_machine.majorVersion() >= 13 && !device.enabled)
            text += " (disabled)";
        else if (m_machine.majorVersion() >= 13 && device.suspended)
            text += " (suspended)";
        return text;
    }

    std::vector<DeviceNode> plainTree() const
    {
        DeviceNode nexus {"nexus0", {}, true, std::nullopt, {}}, acpi {"acpi0", {}, true, std::nullopt, {}};
        for (int i = 0; i < m_machine.processors; ++i)
            acpi.children.push_back(
                {std::format("cpu{}", i),
                 std::format(" pnpinfo _HID=ACPI0007 _UID={} _CID=none at handle=\\_SB_.C{:03X}", i, i),
                 true,
                 std::nullopt,
                 {}});
        int number = 0;
        for (const RootBus &root : m_state.roots) {
            acpi.children.push_back(
                {std::format("pcib{}", root.bridgeUnit),
                 std::format(" pnpinfo _HID=PNP0A08 _UID={} _CID=PNP0A03 at handle=\\_SB_.PCI{}", number,
                             number),
                 true,
                 std::pair(root.domain, root.bus),
                 {}});
            ++number;
        }
        nexus.children.push_back(std::move(acpi));
        return {std::move(nexus)};
    }

    const Machine &m_machine;
    const State &m_state;
    bool m_verbose;
    std::string m_text;
};

/// "em0 pci1 pcib1 pci0 pcib0 acpi0 nexus0"
std::string pathUp(const Call &call, Device *device)
{
    std::string path = device->name();
    for (int guard = 0; device && guard < 64; ++guard) {
        const Address address = device->address;
        const int unit = Kernel(call.machine, call.state).busUnit(address);
        path += std::format(" pci{}", unit);
        device = nullptr;
        for (Device &one : call.state.devices) {
            if (one.busUnit == unit)
                device = &one;
        }
        if (device)
            path += " " + device->name();
        for (const RootBus &root : call.state.roots) {
            if (!device && root.busUnit == unit)
                path += std::format(" pcib{} acpi0 nexus0", root.bridgeUnit);
        }
    }
    return path + "\n";
}

} // namespace

ProgramResult devinfo(Call &call)
{
    const auto options = readOptions(call.argv, "p:ruv");
    if (!options)
        return complains(1, "usage: devinfo [-rv]\n       devinfo -u [-v]\n       devinfo -p dev [-v]\n");
    if (options->has('p')) {
        Device *device = findDevice(call.state, options->value('p'));
        return device ? says(pathUp(call, device))
                      : complains(1, std::format("devinfo: {}: Not found\n", options->value('p')));
    }
    return says(Tree(call.machine, call.state, options->has('v')).print());
}

} // namespace patchbay::sim
