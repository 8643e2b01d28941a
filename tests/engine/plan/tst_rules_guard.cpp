// SPDX-License-Identifier: BSD-2-Clause
#include "plan/guard.h"
#include "plan/judge_start.h"
#include "plan/options.h"
#include "plan/preview.h"
#include "support/plan_machine.h"
#include "support/text.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace patchbay;
using Need = Footing::Need;

namespace {

constexpr Address nvme{0, 1, 0, 0}, nic{0, 3, 0, 0}, gpu{0, 0, 2, 0};

Situation host()
{
    Situation situation = machine("0/2/0 8086:4680 class=030000 driver=vgapci0 msi=1\n1/0/0 144d:a80a class=010802 driver=nvme0 msix=9\n"
                                  "2/0/0 144d:a80a class=010802 driver=nvme1 msix=9\n3/0/0 driver=ix0 msix=9\n3/0/1 driver=ix1 msix=9\n"
                                  "4/0/0 144d:a80a class=010802 driver=ppt0 msix=9");
    for (Node &node : situation.topology.nodes)
        node.function.driverKnown = true;
    situation.footings.emplace();
    return situation;
}

Footing footing(Need need, const char *what, std::vector<std::string> chain, std::optional<Address> end, std::string missing = {},
                std::vector<Address> possible = {})
{
    return {need, what, std::move(chain), end, std::move(missing), std::move(possible)};
}

} // namespace

