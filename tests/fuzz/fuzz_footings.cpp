// SPDX-License-Identifier: BSD-2-Clause
#include "fuzz/host_writer.h"
#include "fuzz/law.h"
#include "host/facts.h"
#include "host/footing_reader.h"
#include "host/host_listings.h"

#include <algorithm>
#include <string>

using namespace patchbay;

namespace {

using Need = Footing::Need;

/// Every chain begins somewhere and ends at a function that is there, or says what is missing and where it may end.
void lawOfEnds(const Footings &footings, const Topology &topology)
{
    for (const Footing &footing : footings.all) {
        require(!footing.chain.empty() && !footing.what.empty());
        require(footing.chain.size() < 80);
        require(footing.function.has_value() == footing.missing.empty());
        require(!footing.function || topology.find(*footing.function));
        require(std::ranges::is_sorted(footing.possible));
        for (const Address &address : footing.possible)
            require(topology.find(address) && !topology.find(address)->function.heldByPpt());
    }
}

bool needsNoDisk(const GeomMesh &mesh, std::string_view provider)
{
    const GeomProvider *found = mesh.find(provider);
    return found && mesh.geomOf(*found).kind == "MD";
}

/// Nothing that is mounted or swapped to is dropped without a word, unless it ends where no device is needed.
void lawOfNeeds(const Footings &footings, const HostListings &listings)
{
    if (!listings.mounts || !listings.mesh || std::ranges::any_of(listings.mesh->geoms, [](const Geom &geom) { return geom.kind == "MD"; }))
        return;
    const auto starts = [&](const std::string &link) {
        return std::ranges::any_of(footings.all, [&](const Footing &footing) {
            return footing.chain[0] == link && footing.need <= Need::Swap;
        });
    };
    for (const MountLine &mount : *listings.mounts) {
        const bool disk = mount.type == "ufs" && mount.device.starts_with("/dev/");
        require(!disk || needsNoDisk(*listings.mesh, mount.device.substr(5)) || starts(mount.device.substr(5)));
        require(mount.type != "nfs" || starts(mount.device));
    }
}

/// The same but for the functions that a broken chain may end at.
bool sameChains(const Footings &a, const Footings &b)
{
    return a.unread == b.unread && std::ranges::equal(a.all, b.all, [](Footing x, Footing y) {
        x.possible.clear(), y.possible.clear();
        return x == y;
    });
}

} // namespace

// Chains of a host that stands on anything: they end well, nothing is lost on the way, and a card that has nothing to do with
// any of it changes none of them.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const auto factsWith = [&](const std::string &functions, const std::string &devices) {
        return makeFacts(HostWriter(Dice(data, size)).capture(functions, devices));
    };
    const Capture capture = HostWriter(Dice(data, size)).capture("", "");
    const Facts facts = makeFacts(capture);
    if (!facts.footings)
        return 0;
    lawOfEnds(*facts.footings, facts.topology);
    lawOfNeeds(*facts.footings, readListings(capture));
    if (readListings(capture).devices.empty())
        return 0; // the first device that is listed tells that there is a list
    const Facts more = factsWith("hdac9@pci0:6:0:0: class=0x040300 card=0x1 chip=0x99991022 rev=0x00 hdr=0x00\n",
                                 "  hdac9 pnpinfo x at slot=0 function=0 dbsf=pci0:6:0:0\n");
    require(more.footings && sameChains(*facts.footings, *more.footings));
    return 0;
}
