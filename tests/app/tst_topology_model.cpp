// SPDX-License-Identifier: BSD-2-Clause
#include "models/drag_payload.h"
#include "models/topology_model.h"
#include "support/machine.h"
#include "support/print_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace patchbay;
using namespace patchbay::models;
using namespace Qt::StringLiterals;

class TopologyModelTest : public QObject
{
    Q_OBJECT

    static void check(TopologyModel &model, const char *expected)
    {
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(test::printModel(model), QString::fromUtf8(expected + 1)); // each starts on a line of its own
    }

private slots:
    void tree()
    {
        TopologyModel model;
        model.setSnapshot(test::smallMachine());
        check(model, R"(
Root complex |  | 7 functions
  Xeon root port | bus 1 | 
    Intel 10-Gigabit SFI/SFP+ | group 12 | 
      10-Gigabit SFI/SFP+ | IOMMU, MSI-X 64, FLR | host · ix0
      10-Gigabit SFI/SFP+ | IOMMU, MSI-X 64, FLR | host · ix1
  Xeon root port | bus 2 | 
    QLogic 8Gb Fibre Channel HBA | group 13 | 
      8Gb Fibre Channel HBA | IOMMU, MSI-X 32, FLR, coupled | ppt0 · reserved
      8Gb Fibre Channel HBA | IOMMU, MSI-X 32, no reset, coupled | ppt1 · reserved
  Cannon Lake SATA AHCI | IOMMU, MSI 1, FLR | boot disk · ahci0
Root complex |  | 1 function
  Accelerator | IOMMU ?, MSI ? | host
)");
    }

    void groups()
    {
        TopologyModel model;
        model.setSnapshot(test::smallMachine());
        model.setShape(TopologyModel::Shape::Groups);
        model.setFilter(u"accelerator"_s);
        check(model, R"(
Group not known |  | 1 function
  Accelerator | IOMMU ?, MSI ? | host
)");
    }

