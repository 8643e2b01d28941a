// SPDX-License-Identifier: BSD-2-Clause
#include "conf/conf_edit.h"

#include "conf/diff.h"
#include "conf/loader_conf.h"
#include "support/boot_laws.h"
#include "support/boot_samples.h"
#include "support/text.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <array>

using namespace patchbay;

namespace {

BootFiles bootOf(const std::string &conf, LoaderGeneration generation = LoaderGeneration::Fourteen)
{
    BootFiles boot;
    boot.generation = generation;
    boot.files["/boot/loader.conf"] = conf;
    return boot;
}

std::string dump(const BootFiles &boot)
{
    std::string text = "generation " + std::to_string(int(boot.generation)) + "\n";
    for (const auto &[path, bytes] : boot.files)
        text += "== " + path + "\n" + bytes + "|\n";
    return text;
}

/// What changes, as a diff; "!" and the reason where nothing can be planned.
std::string planned(const BootFiles &boot, const WantedBoot &wanted)
{
    const auto edit = planBootEdit(boot, wanted);
    if (!edit)
        return "!" + edit.error().toString();
    std::string text;
    for (const FileEdit &file : edit->files)
        text += unifiedDiff(file.before.value_or(""), file.after.value_or(""), file.path, file.path);
    return text;
}

} // namespace

class TestConfEdit : public QObject
{
    Q_OBJECT

private slots:
    void aLineIsTakenOver()
    {
        const BootFiles boot = bootOf("# /boot/loader.conf\nkern.geom.label.disk_ident.enable=\"0\"\nzfs_load=\"YES\"\n"
                                      "pptdevs=\"2/0/0 2/0/1\"   # fc card\n");
        QCOMPARE(toBytes(planned(boot, {{{0, 2, 0, 0}, {0, 2, 0, 1}, {0, 1, 0, 1}}, true, false})),
                 QByteArray("--- /boot/loader.conf\n+++ /boot/loader.conf\n@@ -1,4 +1,8 @@\n # /boot/loader.conf\n"
                            " kern.geom.label.disk_ident.enable=\"0\"\n zfs_load=\"YES\"\n"
                            "-pptdevs=\"2/0/0 2/0/1\"   # fc card\n"
                            "+# Patchbay: begin (edit in Patchbay, or delete this block to undo)\n"
                            "+# Patchbay took over: pptdevs=\"2/0/0 2/0/1\"   # fc card\n+vmm_load=\"YES\"\n"
                            "+pptdevs=\"2/0/0 2/0/1 1/0/1\"\n+# Patchbay: end\n"));
    }

    void aNewFile()
    {
        const BootFiles boot{.files = {}, .folderOrder = {}, .unreadable = {}, .folders = {}, .loaderEnv = {}};
        const auto edit = planBootEdit(boot, {{{0, 2, 0, 0}}, true, true});
        QVERIFY(edit.has_value());
        QCOMPARE(edit->files.size(), std::size_t(1));
        QVERIFY(!edit->files[0].before);
        QCOMPARE(toBytes(*edit->files[0].after),
                 QByteArray("# Patchbay: begin (edit in Patchbay, or delete this block to undo)\n"
                            "# Patchbay: there was no such file before\nvmm_load=\"YES\"\npptdevs=\"2/0/0\"\n"
                            "hw.vmm.amdvi.enable=\"1\"\n# Patchbay: end\n"));
        QCOMPARE(toBytes(edit->notes.at(0)), QByteArray("/boot/loader.conf: read last, nothing overrides it"));
        const auto back = planBootEdit(applied(boot, *edit), {});
        QVERIFY(back.has_value() && back->files.size() == 1 && !back->files[0].after);
    }

