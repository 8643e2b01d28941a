// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/kernel.h"
#include "host/sim/text.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

bool isOne(const std::string *value) { return value && !value->empty() && value->front() != '0'; }

unsigned byteAt(const std::string &bytes, std::size_t at)
{
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

/// vtd.c's own reading of one DRHD: INCLUDE_PCI_ALL, or a scope of type 1 or 2 whose start bus is the
/// function's and any hop of whose path names it. Bridges are not followed.
bool drhdCovers(const std::string &dmar, std::size_t at, std::size_t length, const Address &address)
{
    if (byteAt(dmar, at + 4) & 1)
        return true;
    const std::size_t end = std::min(at + length, dmar.size());
    for (std::size_t scope = at + 16; scope + 6 <= end;) {
        const std::size_t size = byteAt(dmar, scope + 1);
        if (size < 6)
            return false;
        const unsigned type = byteAt(dmar, scope);
        for (std::size_t hop = scope + 6; (type == 1 || type == 2) && hop + 1 < scope + size; hop += 2) {
            if (byteAt(dmar, scope + 5) == address.bus && byteAt(dmar, hop) == address.slot &&
                byteAt(dmar, hop + 1) == address.function)
                return true;
        }
        scope += size;
    }
    return false;
}

bool dmarCovers(const std::string &dmar, const Address &address)
{
    for (std::size_t at = 48; at + 4 <= dmar.size();) {
        const unsigned type = byteAt(dmar, at) | byteAt(dmar, at + 1) << 8;
        const std::size_t length = byteAt(dmar, at + 2) | byteAt(dmar, at + 3) << 8;
        if (type != 0 || length < 16) // the driver stops at the first that is no DRHD
            return false;
        if (drhdCovers(dmar, at, length, address))
            return true;
        at += length;
    }
    return false;
}

bool hasIvhd(const std::string &ivrs)
{
    for (std::size_t at = 48; at + 4 <= ivrs.size();) {
        const unsigned type = byteAt(ivrs, at);
        if (type == 0x10 || type == 0x11 || type == 0x40)
            return true;
        const std::size_t length = byteAt(ivrs, at + 2) | byteAt(ivrs, at + 3) << 8;
        if (length < 4)
            return false;
        at += length;
    }
    return false;
}

} // namespace

void Kernel::registerVmm()
{
    m_state.pptRegistered = true;
    m_state.vmmWorks = m_machine.virtualisation;
    m_state.ivhdGone = m_state.iommuTried = m_state.iommuWorks = false;
    const std::string *enable = m_state.environment("hw.vmm.iommu.enable");
    m_state.iommuEnabled = !enable || isOne(enable);
    m_state.amdviEnabled = isOne(m_state.environment("hw.vmm.amdvi.enable")) ||
        isOne(m_state.environment("hw.vmm.amdvi_enable"));
    if (m_state.patchbayVmm()) {
        const std::string report = Ppt::report(m_state);
        for (const std::string_view line : lines(report))
            say(std::string(line));
    }
    if (!m_state.vmmWorks) {
        say(m_machine.processorVendor == "amd" ? "SVM: disabled by BIOS."
                                               : "vmx_modinit: processor does not support VMX operation");
        say("module_register_init: MOD_LOAD (vmm, 0xffffffff81092d80, 0) error 6");
    }
}

void Kernel::loadVmm(const std::string &path)
{
    int id = 1;
    while (std::ranges::find(m_state.modules, id, &Module::id) != m_state.modules.end())
        ++id;
    m_state.modules.push_back({id, "vmm.ko", path});
    registerVmm();
    std::vector<std::pair<int, Address>> waiting;
    for (const Device &device : m_state.devices) {
        if (!device.attached)
            waiting.emplace_back(busUnit(device.address), device.address);
    }
    std::ranges::stable_sort(waiting, {}, &std::pair<int, Address>::first);
    for (const auto &[bus, address] : waiting)
        attach(*m_state.find(address));
}

Errno Kernel::unloadVmm()
{
    const std::string *ivrs = m_machine.acpiTable("IVRS");
    const bool amd = m_machine.processorVendor == "amd" && ivrs && hasIvhd(*ivrs) && !m_state.ivhdGone;
    const bool down = amd && m_state.iommuWorks && m_machine.majorVersion() < 13; // it would take the host down
    if (m_state.patchbayVmm() && (down || std::ranges::any_of(m_state.vms, &Vm::asked)))
        return Errno::Busy; // before anything is detached
    if (amd) {
        say("ivhd0: detached");
        m_state.ivhdGone = true;
    }
    std::vector<std::pair<int, Address>> held;
    for (const Device &device : m_state.devices) {
        if (device.attached && device.driver == "ppt")
            held.emplace_back(device.unit, device.address);
    }
    std::ranges::sort(held);
    for (const auto &[unit, address] : held) {
        if (const Errno error = detach(*m_state.find(address)); error != Errno::None)
            return error;
        sayNoDriver(*m_state.find(address), *m_machine.find(address));
    }
    m_state.pptRegistered = false;
    m_state.pptOverrides.clear();
    if (!m_state.vms.empty())
        return Errno::Busy;
    std::erase_if(m_state.modules, [](const Module &module) { return module.file == "vmm.ko"; });
    m_state.vmmWorks = m_state.iommuTried = m_state.iommuWorks = m_state.ivhdGone = false;
    return Errno::None;
}