    void filter_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("functions");
        QTest::newRow("everything") << u"  "_s << 8;
        QTest::newRow("a driver") << u"ix1"_s << 1;
        QTest::newRow("an address") << u"2/0/"_s << 2;
        QTest::newRow("words in any order, any case") << u"FIBRE reset no"_s << 1;
        QTest::newRow("a badge") << u"iommu ?"_s << 1;
        QTest::newRow("a lock") << u"boot disk"_s << 1;
        QTest::newRow("nothing") << u"zebra"_s << 0;
    }
    void filter()
    {
        QFETCH(const QString, filter);
        TopologyModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshot(test::smallMachine());
        model.setFilter(filter);
        QTEST(model.matchingFunctions(), "functions");
    }

    void filteredRowsKeepTheirWay()
    {
        TopologyModel model;
        model.setSnapshot(test::smallMachine());
        model.setFilter(u"ix1"_s);
        check(model, R"(
Root complex |  | 7 functions
  Xeon root port | bus 1 | 
    Intel 10-Gigabit SFI/SFP+ | group 12 | 
      10-Gigabit SFI/SFP+ | IOMMU, MSI-X 64, FLR | host · ix1
)");
    }

    void circlesOfBridgesEndAtTheRoot()
    {
        auto snapshot = std::make_shared<wire::Snapshot>();
        for (int i = 0; i < 3; ++i)
            snapshot->functions.push_back(test::bridge("pci0:0:" + std::to_string(i) + ":0", "b", i));
        snapshot->functions[0].parent = "pci0:0:1:0";
        snapshot->functions[1].parent = "pci0:0:2:0";
        snapshot->functions[2].parent = "pci0:0:0:0";
        snapshot->functions.push_back(test::function("pci0:9:0:0", "pci0:8:0:0", "nic", "orphan"));
        TopologyModel model;
        model.setSnapshot(snapshot);
        check(model, R"(
Root complex |  | 4 functions
  b | bus 2 | 
    b | bus 1 | 
      b | bus 0 | 
  orphan | IOMMU, MSI-X 64, FLR | host
)");
    }

    void aRowCarriesWhatMayMove()
    {
        TopologyModel model;
        model.setSnapshot(test::smallMachine());
        const QModelIndex port = model.indexOf(u"pci0:1:0:1"_s);
        QCOMPARE(port.data(MovesRole).toStringList(), QStringList(u"pci0:1:0:1"_s));
        QVERIFY(port.flags() & Qt::ItemIsDragEnabled);
        const QModelIndex disk = model.indexOf(u"pci0:0:23:0"_s);
        QVERIFY(!(disk.flags() & Qt::ItemIsDragEnabled));
        const std::unique_ptr<QMimeData> data(model.mimeData({port.parent(), port}));
        const auto payload = DragPayload::fromMime(data.get());
        QVERIFY(payload);
        QCOMPARE(payload->functions, QStringList({u"pci0:1:0:0"_s, u"pci0:1:0:1"_s}));
    }

    void aPlanShowsWhereItGoes()
    {
        TopologyModel model;
        model.setSnapshot(test::smallMachine());
        model.setPending({{u"pci0:1:0:1"_s, u"web-01 · 7:0"_s}});
        const QModelIndex port = model.indexOf(u"pci0:1:0:1"_s);
        QVERIFY(port.data(PendingRole).toBool());
        QCOMPARE(port.siblingAtColumn(TopologyModel::HolderColumn).data().toString(), u"web-01 · 7:0"_s);
    }

    void theFilterHasASyntax_data()
    {
        static constexpr std::pair<const char *, int> rows[] = {
            {"", 5},          {"x520", 2},       {"X520 -1/0/1", 1}, {"driver:ix", 2}, {"driver:x520", 0}, {"driver", 0},
            {"name:port", 2}, {"driver:port", 0}, {"held:disk", 1}, {"driver:", 5},
            {"group:12", 5},  {"group:1", 0},    {"kind:nic", 2},    {"-kind:nic", 3}, {"\"x520 port\"", 2}, {"port x520", 2},
            {"\"port x520\"", 0}, {"held:boot", 1}, {"-", 5},       {"\"", 5},        {"vendor:0x8086 -x520", 3},
        };
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("found");
        for (const auto &[filter, found] : rows)
            QTest::newRow(filter) << QString::fromLatin1(filter) << found;
    }
    void theFilterHasASyntax()
    {
        QFETCH(const QString, filter);
        QFETCH(const int, found);
        std::vector<wire::Function> functions;
        for (int port = 0; port < 2; ++port) {
            functions.push_back(test::function("pci0:1:0:" + std::to_string(port), {}, "nic", "X520 port"));
            functions.back().driver = "ix" + std::to_string(port);
        }
        functions.push_back(test::function("pci0:2:0:0", {}, "storage", "AHCI"));
        functions.back().locked = "boot disk";
        functions.push_back(test::function("pci0:3:0:0", {}, "usb", "xHCI"));
        functions.push_back(test::function("pci0:4:0:0", {}, "usb", "EHCI"));
        const std::vector<char> matches = TopologyFilter(functions).matches(filter);
        QCOMPARE(int(std::ranges::count(matches, 1)), found);
    }

    void whatTheHostStandsOn()
    {
        auto snapshot = std::make_shared<wire::Snapshot>();
        snapshot->functions = {test::function("pci0:2:0:0", {}, "storage", "NVMe"), test::function("pci0:3:0:0", {}, "nic", "I350")};
        snapshot->functions[0].driver = "nvme0";
        snapshot->functions[0].heldBy = "host · nvme0";
        snapshot->functions[1].heldBy = "host · igb0";
        snapshot->standings = {{"pci0:2:0:0", "boot-disk", "boot disk", "2/0/0 carries root: zroot → pci0:2:0:0."},
                               {"pci0:2:0:0", "swap", "swap", "2/0/0 carries the host's swap: nda0p2 → pci0:2:0:0."}};
        TopologyModel model;
        model.setSnapshot(snapshot);
        const auto held = [&](const QString &address) { return model.indexOf(address).siblingAtColumn(TopologyModel::HolderColumn); };
        const QModelIndex disk = held(u"pci0:2:0:0"_s), nic = held(u"pci0:3:0:0"_s);
        QCOMPARE(disk.data().toString(), u"boot disk · nvme0"_s);
        QVERIFY(disk.data(GuardedRole).toBool() && !nic.data(GuardedRole).toBool());
        const QString why = disk.data(Qt::ToolTipRole).toString();
        QVERIFY2(why.contains(u"zroot → pci0:2:0:0"_s) && why.contains(u"nda0p2"_s) && why.contains(u"the host's name"_s), qPrintable(why));
        QCOMPARE(nic.data(Qt::ToolTipRole).toString(), QString());
        QCOMPARE(nic.data().toString(), u"host · igb0"_s);
        QVERIFY(model.indexOf(u"pci0:2:0:0"_s).data(Qt::AccessibleTextRole).toString().contains(u"the host stands on it: boot disk"_s));
        // It can be carried all the same: the guard stops the plan, not the hand.
        QCOMPARE(disk.data(MovesRole).toStringList(), QStringList{u"pci0:2:0:0"_s});
        QCOMPARE(int(model.search(u"held:boot"_s, 9).size()), 1);
        QCOMPARE(int(model.search(u"held:swap"_s, 9).size()), 1);
        // What the plan does with it is said instead.
        model.setPending({{u"pci0:2:0:0"_s, u"web-01 · 7:0"_s}});
        QCOMPARE(disk.data().toString(), u"web-01 · 7:0"_s);
    }

    void emptyAndNoSnapshot()
    {
        TopologyModel model;
        check(model, "\n");
        model.setSnapshot(nullptr);
        check(model, "\n");
    }
};

QTEST_GUILESS_MAIN(TopologyModelTest)
#include "tst_topology_model.moc"
