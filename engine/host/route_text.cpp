// SPDX-License-Identifier: BSD-2-Clause
#include "host/route_text.h"

#include "host/ifconfig_text.h"
#include "host/text_lines.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <sys/socket.h>

namespace patchbay {

namespace {

std::vector<std::string_view> wordsOf(std::string_view line)
{
    std::vector<std::string_view> words;
    for (line = trimmed(line); !line.empty(); line = trimmed(line)) {
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return words;
}

bool leadsNowhere(std::string_view flags)
{
    return flags.contains('R') || flags.contains('B');
}

/// One table after the other; `interface` is the column of Netif.
class Tables
{
public:
    bool take(std::string_view line, std::vector<Route> &routes)
    {
        const std::vector<std::string_view> words = wordsOf(line);
        if (words.size() >= 4 && words[0] == "Destination" && words[1] == "Gateway" && words[2] == "Flags") {
            m_interface = std::size_t(std::ranges::find(words, "Netif") - words.begin());
            m_inside = m_interface < words.size();
            m_any = m_any || m_inside;
            return true;
        }
        if (line.starts_with("Internet6:"))
            m_six = true;
        else if (line.starts_with("Internet:"))
            m_six = false;
        m_inside = m_inside && words.size() > m_interface;
        if (!m_inside)
            return false;
        if (!leadsNowhere(words[2]))
            routes.push_back({std::string(words[0]), std::string(words[1]), std::string(words[m_interface]),
                              m_six || words[0].contains(':')});
        return true;
    }
    [[nodiscard]] bool any() const { return m_any; }

private:
    bool m_inside = false, m_six = false, m_any = false;
    std::size_t m_interface = 0;
};

/// "   route to: 0.0.0.0", then "destination:", "mask:", "gateway:", "interface:", "flags:".
class Answers
{
public:
    void take(std::string_view line, std::vector<Route> &routes)
    {
        const std::size_t colon = line.find(": ");
        if (!line.starts_with(' ') && !line.starts_with("destination: "))
            return;
        if (colon == std::string_view::npos)
            return;
        const std::string_view key = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 2));
        if (key == "route to")
            m_route = {}, m_mask.clear(), m_open = m_any = true;
        else if (!m_open)
            return;
        else if (key == "destination")
            m_route.destination = value;
        else if (key == "mask")
            m_mask = value;
        else if (key == "gateway")
            m_route.gateway = value;
        else if (key == "interface")
            m_route.interface = value;
        else if (key == "flags")
            finish(value, routes);
    }
    [[nodiscard]] bool any() const { return m_any; }

private:
    void finish(std::string_view flags, std::vector<Route> &routes)
    {
        m_open = false;
        const bool nowhere = flags.contains("REJECT") || flags.contains("BLACKHOLE");
        if (m_route.interface.empty() || nowhere)
            return;
        m_route.six = m_route.destination.contains(':');
        if (m_route.destination == "0.0.0.0" || m_route.destination == "::")
            m_route.destination = "default";
        else if (const auto bits = maskBits(); bits && m_route.destination != "default")
            m_route.destination += '/' + std::to_string(*bits);
        if (!std::ranges::contains(routes, m_route))
            routes.push_back(m_route);
    }

    [[nodiscard]] std::optional<int> maskBits() const
    {
        std::array<unsigned char, 16> bytes{};
        const int family = m_mask.contains(':') ? AF_INET6 : AF_INET;
        if (m_mask.empty() || inet_pton(family, m_mask.c_str(), bytes.data()) != 1)
            return std::nullopt;
        int bits = 0;
        while (bits < 128 && (bytes[std::size_t(bits) / 8] >> (7 - bits % 8) & 1) != 0)
            ++bits;
        return bits;
    }

    Route m_route;
    std::string m_mask;
    bool m_open = false, m_any = false;
};

struct Network
{
    std::array<unsigned char, 16> bytes{};
    bool six = false;
    int bits = 0;
};

std::optional<Network> networkOf(std::string_view text, bool six)
{
    if (text == "default")
        return Network{{}, six, 0};
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string bare(text.substr(0, std::min(slash, text.find('%'))));
    Network network;
    network.six = bare.contains(':');
    if (bare.size() > 45 || inet_pton(network.six ? AF_INET6 : AF_INET, bare.c_str(), network.bytes.data()) != 1)
        return std::nullopt;
    const int most = network.six ? 128 : 32;
    const auto bits = slash < text.size() ? numberIn<int>(text.substr(slash + 1)) : std::optional(most);
    if (!bits || *bits < 0 || *bits > most)
        return std::nullopt;
    network.bits = *bits;
    return network;
}

bool covers(const Network &network, const Network &address)
{
    if (network.six != address.six)
        return false;
    for (int bit = 0; bit < network.bits; ++bit) {
        const std::size_t byte = std::size_t(bit) / 8;
        if (((network.bytes[byte] ^ address.bytes[byte]) >> (7 - bit % 8) & 1) != 0)
            return false;
    }
    return true;
}

} // namespace

std::optional<std::vector<Route>> parseRoutes(std::string_view text)
{
    std::vector<Route> routes;
    Tables tables;
    Answers answers;
    std::string_view line;
    for (Lines lines(text); lines.next(line);)
        if (!tables.take(line, routes))
            answers.take(line, routes);
    return tables.any() || answers.any() ? std::optional(std::move(routes)) : std::nullopt;
}

bool isAddress(std::string_view text)
{
    return text != "default" && !text.contains('/') && networkOf(plainAddress(text), text.contains(':')).has_value();
}

std::vector<Route> routesTo(const std::vector<Route> &routes, std::string_view address)
{
    const auto wanted = networkOf(plainAddress(address), address.contains(':'));
    std::vector<Route> best;
    int longest = 0;
    for (const Route &route : routes) {
        const auto network = networkOf(route.destination, route.six);
        if (!wanted || !network || !covers(*network, *wanted) || network->bits < longest)
            continue;
        if (network->bits > longest)
            best.clear();
        longest = network->bits;
        best.push_back(route);
    }
    return best;
}

} // namespace patchbay
