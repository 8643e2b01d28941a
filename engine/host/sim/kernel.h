// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"
#include "host/sim/ppt.h"
#include "host/sim/state.h"

#include <memory>
#include <set>

namespace patchbay::sim {

/// FreeBSD's own numbers.
enum class Errno : int {
    None = 0,
    NotPermitted = 1,
    NoEntry = 2,
    InputOutput = 5,
    NoDeviceOrAddress = 6,
    OutOfMemory = 12,
    Denied = 13,
    Busy = 16,
    Exists = 17,
    Invalid = 22,
    NoSpace = 28
};

/// strerror(3)'s words: "Device not configured".
std::string words(Errno error);

/// The part of the kernel that matters here: newbus on PCI (probe, attach, detach, units, pinned classes, as
/// subr_bus.c does it) and vmm. What ppt does is decided by the kernel component itself (Ppt). Works on a state it does not own; keeps nothing itself.
/// A panic is left in State::panic: whoever runs a program looks there afterwards.
class Kernel
{
public:
    Kernel(const Machine &machine, State &state)
        : m_machine(machine)
        , m_state(state)
    {
    }

    /// Finds all functions and attaches them: the end of a boot. Expects kenv and modules to be set.
    void attachAll();

    Errno attach(Device &device, bool reborn = true); ///< device_probe_and_attach()
    Errno detach(Device &device);                     ///< device_detach()

    /// devctl2's requests (subr_bus.c), without the look-up.
    Errno requestAttach(Device &device);
    Errno requestDetach(Device &device);
    Errno requestEnable(Device &device);
    Errno requestDisable(Device &device);
    Errno requestSuspend(Device &device);
    Errno requestResume(Device &device);
    Errno requestSetDriver(Device &device, const std::string &driver, bool force);
    Errno requestClearDriver(Device &device, bool force);
    Errno requestDelete(Device &device, bool force);
    Errno requestReset(Device &device, bool detach);
    Errno rescan(const Address &bus); ///< domain and bus

    /// kldload/kldunload of vmm.ko.
    void registerVmm();                    ///< at boot: nothing is probed yet
    void loadVmm(const std::string &path); ///< late: offers ppt to driverless functions only
    Errno unloadVmm();

    Errno createVm(const std::string &name);
    Errno destroyVm(const std::string &name, std::int64_t now);
    Errno assign(const std::string &vm, const Address &address);
    Errno unassign(const std::string &vm, const Address &address);

    /// What /dev/pptctl does to one function: its next probe answers as if pptdevs listed it, or did not; what drives it
    /// goes, and newbus looks for a driver. Undone when ppt does not get it, or does not let go.
    Errno override(Device &device, bool toPpt);

    /// The kernel component, holding what the state says ppt holds.
    Ppt &ppt();

    /// How ppt has reset functions in this call is remembered in the state.
    void rememberResets();

    [[nodiscard]] int pptDevices() const;
    [[nodiscard]] bool driverExists(const std::string &driver) const;

    /// The function's registers as they read now: what its own driver switched on goes when it loses the
    /// function.
    [[nodiscard]] MachineFunction live(const Device &device) const;

    /// The pciN a function is on; -1: its bridge is not attached.
    [[nodiscard]] int busUnit(const Address &address) const;

    void say(std::string message) { m_state.messages.push_back(std::move(message)); }

private:
    void attachBus(std::uint32_t domain, std::uint8_t bus, int unit, bool reborn);
    void detachChildren(const MachineFunction &function);
    int freeUnit(const std::string &driver) const;
    int freeBusUnit() const;
    Ppt::Probe probe(const MachineFunction &function) const;
    bool emptyHotPlugSlot(const MachineFunction &function) const;
    bool pickDriver(const Device &device, const MachineFunction &function, std::string &ret_driver) const;
    void sayAttached(const Device &device, const MachineFunction &function);
    void sayNoDriver(const Device &device, const MachineFunction &function);
    Errno startIommu();
    bool everyDeviceInScope();

    const Machine &m_machine;
    State &m_state;
    std::set<std::pair<std::uint32_t, std::uint8_t>>
        m_busesSeen; ///< guards against bridges that lead in a circle
    std::unique_ptr<Ppt> m_ppt; ///< made when first needed
};

} // namespace patchbay::sim
