// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/snapshot.h"

#include "plan/device.h"
#include "plan/function_check.h"
#include "plan/guard.h"
#include "rpc/convert.h"
#include "rpc/device_words.h"

#include <algorithm>

namespace patchbay::rpc {

namespace {

std::string resetWord(ResetMethod method)
{
    switch (method) {
    case ResetMethod::Flr: return "flr";
    case ResetMethod::D3hot: return "d3hot";
    case ResetMethod::None: return "none";
    case ResetMethod::Unknown: break;
    }
    return "unknown";
}

std::optional<bool> coverageWord(Coverage coverage)
{
    if (coverage == Coverage::Unknown)
        return std::nullopt;
    return coverage == Coverage::Covered;
}

template<typename Capability>
/// A capability that is listed but could not be understood has a number, only nobody knows it.
std::optional<int> messagesOf(const Function &function, std::uint16_t id, const std::optional<Capability> &capability)
{
    if (capability)
        return capability->messages;
    return function.capabilitiesKnown && !function.lists(id) ? std::optional(0) : std::nullopt;
}

bool sharesSlot(const Topology &topology, const Node &node)
{
    if (node.function.headerType && *node.function.headerType & 0x80)
        return true;
    const auto index = std::size_t(&node - topology.nodes.data());
    const auto same = [&](std::size_t other) {
        return other < topology.nodes.size() &&
            topology.nodes[other].function.address.slotAddress() == node.function.address.slotAddress();
    };
    return same(index + 1) || same(index - 1);
}

const LiveGuest *holderOf(const Reading &reading, const Address &address)
{
    for (const LiveGuest &guest : reading.facts.guests) {
        if (std::ranges::find(guest.holds, address) != guest.holds.end())
            return &guest;
    }
    return nullptr;
}

// "It is a bridge." stands as "a bridge" beside the function it is about.
std::string fewWords(std::string_view title)
{
    if (title.starts_with("It is "))
        title.remove_prefix(6);
    if (title.ends_with('.'))
        title.remove_suffix(1);
    return std::string(title);
}

// What no plan can change about the function itself. A missing IOMMU is the host's and stays a finding.
std::optional<std::string> lockOf(const Reading &reading, const Node &node)
{
    for (const auto check : {checkEndpoint, checkChipset}) {
        const auto remark = check(reading.situation, node, Use::Placed);
        if (remark && remark->severity == Severity::Block)
            return fewWords(remark->title);
    }
    return std::nullopt;
}

std::vector<std::string> marksOf(const Reading &reading, const Node &node)
{
    std::vector<std::string> marks;
    const auto mark = [&](auto check, const char *word) {
        if (check(reading.situation, node, Use::Placed))
            marks.emplace_back(word);
    };
    if (!node.function.isEndpoint())
        return marks;
    mark(checkChipset, "chipset");
    mark(checkReservedMemory, "rmrr");
    mark(checkBarAlignment, "bar-align");
    if (couplingOf(reading.situation, node.function.address).kind == Coupling::Kind::Coupled)
        marks.emplace_back("coupled");
    return marks;
}

wire::Bar fromBar(const Bar &bar)
{
    static constexpr const char *kinds[] = {"io", "memory", "prefetchable"};
    return {.reg = bar.reg,
            .kind = kinds[std::size_t(bar.kind)],
            .bits = bar.bits,
            .base = bar.base,
            .size = bar.size,
            .enabled = bar.enabled};
}

std::string configText(const std::vector<std::uint8_t> &config)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(config.size() * 2);
    for (const std::uint8_t byte : config)
        text.append({digits[byte >> 4], digits[byte & 15]});
    return text;
}

} // namespace

std::string heldBy(const Reading &reading, const Node &node)
{
    const Function &function = node.function;
    if (!function.isEndpoint() || !function.driverKnown)
        return {};
    if (const LiveGuest *guest = holderOf(reading, function.address))
        return "guest " + guest->name;
    if (function.driver.empty())
        return "no driver";
    return function.heldByPpt() ? function.driver + " · reserved" : "host · " + function.driver;
}

