// SPDX-License-Identifier: BSD-2-Clause
// Laws: every line of the text is kept in one place, and the lines kept with the functions read the same again.
#include "host/pciconf_text.h"
#include "pci/topology_builder.h"

#include "fuzz/law.h"

#include <algorithm>

using namespace patchbay;

namespace {

std::size_t linesOf(const FunctionList &list)
{
    std::size_t lines = list.blankLines;
    for (const Function &function : list.functions)
        lines += function.lines.size();
    for (const LineRange &range : list.other)
        lines += range.last - range.first + 1;
    return lines - list.splitLines;
}

bool sameFacts(const Function &a, const Function &b)
{
    return a.address == b.address && a.vendor == b.vendor && a.device == b.device && a.classCode == b.classCode &&
           a.headerType == b.headerType && a.driver == b.driver && a.bars == b.bars && a.windows == b.windows &&
           a.buses == b.buses && a.capabilities == b.capabilities && a.msi == b.msi && a.msix == b.msix &&
           a.express == b.express && a.acs == b.acs && a.sriov == b.sriov && a.serial == b.serial && a.lines == b.lines;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto list = parsePciconf(text);
    if (!list)
        return 0;
    std::string_view body = text;
    if (body.starts_with("\xef\xbb\xbf"))
        body.remove_prefix(3);
    const std::size_t lines = std::size_t(std::ranges::count(body, '\n')) + (body.empty() || body.back() == '\n' ? 0 : 1);
    require(linesOf(*list) == lines);

    // A function alone, so that neither its neighbours nor a later listing of it has a say.
    for (const Function &function : list->functions) {
        if (list->headings != list->functions.size() || list->splitLines != 0)
            break;
        if (!function.unknownLines.empty())
            continue; // whether such a line belongs here follows from its neighbours
        if (!text.ends_with('\n') && &function == &list->functions.back())
            continue; // its last line is kept with the line end that shows it whole
        const auto again = parsePciconf(function.lines.text());
        require(again && again->functions.size() == 1 && sameFacts(function, again->functions[0]));
    }
    const Topology topology = buildTopology(list->functions);
    require(topology.nodes.size() == list->functions.size());
    for (const Node &node : topology.nodes)
        require(!node.parent || topology.nodes[*node.parent].function.address.bus < node.function.address.bus);
    return 0;
}