    /// The loader reads what nobody here may read, and who knows what stands in it.
    void aFileThatCannotBeRead()
    {
        BootFiles boot = bootOf("vmm_load=YES\n");
        const WantedBoot wanted{{{0, 6, 0, 0}}, true, false};
        const auto made = planBootEdit(boot, wanted);
        QVERIFY(made.has_value());
        for (const char *path : {"/boot/loader.conf.d/site.conf", "/boot/device.hints", "/boot/loader.conf.local"}) {
            boot.unreadable = {path};
            for (const auto &refused : {planBootEdit(boot, wanted), planNextBoot(boot, wanted)}) {
                QVERIFY2(!refused && refused.error().where == path, path);
                QVERIFY(refused.error().what.contains("cannot be read"));
            }
        }
        boot.unreadable = {"/boot/loader.conf.d/site.conf"};
        QVERIFY(planBootEdit(applied(boot, *made), {}).has_value()); // the way back is open
        boot.unreadable = {"/boot/lua/config.lua"};
        QVERIFY(planBootEdit(boot, wanted).has_value());
    }

    void whatIsThereAlreadyStays()
    {
        const BootFiles boot = bootOf("vmm_load=YES\nhw.vmm.amdvi.enable=1\npptdevs=\"2/0/0 6/0/0\"\n");
        QCOMPARE(toBytes(planned(boot, {{{0, 6, 0, 0}, {0, 2, 0, 0}}, true, true})), QByteArray());
    }

    void theFileReadLastIsChosen()
    {
        BootFiles boot = bootOf("pptdevs=\"1/0/0\"\n");
        boot.files["/boot/loader.conf.d/vm.conf"] = "pptdevs=\"${pptdevs} 2/0/0\"\n";
        const auto edit = planBootEdit(boot, {{{0, 1, 0, 0}, {0, 2, 0, 0}, {0, 3, 0, 0}}, false, false});
        QVERIFY(edit.has_value());
        QCOMPARE(toBytes(edit->target), QByteArray("/boot/loader.conf.d/vm.conf"));
        QCOMPARE(toBytes(edit->values.value[0].value_or("")), QByteArray("1/0/0 2/0/0 3/0/0"));
        QVERIFY(std::ranges::contains(edit->notes, "/boot/loader.conf:1 sets pptdevs too, but is read before"));
    }

    /// Two files of one folder set the name. The kernel's list of a folder on ZFS is not the order the loader goes through it.
    void anOrderThatNobodyKnows_data()
    {
        QTest::addColumn<QByteArray>("fileSystem");
        QTest::addColumn<int>("generation");
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<QByteArray>("expected");
        const int fourteen = int(LoaderGeneration::Fourteen);
        const QByteArray disk = "!/boot/loader.conf: which file of /boot/loader.conf.d is read last is up to the disk, and more than one of "
                                "them sets these names: keep them in one file";
        QTest::newRow("zfs") << QByteArray("zfs") << fourteen << QByteArray("pptdevs=\"2/0/0\"\n") << disk;
        QTest::newRow("zfs, vmm") << QByteArray("zfs") << fourteen << QByteArray("vmm_load=\"NO\"\n") << disk;
        QTest::newRow("ufs") << QByteArray("ufs") << fourteen << QByteArray("pptdevs=\"2/0/0\"\n") << QByteArray("/boot/loader.conf.d/b.conf");
        QTest::newRow("a file behind both") << QByteArray("zfs") << int(LoaderGeneration::Main) << QByteArray("pptdevs=\"2/0/0\"\n")
                                            << QByteArray("/boot/loader.conf.local");
        QTest::newRow("they do not meet") << QByteArray("zfs") << fourteen << QByteArray("zfs_load=\"NO\"\n") << QByteArray("/boot/loader.conf.d/a.conf");
    }
    void anOrderThatNobodyKnows()
    {
        QFETCH(const QByteArray, fileSystem);
        QFETCH(const int, generation);
        QFETCH(const QByteArray, second);
        QFETCH(const QByteArray, expected);
        BootFiles boot = bootOf("", LoaderGeneration(generation));
        boot.files["/boot/loader.conf.d/a.conf"] = "vmm_load=\"YES\"\npptdevs=\"1/0/0\"\n";
        boot.files["/boot/loader.conf.d/b.conf"] = toText(second);
        boot.files["/boot/loader.conf.local"] = "# mine\n";
        boot.folderOrder = {"a.conf", "b.conf"};
        boot.fileSystem = toText(fileSystem);
        const auto edit = planBootEdit(boot, {{{0, 3, 0, 0}}, true, false});
        QCOMPARE(edit ? toBytes(edit->target) : "!" + toBytes(edit.error().where + ": " + edit.error().what), expected);
        // In no order is anything else taken.
        if (edit && fileSystem == "zfs") {
            BootFiles other = applied(boot, *edit);
            std::ranges::reverse(other.folderOrder);
            QCOMPARE(toBytes(pptValuesOf(evaluateLoader(other)).value[0].value_or("")), QByteArray("3/0/0"));
        }
        // Nothing of ours: the bytes that are there.
        const LoaderResult without = evaluateLoader(boot);
        const auto back = planBootEdit(boot, {pptValuesOf(without).functions(), loadsVmm(without), false});
        QVERIFY(back && back->files.empty());
    }

