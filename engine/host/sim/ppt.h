// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"
#include "host/sim/state.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ppt_addr;
struct ppt_status;
struct sim_func;
struct sim_guest;
struct sim_host;

namespace patchbay::sim {

/// The kernel component itself on a simulated machine: kmod/core on kmod/sim's bus. It decides who holds a function and
/// how it is reset; State only remembers that between two programs. Functions are brought onto the bus when something is
/// asked of them, with all that shares their bus and the bridges above, so that a machine of any size costs nothing.
/// Errors are FreeBSD's errno values.
class Ppt
{
public:
    /// The functions that ppt has in `state`, and who has them, become so in the core. A guest that was started uses
    /// what it has: its BARs are its windows, and it had some interrupts.
    Ppt(const Machine &machine, const State &state);
    ~Ppt();
    Ppt(const Ppt &) = delete;
    Ppt &operator=(const Ppt &) = delete;

    /// What ppt's probe answers, with these values of the kernel's environment.
    enum class Probe { Never, Forced, Listed };
    static Probe probe(const State &state, const MachineFunction &function);

    int claim(const Address &address);   ///< attach
    int release(const Address &address); ///< detach
    int bind(const std::string &vm, const Address &address);
    int unbind(const std::string &vm, const Address &address);
    void unbindAll(const std::string &vm); ///< the guest goes

    /// All or none. `failed`: which of them could not be reset. `methods`: one name for each, "flr".
    int reset(std::span<const Address> functions, unsigned &failed, std::vector<std::string> &methods);

    /// What the core knows of a function; false: it does not hold it.
    bool status(const Address &address, ppt_status &ret_status) const;

    /// hw.vmm.ppt.pptdevs_report: every token of the kernel's pptdevs that is passed over, a line each.
    static std::string report(const State &state);

private:
    sim_func *function(const Address &address, unsigned depth = 0);
    sim_guest *guest(const std::string &vm);
    void use(const std::string &vm, const Address &address);

    const Machine &m_machine;
    sim_host *m_host;
    std::map<std::string, sim_guest *, std::less<>> m_guests;
    std::uint64_t m_nextWindow = 0xc0000000;
};

} // namespace patchbay::sim
