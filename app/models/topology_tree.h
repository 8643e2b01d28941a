// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <cstdint>
#include <span>
#include <vector>

namespace patchbay::models {

/// How the functions of a host hang together in one of the three views: indices only, made once per snapshot. Nodes are
/// numbered in the order of a full listing; children of a node are contiguous. Pure.
class TopologyTree
{
public:
    enum class Shape { Tree, Flat, Groups };

    struct Node
    {
        enum class Kind : std::uint8_t { Top, Root, Card, Group, Function } kind = Kind::Function;
        int parent = -1;
        int function = -1; ///< index into the functions; of a Root, Card or Group its first one
        int first = 0, count = 0; ///< children, in children()
        int total = 0;     ///< functions in and below
    };

    TopologyTree() = default;

    /// Cycles and unknown parents in what the host told end up under the root of their domain.
    static TopologyTree build(std::span<const wire::Function> functions, Shape shape);

    /// Node 0 is the invisible top.
    [[nodiscard]] const std::vector<Node> &nodes() const { return m_nodes; }
    [[nodiscard]] std::span<const int> children(int node) const
    {
        return {m_children.data() + m_nodes[std::size_t(node)].first, std::size_t(m_nodes[std::size_t(node)].count)};
    }

private:
    int add(Node::Kind kind, int parent, int function);
    void hang(std::span<const wire::Function> functions);
    void hangFlat(std::span<const wire::Function> functions);
    void hangGroups(std::span<const wire::Function> functions);
    void finish();

    std::vector<Node> m_nodes;
    std::vector<int> m_children;
};

} // namespace patchbay::models
