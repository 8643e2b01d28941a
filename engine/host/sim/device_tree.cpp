// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/device_tree.h"

#include "host/sim/text.h"

#include <algorithm>

namespace patchbay::sim {

namespace {

DeviceNode readNode(std::string_view line)
{
    DeviceNode node;
    const std::size_t end = std::min(line.find(' '), line.size());
    std::string_view name = line.substr(0, end);
    std::string_view rest = line.substr(end);
    if (name.starts_with('?')) {
        node.attached = false;
        name.remove_prefix(1);
    }
    node.name = name;
    if (rest.starts_with(" @")) {
        const std::size_t stop = std::min(rest.find(' ', 1), rest.size());
        const std::string_view root = rest.substr(2, stop - 2);
        const std::size_t colon = std::min(root.find(':'), root.size());
        node.root =
            std::pair(std::uint32_t(number(root.substr(0, colon)).value_or(0)),
                      std::uint8_t(number(root.substr(std::min(colon + 1, root.size()))).value_or(0)));
        rest.remove_prefix(stop);
    }
    node.details = rest;
    return node;
}

void addLevel(const std::vector<std::string> &lines, std::size_t &at, std::size_t indent,
              std::vector<DeviceNode> &into)
{
    while (at < lines.size()) {
        const std::string &line = lines[at];
        const std::size_t here = line.find_first_not_of(' ');
        if (here == std::string::npos) {
            ++at;
        } else if (here < indent) {
            return;
        } else if (here > indent && !into.empty()) {
            addLevel(lines, at, here, into.back().children);
        } else {
            into.push_back(readNode(std::string_view(line).substr(here)));
            ++at;
        }
    }
}

} // namespace

std::vector<DeviceNode> deviceTree(const std::vector<std::string> &lines)
{
    std::vector<DeviceNode> roots;
    for (std::size_t at = 0; at < lines.size();)
        addLevel(lines, at, lines[at].find_first_not_of(' '), roots);
    return roots;
}

void addChild(std::vector<DeviceNode> &children, std::string_view path)
{
    static constexpr int deepest = 16;
    std::vector<DeviceNode> *level = &children;
    for (int depth = 0; !path.empty() && depth < deepest; ++depth) {
        const std::string name(path.substr(0, path.find('/')));
        path.remove_prefix(std::min(name.size() + 1, path.size()));
        auto node = std::ranges::find(*level, name, &DeviceNode::name);
        if (node == level->end() || path.empty())
            node = level->insert(level->end(), {name, {}, true, std::nullopt, {}});
        level = &node->children;
    }
}

} // namespace patchbay::sim
