// SPDX-License-Identifier: BSD-2-Clause
#include "plan/find_again.h"

#include "plan/identity.h"

#include <algorithm>
#include <array>
#include <format>
#include <map>
#include <set>

namespace patchbay {

namespace {

/// How well a function answers to an identity; the higher the surer.
enum class Likeness : std::uint8_t { None, Alike, Ids, AtAddress, AtPlace, Serial, SerialAtPlace };

template<typename T>
bool differs(const std::optional<T> &expect, const std::optional<T> &now)
{
    return expect && now && *expect != *now;
}

bool sameModel(const Identity &expect, const Function &now)
{
    return (!expect.vendor || expect.vendor == now.vendor) && (!expect.device || expect.device == now.device) &&
        !differs(expect.subvendor, now.subvendor) && !differs(expect.subdevice, now.subdevice);
}

bool samePlace(const Identity &expect, const Identity &now)
{
    const bool label = !expect.label.empty() && !now.label.empty();
    if (!expect.path.empty() && expect.path == now.path)
        return !label || expect.label == now.label;
    const auto own = [](const std::string &path) { return path.substr(path.rfind('/') + 1); };
    return label && expect.label == now.label && own(expect.path) == own(now.path);
}

Likeness likeness(const Topology &topology, const Remembered &planned, const Node &node)
{
    const Identity &expect = planned.expect;
    const Function &function = node.function;
    if (!sameModel(expect, function))
        return Likeness::None;
    const bool sameNumber = planned.host.function == function.address.function;
    const Identity now = appearanceOf(topology, node);
    if (expect.serial && now.serial) {
        if (expect.serial != now.serial || !sameNumber)
            return Likeness::None;
        return samePlace(expect, now) ? Likeness::SerialAtPlace : Likeness::Serial;
    }
    if (!expect.mark.empty() && !now.mark.empty())
        return expect.mark != now.mark ? Likeness::None : samePlace(expect, now) ? Likeness::SerialAtPlace : Likeness::Serial;
    if (samePlace(expect, now))
        return Likeness::AtPlace;
    if (planned.host == function.address && (expect.path.empty() || now.path.empty()))
        return Likeness::AtAddress;
    if (!sameNumber || !expect.vendor || !expect.device || differs(expect.revision, now.revision) ||
        differs(expect.classCode, now.classCode))
        return Likeness::None;
    return expect.alike.value_or(0) == 0 ? Likeness::Ids : Likeness::Alike;
}

std::string wordsFor(Likeness likeness, const Identity &expect)
{
    static constexpr std::array<const char *, 5> words{"", "", "as the only one with its ids", "by its address and ids",
                                                       "by its place and ids"};
    if (likeness < Likeness::Serial)
        return words[std::size_t(likeness)];
    const char *number = expect.serial               ? "by its serial number"
        : expect.mark.starts_with("MAC")             ? "by its MAC address"
                                                     : "by the serial number of its disk";
    return std::string(number) + (likeness == Likeness::SerialAtPlace ? " and place" : "");
}

/// The assignment of functions to what was planned. An edge is a function that answers to an identity at all.
class Search
{
public:
    Search(const Topology &topology, std::span<const Remembered> planned)
        : m_topology(topology)
        , m_planned(planned)
        , m_found(planned.size())
    {
        for (std::size_t i = 0; i < planned.size(); ++i)
            takeUnmoved(i);
        for (std::size_t i = 0; i < planned.size(); ++i) {
            auto &edges = m_edges.emplace_back();
            if (m_found[i])
                continue;
            for (const Node &node : topology.nodes) {
                if (const Likeness likely = likeness(topology, planned[i], node); likely != Likeness::None)
                    edges.push_back({node.function.address, likely});
            }
        }
    }

    std::vector<Whereabouts> run()
    {
        for (const Likeness level : {Likeness::SerialAtPlace, Likeness::Serial, Likeness::AtPlace, Likeness::AtAddress,
                                     Likeness::Ids}) {
            settle(level);
            followSiblings();
        }
        std::vector<Whereabouts> all;
        for (std::size_t i = 0; i < m_planned.size(); ++i)
            all.push_back(verdict(i));
        return all;
    }

private:
    struct Edge
    {
        Address address;
        Likeness likely;
    };
    struct Match
    {
        Address address;
        std::string how;
    };

    /// What is as it was needs no search through a large host: nothing could answer better.
    void takeUnmoved(std::size_t index)
    {
        const Remembered &planned = m_planned[index];
        const Node *node = m_topology.find(planned.host);
        const Likeness likely = node ? likeness(m_topology, planned, *node) : Likeness::None;
        if (likely == Likeness::SerialAtPlace || (likely == Likeness::AtPlace && !planned.expect.serial && !isMarkedElsewhere(planned)))
            take(index, planned.host, wordsFor(likely, planned.expect));
    }

