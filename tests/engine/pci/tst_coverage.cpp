// SPDX-License-Identifier: BSD-2-Clause
#include "pci/coverage.h"
#include "support/topology.h"

#include <QTest>

using namespace patchbay;

namespace {

using Hops = std::vector<DeviceScope::Hop>;

DeviceScope scope(std::uint8_t type, std::uint8_t bus, Hops path)
{
    return {.type = type, .enumerationId = 0, .startBus = bus, .path = std::move(path)};
}

DmarStructure drhd(bool all, std::vector<DeviceScope> scopes, std::uint16_t segment = 0)
{
    return {.type = 0, .flags = all, .segment = segment, .base = 0xfed90000, .limit = 0, .scopes = std::move(scopes)};
}

DmarStructure rmrr(std::vector<DeviceScope> scopes, std::uint16_t segment = 0)
{
    return {.type = 1, .flags = 0, .segment = segment, .base = 0x1000, .limit = 0x1fff, .scopes = std::move(scopes)};
}

AcpiTables intel(std::vector<DmarStructure> structures)
{
    AcpiTables tables{.read = true, .dmar = Dmar{}, .ivrs = {}};
    tables.dmar->structures = std::move(structures);
    return tables;
}

Ivhd ivhd(std::uint8_t type, std::uint16_t id, std::vector<IvhdRange> ranges)
{
    return {.type = type, .flags = 0, .deviceId = id, .segment = 0, .base = 0, .all = false, .ranges = std::move(ranges),
            .rangesBeforeStop = {}};
}

AcpiTables amd(std::vector<Ivhd> units)
{
    AcpiTables tables{.read = true, .dmar = {}, .ivrs = Ivrs{}};
    tables.ivrs->units = std::move(units);
    return tables;
}

/// 0:2:0 endpoint; 0:28:0 bridge to bus 2 with 2:0:0 bridge to bus 3 with 3:0:0 and 3:0:1; 1:0:2:0 in domain 1.
Topology machine()
{
    return makeTopology({{"pci0:0:2:0", ""}, {"pci0:0:28:0", ""}, {"pci0:2:0:0", "pci0:0:28:0"},
                         {"pci0:3:0:0", "pci0:2:0:0"}, {"pci0:3:0:1", "pci0:2:0:0"}, {"pci1:0:2:0", ""}});
}

/// One letter for each function in order: Covered, uncovered (-), unknown (?).
QString coverageOf(const AcpiTables &tables)
{
    Topology topology = machine();
    applyCoverage(topology, tables);
    QString text;
    for (const Node &node : topology.nodes)
        text += node.iommu == Coverage::Covered ? 'C' : node.iommu == Coverage::Unknown ? '?' : '-';
    return text;
}

QString reservedOf(const AcpiTables &tables)
{
    const Topology topology = machine();
    QString text;
    for (const ReservedMemory &range : reservedMemory(topology, tables)) {
        text += QString("%1 %2-%3:").arg(range.table.c_str()).arg(range.base, 0, 16).arg(range.last, 0, 16);
        for (const std::uint32_t node : range.nodes)
            text += ' ' + QString::fromUtf8(topology.nodes[node].function.address.toString().c_str());
        text += ';';
    }
    return text;
}

} // namespace

class TstCoverage : public QObject
{
    Q_OBJECT

private slots:
    void coverage_data()
    {
        QTest::addColumn<AcpiTables>("tables");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nobody looked") << AcpiTables{} << "??????";
        QTest::newRow("neither table") << AcpiTables{.read = true, .dmar = {}, .ivrs = {}} << "------";
        QTest::newRow("empty DMAR") << intel({}) << "------";
        QTest::newRow("everything") << intel({drhd(true, {})}) << "CCCCCC";
        QTest::newRow("one endpoint, segment ignored") << intel({drhd(false, {scope(1, 0, {{2, 0}})})}) << "C----C";
        QTest::newRow("segment of the unit ignored") << intel({drhd(false, {scope(1, 0, {{2, 0}})}, 1)}) << "C----C";
        QTest::newRow("bridge not extended") << intel({drhd(false, {scope(2, 0, {{28, 0}})})}) << "-C----";
        QTest::newRow("any element on the start bus, not the end")
            << intel({drhd(false, {scope(1, 0, {{28, 0}, {2, 0}})})}) << "CC---C";
        QTest::newRow("IOAPIC and HPET do not count")
            << intel({drhd(false, {scope(3, 0, {{2, 0}}), scope(4, 0, {{28, 0}})})}) << "------";
        QTest::newRow("stops at the first RMRR") << intel({rmrr({}), drhd(true, {})}) << "------";
        QTest::newRow("flag of an RMRR is none") << intel({drhd(false, {}), rmrr({scope(1, 0, {{2, 0}})})}) << "------";
        QTest::newRow("the 17th unit is not seen")
            << intel([] {
                   std::vector<DmarStructure> units(16, drhd(false, {}));
                   units.push_back(drhd(true, {}));
                   return units;
               }()) << "------";
        QTest::newRow("the 16th is")
            << intel([] {
                   std::vector<DmarStructure> units(15, drhd(false, {}));
                   units.push_back(drhd(true, {}));
                   return units;
               }()) << "CCCCCC";
        AcpiTables part = intel({drhd(false, {scope(1, 0, {{2, 0}})})});
        part.dmar->complete = false;
        QTest::newRow("a part of the table") << part << "C????C";

        QTest::newRow("AMD range") << amd({ivhd(0x10, 2, {{0x0008, 0xfffe}})}) << "CCCCCC";
        QTest::newRow("AMD up to bus 2") << amd({ivhd(0x10, 2, {{0x0000, 0x02ff}})}) << "CCC--C";
        QTest::newRow("newer type wins") << amd({ivhd(0x10, 2, {{0, 0xffff}}), ivhd(0x11, 2, {{0x10, 0x10}})}) << "C----C";
        QTest::newRow("newer type first wins")
            << amd({ivhd(0x40, 2, {{0x10, 0x10}}), ivhd(0x11, 2, {{0, 0xffff}})}) << "CCCCCC";
        QTest::newRow("another IOMMU is another unit")
            << amd({ivhd(0x10, 2, {{0x10, 0x10}}), ivhd(0x11, 0x100, {{0x300, 0x300}})}) << "C--C-C";
        Ivhd stops = ivhd(0x40, 2, {{0x10, 0x10}, {0x300, 0x301}});
        stops.rangesBeforeStop = 1;
        QTest::newRow("behind a named device") << amd({stops}) << "C----C";
        Ivhd all = ivhd(0x10, 2, {});
        all.all = true;
        QTest::newRow("entry for all") << amd({all}) << "CCCCCC";
    }
    void coverage()
    {
        QFETCH(AcpiTables, tables);
        QFETCH(QString, expected);
        QCOMPARE(coverageOf(tables), expected);
    }

