// SPDX-License-Identifier: BSD-2-Clause
#include "host/boot_reader.h"
#include "plan/next_boot.h"

#include "footing_texts.h"
#include "support/folder_host.h"
#include "support/text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

namespace {

/// A folder with realpath(1) of a host whose root it is.
class LinkedHost final : public Host
{
public:
    LinkedHost(std::string root, std::optional<std::string> realpath)
        : m_folder(std::move(root))
        , m_realpath(std::move(realpath))
    {
    }
    [[nodiscard]] std::string spec() const override { return m_folder.spec(); }
    [[nodiscard]] std::optional<std::string> readOnlyReason() const override { return std::nullopt; }
    Result<ProgramResult> run(const std::vector<std::string> &argv, const RunOptions &) override
    {
        if (argv.size() != 2 || argv[0] != "realpath" || !m_realpath)
            return fail("no such program", argv.empty() ? "" : argv[0]);
        return ProgramResult{m_realpath->empty() ? 1 : 0, *m_realpath, {}};
    }
    Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &argv, const std::string &log) override
    {
        return m_folder.start(argv, log);
    }
    Result<std::string> readFile(const std::string &path) override { return m_folder.readFile(path); }
    Result<std::vector<std::string>> listFolder(const std::string &path) override { return m_folder.listFolder(path); }
    Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *expected) override
    {
        return m_folder.replaceFile(path, bytes, expected);
    }
    Result<> removeFile(const std::string &path) override { return m_folder.removeFile(path); }
    std::optional<FileTraits> traitsOf(const std::string &path) override { return m_folder.traitsOf(path); }

private:
    FolderHost m_folder;
    std::optional<std::string> m_realpath;
};

} // namespace

class TestBootReader : public QObject
{
    Q_OBJECT

private slots:
    /// A pool of its own for what the loader reads, as installations on encrypted disks have had: the loader asks that pool
    /// whether nextboot.conf counts, not the one that holds root.
    void bootIsALink_data()
    {
        QTest::addColumn<bool>("link");
        QTest::addColumn<QByteArray>("realpath");
        QTest::addColumn<QByteArray>("pool"); ///< that is told; or why no trial is possible
        QTest::newRow("a folder") << false << QByteArray("/elsewhere\n") << QByteArray("zroot");
        QTest::newRow("a link to another pool") << true << QByteArray("/bootpool/boot\n") << QByteArray("bootpool");
        QTest::newRow("a link that leads nowhere") << true << QByteArray("") << QByteArray("not known which file system");
        QTest::newRow("no realpath here") << true << QByteArray() << QByteArray("not known which file system");
    }
    void bootIsALink()
    {
        QFETCH(const bool, link);
        QFETCH(const QByteArray, realpath);
        QFETCH(const QByteArray, pool);
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(link ? "bootpool/boot" : "boot"));
        QVERIFY(!link || QFile::link("bootpool/boot", folder.filePath("boot")));
        QFile conf(folder.filePath("boot/loader.conf"));
        QVERIFY(conf.open(QIODevice::WriteOnly) && conf.write("zfs_load=\"YES\"\n") > 0);
        conf.close();
        LinkedHost host(toText(folder.path().toUtf8()), realpath.isNull() ? std::nullopt : std::optional(toText(realpath)));
        Capture capture;
        capture.blobs["mount"].bytes = "zroot/ROOT/default\t/\tzfs\trw 0 0\nbootpool\t/bootpool\tzfs\trw 0 0\n";
        readBootBlobs(host, capture);
        const auto boot = bootFilesOf(capture);
        QVERIFY(boot && boot->files.contains("/boot/loader.conf"));
        const auto edit = planTrialBoot(*boot, {{{0, 3, 0, 0}}, true, false});
        if (!edit)
            QVERIFY2(toBytes(edit.error().what).contains(pool), edit.error().what.c_str());
        else
            QCOMPARE(toBytes(trialSwitch(*boot, true).at(2)), pool);
    }

    /// Where the loader cannot mark nextboot.conf as used, every boot would take it.
    void whatTheLoaderCannotWrite_data()
    {
        QTest::addColumn<QByteArray>("device");
        QTest::addColumn<QByteArray>("mesh");
        QTest::addColumn<bool>("possible");
        QTest::newRow("a partition") << QByteArray("/dev/ada0p2") << QByteArray("PART:ada0p2<ada0 DISK:ada0") << true;
        QTest::newRow("a mirror") << QByteArray("/dev/mirror/gm0") << QByteArray("MIRROR:mirror/gm0<ada0p2 PART:ada0p2<ada0 DISK:ada0") << true;
        QTest::newRow("geli") << QByteArray("/dev/ada0p2.eli") << QByteArray("ELI:ada0p2.eli<ada0p2 PART:ada0p2<ada0 DISK:ada0") << false;
        QTest::newRow("geli, disks not listed") << QByteArray("/dev/ada0p2.eli") << QByteArray() << false;
        QTest::newRow("a label on geli") << QByteArray("/dev/ufs/root") << QByteArray("LABEL:ufs/root<ada0p2.eli ELI:ada0p2.eli<ada0p2 PART:ada0p2<ada0 DISK:ada0") << false;
        QTest::newRow("a memory disk") << QByteArray("/dev/ufs/live") << QByteArray("LABEL:ufs/live<md0 MD:md0") << false;
        QTest::newRow("a memory disk without /dev/") << QByteArray("md0") << QByteArray("MD:md0") << false;
        QTest::newRow("a circle") << QByteArray("/dev/a") << QByteArray("STRIPE:a<b STRIPE:b<a") << true;
    }
    void whatTheLoaderCannotWrite()
    {
        QFETCH(const QByteArray, device);
        QFETCH(const QByteArray, mesh);
        QFETCH(const bool, possible);
        Capture capture;
        capture.blobs["mount"].bytes = toText(device) + "\t/\tufs\trw 1 1\n";
        capture.blobs["boot/loader.conf"].bytes = "autoboot_delay=\"2\"\n";
        if (!mesh.isEmpty())
            capture.blobs["confxml"].bytes = meshOf(toText(mesh));
        const auto boot = bootFilesOf(capture);
        QVERIFY(boot.has_value());
        const auto edit = planTrialBoot(*boot, {{{0, 3, 0, 0}}, true, false});
        QCOMPARE(edit.has_value(), possible);
        QVERIFY2(edit || edit.error().what.contains("which the loader only reads"), edit ? "" : edit.error().what.c_str());
    }
};

QTEST_GUILESS_MAIN(TestBootReader)
#include "tst_boot_reader.moc"
