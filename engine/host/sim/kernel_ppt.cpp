// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/kernel.h"

#include "core/ppt_core.h"

namespace patchbay::sim {

Ppt &Kernel::ppt()
{
    if (!m_ppt)
        m_ppt = std::make_unique<Ppt>(m_machine, m_state);
    return *m_ppt;
}

void Kernel::rememberResets()
{
    for (Device &device : m_state.devices) {
        ppt_status status;
        if (device.attached && device.driver == "ppt" && ppt().status(device.address, status) &&
            status.reset != PPT_RESET_UNKNOWN)
            device.reset = ppt_reset_name(status.reset);
    }
}

Errno Kernel::unassign(const std::string &vm, const Address &address)
{
    if (const int error = ppt().unbind(vm, address); error != 0)
        return static_cast<Errno>(error);
    m_state.find(address)->owner.clear();
    rememberResets();
    return Errno::None;
}

Errno Kernel::override(Device &device, bool toPpt)
{
    const Address address = device.address;
    const MachineFunction *function = m_machine.find(address);
    if (toPpt && (!function || (function->read(0x0e, 1) & 0x7f) != 0))
        return Errno::NoDeviceOrAddress;
    m_state.pptOverrides[address] = toPpt;
    Errno error = detach(device);
    Device *after = m_state.find(address);
    if (error == Errno::None) {
        const Errno attached = attach(*after);
        const bool held = after->attached && after->driver == "ppt";
        if (toPpt && !held)
            error = attached != Errno::None ? attached
                : after->attached           ? Errno::Busy // a driver that was set by name is the only one
                                            : Errno::NoDeviceOrAddress;
        else if (!toPpt && held)
            error = Errno::Busy;
    }
    if (error != Errno::None) {
        m_state.pptOverrides.erase(address);
        (void)attach(*m_state.find(address));
    }
    return error;
}

} // namespace patchbay::sim
