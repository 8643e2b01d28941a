// SPDX-License-Identifier: BSD-2-Clause
#include "guest/bhyve_line.h"

#include "base/process.h"

#include <algorithm>
#include <format>
#include <tuple>

namespace patchbay {

namespace {

struct SlotArgument
{
    int slot, function;
    bool alone; ///< the slot's number says it all
    std::string rest;
};

std::vector<SlotArgument> slotArguments(const Guest &guest)
{
    std::vector<SlotArgument> all;
    for (const GuestDevice &device : guest.devices)
        all.push_back({device.slot, device.function, device.function == 0,
                       device.config.empty() ? device.kind : device.kind + "," + device.config});
    for (const Position &position : guest.positions) {
        const bool siblings = std::ranges::count_if(guest.positions, [&](const Position &other) {
                                  return other.host.slotAddress() == position.host.slotAddress();
                              }) > 1;
        std::string rest = "passthru," + position.host.toSlashed();
        for (const std::string &option : position.options)
            rest += "," + option;
        all.push_back({position.slot, position.function,
                       position.function == 0 && position.host.function == 0 && !siblings, std::move(rest)});
    }
    std::ranges::stable_sort(all, {}, [](const SlotArgument &a) { return std::tuple(a.slot, a.function); });
    for (SlotArgument &argument : all)
        argument.alone = argument.alone && std::ranges::count(all, argument.slot, &SlotArgument::slot) == 1;
    return all;
}

bool hasLpc(const Guest &guest)
{
    return std::ranges::contains(guest.devices, "lpc", &GuestDevice::kind);
}

std::string memoryArgument(const Guest &guest)
{
    return std::format("{}M", guest.memoryMiB);
}

std::vector<std::string> loadLine(const Guest &guest)
{
    std::vector<std::string> argv{"bhyveload"};
    if (guest.wired)
        argv.push_back("-S");
    argv.insert(argv.end(), {"-m", memoryArgument(guest)});
    if (const std::string disk = bootDisk(guest); !disk.empty())
        argv.insert(argv.end(), {"-d", disk});
    if (!guest.console.empty())
        argv.insert(argv.end(), {"-c", guest.console});
    argv.push_back(guest.name);
    return argv;
}

std::vector<std::string> runLine(const Guest &guest)
{
    std::vector<std::string> argv{"bhyve"};
    if (guest.wired)
        argv.push_back("-S");
    argv.insert(argv.end(), {"-A", "-H", "-P", "-c", std::to_string(guest.cpus), "-m", memoryArgument(guest)});
    for (const SlotArgument &argument : slotArguments(guest)) {
        argv.push_back("-s");
        argv.push_back(argument.alone ? std::format("{},{}", argument.slot, argument.rest)
                                      : std::format("{}:{},{}", argument.slot, argument.function, argument.rest));
    }
    if (!guest.console.empty() && hasLpc(guest))
        argv.insert(argv.end(), {"-l", "com1," + guest.console});
    if (guest.boot == BootMethod::Uefi)
        argv.insert(argv.end(), {"-l", "bootrom," + guest.bootrom +
                                           (guest.bootvars.empty() ? "" : "," + guest.bootvars)});
    argv.insert(argv.end(), guest.extra.begin(), guest.extra.end());
    argv.push_back(guest.name);
    return argv;
}

} // namespace

std::vector<std::string> GuestLines::printed() const
{
    std::vector<std::string> lines;
    if (!load.empty())
        lines.push_back(commandText(load));
    lines.push_back(commandText(run));
    return lines;
}

GuestLines guestLines(const Guest &guest)
{
    return {guest.boot == BootMethod::Bhyveload ? loadLine(guest) : std::vector<std::string>{}, runLine(guest)};
}

std::string bootDisk(const Guest &guest)
{
    if (!guest.loaderDisk.empty())
        return guest.loaderDisk;
    std::vector<GuestDevice> devices = guest.devices;
    std::ranges::stable_sort(devices, {}, [](const GuestDevice &d) { return std::tuple(d.slot, d.function); });
    for (const GuestDevice &device : devices) {
        if (device.kind == "virtio-blk" || device.kind == "ahci-hd" || device.kind == "nvme")
            return device.config.substr(0, device.config.find(','));
    }
    return {};
}

} // namespace patchbay
