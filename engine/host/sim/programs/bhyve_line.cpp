// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/bhyve_line.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <format>

namespace patchbay::sim {

namespace {

constexpr const char *usage = "Usage: bhyve [-abehuwxACHPSWY]\n"
                              "             [-c [[cpus=]numcpus][,sockets=n][,cores=n][,threads=n]]\n"
                              "             [-g <gdb port>] [-l <lpc>]\n"
                              "             [-m mem] [-p vcpu:hostcpu] [-s <pci>] [-U uuid] <vm>\n"
                              "       -a: local apic is in xAPIC mode (deprecated)\n"
                              "       -A: create ACPI tables\n"
                              "       -c: number of cpus and/or topology specification\n"
                              "       -C: include guest memory in core file\n"
                              "       -e: exit on unhandled I/O access\n"
                              "       -g: gdb port\n"
                              "       -h: help\n"
                              "       -H: vmexit from the guest on hlt\n"
                              "       -l: LPC device configuration\n"
                              "       -m: memory size in MB\n"
                              "       -p: pin 'vcpu' to 'hostcpu'\n"
                              "       -P: vmexit from the guest on pause\n"
                              "       -s: <slot,driver,configinfo> PCI slot config\n"
                              "       -S: guest memory cannot be swapped\n"
                              "       -u: RTC keeps UTC time\n"
                              "       -U: uuid\n"
                              "       -w: ignore unimplemented MSRs\n"
                              "       -W: force virtio to use single-vector MSI\n"
                              "       -x: local apic is in x2APIC mode\n"
                              "       -Y: disable MPtable generation\n";

std::unexpected<Error> exits(std::string words, int status = 4)
{
    return fail(std::move(words), std::to_string(status));
}

/// sscanf("%d:%d:%d"), "%d:%d", "%d": a number is signed and what follows the last is ignored.
std::vector<int> slotNumbers(std::string_view text)
{
    std::vector<int> numbers;
    while (numbers.size() < 3) {
        std::size_t at = 0;
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])))
            ++at;
        const bool sign = at < text.size() && (text[at] == '-' || text[at] == '+');
        const bool negative = sign && text[at] == '-';
        at += sign ? 1 : 0;
        const std::size_t first = at;
        int value = 0;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - first < 9; ++at)
            value = value * 10 + (text[at] - '0');
        if (at == first)
            break;
        numbers.push_back(negative ? -value : value);
        text.remove_prefix(at);
        if (!text.starts_with(':'))
            break;
        text.remove_prefix(1);
    }
    return numbers;
}

std::string slotName(const Call &call, const GuestDevice &device)
{
    return call.machine.majorVersion() < 13 ? std::format("{}:{}", device.slot, device.function)
                                     : std::format("{}:{}:{}", device.bus, device.slot, device.function);
}

bool knownEmulation(const Call &call, std::string_view name)
{
    static constexpr std::array known = {"ahci",       "ahci-cd",    "ahci-hd",        "amd_hostbridge",
                                         "dummy",      "e1000",      "fbuf",           "hostbridge",
                                         "lpc",        "nvme",       "passthru",       "uart",
                                         "virtio-9p",  "virtio-blk", "virtio-console", "virtio-input",
                                         "virtio-net", "virtio-rnd", "virtio-scsi",    "xhci",
                                         "hda"};
    return std::ranges::find(known, name) != known.end() &&
        !(call.machine.majorVersion() < 13 && name == "virtio-input");
}

Result<> addSlot(const Call &call, GuestLine &line, const std::string &text)
{
    const std::size_t comma = text.find(','),
                      second = comma == std::string::npos ? comma : text.find(',', comma + 1);
    const std::vector<int> numbers = slotNumbers(std::string_view(text).substr(0, comma));
    GuestDevice device;
    device.bus = numbers.size() == 3 ? numbers[0] : 0;
    device.slot = numbers.size() == 3 ? numbers[1] : numbers.empty() ? -1 : numbers[0];
    device.function = numbers.size() == 3 ? numbers[2] : numbers.size() == 2 ? numbers[1] : 0;
    if (comma == std::string::npos || device.bus < 0 || device.bus > 255 || device.slot < 0 ||
        device.slot > 31 || device.function < 0 || device.function > 7)
        return exits(std::format("Invalid PCI slot info field \"{}\"\n", text));
    device.emulation = text.substr(comma + 1, second == std::string::npos ? second : second - comma - 1);
    device.options = second == std::string::npos ? std::string() : text.substr(second + 1);
    if (std::ranges::any_of(line.devices, [&](const GuestDevice &other) {
            return other.bus == device.bus && other.slot == device.slot && other.function == device.function;
        }))
        return exits(std::format("pci slot {} already occupied!\n", slotName(call, device)));
    if (!knownEmulation(call, device.emulation))
        return exits(
            std::format("pci slot {}: unknown device \"{}\"\n", slotName(call, device), device.emulation));
    line.devices.push_back(std::move(device));
    return {};
}