Errno Kernel::createVm(const std::string &name)
{
    if (!m_state.vmmWorks)
        return m_state.hasModule("vmm.ko") ? Errno::NoDeviceOrAddress : Errno::NoEntry;
    const std::size_t limit = m_machine.majorVersion() < 13 ? 31 : 229;
    if (name.empty() || name.size() > limit || name.find_first_of(" /\t\n\"\\") != std::string::npos)
        return Errno::Invalid;
    if (m_state.vm(name))
        return Errno::Exists;
    Vm vm;
    vm.name = name;
    m_state.vms.push_back(std::move(vm));
    return Errno::None;
}

Errno Kernel::destroyVm(const std::string &name, std::int64_t now)
{
    if (!m_state.vm(name))
        return Errno::Invalid;
    ppt().unbindAll(name);
    for (Device &device : m_state.devices) {
        if (device.owner == name)
            device.owner.clear();
    }
    rememberResets();
    for (Process &process : m_state.processes) {
        if (process.vm == name && process.running(now)) {
            process.endsAt = now;
            process.status = 4;
        }
    }
    std::erase_if(m_state.vms, [&](const Vm &vm) { return vm.name == name; });
    return Errno::None;
}

bool Kernel::everyDeviceInScope()
{
    const std::string *dmar = m_machine.acpiTable("DMAR");
    for (const Device &device : m_state.devices) {
        if (device.address.domain != 0 || device.driver == "ppt" || dmarCovers(*dmar, device.address))
            continue;
        if (m_machine.majorVersion() <= 14)
            m_state.panic =
                std::format("vtd_add_device: device {:x} is not in scope for any DMA remapping unit",
                            device.address.routingId());
        return false;
    }
    return true;
}

Errno Kernel::startIommu()
{
    if (m_state.iommuTried)
        return m_state.iommuWorks ? Errno::None : Errno::NoDeviceOrAddress;
    m_state.iommuTried = true;
    if (!m_state.iommuEnabled)
        return Errno::NoDeviceOrAddress;
    if (m_machine.processorVendor == "amd") {
        const std::string *ivrs = m_machine.acpiTable("IVRS");
        if (!ivrs || !hasIvhd(*ivrs))
            return Errno::NoDeviceOrAddress;
        if (!m_state.amdviEnabled) {
            say("bhyve: Found 1 AMD-Vi/IOMMU device(s), use hw.vmm.amdvi.enable=1 to enable pass-through.");
            return Errno::NoDeviceOrAddress;
        }
    } else if (!m_machine.acpiTable("DMAR") || !everyDeviceInScope()) {
        return Errno::NoDeviceOrAddress;
    }
    m_state.iommuWorks = true;
    m_state.domains = 1;
    return Errno::None;
}

Errno Kernel::assign(const std::string &vm, const Address &address)
{
    const bool first = std::ranges::find(m_state.devices, vm, &Device::owner) == m_state.devices.end();
    if (first) {
        if (m_state.ivhdGone) {
            m_state.panic = "page fault";
            return Errno::NoDeviceOrAddress;
        }
        if (const Errno error = startIommu(); error != Errno::None)
            return error;
        ++m_state.domains;
    }
    if (Vm *asks = m_state.vm(vm))
        asks->asked = true;
    Device *device = m_state.find(address);
    if (!device || !device->attached || device->driver != "ppt")
        return Errno::NoEntry;
    if (device->owner == vm && !m_state.patchbayVmm() && m_machine.majorVersion() < 14 && m_machine.processorVendor != "amd")
        m_state.panic = std::format("vtd_add_device: device {:x} is already owned by domain {}",
                                    address.routingId(), m_state.domains);
    if (!device->owner.empty())
        return static_cast<Errno>(ppt().bind(vm, address)); // busy, and it says so before the IOMMU is asked
    if (const std::string *dmar = m_machine.acpiTable("DMAR");
        dmar && m_machine.processorVendor != "amd" && !dmarCovers(*dmar, address)) {
        if (m_machine.majorVersion() <= 14)
            m_state.panic =
                std::format("vtd_add_device: device {:x} is not in scope for any DMA remapping unit",
                            address.routingId());
        return Errno::NoDeviceOrAddress;
    }
    if (const int error = ppt().bind(vm, address); error != 0)
        return static_cast<Errno>(error);
    device->owner = vm;
    rememberResets();
    return Errno::None;
}

int Kernel::pptDevices() const
{
    return int(std::ranges::count_if(m_state.devices,
                                     [](const Device &one) { return one.attached && one.driver == "ppt"; }));
}

MachineFunction Kernel::live(const Device &device) const
{
    const MachineFunction *function = m_machine.find(device.address);
    if (!function)
        return {};
    MachineFunction now = *function;
    if (device.attached ? device.driver == function->driver : function->driver.empty())
        return now;
    const bool guestUses =
        std::ranges::any_of(m_state.vms, [&](const Vm &vm) { return vm.name == device.owner && vm.loaded; });
    for (unsigned at = 0x34, guard = 0; function->read(0x06, 2) & 0x10 && guard < 64; ++guard) {
        at = now.read(guard == 0 ? 0x34 : at + 1, 1);
        if (at < 0x40 || at + 4 > now.config.size())
            break;
        const std::uint32_t id = now.read(at, 1);
        if (id == 0x05)
            now.config[at + 2] &= 0x8e; // enable and the number of enabled messages
        else if (id == 0x11)
            now.config[at + 3] = std::uint8_t((now.config[at + 3] & 0x7f) | (guestUses ? 0x80 : 0));
    }
    if (!device.attached && now.config.size() > 5)
        now.config[4] &= 0xfb; // ppt's detach and the bus itself leave bus mastering off
    return now;
}

} // namespace patchbay::sim
