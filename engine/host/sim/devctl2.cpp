// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/kernel.h"

namespace patchbay::sim {

Errno Kernel::requestAttach(Device &device)
{
    if (device.attached)
        return Errno::Busy;
    if (!device.enabled)
        return Errno::NoDeviceOrAddress;
    return attach(device);
}

Errno Kernel::requestDetach(Device &device)
{
    return device.attached ? detach(device) : Errno::NoDeviceOrAddress;
}

Errno Kernel::requestEnable(Device &device)
{
    if (device.enabled)
        return Errno::Busy;
    device.enabled = true;
    return attach(device);
}

Errno Kernel::requestDisable(Device &device)
{
    if (!device.enabled)
        return Errno::NoDeviceOrAddress;
    const Address address = device.address;
    const bool fixed = device.fixed;
    device.fixed = true; // around the detach, so that the name stays
    const Errno error = detach(device);
    Device *after = m_state.find(address);
    after->fixed = fixed;
    if (error == Errno::None)
        after->enabled = false;
    return error;
}

Errno Kernel::requestSuspend(Device &device)
{
    if (device.suspended || (m_state.patchbayVmm() && !device.owner.empty()))
        return Errno::Busy;
    device.suspended = true;
    return Errno::None;
}

Errno Kernel::requestResume(Device &device)
{
    if (!device.suspended)
        return Errno::Invalid;
    device.suspended = false;
    return Errno::None;
}

Errno Kernel::requestSetDriver(Device &device, const std::string &driver, bool force)
{
    if (driver.empty())
        return Errno::Invalid;
    if (device.driver == driver)
        return Errno::None;
    if (!driverExists(driver))
        return Errno::NoEntry;
    const Address address = device.address;
    if (device.attached) {
        if (!force)
            return Errno::Busy;
        if (const Errno error = detach(device); error != Errno::None)
            return error;
    }
    Device *after = m_state.find(address);
    after->driver.clear();
    after->unit = freeUnit(driver);
    after->driver = driver;
    after->fixed = true;
    return attach(*after);
}

Errno Kernel::requestClearDriver(Device &device, bool force)
{
    if (!device.fixed)
        return Errno::None;
    const Address address = device.address;
    if (device.attached) {
        if (!force)
            return Errno::Busy;
        if (const Errno error = detach(device); error != Errno::None)
            return error;
    }
    Device *after = m_state.find(address);
    after->fixed = false;
    if (after->enabled) {
        after->driver.clear();
        after->unit = -1;
    }
    return attach(*after);
}

Errno Kernel::requestDelete(Device &device, bool force)
{
    if (!force) // bus_child_present(): the hardware is still there
        return Errno::Busy;
    const Address address = device.address;
    if (const Errno error = detach(device); error != Errno::None)
        return error;
    std::erase_if(m_state.devices, [&](const Device &one) { return one.address == address; });
    return Errno::None;
}

Errno Kernel::requestReset(Device &device, bool detachFirst)
{
    const Address address = device.address;
    if (detachFirst) {
        if (const Errno error = device.attached ? detach(device) : Errno::None; error != Errno::None)
            return error;
        (void)attach(*m_state.find(address));
        return Errno::None;
    }
    if (m_state.patchbayVmm() && !device.owner.empty()) // it is suspended first
        return Errno::Busy;
    device.suspended = false;
    return Errno::None;
}

Errno Kernel::rescan(const Address &bus)
{
    const int unit = busUnit(bus);
    if (unit < 0)
        return Errno::NoDeviceOrAddress;
    attachBus(bus.domain, bus.bus, unit, true);
    return Errno::None;
}

} // namespace patchbay::sim
