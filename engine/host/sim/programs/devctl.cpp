// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include <format>
#include <optional>

namespace patchbay::sim {

namespace {

constexpr const char *usage = "usage: devctl attach device\n"
                              "       devctl detach [-f] device\n"
                              "       devctl disable [-f] device\n"
                              "       devctl enable device\n"
                              "       devctl suspend device\n"
                              "       devctl resume device\n"
                              "       devctl set driver [-f] device driver\n"
                              "       devctl clear driver [-f] device\n"
                              "       devctl rescan device\n"
                              "       devctl delete [-f] device\n"
                              "       devctl freeze\n"
                              "       devctl thaw\n"
                              "       devctl reset [-d] device\n";

/// Domain and bus of "pci3" or of a bridge that has one.
std::optional<Address> busNamed(const Call &call, const std::string &name)
{
    for (const RootBus &root : call.state.roots) {
        if (name == std::format("pci{}", root.busUnit))
            return Address {root.domain, root.bus, 0, 0};
    }
    for (const Device &device : call.state.devices) {
        if (device.busUnit >= 0 && name == std::format("pci{}", device.busUnit))
            return Address {device.address.domain,
                            std::uint8_t(call.machine.find(device.address)->read(0x19, 1)), 0, 0};
    }
    return std::nullopt;
}

ProgramResult answer(const std::string &failure, Errno error)
{
    return error == Errno::None ? says("")
                                : complains(1, std::format("devctl: {}: {}\n", failure, words(error)));
}

ProgramResult setDriver(Call &call, const Options &options)
{
    if (options.operands.size() != 2)
        return complains(1, usage);
    const std::string &name = options.operands[0], &driver = options.operands[1];
    Device *device = findDevice(call.state, name);
    Kernel kernel(call.machine, call.state);
    const Errno error = !call.root ? Errno::Denied
        : device                   ? kernel.requestSetDriver(*device, driver, options.has('f'))
                                   : Errno::NoEntry;
    return answer(std::format("Failed to set {} driver to {}", name, driver), error);
}

ProgramResult clearDriver(Call &call, const Options &options)
{
    if (options.operands.size() != 1)
        return complains(1, usage);
    const std::string &name = options.operands[0];
    Device *device = findDevice(call.state, name);
    Kernel kernel(call.machine, call.state);
    const Errno error = !call.root ? Errno::Denied
        : device                   ? kernel.requestClearDriver(*device, options.has('f'))
                                   : Errno::NoEntry;
    return answer(std::format("Failed to clear {} driver", name), error);
}

ProgramResult rescan(Call &call, const std::string &name)
{
    const auto bus = busNamed(call, name);
    Errno error = Errno::NoEntry;
    if (bus)
        error = Kernel(call.machine, call.state).rescan(*bus);
    else if (findDevice(call.state, name))
        error = Errno::NoDeviceOrAddress;
    return answer("Failed to rescan " + name, error);
}

ProgramResult simple(Call &call, const std::string &verb, const Options &options)
{
    if (options.operands.size() != 1)
        return complains(1, usage);
    const std::string &name = options.operands[0];
    if (!call.root)
        return answer(std::format("Failed to {} {}", verb, name), Errno::Denied);
    if (verb == "rescan")
        return rescan(call, name);
    Device *device = findDevice(call.state, name);
    if (!device)
        return answer(std::format("Failed to {} {}", verb, name), Errno::NoEntry);
    Kernel kernel(call.machine, call.state);
    Errno error = Errno::None;
    if (verb == "attach")
        error = kernel.requestAttach(*device);
    else if (verb == "detach")
        error = kernel.requestDetach(*device);
    else if (verb == "disable")
        error = kernel.requestDisable(*device);
    else if (verb == "enable")
        error = kernel.requestEnable(*device);
    else if (verb == "suspend")
        error = kernel.requestSuspend(*device);
    else if (verb == "resume")
        error = kernel.requestResume(*device);
    else if (verb == "delete")
        error = kernel.requestDelete(*device, options.has('f'));
    else if (verb == "reset")
        error = kernel.requestReset(*device, options.has('d'));
    else
        return complains(1, usage);
    return answer(std::format("Failed to {} {}", verb, name), error);
}

} // namespace

ProgramResult devctl(Call &call)
{
    if (call.argv.size() < 2)
        return complains(1, usage);
    std::vector<std::string> rest(call.argv.begin() + 1, call.argv.end());
    std::string verb = rest.front();
    if ((verb == "set" || verb == "clear") && rest.size() > 1 && rest[1] == "driver") {
        rest.erase(rest.begin());
        verb += " driver";
    }
    if (verb == "freeze" || verb == "thaw")
        return says("");
    const auto options = readOptions(rest, "fd");
    if (!options)
        return complains(1, usage);
    if (verb == "set driver")
        return setDriver(call, *options);
    if (verb == "clear driver")
        return clearDriver(call, *options);
    return simple(call, verb, *options);
}

} // namespace patchbay::sim
