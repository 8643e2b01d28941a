// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine_dump.h"

#include "host/pciconf_text.h"
#include "host/sim/config_builder.h"
#include "host/sim/text.h"

#include <algorithm>
#include <charconv>
#include <format>

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

std::string typeWord(Express::Type type)
{
    static constexpr const char *words[] = {"endpoint",        "legacy",     "root-port",  "upstream",
                                            "downstream",      "pci-bridge", "pci-bridge", "root-endpoint",
                                            "event-collector", "endpoint"};
    return words[std::size_t(type)];
}

std::string speedCode(unsigned tenths)
{
    static constexpr unsigned speeds[] = {25, 50, 80, 160, 320, 640};
    return std::to_string(std::ranges::find(speeds, tenths) - std::begin(speeds) + 1);
}

BuildOptions expressOptions(const Express &express)
{
    BuildOptions options {{"type", typeWord(express.type)}};
    if (express.flr)
        options["flr"];
    if (express.slotImplemented)
        options["slot"] = std::to_string(express.physicalSlot);
    if (express.ariForwarding)
        options["ari"] = *express.ariForwarding ? "1" : "0";
    if (express.maxSpeed) {
        options["max-speed"] = speedCode(express.maxSpeed);
        options["max-width"] = std::to_string(express.maxWidth);
        options["speed"] = speedCode(express.speed ? express.speed : express.maxSpeed);
        options["width"] = std::to_string(express.width);
    }
    return options;
}

std::string hex(std::uint64_t value) { return std::format("{:x}", value); }

void addCapabilities(const Function &from, ConfigBuilder &builder)
{
    for (const Capability &capability : from.capabilities) {
        Result<> added;
        if (capability.extended) {
            BuildOptions options {{"id", hex(capability.id)}};
            if (capability.id == 0x0d && from.acs)
                added = builder.extended("acs",
                                         {{"has", hex(from.acs->supported)}, {"on", hex(from.acs->enabled)}});
            else if (capability.id == 0x10 && from.sriov)
                added = builder.extended("sriov",
                                         {{"vfs", std::to_string(from.sriov->supported)},
                                          {"device", hex(from.sriov->vfDevice)},
                                          {"first", hex(from.sriov->firstOffset)},
                                          {"stride", std::to_string(from.sriov->stride)}});
            else if (capability.id == 0x03 && from.serial)
                added = builder.extended("serial", {{"is", hex(*from.serial)}});
            else if (capability.id == 0x01)
                added = builder.extended("aer", {});
            else
                added = builder.extended("other", options);
        } else if (capability.id == 0x05 && from.msi) {
            BuildOptions options {{"messages", std::to_string(from.msi->messages)}};
            if (from.msi->wide)
                options["wide"];
            if (from.msi->masks)
                options["masks"];
            added = builder.capability("msi", options);
        } else if (capability.id == 0x11 && from.msix) {
            added = builder.capability("msix",
                                       {{"messages", std::to_string(from.msix->messages)},
                                        {"table", hex(from.msix->tableBar.value_or(0x10))},
                                        {"at", hex(from.msix->tableOffset)},
                                        {"pba", hex(from.msix->pbaBar.value_or(0x10))},
                                        {"pba-at", hex(from.msix->pbaOffset)}});
        } else if (capability.id == 0x10 && from.express) {
            added = builder.capability("pcie", expressOptions(*from.express));
        } else if (capability.id == 0x01) {
            added = builder.capability("pm", {});
        } else if (capability.id == 0x13) {
            added = builder.capability(
                "af", from.advancedFeaturesFlr ? BuildOptions {{"flr", ""}} : BuildOptions());
        } else if (capability.id == 0x09) {
            added = builder.capability("vendor", {{"length", "16"}});
        }
        if (!added) // what does not fit any more is left out
            return;
    }
}

MachineFunction rebuilt(const Function &from)
{
    ConfigBuilder builder(from.address);
    builder.identity(from.vendor, from.device, from.classCode, from.revision.value_or(0));
    if (from.subvendor && !from.isBridge())
        builder.subsystem(*from.subvendor, from.subdevice.value_or(0));
    if (from.headerType && *from.headerType & 0x80)
        builder.multifunction();
    if (from.layout())
        builder.raw(0x0e, {std::uint8_t(*from.headerType & 0x7f)});
    for (const Bar &bar : from.bars) {
        const bool io = bar.kind == Bar::Kind::Io, pref = bar.kind == Bar::Kind::Prefetchable,
                   wide = bar.bits == 64;
        const char *kind = io ? "io" : pref ? wide ? "pref64" : "pref" : wide ? "mem64" : "mem";
        (void)builder.bar(bar.reg, kind, bar.base, bar.size.value_or(4096)).has_value();
    }
    if (from.buses)
        builder.buses(from.buses->primary.value_or(from.address.bus), from.buses->secondary,
                      from.buses->subordinate);
    for (const Window &window : from.windows)
        (void)builder
            .window(window.reg == 0x1c       ? "io"
                        : window.reg == 0x20 ? "mem"
                                             : "pref",
                    window.base, window.limit)
            .has_value();
    addCapabilities(from, builder);
    const std::string own = from.driver.substr(0, from.driver.find_last_not_of("0123456789") + 1);
    builder.function.driver =
        own == "ppt" || !from.driverKnown ? guessDriver(from.vendor, from.device, from.classCode) : own;
    builder.function.canDetach = own != "hostb" && own != "isab";
    return builder.finish();
}

} // namespace

Result<Machine> machineFromDump(std::string_view dump)
{
    Machine machine;
    machine.name = machine.hostName = "dump";
    machine.title = "A machine from a dump";
    if (const auto listing = parsePciconf(dump)) {
        for (const Function &function : listing->functions) {
            machine.functions.push_back(rebuilt(function));
            if (!function.vendorName.empty())
                machine.vendorNames[function.vendor] = function.vendorName;
            if (!function.deviceName.empty())
                machine.deviceNames[{function.vendor, function.device}] = function.deviceName;
        }
        if (dump.find("chip=0x") != std::string_view::npos) {
            machine.release = "12.4-RELEASE";
            machine.osVersion = 1204000;
        }
    } else {
        readLspci(dump, machine);
    }
    if (machine.functions.empty())
        return fail("no PCI function in this text", "dump");
    machine.files["/boot/loader.conf"] = "";
    return machine;
}

} // namespace patchbay::sim
