// SPDX-License-Identifier: BSD-2-Clause
#include "oracle.h"

#include "base/file.h"
#include "host/sim/acpi_builder.h"
#include "host/sim/device_tree.h"
#include "host/sim/machine_dump.h"
#include "host/sim/text.h"

#include <algorithm>
#include <map>

using namespace patchbay;
using namespace patchbay::sim;

const std::string &Transcript::find(const std::string &command) const
{
    static const std::string none;
    const auto it = std::ranges::find(entries, command, &Entry::command);
    return it == entries.end() ? none : it->output;
}

Transcript Transcript::read(const std::string &name)
{
    Transcript transcript;
    const auto text = readFile(PATCHBAY_SHARED "/facts/oracle/" + name);
    if (!text)
        return transcript;
    for (const std::string_view line : lines(*text)) {
        if (line.starts_with("oracle# "))
            transcript.entries.push_back({std::string(line.substr(8)), {}});
        else if (!transcript.entries.empty())
            transcript.entries.back().output.append(line).append("\n");
    }
    return transcript;
}

namespace {

std::string between(std::string_view text, std::string_view from, std::string_view to)
{
    const std::size_t start = text.find(from);
    if (start == std::string_view::npos)
        return {};
    const std::size_t begin = start + from.size(), end = text.find(to, begin);
    return std::string(text.substr(begin, end == std::string_view::npos ? end : end - begin));
}

/// "== pci0:1:0:0" and dwords.
void readRegisters(const std::string &dump, unsigned from, Machine &machine)
{
    MachineFunction *current = nullptr;
    unsigned at = from;
    for (const std::string_view line : lines(dump)) {
        if (line.starts_with("== ")) {
            const Address address = *Address::parse(line.substr(3));
            auto it = std::ranges::find(machine.functions, address, &MachineFunction::address);
            if (it == machine.functions.end()) {
                machine.functions.emplace_back();
                it = machine.functions.end() - 1;
                it->address = address;
                it->config.assign(4096, 0);
            }
            current = &*it;
            at = from;
            continue;
        }
        for (const std::string &word : words(line)) {
            const auto value = word.size() == 8 ? number(word, 16) : std::nullopt;
            for (unsigned i = 0; value && current && i < 4; ++i)
                current->config[at + i] = std::uint8_t(*value >> 8 * i);
            at += value ? 4 : 0;
        }
    }
}

MachineFunction *named(Machine &machine, std::string_view line)
{
    const auto address = Address::parse(line.substr(0, line.find('\t')));
    if (!address)
        return nullptr;
    const auto it = std::ranges::find(machine.functions, *address, &MachineFunction::address);
    return it == machine.functions.end() ? nullptr : &*it;
}

void readListing(const std::string &listing, Machine &machine)
{
    MachineFunction *current = nullptr;
    for (const std::string_view line : lines(listing)) {
        if (!line.starts_with("    ")) {
            current = named(machine, line);
            const std::string name(line.substr(0, line.find('@')));
            const std::string driver = name.substr(0, name.find_last_not_of("0123456789") + 1);
            if (current && driver != "none")
                current->driver = driver;
            if (current)
                current->canDetach = driver != "hostb" && driver != "isab";
        } else if (current && line.starts_with("    bar   [")) {
            const auto reg = number(between(line, "[", "]"), 16), size = number(between(line, "size ", ","));
            current->barSize[(*reg - 0x10) / 4] = *size;
        } else if (current && line.starts_with("    vendor     = '")) {
            machine.vendorNames[std::uint16_t(current->read(0, 2))] = between(line, "'", "'");
        } else if (current && line.starts_with("    device     = '")) {
            machine.deviceNames[{std::uint16_t(current->read(0, 2)), std::uint16_t(current->read(2, 2))}] =
                between(line, "'", "'");
        }
    }
}

/// Whether devinfo without -v shows the name.
bool shown(const std::string &plain, const std::string &name)
{
    return std::ranges::any_of(lines(plain), [&](std::string_view line) { return trimmed(line) == name; });
}

/// Domain and bus of the functions below "pci7"; a bus without functions is 0.
std::optional<std::pair<std::uint32_t, std::uint8_t>> busBelow(const DeviceNode &node)
{
    for (const DeviceNode &child : node.children) {
        if (child.name.size() < 4 || !child.name.starts_with("pci") || !number(child.name.substr(3)))
            continue;
        const std::string place =
            child.children.empty() ? "" : between(child.children.front().details, "dbsf=", " ");
        const Address address = place.empty() ? Address {} : *Address::parse(place);
        return std::pair(address.domain, address.bus);
    }
    return std::nullopt;
}

void settle(DeviceNode &node, const std::string &plain, Machine &machine)
{
    if (node.details.find("dbsf=") == std::string::npos)
        node.root = busBelow(node);
    if (node.name == "unknown")
        node.name.clear();
    node.attached = node.name.empty() || shown(plain, node.name);
    std::vector<DeviceNode> kept;
    for (DeviceNode &child : node.children) {
        settle(child, plain, machine);
        const std::string place = between(child.details, "dbsf=", " ");
        if (!place.empty()) {
            const auto it =
                std::ranges::find(machine.functions, *Address::parse(place), &MachineFunction::address);
            it->handle = between(child.details, "handle=", " ");
            it->children = child.children;
        } else if (child.name.size() > 3 && child.name.starts_with("pci") && number(child.name.substr(3))) {
            continue; // comes from the functions
        } else {
            kept.push_back(child);
        }
    }
    node.children = kept;
}

void readDevices(const Transcript &t, Machine &m)
{
    std::vector<std::string> tree;
    for (const std::string_view line : lines(t.find("devinfo -v")))
        tree.emplace_back(line);
    m.devices = deviceTree(tree);
    for (DeviceNode &node : m.devices)
        settle(node, t.find("devinfo"), m);
}

/// The lines of two listings of the same functions, function by function.
std::string interleaved(const std::string &first, const std::string &second)
{
    std::map<std::string_view, std::string> more;
    std::string_view heading;
    for (const std::string_view line : lines(second)) {
        if (!line.starts_with(" "))
            heading = line;
        else
            more[heading].append(line).append("\n");
    }
    std::string text;
    heading = {};
    for (const std::string_view line : lines(first)) {
        if (!line.starts_with(" ")) {
            text += more[heading];
            heading = line;
        }
        text.append(line).append("\n");
    }
    return text + more[heading];
}

} // namespace

