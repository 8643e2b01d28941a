// SPDX-License-Identifier: BSD-2-Clause
#include "conf/conf_edit.h"
#include "support/boot_samples.h"
#include "support/plan_machine.h"
#include "support/text.h"

#include <QRegularExpression>
#include <QTest>

using namespace patchbay;

namespace {

constexpr LoaderGeneration twelve = LoaderGeneration::Twelve, fourteen = LoaderGeneration::Fourteen,
                           newest = LoaderGeneration::Main;

/// What a host with these files would be told. "== path" begins another file than loader.conf.
Situation hostWith(std::string_view text, LoaderGeneration generation)
{
    Situation situation = machine("2/0/0\n3/0/0");
    setBoot(situation, text);
    situation.boot->generation = generation;
    situation.loader = evaluateLoader(*situation.boot);
    situation.misread = misreadLines(*situation.boot, *situation.loader);
    situation.otherLoaders = loaderDifferences(*situation.boot, *situation.loader);
    return situation;
}

struct Row
{
    const char *name;
    LoaderGeneration generation;
    const char *files, *expected;
};

const Row rows[] = {
    {"nothing odd", fourteen, "vmm_load=\"YES\"\npptdevs=\"2/0/0 3/0/0\" # two\nhw.vmm.amdvi.enable=1", ""},
    {"a quote in a comment", fourteen, "# vmm\n\nvmm_load=\"YES\" # load \"vmm\"",
     "warn | A quote in the comment of /boot/loader.conf line 3 becomes part of vmm_load, so vmm is not loaded.\n"
     "  /boot/loader.conf:3: vmm_load=\"YES\" # load \"vmm\"\n"
     "note | The loader of FreeBSD 12 would take these boot files otherwise.\n"
     "  load vmm: here not set (/boot/loader.conf:3), there \"yes\" (/boot/loader.conf:3)\n"
     "note | The loader of FreeBSD 15 would take these boot files otherwise.\n"
     "  load vmm: here not set (/boot/loader.conf:3), there \"yes\" (/boot/loader.conf:3)"},
    {"the same on main", newest, "vmm_load=\"YES\" # load \"vmm\"",
     "note | The loader of FreeBSD 13 and 14 would take these boot files otherwise.\n"
     "  load vmm: here \"yes\" (/boot/loader.conf:1), there not set (/boot/loader.conf:1)"},
    {"a quote drops pptdevs", fourteen, "\npptdevs=\"2/0/0\" # the \"nic\"",
     "warn | The loader does not take a line of the boot files that is about passthrough.\n"
     "  /boot/loader.conf:2: Failed to parse variable 'pptdevs': Stray quote at position '6'\n"
     "note | The loader of FreeBSD 12 would take these boot files otherwise.\n"
     "  pptdevs: here not set, there \"2/0/0\" (/boot/loader.conf:2)\n"
     "note | The loader of FreeBSD 15 would take these boot files otherwise.\n"
     "  pptdevs: here not set, there \"2/0/0\" (/boot/loader.conf:2)"},
    {"a quote that is overridden", newest, "vmm_load=\"1\"\nvmm_load=\"YES\"",
     "warn | /boot/loader.conf line 2 replaces what was set for vmm_load before.\n"
     "  /boot/loader.conf:1: vmm_load=\"1\"\n  /boot/loader.conf:2: vmm_load=\"YES\" (this one counts)"},
    {"a folder that 12 does not know", twelve, "== /boot/loader.conf.d/ppt.conf\nvmm_load=\"YES\"",
     "warn | /boot/loader.conf.d/ppt.conf line 1 sets vmm_load, but this host's loader does not read that file.\n"
     "  /boot/loader.conf.d/ppt.conf:1: vmm_load=\"YES\"\n"
     "note | The loader of FreeBSD 13 and 14 would take these boot files otherwise.\n"
     "  load vmm: here not set, there \"yes\" (/boot/loader.conf.d/ppt.conf:1)\n"
     "note | The loader of FreeBSD 15 would take these boot files otherwise.\n"
     "  load vmm: here not set, there \"yes\" (/boot/loader.conf.d/ppt.conf:1)"},
    {"the last word goes to another file on main", fourteen,
     "== /boot/loader.conf.local\npptdevs=\"2/0/0\"\n== /boot/loader.conf.d/ppt.conf\npptdevs=\"2/0/0 3/0/0\"",
     "note | The loader of FreeBSD 12 would take these boot files otherwise.\n"
     "  pptdevs: here \"2/0/0 3/0/0\" (/boot/loader.conf.d/ppt.conf:1), there \"2/0/0\" (/boot/loader.conf.local:1)\n"
     "note | The loader of FreeBSD 15 would take these boot files otherwise.\n"
     "  pptdevs: here \"2/0/0 3/0/0\" (/boot/loader.conf.d/ppt.conf:1), there \"2/0/0\" (/boot/loader.conf.local:1)"},
    {"a module's file for its name", fourteen, "vmm.ko_load=\"YES\"",
     "warn | /boot/loader.conf line 1 loads no module: to this host's loader vmm.ko_load is a variable.\n"
     "  /boot/loader.conf:1: vmm.ko_load=\"YES\"\n"
     "note | The loader of FreeBSD 15 would take these boot files otherwise.\n"
     "  load vmm.ko: here not set (/boot/loader.conf:1), there \"yes\" (/boot/loader.conf:1)"},
    {"another word for yes", newest, "vmm_load=\"true\"",
     "warn | /boot/loader.conf line 1 does not load vmm: the loader takes YES only, not true.\n"
     "  /boot/loader.conf:1: vmm_load=\"true\""},
    {"a word for a number", newest, "hw.vmm.amdvi.enable=\"YES\"",
     "warn | /boot/loader.conf line 1 leaves hw.vmm.amdvi.enable as it is: the kernel takes numbers only, not YES.\n"
     "  /boot/loader.conf:1: hw.vmm.amdvi.enable=\"YES\""},
    {"a fourth variable", newest, "pptdevs4=\"2/0/0\"",
     "warn | Nothing reads pptdevs4, which /boot/loader.conf line 1 sets: there are pptdevs, pptdevs2 and pptdevs3.\n"
     "  /boot/loader.conf:1: pptdevs4=\"2/0/0\""},
    {"commas", newest, "pptdevs=\"2/0/0,3/0/0\"",
     "warn | An entry of pptdevs in /boot/loader.conf line 1 is not what it seems: \",3/0/0\" behind 2/0/0 is not looked "
     "at.\n  /boot/loader.conf:1: pptdevs=\"2/0/0,3/0/0\""},
    {"no quotes", newest, "x=1\n\npptdevs=2/0/0",
     "warn | The loader does not take a line of the boot files that is about passthrough.\n"
     "  /boot/loader.conf:3: Malformed line (2): 'pptdevs=2/0/0'\n"
     "note | The loader complains about the boot files.\n  Failed to parse config: '/boot/loader.conf'"},
};

/// What these files say to somebody who reads them in the loader's order and knows no loader: the last line counts.
/// nullopt: what is said depends on other lines.
std::optional<std::map<QByteArray, QByteArray>> sayPlainly(const BootFiles &boot, const LoaderResult &loader)
{
    static const QRegularExpression line(
        QStringLiteral("^[ \\t]*([\\w.-]+)[ \\t]*=[ \\t]*(?:\"([^\"]*)\"|'([^']*)'|([^#\\r\\n]*[^#\\s])?)[^\\n]*$"),
        QRegularExpression::MultilineOption);
    std::map<QByteArray, QByteArray> all;
    for (const std::string &path : loader.reads) {
        const QByteArray bytes = toBytes(boot.files.at(path));
        if (bytes.contains("exec") || bytes.contains('$') || bytes.contains('\\'))
            return std::nullopt;
        for (auto each = line.globalMatch(QString::fromLatin1(bytes)); each.hasNext();) {
            const auto match = each.next();
            all[match.captured(1).toLatin1()] = (match.captured(2) + match.captured(3) + match.captured(4)).toLatin1();
        }
    }
    return all;
}

} // namespace

