// SPDX-License-Identifier: BSD-2-Clause
#include "support/plan_machine.h"

#include "plan/device.h"
#include "plan/identity.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <format>
#include <sstream>

using namespace patchbay;

namespace {

template<typename Number>
Number number(std::string_view text, int base = 10)
{
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    Number value{};
    if (std::from_chars(text.data(), text.data() + text.size(), value, base).ec != std::errc())
        std::abort();
    return value;
}

Address addressOf(const std::string &text)
{
    const auto address = text.contains(':') ? Address::parse("pci" + text) : Address::parseSlashed(text);
    if (!address)
        std::abort();
    return *address;
}

void addBar(Function &function, std::string_view text, std::uint8_t bits)
{
    const auto slash = text.find('/');
    Bar bar;
    bar.reg = std::uint8_t(0x10 + 4 * function.bars.size());
    bar.bits = bits;
    bar.base = number<std::uint64_t>(text.substr(0, slash), 16);
    if (slash != std::string_view::npos)
        bar.size = number<std::uint64_t>(text.substr(slash + 1));
    function.bars.push_back(bar);
    function.barsKnown = true;
}

void applyValue(Node &node, const std::string &key, const std::string &value)
{
    Function &function = node.function;
    if (key == "class") {
        function.classCode = number<std::uint32_t>(value, 16);
    } else if (key == "driver") {
        function.driver = value;
    } else if (key == "msi") {
        function.msi.emplace().messages = number<std::uint16_t>(value);
        function.capabilities.push_back({.id = 5, .offset = 0x50, .extended = false, .text = {}});
    } else if (key == "msix") {
        function.msix.emplace().messages = number<std::uint16_t>(value);
        function.capabilities.push_back({.id = 0x11, .offset = 0x70, .extended = false, .text = {}});
    } else if (key == "bridge") {
        function.headerType = 1;
        function.classCode = 0x060400;
        function.buses = BridgeBuses{.primary = function.address.bus,
                                     .secondary = number<std::uint8_t>(value),
                                     .subordinate = number<std::uint8_t>(value)};
    } else if (key == "bar") {
        addBar(function, value, 32);
    } else if (key == "bar64") {
        addBar(function, value, 64);
    } else if (key == "slot") {
        function.express.emplace().slotImplemented = true;
        function.express->physicalSlot = number<std::uint16_t>(value);
    } else if (key == "rev") {
        function.revision = number<std::uint8_t>(value, 16);
    } else if (key == "group") {
        node.group = number<std::uint32_t>(value);
    } else if (key == "serial") {
        function.serial = number<std::uint64_t>(value, 16);
    } else if (key == "mark") {
        function.mark = value;
    } else if (key == "sub") {
        function.subvendor = number<std::uint16_t>(value.substr(0, 4), 16);
        function.subdevice = number<std::uint16_t>(value.substr(5), 16);
    } else {
        std::abort();
    }
}

void applyWord(Node &node, const std::string &word)
{
    Function &function = node.function;
    if (word == "flr") {
        node.reset = ResetMethod::Flr;
    } else if (word == "d3hot") {
        node.reset = ResetMethod::D3hot;
    } else if (word == "noreset") {
        node.reset = ResetMethod::None;
    } else if (word == "covered") {
        node.iommu = Coverage::Covered;
    } else if (word == "uncovered") {
        node.iommu = Coverage::Uncovered;
    } else if (word == "nocaps") {
        function.capabilities.clear();
    } else if (word == "unread") {
        function.capabilities.clear();
        function.capabilitiesKnown = false;
    } else if (word == "pm") {
        function.powerManagement = 0x40;
    } else if (word.size() == 9 && word[4] == ':') {
        function.vendor = number<std::uint16_t>(word.substr(0, 4), 16);
        function.device = number<std::uint16_t>(word.substr(5), 16);
    } else if (const auto equals = word.find('='); equals != std::string::npos) {
        applyValue(node, word.substr(0, equals), word.substr(equals + 1));
    } else {
        std::abort();
    }
}

Node nodeOf(const std::string &line)
{
    std::istringstream words(line);
    std::string word;
    words >> word;
    Node node;
    node.function.address = addressOf(word);
    node.function.vendor = 0x8086;
    node.function.device = 0x10fb;
    node.function.classCode = 0x020000;
    node.function.headerType = 0;
    node.function.driverKnown = true;
    node.function.capabilitiesKnown = true;
    node.function.capabilities = {{.id = 1, .offset = 0x40, .extended = false, .text = {}}};
    node.reset = ResetMethod::Flr;
    node.iommu = Coverage::Covered;
    while (words >> word)
        applyWord(node, word);
    return node;
}

void finish(Topology &topology)
{
    std::ranges::sort(topology.nodes, {}, [](const Node &node) { return node.function.address; });
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        topology.index[topology.nodes[i].function.address] = i;
        for (std::uint32_t j = 0; j < i; ++j) {
            if (topology.nodes[i].group && topology.nodes[i].group == topology.nodes[j].group)
                topology.joins.push_back({j, i, "for the test"});
        }
    }
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        const Address &address = topology.nodes[i].function.address;
        const auto above = std::ranges::find_if(topology.nodes, [&](const Node &node) {
            const auto &buses = node.function.buses;
            return buses && node.function.address.domain == address.domain && buses->secondary == address.bus;
        });
        if (above != topology.nodes.end())
            topology.nodes[i].parent = std::uint32_t(above - topology.nodes.begin());
        else
            topology.roots.push_back(i);
    }
}