Result<> setOption(GuestLine &line, const std::string &name, const std::string &value)
{
    const bool yes = value == "true" || value == "1" || value == "yes" || value == "on";
    if (name == "name")
        line.name = value;
    else if (name == "memory.size")
        line.memory = guestMemory(value).value_or(line.memory);
    else if (name == "memory.wired")
        line.wired = yes;
    else if (name == "lpc.bootrom" || name == "bootrom")
        line.bootrom = value;
    else if (name == "lpc.com1.path")
        line.console = value == "stdio";
    else if (name == "x86.mptable")
        line.noMpTable = !yes;
    else if (name == "config.dump")
        line.onlyDump = yes;
    else if (name == "destroy_on_poweroff")
        line.destroyAtEnd = yes;
    if (!name.starts_with("pci."))
        return {};
    const auto dots = [&](std::size_t n) {
        std::size_t at = 0;
        for (; n > 0 && at != std::string::npos; --n)
            at = name.find('.', at + 1);
        return at;
    };
    const std::size_t fourth = dots(4);
    std::string where = fourth == std::string::npos ? std::string() : name.substr(4, fourth - 4);
    std::ranges::replace(where, '.', ':');
    const std::vector<int> numbers = slotNumbers(where);
    if (numbers.size() != 3 || numbers[0] > 255 || numbers[1] > 31 || numbers[2] > 7)
        return {};
    auto it = std::ranges::find_if(line.devices, [&](const GuestDevice &one) {
        return one.bus == numbers[0] && one.slot == numbers[1] && one.function == numbers[2];
    });
    if (it == line.devices.end())
        it = line.devices.insert(it, GuestDevice {numbers[0], numbers[1], numbers[2], {}, {}, {}});
    if (name.substr(fourth + 1) == "device")
        it->emulation = value;
    else
        it->settings[name.substr(fourth + 1)] = value;
    return {};
}

Result<> readConfiguration(const Call &call, GuestLine &line, const std::string &path)
{
    const auto text = call.disk.read(path);
    if (!text)
        return exits(
            std::format("bhyve: Failed to open configuration file {}: No such file or directory\n", path));
    for (const std::string_view raw : lines(*text)) {
        const std::string_view entry = trimmed(raw);
        const std::size_t equals = entry.find('=');
        if (entry.empty() || entry.front() == '#')
            continue;
        if (equals == std::string_view::npos)
            return exits(std::format("bhyve: {}: Invalid config variable '{}'\n", path, entry));
        if (const auto set =
                setOption(line, std::string(entry.substr(0, equals)), std::string(entry.substr(equals + 1)));
            !set)
            return set;
    }
    return {};
}

Result<> readOption(const Call &call, GuestLine &line, char letter, const std::string &value)
{
    switch (letter) {
    case 'S': line.wired = true; break;
    case 'Y': line.noMpTable = true; break;
    case 'D': line.destroyAtEnd = true; break;
    case 's': return addSlot(call, line, value);
    case 'm':
        if (!guestMemory(value))
            return exits(std::format("bhyve: invalid memsize '{}'\n", value));
        line.memory = *guestMemory(value);
        break;
    case 'l':
        if (value.starts_with("bootrom,"))
            line.bootrom = value.substr(8, value.find(',', 8) - 8);
        else if (value == "com1,stdio")
            line.console = true;
        break;
    case 'k': return readConfiguration(call, line, value);
    case 'o':
        if (value.find('=') == std::string::npos)
            return exits(std::format("bhyve: invalid configuration option '{}'\n", value));
        return setOption(line, value.substr(0, value.find('=')), value.substr(value.find('=') + 1));
    default: break;
    }
    return {};
}

} // namespace

std::optional<std::uint64_t> guestMemory(std::string_view text)
{
    const auto value = sizeNumber(text);
    if (!value || *value == 0)
        return std::nullopt;
    return *value < (std::uint64_t(1) << 20) ? *value << 20 : *value;
}

Result<GuestLine> readGuestLine(const Call &call)
{
    const bool old = call.machine.majorVersion() < 13;
    const auto options = readOptions(
        call.argv, old ? "abehuwxACHPSWYp:g:c:s:m:l:U:" : "aehuwxACDHIMPSTWYk:f:o:p:G:c:s:m:n:l:K:U:r:");
    if (!options || options->has('h'))
        return exits(usage, options ? 0 : 1);
    GuestLine line;
    for (const auto &[letter, value] : options->given) {
        if (const auto read = readOption(call, line, letter, value); !read)
            return pass(read.error());
    }
    if (options->operands.size() > 1)
        return exits(usage, 1);
    if (!options->operands.empty())
        line.name = options->operands.front();
    if (line.name.empty())
        return exits(usage, 1);
    for (const GuestDevice &device : line.devices) {
        if (device.emulation.empty())
            return exits(std::format("pci slot {}: missing \"device\" value\n", slotName(call, device)));
        if (!knownEmulation(call, device.emulation))
            return exits(std::format("pci slot {}: unknown device \"{}\"\n", slotName(call, device),
                                     device.emulation));
    }
    std::ranges::sort(line.devices, [](const GuestDevice &a, const GuestDevice &b) {
        return std::tie(a.bus, a.slot, a.function) < std::tie(b.bus, b.slot, b.function);
    });
    return line;
}

} // namespace patchbay::sim
