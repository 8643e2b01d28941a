// SPDX-License-Identifier: BSD-2-Clause
#include "support/plan_machine.h"
#include "support/text.h"

#include "plan/judge_start.h"
#include "plan/plan_change.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

constexpr std::string_view host = R"(
2/0/0 1077:2532 class=0c0400 msix=32
2/0/1 1077:2532 class=0c0400 msix=32
5/0/0 1425:5001 msix=8 group=4
5/0/1 1425:5001 msix=8 group=4
6/5/0 msix=64 group=5
6/5/1 msix=64 group=5
7/0/0 8086:10d3 msix=5
)";

} // namespace

class TestRulesBoard : public QObject
{
    Q_OBJECT

private slots:
    void fileInFurtherArguments()
    {
        const auto blocks = [](std::vector<std::string> words) {
            Guest guest{.name = "web"};
            guest.extra = std::move(words);
            return std::ranges::any_of(judge(machine(host), Plan{{guest}, {}}), [](const Finding &finding) {
                return finding.rule == "guest-device" && finding.severity == Severity::Block && finding.text.contains("file of settings");
            });
        };
        QVERIFY(blocks({"-k", "/vm/web.conf"}));
        QVERIFY(blocks({"-k/vm/web.conf"}));
        QVERIFY(blocks({"-HPk", "/vm/web.conf"}));
        QVERIFY(!blocks({"-w", "-K", "de", "-o", "keyboard.layout=k", "-lcom2,/dev/nmdmk", "-U", "k"}));
    }

    void functionInFurtherArguments()
    {
        for (const char *word : {"5:0,passthru,7/0/0", "pci.0.7.0.bus=9", "pci.0.7.0.func=1", "pci.0.7.0.pptdev=ppt1"}) {
            Guest guest{.name = "web"};
            guest.extra = {"-s", word};
            const auto findings = judge(machine(host), Plan{{guest}, {}});
            const auto found = std::ranges::find(findings, "guest-device", &Finding::rule);
            QVERIFY2(found != findings.end() && found->severity == Severity::Block, word);
            QCOMPARE(toBytes(found->evidence.at(0)), QByteArray(word));
        }
    }

    /// Starting is judged on the host as it runs: what the boot files would do is too late.
    void start_data()
    {
        QTest::addColumn<QByteArray>("functions");
        QTest::addColumn<QByteArray>("holder");
        QTest::addColumn<QByteArray>("plan");
        QTest::addColumn<QByteArray>("blocks");
        const QByteArray ours = "7/0/0 8086:10d3 driver=ppt0 msix=5\n8/0/0 8086:10d3 driver=em0 msix=5\n";
        QTest::newRow("ready") << ours << QByteArray() << QByteArray("web 4:0=7/0/0") << QByteArray();
        QTest::newRow("no functions") << ours << QByteArray() << QByteArray("web +4:0=nvme") << QByteArray();
        QTest::newRow("not ppt's") << ours << QByteArray() << QByteArray("web 4:0=8/0/0") << QByteArray("not-claimed");
        QTest::newRow("not there") << ours << QByteArray() << QByteArray("web 4:0=9/0/0") << QByteArray("renumbered");
        QTest::newRow("twice") << ours << QByteArray() << QByteArray("web 4:0=7/0/0 5:0=7/0/0") << QByteArray("function-twice");
        QTest::newRow("held by another") << ours << QByteArray("mail") << QByteArray("web 4:0=7/0/0")
                                         << QByteArray("device-in-two-guests");
        QTest::newRow("its own, left over") << ours << QByteArray("web") << QByteArray("web 4:0=7/0/0") << QByteArray();
    }
    void start()
    {
        QFETCH(const QByteArray, functions);
        QFETCH(const QByteArray, holder);
        QFETCH(const QByteArray, plan);
        QFETCH(const QByteArray, blocks);
        Situation situation = machine(toText(functions));
        if (!holder.isEmpty())
            situation.guests = {{toText(holder), {*Address::parseSlashed("7/0/0")}}};
        QByteArray rules;
        for (const Finding &finding : judgeStart(situation, planOf(situation, toText(plan)).guests.at(0))) {
            if (finding.severity == Severity::Block)
                rules += (rules.isEmpty() ? "" : " ") + toBytes(finding.rule);
        }
        QCOMPARE(rules, blocks);
    }

