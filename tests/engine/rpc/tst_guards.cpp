// SPDX-License-Identifier: BSD-2-Clause
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Outcome
{
    int status = -1;
    QByteArray out, err;
};

Outcome run(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(PATCHBAY_ENGINE), arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

/// Guards as a script meets them: the command line refuses with status 1 until each is lifted by the host's name.
class TstGuards : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString planOf(const QByteArray &function)
    {
        const QString path = m_folder.filePath(u"plan.json"_s);
        QFile file(path);
        const QByteArray text = "{\"guests\":[{\"name\":\"web\",\"positions\":[{\"slot\":7,\"function\":0,\"host\":\"" + function +
            "\"}],\"devices\":[{\"slot\":0,\"function\":0,\"kind\":\"hostbridge\"},{\"slot\":31,\"function\":0,\"kind\":\"lpc\"}]}]}";
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? path : QString();
    }

private slots:
    void init() { qputenv("PATCHBAY_SIM_DIR", m_folder.filePath(u"sim-"_s + QLatin1String(QTest::currentTestFunction())).toUtf8()); }

    void shippedHosts_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QByteArray>("function");
        QTest::addColumn<QByteArray>("guards"); // with the chain of the first
        const auto row = [](const char *host, const char *function, const char *guards) {
            QTest::addRow("%s %s", host, function) << QString::fromLatin1(host) << QByteArray(function) << QByteArray(guards);
        };
        row("only-nic", "2/0/0", "ssh-nic: 2/0/0 carries the very connection you are here by: 192.168.178.44 → re0 → pci0:2:0:0.");
        row("only-nic", "1/0/0", "boot-disk: 1/0/0 carries the host's root file system: nda0p2 → nda0 → nvme0 → pci0:1:0:0.");
        row("home-server", "2/0/0", "boot-disk: 2/0/0 carries the host's root file system: zroot → nda0p4 → nda0 → nvme0 → pci0:2:0:0.");
        row("home-server", "1/0/0", "mounted-disk: 1/0/0 carries /tank and /tank/vm and others, which the host has mounted: tank → da0 → mpr0 → pci0:1:0:0.");
        row("home-server", "3/0/3", "ssh-nic: 3/0/3 carries the very connection you are here by: 192.168.1.10 → bridge0 → igb3 → pci0:3:0:3.");
        row("home-server", "0/2/0", "console: 0/2/0 shows the host's console: ttyv0 → vgapci0 → pci0:0:2:0.");
        row("home-server", "0/20/0", "keyboard: 0/20/0 has a keyboard of the host: ukbd0 → uhub0 → usbus0 → xhci0 → pci0:0:20:0.");
        row("epyc", "2/0/0", "boot-disk: 2/0/0 carries the host's root file system: zroot → gpt/zfs1 → nda1 → nvme1 → pci0:2:0:0.");
        row("epyc", "65/0/0", "default-route: 65/0/0 carries the host's default route: default → mce0 → ");
        row("qlogic-fc", "3/0/0", "boot-disk: 3/0/0 carries the host's root file system: zroot → gpt/zfs0 → nda0 → nvme0 → pci0:3:0:0.");
        row("no-iommu", "0/31/2", "mounted-disk: 0/31/2 carries /home, which the host has mounted: ada1p1 → ada1 → ahcich1 → ahci0 → pci0:0:31:2.");
    }
    void shippedHosts()
    {
        QFETCH(QString, host);
        QFETCH(QByteArray, function);
        QFETCH(QByteArray, guards);
        const Outcome applied = run({u"apply"_s, planOf(function), u"--mode"_s, u"next-boot"_s, u"--host"_s, u"sim:"_s + host});
        QCOMPARE(applied.status, 1);
        QVERIFY2(applied.err.contains(guards), applied.err);
        const Outcome history = run({u"history"_s, u"--host"_s, u"sim:"_s + host});
        QCOMPARE(history.out, QByteArray());
    }

    void liftedOneByOne()
    {
        const QStringList apply{u"apply"_s, planOf("2/0/0"), u"--mode"_s, u"persistent"_s, u"--host"_s, u"sim:only-nic"_s};
        const auto with = [&](const char *lifts) { return run(apply + QStringList{u"--lift"_s, QString::fromLatin1(lifts)}); };
        QCOMPARE(with("ssh-nic").status, 2);
        QVERIFY(with("ssh-nic").err.contains("it wants GUARD@FUNCTION=HOST"));
        QCOMPARE(with("ssh-nic@2/0/0=tower").status, 2);
        QCOMPARE(with("ssh-nic@2/0/0=nuc").status, 1);
        QCOMPARE(with("ssh-nic@2/0/0=nuc,default-route@1/0/0=nuc").status, 1);
        const Outcome lifted = with("ssh-nic@2/0/0=nuc,default-route@pci0:2:0:0=nuc");
        QVERIFY2(lifted.status == 0, lifted.err);
        const Outcome history = run({u"history"_s, u"--host"_s, u"sim:only-nic"_s});
        QVERIFY2(history.out.contains("guards lifted: ssh-nic of 2/0/0, default-route of 2/0/0"), history.out);
    }
};

QTEST_GUILESS_MAIN(TstGuards)
#include "tst_guards.moc"
