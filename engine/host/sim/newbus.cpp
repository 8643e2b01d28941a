// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/bars.h"
#include "host/sim/kernel.h"
#include "host/sim/root_disk.h"
#include "pci/device_kind.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

std::string words(Errno error)
{
    switch (error) {
    case Errno::None: return "No error: 0";
    case Errno::NotPermitted: return "Operation not permitted";
    case Errno::NoEntry: return "No such file or directory";
    case Errno::InputOutput: return "Input/output error";
    case Errno::NoDeviceOrAddress: return "Device not configured";
    case Errno::OutOfMemory: return "Cannot allocate memory";
    case Errno::Denied: return "Permission denied";
    case Errno::Busy: return "Device busy";
    case Errno::Exists: return "File exists";
    case Errno::Invalid: return "Invalid argument";
    case Errno::NoSpace: return "No space left on device";
    }
    return {};
}

int Kernel::freeUnit(const std::string &driver) const
{
    for (int unit = 0;; ++unit) {
        const bool taken = std::ranges::any_of(m_state.devices, [&](const Device &device) {
            return device.driver == driver && device.unit == unit;
        });
        const bool root = driver == "pcib" &&
            std::ranges::find(m_state.roots, unit, &RootBus::bridgeUnit) != m_state.roots.end();
        if (!taken && !root)
            return unit;
    }
}

int Kernel::freeBusUnit() const
{
    for (int unit = 0;; ++unit) {
        if (std::ranges::find(m_state.devices, unit, &Device::busUnit) == m_state.devices.end() &&
            std::ranges::find(m_state.roots, unit, &RootBus::busUnit) == m_state.roots.end())
            return unit;
    }
}

int Kernel::busUnit(const Address &address) const
{
    for (const RootBus &root : m_state.roots) {
        if (root.domain == address.domain && root.bus == address.bus)
            return root.busUnit;
    }
    for (const Device &device : m_state.devices) {
        const MachineFunction *function = m_machine.find(device.address);
        if (device.busUnit >= 0 && function && device.address.domain == address.domain &&
            function->read(0x19, 1) == address.bus)
            return device.busUnit;
    }
    return -1;
}

bool Kernel::driverExists(const std::string &driver) const
{
    if (driver == "ppt")
        return m_state.pptRegistered;
    static constexpr const char *common[] = {
        "em",    "igb",   "ix",     "ixl",  "ixv",    "iavf",       "igc",       "ice",    "re",
        "bge",   "bce",   "nvme",   "ahci", "xhci",   "ehci",       "uhci",      "ohci",   "pcib",
        "hostb", "isab",  "vgapci", "hdac", "atapci", "virtio_pci", "sdhci_pci", "ichsmb", "mps",
        "mpr",   "mrsas", "mfi",    "isp",  "ccp",    "vmx",        "mlx5_core", "ioapic"};
    return std::ranges::find(common, driver) != std::end(common) ||
        std::ranges::find(m_machine.functions, driver, &MachineFunction::driver) != m_machine.functions.end();
}

Ppt::Probe Kernel::probe(const MachineFunction &function) const
{
    if (!m_state.pptRegistered)
        return Ppt::Probe::Never;
    const Ppt::Probe probe = Ppt::probe(m_state, function);
    const auto wish = m_state.pptOverrides.find(function.address);
    if (wish == m_state.pptOverrides.end() || probe == Ppt::Probe::Never)
        return probe;
    return wish->second ? Ppt::Probe::Listed : Ppt::Probe::Forced;
}

bool Kernel::pickDriver(const Device &device, const MachineFunction &function, std::string &ret_driver) const
{
    const Ppt::Probe probe = this->probe(function);
    if (device.fixed) {
        ret_driver = device.driver;
        return device.driver == "ppt" ? probe != Ppt::Probe::Never : device.driver == function.driver;
    }
    ret_driver = probe == Ppt::Probe::Listed ? "ppt" : function.driver;
    return !ret_driver.empty();
}

void Kernel::sayAttached(const Device &device, const MachineFunction &function)
{
    std::string ports, memory;
    for (const SizedBar &bar : sizedBars(function)) {
        if (bar.base == 0)
            continue;
        std::string &list = bar.io ? ports : memory;
        list += std::format("{}0x{:x}-0x{:x}", list.empty() ? "" : ",", bar.base, bar.base + bar.size - 1);
    }
    std::string line = device.name();
    if (device.driver != "ppt")
        line += std::format(": <{}>", function.description);
    if (!ports.empty())
        line += " port " + ports;
    if (!memory.empty())
        line += " mem " + memory;
    if (const unsigned irq = function.read(0x3c, 1); function.read(0x3d, 1) != 0 && irq != 0 && irq != 0xff)
        line += std::format(" irq {}", irq);
    say(line +
        std::format(" at device {}.{} on pci{}", device.address.slot, device.address.function,
                    busUnit(device.address)));
}

void Kernel::sayNoDriver(const Device &device, const MachineFunction &function)
{
    const auto [base, sub] = classWords(function.read(0x09, 2) << 8 | function.read(0x0b, 1) << 16);
    say(std::format("pci{}: <{}{}{}> at device {}.{} (no driver attached)", busUnit(device.address),
                    base.empty() ? "unknown" : base, sub.empty() ? "" : ", ", sub, device.address.slot,
                    device.address.function));
}