    void rule_data()
    {
        struct Row
        {
            const char *rule, *name, *plan, *expected;
        };
        static constexpr Row rows[] = {
            {"guest-name", "good names", "web\nfw_2.a-b", ""},
            {"guest-name", "twice", "web\nweb",
             "block | Two guests are called web.\n  vmm answers errno 17 to the second"},
            {"guest-name", "leading dash", "-web",
             "block | \"-web\" cannot name a guest: letters, digits, '.', '_' and '-' can, not beginning with '.' or '-'.\n"
             "  vmm answers errno 22 to other names"},
            {"guest-device", "as every guest has them", "web +3:0=virtio-net +4:0=virtio-net", ""},
            {"guest-device", "two lpc", "web +30:0=lpc\nfw",
             "block @web:31:0 @web:30:0 | web has more than one lpc: bhyve takes only one.\n"
             "  bhyve: Only one LPC bridge is allowed."},
            {"guest-device", "two screens", "web +29:0=fbuf +30:0=fbuf",
             "block @web:29:0 @web:30:0 | web has more than one fbuf: bhyve takes only one.\n"
             "  bhyve: Only one frame buffer device is allowed."},
            {"guest-device", "a slip of the pen", "web +4:0=virtio-nte",
             "warn @web:4:0 | No bhyve up to FreeBSD 15 knows the device virtio-nte at 4:0 of web.\n"
             "  bhyve: pci slot 4:0: unknown device \"virtio-nte\""},
            {"guest-device", "past all rules", "web +4:0=passthru",
             "block @web:4:0 | A host function stands at 4:0 of web as if bhyve emulated it: put it on the board as a "
             "function, so that it is checked."},
            {"slot-range", "edges", "web 31:7=7/0/0 0:0=5/0/0", ""},
            {"slot-range", "slot 32", "web 32:0=7/0/0",
             "block 7/0/0 @web:32:0 | 7/0/0 stands at 32:0 of web: slots go from 0 to 31 and functions from 0 to 7.\n"
             "  bhyve: Invalid PCI slot info field \"32:0\""},
            {"slot-range", "function 8 of a device", "web +4:8=nvme",
             "block @web:4:8 | nvme stands at 4:8 of web: slots go from 0 to 31 and functions from 0 to 7.\n"
             "  bhyve: Invalid PCI slot info field \"4:8\""},
            {"slot-reserved", "free slot", "web 30:0=7/0/0", ""},
            {"slot-reserved", "host bridge", "web 0:1=7/0/0 +1:0=nvme",
             "block 7/0/0 @web:0:1 | 7/0/0 stands in slot 0 of web, which belongs to the guest's host bridge.\n"
             "  fix: Move 7/0/0 to slot 2"},
            {"slot-reserved", "lpc", "web 31:2=7/0/0",
             "block 7/0/0 @web:31:2 | 7/0/0 stands in slot 31 of web, which belongs to the guest's lpc bridge.\n"
             "  fix: Move 7/0/0 to slot 1"},
            {"slot-occupied", "neighbours", "web 4:0=7/0/0 4:1=5/0/0", ""},
            {"slot-occupied", "device and function", "web 3:0=7/0/0 +3:0=virtio-net",
             "block 7/0/0 @web:3:0 | virtio-net and 7/0/0 both stand at 3:0 of web.\n"
             "  bhyve: pci slot 3:0 already occupied!"},
            {"slot-occupied", "other guests", "web 3:0=7/0/0\nfw 3:0=5/0/0", ""},
            {"function-zero-missing", "there", "web 4:0=7/0/0 4:5=5/0/0", ""},
            {"function-zero-missing", "emulated function 0", "web 4:1=7/0/0 +4:0=virtio-net", ""},
            {"function-zero-missing", "missing", "web 8:1=6/5/1",
             "block 6/5/1 @web:8:1 | Slot 8 of web has no function 0, so the guest will not find 6/5/1.\n  8:1: 6/5/1\n"
             "  fix: Move 6/5/1 to 8:0"},
            {"function-zero-missing", "coupled ones are not renumbered", "web 8:1=2/0/1",
             "block 2/0/1 @web:8:1 | Slot 8 of web has no function 0, so the guest will not find 2/0/1.\n  8:1: 2/0/1"},
            {"function-twice", "once", "web 3:0=7/0/0\nfw 3:0=7/0/0", ""},
            {"function-twice", "twice", "web 3:0=7/0/0 5:0=7/0/0",
             "block 7/0/0 @web:3:0 @web:5:0 | 7/0/0 stands in more than one place of web, which panics the host when the "
             "guest starts.\n  panic: vtd_add_device: device is already owned by domain\n  fix: Keep 7/0/0 only at 3:0"},
            {"device-in-two-guests", "apart", "web 3:0=7/0/0\nfw 3:0=5/0/0", ""},
            {"device-in-two-guests", "both", "web 3:0=7/0/0\nfw 4:0=7/0/0",
             "warn 7/0/0 @web:3:0 @fw:4:0 | 7/0/0 belongs to web and fw: they cannot run at the same time.\n"
             "  web has it at 3:0\n  fw has it at 4:0"},
            {"device-in-two-guests", "held by another now", "web 3:0=6/5/0",
             "warn 6/5/0 @web:3:0 | 6/5/0 belongs to web and old: they cannot run at the same time.\n"
             "  web has it at 3:0\n  old holds it now"},
            {"coupled-functions", "as they should be", "web 7:0=2/0/0 7:1=2/0/1", ""},
            {"coupled-functions", "Intel ports apart", "web 3:0=6/5/0 8:0=6/5/1", ""},
            {"coupled-functions", "numbers exchanged", "web 7:1=2/0/0 7:0=2/0/1",
             "block 2/0/0 2/0/1 @web:7:1 @web:7:0 | 2/0/0 and 2/0/1 must be functions of one guest slot under their own "
             "numbers: Function 0 loads the firmware for the others on QLogic FC cards.\n"
             "  2/0/0 stands at 7:1 of web\n  2/0/1 stands at 7:0 of web\n  fix: Put 2/0/0 and 2/0/1 into slot 7 of web"},
            {"coupled-functions", "two slots", "web 7:0=2/0/0 8:0=2/0/1",
             "block 2/0/0 2/0/1 @web:7:0 @web:8:0 | 2/0/0 and 2/0/1 must be functions of one guest slot under their own "
             "numbers: Function 0 loads the firmware for the others on QLogic FC cards.\n"
             "  2/0/0 stands at 7:0 of web\n  2/0/1 stands at 8:0 of web\n  fix: Put 2/0/0 and 2/0/1 into slot 7 of web"},
            {"coupled-functions", "only function 0", "web 7:0=2/0/0",
             "warn 2/0/0 2/0/1 @web:7:0 | Only 1 of 2 are given away, and they belong together: Function 0 loads the "
             "firmware for the others on QLogic FC cards.\n  2/0/0 stands at 7:0 of web\n  2/0/1 stands nowhere\n"
             "  fix: Put 2/0/0 and 2/0/1 into slot 7 of web"},
            {"coupled-functions", "only function 1", "web 7:1=2/0/1 +7:0=nvme",
             "block 2/0/0 2/0/1 @web:7:1 | Only 1 of 2 are given away, and they belong together: Function 0 loads the "
             "firmware for the others on QLogic FC cards.\n  2/0/1 stands at 7:1 of web\n  2/0/0 stands nowhere\n"
             "  fix: Put 2/0/0 and 2/0/1 into slot 1 of web"},
            {"coupled-functions", "unknown device, kept together", "web 7:0=5/0/0 7:1=5/0/1", ""},
            {"coupled-functions", "unknown device, split", "web 7:0=5/0/0 8:0=5/0/1",
             "warn 5/0/0 5/0/1 @web:7:0 @web:8:0 | 5/0/0 and 5/0/1 are functions of one device and may depend on each "
             "other; they do not keep their numbers in one guest slot.\n"
             "  5/0/0 stands at 7:0 of web\n  5/0/1 stands at 8:0 of web"},
            {"isolation-group", "whole group", "web 7:0=5/0/0 7:1=5/0/1", ""},
            {"isolation-group", "the rest is ppt's", "web 7:0=5/0/0\nreserved 5/0/1", ""},
            {"isolation-group", "a member stays with the host", "web 7:0=5/0/0",
             "warn 5/0/0 | 5/0/0 can reach 5/0/1 on the host without passing the IOMMU (group 4).\n  web has 5/0/0\n"
             "  the host keeps 5/0/1\n  5/0/0 and 5/0/1: for the test"},
            {"isolation-group", "two guests", "web 7:0=5/0/0\nfw 7:0=5/0/1",
             "warn 5/0/0 5/0/1 | 5/0/0 and 5/0/1 can reach each other across guests without passing the IOMMU (group 4).\n"
             "  fw has 5/0/1\n  web has 5/0/0\n  5/0/0 and 5/0/1: for the test"},
            {"isolation-group", "known to work apart", "web 3:0=6/5/0",
             "note 6/5/0 | 6/5/0 can reach 6/5/1 on the host without passing the IOMMU (group 5).\n  web has 6/5/0\n"
             "  the host keeps 6/5/1\n  6/5/0 and 6/5/1: for the test"},
        };
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("plan");
        QTest::addColumn<QByteArray>("expected");
        for (const Row &row : rows)
            QTest::addRow("%s: %s", row.rule, row.name)
                << QByteArray(row.rule) << QByteArray(row.plan) << QByteArray(row.expected);
    }
    void rule()
    {
        QFETCH(const QByteArray, rule);
        QFETCH(const QByteArray, plan);
        QFETCH(const QByteArray, expected);
        Situation situation = machine(host);
        situation.guests = {{"old", {*Address::parseSlashed("6/5/0")}}};
        if (!toText(plan).contains("6/5/0") || rule != "device-in-two-guests")
            situation.guests.clear();
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, toText(plan)), toText(rule))), expected);
    }

    void longName()
    {
        Situation situation = machine(host);
        Plan plan = planOf(situation, "a234567890123456789012345678901b");
        QCOMPARE(ruleText(situation, plan, "guest-name"), std::string());
        situation.osVersion = 1201000;
        QVERIFY(ruleText(situation, plan, "guest-name").starts_with("block | The name a2345"));
        situation.osVersion.reset();
        QVERIFY(ruleText(situation, plan, "guest-name").starts_with("warn"));
        situation.osVersion = 1403000;
        plan.guests[0].name = std::string(229, 'a');
        QCOMPARE(ruleText(situation, plan, "guest-name"), std::string());
        plan.guests[0].name += 'a';
        QVERIFY(ruleText(situation, plan, "guest-name").starts_with("block | The name aaaa"));
    }

    /// A fix must really put its own finding right.
    void fixesWork_data()
    {
        static constexpr const char *plans[] = {"web 0:1=7/0/0", "web 8:1=6/5/1", "web 3:0=7/0/0 5:0=7/0/0",
                                                "web 7:0=2/0/0 8:0=2/0/1", "web 7:1=2/0/1", "web 5:0=7/0/0 unwired"};
        QTest::addColumn<QByteArray>("plan");
        for (const char *plan : plans)
            QTest::newRow(plan) << QByteArray(plan);
    }
    void fixesWork()
    {
        QFETCH(const QByteArray, plan);
        const Situation situation = machine(host);
        int fixes = 0;
        for (const Finding &finding : judge(situation, planOf(situation, toText(plan)))) {
            if (!finding.fix)
                continue;
            ++fixes;
            QVERIFY(!finding.fix->label.empty());
            for (const Finding &after : judge(situation, finding.fix->plan))
                QVERIFY2(after.rule != finding.rule || after.functions != finding.functions, after.text.c_str());
        }
        QVERIFY(fixes > 0);
    }

    void worstFirst()
    {
        const Situation situation = machine(host);
        const auto findings = judge(situation, planOf(situation, "web 7:0=5/0/0 8:1=6/5/1 unwired"));
        QVERIFY(findings.size() >= 3);
        QVERIFY(std::ranges::is_sorted(findings, std::ranges::greater{}, &Finding::severity));
    }

    void changes()
    {
        Plan plan;
        plan = *addGuest(plan, defaultGuest("web"));
        plan = *addGuest(plan, defaultGuest("fw"));
        QCOMPARE(toBytes(addGuest(plan, defaultGuest("fw")).error().toString()),
                 QByteArray("fw: the plan has a guest of this name already"));
        const Address nic{0, 7, 0, 0};
        plan.guests[0].positions = {{4, 0, nic, {}, {"rom=/x"}}};
        plan = *placeFunctions(plan, "fw", std::vector<Position>{{6, 0, nic, {}, {}}});
        QVERIFY(plan.guests[0].positions.empty());
        QCOMPARE(plan.guests[1].positions.at(0).slot, 6);
        QCOMPARE(toBytes(plan.guests[1].positions.at(0).options.at(0)), QByteArray("rom=/x"));
        plan = *moveDevice(plan, "fw", 2, 0, 9, 1);
        QCOMPARE(toBytes(moveDevice(plan, "fw", 2, 0, 3, 0).error().toString()),
                 QByteArray("fw: no emulated device at 2:0"));
        plan = *renameGuest(plan, "fw", "wall");
        QVERIFY(!setMemory(plan, "wall", 0, true) && !setProcessors(plan, "wall", 0) && !setBoot(plan, "fw", BootMethod::Uefi));
        plan = removeFunctions(*setMemory(plan, "wall", 4096, false), std::vector{nic});
        QVERIFY(plan.guests[1].positions.empty() && plan.guests[1].memoryMiB == 4096 && !plan.guests[1].wired);
        QCOMPARE(removeGuest(plan, "web")->guests.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestRulesBoard)
#include "tst_rules_board.moc"
