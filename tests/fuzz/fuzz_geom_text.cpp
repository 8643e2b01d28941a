// SPDX-License-Identifier: BSD-2-Clause
#include "fuzz/law.h"
#include "host/geom_text.h"

#include <algorithm>
#include <string>

using namespace patchbay;

// Every index is good, every consumer is accounted for, and what stands around a mesh changes nothing in it.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const GeomMesh mesh = parseGeomMesh("<mesh>" + text);
    for (const GeomProvider &provider : mesh.providers)
        require(provider.geom < mesh.geoms.size());
    for (const Geom &geom : mesh.geoms)
        require(std::ranges::all_of(geom.consumes, [&](std::uint32_t i) { return i < mesh.providers.size(); }));
    require(mesh.geoms.size() + mesh.providers.size() <= text.size());

    const GeomMesh again = parseGeomMesh("noise <class id=\"0x1\"> \n<mesh>" + text);
    require(again.geoms.size() == mesh.geoms.size() && again.providers.size() == mesh.providers.size());
    if (mesh.oddities.empty()) {
        const GeomMesh more = parseGeomMesh("<mesh>" + text + "<class id=\"1\"><geom id=\"2\"></geom></class></mesh>");
        require(more.geoms.size() == mesh.geoms.size());
    }
    return 0;
}
