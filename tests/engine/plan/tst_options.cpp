// SPDX-License-Identifier: BSD-2-Clause
#include "plan/options.h"

#include "plan/plan_change.h"
#include "support/plan_machine.h"
#include "support/text.h"

#include <QTest>

#include <algorithm>
#include <format>

using namespace patchbay;

namespace {

constexpr std::string_view host = R"(
0/0/0 8086:3ec2 class=060000
0/1/0 8086:1901 bridge=2
0/31/0 8086:a305 class=060100
2/0/0 1077:2532 class=0c0400 msix=32 noreset
2/0/1 1077:2532 class=0c0400 msix=32 noreset
3/0/0 8086:293a class=0c0320 nocaps
5/0/0 1425:5001 msix=8
5/0/1 1425:5001 msix=8
6/5/0 8086:10fb msix=64
6/5/1 8086:10fb msix=64
7/0/0 8086:10d3 msix=5
8/0/0 10de:1e84 class=030000 msi=1
8/0/1 10de:10f8 class=040300 msi=1
8/0/2 10de:1ad8 class=0c0330 msi=1
8/0/3 10de:1ad9 class=0c8000 msi=1
9/0/128 8086:10ed msix=3
1:2:0:0 8086:10d3 msix=5
)";

const CellOption &cellOf(const BoardOptions &board, int slot, int function)
{
    return board.cells[std::size_t(slot * 8 + function)];
}

/// "7:0=2/0/0 7:1=2/0/1" or "title / reason".
std::string cellText(const CellOption &cell)
{
    if (!cell.legal)
        return cell.title + " / " + cell.reason;
    std::string text;
    for (const Position &position : cell.lands)
        text += std::format("{}{}:{}={}", text.empty() ? "" : " ", position.slot, position.function,
                            position.host.toSlashed());
    return text;
}

std::vector<Address> addresses(const QByteArray &text)
{
    std::vector<Address> all;
    for (const QByteArray &word : text.split(' ')) {
        const auto address = word.startsWith("pci") ? Address::parse(toText(word)) : Address::parseSlashed(toText(word));
        all.push_back(*address);
    }
    return all;
}

} // namespace

class TestOptions : public QObject
{
    Q_OBJECT

private slots:
    void cell_data()
    {
        struct Row
        {
            const char *name, *plan, *drag, *cell, *expected, *hint;
        };
        static constexpr Row rows[] = {
            {"coupled pair lands together", "web", "2/0/0", "9:0", "9:0=2/0/0 9:1=2/0/1", "Any row, columns 0–1."},
            {"coupled pair from its other column", "web", "2/0/1", "9:1", "9:0=2/0/0 9:1=2/0/1", "Any row, columns 0–1."},
            {"coupled pair keeps numbers", "web", "2/0/0", "10:2",
             "Not here: functions must keep their numbers. / Function 0 loads the firmware for the others on QLogic FC "
             "cards, so 2/0/0 must be function 0 of the slot and 2/0/1 function 1.",
             "Any row, columns 0–1."},
            {"GPU brings audio, USB and UCSI", "web", "8/0/1", "4:0", "4:0=8/0/0 4:1=8/0/1 4:2=8/0/2 4:3=8/0/3",
             "Any row, columns 0–3."},
            {"Intel port alone", "web", "6/5/1", "8:0", "8:0=6/5/1", "Any empty row, column 0."},
            {"Intel port without function 0", "web", "6/5/1", "8:1",
             "Not here: the slot would have no function 0. / A guest looks for 6/5/1 only after it has found function 0 "
             "of slot 8.",
             "Any empty row, column 0."},
            {"Intel port beside the other", "web 7:0=6/5/0", "6/5/1", "7:1", "7:1=6/5/1",
             "Any empty row, or beside function 0 of a row in use."},
            {"whole slot keeps its numbers", "web", "5/0/0 5/0/1", "6:0", "6:0=5/0/0 6:1=5/0/1",
             "Any empty row, column 0."},
            {"whole slot one column on", "web", "5/0/0 5/0/1", "6:1",
             "Not here: the slot would have no function 0. / A guest looks for 5/0/0 only after it has found function 0 "
             "of slot 6.",
             "Any empty row, column 0."},
            {"beyond the row's end", "web", "5/0/0 5/0/1", "6:7",
             "Not here: functions go from 0 to 7. / 5/0/0 and 5/0/1 would lie beyond the row's end.",
             "Any empty row, column 0."},
            {"two cards take two rows", "web", "7/0/0 2/0/0", "4:0", "4:0=7/0/0 5:0=2/0/0 5:1=2/0/1",
             "Any empty row, column 0."},
            {"occupied by a device", "web +3:0=virtio-net", "7/0/0", "3:0",
             "Not here: the place is taken. / virtio-net stands at 3:0.",
             "Any empty row, or beside function 0 of a row in use."},
            {"occupied by a function", "web 3:0=6/5/0", "7/0/0", "3:0",
             "Not here: the place is taken. / 6/5/0 stands at 3:0.",
             "Any empty row, or beside function 0 of a row in use."},
            {"moving to its own cell", "web 3:0=7/0/0", "7/0/0", "3:0", "3:0=7/0/0", "Any empty row, column 0."},
            {"from another guest", "web\nfw 3:0=7/0/0", "7/0/0", "5:0", "5:0=7/0/0", "Any empty row, column 0."},
            {"host bridge's slot", "web", "7/0/0", "0:1",
             "Not here: the slot is reserved. / Slot 0 belongs to the guest's host bridge.", "Any empty row, column 0."},
            {"lpc's slot", "web", "7/0/0", "31:1",
             "Not here: the slot is reserved. / Slot 31 belongs to the guest's lpc bridge.", "Any empty row, column 0."},
            {"a virtual function", "web", "9/0/128", "5:0", "5:0=9/0/128", "Any empty row, column 0."},
            {"a bridge", "web", "0/1/0", "5:0",
             "On no slot: it is a bridge. / 0/1/0 is a bridge, and only endpoints can be passed through.",
             "Pass the functions behind it instead."},
            {"chipset", "web", "0/31/0", "5:0",
             "On no slot: it is part of the chipset. / 0/31/0 is part of the chipset: ppt would take it, and the host "
             "cannot do without it.",
             "It stays with the host on every board."},
            {"no capabilities", "web", "3/0/0", "5:0",
             "On no slot: it has no capability list. / 3/0/0 has no capability list, so bhyve cannot give it an "
             "interrupt and refuses it.",
             "No slot works; a device with MSI or MSI-X would."},
            {"another domain", "web", "pci1:2:0:0", "5:0",
             "On no slot: it is not in PCI domain 0. / pci1:2:0:0 is in PCI domain 1, which neither pptdevs nor bhyve "
             "can name.",
             "Only functions of domain 0 can be passed through; another slot or firmware setting may put the card there."},
            {"not there", "web", "99/0/0", "5:0",
             "Nowhere: it is not there. / There is no function at 99/0/0.", "Read the host again."},
            {"no such guest", "other", "7/0/0", "5:0",
             "Nowhere: there is no such guest. / The plan has no guest called web.", ""},
        };
        QTest::addColumn<QByteArray>("plan");
        QTest::addColumn<QByteArray>("drag");
        QTest::addColumn<QByteArray>("cell");
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<QByteArray>("hint");
        for (const Row &row : rows)
            QTest::newRow(row.name) << QByteArray(row.plan) << QByteArray(row.drag) << QByteArray(row.cell)
                                    << QByteArray(row.expected) << QByteArray(row.hint);
    }
    void cell()
    {
        QFETCH(const QByteArray, plan);
        QFETCH(const QByteArray, drag);
        QFETCH(const QByteArray, cell);
        QFETCH(const QByteArray, expected);
        QFETCH(const QByteArray, hint);
        const Situation situation = machine(host);
        const auto board = options(situation, planOf(situation, toText(plan)), "web", addresses(drag));
        QCOMPARE(board.cells.size(), std::size_t(256));
        const int slot = cell.left(cell.indexOf(':')).toInt(), function = cell.mid(cell.indexOf(':') + 1).toInt();
        QCOMPARE(toBytes(cellText(cellOf(board, slot, function))), expected);
        QCOMPARE(toBytes(board.hint), hint);
    }

