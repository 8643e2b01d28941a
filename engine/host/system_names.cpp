// SPDX-License-Identifier: BSD-2-Clause
#include "host/system_names.h"

#include "base/file.h"
#include "pci/names.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace patchbay {

namespace {

std::string database()
{
    if (const char *path = std::getenv("PCICONF_VENDOR_DATABASE"))
        if (auto text = readFile(path))
            return std::move(*text);
    for (const char *path : namesPaths)
        if (auto text = readFile(path))
            return std::move(*text);
    return {};
}

} // namespace

void fillSystemNames(Topology &topology)
{
    const bool missing = std::ranges::any_of(topology.nodes, [](const Node &node) {
        return node.function.vendorName.empty() || node.function.deviceName.empty();
    });
    fillNames(topology, missing ? database() : std::string());
}

} // namespace patchbay
