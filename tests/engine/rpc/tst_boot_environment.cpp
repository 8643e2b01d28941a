// SPDX-License-Identifier: BSD-2-Clause
#include "apply/boot_copy.h"
#include "apply/trial.h"
#include "rpc/handlers.h"
#include "support/text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::rpc;

/// Changes with a boot environment, on simulated hosts: what the next boots find, whatever becomes of the change.
class TestBootEnvironment : public QObject
{
    Q_OBJECT

    Call m_call;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::string m_machine;
    QByteArray m_before, m_driver;
    int m_passed = 0;

    Host &host() { return **m_session->host(); }
    void connectAgain() { m_session = std::make_unique<Session>("sim:" + m_machine); }

    void open(const char *machine)
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
        m_machine = machine;
        m_passed = 0;
        connectAgain();
        m_before = boot();
        m_driver = driver();
    }
    void put(const char *name, const QByteArray &text)
    {
        QFile file(m_folder->filePath(QString::fromUtf8(m_machine.c_str()) + u'/' + QString::fromUtf8(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    void pass(int seconds) { put("clock", "passed " + QByteArray::number(m_passed += seconds) + "\n"); }
    void restart()
    {
        QVERIFY(host().run({"shutdown", "-r", "now"}).has_value());
        connectAgain();
    }

    static wire::Plan plan()
    {
        wire::Guest guest{.name = "web"};
        guest.positions = {{.slot = 7, .function = 0, .host = "pci0:0:31:3"}};
        guest.devices = {{.slot = 0, .function = 0, .kind = "hostbridge", .config = {}},
                         {.slot = 31, .function = 0, .kind = "lpc", .config = {}}};
        return {.guests = {guest}};
    }
    wire::Preview preview(const std::string &mode, std::optional<int> within, bool asked = true)
    {
        wire::PlanRequest request{plan(), {}, mode};
        request.confirmWithin = within;
        request.bootEnvironment = asked;
        return planPreview(*m_session, request, m_call).value_or(wire::Preview());
    }
    /// Empty, or why not.
    QByteArray apply(const std::string &mode, std::optional<int> within, const QByteArray &faults = {})
    {
        wire::ApplyRequest request{plan(), preview(mode, within, false).token, mode, within};
        request.bootEnvironment = true;
        put("faults", faults);
        const auto applied = bootApply(*m_session, request, m_call);
        put("faults", {});
        return applied ? QByteArray() : toBytes(applied.error().message);
    }

    QByteArray boot()
    {
        std::string text;
        for (const char *path : {"/boot/loader.conf", "/boot/loader.conf.local", "/boot/nextboot.conf", trialOrderPath, trialScriptPath})
            text += std::string(path) + '=' + host().readFile(path).value_or("-") + '\n';
        return toBytes(text);
    }
    QByteArray driver() { return toBytes(host().run({"pciconf", "-l", "pci0:0:31:3"})->out).split('@').first(); }
    QByteArray last() // of the history: its state and its sentence
    {
        const auto history = bootHistory(*m_session, {}, m_call);
        return history->entries.empty() ? "none" : toBytes(history->entries[0].state + ": " + history->entries[0].summary);
    }
    QByteArray environments()
    {
        QByteArray text;
        for (const BootEnvironment &each : bootEnvironments(host()).value_or(std::vector<BootEnvironment>()))
            text += toBytes(each.name) + (each.booted ? " N" : "") + (each.next ? " R" : "") + (each.once ? " T" : "") + "; ";
        return text;
    }
    static bool has(const wire::Preview &preview, const char *rule, const char *severity, const char *words)
    {
        return std::ranges::any_of(preview.findings, [&](const wire::Finding &each) {
            return each.rule == rule && each.severity == severity && each.text.contains(words);
        });
    }

private slots:
    void offered();
    void refusedWhereThereIsNone();
    void theNextBootTakesAnother();
    void bootIsNoPartOfIt();
    void panicFallsBack();
    void kept();
    void nobodyAnswers();
    void takenBackBeforeTheBoot();
    void copyOnly_data();
    void copyOnly();
    void failures_data();
    void failures();
    void oldOnesGo();
};

void TestBootEnvironment::offered()
{
    open("home-server");
    QCOMPARE(toBytes(preview("persistent", 600, false).bootEnvironment), QByteArray("patchbay-000001"));
    QVERIFY(has(preview("persistent", 600, false), "trial-needs-boot", "note", "cannot take this change back"));
    const wire::Preview asked = preview("persistent", 600);
    QVERIFY(has(asked, "boot-environment", "note", "default, with the change, is booted once"));
    QVERIFY(!has(asked, "trial-needs-boot", "note", ""));
    QVERIFY(has(preview("persistent", {}), "boot-environment", "note", "the loader's menu offers it"));
    QVERIFY(has(preview("next-boot", 600), "boot-environment", "note", "the loader's menu offers it"));
    QCOMPARE(toBytes(preview("now", {}, false).bootEnvironment), QByteArray());
    QCOMPARE(environments(), QByteArray("default N R; ")); // looking makes nothing
}

void TestBootEnvironment::refusedWhereThereIsNone()
{
    open("only-nic");
    QCOMPARE(toBytes(preview("persistent", 600, false).bootEnvironment), QByteArray());
    QVERIFY(preview("persistent", 600).blocked);
    QVERIFY(has(preview("persistent", 600), "boot-environment", "block", "No boot environment can be made"));
    QCOMPARE(apply("persistent", 600), QByteArray("bootEnvironment: /boot of this host is in no boot environment of ZFS; nothing was "
                                                  "changed"));
    QVERIFY(apply("now", {}).contains("writes no boot files"));
    QCOMPARE(boot(), m_before);
    QCOMPARE(last(), QByteArray("none"));
}

/// Somebody made the next system beside this one, as upgrades do, and has not restarted yet.
void TestBootEnvironment::theNextBootTakesAnother()
{
    open("home-server");
    QVERIFY(!has(preview("persistent", {}, false), "boot-environment", "warn", ""));
    QVERIFY(host().run({"bectl", "create", "new"}).has_value());
    for (const std::vector<std::string> &activate : {std::vector<std::string>{"bectl", "activate", "-t", "new"}, {"bectl", "activate", "new"}}) {
        QVERIFY(host().run(activate).has_value());
        const QByteArray before = environments();
        for (const char *mode : {"persistent", "next-boot"}) {
            const wire::Preview seen = preview(mode, 600, false);
            QVERIFY(has(seen, "boot-environment", "warn", "The next boot takes the boot environment new, not the one that runs"));
            QVERIFY(!seen.blocked && seen.bootEnvironment.empty());
        }
        QVERIFY(preview("persistent", 600).blocked);
        QCOMPARE(apply("persistent", 600), QByteArray("bootEnvironment: the next boot takes new, not the one that runs; nothing was changed"));
        QCOMPARE(environments(), before);
        QCOMPARE(boot(), m_before);
    }
}

/// A file system of its own holds what the loader reads: a copy of root would fall back to nothing.
void TestBootEnvironment::bootIsNoPartOfIt()
{
    open("home-server");
    QFile machine(QStringLiteral(PATCHBAY_SOURCE "/resources/machines/home-server.machine"));
    QVERIFY(machine.open(QIODevice::ReadOnly));
    QByteArray text = machine.readAll();
    const int at = text.indexOf("\n  |devfs\t", text.indexOf("\ntext mount -p\n"));
    QVERIFY(at > 0);
    text.insert(at, "\n  |zroot/boot\t/boot\tzfs\trw\t0 0");
    m_machine = toText(m_folder->filePath("apart").toUtf8());
    QVERIFY(QDir().mkpath(m_folder->filePath("apart")));
    QFile apart(m_folder->filePath("apart/machine"));
    QVERIFY(apart.open(QIODevice::WriteOnly) && apart.write(text) == text.size());
    apart.close();
    connectAgain();
    QCOMPARE(environments(), QByteArray("default N R; "));
    QCOMPARE(toBytes(preview("persistent", 600, false).bootEnvironment), QByteArray());
    QVERIFY(has(preview("persistent", 600), "boot-environment", "block", "No boot environment can be made"));
    QCOMPARE(environments(), QByteArray("default N R; "));
}

/// What no start script can do: the kernel dies before there is one, and the boot after is the old one.
void TestBootEnvironment::panicFallsBack()
{
    open("home-server");
    QCOMPARE(apply("persistent", 600), QByteArray());
    QCOMPARE(environments(), QByteArray("default N T; patchbay-000001 R; "));
    put("faults", "panic boot 1\n");
    restart();
    QCOMPARE(boot(), m_before);
    QCOMPARE(driver(), m_driver);
    QCOMPARE(environments(), QByteArray("default; patchbay-000001 N R; "));
    QVERIFY(has(preview("persistent", {}, false), "boot-environment", "warn", "runs the boot environment patchbay-000001"));
    restart();
    QCOMPARE(driver(), m_driver);
    // Back in the other one, the boot that tried the change is known to be over.
    QVERIFY(host().run({"bectl", "activate", "default"}).has_value());
    restart();
    pass(700);
    QCOMPARE(boot(), m_before);
    QCOMPARE(driver(), m_driver);
}

void TestBootEnvironment::kept()
{
    open("home-server");
    QCOMPARE(apply("persistent", 600), QByteArray());
    QVERIFY(last().startsWith("applied: ") && last().contains("boot environment patchbay-000001 holds what was before"));
    restart();
    QVERIFY(driver().startsWith("ppt"));
    QCOMPARE(environments(), QByteArray("default N; patchbay-000001 R; "));
    const auto done = bootConfirm(*m_session, {}, m_call);
    QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
    QCOMPARE(environments(), QByteArray("default N R; patchbay-000001; "));
    restart();
    restart();
    QVERIFY(driver().startsWith("ppt"));
    const auto back = bootRevert(*m_session, {}, m_call);
    QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
    QCOMPARE(boot(), m_before);
}

void TestBootEnvironment::nobodyAnswers()
{
    open("home-server");
    QCOMPARE(apply("persistent", 600), QByteArray());
    restart();
    pass(650);
    QCOMPARE(driver(), m_driver);
    QCOMPARE(boot(), m_before);
    QVERIFY(last().startsWith("expired"));
    QCOMPARE(environments(), QByteArray("default N R; patchbay-000001; "));
}

void TestBootEnvironment::takenBackBeforeTheBoot()
{
    open("home-server");
    QCOMPARE(apply("persistent", 600), QByteArray());
    const auto back = bootRevert(*m_session, {}, m_call);
    QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
    QCOMPARE(boot(), m_before);
    QCOMPARE(environments(), QByteArray("default N R; patchbay-000001; "));
}

void TestBootEnvironment::copyOnly_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<int>("within");
    QTest::newRow("permanent") << QByteArray("persistent") << 0;
    QTest::newRow("next boot") << QByteArray("next-boot") << 0;
    QTest::newRow("next boot, to be kept") << QByteArray("next-boot") << 600;
}

/// Nothing boots it by itself; a person finds the old files in it, from the loader's menu.
void TestBootEnvironment::copyOnly()
{
    QFETCH(const QByteArray, mode);
    QFETCH(const int, within);
    open("home-server");
    QCOMPARE(apply(toText(mode), within > 0 ? std::optional(within) : std::nullopt), QByteArray());
    QCOMPARE(environments(), QByteArray("default N R; patchbay-000001; "));
    QVERIFY(boot() != m_before);
    QVERIFY(host().run({"bectl", "activate", "-t", "patchbay-000001"}).has_value());
    restart();
    QCOMPARE(boot(), m_before);
    QCOMPARE(driver(), m_driver);
    QCOMPARE(last(), QByteArray("none"));
}

void TestBootEnvironment::failures_data()
{
    QTest::addColumn<QByteArray>("faults");
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<QByteArray>("history");
    QTest::newRow("it cannot be made") << QByteArray("run bectl 2 1 out of space\n")
                                       << QByteArray("bectl create patchbay-000001: out of space; nothing was changed")
                                       << QByteArray("none");
    QTest::newRow("it cannot be activated") << QByteArray("run bectl 5 1 no such pool\n")
                                            << QByteArray("bectl activate patchbay-000001: no such pool") << QByteArray("undone");
    QTest::newRow("nothing can be activated once") << QByteArray("run bectl 6 1 Input/output error\n")
                                                   << QByteArray("bectl activate -t default: Input/output error")
                                                   << QByteArray("undone");
    QTest::newRow("a full disk") << QByteArray("write /boot/loader.conf 1 No space left on device\n")
                                 << QByteArray("No space left on device") << QByteArray("undone");
}

/// The change does not come about: no file is another, boots take what they took, the copy is gone.
void TestBootEnvironment::failures()
{
    QFETCH(const QByteArray, faults);
    QFETCH(const QByteArray, reason);
    QFETCH(const QByteArray, history);
    open("home-server");
    const QByteArray said = apply("persistent", 600, faults);
    QVERIFY2(said.contains(reason), said);
    QCOMPARE(boot(), m_before);
    QVERIFY2(last().startsWith(history), last());
    QCOMPARE(environments(), QByteArray("default N R; "));
    restart();
    QCOMPARE(driver(), m_driver);
}

void TestBootEnvironment::oldOnesGo()
{
    open("home-server");
    QVERIFY(host().run({"bectl", "create", "mine"}).has_value());
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(apply("persistent", {}), QByteArray());
        QVERIFY(bootRevert(*m_session, {}, m_call).has_value());
    }
    QCOMPARE(environments(), QByteArray("default N R; mine; patchbay-000005; patchbay-000007; patchbay-000009; "));
}

QTEST_APPLESS_MAIN(TestBootEnvironment)
#include "tst_boot_environment.moc"