    void noIommu()
    {
        Situation situation = machine(host);
        situation.acpi.dmar.reset();
        const auto board = options(situation, planOf(situation, "web"), "web", addresses("7/0/0"));
        QCOMPARE(toBytes(cellText(cellOf(board, 5, 0))),
                 QByteArray("On no slot: this host has no IOMMU. / This host has no IOMMU that vmm can use, so no guest can "
                            "be given a PCI function."));
        QVERIFY(std::ranges::none_of(board.cells, &CellOption::legal));
    }

    void pptdevsFull()
    {
        std::string text;
        for (int bus = 100; bus < 160; ++bus)
            text += std::format("{}/0/0 msix=4\n", bus);
        const Situation situation = machine(text);
        Plan plan = planOf(situation, "web");
        plan.reserved.emplace();
        for (int bus = 100; bus < 148; ++bus) // 48 entries of 7 characters, 16 to a variable
            plan.reserved->push_back({0, std::uint8_t(bus), 0, 0});
        QVERIFY(cellOf(options(situation, plan, "web", addresses("147/0/0")), 5, 0).legal);
        QCOMPARE(toBytes(cellText(cellOf(options(situation, plan, "web", addresses("150/0/0")), 5, 0))),
                 QByteArray("On no slot: pptdevs is full. / 49 functions do not fit into pptdevs, pptdevs2 and pptdevs3."));
    }

    /// Whatever lights up must be accepted by the judge, with the functions where options said.
    void legalDropsAreNotBlocked()
    {
        const Situation situation = machine(host);
        const Plan plan = planOf(situation, "web +3:0=virtio-net 7:0=6/5/0\nfw 4:0=7/0/0 4:1=5/0/0");
        int tried = 0;
        for (const Node &node : situation.topology.nodes) {
            const Address address = node.function.address;
            const auto board = options(situation, plan, "web", {&address, 1});
            for (const CellOption &cell : board.cells) {
                if (!cell.legal)
                    continue;
                ++tried;
                const auto after = placeFunctions(plan, "web", cell.lands);
                QVERIFY(after);
                for (const Finding &finding : judge(situation, *after)) {
                    const bool about = std::ranges::any_of(finding.functions, [&](const Address &a) {
                        return std::ranges::contains(board.functions, a);
                    });
                    QVERIFY2(finding.severity != Severity::Block || !about, finding.text.c_str());
                }
            }
        }
        QVERIFY(tried > 300);
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
