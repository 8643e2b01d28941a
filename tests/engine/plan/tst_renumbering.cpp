// SPDX-License-Identifier: BSD-2-Clause
#include "plan/identity.h"
#include "plan/renumbering.h"
#include "plan/verify.h"
#include "support/plan_machine.h"
#include "support/text.h"

#include <QTest>

#include <algorithm>
#include <format>

using namespace patchbay;

namespace {

/// Everything that is claimed by the plan, and what became of it: "2/0/0 moved 3/0/0 by its serial number".
std::string found(const Situation &now, const Plan &plan)
{
    static constexpr const char *kinds[] = {"same", "moved", "gone", "replaced", "cannot tell"};
    std::string text;
    const auto shortly = [](const Address &address) { return address.toSlashed(); };
    for (const Whereabouts &each : findAgain(now.topology, rememberedBy(plan))) {
        text += shortly(each.planned.host) + ' ' + kinds[int(each.kind)];
        if (each.kind == Whereabouts::Kind::Moved)
            text += ' ' + shortly(*each.now);
        for (const Address &address : each.candidates)
            text += ' ' + shortly(address);
        text += (each.how.empty() ? "" : " " + each.how) + '\n';
    }
    return text;
}

struct Row
{
    const char *name, *before, *plan, *after, *expected;
};

constexpr Row rows[] = {
    {"nothing changed", "0/1/0 bridge=1\n1/0/0", "w 5:0=1/0/0", "0/1/0 bridge=1\n1/0/0",
     "1/0/0 same by its place and ids\n"},
    {"a card above shifts the buses", "0/1/0 bridge=1\n1/0/0", "w 5:0=1/0/0",
     "0/0/1 bridge=1\n1/0/0 1425:5001\n0/1/0 bridge=2\n2/0/0", "1/0/0 moved 2/0/0 by its place and ids\n"},
    {"a nested bridge, both buses shift", "0/1/0 bridge=1\n1/0/0 bridge=2\n2/3/1", "w 5:0=2/3/1",
     "0/1/0 bridge=5\n5/0/0 bridge=6\n6/3/1", "2/3/1 moved 6/3/1 by its place and ids\n"},
    {"the card sits in another slot: the serial number tells",
     "0/1/0 bridge=1\n1/0/0 serial=a1\n0/2/0 bridge=2\n2/0/0 serial=b2", "w 5:0=1/0/0",
     "0/1/0 bridge=1\n1/0/0 serial=b2\n0/2/0 bridge=2\n2/0/0 serial=a1", "1/0/0 moved 2/0/0 by its serial number\n"},
    {"two swapped, both planned, serial numbers",
     "0/1/0 bridge=1\n1/0/0 serial=a1\n0/2/0 bridge=2\n2/0/0 serial=b2", "w 5:0=1/0/0 6:0=2/0/0",
     "0/1/0 bridge=1\n1/0/0 serial=b2\n0/2/0 bridge=2\n2/0/0 serial=a1",
     "1/0/0 moved 2/0/0 by its serial number\n2/0/0 moved 1/0/0 by its serial number\n"},
    {"twins swapped: the host's own driver shows the planned one at the other's place",
     "0/1/0 bridge=1\n1/0/0 mark=MAC-a\n0/2/0 bridge=2\n2/0/0 mark=MAC-b", "w 5:0=1/0/0",
     "0/1/0 bridge=1\n1/0/0 driver=ppt0\n0/2/0 bridge=2\n2/0/0 mark=MAC-a", "1/0/0 moved 2/0/0 by its MAC address\n"},
    {"its driver has it, and it is another card", "0/1/0 bridge=1\n1/0/0 mark=MAC-a", "w 5:0=1/0/0",
     "0/1/0 bridge=1\n1/0/0 mark=MAC-c", "1/0/0 replaced\n"},
    {"nobody tells the mark now", "0/1/0 bridge=1\n1/0/0 mark=MAC-a\n0/2/0 bridge=2\n2/0/0", "w 5:0=1/0/0",
     "0/1/0 bridge=1\n1/0/0 driver=ppt0\n0/2/0 bridge=2\n2/0/0 mark=MAC-b", "1/0/0 same by its place and ids\n"},
    {"two say the same of themselves: the place decides", "0/1/0 bridge=1\n1/0/0 mark=disk-a\n0/2/0 bridge=2\n2/0/0", "w 5:0=1/0/0",
     "0/1/0 bridge=1\n1/0/0 mark=disk-a\n0/2/0 bridge=2\n2/0/0 mark=disk-a",
     "1/0/0 same by the serial number of its disk and place\n"},
    {"the mark finds it in another slot among its twins", "0/1/0 bridge=1\n1/0/0 mark=MAC-a\n0/2/0 bridge=2\n2/0/0 mark=MAC-b",
     "w 5:0=1/0/0", "0/3/0 bridge=1\n1/0/0 mark=MAC-b\n0/4/0 bridge=2\n2/0/0 mark=MAC-a", "1/0/0 moved 2/0/0 by its MAC address\n"},
    {"two alike went to other places, no serial numbers", "0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0",
     "w 5:0=1/0/0 6:0=2/0/0", "0/3/0 bridge=1\n1/0/0\n0/4/0 bridge=2\n2/0/0",
     "1/0/0 cannot tell 1/0/0 2/0/0\n2/0/0 cannot tell 1/0/0 2/0/0\n"},
    {"one of two alike is left, and only one was planned", "0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0", "w 5:0=1/0/0",
     "0/2/0 bridge=1\n1/0/0", "1/0/0 cannot tell 1/0/0\n"},
    {"the only one of its kind, in another slot", "0/1/0 bridge=1\n1/0/0 1425:5001\n0/2/0 bridge=2\n2/0/0",
     "w 5:0=1/0/0", "0/4/0 bridge=4\n4/0/0 1425:5001\n0/2/0 bridge=2\n2/0/0",
     "1/0/0 moved 4/0/0 as the only one with its ids\n"},
    {"one was planned, now there are two of them", "0/1/0 bridge=1\n1/0/0 1425:5001", "w 5:0=1/0/0",
     "0/4/0 bridge=4\n4/0/0 1425:5001\n0/5/0 bridge=5\n5/0/0 1425:5001", "1/0/0 cannot tell 4/0/0 5/0/0\n"},
    {"gone", "0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0 1425:5001", "w 5:0=2/0/0", "0/1/0 bridge=1\n1/0/0",
     "2/0/0 gone\n"},
    {"another device in its place", "0/1/0 bridge=1\n1/0/0", "w 5:0=1/0/0", "0/1/0 bridge=1\n1/0/0 1425:5001",
     "1/0/0 replaced\n"},
    {"the same model with another serial number is another card", "0/1/0 bridge=1\n1/0/0 serial=a1", "w 5:0=1/0/0",
     "0/1/0 bridge=1\n1/0/0 serial=a2", "1/0/0 replaced\n"},
    {"a serial number that several cards have decides nothing; the place does",
     "0/1/0 bridge=1\n1/0/0 serial=ff\n0/2/0 bridge=2\n2/0/0 serial=ff", "w 5:0=1/0/0 6:0=2/0/0",
     "0/1/0 bridge=2\n2/0/0 serial=ff\n0/2/0 bridge=1\n1/0/0 serial=ff",
     "1/0/0 moved 2/0/0 by its serial number and place\n2/0/0 moved 1/0/0 by its serial number and place\n"},
    {"functions of a card share a serial number", "0/1/0 bridge=1\n1/0/0 serial=a1\n1/0/1 serial=a1", "w 5:0=1/0/1",
     "0/4/0 bridge=4\n4/0/0 serial=a1\n4/0/1 serial=a1", "1/0/1 moved 4/0/1 by its serial number\n"},
    {"serial numbers no longer read", "0/1/0 bridge=1\n1/0/0 serial=a1", "w 5:0=1/0/0", "0/1/0 bridge=3\n3/0/0",
     "1/0/0 moved 3/0/0 by its place and ids\n"},
    {"an audio function goes with its card",
     "0/1/0 bridge=1\n1/0/0 10de:2204 serial=a1\n1/0/1 10de:1aef\n0/2/0 bridge=2\n2/0/0 10de:2206\n2/0/1 10de:1aef",
     "w 5:0=1/0/0 5:1=1/0/1",
     "0/4/0 bridge=4\n4/0/0 10de:2204 serial=a1\n4/0/1 10de:1aef\n0/5/0 bridge=5\n5/0/0 10de:2206\n5/0/1 10de:1aef",
     "1/0/0 moved 4/0/0 by its serial number\n1/0/1 moved 4/0/1 beside the other functions of its card\n"},
    {"a port took the number of one that was removed; the places have labels",
     "0/28/0 bridge=1 slot=1\n1/0/0\n0/28/1 bridge=2 slot=2\n2/0/0", "w 5:0=1/0/0", "0/28/0 bridge=1 slot=2\n1/0/0",
     "1/0/0 cannot tell 1/0/0\n"},
    {"a port got another number; its slot has the old label", "0/28/1 bridge=2 slot=2\n2/0/0", "w 5:0=2/0/0",
     "0/28/0 bridge=1 slot=2\n1/0/0", "2/0/0 moved 1/0/0 by its place and ids\n"},
    {"the subsystem differs", "0/1/0 bridge=1\n1/0/0 sub=8086:0001", "w 5:0=1/0/0",
     "0/1/0 bridge=1\n1/0/0 sub=8086:0002", "1/0/0 replaced\n"},
    {"root buses are counted, not numbered", "0/0/0\n64/0/0 1425:5001\n128/0/0 1425:5001", "w 5:0=128/0/0",
     "0/0/0\n32/0/0 1425:5001\n96/0/0 1425:5001", "128/0/0 moved 96/0/0 by its place and ids\n"},
};

} // namespace