    void aVariableMadeFromOursKeepsItsValue()
    {
        const BootFiles boot = bootOf("pptdevs=\"1/0/0\"\nnote=\"had ${pptdevs}\"\n");
        const auto edit = planBootEdit(boot, {{{0, 3, 0, 0}}, false, false});
        QVERIFY(edit.has_value());
        const LoaderResult result = evaluateLoader(applied(boot, *edit));
        QCOMPARE(toBytes(result.env.at("note")), QByteArray("had 1/0/0"));
        QCOMPARE(toBytes(result.env.at("pptdevs")), QByteArray("3/0/0"));
    }

    void reasons_data()
    {
        QTest::addColumn<QByteArray>("conf");
        QTest::addColumn<int>("generation");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("blacklisted")
            << QByteArray("module_blacklist=\"drm vmm\"\n") << int(LoaderGeneration::Fourteen)
            << QByteArray("!/boot/loader.conf: module_blacklist keeps vmm from being loaded (/boot/loader.conf:1)");
        QTest::newRow("stops") << QByteArray("t02=\"50%\"\nt01=\"${t02}\"\n") << int(LoaderGeneration::Twelve)
                               << QByteArray("!/boot/loader.conf: the loader itself gives up on these files: "
                                             "/boot/lua/config.lua:150: invalid use of '%' in replacement string");
    }
    void reasons()
    {
        QFETCH(const QByteArray, conf);
        QFETCH(const int, generation);
        QFETCH(const QByteArray, expected);
        QCOMPARE(toBytes(planned(bootOf(toText(conf), LoaderGeneration(generation)), {{{0, 1, 0, 0}}, true, false})), expected);
    }

    /// Files the loader already complains about: it says where, the broken line stays as it is, and our change beside it is
    /// as exact as in a clean file; or there is a reason.
    void syntaxErrors()
    {
        const std::vector<std::string> lines = {
            "pptdevs=2/0/0", "pptdevs='2/0/0'", "pptdevs=\"2/0/0\";", "pptdevs+=\"2/0/0\"", "vmm_load=\"YES\" \"", "vmm_load=",
            "export hw.vmm=1", "=\"x\"", "a=\"open", "a=b;", "if true; then", "kern.x = \"1\" y", "exec=reboot", "-- lua",
            "\xff\xfe\xfd", std::string("a\0b=1", 5), "b=\"${c\"", "d=\"1\\", "[section]", "a: 1"};
        int cases = 0, told = 0, planned = 0, refused = 0;
        for (const auto generation : {LoaderGeneration::Twelve, LoaderGeneration::Fourteen, LoaderGeneration::Main})
            for (const std::string &line : lines)
                for (const auto &[above, below] : {std::pair{"", "zfs_load=\"YES\"\n"}, {"pptdevs=\"1/0/0\"\n\n", ""},
                                                   {"# Patchbay: begin (edit in Patchbay, or delete this block to undo)\npptdevs=\"1/0/0\"\n"
                                                    "# Patchbay: end\n", "tail=\"1\"\n"}}) {
                    const BootFiles boot = bootOf(above + line + '\n' + below, generation);
                    const std::string where = std::format("generation {}, {}", int(generation), line);
                    const LoaderResult before = evaluateLoader(boot);
                    const int number = int(std::ranges::count(std::string_view(above), '\n')) + 1;
                    told += before.stops || std::ranges::contains(before.saysFrom, Origin{"/boot/loader.conf", number}) ? 1 : 0;
                    ++cases;
                    for (const WantedBoot &wanted : {WantedBoot{{{0, 3, 0, 0}}, true, true}, WantedBoot{}}) {
                        bool can = false;
                        const std::string broken = brokenLaw(boot, wanted, &can);
                        QVERIFY2(broken.empty(), (where + ": " + broken).c_str());
                        ++(can ? planned : refused);
                        if (!can)
                            continue;
                        const auto edit = planBootEdit(boot, wanted);
                        const std::string after = edit->files.empty() ? boot.files.at("/boot/loader.conf") : edit->files[0].after.value_or("");
                        QVERIFY2(after.contains(line), where.c_str());
                    }
                }
        qInfo("%d files with a syntax error: the loader names the line in %d; %d changes exact, %d refused with a reason", cases,
              told, planned, refused);
        QVERIFY(cases == 180 && told > 100 && planned > 2 * told);
    }

