// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/hardware.h"

#include "host/sim/text.h"

#include <algorithm>
#include <format>
#include <functional>
#include <map>
#include <numeric>

namespace patchbay::sim {

namespace {

using Move = std::function<Address(const Address &)>;

std::optional<Address> slotFrom(const std::string &text)
{
    const auto address = Address::parse("pci0:" + text + ":0");
    return address ? std::optional(*address) : std::nullopt;
}

std::vector<MachineFunction *> cardIn(Machine &machine, const Address &slot)
{
    std::vector<MachineFunction *> functions;
    for (MachineFunction &function : machine.functions) {
        if (function.address.slotAddress() == slot.slotAddress())
            functions.push_back(&function);
    }
    return functions;
}

void moveTree(std::vector<DeviceNode> &nodes, const Move &move)
{
    for (DeviceNode &node : nodes) {
        if (node.root)
            node.root->second = move(Address{node.root->first, node.root->second, 0, 0}).bus;
        moveTree(node.children, move);
    }
}

/// "${2:0:0}" and "${0:2:0:0}".
std::string movedNames(const std::string &text, const Move &move)
{
    std::string result;
    std::size_t at = 0;
    for (auto open = text.find("${"); open != std::string::npos; open = text.find("${", at)) {
        const auto close = text.find('}', open);
        if (close == std::string::npos)
            break;
        const auto address = Address::parse("pci" + text.substr(open + 2, close - open - 2));
        result += text.substr(at, open - at);
        result += address ? "${" + move(*address).toString().substr(3) + "}" : text.substr(open, close + 1 - open);
        at = close + 1;
    }
    return result + text.substr(at);
}

/// Everything that names a function by its address, except bridges' own registers and tables of the firmware.
void moveAll(Machine &machine, const Move &move)
{
    for (MachineFunction &function : machine.functions)
        function.address = move(function.address);
    for (auto &[command, pieces] : machine.texts) {
        for (Piece &piece : pieces) {
            piece.function = move(piece.function);
            piece.text = movedNames(piece.text, move);
        }
    }
    for (MachineDisk &disk : machine.disks)
        if (disk.function)
            disk.function = move(*disk.function);
    moveTree(machine.devices, move);
    std::ranges::stable_sort(machine.functions, {}, &MachineFunction::address);
}

/// Bus numbers in the device scopes of a DMAR table.
void shiftTable(std::string &table, const std::function<int(int)> &busAfter)
{
    if (!table.starts_with("DMAR"))
        return;
    const auto at = [&](std::size_t i) { return i < table.size() ? std::uint8_t(table[i]) : 0U; };
    for (std::size_t block = 48; block + 4 <= table.size();) {
        const std::size_t length = at(block + 2) | at(block + 3) << 8, type = at(block);
        const std::size_t header = type == 0 ? 16 : type == 1 ? 24 : type == 2 ? 8 : length;
        for (std::size_t scope = block + header; scope + 6 <= block + length && at(scope + 1) >= 6; scope += at(scope + 1))
            table[scope + 5] = char(busAfter(int(at(scope + 5))));
        block += std::max<std::size_t>(length, 4);
    }
    table[9] = 0;
    table[9] = char(-std::accumulate(table.begin(), table.end(), 0, [](int sum, char c) { return sum + std::uint8_t(c); }));
}

Result<> shift(Machine &machine, const std::vector<std::string> &words)
{
    const auto first = number(words[1]);
    const bool down = words[2].starts_with('-');
    const auto count = number(words[2].substr(down ? 1 : 0));
    if (!first || !count || *first == 0 || *first > 255 || *count > 255)
        return fail("needs a bus and a number");
    const auto busAfter = [&](int bus) { return std::cmp_less(bus, *first) ? bus : bus + (down ? -1 : 1) * int(*count); };
    const auto beyond = [&](const MachineFunction &function) {
        return function.address.domain == 0 && (busAfter(function.address.bus) > 255 || busAfter(function.address.bus) < 0);
    };
    if (std::ranges::any_of(machine.functions, beyond))
        return fail("a bus would lie beyond 255");
    for (MachineFunction &function : machine.functions) {
        for (unsigned reg = 0x18; function.isBridge() && function.address.domain == 0 && reg <= 0x1a; ++reg)
            function.config[reg] = std::uint8_t(busAfter(function.config[reg]));
    }
    for (std::string &table : machine.acpiTables)
        shiftTable(table, busAfter);
    moveAll(machine, [&](Address address) {
        if (address.domain == 0)
            address.bus = std::uint8_t(busAfter(address.bus));
        return address;
    });
    return {};
}

Result<> moveCard(Machine &machine, const Address &from, const Address &to, bool swap)
{
    if (!swap && !cardIn(machine, to).empty())
        return fail("there is a card already", to.toString());
    // A slot's name in ACPI stays where the slot is.
    std::map<Address, std::string> handles;
    for (const MachineFunction &function : machine.functions)
        handles[function.address] = function.handle;
    moveAll(machine, [&](Address address) {
        const Address slot = address.slotAddress();
        const Address *target = slot == from.slotAddress() ? &to : swap && slot == to.slotAddress() ? &from : nullptr;
        return target ? Address{target->domain, target->bus, target->slot, address.function} : address;
    });
    for (const Address &slot : {from, to}) {
        for (MachineFunction *function : cardIn(machine, slot))
            function->handle = handles[function->address];
    }
    return {};
}

Result<> copyCard(Machine &machine, const Address &from, const Address &to)
{
    if (!cardIn(machine, to).empty())
        return fail("there is a card already", to.toString());
    std::vector<MachineFunction> added;
    for (const MachineFunction *function : cardIn(machine, from)) {
        added.push_back(*function);
        added.back().handle.clear();
        added.back().address = {to.domain, to.bus, to.slot, function->address.function};
    }
    machine.functions.insert(machine.functions.end(), added.begin(), added.end());
    std::ranges::stable_sort(machine.functions, {}, &MachineFunction::address);
    return {};
}

void setSerial(MachineFunction &function, std::uint64_t serial)
{
    for (unsigned offset = 0x100, hops = 0; offset >= 0x100 && offset + 12 <= function.config.size() && hops < 100; ++hops) {
        const std::uint32_t header = function.read(offset, 4);
        if ((header & 0xffff) == 3) {
            for (unsigned i = 0; i < 8; ++i)
                function.config[offset + 4 + i] = std::uint8_t(serial >> (8 * i));
        }
        offset = header >> 20;
    }
}

void setIds(MachineFunction &function, std::uint64_t vendor, std::uint64_t device)
{
    function.config[0] = std::uint8_t(vendor);
    function.config[1] = std::uint8_t(vendor >> 8);
    function.config[2] = std::uint8_t(device);
    function.config[3] = std::uint8_t(device >> 8);
    const std::uint32_t classCode = function.read(0x09, 2) | function.read(0x0b, 1) << 16;
    function.driver = guessDriver(std::uint16_t(vendor), std::uint16_t(device), classCode);
}

Result<> changeCard(Machine &machine, const std::vector<std::string> &words, const Address &slot)
{
    const std::string &verb = words[0];
    if (verb == "remove") {
        std::erase_if(machine.functions, [&](const MachineFunction &function) {
            return function.address.slotAddress() == slot.slotAddress();
        });
        return {};
    }
    const auto to = slotFrom(words.back());
    if ((verb == "move" || verb == "swap") && to)
        return moveCard(machine, slot, *to, verb == "swap");
    if (verb == "copy" && to)
        return copyCard(machine, slot, *to);
    const auto colon = words.back().find(':');
    const auto left = number(words.back().substr(0, colon), 16);
    const auto right = colon == std::string::npos ? left : number(words.back().substr(colon + 1), 16);
    const bool serial = verb == "serial" && left && colon == std::string::npos;
    if (!serial && !(verb == "ids" && left && right && colon != std::string::npos))
        return fail("is not understood");
    for (MachineFunction *function : cardIn(machine, slot)) {
        if (serial)
            setSerial(*function, *left);
        else
            setIds(*function, *left, *right);
    }
    return {};
}

Result<> changeOne(Machine &machine, const std::string &line)
{
    const auto parts = words(line);
    if (parts.size() != (parts[0] == "remove" ? 2U : 3U))
        return fail("is not understood");
    if (parts[0] == "shift")
        return shift(machine, parts);
    const auto slot = slotFrom(parts[1]);
    if (!slot)
        return fail("is not understood");
    if (cardIn(machine, *slot).empty())
        return fail("there is no card in the slot");
    return changeCard(machine, parts, *slot);
}

} // namespace

Result<> changeHardware(Machine &machine, const std::vector<std::string> &changes)
{
    for (const std::string &change : changes) {
        if (const auto done = changeOne(machine, change); !done)
            return fail("hardware: " + done.error().what, change);
    }
    return {};
}

std::vector<std::string> hardwareLines(std::string_view text)
{
    std::vector<std::string> result;
    for (const std::string_view line : lines(text)) {
        if (const auto plain = trimmed(line); !plain.empty() && !plain.starts_with('#'))
            result.emplace_back(plain);
    }
    return result;
}

} // namespace patchbay::sim
