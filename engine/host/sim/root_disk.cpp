// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/root_disk.h"

#include "host/sim/text.h"

#include <algorithm>

namespace patchbay::sim {

namespace {

struct Disk
{
    std::string kind, unit;
};

/// "nda0" of "/dev/nda0p2"; nullopt: no name of a disk that a PCI function drives by itself.
std::optional<Disk> diskOf(std::string_view name)
{
    if (name.starts_with("/dev/"))
        name.remove_prefix(5);
    for (const std::string_view kind : {"nda", "nvd", "ada", "vtbd"}) {
        if (!name.starts_with(kind))
            continue;
        const std::string_view rest = name.substr(kind.size());
        const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        if (digits > 0)
            return Disk {std::string(kind), std::string(rest.substr(0, digits))};
    }
    return std::nullopt;
}

std::vector<Disk> rootDisks(const Machine &machine)
{
    std::vector<Disk> disks;
    if (machine.bootFileSystem != "zfs") {
        if (const auto disk = diskOf(machine.bootSource))
            disks.push_back(*disk);
        return disks;
    }
    for (const auto &[command, pieces] : machine.texts) {
        if (!command.starts_with("zpool "))
            continue;
        for (const Piece &piece : pieces) {
            for (const std::string &word : words(piece.text)) {
                if (const auto disk = diskOf(word))
                    disks.push_back(*disk);
            }
        }
    }
    return disks;
}

bool drives(const Machine &machine, const Device &device, const Disk &disk)
{
    const MachineFunction *function = machine.find(device.address);
    if (!function || device.driver != function->driver)
        return false;
    if (disk.kind == "vtbd")
        return std::ranges::find(function->children, "vtblk" + disk.unit, &DeviceNode::name) !=
            function->children.end();
    if (disk.kind == "ada")
        return device.driver == "ahci" &&
            std::ranges::count(machine.functions, "ahci", &MachineFunction::driver) == 1;
    return device.name() == "nvme" + disk.unit;
}

} // namespace

bool carriesRoot(const Machine &machine, const Device &device)
{
    const std::vector<Disk> disks = rootDisks(machine);
    return !disks.empty() &&
        std::ranges::all_of(disks, [&](const Disk &disk) { return drives(machine, device, disk); });
}

} // namespace patchbay::sim
