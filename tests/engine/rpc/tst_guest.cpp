// SPDX-License-Identifier: BSD-2-Clause
#include "support/patience.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>
#include <vector>

namespace {

struct Outcome
{
    int status = -1;
    QByteArray out, err;
};

const QByteArray bothPorts = R"({"slot":7,"function":0,"host":"pci0:4:0:0"},{"slot":7,"function":1,"host":"pci0:4:0:1"})";

QByteArray guestJson(const char *name, const QByteArray &positions)
{
    return QByteArray(R"({"name":")") + name + R"(","positions":[)" + positions +
        R"(],"devices":[{"slot":0,"function":0,"kind":"hostbridge"},{"slot":31,"function":0,"kind":"lpc"}]})";
}

QByteArray request(const char *method, const QByteArray &params)
{
    return QByteArray(R"({"id":1,"method":")") + method + R"(","params":)" + params + "}\n";
}

} // namespace

/// Guests on a simulated host, started and stopped by several engines at once and by engines that die.
class TestGuest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    const QStringList m_host{QStringLiteral("--host"), QStringLiteral("sim:home-server")};

    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    QString onHost(const char *name) const { return path("sim/home-server/root") + QLatin1String(name); }

    static QByteArray contents(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QProcess> launch(const QStringList &words) const
    {
        auto process = std::make_unique<QProcess>();
        process->start(QStringLiteral(PATCHBAY_ENGINE), words + m_host);
        return process;
    }

    static Outcome outcomeOf(QProcess &process)
    {
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(60'000))
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    Outcome run(const QStringList &words, const QByteArray &input = {}) const
    {
        const auto process = launch(words);
        process->write(input);
        process->closeWriteChannel();
        return outcomeOf(*process);
    }

    Outcome guest(const char *words) const
    {
        return run(QStringList{QStringLiteral("guest")} + QString::fromUtf8(words).split(u' '));
    }

    /// The answer to one request, of an engine that ends after it.
    QByteArray ask(const char *method, const QByteArray &params) const
    {
        const QByteArray out = run({QStringLiteral("serve")}, request(method, params)).out;
        const qsizetype at = out.indexOf(R"({"jsonrpc":"2.0","id":1,)");
        return at < 0 ? QByteArray() : out.mid(at, out.indexOf('\n', at) - at);
    }

    Outcome define(const QByteArray &json) const
    {
        QFile file(path("plan.json"));
        if (file.open(QIODevice::WriteOnly))
            file.write(R"({"guests":[)" + json + "]}");
        file.close();
        return run({QStringLiteral("guest"), QStringLiteral("define"), path("plan.json")});
    }

    void shutdownTakes(int milliseconds) const
    {
        QFile faults(path("sim/home-server/faults"));
        QVERIFY(faults.open(QIODevice::WriteOnly));
        faults.write("shutdown " + QByteArray::number(milliseconds) + '\n');
    }

    /// A guest called web with two functions that ppt holds.
    void prepare() const
    {
        QVERIFY2(define(guestJson("web", bothPorts)).status == 0, "define");
        shutdownTakes(50);
        QVERIFY(ask("device.claim", R"({"functions":["pci0:4:0:0","pci0:4:0:1"]})").contains(R"("actual":"ppt1")"));
    }

    /// Ends, without warning, the processes that look after this test's guests.
    static int killCaretakers(const QString &folder)
    {
        int killed = 0;
        const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &process : processes) {
            if (!contents(QStringLiteral("/proc/%1/environ").arg(process)).contains(folder.toUtf8()) ||
                !contents(QStringLiteral("/proc/%1/cmdline").arg(process)).startsWith(PATCHBAY_ENGINE))
                continue;
            killed += ::kill(process.toInt(), SIGKILL) == 0;
        }
        return killed;
    }

    QByteArray stateFile() const { return contents(onHost("/var/db/patchbay/guests/web/state")); }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", path("sim").toUtf8());
    }
    void cleanup() { killCaretakers(path("sim")); }

    void startStopLog()
    {
        prepare();
        QCOMPARE(guest("log web").status, 2);
        const Outcome started = guest("start web");
        QVERIFY2(started.status == 0, started.err);
        QVERIFY2(started.out.startsWith("web: running\nholds pci0:4:0:0 pci0:4:0:1\nbhyve -S "), started.out);
        QTRY_VERIFY(guest("log web").out.contains("login: "));
        QCOMPARE(guest("list").out, QByteArray("NAME  STATE    HOLDS\nweb   running  pci0:4:0:0 pci0:4:0:1\n"));
        const Outcome stopped = guest("stop web");
        QCOMPARE(stopped.status, 0);
        QCOMPARE(stopped.out, QByteArray("web: stopped\n"));
        QVERIFY(guest("log web").out.contains("Powering system off"));
        QVERIFY(ask("device.release", R"({"functions":["pci0:4:0:0"]})").contains(R"("actual":"ix0")"));
        const Outcome again = guest("stop web");
        QCOMPARE(again.status, 2);
        QCOMPARE(again.err, QByteArray("patchbay-engine: web: the guest does not run\n"));
    }

    void noGuestOnTheWrongDevice()
    {
        prepare();
        QFile hardware(path("sim/home-server/hardware"));
        QVERIFY(hardware.open(QIODevice::WriteOnly) && hardware.write("swap 4:0 1:0\n") > 0);
        hardware.close();
        ask("boot.reboot", "{}");
        const Outcome refused = guest("start web");
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.err.startsWith("patchbay-engine: The function planned as 4/0/0 is at 1/0/0 now."), refused.err);
        QVERIFY(!QDir(onHost("/var/db/patchbay/guests/web")).exists());
    }

    void onlyOneOfManyStarts()
    {
        prepare();
        std::vector<std::unique_ptr<QProcess>> all;
        for (int i = 0; i < 4; ++i)
            all.push_back(launch({QStringLiteral("guest"), QStringLiteral("start"), QStringLiteral("web")}));
        int started = 0;
        for (const auto &one : all) {
            const Outcome outcome = outcomeOf(*one);
            started += outcome.status == 0;
            if (outcome.status != 0)
                QCOMPARE(outcome.err, QByteArray("patchbay-engine: web: the guest runs already\n"));
        }
        QCOMPARE(started, 1);
        QVERIFY(guest("show web").out.startsWith("web: running\nholds pci0:4:0:0 pci0:4:0:1\n"));
        QCOMPARE(guest("stop web").out, QByteArray("web: stopped\n"));
    }

    void refusedWhileAnotherEngineRunsIt()
    {
        prepare();
        const auto serve = launch({QStringLiteral("serve")});
        serve->write(request("guest.start", R"({"name":"web"})"));
        QTRY_VERIFY_WITH_TIMEOUT(stateFile().contains("state running\n"), 30'000);
        const QByteArray before = stateFile();
        const Outcome second = guest("start web");
        QCOMPARE(second.status, 2);
        QCOMPARE(second.err, QByteArray("patchbay-engine: web: the guest runs already\n"));
        QCOMPARE(stateFile(), before);
        serve->closeWriteChannel();
        outcomeOf(*serve);
        QCOMPARE(guest("stop web").out, QByteArray("web: stopped\n"));
    }

    void orphan_data()
    {
        QTest::addColumn<QByteArray>("stop");
        QTest::newRow("orderly") << QByteArray("stop web");
        QTest::newRow("by force") << QByteArray("stop web --force");
    }
    void orphan()
    {
        QFETCH(const QByteArray, stop);
        if (!QFile::exists(QStringLiteral("/proc/self/environ")))
            QSKIP("the process that looks after the guest is found by /proc, which is not here");
        prepare();
        QCOMPARE(guest("start web").status, 0);
        const QByteArray before = stateFile();
        QCOMPARE(killCaretakers(path("sim")), 1);
        QCOMPARE(guest("start web").err, QByteArray("patchbay-engine: web: the guest runs already\n"));
        QCOMPARE(stateFile(), before);
        QVERIFY(guest("list").out.contains("web   running  pci0:4:0:0 pci0:4:0:1\n"));
        const Outcome stopped = guest(stop);
        QCOMPARE(stopped.out, QByteArray("web: stopped\n"));
        QCOMPARE(stopped.status, 0);
        QVERIFY(ask("device.release", R"({"functions":["pci0:4:0:0"]})").contains(R"("actual":"ix0")"));
    }

    // bhyve ended, and nobody was left to destroy its machine.
    void leftover()
    {
        if (!QFile::exists(QStringLiteral("/proc/self/environ")))
            QSKIP("the process that looks after the guest is found by /proc, which is not here");
        prepare();
        QCOMPARE(guest("start web").status, 0);
        QCOMPARE(killCaretakers(path("sim")), 1);
        shutdownTakes(3'600'000); // so that who stops it is surely killed before the guest is down
        const auto stopping = launch({QStringLiteral("guest"), QStringLiteral("stop"), QStringLiteral("web")});
        QTRY_VERIFY_WITH_TIMEOUT(stateFile().contains("state stopping\n"), 30'000);
        stopping->kill();
        stopping->waitForFinished();
        QFile clock(path("sim/home-server/clock"));
        QVERIFY(clock.open(QIODevice::WriteOnly) && clock.write("passed 3700\n") > 0);
        clock.close();
        QTRY_COMPARE(guest("list").out, QByteArray("NAME  STATE  HOLDS\nweb   held   pci0:4:0:0 pci0:4:0:1\n"));
        shutdownTakes(50);
        QVERIFY(define(guestJson("mail", R"({"slot":3,"function":0,"host":"pci0:4:0:1"})")).status == 0);
        QCOMPARE(guest("start mail").err, QByteArray("patchbay-engine: 4/0/1 is held by the guest web: stop that one first.\n"));
        const Outcome again = guest("start web");
        QVERIFY2(again.out.startsWith("web: running\n"), again.err);
        QCOMPARE(guest("stop web").status, 0);
        QCOMPARE(guest("start mail").status, 0);
        QCOMPARE(guest("stop mail").status, 0);
    }

    // What cannot start is refused with the reason, before bhyve or the kernel have seen it.
    void blocked()
    {
        QCOMPARE(define(guestJson("web", bothPorts)).status, 0);
        const Outcome unclaimed = guest("start web");
        QCOMPARE(unclaimed.status, 1);
        QVERIFY2(unclaimed.err.startsWith("patchbay-engine: 4/0/0 belongs to ix0, not to ppt. "), unclaimed.err);
        QVERIFY(stateFile().isEmpty());
        prepare();
        const QByteArray twice = guestJson("odd", R"({"slot":5,"function":0,"host":"pci0:4:0:0"},)"
                                                  R"({"slot":6,"function":0,"host":"pci0:4:0:0"})");
        const Outcome defined = define(twice);
        QCOMPARE(defined.status, 1);
        QVERIFY2(defined.err.contains("4/0/0"), defined.err);
        QVERIFY(!QFile::exists(onHost("/usr/local/etc/patchbay/guests/odd.conf")));
        const QByteArray answer = ask("guest.start", R"({"name":"odd","plan":{"guests":[)" + twice + "]}}");
        QVERIFY2(answer.contains(R"("code":-32004)") && answer.contains("panic"), answer);
        QVERIFY(contents(path("sim/home-server/state")).startsWith("host boots=1 ")); // it did not panic
        QCOMPARE(guest("start web").status, 0);
        QVERIFY(define(guestJson("mail", R"({"slot":3,"function":0,"host":"pci0:4:0:1"})")).status == 0);
        const Outcome taken = guest("start mail");
        QCOMPARE(taken.status, 1);
        QCOMPARE(taken.err, QByteArray("patchbay-engine: 4/0/1 is held by the guest web: stop that one first.\n"));
        QCOMPARE(guest("stop web").status, 0);
    }

    // bhyve ends at once: the answer is the end and its cause, not that it was started.
    void failsAtOnce()
    {
        QVERIFY(define(R"({"name":"web","bootrom":"/nope.fd"})").status == 0);
        const Outcome started = guest("start web");
        QCOMPARE(started.status, 1);
        QVERIFY2(started.out.startsWith("web: failed: The boot ROM cannot be opened; the package edk2-bhyve brings it. ("),
                 started.out + started.err);
        QVERIFY(guest("list").out.contains("web   failed  -\n"));
        QCOMPARE(guest("log web").out, QByteArray("Error opening bootrom \"/nope.fd\": No such file or directory\n"));
        const QByteArray answer = ask("guest.start", R"({"name":"web"})");
        QVERIFY2(answer.contains("\"state\":\"failed\",\"holds\":[],\"exitStatus\":4,\"cause\":\"The boot ROM cannot"), answer);
    }

    // What a guest holds is what it was started with, however its definition reads by now.
    void holdsWhatItWasStartedWith()
    {
        prepare();
        const QByteArray inlined = guestJson("gate", R"({"slot":3,"function":0,"host":"pci0:4:0:0"})");
        const QByteArray started = ask("guest.start", R"({"name":"gate","plan":{"guests":[)" + inlined + "]}}");
        QVERIFY2(started.contains(R"("state":"running","holds":["pci0:4:0:0"])"), started);
        QVERIFY(guest("list").out.contains("gate  running  pci0:4:0:0\n"));
        QCOMPARE(define(guestJson("gate", R"({"slot":3,"function":0,"host":"pci0:4:0:1"})")).status, 0);
        QVERIFY(guest("list").out.contains("gate  running  pci0:4:0:0\n"));
        QVERIFY(ask("device.release", R"({"functions":["pci0:4:0:0"]})").contains("held by guest gate"));
        QCOMPARE(guest("stop gate").out, QByteArray("gate: stopped\n"));
        QVERIFY(guest("list").out.contains("gate  stopped  -\n"));
    }
};

QTEST_GUILESS_MAIN(TestGuest)
#include "tst_guest.moc"
