// SPDX-License-Identifier: BSD-2-Clause
#include "base/file.h"
#include "host/boot_reader.h"
#include "host/facts.h"
#include "host/posix_host.h"
#include "host/recorded_host.h"

#include "support/patience.h"
#include "support/text.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

class TestHosts : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string m_root;

    void put(const std::string &name, std::string_view bytes)
    {
        QVERIFY(replaceFile(m_root + '/' + name, bytes).has_value());
    }

    static constexpr std::string_view listing = "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n";

private slots:
    void init()
    {
        QDir(m_folder.path()).removeRecursively();
        QDir().mkpath(m_folder.path());
        m_root = toText(m_folder.path().toUtf8());
    }

    // A log may have grown for years; what an older program said is not this one's.
    void followedProgramSpeaksForItself()
    {
        put("log", std::string(3 << 20, 'x') + "\nold words\n");
        PosixHost host;
        const auto program = host.start({"echo", "new words"}, m_root + "/log");
        QVERIFY2(program.has_value(), program ? "" : program.error().toString().c_str());
        QTRY_VERIFY((*program)->ended());
        QCOMPARE(toBytes((*program)->takeOutput()), QByteArray("new words\n"));
    }

    void lockIsHeldOnce()
    {
        auto first = lockFile(m_root + "/folder/lock");
        QVERIFY(first.has_value());
        const auto second = lockFile(m_root + "/folder/lock");
        QVERIFY(!second && isLocked(second.error()));
        first->reset();
        QVERIFY(lockFile(m_root + "/folder/lock").has_value());
        QCOMPARE(toBytes(lockFile(m_root + "/folder").error().where), toBytes(m_root + "/folder"));
    }

    void specErrors_data()
    {
        static constexpr const char *rows[][2] = {
            {"", ": a host is named local, sim:NAME, recorded:FOLDER or dump:FILE"},
            {"nas", "nas: a host is named local, sim:NAME, recorded:FOLDER or dump:FILE"},
            {"ssh:nas", "ssh:nas: a host is named local, sim:NAME, recorded:FOLDER or dump:FILE"},
            {"dump:", "dump:: a name is missing after the colon"},
            {"dump:/nowhere/x", "/nowhere/x: no such file"},
            {"recorded:/nowhere", "/nowhere: no such file"},
            {"dump:/", "/: is a folder"},
        };
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QByteArray>("complaint");
        for (const auto &[spec, complaint] : rows)
            QTest::newRow(spec) << QByteArray(spec) << QByteArray(complaint);
    }
    void specErrors()
    {
        QFETCH(const QByteArray, spec);
        QFETCH(const QByteArray, complaint);
        const auto host = openHost(toText(spec));
        QVERIFY(!host);
        const QByteArray said = spec.isEmpty() ? ": " + toBytes(host.error().toString()) : toBytes(host.error().toString());
        QCOMPARE(said, complaint);
    }

    void dumpCanOnlyBeLookedAt()
    {
        put("nas.txt", listing);
        const auto host = openHost("dump:" + m_root + "/nas.txt");
        QVERIFY2(host.has_value(), host ? "" : host.error().toString().c_str());
        const Facts facts = makeFacts(readHost(**host).value());
        QCOMPARE(facts.topology.nodes.size(), std::size_t(1));
        QVERIFY(!facts.boot && !facts.kenv && !facts.acpi.read && !facts.modules);
        QCOMPARE(toBytes((*host)->replaceFile("/boot/loader.conf", "x").error().what), QByteArray("a dump can only be looked at"));
        QVERIFY(!(*host)->run({"true"}));
    }

    void fileWithoutListing()
    {
        put("mail.txt", "hello\n");
        const auto host = openHost("dump:" + m_root + "/mail.txt");
        QVERIFY(!host);
        QVERIFY(host.error().where.starts_with(m_root + "/mail.txt"));
    }

    void recordedFolder()
    {
        put("pciconf.txt", listing);
        put("kenv.txt", "pptdevs=\"1/0/0\"\nvmm_load=\"YES\"\n");
        put("sysctl", "kern.osreldate: 1403000\nhw.physmem: 1986457600\nhw.model: Some CPU\n");
        put("uname", "FreeBSD nas 14.3-RELEASE amd64\n");
        put("kldstat", "Id Refs Address                Size Name\n 1    3 0xffffffff80200000  1f3e2d0 kernel\n 2    1 0xffffffff81000000    1000 vmm.ko (/boot/kernel/vmm.ko)\n\tContains modules:\n\t\tId Name\n\t\t77 pci/ppt\n");
        put("boot/loader.conf", "vmm_load=\"YES\"\n");
        put("boot/loader.conf.d/a.conf", "pptdevs=\"1/0/0\"\n");
        const auto host = openHost("recorded:" + m_root);
        QVERIFY2(host.has_value(), host ? "" : host.error().toString().c_str());
        const Capture capture = readHost(**host).value();
        const Facts facts = makeFacts(capture);
        QCOMPARE(toBytes(facts.kenv->at("pptdevs")), QByteArray("1/0/0"));
        QCOMPARE(*facts.osVersion, 1403000);
        QCOMPARE(*facts.memory, std::uint64_t(1986457600));
        QCOMPARE(toBytes(*facts.machineName + " " + *facts.system + " " + *facts.release), QByteArray("nas FreeBSD 14.3-RELEASE"));
        QCOMPARE(facts.boot->files.size(), std::size_t(2));
        QVERIFY(std::ranges::contains(*facts.modules, "pci/ppt"));
        QVERIFY(std::ranges::contains(*facts.modules, "vmm.ko"));

        // Written out and read again it is the same machine.
        QVERIFY(writeCapture(m_root + "/copy", capture).has_value());
        const auto again = openHost("recorded:" + m_root + "/copy");
        QVERIFY(again.has_value());
        QCOMPARE(toBytes(readHost(**again)->revision()), toBytes(capture.revision()));
    }

    void revisionFollowsWhatCounts()
    {
        Capture a, b;
        a.blobs["pciconf"].bytes = b.blobs["pciconf"].bytes = listing;
        b.blobs["devinfo"].bytes = "a stick was plugged in";
        b.takenAt = 5;
        QCOMPARE(toBytes(a.revision()), toBytes(b.revision()));
        b.blobs["boot/loader.conf"].bytes = "\n";
        QVERIFY(a.revision() != b.revision());
    }

    void bootFolderWithNamedFiles()
    {
        put("boot/loader.conf", "loader_conf_files=\"/boot/more.conf\"\n");
        put("boot/more.conf", "pptdevs=\"1/0/0\"\n");
        const auto boot = readBootRoot(m_root);
        QVERIFY(boot.has_value());
        QVERIFY(boot->files.contains("/boot/more.conf"));
        // Folders too, and what stands in them names more; nothing else of them is read.
        put("boot/more.conf", "loader_conf_dirs=\"/boot/loader.conf.d /boot//site.d\"\n");
        put("boot/site.d/vm.conf", "pptdevs=\"2/0/0\"\nloader_conf_files=\"/etc/last\"\n");
        put("boot/site.d/notes.txt", "x=1\n");
        put("boot/loader.conf.d/ThinkPad/a.conf", "y=1\n");
        put("etc/last", "z=\"1\"\n");
        const auto more = readBootRoot(m_root);
        QVERIFY(more.has_value());
        QStringList paths;
        for (const auto &[path, bytes] : more->files)
            paths += QString::fromUtf8(path.c_str());
        QCOMPARE(paths.join(u' '), QStringLiteral("/boot/loader.conf /boot/loader.conf.d/ThinkPad/a.conf /boot/more.conf "
                                                  "/boot/site.d/vm.conf /etc/last"));
        const LoaderResult result = evaluateLoader(*more);
        QCOMPARE(toBytes(result.env.at("pptdevs") + result.env.at("z")), QByteArray("2/0/01"));
        QCOMPARE(toBytes(readBootRoot("/nowhere").error().toString()), QByteArray("/nowhere: has no folder boot"));
    }
};

QTEST_GUILESS_MAIN(TestHosts)
#include "tst_hosts.moc"
