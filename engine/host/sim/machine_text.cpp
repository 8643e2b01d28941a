// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/bars.h"
#include "host/sim/machine_dump.h"
#include "host/sim/text.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

/// One line for each device that has none below it.
void addChildren(const std::vector<DeviceNode> &children, const std::string &above, std::string &text)
{
    for (const DeviceNode &child : children) {
        if (child.children.empty())
            text += "  child " + above + child.name + "\n";
        addChildren(child.children, above + child.name + '/', text);
    }
}

std::string addressText(const Address &address)
{
    return address.toString().substr(3); // without "pci"
}

std::string configText(const MachineFunction &f)
{
    std::string text;
    for (std::size_t at = 0; at < f.config.size(); at += 16) {
        const std::size_t end = std::min(at + 16, f.config.size());
        const bool zero =
            std::all_of(f.config.begin() + std::ptrdiff_t(at), f.config.begin() + std::ptrdiff_t(end),
                        [](std::uint8_t byte) { return byte == 0; });
        if (zero && at != 0)
            continue;
        text += std::format("  config {:03x}:", at);
        for (std::size_t i = at; i < end; ++i)
            text += std::format(" {:02x}", f.config[i]);
        text += "\n";
    }
    return text;
}

std::string functionText(const MachineFunction &f)
{
    std::string text =
        std::format("function {} {:04x}:{:04x} {:06x} exact={} driver={}{}\n", addressText(f.address),
                    f.read(0, 2), f.read(2, 2), f.read(9, 2) | f.read(11, 1) << 16, f.config.size(),
                    f.driver.empty() ? "none" : f.driver, f.canDetach ? "" : " keeps");
    if (!f.description.empty())
        text += "  desc " + f.description + "\n";
    if (!f.handle.empty())
        text += "  handle " + f.handle + "\n";
    for (const SizedBar &bar : sizedBars(f)) {
        const char *kind = bar.io ? "io"
            : bar.prefetchable    ? bar.bits == 64 ? "pref64" : "pref"
            : bar.bits == 64      ? "mem64"
                                  : "mem";
        text += std::format("  bar {:x} {} {:x} {}\n", bar.reg, kind, bar.base, bar.size);
    }
    addChildren(f.children, {}, text);
    for (const std::string &line : f.vpd)
        text += "  vpd " + line + "\n";
    return text + configText(f);
}

std::string barredLines(std::string_view text)
{
    std::string result;
    for (const std::string_view line : lines(text))
        result += "  |" + std::string(line) + "\n";
    return result;
}

void addNodes(const std::vector<DeviceNode> &nodes, std::size_t level, std::string &text)
{
    for (const DeviceNode &node : nodes) {
        text += "  |" + std::string(2 * level, ' ') + (node.attached ? "" : "?") + node.name;
        if (node.root)
            text += std::format(" @{}:{}", node.root->first, node.root->second);
        text += node.details + "\n";
        addNodes(node.children, level + 1, text);
    }
}

std::string piecesText(const std::string &command, const std::vector<Piece> &pieces)
{
    static constexpr const char *guards[] = {"always", "when", "again", "gone"};
    std::string text = "text " + command + "\n";
    for (const Piece &piece : pieces) {
        const bool always = piece.when == Piece::When::Always;
        if (!always || &piece != &pieces.front()) // it begins with one that stands always
            text += std::format("  {}{}{}\n", guards[std::size_t(piece.when)], always ? "" : " ",
                                always ? std::string() : addressText(piece.function));
        text += barredLines(piece.text);
    }
    return text;
}

} // namespace

std::string machineText(const Machine &m)
{
    std::string text = m.name.empty() ? std::string() : std::format("machine {} {}\n", m.name, m.title);
    text += std::format("summary {}\nrelease {}\nosversion {}\nident {}\nhostname "
                        "{}\ncpu {}\ncpus {}\nvendor {}\n"
                        "memory {}\nvirtualisation {}\nboot {} {}\n",
                        m.summary, m.release, m.osVersion, m.ident, m.hostName, m.processor, m.processors,
                        m.processorVendor, m.memory, m.virtualisation ? "yes" : "no", m.bootFileSystem,
                        m.bootSource);
    for (const auto &[name, value] : m.kenv)
        text += std::format("kenv {} {}\n", name, value);
    for (const auto &[name, value] : m.sysctl)
        text += std::format("sysctl {} {}\n", name, value);
    for (const auto &[id, name] : m.vendorNames)
        text += std::format("name {:04x} {}\n", id, name);
    for (const auto &[ids, name] : m.deviceNames)
        text += std::format("name {:04x}:{:04x} {}\n", ids.first, ids.second, name);
    for (const MachineFunction &f : m.functions)
        text += functionText(f);
    if (m.firmware)
        text += "firmware\n";
    for (const std::string &table : m.acpiTables) {
        text += "acpi";
        for (std::size_t i = 0; i < table.size(); ++i)
            text += std::format("{}{:02x}", i % 16 == 0 ? "\n  " : " ",
                                unsigned(static_cast<unsigned char>(table[i])));
        text += "\n";
    }
    for (const MachineDisk &disk : m.disks) {
        text += std::format("disk {} {} {}\n", disk.name, disk.function ? addressText(*disk.function) : "memory", disk.controller);
        for (const MachineDisk::Part &part : disk.parts)
            text += std::format("part {} {} {}\n", part.name, part.type, part.label);
    }
    if (!m.connection.empty())
        text += "connection " + m.connection + "\n";
    if (!m.devices.empty())
        text += "devices\n";
    addNodes(m.devices, 0, text);
    for (const auto &[command, pieces] : m.texts)
        text += piecesText(command, pieces);
    for (const auto &[path, bytes] : m.files)
        text += "file " + path + "\n" + barredLines(bytes);
    return text;
}

} // namespace patchbay::sim
