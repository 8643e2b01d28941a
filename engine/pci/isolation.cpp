// SPDX-License-Identifier: BSD-2-Clause
#include "pci/isolation.h"

#include "pci/acs.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace patchbay {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

class UnionFind
{
public:
    explicit UnionFind(std::size_t size)
        : m_above(size)
    {
        std::iota(m_above.begin(), m_above.end(), 0U);
    }

    std::uint32_t find(std::uint32_t node)
    {
        while (m_above[node] != node)
            node = m_above[node] = m_above[m_above[node]];
        return node;
    }

    bool unite(std::uint32_t a, std::uint32_t b)
    {
        const std::uint32_t first = find(a), second = find(b);
        m_above[std::max(first, second)] = std::min(first, second);
        return first != second;
    }

private:
    std::vector<std::uint32_t> m_above;
};

/// What is known of a node once the way from it to its root bus was looked at.
struct Way
{
    enum class State : std::uint8_t { Fresh, Walking, Done };

    State state = State::Fresh;
    bool known = false;        ///< its capabilities and those of all bridges above were read
    std::uint32_t leak = none; ///< the lowest of itself and the bridges above that does not keep apart
};

/// A bridge that puts its own name on what it forwards upstream.
bool takesOverRequests(const Function &bridge)
{
    return !bridge.express || bridge.express->type == Express::Type::PcieToPciBridge ||
           bridge.express->type == Express::Type::PciToPcieBridge;
}

class Isolation
{
public:
    explicit Isolation(Topology &topology)
        : m_topology(topology)
        , m_nodes(topology.nodes)
        , m_parents(m_nodes.size(), none)
        , m_placed(m_nodes.size())
        , m_virtual(m_nodes.size())
        , m_multi(m_nodes.size())
        , m_ways(m_nodes.size())
        , m_groups(m_nodes.size())
    {
    }

    void run()
    {
        m_topology.joins.clear();
        placeAll();
        markMultiFunction();
        for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
            walk(i);
        for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
            if (m_ways[i].known) {
                joinBridge(i);
                joinSlot(i);
            }
        number();
    }

private:
    void placeAll()
    {
        for (std::uint32_t i = 0; i < m_nodes.size(); ++i) {
            m_parents[i] = m_nodes[i].parent.value_or(none);
            m_placed[i] = m_nodes[i].parentKnown;
        }
        for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
            if (const auto &sriov = m_nodes[i].function.sriov; sriov && sriov->enabled)
                placeVirtualFunctions(i, *sriov);
    }

    /// Virtual functions may have bus numbers that belong to no bridge: they sit where their physical function sits.
    void placeVirtualFunctions(std::uint32_t physical, const SrIov &sriov)
    {
        const Address &address = m_nodes[physical].function.address;
        std::uint32_t id = std::uint32_t(address.routingId()) + sriov.firstOffset;
        for (std::uint32_t i = 0; i < sriov.configured && id <= 0xffff && m_lookups > 0; ++i, id += sriov.stride) {
            --m_lookups;
            // With ARI the low byte is the function number alone, without it a slot and three bits: either may be listed.
            const auto bus = std::uint8_t(id >> 8);
            placeVirtualFunction(physical, {address.domain, bus, std::uint8_t(id >> 3 & 31), std::uint8_t(id & 7)});
            placeVirtualFunction(physical, {address.domain, bus, 0, std::uint8_t(id & 255)});
        }
    }

    void placeVirtualFunction(std::uint32_t physical, const Address &address)
    {
        const auto it = m_topology.index.find(address);
        if (it == m_topology.index.end() || it->second == physical)
            return;
        m_virtual[it->second] = true;
        m_parents[it->second] = m_parents[physical];
        m_placed[it->second] = m_placed[physical];
    }

    /// Nodes are sorted, so the functions of a slot stand together.
    void markMultiFunction()
    {
        std::uint32_t before = none;
        for (std::uint32_t i = 0; i < m_nodes.size(); ++i) {
            if (m_virtual[i])
                continue;
            const Function &function = m_nodes[i].function;
            m_multi[i] = function.address.function > 0 || (function.headerType && *function.headerType & 0x80);
            if (before != none && sameSlot(before, i))
                m_multi[before] = true;
            before = i;
        }
    }

