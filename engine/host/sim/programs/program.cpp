// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include "host/sim/boot_environments.h"

#include <algorithm>
#include <array>
#include <format>

namespace patchbay::sim {

namespace {

struct Entry
{
    std::string_view name;
    Program program;
};

constexpr std::array table = {
    Entry {"acpidump", acpidump},
    Entry {"bectl", bectl},
    Entry {"bhyve", bhyve},
    Entry {"bhyvectl", bhyvectl},
    Entry {"bhyveload", bhyveload},
    Entry {"camcontrol", camcontrol},
    Entry {"cat", catFiles},
    Entry {"chroot", chrootUser},
    Entry {"date", date},
    Entry {"devctl", devctl},
    Entry {"devinfo", devinfo},
    Entry {"df", overlayOnly},
    Entry {"dmesg", dmesg},
    Entry {"efibootmgr", efibootmgr},
    Entry {"geom", overlayOnly},
    Entry {"glabel", overlayOnly},
    Entry {"gpart", overlayOnly},
    Entry {"gmirror", overlayOnly},
    Entry {"ifconfig", ifconfig},
    Entry {"kenv", kenv},
    Entry {"kill", killProcess},
    Entry {"kldload", kldload},
    Entry {"kldstat", kldstat},
    Entry {"kldunload", kldunload},
    Entry {"ls", listFiles},
    Entry {"mount", overlayOnly},
    Entry {"netstat", netstat},
    Entry {"nextboot", nextboot},
    Entry {"pciconf", pciconf},
    Entry {"pptctl", pptctl},
    Entry {"ps", processList},
    Entry {"reboot", reboot},
    Entry {"route", overlayOnly},
    Entry {"shutdown", reboot},
    Entry {"swapctl", overlayOnly},
    Entry {"swapinfo", swapinfo},
    Entry {"sysctl", sysctl},
    Entry {"uname", uname},
    Entry {"usbconfig", overlayOnly},
    Entry {"zfs", overlayOnly},
    Entry {"zfsbootcfg", zfsbootcfg},
    Entry {"zpool", zpool},
};

bool stands(const Piece &piece, const Machine &machine, const State &state)
{
    if (piece.when == Piece::When::Always)
        return true;
    const Device *device = state.find(piece.function);
    const MachineFunction *function = machine.find(piece.function);
    const bool own = device && function && device->attached && device->driver == function->driver;
    switch (piece.when) {
    case Piece::When::Always: return true;
    case Piece::When::Attached: return own && !device->reborn;
    case Piece::When::Again: return own && device->reborn;
    case Piece::When::Gone: return !own;
    }
    return false;
}

std::string withNames(std::string text, const State &state)
{
    for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
        const std::size_t end = text.find('}', at);
        const auto address = end == std::string::npos
            ? Result<Address>(fail("open"))
            : Address::parse("pci" + text.substr(at + 2, end - at - 2));
        const Device *device = address ? state.find(*address) : nullptr;
        if (!address) {
            at += 2;
            continue;
        }
        text.replace(at, end - at + 1, device ? device->name() : std::string());
    }
    return text;
}

} // namespace

Program findProgram(std::string_view name)
{
    const auto it = std::ranges::find(table, name, &Entry::name);
    return it == table.end() ? nullptr : it->program;
}

bool Options::has(char letter) const { return count(letter) > 0; }

int Options::count(char letter) const
{
    return int(std::ranges::count(given, letter, &std::pair<char, std::string>::first));
}

std::string Options::value(char letter) const
{
    const auto it = std::ranges::find(given, letter, &std::pair<char, std::string>::first);
    return it == given.end() ? std::string() : it->second;
}

