// SPDX-License-Identifier: BSD-2-Clause
#include "apply/trial.h"
#include "rpc/handlers.h"
#include "rpc/plan_file.h"
#include "support/text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::rpc;

/// A change that takes itself back, on simulated hosts whose start script is the real one: tried, kept, given more time, left
/// without an answer. Time passes by the simulated clock.
class TestTrial : public QObject
{
    Q_OBJECT

private:
    Call m_call;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    QByteArray m_machine;
    int m_passed = 0, m_ahead = 0;

    Host &host() { return **m_session->host(); }

    void open(const char *machine, const char *function)
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
        m_machine = machine;
        m_function = function;
        m_passed = m_ahead = 0;
        connectAgain();
        m_before = boot();
    }
    void connectAgain() { m_session = std::make_unique<Session>("sim:" + toText(m_machine)); }

    /// On this host's clock, and by how much it is set meanwhile.
    void pass(int seconds, int ahead = 0)
    {
        m_passed += seconds;
        m_ahead += ahead;
        QFile file(m_folder->filePath(QString::fromUtf8(m_machine) + QStringLiteral("/clock")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QStringLiteral("passed %1\nahead %2\n").arg(m_passed).arg(m_ahead).toUtf8());
    }

    wire::Plan plan() const
    {
        wire::Guest guest{.name = "web"};
        guest.positions = {{.slot = 7, .function = 0, .host = toText(m_function)}};
        guest.devices = {{.slot = 0, .function = 0, .kind = "hostbridge", .config = {}},
                         {.slot = 31, .function = 0, .kind = "lpc", .config = {}}};
        return {.guests = {guest}};
    }

    Reply<wire::Applied> apply(const std::string &mode, std::optional<int> within = 600)
    {
        const auto preview = planPreview(*m_session, {plan(), {}, mode}, m_call);
        if (!preview)
            return std::unexpected(preview.error());
        return bootApply(*m_session, {plan(), preview->token, mode, within}, m_call);
    }
    void restart() { QVERIFY(host().run({"shutdown", "-r", "now"}).has_value()); }

    /// Every file below /boot that a change may touch, and whether anything of the trial lies about.
    QByteArray boot()
    {
        std::string text;
        for (const char *path : {"/boot/loader.conf", "/boot/loader.conf.local", "/boot/nextboot.conf", trialOrderPath, trialScriptPath})
            text += std::string(path) + '=' + host().readFile(path).value_or("-") + '\n';
        return toBytes(text);
    }
    QByteArray driver() { return toBytes(host().run({"pciconf", "-l", toText(m_function)})->out).split('@').first(); }
    wire::Trial trial() { return *bootTrial(*m_session, {}, m_call); }
    QByteArray lastState() { return toBytes(bootHistory(*m_session, {}, m_call)->entries.at(0).state); }

    QByteArray m_function, m_before;

private slots:
    void kept_data();
    void kept();
    void nobodyAnswers_data() { kept_data(); }
    void nobodyAnswers();
    void moreTime();
    void clockJumps();
    void revertedByAPerson();
    void oneAtATime();
    void theRunningHost();
    void neverCameBack();
    void pptDidNotAttach();
    void notGuessed();
};

void TestTrial::kept_data()
{
    QTest::addColumn<QByteArray>("machine");
    QTest::addColumn<QByteArray>("function");
    QTest::addColumn<QByteArray>("mode");
    QTest::newRow("ZFS, next boot") << QByteArray("home-server") << QByteArray("pci0:0:31:3") << QByteArray("next-boot");
    QTest::newRow("ZFS, permanent") << QByteArray("home-server") << QByteArray("pci0:0:31:3") << QByteArray("persistent");
    QTest::newRow("UFS, next boot") << QByteArray("only-nic") << QByteArray("pci0:0:31:3") << QByteArray("next-boot");
    QTest::newRow("UFS, permanent") << QByteArray("only-nic") << QByteArray("pci0:0:31:3") << QByteArray("persistent");
}

