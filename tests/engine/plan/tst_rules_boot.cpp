// SPDX-License-Identifier: BSD-2-Clause
#include "plan/preview.h"
#include "plan/verify.h"
#include "plan/wanted_boot.h"
#include "support/rule_rows.h"
#include "support/text.h"

#include <format>

using namespace patchbay;

namespace {

void kenv(Situation &situation, const char *name, const char *value)
{
    if (!situation.kenv)
        situation.kenv.emplace();
    (*situation.kenv)[name] = value;
}

/// The drivers of the functions as names, and rc.conf with a line "ifconfig_..." of each of these.
void setNames(Situation &situation, std::string lines)
{
    for (const Node &node : situation.topology.nodes)
        if (!node.function.driver.empty())
            situation.names.devices.push_back({node.function.driver, node.function.address});
    lines += '\n';
    int number = 0;
    for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
        const std::string line = lines.substr(at, lines.find('\n', at) - at);
        situation.names.uses.push_back({line.substr(0, line.find('=')), "/etc/rc.conf", ++number, "ifconfig_" + line});
    }
}

const std::vector<RuleRow> &rows()
{
    static const std::vector<RuleRow> all{
        {"pptdevs-shadow", "one domain", "2/0/0", "w 5:0=2/0/0", ""},
        {"pptdevs-shadow", "free function", "2/0/0\n1:2:0:0", "w 5:0=2/0/0",
         "warn 2/0/0 | The entry 2/0/0 takes pci1:2:0:0 from the host as well, since pptdevs has no PCI domain.\n"
         "  pci1:2:0:0"},
        {"pptdevs-shadow", "a disk of the host", "2/0/0\n1:2:0:0 class=010802 driver=nvme0", "reserved 2/0/0",
         "block 2/0/0 | The entry 2/0/0 takes pci1:2:0:0 from the host as well, since pptdevs has no PCI domain.\n"
         "  pci1:2:0:0, driver nvme0"},
        {"vmm-not-preloaded", "it is", "2/0/0", "w 5:0=2/0/0", "",
         [](Situation &s) { setBoot(s, "vmm_load=\"YES\""); }},
        {"vmm-not-preloaded", "nothing planned", "2/0/0", "w", "", [](Situation &s) { setBoot(s, ""); }},
        {"vmm-not-preloaded", "missing", "2/0/0", "w 5:0=2/0/0",
         "warn 2/0/0 | The loader does not load vmm, so drivers of the host get the functions first: applying this plan "
         "adds vmm_load=\"YES\".\n  no vmm_load in the boot files",
         [](Situation &s) { setBoot(s, ""); }},
        {"vmm-not-preloaded", "switched off", "2/0/0", "w 5:0=2/0/0",
         "warn 2/0/0 | The loader does not load vmm, so drivers of the host get the functions first: applying this plan "
         "adds vmm_load=\"YES\".\n  /boot/loader.conf:1: vmm_load=\"NO\"",
         [](Situation &s) { setBoot(s, "vmm_load=\"NO\""); }},
        {"vmm-not-preloaded", "other modules are blacklisted", "2/0/0", "w 5:0=2/0/0",
         "warn 2/0/0 | The loader does not load vmm, so drivers of the host get the functions first: applying this plan "
         "adds vmm_load=\"YES\".\n  no vmm_load in the boot files",
         [](Situation &s) { setBoot(s, "module_blacklist=\"drm radeonkms\""); }},
        {"vmm-not-preloaded", "vmm is blacklisted", "2/0/0", "w 5:0=2/0/0",
         "warn 2/0/0 | The loader does not load vmm, so drivers of the host get the functions first: applying this plan "
         "adds vmm_load=\"YES\".\n  /boot/loader.conf:2: module_blacklist=\"drm vmm\"",
         [](Situation &s) { setBoot(s, "\nmodule_blacklist=\"drm vmm\""); }},
        {"vmm-not-preloaded", "boot files not known", "2/0/0", "w 5:0=2/0/0",
         "note 2/0/0 | vmm is not loaded now, and whether the loader loads it is not known.\n  kldstat shows no vmm",
         [](Situation &s) { s.modules.emplace(); }},
        {"names-shift", "nobody names it", "2/0/0 driver=ix0\n3/0/0 driver=ix1", "w 5:0=2/0/0", ""},
        {"names-shift", "the lower one goes", "2/0/0 driver=ix0\n3/0/0 driver=ix1\n4/0/0 driver=ix2", "w 5:0=2/0/0",
         "warn 2/0/0 | /etc/rc.conf line 1 names ix0: with 2/0/0 gone to ppt, ix0 will be what ix1 is now.\n"
         "  /etc/rc.conf:1: ifconfig_ix0=\"up\"\n"
         "warn 2/0/0 | /etc/rc.conf line 2 names ix1: with 2/0/0 gone to ppt, ix1 will be ix0.\n"
         "  /etc/rc.conf:2: ifconfig_ix1=\"DHCP\"",
         [](Situation &s) { setNames(s, "ix0=\"up\"\nix1=\"DHCP\""); }},
        {"names-shift", "the upper one goes", "2/0/0 driver=ix0\n3/0/0 driver=ix1", "w 5:0=3/0/0", "",
         [](Situation &s) { setNames(s, "ix0=\"up\"\nix1=\"DHCP\""); }},
        {"names-shift", "ppt has it already", "2/0/0 driver=ppt0\n3/0/0 driver=ix0\n4/0/0 driver=ix1", "w 5:0=2/0/0", "",
         [](Situation &s) { setNames(s, "ix0=\"up\""); }},
        {"names-shift", "two go", "2/0/0 driver=ix0\n3/0/0 driver=ix1\n4/0/0 driver=ix2", "w 5:0=2/0/0 6:0=3/0/0",
         "warn 2/0/0 3/0/0 | /etc/rc.conf line 1 names ix2: with 2/0/0 and 3/0/0 gone to ppt, ix2 will be ix0.\n"
         "  /etc/rc.conf:1: ifconfig_ix2=\"up\"",
         [](Situation &s) { setNames(s, "ix2=\"up\""); }},
        {"loader-overridden", "plain", "2/0/0", "w", "",
         [](Situation &s) { setBoot(s, "pptdevs=\"2/0/0\"\nvmm_load=\"YES\""); }},
        {"loader-overridden", "a later file", "2/0/0\n3/0/0", "w",
         "warn | /boot/loader.conf.local line 1 replaces what was set for pptdevs before, and 2/0/0 is lost.\n"
         "  /boot/loader.conf:1: pptdevs=\"2/0/0\"\n  /boot/loader.conf.local:1: pptdevs=\"3/0/0\" (this one counts)",
         [](Situation &s) { setBoot(s, "pptdevs=\"2/0/0\"\n== /boot/loader.conf.local\npptdevs=\"3/0/0\""); }},
        {"loader-overridden", "appended", "2/0/0\n3/0/0", "w", "",
         [](Situation &s) { setBoot(s, "pptdevs=\"2/0/0\"\n== /boot/loader.conf.local\npptdevs=\"2/0/0 3/0/0\""); }},
        {"loader-overridden", "order of the folder", "2/0/0", "w",
         "warn | /boot/loader.conf.d/b.conf line 1 replaces what was set for vmm_load before.\n"
         "  /boot/loader.conf.d/a.conf:1: vmm_load=\"YES\"\n  /boot/loader.conf.d/b.conf:1: vmm_load=\"NO\" (this one "
         "counts)\n  files of loader.conf.d are read in the order of the directory, which is not sorted",
         [](Situation &s) {
             setBoot(s, "== /boot/loader.conf.d/a.conf\nvmm_load=\"YES\"\n== /boot/loader.conf.d/b.conf\nvmm_load=\"NO\"");
         }},
        {"loader-overridden", "nextboot", "2/0/0", "w",
         "note | pptdevs comes from /boot/nextboot.conf and holds for the next boot only.\n"
         "  /boot/nextboot.conf:1: pptdevs=\"2/0/0\"",
         [](Situation &s) { setBoot(s, "== /boot/nextboot.conf\npptdevs=\"2/0/0\""); }},
        {"loader-overridden", "malformed lines", "2/0/0", "w",
         "warn | The loader does not take a line of the boot files that is about passthrough.\n"
         "  Malformed line (2): 'pptdevs=2/0/0'\nnote | The loader complains about the boot files.\n"
         "  Malformed line (1): 'export x=1'\n  Failed to parse config: '/boot/loader.conf'",
         [](Situation &s) {
             setBoot(s, "");
             s.loader->says = {"Loading /boot/loader.conf", "Malformed line (1):", "\t'export x=1'", "Malformed line (2):",
                               "\t'pptdevs=2/0/0'", "Failed to parse config: '/boot/loader.conf'"};
         }},
        {"pptdevs-capacity", "few", "2/0/0", "w 5:0=2/0/0", ""},
        {"pptdevs-capacity", "a variable too long", "2/0/0", "w",
         "warn | pptdevs2 has 249 characters in the boot files: the kernel drops the whole variable.\n"
         "  WARNING: too long kenv string, ignoring pptdevs2",
         [](Situation &s) { setBoot(s, "pptdevs2=\"2/0/0 " + std::string(243, 'x') + "\""); }},
        {"memory-not-wired", "wired", "2/0/0", "w 5:0=2/0/0", ""},
        {"memory-not-wired", "no functions", "2/0/0", "w unwired", ""},
        {"memory-not-wired", "not wired", "2/0/0", "w 5:0=2/0/0 unwired",
         "block 2/0/0 @w:5:0 | The memory of w is not wired, and bhyve then refuses PCI functions.\n"
         "  bhyve: passthru requires guest memory to be wired\n  fix: Wire the memory of w"},
        {"memory-short", "not known", "2/0/0", "w mem=999999", ""},
        {"memory-short", "enough", "2/0/0", "w mem=15360", "", [](Situation &s) { s.memory = std::uint64_t(16) << 30; }},
        {"memory-short", "hardly", "2/0/0", "w mem=15361",
         "warn | w wires 15361 MiB and leaves the host 1023 MiB.\n  w: 15361 MiB wired\n  the host has 16384 MiB",
         [](Situation &s) { s.memory = std::uint64_t(16) << 30; }},
        {"memory-short", "too much", "2/0/0", "w mem=16384",
         "block | w wants 16384 MiB of wired memory, more than the host has.\n  w: 16384 MiB wired\n"
         "  the host has 16384 MiB",
         [](Situation &s) { s.memory = std::uint64_t(16) << 30; }},
        {"memory-short", "together", "2/0/0", "w mem=9000\nv mem=9000",
         "warn | All guests together wire 18000 MiB: they cannot all run at once.\n  w: 9000 MiB wired\n"
         "  v: 9000 MiB wired\n  the host has 16384 MiB",
         [](Situation &s) { s.memory = std::uint64_t(16) << 30; }},
        {"not-claimed", "not applied", "2/0/0 driver=em0", "w 5:0=2/0/0", "", [](Situation &s) { setBoot(s, ""); }},
        {"not-claimed", "reboot", "2/0/0 driver=em0", "w 5:0=2/0/0",
         "note 2/0/0 | ppt does not hold 2/0/0 now: The boot files name it, and the running kernel does not know it yet: "
         "reboot.\n  driver now: em0",
         [](Situation &s) { setBoot(s, "pptdevs=\"2/0/0\"\nvmm_load=\"YES\""); s.kenv.emplace(); }},
        {"not-claimed", "vmm came late", "2/0/0 driver=em0", "w 5:0=2/0/0",
         "warn 2/0/0 | ppt does not hold 2/0/0 now: The loader did not load vmm: em0 was there first, and a later vmm takes "
         "only driverless functions.\n  driver now: em0",
         [](Situation &s) { setBoot(s, "pptdevs=\"2/0/0\""); kenv(s, "pptdevs", "2/0/0"); s.modules = {{"vmm"}}; }},
        {"not-claimed", "held", "2/0/0 driver=ppt0", "w 5:0=2/0/0", "",
         [](Situation &s) { setBoot(s, "pptdevs=\"2/0/0\""); kenv(s, "pptdevs", "2/0/0"); }},
    };
    return all;
}

