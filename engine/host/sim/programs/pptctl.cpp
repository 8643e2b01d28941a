// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include <cerrno>
#include <format>
#include <optional>

namespace patchbay::sim {

namespace {

constexpr std::size_t most = 64;

/// What pptctl(8) itself says of an errno.
std::string reason(int error, const std::string &verb)
{
    const bool claim = verb == "claim";
    switch (error) {
    case ENOENT: return claim ? "there is no such function" : "ppt does not hold it";
    case EBUSY:
        return claim ? "its driver does not let go, or ppt has it"
            : verb == "reset" ? "a guest has it"
                              : "a guest has it, or its driver was set with devctl(8)";
    case ENXIO: return claim ? "it is a bridge, or does not answer" : "it does not answer";
    case EIO: return "it did not come back from the reset";
    case EOPNOTSUPP: return "there is no way to reset it";
    default: return words(static_cast<Errno>(error));
    }
}

std::optional<Address> selector(const std::string &text)
{
    const auto address = text.starts_with("pci") ? Address::parse(text) : Address::parseSlashed(text);
    return address ? std::optional(*address) : std::nullopt;
}

ProgramResult list(Call &call)
{
    std::string out = std::format("{:<16} {:<6} {:<9} {:<8} {:<8} {:>7} {:>9} {:>9} {:>12} {}\n", "FUNCTION", "UNIT",
                                  "ID", "STATE", "RESET", "WINDOWS", "MSI", "MSI-X", "INTERRUPTS", "GUEST");
    Kernel kernel(call.machine, call.state);
    for (const Device &device : call.state.devices) {
        const MachineFunction *function = call.machine.find(device.address);
        if (!device.attached || device.driver != "ppt" || !function)
            continue;
        out += std::format("{:<16} {:<6} {:04x}:{:04x} {:<8} {:<8} {:>7} {:>9} {:>9} {:>12} {}\n",
                           device.address.toString(), device.name(), function->read(0, 2), function->read(2, 2),
                           device.owner.empty() ? "claimed" : "bound", kernel.ppt().resetOf(device.address), 0, "0/0",
                           "0/0", 0, device.owner);
    }
    return says(out);
}

/// One function to ppt or back, as the control device does it: an override for its next probe, then newbus.
int moveOne(Kernel &kernel, State &state, const Address &address, bool toPpt)
{
    Device *device = state.find(address);
    if (!device)
        return ENOENT;
    const bool held = device->attached && device->driver == "ppt";
    if (toPpt == held)
        return toPpt ? EBUSY : ENOENT;
    if (!toPpt && device->fixed)
        return EBUSY;
    if (const Errno error = kernel.override(*device, toPpt); error != Errno::None)
        return static_cast<int>(error);
    return 0;
}

int moveGroup(Call &call, const std::vector<Address> &functions, bool toPpt, std::size_t &failed)
{
    Kernel kernel(call.machine, call.state);
    for (failed = 0; !toPpt && failed < functions.size(); ++failed) {
        const Device *device = call.state.find(functions[failed]);
        if (!device || !device->attached || device->driver != "ppt")
            return ENOENT;
        if (!device->owner.empty())
            return EBUSY;
    }
    for (failed = 0; failed < functions.size(); ++failed) {
        const int error = moveOne(kernel, call.state, functions[failed], toPpt);
        if (error == 0)
            continue;
        for (std::size_t n = failed; n-- > 0;)
            (void)moveOne(kernel, call.state, functions[n], !toPpt);
        return error;
    }
    return 0;
}

} // namespace

ProgramResult pptctl(Call &call)
{
    const std::string verb = call.argv.size() > 1 ? call.argv[1] : "";
    const bool moves = verb == "claim" || verb == "release" || verb == "reset";
    if (!(verb == "list" && call.argv.size() == 2) && !(moves && call.argv.size() > 2))
        return complains(2, "usage: pptctl list\n       pptctl claim | release | reset selector ...\n"
                            "       pptctl watch [seconds]\n");
    if (!call.state.patchbayVmm())
        return complains(1, "pptctl: /dev/pptctl is not there: the vmm.ko that is loaded, if any, is not Patchbay's\n");
    if (!call.root)
        return complains(1, "pptctl: /dev/pptctl: Permission denied\n");
    if (verb == "list")
        return list(call);
    std::vector<Address> functions;
    for (std::size_t n = 2; n < call.argv.size(); ++n) {
        const auto address = selector(call.argv[n]);
        if (!address)
            return complains(2, std::format("pptctl: {}: write pciD:B:S:F or B/S/F\n", call.argv[n]));
        functions.push_back(*address);
    }
    if (functions.size() > most)
        return complains(2, "pptctl: at most 64 functions at a time\n");
    std::size_t failed = 0;
    int error = 0;
    std::string out;
    if (verb == "reset") {
        Kernel kernel(call.machine, call.state);
        unsigned which = 0;
        std::vector<std::string> methods;
        error = kernel.ppt().reset(functions, which, methods);
        failed = which;
        for (std::size_t n = 0; error == 0 && n < functions.size(); ++n)
            out += std::format("{:<16} {}\n", functions[n].toString(), methods[n]);
    } else {
        error = moveGroup(call, functions, verb == "claim", failed);
    }
    if (error == 0)
        return says(out);
    return complains(1, std::format("pptctl: {}: {}: {}{}\n", verb,
                                    failed < functions.size() ? call.argv[failed + 2] : "?", reason(error, verb),
                                    error == EIO ? "" : "; nothing was changed"));
}

} // namespace patchbay::sim