class TestRenumbering : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < std::size(rows); ++i)
            QTest::addRow("%s", rows[i].name) << int(i);
    }
    void finds()
    {
        QFETCH(const int, index);
        const Row &row = rows[index];
        const Plan plan = planOf(machine(row.before), row.plan);
        QCOMPARE(toBytes(found(machine(row.after), plan)), QByteArray(row.expected));
    }

    void plansWithoutPlacesAreStillRead()
    {
        const Situation now = machine("0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0");
        Plan plan = planOf(now, "w 5:0=1/0/0 6:0=9/0/0");
        plan.guests[0].positions[0].expect = {.vendor = 0x8086, .device = 0x10fb};
        QCOMPARE(toBytes(found(now, plan)), QByteArray("1/0/0 same by its address and ids\n"));
        plan.guests[0].positions[0].expect = {};
        QCOMPARE(toBytes(found(now, plan)), QByteArray());
    }

    // Whatever is reshuffled: a function that is found is what was planned, and no function is found twice.
    void neverTheWrongOne()
    {
        std::string host;
        for (int i = 1; i <= 12; ++i)
            host += std::format("0/{}/0 bridge={}\n{}/0/0 1425:{:04x}{}\n", i, i, i, 0x5000 + i % 3,
                                i % 2 ? std::format(" serial={:x}", i) : "");
        const Situation before = machine(host);
        int moved = 0, open = 0, wrong = 0;
        unsigned seed = 1;
        for (int round = 0; round < 300; ++round) {
            std::vector<int> places(12);
            for (int i = 0; i < 12; ++i)
                places[std::size_t(i)] = i + 1;
            for (std::size_t i = places.size(); i > 1; --i) {
                seed = seed * 1664525 + 1013904223;
                std::swap(places[i - 1], places[(seed >> 16) % i]);
            }
            std::string after;
            for (int i = 1; i <= 12; ++i) { // the card of slot i now sits in places[i - 1]
                const int at = places[std::size_t(i) - 1];
                after += std::format("0/{}/0 bridge={}\n{}/0/0 1425:{:04x}{}\n", at, at + 20, at + 20, 0x5000 + i % 3,
                                     i % 2 ? std::format(" serial={:x}", i) : "");
            }
            const Situation now = machine(after);
            const Plan plan = planOf(before, "w 1:0=1/0/0 2:0=2/0/0 3:0=3/0/0 4:0=4/0/0 5:0=5/0/0 7:0=7/0/0");
            std::vector<Address> taken;
            for (const Whereabouts &each : findAgain(now.topology, rememberedBy(plan))) {
                if (!each.now) {
                    ++open;
                    continue;
                }
                ++moved;
                QVERIFY(!std::ranges::contains(taken, *each.now));
                taken.push_back(*each.now);
                const Function &function = now.topology.find(*each.now)->function;
                if (function.device != each.planned.expect.device ||
                    (each.planned.expect.serial && function.serial != each.planned.expect.serial))
                    ++wrong;
            }
        }
        QCOMPARE(wrong, 0);
        QVERIFY2(moved > 1000 && open > 0, qPrintable(QString("%1 found, %2 not decided").arg(moved).arg(open)));
    }

    void everyPlannedFunctionGetsAnIdentity()
    {
        Situation now = machine("0/1/0 bridge=1 slot=4\n1/0/0 serial=a1 rev=03 sub=8086:0001\n0/2/0 bridge=2\n2/0/0\n3/0/0");
        setBoot(now, "pptdevs=\"2/0/0 3/0/0\"\n");
        Plan plan = planOf(now, "w 5:0=1/0/0");
        plan.guests[0].positions[0].expect = {};
        now.remembered = {{*Address::parseSlashed("3/0/0"), {.vendor = 0x1234, .device = 0x5678}}};
        const Plan known = withIdentities(now, plan);
        const Identity &expect = known.guests[0].positions[0].expect;
        QCOMPARE(expect.serial, std::uint64_t(0xa1));
        QCOMPARE(expect.revision, std::uint8_t(3));
        QCOMPARE(toBytes(expect.path), QByteArray("0/1.0/0.0"));
        QCOMPARE(toBytes(expect.label), QByteArray("slot-4"));
        QCOMPARE(expect.alike, 0); // the others have no subsystem ids
        QCOMPARE(known.remembered[0].expect.alike, 1);
        QCOMPARE(known.remembered.size(), std::size_t(2));
        QCOMPARE(toBytes(known.remembered[0].expect.path), QByteArray("0/2.0/0.0"));
        QCOMPARE(known.remembered[1].expect.vendor, std::uint16_t(0x1234));
    }

    void fixMovesBoardsAndReserve()
    {
        const Situation before = machine("0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0\n0/3/0 bridge=3\n3/0/0 1425:5001");
        Situation now = machine("0/0/1 bridge=1\n1/0/0 1000:0097\n0/1/0 bridge=2\n2/0/0\n0/2/0 bridge=3\n3/0/0\n"
                                "0/3/0 bridge=4\n4/0/0 1425:5001");
        setBoot(now, "pptdevs=\"1/0/0 2/0/0 3/0/0\"\n");
        Situation then = before;
        then.boot = now.boot;
        then.loader = now.loader;
        const Plan plan = withIdentities(then, planOf(before, "w 5:0=1/0/0 6:0=2/0/0"));
        QVERIFY(!plan.reserved);
        const auto findings = ruleTable()[0].id.empty() ? std::vector<Finding>() : judge(now, plan);
        const auto finding = std::ranges::find(findings, "renumbered", &Finding::rule);
        QVERIFY(finding != findings.end() && finding->fix);
        QCOMPARE(toBytes(finding->fix->label), QByteArray("Take all 3 functions at their new addresses"));
        const Plan &after = finding->fix->plan;
        QCOMPARE(toBytes(after.guests[0].positions[0].host.toSlashed()), QByteArray("2/0/0"));
        QCOMPARE(toBytes(after.guests[0].positions[1].host.toSlashed()), QByteArray("3/0/0"));
        QCOMPARE(after.reserved->size(), std::size_t(1));
        QCOMPARE(toBytes(after.reserved->at(0).toSlashed()), QByteArray("4/0/0"));
        QCOMPARE(toBytes(after.remembered.at(0).host.toSlashed()), QByteArray("4/0/0"));
        QCOMPARE(toBytes(ruleText(now, after, "renumbered")), QByteArray());
    }

    // Two cards alike without serial numbers: one is taken out, and what sits at the planned place may be either.
    void whichTwinIsLeft()
    {
        const char *two = "0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0", *one = "0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2";
        const Plan plan = planOf(machine(two), "w 5:0=1/0/0");
        QCOMPARE(toBytes(ruleText(machine(two), plan, "renumbered")), QByteArray());
        const Situation now = machine(one);
        const std::string said = ruleText(now, plan, "renumbered");
        QVERIFY2(said.starts_with("warn 1/0/0 @w:5:0 | Cannot tell whether 1/0/0 is the function that was planned: one that looked just "
                                  "like it is gone, and none has a serial number."),
                 said.c_str());
        const auto findings = judge(now, plan);
        const auto finding = std::ranges::find(findings, "renumbered", &Finding::rule);
        QVERIFY(finding != findings.end() && finding->fix);
        QCOMPARE(toBytes(ruleText(now, finding->fix->plan, "renumbered")), QByteArray());
        // With serial numbers the question does not come up, and one more of the kind raises none.
        const Plan known = planOf(machine("0/1/0 bridge=1\n1/0/0 serial=a\n0/2/0 bridge=2\n2/0/0 serial=b"), "w 5:0=1/0/0");
        QCOMPARE(toBytes(ruleText(machine("0/1/0 bridge=1\n1/0/0 serial=a\n0/2/0 bridge=2"), known, "renumbered")), QByteArray());
        const Plan alone = planOf(now, "w 5:0=1/0/0");
        QCOMPARE(toBytes(ruleText(machine(two), alone, "renumbered")), QByteArray());
    }

    // Something changed, and of two alike nothing tells which is which: no certainty is claimed.
    void unmarkedTwins()
    {
        const char *before = "0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0\n0/3/0 bridge=3\n3/0/0 1425:5001";
        const char *after = "0/1/0 bridge=1\n1/0/0\n0/2/0 bridge=2\n2/0/0\n0/4/0 bridge=4\n4/0/0 1425:5001";
        const Plan plan = planOf(machine(before), "w 5:0=1/0/0 6:0=3/0/0");
        QCOMPARE(toBytes(ruleText(machine(before), plan, "renumbered")), QByteArray());
        const std::string said = ruleText(machine(after), plan, "renumbered");
        QVERIFY2(said.contains("note 1/0/0 @w:5:0 | Nothing tells 1/0/0 from 2/0/0: "), said.c_str());
        // With numbers of their own, nothing is open.
        const auto marked = [](std::string text) {
            text.replace(text.find("1/0/0\n"), 5, "1/0/0 mark=MAC-a");
            return text.replace(text.find("2/0/0\n"), 5, "2/0/0 mark=MAC-b");
        };
        const Plan known = planOf(machine(marked(before)), "w 5:0=1/0/0 6:0=3/0/0");
        QVERIFY(!ruleText(machine(marked(after)), known, "renumbered").contains("Nothing tells"));
    }

    void reservedOnes_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("gone") << QByteArray("0/2/0 bridge=2\n2/0/0 1425:5001")
                              << QByteArray("warn 1/0/0 | There is no function at 1/0/0.\n  planned: vendor 0x8086 device 0x10fb\n"
                                            "  nothing is at 1/0/0 now\n  fix: Reserve 1/0/0 no more");
        QTest::newRow("another one") << QByteArray("0/1/0 bridge=1\n1/0/0 1425:5001")
                                     << QByteArray("block 1/0/0 | The function at 1/0/0 is not the one that was planned.\n"
                                                   "  planned: vendor 0x8086 device 0x10fb\n"
                                                   "  there now: vendor 0x1425 device 0x5001\n  fix: Reserve 1/0/0 no more");
        QTest::newRow("another card of the kind")
            << QByteArray("0/1/0 bridge=1\n1/0/0 serial=b2")
            << QByteArray("block 1/0/0 | The function at 1/0/0 is not the one that was planned.\n"
                          "  planned: vendor 0x8086 device 0x10fb\n  there now: vendor 0x8086 device 0x10fb\n"
                          "  serial: planned 0x00000000000000a1, there now 0x00000000000000b2\n"
                          "  fix: Take the new card at 1/0/0");
    }
    void reservedOnes()
    {
        QFETCH(const QByteArray, now);
        QFETCH(const QByteArray, expected);
        Situation before = machine("0/1/0 bridge=1\n1/0/0 serial=a1"), after = machine(now.constData());
        for (Situation *each : {&before, &after})
            setBoot(*each, "pptdevs=\"1/0/0\"\n");
        after.remembered = withIdentities(before, Plan()).remembered;
        QCOMPARE(toBytes(ruleText(after, Plan(), "renumbered")), expected);
        const auto findings = judge(after, Plan());
        const auto finding = std::ranges::find(findings, "renumbered", &Finding::rule);
        QVERIFY(finding != findings.end() && finding->fix);
        QCOMPARE(toBytes(ruleText(after, finding->fix->plan, "renumbered")), QByteArray());
    }

    void verifyNamesIt()
    {
        const Situation before = machine("0/1/0 bridge=1\n1/0/0 driver=ppt0");
        const Situation now = machine("0/0/1 bridge=1\n1/0/0 1425:5001 driver=ppt0\n0/1/0 bridge=2\n2/0/0 driver=ix0");
        const Verification seen = verifyPlan(now, planOf(before, "w 5:0=1/0/0"));
        QVERIFY(!seen.good);
        QCOMPARE(toBytes(seen.functions.at(0).cause),
                 QByteArray("The function planned as 1/0/0 is at 2/0/0 now, recognised by its place and ids."));
        QCOMPARE(toBytes(seen.findings.at(0).rule), QByteArray("renumbered"));
        QVERIFY(seen.findings.at(0).fix);
    }
};

QTEST_APPLESS_MAIN(TestRenumbering)
#include "tst_renumbering.moc"
