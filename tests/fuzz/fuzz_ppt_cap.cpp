// SPDX-License-Identifier: BSD-2-Clause
// Law: a walk over any bytes visits no offset twice and stays inside its list's space; nothing the core learns from them
// leads outside; sizing the BARs leaves every byte as it was.
#include "sim/ppt_sim.h"

#include "fuzz/law.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

namespace {

void walk(sim_func *func, bool extended)
{
    ppt_cap_walk w;
    std::set<unsigned> seen;
    ppt_cap_first(&w, &sim_ops, func, extended);
    while (ppt_cap_next(&w)) {
        require(seen.insert(w.offset).second);
        require(w.offset >= (extended ? 0x100 : 0x40) && w.offset < (extended ? 0x1000 : 0x100) && w.offset % 4 == 0);
    }
    require(w.state != PPT_WALK_MORE);
    require(!ppt_cap_next(&w));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size < 1)
        return 0;
    const std::size_t length = data[0] & 1 ? 4096 : 256;
    std::vector<std::uint8_t> bytes(length);
    std::memcpy(bytes.data(), data + 1, std::min(size - 1, length));
    sim_host *host = sim_new(4096, 0);
    const ppt_addr at = {0, 1, 0, 0};
    sim_func *func = sim_add(host, &at, nullptr, bytes.data(), bytes.size());
    walk(func, false);
    walk(func, true);

    ppt_caps caps;
    ppt_caps_read(&sim_ops, func, &caps);
    require(caps.msi_count <= 32 && caps.msix_count <= PPT_MSIX_MAX);
    require(caps.msi + 10 <= 256 && caps.msix + 12 <= 256 && caps.express + 12 <= 256);

    std::vector<std::uint32_t> before;
    for (unsigned reg = 0; reg < length; reg += 4)
        before.push_back(sim_read(func, reg, 4));
    ppt_bar bar[PPT_BARS];
    ppt_bars_size(&sim_ops, func, bar);
    for (unsigned reg = 0; reg < length; reg += 4)
        require(sim_read(func, reg, 4) == before[reg / 4]);
    for (const ppt_bar &b : bar)
        require(b.kind == PPT_BAR_NONE || (b.size != 0 && (b.size & (b.size - 1)) == 0));
    sim_free(host);
    return 0;
}