wire::Function makeFunction(const Reading &reading, const Node &node)
{
    const Topology &topology = reading.situation.topology;
    const Function &from = node.function;
    wire::Function row;
    row.address = from.address.toString();
    row.slashed = from.address.toSlashed();
    if (node.parent)
        row.parent = topology.nodes[*node.parent].function.address.toString();
    row.parentKnown = node.parentKnown;
    row.vendor = hex(from.vendor, 4);
    row.device = hex(from.device, 4);
    row.classCode = hex(from.classCode, 6);
    row.kind = kindOf(from);
    row.vendorName = from.vendorName;
    row.name = nameOf(from);
    if (from.driverKnown)
        row.driver = from.driver;
    row.msi = messagesOf(from, 0x05, from.msi);
    row.msix = messagesOf(from, 0x11, from.msix);
    row.reset = resetWord(node.reset);
    row.iommu = coverageWord(node.iommu);
    if (node.group)
        row.group = int(*node.group);
    row.endpoint = from.isEndpoint();
    row.multifunction = sharesSlot(topology, node);
    if (from.buses) {
        row.secondaryBus = from.buses->secondary;
        row.subordinateBus = from.buses->subordinate;
    }
    row.carries = carriedBy(reading.situation, from.address);
    row.heldBy = heldBy(reading, node);
    row.locked = lockOf(reading, node);
    row.marks = marksOf(reading, node);
    return row;
}

wire::FunctionDetails makeDetails(const Reading &reading, const Node &node)
{
    const Topology &topology = reading.situation.topology;
    const Function &from = node.function;
    wire::FunctionDetails details;
    details.function = makeFunction(reading, node);
    if (from.subvendor)
        details.subvendor = hex(*from.subvendor, 4);
    if (from.subdevice)
        details.subdevice = hex(*from.subdevice, 4);
    if (from.revision)
        details.revision = *from.revision;
    for (const Bar &bar : from.bars)
        details.bars.push_back(fromBar(bar));
    for (const Capability &capability : from.capabilities)
        details.capabilities.push_back({.id = capability.id,
                                        .offset = capability.offset,
                                        .extended = capability.extended,
                                        .name = nameOf(capability),
                                        .text = capability.text});
    for (const std::string_view line : from.lines)
        details.lines.emplace_back(line);
    details.config = configText(from.config);
    const auto index = std::uint32_t(&node - topology.nodes.data());
    for (const GroupJoin &join : topology.joins) {
        if (join.first == index || join.second == index) {
            const Node &other = topology.nodes[join.first == index ? join.second : join.first];
            details.groupReasons.push_back("with " + other.function.address.toString() + ": " + join.reason);
        }
    }
    return details;
}

wire::Snapshot makeSnapshot(const Reading &reading, const Host &host)
{
    const Facts &facts = reading.facts;
    wire::Snapshot snapshot;
    snapshot.revision = facts.revision;
    snapshot.spec = host.spec();
    snapshot.name = facts.machineName.value_or("");
    snapshot.system = facts.system.value_or("");
    snapshot.release = facts.release.value_or("");
    snapshot.processor = facts.processor.value_or("");
    snapshot.memory = facts.memory;
    snapshot.readOnly = host.readOnlyReason();
    snapshot.badges = makeBadges(reading);
    snapshot.functions.reserve(reading.situation.topology.nodes.size());
    for (const Node &node : reading.situation.topology.nodes) {
        snapshot.functions.push_back(makeFunction(reading, node));
        for (Standing &each : standingOn(reading.situation, node))
            snapshot.standings.push_back({snapshot.functions.back().address, std::move(each.rule), std::move(each.word), std::move(each.text)});
    }
    for (const LiveGuest &guest : facts.guests)
        snapshot.guests.push_back({.name = guest.name,
                                   .state = guest.running ? "running" : "held",
                                   .holds = fromAddresses(guest.holds),
                                   .exitStatus = {},
                                   .cause = {}});
    for (const Oddity &oddity : facts.oddities)
        snapshot.oddities.push_back({oddity.where, oddity.text});
    snapshot.rebootNeeded = rebootNeeded(reading);
    return snapshot;
}

} // namespace patchbay::rpc