Machine listedMachine(const Transcript &t)
{
    auto made = machineFromDump(interleaved(t.find("pciconf -lvbceV"), t.find("pciconf -lB")));
    if (!made)
        return {};
    Machine m = std::move(*made);
    m.release = "12.1-STABLE";
    m.osVersion = 1201517;
    m.ident = "ORACLE";
    m.hostName = "oracle";
    m.processor = "AMD EPYC Processor";
    m.memory = std::uint64_t(2048) << 20;
    readDevices(t, m);
    for (const std::string_view line : lines(t.find("kenv")))
        m.kenv.emplace_back(line.substr(0, line.find('=')), between(line, "=\"", "\""));
    const std::string &tables = t.find("acpidump -t | grep -A200 -E \"DMAR|IVRS\"");
    m.acpiTables = rebuiltTables("/*\n" + tables, m.rsdp);
    return m;
}

Machine oracleMachine(const Transcript &t)
{
    Machine m;
    const std::string loop =
        "for s in $(pciconf -l | sed 's/.*@\\(pci[0-9:]*\\):\t.*/\\1/'); do echo \"== $s\"; pciconf -r $s ";
    readRegisters(t.find(loop + "0:0xff; done"), 0, m);
    readRegisters(t.find(loop + "0x100:0xffc; done"), 0x100, m);
    readListing(t.find("pciconf -lb"), m);
    readListing(t.find("pciconf -lv"), m);
    m.release = "12.1-STABLE";
    m.osVersion = 1201517;
    m.ident = "ORACLE";
    m.hostName = "oracle";
    m.processor = "QEMU TCG CPU version 2.5+";
    readDevices(t, m);
    for (const std::string_view line : lines(t.find("kenv")))
        m.kenv.emplace_back(line.substr(0, line.find('=')), between(line, "=\"", "\""));
    m.acpiTables = rebuiltTables(t.find("acpidump -t"), m.rsdp);
    return m;
}

Machine lineupMachine()
{
    const Transcript full = Transcript::read("40-host-full.txt");
    if (full.entries.empty())
        return {};
    Machine m = oracleMachine(full);
    std::erase_if(m.functions, [](const MachineFunction &f) { return f.address == Address {0, 0, 2, 0}; });
    AcpiTableBuilder dmar("DMAR", 39, 1);
    dmar.drhd(0xfed90000, true);
    std::erase_if(m.acpiTables, [](const std::string &table) { return table.starts_with("DMAR"); });
    m.acpiTables.push_back(dmar.finish());
    m.kenv.clear();
    m.memory = std::uint64_t(2048) << 20;
    m.bootFileSystem = "ufs";
    return m;
}
