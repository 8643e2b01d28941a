// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/simulated_host.h"
#include "support/text.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

/// bectl(8) of simulated hosts: whose files a boot finds.
class TestEnvironments : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Host> m_host;

    QByteArray said(const std::vector<std::string> &argv)
    {
        const auto result = m_host->run(argv);
        return toBytes(result ? result->out + result->err : result.error().toString());
    }
    QByteArray names() // and their flags
    {
        QByteArray text;
        for (const QByteArray &line : said({"bectl", "list", "-H"}).split('\n'))
            text += line.isEmpty() ? "" : line.split('\t').first() + ' ' + line.split('\t').value(1) + ' ';
        return text;
    }
    QByteArray file() { return toBytes(m_host->readFile("/boot/mark").value_or("-")); }
    void restart() { QVERIFY(m_host->run({"shutdown", "-r", "now"}).has_value()); }
    void panicAtBoot()
    {
        QFile faults(m_folder.filePath(QStringLiteral("home-server/faults")));
        QVERIFY(faults.open(QIODevice::WriteOnly));
        faults.write("panic boot 1\n");
    }

private slots:
    void initTestCase() { qputenv("PATCHBAY_SIM_DIR", m_folder.path().toUtf8()); }

    void withoutZfs()
    {
        m_host = std::move(*openSimulatedHost("only-nic"));
        QCOMPARE(said({"bectl", "list"}), QByteArray("libbe_init(\"\") failed.\n"));
        QCOMPARE(m_host->run({"bectl", "check"})->status, 255);
        QCOMPARE(said({"bectl", "check"}), QByteArray());
    }

    void eachBootFindsItsOwn()
    {
        m_host = std::move(*openSimulatedHost("home-server"));
        QCOMPARE(names(), QByteArray("default NR "));
        QCOMPARE(said({"bectl", "create", "patchbay-000001"}), QByteArray());
        QCOMPARE(said({"bectl", "create", "patchbay-000001"}),
                 QByteArray("boot environment name already taken\nFailed to create bootenv patchbay-000001\n"));
        QVERIFY(m_host->replaceFile("/boot/mark", "new\n").has_value());
        QCOMPARE(said({"bectl", "activate", "patchbay-000001"}),
                 QByteArray("Successfully activated boot environment patchbay-000001\n"));
        QCOMPARE(said({"bectl", "activate", "-t", "default"}),
                 QByteArray("Successfully activated boot environment default for next boot\n"));
        QCOMPARE(names(), QByteArray("default NT patchbay-000001 R "));
        restart();
        QCOMPARE(file(), QByteArray("new\n"));
        QCOMPARE(names(), QByteArray("default N patchbay-000001 R "));
        m_host = std::move(*openSimulatedHost("home-server")); // it is written down
        restart();
        QCOMPARE(file(), QByteArray("-"));
        QCOMPARE(names(), QByteArray("default - patchbay-000001 NR "));
        QVERIFY(said({"mount", "-p"}).startsWith("zroot/ROOT/patchbay-000001\t/\t"));
        QCOMPARE(said({"kenv", "vfs.root.mountfrom"}), QByteArray("zfs:zroot/ROOT/patchbay-000001\n"));
        QCOMPARE(said({"bectl", "destroy", "patchbay-000001"}), QByteArray("cannot destroy active boot environment\n"));
        QVERIFY(said({"bectl", "activate", "default"}).startsWith("Successfully"));
        restart();
        QCOMPARE(file(), QByteArray("new\n"));
        QCOMPARE(said({"bectl", "destroy", "patchbay-000001"}), QByteArray());
        QCOMPARE(names(), QByteArray("default NR "));
    }

    void askedOnceAndTakenBack()
    {
        m_host = std::move(*openSimulatedHost("home-server"));
        QCOMPARE(said({"bectl", "create", "other"}), QByteArray());
        QVERIFY(said({"bectl", "activate", "-t", "other"}).startsWith("Successfully"));
        QCOMPARE(said({"bectl", "activate", "-T"}), QByteArray("Temporary activation removed\n"));
        QCOMPARE(names(), QByteArray("default NR other - "));
        QCOMPARE(m_host->run({"bectl", "activate", "gone"})->status, 1);
        QCOMPARE(m_host->run({"bectl", "polish"})->status, 64);
        QCOMPARE(said({"bectl", "create", "two words"}),
                 QByteArray("invalid boot environment name\nFailed to create bootenv two words\n"));
        QCOMPARE(said({"bectl", "destroy", "other"}), QByteArray());
    }

    /// What was asked for once is over although nobody saw that boot.
    void panicBeforeTheScripts()
    {
        m_host = std::move(*openSimulatedHost("home-server"));
        QCOMPARE(said({"bectl", "create", "old"}), QByteArray());
        QVERIFY(said({"bectl", "activate", "old"}).startsWith("Successfully"));
        QVERIFY(said({"bectl", "activate", "-t", "default"}).startsWith("Successfully"));
        panicAtBoot();
        restart();
        QCOMPARE(names(), QByteArray("default - old NR "));
    }
};

QTEST_APPLESS_MAIN(TestEnvironments)
#include "tst_environments.moc"