/// The kernel runs hot plug itself only where ACPI does not know the bridge, and then keeps an empty slot's bus
/// away. A machine without any ACPI path does not tell.
bool Kernel::emptyHotPlugSlot(const MachineFunction &function) const
{
    const unsigned express = findCapability(function, 0x10);
    const bool hotPlug = express != 0 && function.read(express + 2, 2) & 0x100 &&
        function.read(express + 0x14, 4) & 0x40;
    const auto hasHandle = [](const MachineFunction &one) { return !one.handle.empty(); };
    if (!hotPlug || hasHandle(function) || std::ranges::none_of(m_machine.functions, hasHandle))
        return false;
    return std::ranges::none_of(m_machine.functions, [&](const MachineFunction &one) {
        return one.address.domain == function.address.domain && one.address.bus == function.read(0x19, 1);
    });
}

Errno Kernel::attach(Device &device, bool reborn)
{
    const MachineFunction *function = m_machine.find(device.address);
    if (device.attached || !device.enabled || !function)
        return Errno::None;
    std::string driver;
    if (!pickDriver(device, *function, driver)) {
        sayNoDriver(device, *function);
        return Errno::NoDeviceOrAddress;
    }
    if (!device.fixed) {
        device.driver.clear(); // a disabled one kept its name until now
        device.unit = freeUnit(driver);
        device.driver = driver;
    }
    if (const int error = driver == "ppt" ? ppt().claim(device.address) : 0; error != 0) {
        say(std::format("device_attach: {} attach returned {}", device.name(), error));
        if (!device.fixed) {
            device.driver.clear();
            device.unit = -1;
        }
        return static_cast<Errno>(error);
    }
    device.attached = true;
    device.suspended = false;
    device.reset.clear();
    device.reborn = reborn;
    sayAttached(device, *function);
    if (driver == "pcib" && function->isBridge() && !emptyHotPlugSlot(*function)) {
        const Address address = device.address;
        const int unit = freeBusUnit();
        device.busUnit = unit;
        attachBus(address.domain, std::uint8_t(function->read(0x19, 1)), unit, reborn); // may move `device`
    }
    return Errno::None;
}

void Kernel::attachBus(std::uint32_t domain, std::uint8_t bus, int unit, bool reborn)
{
    if (!m_busesSeen.emplace(domain, bus).second)
        return;
    if (reborn)
        say(std::format("pci{}: <ACPI PCI bus>", unit));
    std::vector<Address> found;
    for (const MachineFunction &function : m_machine.functions) {
        if (function.address.domain != domain || function.address.bus != bus ||
            m_state.find(function.address))
            continue;
        found.push_back(function.address);
        Device device;
        device.address = function.address;
        m_state.devices.push_back(std::move(device));
    }
    for (const Address &address : found)
        attach(*m_state.find(address), reborn);
    m_busesSeen.erase({domain, bus});
}

void Kernel::attachAll()
{
    m_ppt.reset();
    m_state.devices.clear();
    m_state.devices.reserve(m_machine.functions.size());
    m_state.roots.clear();
    std::set<std::pair<std::uint32_t, std::uint8_t>> behind;
    for (const MachineFunction &function : m_machine.functions) {
        const std::uint8_t secondary = std::uint8_t(function.read(0x19, 1));
        if (function.isBridge() && secondary != function.address.bus)
            behind.emplace(function.address.domain, secondary);
    }
    const auto attachRoot = [&](std::uint32_t domain, std::uint8_t bus) {
        const int bridge = freeUnit("pcib");
        const int unit = freeBusUnit();
        m_state.roots.push_back({domain, bus, bridge, unit});
        attachBus(domain, bus, unit, false);
    };
    for (const MachineFunction &function : m_machine.functions) {
        const auto &address = function.address;
        if (!behind.contains({address.domain, address.bus}) && !m_state.find(address))
            attachRoot(address.domain, address.bus);
    }
    for (const MachineFunction &function : m_machine.functions) {
        if (!m_state.find(function.address))
            attachRoot(function.address.domain, function.address.bus);
    }
}

void Kernel::detachChildren(const MachineFunction &function)
{
    std::erase_if(m_state.devices, [&](const Device &device) {
        return device.address.domain == function.address.domain &&
            device.address.bus == function.read(0x19, 1);
    });
}

Errno Kernel::detach(Device &device)
{
    if (!device.attached)
        return Errno::None;
    const MachineFunction *function = m_machine.find(device.address);
    if (device.driver != "ppt" && function && !function->canDetach)
        return Errno::NoDeviceOrAddress;
    if (const int error = device.driver == "ppt" ? ppt().release(device.address) : 0; error != 0)
        return static_cast<Errno>(error);
    const Address address = device.address;
    Device *mine = &device;
    if (device.busUnit >= 0 && function) {
        const std::uint8_t bus = std::uint8_t(function->read(0x19, 1));
        std::vector<Address> below;
        for (const Device &child : m_state.devices) {
            if (child.address.domain == address.domain && child.address.bus == bus &&
                child.address != address)
                below.push_back(child.address);
        }
        for (const Address &child : below) {
            if (const Errno error = detach(*m_state.find(child)); error != Errno::None)
                return error;
        }
        say(std::format("pci{}: detached", device.busUnit));
        detachChildren(*function);
        mine = m_state.find(address);
        mine->busUnit = -1;
    }
    if (function && mine->driver != "ppt") {
        for (const DeviceNode &child : function->children)
            say(child.name + ": detached");
    }
    say(mine->name() + ": detached");
    m_state.rootLost = m_state.rootLost || carriesRoot(m_machine, *mine);
    mine->attached = false;
    mine->suspended = false;
    if (!mine->fixed) {
        mine->driver.clear();
        mine->unit = -1;
    }
    return Errno::None;
}

} // namespace patchbay::sim
