// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Something that offers blocks to others: a disk, a partition, a label, a mirror. In /dev by this name.
struct GeomProvider
{
    std::string name;       ///< "ada0p2", "gpt/zfs0", "mirror/gm0"
    std::uint32_t geom = 0; ///< index of the geom that makes it
    std::vector<std::string> aliases; ///< further names in /dev: "nvd0p2" of nda0p2
    std::map<std::string, std::string, std::less<>> config; ///< "type" → "efi", "efimedia" → "HD(1,GPT,...", "file" → "/swap"
};

/// A place where blocks are turned into others.
struct Geom
{
    std::string kind; ///< its class: "DISK", "PART", "LABEL", "MIRROR", "STRIPE", "ELI", "MULTIPATH", "MD", "SWAP", "VFS"
    std::string name;
    std::vector<std::uint32_t> consumes; ///< indices of the providers that it stands on
    std::uint32_t lost = 0;              ///< consumers whose provider is not in the text
};

/// FreeBSD's disks and all that is made of them, from `sysctl -n kern.geom.confxml`.
struct GeomMesh
{
    std::vector<Geom> geoms;
    std::vector<GeomProvider> providers;
    bool whole = true; ///< it was read to its end
    std::vector<Oddity> oddities;

    /// By its name in /dev, else by an alias; of two of one name the first. nullptr: there is none.
    [[nodiscard]] const GeomProvider *find(std::string_view name) const;
    [[nodiscard]] const Geom &geomOf(const GeomProvider &provider) const { return geoms[provider.geom]; }
};

/// Reads the <mesh> of a text, which may hold other things before and after. Elements that are not known are passed over; a
/// text that breaks off gives what came before, and an oddity. The indices in a mesh are always good, but nothing says that
/// it has no circles. Empty where there is no <mesh>. Pure; time and memory grow with the text alone.
GeomMesh parseGeomMesh(std::string_view text);

} // namespace patchbay
