// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"
#include "host/sim/storage.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

/// What a machine's file has for any of these command lines; where it has none, `made`.
ProgramResult textOr(const Call &call, std::initializer_list<std::string_view> commands, std::string made)
{
    for (const std::string_view command : commands)
        if (auto text = overlay(call.machine, call.state, command))
            return says(std::move(*text));
    return says(std::move(made));
}

std::string joined(const std::vector<std::string> &argv)
{
    std::string command;
    for (const std::string &word : argv)
        command += (command.empty() ? word.substr(word.rfind('/') + 1) : " " + word);
    return command;
}

std::string afterColon(std::string_view text, std::string_view key)
{
    const std::size_t at = text.find(key);
    const std::string_view rest = at == std::string_view::npos ? std::string_view() : text.substr(at + key.size());
    return std::string(trimmed(rest.substr(0, rest.find('\n'))));
}

} // namespace

ProgramResult camcontrol(Call &call)
{
    if (joined(call.argv) != "camcontrol devlist -v" || call.machine.texts.contains("camcontrol devlist -v"))
        return overlayOnly(call);
    std::string text;
    int bus = 0, unit = 0;
    for (const MachineDisk *disk : presentDisks(call.machine, call.state)) {
        if (disk->controller.empty())
            continue;
        text += std::format("scbus{} on {} bus 0:\n<SIMULATED DISK 1.0>                at scbus{} target 0 lun 0 (pass{},{})\n"
                            "<>                                 at scbus{} target -1 lun ffffffff ()\n",
                            bus, disk->controller, bus, unit, disk->name, bus);
        ++bus, ++unit;
    }
    return says(text + "scbus-1 on xpt0 bus 0:\n<>                                 at scbus-1 target -1 lun ffffffff (xpt0)\n");
}

ProgramResult swapinfo(Call &call)
{
    return textOr(call, {joined(call.argv), "swapinfo"}, "Device          1K-blocks     Used    Avail Capacity\n");
}

ProgramResult zpool(Call &call)
{
    if (call.argv.size() < 2 || call.argv[1] != "status")
        return overlayOnly(call);
    ProgramResult result = textOr(call, {joined(call.argv), "zpool status -P", "zpool status", "zpool status -LP"}, {});
    return result.out.empty() ? complains(0, "no pools available\n") : result;
}

/// The default route that route(8) tells of, in a table.
ProgramResult netstat(Call &call)
{
    const std::string command = joined(call.argv);
    if (!command.starts_with("netstat -rn") || call.machine.texts.contains(command))
        return overlayOnly(call);
    const std::string route = overlay(call.machine, call.state, "route -n get default").value_or("");
    std::string text = "Routing tables\n\nInternet:\nDestination        Gateway            Flags   Nhop#    Mtu      Netif Expire\n";
    if (!route.empty())
        text += std::format("default            {:<18} UGS         1   1500 {:>10}\n", afterColon(route, "gateway:"),
                            afterColon(route, "interface:"));
    return says(text + "127.0.0.1          link#2             UH          2  16384        lo0\n");
}

ProgramResult efibootmgr(Call &call)
{
    for (const MachineDisk &disk : call.machine.disks)
        for (std::size_t i = 0; i < disk.parts.size(); ++i)
            if (disk.parts[i].type == "efi" && call.root)
                return says(std::format("Boot to FW : false\nBootCurrent: 0000\nTimeout    : 1 seconds\nBootOrder  : 0000\n"
                                        "+Boot0000* FreeBSD {}/File(\\efi\\freebsd\\loader.efi)\n",
                                        efiMedia(disk, i)));
    return complains(1, "efibootmgr: efi variables not supported on this system. root? kldload efirt?\n");
}

} // namespace patchbay::sim
