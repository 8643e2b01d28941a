// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/live.h"
#include "support/text.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>

using namespace patchbay;
using namespace patchbay::rpc;

/// Live changes on a simulated host, by Patchbay's kernel component where its module is loaded and by devctl where not.
class TestLive : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
        m_session = std::make_unique<Session>("sim:home-server");
    }

    void groupIsClaimedAndGivenBack_data();
    void groupIsClaimedAndGivenBack();
    void groupIsWholeOrNot();
    void whatDevctlPinnedIsGivenBackToo();
    void listedFunctionsAreGivenBack();
    void pinnedAndListedIsGivenBack();
    void everyFailingStepIsUndone_data();
    void everyFailingStepIsUndone();
    void whatCannotBePutBackIsNamed();
    void cancelledHalfWay();
    void aGuestKeepsItsFunction();
    void longListsAreNotTouched();

private:
    Host &host() { return **m_session->host(); }
    QByteArray said(const std::vector<std::string> &argv)
    {
        const auto result = host().run(argv);
        return toBytes(result ? result->out + result->err : result.error().toString());
    }
    QByteArray driver(const Address &address) { return said({"pciconf", "-l", address.toString()}).split('@').first(); }
    void bootComponent(const std::string &more = {})
    {
        const auto before = host().readFile("/boot/loader.conf");
        QVERIFY(before.has_value());
        const Expected expected{*before};
        QVERIFY(host().replaceFile("/boot/loader.conf",
                                   *before + "vmm_load=\"YES\"\nvmm_name=\"/boot/patchbay/vmm.ko\"\n" + more, &expected)
                    .has_value());
        QVERIFY(host().run({"shutdown", "-r", "now"}).has_value());
        QVERIFY(hasComponent(host()));
    }
    void bootLines(const QByteArray &lines)
    {
        const auto before = host().readFile("/boot/loader.conf");
        QVERIFY(before.has_value());
        const Expected expected{*before};
        QVERIFY(host().replaceFile("/boot/loader.conf", *before + lines.constData(), &expected).has_value());
        QVERIFY(host().run({"shutdown", "-r", "now"}).has_value());
    }
    static std::vector<std::string> argvOf(const QList<QByteArray> &words)
    {
        std::vector<std::string> argv;
        for (const QByteArray &word : words)
            argv.emplace_back(word.constData());
        return argv;
    }
    const Reading &reading()
    {
        m_session->forget();
        return **m_session->read(m_call);
    }

    void fault(const QByteArray &text)
    {
        QFile file(m_folder->filePath("home-server/faults"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    bool faultWaits() const
    {
        QFile file(m_folder->filePath("home-server/faults"));
        return file.open(QIODevice::ReadOnly) && !file.readAll().trimmed().isEmpty();
    }
    /// Everything a live change may touch: who drives what, what is pinned, and the kernel's lists.
    QByteArray live()
    {
        QFile file(m_folder->filePath("home-server/state"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QByteArray text;
        auto lines = file.readAll().split('\n');
        std::ranges::sort(lines);
        for (const QByteArray &line : lines) {
            if (line.startsWith("device ")) // units are given anew
                text += line.left(line.indexOf(" unit=")) + line.mid(line.indexOf(' ', line.indexOf(" unit=") + 1)) + '\n';
            else if (line.startsWith("kenv ") && line.contains("pptdevs"))
                text += line + '\n';
        }
        return text.replace(" reborn=1", "");
    }

    const Address m_first{0, 3, 0, 1}, m_second{0, 3, 0, 2};
    Call m_call;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
};

void TestLive::groupIsClaimedAndGivenBack_data()
{
    QTest::addColumn<bool>("component");
    QTest::newRow("stock vmm") << false;
    QTest::newRow("Patchbay's vmm") << true;
}

void TestLive::groupIsClaimedAndGivenBack()
{
    QFETCH(bool, component);
    if (component)
        bootComponent();
    QCOMPARE(hasComponent(host()), component);
    QVERIFY(claimFunctions(host(), reading(), {m_first, m_second}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
    QCOMPARE(driver(m_second), QByteArray("ppt1"));
    QCOMPARE(said({"pptctl", "list"}).count("claimed"), component ? 2 : 0);
    QVERIFY(releaseFunctions(host(), reading(), {m_first, m_second}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("igb1"));
    QCOMPARE(driver(m_second), QByteArray("igb2"));
}

void TestLive::groupIsWholeOrNot()
{
    bootComponent();
    QCOMPARE(said({"pptctl", "claim", "3/0/1", "0/1/0"}),
             QByteArray("pptctl: claim: 0/1/0: it is a bridge, or does not answer; nothing was changed\n"));
    QCOMPARE(driver(m_first), QByteArray("igb1"));
    QVERIFY(said({"pptctl", "claim", "3/0/1"}).isEmpty());
    QCOMPARE(said({"pptctl", "reset", "3/0/1"}), QByteArray("pci0:3:0:1       flr\n"));
    QVERIFY(said({"bhyvectl", "--vm=web", "--create"}).isEmpty());
    QCOMPARE(said({"pptctl", "release", "3/0/1", "3/0/2"}),
             QByteArray("pptctl: release: 3/0/2: ppt does not hold it; nothing was changed\n"));
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
}

void TestLive::whatDevctlPinnedIsGivenBackToo()
{
    bootComponent();
    QVERIFY(said({"devctl", "set", "driver", "-f", "pci0:3:0:1", "ppt"}).isEmpty());
    QVERIFY(said({"pptctl", "claim", "pci0:3:0:2"}).isEmpty());
    QVERIFY(releaseFunctions(host(), reading(), {m_first, m_second}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("igb1"));
    QCOMPARE(driver(m_second), QByteArray("igb2"));
}

void TestLive::listedFunctionsAreGivenBack()
{
    bootComponent("pptdevs=\"3/0/1\"\n");
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
    QVERIFY(releaseFunctions(host(), reading(), {m_first}, m_call).has_value());
    QVERIFY(driver(m_first).startsWith("igb"));
    QVERIFY(claimFunctions(host(), reading(), {m_first}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
}

// clear driver alone would give it from its pin to the list.
void TestLive::pinnedAndListedIsGivenBack()
{
    said({"kldload", "vmm"});
    QVERIFY(said({"kenv", "pptdevs=3/0/1"}).contains("3/0/1"));
    QVERIFY(said({"devctl", "set", "driver", "-f", "pci0:3:0:1", "ppt"}).isEmpty());
    QVERIFY(releaseFunctions(host(), reading(), {m_first}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("igb1"));
}

void TestLive::everyFailingStepIsUndone_data()
{
    QTest::addColumn<QByteArray>("boot");    ///< "", "component", or lines for loader.conf
    QTest::addColumn<QByteArray>("prepare"); ///< commands, one a line
    QTest::addColumn<bool>("claim");
    QTest::addColumn<QByteArray>("programs"); ///< that break, one after the other
    const auto row = [](const char *name, const char *boot, const char *prepare, bool claim) {
        const char *programs = QByteArray(boot) == "component" ? "pptctl pciconf"
            : QByteArray(prepare).isEmpty() && claim           ? "kldload devctl"
            : QByteArray(prepare + QByteArray(boot)).contains("pptdevs") ? "devctl kenv pciconf"
                                                                          : "devctl pciconf";
        QTest::newRow(name) << QByteArray(boot) << QByteArray(prepare) << claim << QByteArray(programs);
    };
    row("claim, vmm not loaded", "", "", true);
    row("claim", "", "kldload vmm", true);
    row("claim by the component", "component", "", true);
    row("claim what had no driver", "", "kldload vmm\ndevctl detach pci0:3:0:1", true);
    row("claim what is listed too", "", "kldload vmm\nkenv pptdevs=3/0/1 2/0/0", true);
    row("claim beside one that ppt has", "", "kldload vmm\ndevctl set driver -f pci0:3:0:2 ppt", true);
    row("release pinned ones", "", "kldload vmm\ndevctl set driver -f pci0:3:0:1 ppt\ndevctl set driver -f pci0:3:0:2 ppt",
        false);
    row("release listed ones", "vmm_load=\"YES\"\npptdevs=\"3/0/1\"\npptdevs2=\"3/0/2 1/0/0\"\n", "", false);
    row("release one of each", "vmm_load=\"YES\"\npptdevs=\"3/0/1\"\n", "devctl set driver -f pci0:3:0:2 ppt", false);
    row("release by the component", "component", "pptctl claim pci0:3:0:1 pci0:3:0:2", false);
}

void TestLive::everyFailingStepIsUndone()
{
    QFETCH(QByteArray, boot);
    QFETCH(QByteArray, prepare);
    QFETCH(bool, claim);
    QFETCH(QByteArray, programs);
    int undone = 0, done = 0;
    for (const char *kind : {"run", "late"}) {
        for (const QByteArray &program : programs.split(' ')) {
            for (int step = 1; step < 40; ++step) {
                init();
                if (boot == "component")
                    bootComponent();
                else if (!boot.isEmpty())
                    bootLines(boot);
                for (const QByteArray &line : prepare.split('\n')) {
                    const auto words = line.split(' ');
                    if (!line.isEmpty() && words[0] == "kenv")
                        said({"kenv", std::string(line.mid(5).constData())});
                    else if (!line.isEmpty())
                        said(argvOf(words));
                }
                const Reading &seen = reading();
                const QByteArray before = live();
                fault(QByteArray(kind) + ' ' + program + ' ' + QByteArray::number(step) + " 1 it broke\n");
                const auto change = claim ? claimFunctions : releaseFunctions;
                const auto result = change(host(), seen, {m_first, m_second}, m_call);
                const bool struck = !faultWaits();
                fault("");
                const QByteArray where = QByteArray(kind) + ' ' + program + ' ' + QByteArray::number(step) + ": " +
                    (result ? QByteArray("done") : toBytes(result.error().message));
                if (result) {
                    QVERIFY2((driver(m_first).startsWith("ppt") && driver(m_second).startsWith("ppt")) == claim, where);
                    QVERIFY2(!struck || program == "pptctl" || !driver(m_first).startsWith("none"), where);
                } else {
                    QVERIFY2(struck && !where.contains("not all could be put back"), where);
                    QVERIFY2(live() == before, where + '\n' + before + "\n-- now\n" + live());
                }
                ++(result ? done : undone);
                if (!struck)
                    break;
            }
        }
    }
    qInfo("%d broken changes undone exactly, %d done all the same or not struck", undone, done);
    QVERIFY(undone >= 2);
}

void TestLive::whatCannotBePutBackIsNamed()
{
    said({"kldload", "vmm"});
    const Reading &seen = reading();
    QByteArray faults;
    for (int step = 2; step < 9; ++step)
        faults += "run devctl " + QByteArray::number(step) + " 1 devctl: it broke\n";
    fault(faults);
    const auto result = claimFunctions(host(), seen, {m_first, m_second}, m_call);
    QVERIFY(!result);
    QCOMPARE(toBytes(result.error().message),
             QByteArray("devctl set driver -f pci0:3:0:2 ppt: devctl: it broke; and not all could be put back: 3/0/1 is with "
                        "ppt0, not with igb as before"));
}

void TestLive::cancelledHalfWay()
{
    said({"kldload", "vmm"});
    const Reading &seen = reading();
    const QByteArray before = live();
    int told = 0;
    std::atomic<bool> cancelled = false;
    Call call;
    call.sendProgress = [&](const wire::Progress &) { cancelled = ++told > 1; };
    call.cancelled = &cancelled;
    const auto result = claimFunctions(host(), seen, {m_first, m_second}, call);
    QVERIFY(!result);
    QCOMPARE(result.error().code, wire::code::cancelled);
    QCOMPARE(live(), before);
}

void TestLive::aGuestKeepsItsFunction()
{
    said({"kldload", "vmm"});
    QVERIFY(claimFunctions(host(), reading(), {m_first, m_second}, m_call).has_value());
    QVERIFY(said({"bhyvectl", "--vm=web", "--create"}).isEmpty());
    Reading seen = reading();
    seen.facts.guests = {{"web", true, {m_second}}};
    const QByteArray before = live();
    for (const auto change : {claimFunctions, releaseFunctions}) {
        const auto result = change(host(), seen, {m_first, m_second}, m_call);
        QVERIFY(!result);
        QCOMPARE(toBytes(result.error().message), QByteArray("3/0/2 is held by guest web; stop it first"));
        QCOMPARE(live(), before);
    }
}

// kenv(1) could not put such a value back.
void TestLive::longListsAreNotTouched()
{
    std::string list = "3/0/1";
    for (int i = 0; list.size() < 140; ++i)
        list += " 9/" + std::to_string(i % 32) + "/0";
    bootLines("vmm_load=\"YES\"\npptdevs=\"" + QByteArray(list.c_str()) + "\"\n");
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
    const QByteArray before = live();
    const auto result = releaseFunctions(host(), reading(), {m_first}, m_call);
    QVERIFY(!result);
    QCOMPARE(toBytes(result.error().message),
             "pptdevs of the running kernel has " + QByteArray::number(int(list.size())) +
                 " characters, of which kenv(1) could put back no more than 127: release it at the next boot instead");
    QCOMPARE(live(), before);
}

QTEST_APPLESS_MAIN(TestLive)
#include "tst_live.moc"
