// SPDX-License-Identifier: BSD-2-Clause
#include "host/ifconfig_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <span>
#include <sys/socket.h>

namespace patchbay {

namespace {

/// "em0" of "em0: flags=8943<UP,...> metric 0 mtu 1500"; empty: no block begins here.
std::string_view headOf(std::string_view line)
{
    const std::size_t colon = line.find(": flags=");
    const std::string_view name = line.substr(0, std::min(colon, line.size()));
    const bool good = colon != std::string_view::npos && !name.empty() && name.find_first_of(" \t") == std::string_view::npos;
    return good ? name : std::string_view();
}

bool hasFlag(std::string_view line, std::string_view flag)
{
    const std::size_t open = line.find('<'), close = line.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos)
        return false;
    std::string_view flags = line.substr(open + 1, close - open - 1);
    while (!flags.empty()) {
        const std::size_t end = std::min(flags.find(','), flags.size());
        if (flags.substr(0, end) == flag)
            return true;
        flags.remove_prefix(std::min(end + 1, flags.size()));
    }
    return false;
}

void addBelow(Interface &interface, std::string_view name)
{
    // ifconfig writes "<none>" for a vlan that has no parent yet.
    if (!name.empty() && !name.starts_with('<') && !std::ranges::contains(interface.below, name))
        interface.below.emplace_back(name);
}

void readLine(std::string_view line, Interface &interface)
{
    if (const std::size_t parent = line.find("parent interface: "); parent != std::string_view::npos) {
        std::string_view rest = line.substr(parent + 18);
        addBelow(interface, takeWord(rest));
        return;
    }
    std::string_view rest = line;
    const std::string_view word = takeWord(rest);
    if (word == "inet" || word == "inet6")
        interface.addresses.push_back(plainAddress(takeWord(rest)));
    else if (word == "hwaddr" || (word == "ether" && interface.hardware.empty())) // the former where the latter was set
        interface.hardware = takeWord(rest);
    else if (word == "laggport:" || word == "member:")
        addBelow(interface, takeWord(rest));
    else if (word == "drivername:")
        interface.driver = takeWord(rest);
    else if (word == "status:")
        interface.noCarrier = trimmed(rest) == "no carrier";
    else if (word == "tunnel")
        interface.tunnel = trimmed(rest);
    else if (word == "vxlan")
        interface.tunnel = trimmed(rest);
    else if (word == "groups:")
        for (std::string_view group = takeWord(rest); !group.empty(); group = takeWord(rest))
            interface.groups.emplace_back(group);
}

} // namespace

bool Interface::inGroup(std::string_view group) const
{
    return std::ranges::contains(groups, group);
}

std::vector<Interface> parseIfconfig(std::string_view text)
{
    std::vector<Interface> interfaces;
    Interface *current = nullptr;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        if (const std::string_view name = headOf(line); !name.empty()) {
            const auto known = std::ranges::find(interfaces, name, &Interface::name);
            current = known == interfaces.end() ? &interfaces.emplace_back() : &*known;
            *current = Interface();
            current->name = name;
            current->up = hasFlag(line, "UP");
            current->loopback = hasFlag(line, "LOOPBACK");
            current->pointToPoint = hasFlag(line, "POINTOPOINT");
        } else if (current && (line.starts_with('\t') || line.starts_with(' '))) {
            readLine(line, *current);
        } else {
            current = nullptr;
        }
    }
    return interfaces;
}

std::string plainAddress(std::string_view text)
{
    const std::size_t percent = std::min(text.find('%'), text.size());
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string bare(text.substr(0, std::min(percent, slash)));
    const std::string scope(percent < slash ? text.substr(percent, slash - percent) : std::string_view());
    std::array<unsigned char, 16> bytes{};
    char printed[INET6_ADDRSTRLEN] = "";
    if (bare.size() >= sizeof printed)
        return std::string(text);
    if (inet_pton(AF_INET, bare.c_str(), bytes.data()) == 1)
        return inet_ntop(AF_INET, bytes.data(), printed, sizeof printed) ? printed : bare;
    if (inet_pton(AF_INET6, bare.c_str(), bytes.data()) != 1)
        return std::string(text);
    static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::ranges::equal(std::span(bytes).first(12), mapped))
        return inet_ntop(AF_INET, bytes.data() + 12, printed, sizeof printed) ? printed : bare;
    return inet_ntop(AF_INET6, bytes.data(), printed, sizeof printed) ? printed + scope : bare;
}

} // namespace patchbay
