// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine_lines.h"

#include "host/sim/device_tree.h"
#include "host/sim/text.h"

#include <algorithm>
#include <array>

namespace patchbay::sim {

namespace {

Result<ConfigBuilder> likeAnother(const Address &address, const std::string &text, const std::map<Address, ConfigBuilder> &made)
{
    const auto model = functionAddress(text);
    const auto found = model ? made.find(*model) : made.end();
    if (found == made.end())
        return fail("no such function before this line", text);
    ConfigBuilder copy = found->second;
    copy.function.address = address;
    copy.function.children.clear();
    copy.function.handle.clear();
    return copy;
}

Result<> setOption(ConfigBuilder &made, const std::string &key, const std::string &value)
{
    if (key == "rev") {
        const auto revision = numberUpTo(0xff, value, 16);
        if (!revision)
            return pass(revision.error());
        made.raw(8, {std::uint8_t(*revision)});
    } else if (key == "sub" && idPair(value)) {
        made.subsystem(idPair(value)->first, idPair(value)->second);
    } else if (key == "driver") {
        made.function.driver = value == "none" ? std::string() : value;
    } else if (key == "exact") {
        const auto size = numberUpTo(4096, value);
        if (!size)
            return pass(size.error());
        made.exact(unsigned(*size));
    } else if (key == "irq") {
        const auto line = numberUpTo(0xff, value);
        if (!line)
            return pass(line.error());
        made.interrupt(std::uint8_t(*line), 1);
    } else if (key == "multifunction") {
        made.multifunction();
    } else if (key == "keeps") {
        made.function.canDetach = false;
    } else {
        return fail("unknown word for a function", key);
    }
    return {};
}

Result<> readBar(ConfigBuilder &made, const Words &parts)
{
    const auto reg = number(parts[1], 16), base = number(parts[3], 16), size = sizeNumber(parts[4]);
    if (!reg || *reg > 0xff || !base || !size)
        return fail("expected: bar REG KIND BASE SIZE");
    return made.bar(unsigned(*reg), parts[2], *base, *size);
}

Result<> readBuses(ConfigBuilder &made, const Words &parts)
{
    const auto primary = number(parts[1]), secondary = number(parts[2]), last = number(parts[3]);
    if (!primary || !secondary || !last || *primary > 255 || *secondary > 255 || *last > 255)
        return fail("a bus is 0 ... 255");
    made.buses(std::uint8_t(*primary), std::uint8_t(*secondary), std::uint8_t(*last));
    return {};
}

Result<> readConfig(ConfigBuilder &made, const Words &parts)
{
    const auto offset = number(parts[1].substr(0, parts[1].find(':')), 16);
    if (!offset || *offset > 4095)
        return fail("no such offset", parts[1]);
    const auto bytes = hexBytes(parts, 2);
    if (!bytes)
        return pass(bytes.error());
    made.raw(unsigned(*offset), *bytes);
    return {};
}

/// "SLOT.FUNCTION[,SLOT.FUNCTION…]"
Result<std::vector<std::pair<unsigned, unsigned>>> scopePath(std::string_view hops)
{
    std::vector<std::pair<unsigned, unsigned>> path;
    while (!hops.empty()) {
        const std::string_view hop = hops.substr(0, hops.find(','));
        hops.remove_prefix(std::min(hop.size() + 1, hops.size()));
        const std::size_t dot = std::min(hop.find('.'), hop.size());
        const auto slot = number(hop.substr(0, dot)), function = number(hop.substr(std::min(dot + 1, hop.size())));
        if (!slot || !function || *slot > 255 || *function > 255)
            return fail("a hop is SLOT.FUNCTION", std::string(hop));
        path.emplace_back(unsigned(*slot), unsigned(*function));
    }
    return path;
}

Result<> readScope(AcpiTableBuilder &table, const Words &parts)
{
    static constexpr std::array<std::string_view, 5> types = {"", "endpoint", "bridge", "ioapic", "hpet"};
    const auto type = std::ranges::find(types, parts[1]);
    if (type == types.end())
        return fail("a scope is endpoint, bridge, ioapic or hpet", parts[1]);
    const auto id = numberUpTo(0xff, parts[2]), bus = numberUpTo(0xff, parts[3]);
    if (!id || !bus)
        return pass(id ? bus.error() : id.error());
    const auto path = scopePath(parts[4]);
    if (!path)
        return pass(path.error());
    table.scope(unsigned(type - types.begin()), unsigned(*id), unsigned(*bus), *path);
    return {};
}

Result<> readIvhd(AcpiTableBuilder &table, const Words &parts)
{
    const auto device = numberUpTo(0xffff, parts[1], 16), base = numberUpTo(UINT64_MAX, parts[2], 16);
    if (!device || !base)
        return pass(device ? base.error() : device.error());
    const auto covered = range(parts[3]);
    if (!covered || covered->first > 0xffff || covered->second > 0xffff)
        return fail("expected FIRST-LAST, requester ids in hex", parts[3]);
    table.ivhd(std::uint16_t(*device), *base, std::uint16_t(covered->first), std::uint16_t(covered->second));
    return {};
}

} // namespace

Result<ConfigBuilder> beginFunction(const Words &parts, const std::map<Address, ConfigBuilder> &made)
{
    if (parts.size() < 4)
        return fail("expected: function B:S:F VVVV:DDDD CLASS, or function B:S:F like B:S:F");
    const auto address = functionAddress(parts[1]);
    if (!address)
        return pass(address.error());
    if (made.contains(*address))
        return fail("this function is there already", parts[1]);
    ConfigBuilder begun(*address);
    if (parts[2] == "like") {
        auto copy = likeAnother(*address, parts[3], made);
        if (!copy)
            return copy;
        begun = std::move(*copy);
    } else {
        const auto ids = idPair(parts[2]);
        const auto classCode = number(parts[3], 16);
        if (!ids || !classCode || *classCode > 0xffffff)
            return fail("expected VVVV:DDDD and a class of six hex digits", parts[2] + " " + parts[3]);
        begun.identity(ids->first, ids->second, std::uint32_t(*classCode), 0);
        begun.function.driver = guessDriver(ids->first, ids->second, std::uint32_t(*classCode));
    }
    for (const auto &[key, value] : buildOptions(parts, 4))
        if (const auto set = setOption(begun, key, value); !set)
            return pass(set.error());
    if (begun.function.driver == "hostb" || begun.function.driver == "isab")
        begun.function.canDetach = false;
    return begun;
}

bool isFunctionWord(std::string_view word)
{
    static constexpr std::array<std::string_view, 10> known = {"desc", "handle", "bar",    "buses", "window",
                                                               "cap",  "ecap",   "config", "child", "vpd"};
    return std::ranges::contains(known, word);
}

Result<> readFunctionLine(ConfigBuilder &made, const Words &parts, std::string_view line)
{
    const std::string &word = parts[0];
    if (word == "desc") {
        made.function.description = after(line, 1);
    } else if (word == "handle") {
        made.function.handle = after(line, 1);
    } else if (word == "vpd") {
        made.function.vpd.push_back(after(line, 1));
    } else if (word == "child") {
        addChild(made.function.children, after(line, 1));
    } else if (word == "cap" && parts.size() > 1) {
        return made.capability(parts[1], buildOptions(parts, 2));
    } else if (word == "ecap" && parts.size() > 1) {
        return made.extended(parts[1], buildOptions(parts, 2));
    } else if (word == "bar" && parts.size() == 5) {
        return readBar(made, parts);
    } else if (word == "buses" && parts.size() == 4) {
        return readBuses(made, parts);
    } else if (word == "window" && parts.size() == 3) {
        const auto window = range(parts[2]);
        return window ? made.window(parts[1], window->first, window->second)
                      : fail("expected BASE-LIMIT in hex", parts[2]);
    } else if (word == "config" && parts.size() > 2) {
        return readConfig(made, parts);
    } else {
        return fail("incomplete line", std::string(line));
    }
    return {};
}

bool isTableWord(std::string_view word)
{
    return word == "drhd" || word == "rmrr" || word == "scope" || word == "ivhd";
}

Result<> readTableLine(AcpiTableBuilder &table, const Words &parts)
{
    if (parts[0] == "drhd" && parts.size() > 1) {
        const auto base = numberUpTo(UINT64_MAX, parts[1], 16);
        if (!base)
            return pass(base.error());
        table.drhd(*base, parts.size() > 2 && parts[2] == "all");
    } else if (parts[0] == "rmrr" && parts.size() > 1 && range(parts[1])) {
        table.rmrr(range(parts[1])->first, range(parts[1])->second);
    } else if (parts[0] == "ivhd" && parts.size() > 3) {
        return readIvhd(table, parts);
    } else if (parts[0] == "scope" && parts.size() > 4) {
        return readScope(table, parts);
    } else {
        return fail("incomplete line", parts[0]);
    }
    return {};
}

} // namespace patchbay::sim