    [[nodiscard]] bool sameSlot(std::uint32_t a, std::uint32_t b) const
    {
        return m_nodes[a].function.address.slotAddress() == m_nodes[b].function.address.slotAddress();
    }

    [[nodiscard]] AcsState acsOf(std::uint32_t node) const { return acsState(m_nodes[node].function, m_multi[node]); }

    /// Fills the way of a node and of every bridge above it, top down.
    void walk(std::uint32_t node)
    {
        m_path.clear();
        for (std::uint32_t at = node; at < m_nodes.size() && m_ways[at].state == Way::State::Fresh; at = m_parents[at]) {
            m_ways[at].state = Way::State::Walking;
            m_path.push_back(at);
        }
        for (; !m_path.empty(); m_path.pop_back())
            finish(m_path.back());
    }

    void finish(std::uint32_t at)
    {
        Way &way = m_ways[at];
        way.state = Way::State::Done;
        way.known = m_nodes[at].function.capabilitiesKnown && m_placed[at];
        if (const std::uint32_t parent = m_parents[at]; parent != none) {
            // Links that form a circle lead to a node that is still being walked.
            const bool sound = parent < m_nodes.size() && m_ways[parent].state == Way::State::Done;
            way.known = way.known && sound && m_ways[parent].known;
            way.leak = sound ? m_ways[parent].leak : none;
        }
        if (!acsOf(at).apart())
            way.leak = at;
    }

    /// Joins a node to the bridge above when something on the way up from there does not keep apart. That the bridge is
    /// joined to the culprit is its own turn's doing.
    void joinBridge(std::uint32_t node)
    {
        const std::uint32_t parent = m_parents[node];
        if (parent == none || m_ways[parent].leak == none || !m_groups.unite(node, parent))
            return;
        const std::uint32_t leak = m_ways[parent].leak;
        const Function &culprit = m_nodes[leak].function;
        std::string reason = "below " + m_nodes[parent].function.address.toString();
        if (leak != parent)
            reason += ", itself below " + culprit.address.toString();
        if (takesOverRequests(culprit))
            reason += ", a bridge that sends on everything below it under one name";
        else
            reason += ", which " + acsOf(leak).clause;
        addJoin(node, parent, std::move(reason));
    }

    void joinSlot(std::uint32_t node)
    {
        if (m_virtual[node])
            return;
        if (m_slotFirst != none && !sameSlot(m_slotFirst, node))
            m_slotFirst = none;
        const AcsState state = acsOf(node);
        if (state.apart())
            return;
        if (m_slotFirst == none)
            m_slotFirst = node;
        else if (m_groups.unite(m_slotFirst, node))
            addJoin(m_slotFirst, node, "functions of one device: " + m_nodes[node].function.address.toString() + " " +
                                           state.clause);
    }

    void addJoin(std::uint32_t a, std::uint32_t b, std::string reason)
    {
        m_topology.joins.push_back({std::min(a, b), std::max(a, b), std::move(reason)});
    }

    void number()
    {
        std::vector<std::uint32_t> numbers(m_nodes.size(), none);
        std::uint32_t next = 0;
        for (std::uint32_t i = 0; i < m_nodes.size(); ++i) {
            m_nodes[i].group.reset();
            if (!m_ways[i].known)
                continue;
            std::uint32_t &assigned = numbers[m_groups.find(i)];
            if (assigned == none)
                assigned = next++;
            m_nodes[i].group = assigned;
        }
    }

    Topology &m_topology;
    std::vector<Node> &m_nodes;
    std::vector<std::uint32_t> m_parents;
    std::vector<bool> m_placed;  // its bridge, or that it has none, is known
    std::vector<bool> m_virtual; // an SR-IOV virtual function
    std::vector<bool> m_multi;   // one of several functions of its device
    std::vector<Way> m_ways;
    std::vector<std::uint32_t> m_path;
    UnionFind m_groups;
    std::uint32_t m_lookups = 1'000'000; // of virtual functions: a dump may claim any number for each of its functions
    std::uint32_t m_slotFirst = none; // the first function of the current slot that does not keep apart
};

} // namespace

void applyIsolation(Topology &topology)
{
    Isolation(topology).run();
}

} // namespace patchbay