void TestTrial::kept()
{
    QFETCH(const QByteArray, machine);
    QFETCH(const QByteArray, function);
    QFETCH(const QByteArray, mode);
    open(machine.constData(), function.constData());
    const auto applied = apply(toText(mode));
    QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
    QVERIFY(applied->rebootNeeded);
    QCOMPARE(toBytes(trial().phase), QByteArray("waiting"));
    const auto early = bootConfirm(*m_session, {}, m_call);
    QVERIFY(!early && early.error().message.contains("has not been tried"));
    restart();
    connectAgain();
    QCOMPARE(toBytes(trial().phase), QByteArray("running"));
    QVERIFY(trial().secondsLeft && *trial().secondsLeft > 500 && *trial().secondsLeft <= 600);
    QVERIFY(driver().startsWith("ppt"));
    const auto kept = bootConfirm(*m_session, {}, m_call);
    QVERIFY2(kept.has_value(), kept ? "" : kept.error().message.c_str());
    QCOMPARE(toBytes(trial().phase), QByteArray("none"));
    QVERIFY(!host().listFolder(trialFolder));
    QVERIFY(!host().readFile(trialScriptPath) && !host().readFile("/boot/nextboot.conf"));
    pass(7200);
    QVERIFY(driver().startsWith("ppt"));
    restart();
    restart();
    QVERIFY(driver().startsWith("ppt"));
    QVERIFY(!bootConfirm(*m_session, {}, m_call));
    // Taking the kept change back gives the bytes that were there before the trial.
    const auto back = bootRevert(*m_session, {}, m_call);
    QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
    QCOMPARE(boot(), m_before);
}

void TestTrial::nobodyAnswers()
{
    QFETCH(const QByteArray, machine);
    QFETCH(const QByteArray, function);
    QFETCH(const QByteArray, mode);
    open(machine.constData(), function.constData());
    const QByteArray driverBefore = driver();
    QVERIFY(apply(toText(mode)).has_value());
    restart();
    QVERIFY(driver().startsWith("ppt"));
    pass(500);
    QVERIFY(driver().startsWith("ppt"));
    QCOMPARE(toBytes(trial().phase), QByteArray("running"));
    pass(150); // nobody was there: the host restarts by itself
    QCOMPARE(driver(), driverBefore);
    QCOMPARE(boot(), m_before);
    QCOMPARE(lastState(), QByteArray("expired"));
    QCOMPARE(toBytes(trial().phase), QByteArray("none"));
    QVERIFY(!bootConfirm(*m_session, {}, m_call));
    restart();
    QCOMPARE(boot(), m_before);
    QVERIFY(apply(toText(mode)).has_value());
}

void TestTrial::moreTime()
{
    open("home-server", "pci0:0:31:3");
    QVERIFY(apply("next-boot", 60).has_value());
    QVERIFY(!bootExtend(*m_session, {600}, m_call)); // its time has not begun
    restart();
    const auto more = bootExtend(*m_session, {3600}, m_call);
    QVERIFY(more && *more->secondsLeft > 3500);
    QVERIFY(!bootExtend(*m_session, {1}, m_call));
    pass(3000);
    QVERIFY(driver().startsWith("ppt"));
    pass(700);
    QVERIFY(!driver().startsWith("ppt"));
    QCOMPARE(lastState(), QByteArray("expired"));
}