Guest guestOf(const Situation &situation, std::istringstream &words, std::string name)
{
    Guest guest;
    guest.name = std::move(name);
    guest.devices = {{0, 0, "hostbridge", ""}, {31, 0, "lpc", ""}};
    for (std::string word; words >> word;) {
        if (word == "unwired") {
            guest.wired = false;
            continue;
        }
        const auto equals = word.find('=');
        const std::string key = word.substr(0, equals), value = word.substr(equals + 1);
        if (key == "mem") {
            guest.memoryMiB = number<std::uint64_t>(value);
            continue;
        }
        const bool device = key.starts_with('+');
        const std::string cell = key.substr(device ? 1 : 0);
        const int slot = number<int>(cell), function = number<int>(cell.substr(cell.find(':') + 1));
        if (device)
            guest.devices.push_back({slot, function, value, ""});
        else
            guest.positions.push_back({slot, function, addressOf(value),
                                       identityOf(situation.topology, addressOf(value)), {}});
    }
    return guest;
}

} // namespace

Situation machine(std::string_view text)
{
    Situation situation;
    situation.quirks = Quirks::builtIn();
    situation.system = "FreeBSD";
    situation.osVersion = 1403000;
    situation.acpi.read = true;
    situation.acpi.dmar = Dmar{.hostAddressWidth = 39, .flags = 1, .structures = {}};
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.find_first_not_of(' ') != std::string::npos)
            situation.topology.nodes.push_back(nodeOf(line));
    }
    finish(situation.topology);
    return situation;
}

void setBoot(Situation &situation, std::string_view text)
{
    situation.boot.emplace();
    situation.loader.emplace();
    std::string path = "/boot/loader.conf";
    int number = 0;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("== ")) {
            path = line.substr(3);
            number = 0;
            continue;
        }
        ++number;
        situation.boot->files[path] += line + "\n";
        const auto equals = line.find('=');
        if (equals == std::string::npos)
            continue;
        const std::string name = line.substr(0, equals), value = line.substr(equals + 2, line.rfind('"') - equals - 2);
        situation.loader->assignments.push_back({name, value, path, number});
        if (name == "vmm_load" && value == "YES")
            situation.loader->loads = {"vmm"};
        else if (!name.ends_with("_load"))
            situation.loader->env[name] = value;
    }
}

Plan planOf(const Situation &situation, std::string_view text)
{
    Plan plan;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        if (!(words >> name))
            continue;
        if (name == "reserved") {
            plan.reserved.emplace();
            for (std::string word; words >> word;)
                plan.reserved->push_back(addressOf(word));
        } else {
            plan.guests.push_back(guestOf(situation, words, name));
        }
    }
    return plan;
}

std::string ruleText(const Situation &situation, const Plan &plan, std::string_view rule)
{
    static constexpr const char *severities[] = {"note", "warn", "block"};
    const auto entry = std::ranges::find(ruleTable(), rule, &RuleEntry::id);
    if (entry == ruleTable().end())
        return "no such rule";
    std::string text;
    for (const Finding &finding : entry->rule(situation, plan)) {
        if (finding.rule != rule || finding.source.empty())
            return "a finding without its rule's name or source";
        text += (text.empty() ? "" : "\n") + std::string(severities[int(finding.severity)]);
        for (const Address &address : finding.functions)
            text += ' ' + shortName(address);
        for (const Cell &cell : finding.cells)
            text += std::format(" @{}:{}:{}", cell.guest, cell.slot, cell.function);
        text += " | " + finding.text;
        for (const std::string &line : finding.evidence)
            text += "\n  " + line;
        if (finding.fix)
            text += "\n  fix: " + finding.fix->label;
    }
    return text;
}
