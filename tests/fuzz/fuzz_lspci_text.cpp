// SPDX-License-Identifier: BSD-2-Clause
// Laws: every line is kept in one place; rows of bytes written from what was read give the same bytes again.
#include "host/dump_text.h"
#include "host/lspci_text.h"

#include "fuzz/law.h"

#include <algorithm>
#include <cstdio>
#include <format>

using namespace patchbay;

namespace {

std::string rowsOf(const Function &function)
{
    std::string text = std::format("{:08x}:{:02x}:{:02x}.{:x} Class 0000: x", function.address.domain, function.address.bus,
                                   function.address.slot, function.address.function);
    for (std::size_t i = 0; i < function.config.size(); ++i)
        text += i % 16 == 0 ? std::format("\n{:02x}: {:02x}", i, function.config[i]) : std::format(" {:02x}", function.config[i]);
    return text + '\n';
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    static_cast<void>(readDump(text).has_value());
    const auto list = parseLspci(text);
    if (!list)
        return 0;
    std::size_t kept = list->blankLines;
    for (const Function &function : list->functions)
        kept += function.lines.size();
    for (const LineRange &range : list->other)
        kept += range.last - range.first + 1;
    require(kept == std::size_t(std::ranges::count(text, '\n')) + (text.empty() || text.back() == '\n' ? 0 : 1));
    for (const Function &function : list->functions) {
        require(function.config.size() <= 4096);
        const auto again = parseLspci(rowsOf(function));
        require(again && again->functions.size() == 1 && again->functions[0].config == function.config);
        require(again->functions[0].address == function.address);
    }
    return 0;
}