/// "pci0:2:0:0 ppt em0 bad cause" lines.
QByteArray verified(const Verification &verification)
{
    std::string text;
    for (const VerifiedFunction &f : verification.functions)
        text += std::format("{} {} {}{}\n", f.address.toSlashed(), f.intended, f.actual, f.good ? "" : ": " + f.cause);
    return toBytes(text);
}

QByteArray stepText(const std::vector<Step> &steps)
{
    std::string text;
    for (const Step &step : steps)
        text += std::format("{}: {}\n", stepName(step.kind), step.text);
    return toBytes(text);
}

} // namespace

class TestRulesBoot : public QObject
{
    Q_OBJECT

private slots:
    void rule_data() { addRuleRows(rows()); }
    void rule()
    {
        QFETCH(const int, index);
        const RuleRow &row = rows()[std::size_t(index)];
        QCOMPARE(toBytes(saidBy(row)), QByteArray(row.expected));
    }

    void verify()
    {
        Situation situation = machine("1/0/0 driver=ppt0\n2/0/0 driver=em0\n3/0/0 driver=igb0\n4/0/0 driver=ix0\n"
                                      "5/0/0\n6/0/0 driver=ppt1\n7/0/0 driver=em1\n0/1/0 bridge=1 driver=pcib1");
        setBoot(situation, "pptdevs=\"1/0/0 2/0/0 3/0/0\"\nvmm_load=\"YES\"\n== /boot/loader.conf.local\n"
                           "pptdevs=\"1/0/0 2/0/0 5/0/0\"\npptdevs2=\"7/0/0 " +
                               std::string(260, 'x') + "\"");
        kenv(situation, "pptdevs", "1/0/0 5/0/0 6/0/0");
        situation.modules = {{"vmm"}};
        const Plan plan = planOf(situation, "reserved 1/0/0 2/0/0 3/0/0 4/0/0 5/0/0 7/0/0 9/0/0 0/1/0");
        const Verification verification = verifyPlan(situation, plan);
        QVERIFY(!verification.good);
        QCOMPARE(verified(verification),
                 QByteArray("0/1/0 ppt pcib1: It is a bridge, and ppt takes only endpoints.\n"
                            "1/0/0 ppt ppt0\n"
                            "2/0/0 ppt em0: The boot files name it, and the running kernel does not know it yet: reboot.\n"
                            "3/0/0 ppt igb0: /boot/loader.conf.local line 1 replaces pptdevs of /boot/loader.conf line 1.\n"
                            "4/0/0 ppt ix0: The boot files do not name it: the plan is not applied.\n"
                            "5/0/0 ppt none: vmm is loaded and pptdevs names it, but no driver is attached: it was "
                            "detached after the boot.\n"
                            "7/0/0 ppt em1: pptdevs2 has 266 characters, so the kernel dropped the whole variable.\n"
                            "9/0/0 ppt gone: There is no function at 9/0/0.\n"
                            "6/0/0 host ppt1: pptdevs of the running kernel still names it: reboot.\n"));
        QVERIFY(verifyPlan(situation, planOf(situation, "reserved 1/0/0 6/0/0")).good);
    }