class TstRulesGuard : public QObject
{
    Q_OBJECT

private slots:
    void rules_data()
    {
        QTest::addColumn<int>("need");
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *rule, Need need, const char *text) { QTest::newRow(rule) << int(need) << QByteArray(rule) << QByteArray(text); };
        row("boot-disk", Need::Root, "1/0/0 carries the host's root file system: a → pci0:1:0:0.");
        row("mounted-disk", Need::Mounted, "1/0/0 carries /x, which the host has mounted: a → pci0:1:0:0.");
        row("swap", Need::Swap, "1/0/0 carries the host's swap: a → pci0:1:0:0.");
        row("ssh-nic", Need::Connection, "1/0/0 carries the very connection you are here by: a → pci0:1:0:0.");
        row("default-route", Need::DefaultRoute, "1/0/0 carries the host's default route: a → pci0:1:0:0.");
        row("console", Need::Console, "1/0/0 shows the host's console: a → pci0:1:0:0.");
        row("keyboard", Need::Keyboard, "1/0/0 has a keyboard of the host: a → pci0:1:0:0.");
    }
    void rules()
    {
        QFETCH(int, need);
        QFETCH(QByteArray, rule);
        QFETCH(QByteArray, text);
        Situation situation = host();
        situation.footings->all = {footing(Need(need), "/x", {"a", "pci0:1:0:0"}, nvme)};
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), toText(rule))),
                 "block 1/0/0 @w:5:0 | " + text + "\n  /x: a → pci0:1:0:0");
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "reserved 1/0/0"), toText(rule))),
                 "block 1/0/0 | " + text + "\n  /x: a → pci0:1:0:0");
        // Other functions, and other rules, are not concerned.
        const Plan other = planOf(situation, "w 5:0=2/0/0 6:0=3/0/0 7:0=0/2/0");
        for (const std::string_view id : guardRules())
            QCOMPARE(toBytes(ruleText(situation, other, id)), "");
        for (const std::string_view id : guardRules())
            if (id != toText(rule))
                QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), id)), "");
    }

    /// Every way down is said, the weightiest in the sentence.
    void severalWays()
    {
        Situation situation = host();
        situation.footings->all = {footing(Need::BootPartition, "the EFI partition", {"nda0p1", "pci0:1:0:0"}, nvme),
                                   footing(Need::Root, "/", {"zroot", "pci0:1:0:0"}, nvme)};
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), "boot-disk")),
                 "block 1/0/0 @w:5:0 | 1/0/0 carries the host's root file system: zroot → pci0:1:0:0.\n"
                 "  /: zroot → pci0:1:0:0\n  the EFI partition: nda0p1 → pci0:1:0:0");
    }

    /// What a tree shows before anybody plans anything: the same sentences, the weightiest first, and no guesses.
    void standing()
    {
        Situation situation = host();
        situation.footings->all = {footing(Need::Swap, "swap", {"nda0p2", "pci0:1:0:0"}, nvme),
                                   footing(Need::Root, "/", {"zroot", "pci0:1:0:0"}, nvme),
                                   footing(Need::Connection, "10.0.0.2", {"lagg0", "lagg0"}, std::nullopt, "lagg0 has several", {nic})};
        situation.footings->unread = {Need::Console};
        const auto said = [&](const Address &address) {
            std::string text;
            for (const Standing &each : standingOn(situation, *situation.topology.find(address)))
                text += each.rule + '|' + each.word + '|' + each.text + '\n';
            return toBytes(text);
        };
        QCOMPARE(said(nvme), "boot-disk|boot disk|1/0/0 carries the host's root file system: zroot → pci0:1:0:0.\n"
                             "swap|swap|1/0/0 carries the host's swap: nda0p2 → pci0:1:0:0.\n");
        QCOMPARE(said(nic), "ssh-nic|this connection|3/0/0 may carry this connection, since lagg0 has several.\n");
        QCOMPARE(said(gpu), "");
        const Plan plan = planOf(situation, "w 5:0=2/0/0");
        QCOMPARE(toBytes(options(situation, plan, "w", std::array{nvme}).guard),
                 "1/0/0 carries the host's root file system: zroot → pci0:1:0:0.");
        QCOMPARE(toBytes(options(situation, plan, "w", std::array{Address{0, 3, 0, 1}}).guard), "");
    }

    void brokenChain()
    {
        Situation situation = host();
        situation.footings->all = {footing(Need::Root, "/", {"nvd0p2", "nvd0"}, std::nullopt, "nothing tells which NVMe controller drives nvd0", {nvme, {0, 2, 0, 0}})};
        for (const char *function : {"1/0/0", "2/0/0"})
            QVERIFY(ruleText(situation, planOf(situation, "w 5:0=" + std::string(function)), "boot-disk")
                        .starts_with("block " + std::string(function) + " @w:5:0 | " + function +
                                     " may carry what the host boots from, since nothing tells which NVMe controller drives nvd0.\n"
                                     "  /: nvd0p2 → nvd0 → ? (nothing tells"));
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=3/0/0"), "boot-disk")), "");
        // Which of several EFI partitions counts is no reason to block.
        situation.footings->all[0].need = Need::BootPartition;
        QVERIFY(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), "boot-disk").starts_with("warn "));
    }

    void nobodyLooked()
    {
        Situation situation = host();
        situation.footings->unread = {Need::Root, Need::Swap};
        QVERIFY(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), "boot-disk").starts_with("block 1/0/0"));
        QVERIFY(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), "swap").starts_with("warn 1/0/0"));
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), "mounted-disk")), "");
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=3/0/0"), "boot-disk")), ""); // no disk hangs on a card
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=4/0/0"), "boot-disk")), ""); // ppt has it: the host stands on nothing there
        situation.footings.reset();
        QVERIFY(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), "boot-disk").starts_with("note 1/0/0"));
        QVERIFY(ruleText(situation, planOf(situation, "w 5:0=3/0/0"), "default-route").starts_with("note 3/0/0"));
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w 5:0=3/0/0"), "ssh-nic")), "");
    }

    /// An entry of pptdevs takes the function of that number in every domain.
    void otherDomains()
    {
        Situation situation = host();
        situation.footings->all = {footing(Need::Root, "/", {"z", "pci1:1:0:0"}, Address{1, 1, 0, 0})};
        QVERIFY(ruleText(situation, planOf(situation, "w 5:0=1/0/0"), "boot-disk").starts_with("block 1/0/0"));
    }

    void lifted()
    {
        Situation situation = host();
        situation.footings->all = {footing(Need::Root, "/", {"z", "pci0:1:0:0"}, nvme), footing(Need::Swap, "swap", {"p3", "pci0:1:0:0"}, nvme)};
        const Plan plan = planOf(situation, "w 5:0=1/0/0");
        const Preview before = previewPlan(situation, plan, "r");
        QVERIFY(before.blocked);
        situation.lifted = {{"boot-disk", nvme}};
        QVERIFY(ruleText(situation, plan, "boot-disk").starts_with("warn 1/0/0"));
        QVERIFY(ruleText(situation, plan, "boot-disk").ends_with("lifted by a person who typed the host's name"));
        QVERIFY(ruleText(situation, plan, "swap").starts_with("block 1/0/0")); // one by one
        situation.lifted.push_back({"swap", nic});
        QVERIFY(ruleText(situation, plan, "swap").starts_with("block 1/0/0")); // of this function
        QVERIFY(previewPlan(situation, plan, "r").blocked);
        situation.lifted = {{"boot-disk", nvme}, {"swap", nvme}};
        const Preview after = previewPlan(situation, plan, "r");
        QVERIFY(after.token != before.token);
        const auto guards = std::ranges::count_if(after.findings, [](const Finding &finding) { return finding.guard && finding.lifted; });
        QCOMPARE(guards, 2);
        QVERIFY(std::ranges::none_of(after.findings, [](const Finding &finding) { return finding.guard && finding.severity == Severity::Block; }));
    }

    /// What was seen is what runs: a chain that changes makes another token, one that is no concern of the plan does not.
    void token()
    {
        Situation situation = host();
        const Plan plan = planOf(situation, "w 5:0=1/0/0");
        const std::string bare = previewToken(situation, plan, "r");
        situation.footings->all = {footing(Need::Mounted, "/x", {"x", "pci0:1:0:0"}, nvme)};
        const std::string mounted = previewToken(situation, plan, "r");
        QVERIFY(mounted != bare);
        situation.footings->all[0].what = "/x and /y";
        QVERIFY(previewToken(situation, plan, "r") != mounted);
        situation.footings->all = {footing(Need::Connection, "this connection", {"ix0", "pci0:3:0:0"}, nic)};
        QCOMPARE(previewToken(situation, plan, "r"), bare);
    }

    void drag()
    {
        Situation situation = host();
        situation.footings->all = {footing(Need::Connection, "this connection", {"10.0.0.2", "ix0", "pci0:3:0:0"}, nic)};
        const Plan plan = planOf(situation, "w");
        BoardOptions board = options(situation, plan, "w", std::vector{nic});
        QVERIFY(std::ranges::any_of(board.cells, &CellOption::legal));
        const std::string said = "3/0/0 carries the very connection you are here by: 10.0.0.2 → ix0 → pci0:3:0:0. "
                                 "The plan cannot be applied until this guard is lifted. ";
        QVERIFY(board.hint.starts_with(said));
        situation.lifted = {{"ssh-nic", nic}};
        board = options(situation, plan, "w", std::vector{nic});
        QVERIFY(!board.hint.starts_with("3/0/0"));
    }

    void badges()
    {
        Situation situation = host();
        situation.footings->all = {footing(Need::Root, "/", {"zroot", "nda0", "pci0:1:0:0"}, nvme), footing(Need::Mounted, "/x", {"zroot", "nda0", "pci0:1:0:0"}, nvme),
                                   footing(Need::Swap, "swap", {"nda0p3", "pci0:1:0:0"}, nvme), footing(Need::Console, "the console", {"ttyv0"}, std::nullopt, "who knows", {gpu})};
        QCOMPARE(carriedBy(situation, nvme), (std::vector<std::string>{"zroot", "swap"}));
        QCOMPARE(carriedBy(situation, gpu).size(), 0U);
    }
};

QTEST_GUILESS_MAIN(TstRulesGuard)
#include "tst_rules_guard.moc"
