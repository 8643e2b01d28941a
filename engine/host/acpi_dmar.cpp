// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_structures.h"
#include "host/byte_reader.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

constexpr std::size_t tableHeader = 48;
constexpr std::size_t scopeHeader = 6;
constexpr std::size_t longestPath = (255 - scopeHeader) / 2;

/// Where the device scopes of a structure begin; 0: it has none that we keep.
std::size_t scopesAt(std::uint16_t type)
{
    switch (type) {
    case 0: return 16;
    case 1: return 24;
    case 2: return 8;
    default: return 0;
    }
}

DeviceScope decodeScope(const ByteReader &table, std::size_t at, std::size_t length)
{
    DeviceScope scope{.type = table.u8(at), .enumerationId = table.u8(at + 4), .startBus = table.u8(at + 5), .path = {}};
    for (std::size_t hop = scopeHeader; hop + 2 <= length; hop += 2)
        scope.path.push_back({table.u8(at + hop), table.u8(at + hop + 1)});
    return scope;
}

/// The scopes in [at, end); returns false when one has an impossible length.
bool decodeScopes(const ByteReader &table, std::size_t at, std::size_t end, DmarStructure &structure,
                  const BytePlace &place, std::vector<Oddity> &oddities)
{
    while (at < end) {
        const std::size_t length = end - at >= scopeHeader ? table.u8(at + 1) : 0;
        if (length < scopeHeader || length > end - at) {
            oddities.push_back({place(at), std::format("A device scope of length {} does not fit: the rest of its "
                                                       "structure was not read.", table.u8(at + 1))});
            return false;
        }
        structure.scopes.push_back(decodeScope(table, at, length));
        at += length;
    }
    return true;
}

DmarStructure decodeFields(const ByteReader &table, std::size_t at)
{
    DmarStructure structure;
    structure.type = table.u16(at);
    switch (structure.type) {
    case 0:
        structure.flags = table.u8(at + 4) & 1;
        structure.segment = table.u16(at + 6);
        structure.base = table.u64(at + 8);
        break;
    case 1:
        structure.segment = table.u16(at + 6);
        structure.base = table.u64(at + 8);
        structure.limit = table.u64(at + 16);
        break;
    case 2:
        structure.flags = table.u8(at + 4) & 1;
        structure.segment = table.u16(at + 6);
        break;
    case 3: structure.base = table.u64(at + 8); break;
    default: break;
    }
    return structure;
}

void encodeScope(ByteWriter &body, const DeviceScope &scope)
{
    const std::size_t hops = std::min(scope.path.size(), longestPath);
    body.put(scope.type, 1);
    body.put(scopeHeader + 2 * hops, 1);
    body.fill(2);
    body.put(scope.enumerationId, 1);
    body.put(scope.startBus, 1);
    for (std::size_t i = 0; i < hops; ++i) {
        body.put(scope.path[i].device, 1);
        body.put(scope.path[i].function, 1);
    }
}

std::string encodeStructure(const DmarStructure &structure)
{
    ByteWriter out;
    out.put(structure.type, 2);
    out.fill(2);
    out.put(structure.flags, 1);
    out.fill(1);
    if (structure.type < 3)
        out.put(structure.segment, 2);
    if (structure.type == 3)
        out.fill(2);
    if (structure.type < 2 || structure.type == 3)
        out.put(structure.base, 8);
    if (structure.type == 1)
        out.put(structure.limit, 8);
    if (structure.type == 3)
        out.fill(4);
    for (const DeviceScope &scope : structure.scopes)
        if (out.size() + 255 <= 0xffff)
            encodeScope(out, scope);
    out.patch(2, out.size(), 2);
    return out.take();
}

} // namespace

Dmar decodeDmar(std::string_view bytes, const BytePlace &place, std::vector<Oddity> &oddities)
{
    const ByteReader table(bytes);
    Dmar dmar;
    if (bytes.size() < tableHeader) {
        dmar.complete = false;
        oddities.push_back({place(36), "The DMAR table ends before its first structure."});
    }
    // acpidump(8) prints the register plus one and these two flags; both forms of a table give the same value.
    dmar.hostAddressWidth = bytes.size() > 36 ? std::uint8_t(std::min(table.u8(36) + 1, 255)) : 0;
    dmar.flags = table.u8(37) & 3;

    for (std::size_t at = tableHeader; at < bytes.size();) {
        const std::size_t left = bytes.size() - at;
        const std::size_t length = left >= 4 ? table.u16(at + 2) : 0;
        const std::size_t scopes = scopesAt(table.u16(at));
        if (length < 4 || length > left || length < scopes) {
            oddities.push_back({place(at), std::format("A structure of type {} and length {} does not fit: the rest of "
                                                       "the DMAR table was not read.", table.u16(at), table.u16(at + 2))});
            dmar.complete = false;
            break;
        }
        DmarStructure structure = decodeFields(ByteReader(bytes.substr(0, at + length)), at);
        if (scopes > 0)
            dmar.complete &= decodeScopes(table, at + scopes, at + length, structure, place, oddities);
        dmar.structures.push_back(std::move(structure));
        at += length;
    }
    return dmar;
}

std::string encodeDmar(const Dmar &dmar)
{
    ByteWriter body;
    body.put(std::uint8_t(dmar.hostAddressWidth - 1), 1);
    body.put(dmar.flags, 1);
    body.fill(10);
    for (const DmarStructure &structure : dmar.structures)
        body.append(encodeStructure(structure));
    return finishAcpiTable("DMAR", 1, body.bytes());
}

} // namespace patchbay