    /// A pptN name alone proves nothing.
    void nameWithoutDriver()
    {
        Situation situation = machine("1/0/0 driver=ppt0");
        kenv(situation, "pptdevs", "1/0/0");
        situation.sysctl.emplace()["hw.vmm.ppt.devices"] = "0";
        QCOMPARE(verified(verifyPlan(situation, planOf(situation, "reserved 1/0/0"))),
                 QByteArray("1/0/0 ppt ppt0: It is called ppt0, but ppt is attached to nothing: only the name is left.\n"));
    }

    void wanted()
    {
        Situation situation = machine("2/0/0\n3/0/0\n1:4:0:0");
        setBoot(situation, "pptdevs=\"3/0/0 9/9/7\"");
        const auto open = wantedBoot(situation, planOf(situation, "w 5:0=2/0/0 6:0=1:4:0:0"));
        QCOMPARE(open.ppt.size(), std::size_t(3)); // what the files claim stays; domain 1 cannot be claimed
        QVERIFY(open.vmm && !open.amdvi);
        const auto closed = wantedBoot(situation, planOf(situation, "w\nreserved"));
        QVERIFY(closed.ppt.empty() && !closed.vmm);
        situation.acpi.ivrs.emplace();
        situation.acpi.dmar.reset();
        QVERIFY(wantedBoot(situation, planOf(situation, "w 5:0=2/0/0")).amdvi);
    }