    void nextBootReplacesAll()
    {
        BootFiles boot = bootOf("vmm_load=\"YES\"\npptdevs=\"1/0/0\"\npptdevs2=\"2/0/0\"\n");
        const auto edit = planNextBoot(boot, {{{0, 3, 0, 0}}, true, false});
        QVERIFY(edit.has_value());
        QCOMPARE(toBytes(edit->files.at(0).after.value_or("")),
                 QByteArray("nextboot_enable=\"YES\"\nvmm_load=\"YES\"\npptdevs=\"3/0/0\"\npptdevs2=\"\"\npptdevs3=\"\"\n"));
        // The boot after is the old one again: the loader has written over the first line.
        boot = applied(boot, *edit);
        const LoaderResult next = evaluateLoader(boot);
        QCOMPARE(pptValuesOf(next).functions().size(), std::size_t(1));
        boot.files["/boot/nextboot.conf"] = next.left.at("/boot/nextboot.conf");
        QCOMPARE(pptValuesOf(evaluateLoader(boot)).functions().size(), std::size_t(2));
        // A persistent plan looks through it.
        QVERIFY(brokenLaw(applied(boot, *edit), {{{0, 5, 0, 0}}, true, false}).empty());
    }

    void nextBootThatBringsNothingNewIsNotWritten()
    {
        const WantedBoot nothing, one{{{0, 1, 0, 0}}, true, false};
        const auto without = planNextBoot(bootOf("zfs_load=\"YES\"\n"), nothing);
        QVERIFY(without && without->files.empty());
        BootFiles boot = bootOf("vmm_load=\"YES\"\npptdevs=\"1/0/0\"\n");
        const auto same = planNextBoot(boot, one);
        QVERIFY(same && same->files.empty());
        QCOMPARE(planNextBoot(boot, nothing)->files.size(), std::size_t(1));
        // On ZFS the file of a trial long past stays, and whether it would be read is kept elsewhere.
        boot.files["/boot/nextboot.conf"] = "pptdevs=\"1/0/0\"\n";
        QCOMPARE(planNextBoot(boot, one)->files.size(), std::size_t(1));
        // What the loader has used up itself is as good as not there.
        boot.files["/boot/nextboot.conf"] = "nextboot_enable=\"NO\" \npptdevs=\"9/0/0\"\n";
        QVERIFY(planNextBoot(boot, one)->files.empty());
    }

    void documentsKeepEveryByte()
    {
        std::mt19937 random(3);
        for (int i = 0; i < 2000; ++i) {
            std::string bytes = randomConf(random);
            for (char &c : bytes)
                if (random() % 40 == 0)
                    c = char(random());
            QVERIFY(ConfDocument::parse(bytes, LoaderGeneration(i % 3)).print() == bytes);
        }
    }

