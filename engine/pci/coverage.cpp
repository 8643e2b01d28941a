// SPDX-License-Identifier: BSD-2-Clause
#include "pci/coverage.h"

#include <algorithm>
#include <bitset>
#include <memory>

namespace patchbay {

namespace {

constexpr std::size_t intelUnitLimit = 16;

/// One bit for each requester id.
using IdSet = std::bitset<65536>;

std::vector<const DmarStructure *> intelUnits(const Dmar &dmar)
{
    std::vector<const DmarStructure *> units;
    for (const DmarStructure &structure : dmar.structures) {
        if (structure.type != 0 || units.size() == intelUnitLimit)
            break;
        units.push_back(&structure);
    }
    return units;
}

/// The blocks that FreeBSD keeps: a later one takes the place of an earlier one for the same IOMMU when it is of a newer type.
std::vector<const Ivhd *> amdUnits(const Ivrs &ivrs)
{
    std::vector<const Ivhd *> units;
    for (const Ivhd &unit : ivrs.units) {
        const auto older = std::find_if(units.begin(), units.end(), [&](const Ivhd *other) {
            return other->deviceId == unit.deviceId && other->type < unit.type;
        });
        if (older != units.end())
            *older = &unit;
        else
            units.push_back(&unit);
    }
    return units;
}

void addScope(IdSet &covered, const DeviceScope &scope)
{
    if (scope.type != 1 && scope.type != 2)
        return;
    for (const auto [device, function] : scope.path)
        if (device < 32 && function < 8)
            covered.set(std::size_t(scope.startBus) << 8 | std::size_t(device) << 3 | function);
}

void addIntel(IdSet &covered, const Dmar &dmar)
{
    for (const DmarStructure *unit : intelUnits(dmar)) {
        if (unit->includesAll())
            covered.set();
        for (const DeviceScope &scope : unit->scopes)
            addScope(covered, scope);
    }
}

void addAmd(IdSet &covered, const Ivrs &ivrs)
{
    for (const Ivhd *unit : amdUnits(ivrs)) {
        if (unit->all)
            covered.set();
        const std::size_t count = std::min(unit->rangesBeforeStop.value_or(unit->ranges.size()), unit->ranges.size());
        for (std::size_t i = 0; i < count && !covered.all(); ++i)
            for (std::size_t id = unit->ranges[i].first; id <= unit->ranges[i].last; ++id)
                covered.set(id);
    }
}

} // namespace

void applyCoverage(Topology &topology, const AcpiTables &tables)
{
    const auto covered = std::make_unique<IdSet>();
    if (tables.dmar)
        addIntel(*covered, *tables.dmar);
    else if (tables.ivrs)
        addAmd(*covered, *tables.ivrs);

    const bool complete = tables.read && (tables.dmar ? tables.dmar->complete : !tables.ivrs || tables.ivrs->complete);
    const Coverage otherwise = complete ? Coverage::Uncovered : Coverage::Unknown;
    for (Node &node : topology.nodes)
        node.iommu = tables.read && covered->test(node.function.address.routingId()) ? Coverage::Covered : otherwise;
}

IommuSummary summariseIommu(const AcpiTables &tables)
{
    IommuSummary summary;
    if (!tables.read)
        return summary;
    summary.complete = true;
    if (tables.dmar) {
        const auto units = intelUnits(*tables.dmar);
        summary.kind = IommuSummary::Kind::Intel;
        summary.complete = tables.dmar->complete;
        summary.units = units.size();
        summary.unitsInTable = std::size_t(std::count_if(tables.dmar->structures.begin(), tables.dmar->structures.end(),
                                                         [](const DmarStructure &each) { return each.type == 0; }));
        summary.includesAll = std::any_of(units.begin(), units.end(), [](auto *unit) { return unit->includesAll(); });
    } else if (tables.ivrs) {
        const auto units = amdUnits(*tables.ivrs);
        summary.kind = IommuSummary::Kind::Amd;
        summary.complete = tables.ivrs->complete;
        summary.units = units.size();
        summary.unitsInTable = tables.ivrs->units.size();
        summary.reliesOnAllEntry =
            std::any_of(units.begin(), units.end(), [](auto *unit) { return unit->all && unit->ranges.empty(); });
    } else {
        summary.kind = IommuSummary::Kind::None;
    }
    return summary;
}

} // namespace patchbay