class TestRulesLoader : public QObject
{
    Q_OBJECT

private slots:
    void rule_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(std::size(rows)); ++i)
            QTest::addRow("%s", rows[i].name) << i;
    }
    void rule()
    {
        QFETCH(const int, index);
        const Situation situation = hostWith(rows[index].files, rows[index].generation);
        QCOMPARE(toBytes(ruleText(situation, planOf(situation, "w"), "loader-overridden")), QByteArray(rows[index].expected));
    }

    void plainly_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("quoted") << QByteArray("a=\"b # c\" # d") << QByteArray("a|b # c");
        QTest::newRow("bare") << QByteArray(" a.b = c # d\r") << QByteArray("a.b|c");
        QTest::newRow("single") << QByteArray("export a='b c'x") << QByteArray("a|b c");
        QTest::newRow("plus") << QByteArray("a += \"b") << QByteArray("a|b");
        QTest::newRow("mark") << QByteArray("\xef\xbb\xbf" "a=1") << QByteArray("a|1");
        QTest::newRow("nothing") << QByteArray("set a=") << QByteArray("a|");
        for (const char *none : {"", "#a=1", "a", "a b=1", "=1", "\"a\"=1"})
            QTest::newRow(none) << QByteArray(none) << QByteArray("-");
    }
    void plainly()
    {
        QFETCH(const QByteArray, line);
        const auto read = readPlainly(toText(line));
        QTEST(read ? toBytes(read->name + '|' + read->value) : QByteArray("-"), "expected");
    }

    // Where nothing is said about the files, they are what they seem to be; to every loader where that is not mentioned.
    void silenceMeansWhatItSays()
    {
        std::mt19937 random(88);
        int silent = 0, same = 0;
        for (int i = 0; i < 1500; ++i) {
            BootFiles boot = randomBoot(random);
            boot.files.erase("/boot/nextboot.conf");
            boot.generation = LoaderGeneration(i % 3);
            const LoaderResult loader = evaluateLoader(boot);
            const auto says = sayPlainly(boot, loader);
            const auto misread = misreadLines(boot, loader);
            const bool complains = std::ranges::any_of(loader.says, [](const std::string &line) {
                return !line.starts_with("Loading ");
            });
            if (!boot.files.empty() && says && misread.empty() && !complains) {
                ++silent;
                const auto values = kernelEnvironment(loader);
                for (const char *name : {"pptdevs", "pptdevs2", "pptdevs3", "hw.vmm.amdvi.enable", "hw.vmm.iommu.enable"}) {
                    if (std::ranges::contains(values.dropped, name))
                        continue;
                    const auto read = says->find(name);
                    const auto found = values.env.find(name);
                    const QByteArray got = found == values.env.end() ? QByteArray("-") : toBytes(found->second);
                    QVERIFY2(got == (read == says->end() ? QByteArray("-") : read->second),
                             qPrintable(QStringLiteral("round %1: %2 is %3").arg(i).arg(QLatin1String(name), QString::fromLatin1(got))));
                }
                const auto load = says->find("vmm_load");
                if (!says->contains("module_blacklist") && !says->contains("vmm_name") && !says->contains("bhyve_name"))
                    QCOMPARE(loadsVmm(loader), load != says->end() && load->second.toLower() == "yes");
            }
            if (boot.files.empty() || !loaderDifferences(boot, loader).empty())
                continue;
            ++same;
            for (const LoaderGeneration generation : {twelve, fourteen, newest}) {
                BootFiles other = boot;
                other.generation = generation;
                const LoaderResult result = evaluateLoader(other);
                QCOMPARE(pptValuesOf(result), pptValuesOf(loader));
                QCOMPARE(loadsVmm(result), loadsVmm(loader));
                QCOMPARE(enablesAmdvi(result), enablesAmdvi(loader));
            }
        }
        qInfo("%d of 1500 files say what they mean, %d say it to every loader", silent, same);
        QVERIFY(silent > 100 && same > 100);
    }
};

QTEST_GUILESS_MAIN(TestRulesLoader)
#include "tst_rules_loader.moc"