    void previewAndSteps()
    {
        Situation situation = machine("2/0/0 driver=isp0 1077:2532 class=0c0400 msix=32\n"
                                      "2/0/1 driver=isp1 1077:2532 class=0c0400 msix=32\n3/0/0 driver=ppt0 msix=4");
        situation.boot.emplace().files["/boot/loader.conf"] = "autoboot_delay=\"2\"\n";
        situation.loader = evaluateLoader(*situation.boot);
        situation.kenv.emplace();
        const Plan plan = planOf(situation, "w 5:0=2/0/0 5:1=2/0/1");
        const Preview preview = previewPlan(situation, plan, "rev");
        QVERIFY(!preview.bootError && !preview.blocked);
        QCOMPARE(preview.boot.files.size(), std::size_t(1));
        const std::string after = preview.boot.files[0].after.value_or("");
        QVERIFY(after.starts_with("autoboot_delay=\"2\"\n"));
        QVERIFY(after.contains("vmm_load=\"YES\"\n") && after.contains("pptdevs=\"2/0/0 2/0/1\"\n"));
        QCOMPARE(stepText(preview.steps),
                 QByteArray("write: Write /boot/loader.conf, which then gives 2 functions to ppt.\nreboot: Reboot.\n"
                            "verify: Check that ppt holds 2/0/0 and 2/0/1.\n"));
        QCOMPARE(stepText(previewPlan(situation, plan, "rev", ApplyMode::Now).steps),
                 QByteArray("release: Give 3/0/0 back to the host.\n"
                            "claim: Give 2/0/0 and 2/0/1 to ppt, taking isp0, isp1 from the host.\n"
                            "verify: Check that ppt holds 2/0/0 and 2/0/1.\n"));
    }

