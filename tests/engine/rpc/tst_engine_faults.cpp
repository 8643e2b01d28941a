// SPDX-License-Identifier: BSD-2-Clause
#include "support/memory_folder.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace {

struct Ended
{
    int status;
    bool killed;
    QString out, err;
};

} // namespace

/// The real engine, killed, raced and locked out while it changes a simulated host.
class TestEngineFaults : public QObject
{
    Q_OBJECT

private:
    using Extra = QMap<QString, QString>;

    QTemporaryDir m_folder{patchbay::test::memoryTemplate()};
    QString m_state; ///< of the host that is worked on
    QByteArray m_old;

    QString root() const { return m_state + QStringLiteral("/patchbay/sim/home-server/root"); }
    QByteArray loaderConf() const { return bytesOf(root() + QStringLiteral("/boot/loader.conf")); }

    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void start(QProcess &process, const QStringList &arguments, const Extra &extra = {}) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_STATE_HOME"), m_state);
        if (!extra.isEmpty()) {
            environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(PATCHBAY_DISK_CALLS));
            environment.insert(QStringLiteral("PATCHBAY_DISK_ROOT"), root());
            environment.insert(QStringLiteral("ASAN_OPTIONS"), QStringLiteral("verify_asan_link_order=0"));
        }
        for (auto it = extra.begin(); it != extra.end(); ++it)
            environment.insert(it.key(), it.value());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(PATCHBAY_ENGINE), arguments + QStringList{QStringLiteral("--host"), QStringLiteral("sim:home-server")});
    }

    static Ended end(QProcess &process)
    {
        process.waitForFinished(120'000);
        return {process.exitCode(), process.exitStatus() == QProcess::CrashExit, QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

    Ended run(const QStringList &arguments, const Extra &extra = {}) const
    {
        QProcess process;
        start(process, arguments, extra);
        return end(process);
    }

    QString planFile(const QString &function) const
    {
        const QString path = m_folder.filePath(QString(function).replace(u':', u'-') + QStringLiteral(".json"));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(QStringLiteral(R"({"guests":[{"name":"web","positions":[{"slot":7,"function":0,"host":"%1"}],)"
                                      R"("devices":[{"slot":0,"function":0,"kind":"hostbridge"},{"slot":31,"function":0,"kind":"lpc"}]}]})")
                           .arg(function).toUtf8());
        return path;
    }

    QStringList applying(const QString &function) const
    {
        return {QStringLiteral("apply"), planFile(function), QStringLiteral("--mode"), QStringLiteral("persistent")};
    }

    void newHost()
    {
        static int next = 0;
        const QString before = m_state;
        m_state = m_folder.filePath(QString::number(next++));
        QProcess copy;
        copy.start(QStringLiteral("cp"), {QStringLiteral("-a"), m_folder.filePath(QStringLiteral("start")), m_state});
        QVERIFY(copy.waitForFinished());
        if (!before.isEmpty() && !before.endsWith(QStringLiteral("start")))
            QDir(before).removeRecursively();
    }

    /// "applied undone …", oldest first.
    QString states() const
    {
        const Ended history = run({QStringLiteral("history"), QStringLiteral("--json")});
        QString text = history.status == 0 ? QString() : history.err;
        for (const QJsonValue &entry : QJsonDocument::fromJson(history.out.toUtf8()).object().value(QStringLiteral("entries")).toArray())
            text = entry.toObject().value(QStringLiteral("state")).toString() + u' ' + text;
        return text.trimmed();
    }

private slots:
    void initTestCase()
    {
        m_state = m_folder.filePath(QStringLiteral("start"));
        QCOMPARE(run({QStringLiteral("topology")}).status, 0);
        m_old = loaderConf();
        QVERIFY(!m_old.isEmpty());
    }

    void killedAtEveryStep()
    {
        newHost();
        const QString log = m_folder.filePath(QStringLiteral("calls"));
        QCOMPARE(run(applying(QStringLiteral("pci0:3:0:0")), {{QStringLiteral("PATCHBAY_DISK_LOG"), log}}).status, 0);
        const QByteArray fresh = loaderConf();
        QVERIFY(fresh != m_old);
        const QList<QByteArray> calls = bytesOf(log).trimmed().split('\n');
        QVERIFY(calls.size() > 30);
        int kills = 0, left = 0;
        for (qsizetype at = 0; at < calls.size(); ++at) {
            newHost();
            const Ended killed = run(applying(QStringLiteral("pci0:3:0:0")), {{QStringLiteral("PATCHBAY_DISK_KILL"), QString::number(at)}});
            QVERIFY2(killed.killed, qPrintable(killed.err));
            ++kills;
            left += loaderConf() == m_old ? 0 : 1;
            const QString history = states();
            const QString place = QStringLiteral("killed before %1: %2").arg(QString::fromUtf8(calls[at]), history);
            QVERIFY2(history == QStringLiteral("applied") ? loaderConf() == fresh : loaderConf() == m_old, qPrintable(place));
            QVERIFY2(QDir(root() + QStringLiteral("/boot")).entryList({QStringLiteral("*.patchbay-*")}).isEmpty(), qPrintable(place));
            if (at % 5 == 0 && history != QStringLiteral("applied")) {
                const Ended again = run(applying(QStringLiteral("pci0:3:0:0")));
                QVERIFY2(again.status == 0 && loaderConf() == fresh, qPrintable(place + again.err));
            }
        }
        QVERIFY(left > 0);
        qInfo("%d kills: loader.conf old or new and the history says which; %d were found half done", kills, left);
    }

    /// What is applied after a change that broke off is what was previewed, and it holds.
    void killedAfterTheRename()
    {
        newHost();
        const QString log = m_folder.filePath(QStringLiteral("calls"));
        const QList<QByteArray> calls = bytesOf(log).trimmed().split('\n');
        qsizetype at = 0;
        while (at < calls.size() && !(calls[at].startsWith("rename") && calls[at].endsWith("/boot/loader.conf")))
            ++at;
        QVERIFY(run(applying(QStringLiteral("pci0:3:0:0")), {{QStringLiteral("PATCHBAY_DISK_KILL"), QString::number(at + 1)}}).killed);
        QVERIFY(loaderConf() != m_old);
        const Ended other = run(applying(QStringLiteral("pci0:4:0:0")));
        QVERIFY2(other.status == 0, qPrintable(other.err));
        QVERIFY(loaderConf().contains("pptdevs=\"4/0/0\""));
        QCOMPARE(states(), QStringLiteral("undone applied"));
    }

    /// On ZFS the loader takes nextboot.conf at every boot for which the pool has no word.
    void killedTrial()
    {
        const QStringList trial{QStringLiteral("apply"), planFile(QStringLiteral("pci0:3:0:0")), QStringLiteral("--mode"), QStringLiteral("next-boot")};
        const QString log = m_folder.filePath(QStringLiteral("trial-calls"));
        newHost();
        QCOMPARE(run(trial, {{QStringLiteral("PATCHBAY_DISK_LOG"), log}}).status, 0);
        const QList<QByteArray> calls = bytesOf(log).trimmed().split('\n');
        const auto said = [this](const char *word) {
            return bytesOf(m_state + QStringLiteral("/patchbay/sim/home-server/state")).contains(QByteArray("nvstore name=nextboot_enable value=") + word);
        };
        QVERIFY(said("YES"));
        newHost();
        QVERIFY(!said("YES") && !said("NO"));
        const auto renamed = [](const QByteArray &call) { return call.startsWith("rename") && call.endsWith("/boot/nextboot.conf"); };
        const qsizetype from = std::ranges::find_if(calls, renamed) - calls.begin();
        QVERIFY(from < calls.size());
        int quiet = 0;
        for (qsizetype at = from; at < calls.size(); ++at) {
            newHost();
            QVERIFY(run(trial, {{QStringLiteral("PATCHBAY_DISK_KILL"), QString::number(at)}}).killed);
            const bool there = QFile::exists(root() + QStringLiteral("/boot/nextboot.conf"));
            QVERIFY2(!there || said("NO") || said("YES"), calls[at].constData());
            quiet += there && said("NO") ? 1 : 0;
        }
        QVERIFY(quiet > 0);
        qInfo("%d kills from the rename of nextboot.conf on: %d left it there unused; never without the pool's word", int(calls.size() - from), quiet);
    }

    void lockedOut()
    {
        newHost();
        QVERIFY(QDir().mkpath(root() + QStringLiteral("/var/db/patchbay")));
        const QByteArray path = (root() + QStringLiteral("/var/db/patchbay/lock")).toUtf8();
        const int lock = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        QCOMPARE(::flock(lock, LOCK_EX), 0);
        const QByteArray words = "applying a change (persistent), started 2026-01-01 10:00:00Z, process 17\n";
        QCOMPARE(::write(lock, words.constData(), size_t(words.size())), ssize_t(words.size()));
        for (const QStringList &what : {applying(QStringLiteral("pci0:3:0:0")), QStringList{QStringLiteral("revert")}}) {
            const Ended refused = run(what);
            QVERIFY(refused.status != 0);
            QVERIFY2(refused.err.contains(QStringLiteral("another console is applying a change (persistent), started 2026-01-01 "
                                                         "10:00:00Z, process 17")),
                     qPrintable(refused.err));
        }
        QCOMPARE(loaderConf(), m_old);
        ::close(lock);
        QCOMPARE(run(applying(QStringLiteral("pci0:3:0:0"))).status, 0);
    }

    void twoAtOnce()
    {
        int both = 0, one = 0;
        for (int round = 0; round < 8; ++round) {
            newHost();
            QProcess a, b;
            start(a, applying(QStringLiteral("pci0:3:0:0")));
            start(b, applying(QStringLiteral("pci0:4:0:0")));
            const Ended first = end(a), second = end(b);
            const int won = (first.status == 0 ? 1 : 0) + (second.status == 0 ? 1 : 0);
            QVERIFY2(won > 0, qPrintable(first.err + second.err));
            (won == 2 ? both : one) += 1;
            QCOMPARE(states(), won == 2 ? QStringLiteral("applied applied") : QStringLiteral("applied"));
            // What stands is what one of them said it did, and taking everything back gives the old bytes.
            QVERIFY(loaderConf().contains(first.status == 0 && won == 1 ? "\"3/0/0\"" : won == 1 ? "\"4/0/0\"" : "/0/0\""));
            for (int i = 0; i < won; ++i) {
                const Ended back = run({QStringLiteral("revert"), QStringLiteral("00000%1").arg(won - i)});
                QVERIFY2(back.status == 0, qPrintable(back.err));
            }
            QCOMPARE(loaderConf(), m_old);
        }
        qInfo("two engines at once, 8 times: %d times one after the other, %d times one was refused; nothing lost", both, one);
    }
};

QTEST_GUILESS_MAIN(TestEngineFaults)
#include "tst_engine_faults.moc"
