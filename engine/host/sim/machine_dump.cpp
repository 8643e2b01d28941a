// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine_dump.h"

#include "host/pciconf_text.h"
#include "host/sim/dump_listing.h"
#include "host/sim/storage.h"
#include "host/sim/text.h"

#include <algorithm>

namespace patchbay::sim {

namespace {

/// "0000:00:1f.3 Audio device: …", "00:1f.3 …": numbers in hex.
std::optional<Address> lspciHeading(std::string_view line)
{
    const std::string_view word = line.substr(0, line.find(' '));
    const std::size_t dot = word.rfind('.'), colon = word.rfind(':');
    if (dot == std::string_view::npos || colon == std::string_view::npos || dot < colon ||
        dot + 2 != word.size())
        return std::nullopt;
    const std::size_t first = colon == 0 ? std::string_view::npos : word.rfind(':', colon - 1);
    const auto domain =
        first == std::string_view::npos ? std::optional<std::uint64_t>(0) : number(word.substr(0, first), 16);
    const auto bus = number(word.substr(first == std::string_view::npos ? 0 : first + 1,
                                        colon - (first == std::string_view::npos ? 0 : first + 1)),
                            16);
    const auto slot = number(word.substr(colon + 1, dot - colon - 1), 16),
               function = number(word.substr(dot + 1), 16);
    if (!domain || !bus || !slot || !function || *domain > 0xffffffff || *bus > 255 || *slot > 31 ||
        *function > 7)
        return std::nullopt;
    return Address {std::uint32_t(*domain), std::uint8_t(*bus), std::uint8_t(*slot), std::uint8_t(*function)};
}

/// "1f0: 00 00 …": stores the bytes; false: no such line.
bool hexLine(std::string_view line, std::vector<std::uint8_t> &config)
{
    const std::size_t colon = line.find(':');
    const auto offset = colon == std::string_view::npos ? std::nullopt : number(line.substr(0, colon), 16);
    if (!offset || colon > 3)
        return false;
    const auto bytes = words(line.substr(colon + 1));
    if (bytes.empty() || bytes.size() > 16 || *offset + bytes.size() > 4096)
        return false;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = bytes[i].size() == 2 ? number(bytes[i], 16) : std::nullopt;
        if (!byte)
            return false;
        if (config.size() < *offset + i + 1)
            config.resize(std::size_t(*offset) + i + 1);
        config[std::size_t(*offset) + i] = std::uint8_t(*byte);
    }
    return true;
}

/// Config space does not tell sizes: a BAR in use gets the largest size that its base allows, up to 64 KiB.
void guessBarSizes(MachineFunction &f)
{
    const unsigned count = (f.read(0x0e, 1) & 0x7f) == 0 ? 6 : (f.read(0x0e, 1) & 0x7f) == 1 ? 2 : 0;
    for (unsigned i = 0; i < count; ++i) {
        const std::uint32_t value = f.read(0x10 + 4 * i, 4);
        const bool io = value & 1, wide = !io && (value & 6) == 4;
        std::uint64_t base = value & (io ? ~3u : ~15u);
        if (wide)
            base |= std::uint64_t(f.read(0x14 + 4 * i, 4)) << 32;
        if (base != 0)
            f.barSize[i] = std::min<std::uint64_t>(base & -base, io ? 0x100 : 0x10000);
        i += wide ? 1 : 0;
    }
}

void readLspci(std::string_view dump, Machine &machine)
{
    MachineFunction *current = nullptr;
    for (const std::string_view line : lines(dump)) {
        if (const auto address = lspciHeading(line); address && !machine.find(*address)) {
            machine.functions.emplace_back();
            current = &machine.functions.back();
            current->address = *address;
        } else if (current) {
            hexLine(trimmed(line), current->config);
        }
    }
    std::erase_if(machine.functions, [](const MachineFunction &f) { return f.config.size() < 64; });
    for (MachineFunction &f : machine.functions) {
        f.config.resize(f.config.size() > 256 ? 4096 : 256);
        guessBarSizes(f);
        f.driver = guessDriver(std::uint16_t(f.read(0, 2)), std::uint16_t(f.read(2, 2)),
                               f.read(9, 2) | f.read(11, 1) << 16);
    }
}

} // namespace

Result<Machine> machineFromDump(std::string_view dump)
{
    Machine machine;
    machine.name = machine.hostName = "dump";
    machine.title = "A machine from a dump";
    if (auto listing = parsePciconf(dump))
        addListing(std::move(listing->functions), dump, machine);
    else
        readLspci(dump, machine);
    if (machine.functions.empty())
        return fail("no PCI function in this text", "dump");
    machine.files["/boot/loader.conf"] = "";
    inventRootDisk(machine);
    return machine;
}

} // namespace patchbay::sim