    /// Who armed another kernel for the next boot is told that a trial takes its place.
    void somebodysOwnTrial()
    {
        const auto said = [](const char *nextBoot, ApplyMode mode) {
            Situation situation = machine("2/0/0 driver=isp0 msix=4");
            situation.boot.emplace().files["/boot/loader.conf"] = "vmm_load=\"YES\"\n";
            situation.boot->files["/boot/nextboot.conf"] = nextBoot;
            situation.boot->fileSystem = "ufs";
            situation.loader = evaluateLoader(*situation.boot);
            QByteArray text;
            for (const Finding &finding : previewPlan(situation, planOf(situation, "w 5:0=2/0/0"), "rev", mode).findings)
                if (finding.rule == "loader-overridden" && finding.severity == Severity::Warn)
                    text += toBytes(finding.text);
            return text;
        };
        const QByteArray kernel = "/boot/nextboot.conf sets kernel=\"test\" for one boot, which may not have come yet; a trial takes its place.";
        QCOMPARE(said("nextboot_enable=\"YES\"\nkernel=\"test\"\n", ApplyMode::NextBoot), kernel);
        QCOMPARE(said("nextboot_enable=\"YES\"\nkernel=\"test\"\n", ApplyMode::Persistent), QByteArray());
        QCOMPARE(said("nextboot_enable=\"NO\" \nkernel=\"test\"\n", ApplyMode::NextBoot), QByteArray());
        QCOMPARE(said("nextboot_enable=\"YES\"\npptdevs=\"3/0/0\"\nvmm_load=\"YES\"\n", ApplyMode::NextBoot), QByteArray());
    }

    void nothingLeftToDo()
    {
        Situation situation = machine("2/0/0 driver=ppt0 msix=4");
        situation.boot.emplace().files["/boot/loader.conf"] = "vmm_load=\"YES\"\npptdevs=\"2/0/0\"\n";
        situation.loader = evaluateLoader(*situation.boot);
        kenv(situation, "pptdevs", "2/0/0");
        const Preview preview = previewPlan(situation, planOf(situation, "w 5:0=2/0/0"), "rev");
        QCOMPARE(stepText(preview.steps), QByteArray());
        QVERIFY(preview.boot.files.empty());
    }

    void blockedPreview()
    {
        const Situation situation = machine("0/31/0 class=060100");
        const Preview preview = previewPlan(situation, planOf(situation, "w 5:0=0/31/0"), "rev");
        QVERIFY(preview.blocked);
        QVERIFY(preview.boot.notes.back().contains("were not read"));
    }

    void token()
    {
        Situation situation = machine("2/0/0\n3/0/0");
        situation.boot.emplace().files["/boot/loader.conf"] = "a=\"1\"\n";
        const Plan plan = planOf(situation, "w 5:0=2/0/0");
        const std::string token = previewToken(situation, plan, "rev");
        QCOMPARE(token.size(), std::size_t(64));
        QCOMPARE(previewToken(situation, plan, "rev"), token);
        QVERIFY(previewToken(situation, plan, "rew") != token);
        QVERIFY(previewToken(situation, planOf(situation, "w 5:1=2/0/0"), "rev") != token);
        QVERIFY(previewToken(situation, planOf(situation, "w 5:0=2/0/0\nreserved"), "rev") != token);
        const std::string now = previewPlan(situation, plan, "rev", ApplyMode::Now).token;
        QVERIFY(now != token && previewPlan(situation, plan, "rev", ApplyMode::NextBoot).token != token);
        QVERIFY(otherModeOf(now, situation, plan, "rev", ApplyMode::Persistent) == ApplyMode::Now);
        QVERIFY(!otherModeOf(now, situation, plan, "rev", ApplyMode::Now));
        situation.boot->files["/boot/loader.conf"] = "a=\"2\"\n";
        QVERIFY(previewToken(situation, plan, "rev") != token);
    }
};

QTEST_GUILESS_MAIN(TestRulesBoot)
#include "tst_rules_boot.moc"