void TestTrial::clockJumps()
{
    open("only-nic", "pci0:0:31:3");
    QVERIFY(apply("persistent").has_value());
    restart();
    for (const int jump : {86400, -200'000, 5'000'000, -5'000'000}) {
        pass(20, jump);
        QVERIFY(driver().startsWith("ppt"));
        const wire::Trial now = trial();
        QCOMPARE(toBytes(now.phase), QByteArray("running"));
        QVERIFY(*now.secondsLeft > 400 && *now.secondsLeft <= 600);
    }
    pass(650);
    QCOMPARE(lastState(), QByteArray("expired"));
    QCOMPARE(boot(), m_before);
}

void TestTrial::revertedByAPerson()
{
    open("home-server", "pci0:0:31:3");
    QVERIFY(apply("next-boot").has_value());
    restart();
    const auto back = bootRevert(*m_session, {}, m_call);
    QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
    QCOMPARE(boot(), m_before);
    QCOMPARE(toBytes(trial().phase), QByteArray("none"));
    pass(7200);
    QVERIFY(driver().startsWith("ppt")); // until the person restarts it
    restart();
    QVERIFY(!driver().startsWith("ppt"));
}

void TestTrial::oneAtATime()
{
    open("home-server", "pci0:0:31:3");
    QVERIFY(apply("persistent").has_value());
    for (const char *mode : {"persistent", "next-boot", "now"}) {
        const auto second = apply(mode);
        QVERIFY(!second && second.error().message.contains("waits to be confirmed"));
    }
    // Its time is up: nothing is left to be kept, and the host is not to be written to before it is back.
    restart();
    {
        QFile phase(m_folder->filePath(QStringLiteral("home-server/root/var/db/patchbay/trial/phase")));
        QVERIFY(phase.open(QIODevice::ReadWrite));
        const QByteArray running = phase.readAll();
        QVERIFY(running.startsWith("trial "));
        phase.resize(0);
        phase.seek(0);
        phase.write("reboot" + running.mid(5));
    }
    QCOMPARE(toBytes(trial().phase), QByteArray("going-back"));
    const auto late = apply("persistent");
    QVERIFY(!late && late.error().message.contains("wait until the host has taken it back"));
    for (const int within : {0, 5, 1'000'000'000}) {
        const auto wrong = bootApply(*m_session, {plan(), "x", "persistent", within}, m_call);
        QVERIFY(!wrong && wrong.error().code == wire::code::invalidParams);
    }
}

/// A change of the running host waits from the moment it is made, and a restart undoes it.
void TestTrial::theRunningHost()
{
    open("home-server", "pci0:3:0:1");
    const QByteArray driverBefore = driver();
    QVERIFY(host().run({"kldload", "vmm"}).has_value());
    const auto applied = apply("now", 60);
    QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
    QVERIFY(driver().startsWith("ppt"));
    QCOMPARE(toBytes(trial().phase), QByteArray("running"));
    const auto same = bootConfirm(*m_session, {}, m_call);
    QVERIFY(!same && same.error().message.contains("new connection"));
    pass(70);
    QCOMPARE(driver(), driverBefore);
    QCOMPARE(boot(), m_before);
    QCOMPARE(lastState(), QByteArray("expired"));
    QVERIFY(host().run({"kldload", "vmm"}).has_value());
    QVERIFY(apply("now", 60).has_value());
    connectAgain();
    const auto kept = bootConfirm(*m_session, {}, m_call);
    QVERIFY2(kept.has_value(), kept ? "" : kept.error().message.c_str());
    pass(700);
    QVERIFY(driver().startsWith("ppt"));
}

/// The trial boot panics before its start scripts: the loader's own boot after is the old one, which puts the files back.
void TestTrial::neverCameBack()
{
    open("home-server", "pci0:0:31:3");
    QVERIFY(apply("next-boot").has_value());
    // As if that boot had come and gone: the loader has used the file.
    QVERIFY(host().run({"zfsbootcfg", "-z", "zroot", "-n", "freebsd:nvstore", "-k", "nextboot_enable", "-v", "NO"}).has_value());
    restart();
    QVERIFY(!driver().startsWith("ppt"));
    QCOMPARE(boot(), m_before);
    QCOMPARE(lastState(), QByteArray("expired"));
}

/// The host is there but the function is not ppt's: the console says why, the time goes on.
void TestTrial::pptDidNotAttach()
{
    open("home-server", "pci0:0:31:3");
    QVERIFY(apply("next-boot").has_value());
    restart();
    QVERIFY(host().run({"devctl", "detach", "pci0:0:31:3"}).has_value());
    const auto verified = bootVerify(*m_session, {.plan = plan()}, m_call);
    QVERIFY(verified && !verified->good && !verified->functions.at(0).cause.empty());
    QCOMPARE(toBytes(trial().phase), QByteArray("running"));
    pass(700);
    QCOMPARE(boot(), m_before);
}

/// A boot that tries a change is not said to be still to come because a note of it cannot be read.
void TestTrial::notGuessed()
{
    open("home-server", "pci0:0:31:3");
    QVERIFY(apply("next-boot").has_value());
    restart();
    QCOMPARE(trial().phase, "running");
    const QString note = m_folder->filePath(QStringLiteral("home-server/root/var/db/patchbay/trial/phase"));
    QVERIFY(QFile::remove(note) && QDir().mkdir(note));
    const auto answer = bootTrial(*m_session, {}, m_call);
    QVERIFY2(!answer, answer ? answer->phase.c_str() : "");
    QVERIFY2(answer.error().message.contains("trial/phase"), answer.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestTrial)
#include "tst_trial.moc"