    void lawsForMadeUpFiles()
    {
        std::mt19937 random(20251);
        int plans[3] = {}, trials = 0;
        constexpr int rounds = 1000;
        for (int i = 0; i < rounds; ++i) {
            BootFiles boot = randomBoot(random);
            const LoaderGeneration own = boot.generation;
            const WantedBoot wanted = randomWant(random);
            for (int generation = 0; generation < 3; ++generation) {
                boot.generation = LoaderGeneration(generation);
                bool done = false;
                const std::string broken = brokenLaw(boot, wanted, &done);
                plans[generation] += done;
                QVERIFY2(broken.empty(),
                         (broken + "\nround " + std::to_string(i) + "\n" + dump(boot) + planned(boot, wanted)).c_str());
            }
            boot.generation = own;
            bool tried = false;
            const std::string trial = brokenTrialLaw(boot, wanted, &tried);
            trials += tried;
            QVERIFY2(trial.empty(), (trial + "\ntrial of round " + std::to_string(i) + "\n" + dump(boot)).c_str());
        }
        qInfo("of %d files %d, %d and %d could be planned for all boots of 12, 13/14 and main, %d for the next one", rounds,
              plans[0], plans[1], plans[2], trials);
        for (const int done : plans)
            QVERIFY(done > rounds * 3 / 4);
    }

    // Somebody was at the file after us, in each of the ways there are; two of them at once now and then.
    void lawsForFilesEditedByHand()
    {
        std::mt19937 random(77);
        constexpr int rounds = 200;
        int plans = 0, refused = 0;
        std::array<int, std::size(handKinds)> shapes{};
        for (int i = 0; i < rounds; ++i) {
            BootFiles boot = randomBoot(random);
            if (const auto edit = planBootEdit(boot, randomWant(random)))
                boot = applied(boot, *edit);
            for (auto &[path, bytes] : boot.files) {
                for (unsigned times = 1 + random() % 2; times > 0 && !bytes.empty(); --times) {
                    const unsigned kind = unsigned(i + int(times)) % unsigned(std::size(handKinds));
                    bytes = handled(std::move(bytes), kind, random);
                    ++shapes[kind];
                }
            }
            bool done = false;
            const WantedBoot wanted = randomWant(random);
            const std::string broken = brokenLaw(boot, wanted, &done);
            (done ? plans : refused)++;
            QVERIFY2(broken.empty(), (broken + "\nround " + std::to_string(i) + "\n" + dump(boot) + planned(boot, wanted)).c_str());
            bool tried = false;
            const std::string trial = brokenTrialLaw(boot, wanted, &tried);
            QVERIFY2(trial.empty(), (trial + "\ntrial of round " + std::to_string(i) + "\n" + dump(boot)).c_str());
        }
        for (std::size_t kind = 0; kind < shapes.size(); ++kind) {
            qInfo("%5d files: %s", shapes[kind], handKinds[kind]);
            QVERIFY(shapes[kind] > 10);
        }
        qInfo("%d of %d could be planned, %d refused with a reason", plans, rounds, refused);
        QVERIFY(plans > rounds / 4);
    }

    void lawsForRealFiles()
    {
        int files = 0;
        std::mt19937 random(5);
        for (const char *folder : {"/corpus/loader-conf", "/corpus/loader-conf-whole"}) {
            QDirIterator entries(QStringLiteral(PATCHBAY_SHARED) + folder, QDir::Files);
            while (entries.hasNext()) {
                QFile file(entries.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const std::string bytes = toText(file.readAll());
                ++files;
                for (int i = 0; i < 12; ++i) {
                    const BootFiles boot = bootOf(bytes, LoaderGeneration(i % 3));
                    QVERIFY(ConfDocument::parse(bytes, boot.generation).print() == bytes);
                    bool done = false;
                    const std::string broken = brokenLaw(boot, randomWant(random), &done);
                    QVERIFY2(broken.empty(), (broken + " " + toText(file.fileName().toUtf8())).c_str());
                }
            }
        }
        if (files == 0)
            QSKIP("../shared/corpus is not here");
        qInfo("%d real files", files);
    }
};

QTEST_GUILESS_MAIN(TestConfEdit)
#include "tst_conf_edit.moc"
