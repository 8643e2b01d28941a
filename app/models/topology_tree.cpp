// SPDX-License-Identifier: BSD-2-Clause
#include "models/topology_tree.h"

#include "models/function_words.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace patchbay::models {

namespace {

using Kind = TopologyTree::Node::Kind;
using ByAddress = std::unordered_map<std::string_view, int>;

ByAddress indexOf(std::span<const wire::Function> functions)
{
    ByAddress index;
    index.reserve(functions.size());
    for (std::size_t i = 0; i < functions.size(); ++i)
        index.emplace(functions[i].address, int(i));
    return index;
}

/// The bridge above each function, -1 where it hangs on its root. Links that close a circle are cut.
std::vector<int> bridgesAbove(std::span<const wire::Function> functions)
{
    const ByAddress index = indexOf(functions);
    std::vector<int> above(functions.size(), -1);
    for (std::size_t i = 0; i < functions.size(); ++i) {
        if (const auto &parent = functions[i].parent) {
            // Neighbours mostly share their bridge, and 100,000 look-ups are felt.
            if (i > 0 && functions[i - 1].parent == parent) {
                above[i] = above[i - 1];
                continue;
            }
            const auto found = index.find(*parent);
            if (found != index.end())
                above[i] = found->second;
        }
    }
    std::vector<char> state(functions.size(), 0); // 1 on the way, 2 known to reach a root
    std::vector<int> way;
    for (std::size_t start = 0; start < functions.size(); ++start) {
        int at = int(start);
        way.clear();
        while (at >= 0 && state[std::size_t(at)] == 0) {
            state[std::size_t(at)] = 1;
            way.push_back(at);
            at = above[std::size_t(at)];
        }
        if (at >= 0 && state[std::size_t(at)] == 1)
            above[std::size_t(way.back())] = -1;
        for (const int seen : way)
            state[std::size_t(seen)] = 2;
    }
    return above;
}

/// Whether another endpoint of the same card comes after this one.
bool endpointFollows(std::span<const wire::Function> functions, std::size_t at)
{
    const std::string_view slot = slotOf(functions[at].address);
    for (std::size_t i = at + 1; i < functions.size() && slotOf(functions[i].address) == slot; ++i) {
        if (functions[i].endpoint)
            return true;
    }
    return false;
}

} // namespace

int TopologyTree::add(Node::Kind kind, int parent, int function)
{
    m_nodes.push_back({.kind = kind, .parent = parent, .function = function});
    return int(m_nodes.size()) - 1;
}

TopologyTree TopologyTree::build(std::span<const wire::Function> functions, Shape shape)
{
    TopologyTree tree;
    tree.m_nodes.reserve(functions.size() + functions.size() / 2 + 2);
    tree.add(Kind::Top, -1, -1);
    switch (shape) {
    case Shape::Tree: tree.hang(functions); break;
    case Shape::Flat: tree.hangFlat(functions); break;
    case Shape::Groups: tree.hangGroups(functions); break;
    }
    tree.finish();
    return tree;
}

void TopologyTree::hang(std::span<const wire::Function> functions)
{
    const std::vector<int> above = bridgesAbove(functions);
    std::unordered_map<std::string_view, int> roots;
    std::string_view domain, slot; // sorted by address: functions of one card stand together
    int card = -1;
    std::vector<int> nodeOf(functions.size());
    for (std::size_t i = 0; i < functions.size(); ++i) {
        const std::string_view address = functions[i].address;
        int parent = -1; // nodes of bridges: set below, when all nodes exist
        if (i == 0 || domain != domainOf(address)) {
            domain = domainOf(address);
            if (const auto root = roots.try_emplace(domain, -1); root.second)
                root.first->second = add(Kind::Root, 0, int(i));
        }
        if (i == 0 || slot != slotOf(address)) {
            slot = slotOf(address);
            card = -1;
        }
        if (functions[i].endpoint && (card >= 0 || endpointFollows(functions, i))) {
            if (card < 0)
                card = add(Kind::Card, -1, int(i));
            parent = card;
        }
        nodeOf[i] = add(Kind::Function, parent, int(i));
    }
    for (std::size_t n = 1; n < m_nodes.size(); ++n) {
        Node &node = m_nodes[n];
        if (node.parent >= 0)
            continue;
        const std::size_t function = std::size_t(node.function);
        node.parent = above[function] >= 0 ? nodeOf[std::size_t(above[function])]
                                           : roots[domainOf(functions[function].address)];
    }
}

void TopologyTree::hangFlat(std::span<const wire::Function> functions)
{
    for (std::size_t i = 0; i < functions.size(); ++i)
        add(Kind::Function, 0, int(i));
}

void TopologyTree::hangGroups(std::span<const wire::Function> functions)
{
    constexpr int unknown = std::numeric_limits<int>::max();
    std::map<int, std::vector<int>> groups;
    for (std::size_t i = 0; i < functions.size(); ++i)
        groups[functions[i].group.value_or(unknown)].push_back(int(i));
    for (const auto &[number, members] : groups) {
        const int group = add(Kind::Group, 0, members.front());
        for (const int member : members)
            add(Kind::Function, group, member);
    }
}

void TopologyTree::finish()
{
    for (std::size_t n = 1; n < m_nodes.size(); ++n)
        ++m_nodes[std::size_t(m_nodes[n].parent)].count;
    int next = 0;
    for (Node &node : m_nodes) {
        node.first = next;
        next += node.count;
        node.count = 0;
    }
    m_children.resize(std::size_t(next));
    for (std::size_t n = 1; n < m_nodes.size(); ++n) {
        Node &parent = m_nodes[std::size_t(m_nodes[n].parent)];
        m_children[std::size_t(parent.first + parent.count++)] = int(n);
    }
    // A child may have a lower number than its parent, so totals are added along a walk from the top.
    std::vector<int> order{0};
    order.reserve(m_nodes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (const int child : children(order[i]))
            order.push_back(child);
    }
    for (auto node = order.rbegin(); node != order.rend(); ++node) {
        Node &at = m_nodes[std::size_t(*node)];
        at.total += at.kind == Node::Kind::Function;
        if (at.parent >= 0)
            m_nodes[std::size_t(at.parent)].total += at.total;
    }
}

} // namespace patchbay::models