Result<Options> readOptions(const std::vector<std::string> &argv, std::string_view known)
{
    Options options;
    std::size_t i = 1;
    for (; i < argv.size(); ++i) {
        const std::string &word = argv[i];
        if (word == "--") {
            ++i;
            break;
        }
        if (word.size() < 2 || word[0] != '-')
            break;
        for (std::size_t c = 1; c < word.size(); ++c) {
            const std::size_t at = word[c] == ':' ? std::string_view::npos : known.find(word[c]);
            if (at == std::string_view::npos)
                return fail(std::string(1, word[c]));
            if (at + 1 >= known.size() || known[at + 1] != ':') {
                options.given.emplace_back(word[c], std::string());
                continue;
            }
            if (c + 1 == word.size() && i + 1 == argv.size())
                return fail(std::string(1, word[c]), "no value");
            options.given.emplace_back(word[c], c + 1 < word.size() ? word.substr(c + 1) : argv[++i]);
            break;
        }
    }
    options.operands.assign(argv.begin() + std::ptrdiff_t(std::min(i, argv.size())), argv.end());
    return options;
}

std::optional<std::string> overlay(const Machine &machine, const State &state, std::string_view command)
{
    const auto it = machine.texts.find(command);
    if (it == machine.texts.end())
        return std::nullopt;
    std::string text;
    for (const Piece &piece : it->second) {
        if (stands(piece, machine, state))
            text += withNames(piece.text, state);
    }
    const std::string &was = machine.bootSource, is = rootDataset(machine, state);
    for (std::size_t at = is == was ? std::string::npos : text.find(was); at != std::string::npos; at = text.find(was, at + is.size()))
        text.replace(at, was.size(), is);
    return text;
}

ProgramResult chrootUser(Call &call)
{
    const auto options = readOptions(call.argv, "u:g:G:n");
    if (!options || options->operands.size() < 2 || options->operands[0] != "/")
        return complains(1, "usage: chroot [-g group] [-G group,group,...] [-u user] [-n] newroot [command]\n");
    const std::string &path = options->operands[1];
    const Program program = findProgram(path.substr(path.rfind('/') + 1));
    if (!program)
        return complains(127, std::format("chroot: {}: No such file or directory\n", path));
    Call inner = call;
    inner.root = call.root && (!options->has('u') || options->value('u') == "root");
    inner.argv.assign(options->operands.begin() + 1, options->operands.end());
    ProgramResult result = program(inner);
    call.startedPid = inner.startedPid;
    return result;
}

bool raisedSecurityLevel(const State &state)
{
    const auto set = state.sysctl.find("kern.securelevel");
    return set != state.sysctl.end() && number(set->second).value_or(0) > 0;
}

Device *findDevice(State &state, std::string_view name)
{
    for (Device &device : state.devices) {
        if (!device.driver.empty() && device.name() == name)
            return &device;
    }
    if (!name.starts_with("pci") || name.ends_with(':') || std::ranges::count(name, ':') < 2)
        return nullptr;
    const auto address = Address::parse(name);
    return address ? state.find(*address) : nullptr;
}

ProgramResult overlayOnly(Call &call)
{
    std::string command;
    for (const std::string &word : call.argv) {
        const std::string base = command.empty() ? word.substr(word.rfind('/') + 1) : word;
        command += (command.empty() ? "" : " ") + base;
    }
    if (const auto text = overlay(call.machine, call.state, command)) {
        const bool noRoute = command.starts_with("route") && text->empty();
        return noRoute ? complains(255, "route: route has not been found\n") : says(*text);
    }
    const std::string base = command.substr(0, command.find(' '));
    if (command == "mount -p")
        return says(std::format("{}\t\t\t/\t\t\t{}\trw\t\t{}\n", rootDataset(call.machine, call.state),
                                call.machine.bootFileSystem, call.machine.bootFileSystem == "zfs" ? "0 0" : "1 1"));
    if (base == "swapinfo" || base == "gmirror" || base == "glabel" || base == "mount" || base == "usbconfig")
        return says(base == "swapinfo" ? "Device          1K-blocks     Used    Avail Capacity\n" : "");
    if (base == "zpool")
        return complains(1, "no pools available\n");
    if (base == "route")
        return complains(255, "route: route has not been found\n");
    return says("");
}

} // namespace patchbay::sim
