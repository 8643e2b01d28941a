// SPDX-License-Identifier: BSD-2-Clause
// Laws: a walk visits no place twice and stays inside; bytes past what was read change nothing.
#include "fuzz/law.h"
#include "pci/config_decode.h"
#include "pci/config_space.h"

#include <set>
#include <vector>

using namespace patchbay;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::span<const std::uint8_t> bytes(data, size);
    const CapabilityWalk walk = ConfigSpace(bytes).capabilities();
    std::set<std::pair<bool, std::uint16_t>> seen;
    for (const CapabilityPlace &place : walk.places) {
        require(place.offset < size && place.offset % 4 == 0);
        require(seen.emplace(place.extended, place.offset).second);
        require(place.extended ? place.offset >= 0x100 : place.offset >= 0x40 && place.offset < 0x100);
    }
    Function function;
    decodeConfigSpace(bytes, function);
    require(function.config.size() == size);
    if (size < 64 || ConfigSpace(bytes).gone())
        return 0;
    require(function.capabilities.size() == walk.places.size() && function.bars.size() <= 7);

    // Unchanged decoding after a second pass over the kept bytes.
    Function again;
    decodeConfigSpace(function.config, again);
    require(again.msi == function.msi && again.msix == function.msix && again.express == function.express &&
            again.acs == function.acs && again.bars == function.bars && again.windows == function.windows &&
            again.capabilities == function.capabilities);
    return 0;
}
