// SPDX-License-Identifier: BSD-2-Clause
#include "core/ppt_core.h"
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
        return claim ? "its driver does not let go or was set with devctl(8), or ppt has it"
            : verb == "reset" ? "a guest has it"
                              : "a guest has it, or its driver was set with devctl(8)";
    case ENXIO: return claim ? "it is a bridge, or does not answer" : "it does not answer";
    case EIO: return "it did not come back from the reset, or kept its registers";
    case EOPNOTSUPP: return "there is no way to reset it";
    default: return words(static_cast<Errno>(error));
    }
}

std::optional<Address> selector(const std::string &text)
{
    const auto address = text.starts_with("pci") ? Address::parse(text) : Address::parseSlashed(text);
    return address ? std::optional(*address) : std::nullopt;
}

std::string list(const Machine &machine, State &state)
{
    std::string out = std::format("{:<16} {:<6} {:<9} {:<8} {:<8} {:>7} {:>9} {:>9} {:>12} {}\n", "FUNCTION", "UNIT",
                                  "ID", "STATE", "RESET", "WINDOWS", "MSI", "MSI-X", "INTERRUPTS", "GUEST");
    Kernel kernel(machine, state);
    for (const Device &device : state.devices) {
        ppt_status now;
        if (!device.attached || device.driver != "ppt" || !kernel.ppt().status(device.address, now))
            continue;
        out += std::format("{:<16} {:<6} {:04x}:{:04x} {:<8} {:<8} {:>7} {:>4}/{:<4} {:>4}/{:<4} {:>12} {}\n",
                           device.address.toString(), device.name(), now.vendor, now.device,
                           now.state == PPT_BOUND ? "bound" : "claimed",
                           device.reset.empty() ? ppt_reset_name(now.reset_way) : device.reset, now.windows, now.msi,
                           now.msi_max, now.msix, now.msix_max, now.fired, device.owner);
    }
    return out;
}

/// It goes on: the list is written again and again until it is killed.
ProgramResult watch(Call &call, std::int64_t seconds)
{
    Process process;
    process.pid = call.state.nextPid++;
    process.argv = call.argv;
    process.logPath = call.logPath;
    process.startedAt = call.now;
    process.repeats = std::max<std::int64_t>(seconds, 1) * 1000;
    process.script.emplace_back(0, list(call.machine, call.state));
    call.startedPid = process.pid;
    call.state.processes.push_back(std::move(process));
    return says("");
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

void watchOn(const Machine &machine, State &state, std::int64_t now)
{
    std::string text;
    for (Process &process : state.processes) {
        if (process.repeats == 0 || !process.running(now))
            continue;
        if (text.empty())
            text = "\n" + list(machine, state);
        auto &script = process.script;
        const std::int64_t since = now - process.startedAt;
        const std::int64_t turn = since + process.repeats - since % process.repeats;
        while (script.size() > 1 && script.back().first >= turn) // nobody has seen it yet
            script.pop_back();
        if (turn == process.repeats || script.back().second != text)
            script.emplace_back(turn, text);
    }
}

ProgramResult pptctl(Call &call)
{
    const std::string verb = call.argv.size() > 1 ? call.argv[1] : "";
    const bool moves = verb == "claim" || verb == "release" || verb == "reset";
    const bool watches = verb == "watch" && call.argv.size() <= 3;
    if (!(verb == "list" && call.argv.size() == 2) && !(moves && call.argv.size() > 2) && !watches)
        return complains(2, "usage: pptctl list\n       pptctl claim | release | reset selector ...\n"
                            "       pptctl watch [seconds]\n");
    if (!call.state.patchbayVmm())
        return complains(1, "pptctl: /dev/pptctl is not there: the vmm.ko that is loaded, if any, is not Patchbay's\n");
    if (!call.root)
        return complains(1, "pptctl: /dev/pptctl: Permission denied\n");
    if (verb == "list")
        return says(list(call.machine, call.state));
    if (watches) {
        const auto seconds = call.argv.size() == 3 ? number(call.argv[2]) : 1;
        if (!seconds || *seconds > 86400)
            return complains(2, std::format("pptctl: {}: a number is {}\n", call.argv[2],
                                            seconds ? "above 86400" : "missing"));
        return watch(call, std::int64_t(*seconds));
    }
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
        kernel.rememberResets();
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