    /// A twin may have come to its place, where ppt has it and nothing tells which it is.
    bool isMarkedElsewhere(const Remembered &planned) const
    {
        return !planned.expect.mark.empty() && std::ranges::any_of(m_topology.nodes, [&](const Node &node) {
            return node.function.address != planned.host && node.function.mark == planned.expect.mark;
        });
    }

    std::vector<Address> open(std::size_t index, Likeness least) const
    {
        std::vector<Address> addresses;
        for (const Edge &edge : m_edges[index]) {
            if (edge.likely >= least && !m_taken.contains(edge.address))
                addresses.push_back(edge.address);
        }
        return addresses;
    }

    void take(std::size_t index, const Address &address, const std::string &how)
    {
        m_found[index] = Match{address, how};
        m_taken.insert(address);
    }

    /// One function for one identity, and nobody else wants it: until nothing more follows from that.
    void settle(Likeness level)
    {
        for (bool changed = true; changed;) {
            changed = false;
            std::map<Address, int> wanted;
            for (std::size_t i = 0; i < m_planned.size(); ++i) {
                if (!m_found[i])
                    std::ranges::for_each(open(i, level), [&](const Address &address) { ++wanted[address]; });
            }
            for (std::size_t i = 0; i < m_planned.size(); ++i) {
                const auto choice = m_found[i] ? std::vector<Address>() : open(i, level);
                if (choice.size() != 1 || wanted[choice[0]] != 1)
                    continue;
                take(i, choice[0], wordsFor(level, m_planned[i].expect));
                changed = true;
            }
        }
    }

    /// Functions of one card stay together.
    void followSiblings()
    {
        for (std::size_t i = 0; i < m_planned.size(); ++i) {
            if (m_found[i])
                continue;
            auto choice = open(i, Likeness::Alike);
            std::erase_if(choice, [&](const Address &address) { return !hasSibling(i, address); });
            if (choice.size() == 1)
                take(i, choice[0], "beside the other functions of its card");
        }
    }

    bool hasSibling(std::size_t index, const Address &address) const
    {
        for (std::size_t i = 0; i < m_planned.size(); ++i) {
            if (m_found[i] && m_planned[i].host.slotAddress() == m_planned[index].host.slotAddress() &&
                m_found[i]->address.slotAddress() == address.slotAddress())
                return true;
        }
        return false;
    }

    Whereabouts verdict(std::size_t index) const
    {
        using Kind = Whereabouts::Kind;
        const Remembered &planned = m_planned[index];
        Whereabouts result{.planned = planned, .kind = Kind::Same, .now = {}, .candidates = {}, .how = {}};
        if (m_found[index]) {
            result.now = m_found[index]->address;
            result.how = m_found[index]->how;
            result.kind = *result.now == planned.host ? Kind::Same : Kind::Moved;
            return result;
        }
        result.candidates = open(index, Likeness::Alike);
        result.kind = !result.candidates.empty()     ? Kind::Ambiguous
            : m_topology.find(planned.host) != nullptr ? Kind::Replaced
                                                       : Kind::Gone;
        return result;
    }

    const Topology &m_topology;
    std::span<const Remembered> m_planned;
    std::vector<std::vector<Edge>> m_edges; ///< by planned function, each by address
    std::vector<std::optional<Match>> m_found;
    std::set<Address> m_taken;
};

} // namespace

std::vector<Whereabouts> findAgain(const Topology &topology, std::span<const Remembered> planned)
{
    std::vector<Remembered> known;
    for (const Remembered &each : planned) {
        if (!each.expect.empty())
            known.push_back(each);
    }
    return Search(topology, known).run();
}

std::vector<std::string> differences(const Identity &expect, const Identity &now)
{
    std::vector<std::string> lines;
    const auto number = [&](const char *name, const auto &was, const auto &is, int digits) {
        if (differs(was, is))
            lines.push_back(std::format("{}: planned 0x{:0{}x}, there now 0x{:0{}x}", name, *was, digits, *is, digits));
    };
    number("vendor", expect.vendor, now.vendor, 4);
    number("device", expect.device, now.device, 4);
    number("subvendor", expect.subvendor, now.subvendor, 4);
    number("subdevice", expect.subdevice, now.subdevice, 4);
    number("revision", expect.revision, now.revision, 2);
    number("class", expect.classCode, now.classCode, 6);
    number("serial", expect.serial, now.serial, 16);
    const auto text = [&](const char *name, const std::string &was, const std::string &is) {
        if (!was.empty() && !is.empty() && was != is)
            lines.push_back(std::format("{}: planned {}, there now {}", name, was, is));
    };
    text("card", expect.mark, now.mark);
    text("place", expect.path, now.path);
    text("slot", expect.label, now.label);
    return lines;
}

} // namespace patchbay