    void reserved_data()
    {
        QTest::addColumn<AcpiTables>("tables");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << intel({drhd(true, {})}) << "";
        QTest::newRow("endpoint") << intel({rmrr({scope(1, 0, {{2, 0}})})}) << "RMRR 1000-1fff: pci0:0:2:0;";
        QTest::newRow("its own segment") << intel({rmrr({scope(1, 0, {{2, 0}})}, 1)}) << "RMRR 1000-1fff: pci1:0:2:0;";
        QTest::newRow("path over two bridges")
            << intel({rmrr({scope(1, 0, {{28, 0}, {0, 0}, {0, 1}})})}) << "RMRR 1000-1fff: pci0:3:0:1;";
        QTest::newRow("all below a bridge") << intel({rmrr({scope(2, 0, {{28, 0}, {0, 0}})})})
                                            << "RMRR 1000-1fff: pci0:2:0:0 pci0:3:0:0 pci0:3:0:1;";
        QTest::newRow("not there") << intel({rmrr({scope(1, 0, {{3, 0}}), scope(1, 0, {{28, 0}, {1, 0}})})}) << "";
        AcpiTables memory = amd({});
        memory.ivrs->memory = {{.type = 0x22, .flags = 8, .first = 0x300, .last = 0x3ff, .base = 0x1000, .length = 0x1000},
                               {.type = 0x21, .flags = 8, .first = 0x10, .last = 0x10, .base = 0x1000, .length = 0}};
        QTest::newRow("IVMD") << memory << "IVMD 1000-1fff: pci0:3:0:0 pci0:3:0:1;";
    }
    void reserved()
    {
        QFETCH(AcpiTables, tables);
        QFETCH(QString, expected);
        QCOMPARE(reservedOf(tables), expected);
    }

    void pathByBusNumbersWithoutTree()
    {
        Topology topology = makeTopology({{"pci0:0:28:0", ""}, {"pci0:2:0:0", ""}});
        topology.nodes[0].function.buses = BridgeBuses{.primary = {}, .secondary = 2, .subordinate = 2};
        const auto ranges = reservedMemory(topology, intel({rmrr({scope(1, 0, {{28, 0}, {0, 0}})})}));
        QCOMPARE(ranges.size(), std::size_t(1));
        QCOMPARE(ranges[0].nodes, std::vector<std::uint32_t>{1});
    }

    void summary()
    {
        QVERIFY(summariseIommu({}).kind == IommuSummary::Kind::Unknown);
        QVERIFY(summariseIommu({.read = true, .dmar = {}, .ivrs = {}}).kind == IommuSummary::Kind::None);
        const IommuSummary intelSummary = summariseIommu(intel({drhd(false, {}), rmrr({}), drhd(true, {})}));
        QVERIFY(intelSummary.kind == IommuSummary::Kind::Intel && !intelSummary.includesAll);
        QCOMPARE(intelSummary.units, std::size_t(1));
        QCOMPARE(intelSummary.unitsInTable, std::size_t(2));
        QVERIFY(summariseIommu(intel({drhd(true, {})})).includesAll);
        Ivhd all = ivhd(0x10, 2, {});
        all.all = true;
        const IommuSummary amdSummary = summariseIommu(amd({all, ivhd(0x40, 2, {{1, 2}})}));
        QVERIFY(amdSummary.kind == IommuSummary::Kind::Amd && !amdSummary.reliesOnAllEntry);
        QCOMPARE(amdSummary.units, std::size_t(1));
        QVERIFY(summariseIommu(amd({all})).reliesOnAllEntry);
    }
};

QTEST_APPLESS_MAIN(TstCoverage)
#include "tst_coverage.moc"
