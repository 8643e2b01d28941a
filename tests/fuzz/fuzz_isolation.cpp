// SPDX-License-Identifier: BSD-2-Clause
#include "pci/isolation.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

using namespace patchbay;

namespace {

Node nodeFrom(const unsigned char *bytes, std::size_t index)
{
    Node node;
    Function &function = node.function;
    function.address = {0, std::uint8_t(index >> 5), std::uint8_t(index >> 1 & 15), std::uint8_t(index & 1)};
    function.capabilitiesKnown = bytes[0] % 16 != 0;
    function.extendedKnown = bytes[0] & 0x40;
    function.headerType = bytes[0] & 0x81;
    node.parentKnown = bytes[0] % 16 != 1;
    if (bytes[1] % 10 != 9) {
        function.express = Express{};
        function.express->type = Express::Type(bytes[1] % 10);
    }
    if (bytes[1] & 0x80)
        function.acs = Acs{std::uint16_t(bytes[2] & 0x1f), std::uint16_t(bytes[2] >> 3), (bytes[1] & 0x40) != 0};
    if (bytes[3] < 128)
        node.parent = bytes[3];
    else if (bytes[3] > 250)
        function.sriov = SrIov{.enabled = true, .configured = 3, .supported = 3, .firstOffset = bytes[2], .stride = 1,
                               .vfDevice = 0};
    return node;
}

std::uint32_t root(std::vector<std::uint32_t> &above, std::uint32_t node)
{
    while (above[node] != node)
        node = above[node];
    return node;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    Topology topology;
    for (std::size_t i = 0; i < std::min<std::size_t>(size / 4, 128); ++i) {
        topology.nodes.push_back(nodeFrom(data + 4 * i, i));
        topology.index[topology.nodes.back().function.address] = std::uint32_t(i);
    }
    applyIsolation(topology);

    // The joins alone, taken one by one, make the groups, and none is there twice.
    std::vector<std::uint32_t> above(topology.nodes.size());
    std::iota(above.begin(), above.end(), 0U);
    for (const GroupJoin &join : topology.joins) {
        const std::uint32_t a = root(above, join.first), b = root(above, join.second);
        if (a == b || join.reason.empty())
            std::abort();
        above[a] = b;
    }
    std::vector<std::optional<std::uint32_t>> groupOf(topology.nodes.size());
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        if (!topology.nodes[i].group)
            continue;
        auto &group = groupOf[root(above, i)];
        if (!group)
            group = next++;
        if (group != topology.nodes[i].group)
            std::abort();
    }
    return 0;
}
