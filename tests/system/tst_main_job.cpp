// SPDX-License-Identifier: BSD-2-Clause
#include "system/desk.h"

#include <QTest>

using namespace Qt::StringLiterals;

/// The main job in the real window: see the machine, give a NIC to a guest, preview, apply, reboot, verify. Once by mouse,
/// once by keyboard alone; the simulated host's own files and answers are the judge.
class TestMainJob : public QObject
{
    Q_OBJECT

private:
    static constexpr const char *nic = "pci0:3:0:1";

    static void expectApplied(Desk &desk)
    {
        const QByteArray loader = desk.hostFile(u"home-server"_s, u"/boot/loader.conf"_s);
        QVERIFY2(loader.contains("pptdevs=\"3/0/1\"\n"), loader.constData());
        QVERIFY(loader.contains("zfs_load=\"YES\""));
    }

    static void expectHeld(Desk &desk)
    {
        QVERIFY(desk.waitFor("row pci0:3:0:1 "));
        const QByteArray tree = desk.engine({u"topology"_s, u"--host"_s, u"sim:home-server"_s, u"--json"_s});
        const qsizetype at = tree.indexOf("\"pci0:3:0:1\"");
        QVERIFY(at >= 0);
        QVERIFY2(tree.mid(at, 900).contains("\"driver\":\"ppt0\""), tree.mid(at, 900).constData());
        const QByteArray verified = desk.engine({u"verify"_s, u"--host"_s, u"sim:home-server"_s});
        QVERIFY2(!verified.contains("DIFFERS"), verified.constData());
    }

private slots:
    void byMouse()
    {
        Desk desk;
        QString why;
        if (!desk.start(u"sim:home-server"_s, &why))
            QSKIP(qPrintable(why));
        QVERIFY(desk.waitFor("host sim:home-server ready", 60'000));

        QVERIFY(desk.clickOn("widget addGuest"));
        QVERIFY(desk.clickOn("widget guestName"));
        QVERIFY(desk.waitFor("focus guestName"));
        desk.keys({u"ctrl+a"_s});
        desk.type(u"web-01"_s);
        QVERIFY(desk.clickOn("widget guestDone"));
        QVERIFY(desk.waitGone("window guestDialog"));

        // Narrow the tree to the card, so that the row is on the screen whatever its size.
        QVERIFY(desk.clickOn("widget filter"));
        QVERIFY(desk.waitFor("focus filter"));
        desk.type(u"3/0/1"_s);
        QVERIFY(desk.waitFor("row pci0:3:0:1 "));
        desk.moveTo(desk.resting("row pci0:3:0:1"));
        desk.press(true);
        desk.glide(desk.middle("cell 7 1"));
        QVERIFY(desk.waitFor("carry mouse"));
        QVERIFY(desk.waitFor("cell 7 0 "));
        QVERIFY(desk.waitFor("tip Not here"));
        QVERIFY(desk.line("cell 7 1 ").contains(" refused"));
        QVERIFY(desk.line("cell 7 0 ").contains(" legal"));
        desk.glide(desk.middle("cell 7 0"));
        desk.press(false);
        QVERIFY(desk.waitFor("carry none"));
        QVERIFY(desk.waitFor("cell 7 0 "));
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);

        // Undo and redo bring the same value back.
        desk.keys({u"ctrl+z"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
        desk.keys({u"ctrl+shift+z"_s});
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);

        QVERIFY(desk.waitFor("plan 2 judged") || desk.waitFor("plan 3 judged", 2000));
        QVERIFY(desk.clickOn("widget review"));
        QVERIFY(desk.waitForWindow("applyDialog"));
        QVERIFY(desk.clickOn("widget mode-persistent"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("widget applyGo ").endsWith("Make permanent"), 30'000);
        QVERIFY(desk.clickOn("widget applyGo"));
        QVERIFY(desk.waitGone("window applyDialog"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.hostFile(u"home-server"_s, u"/boot/loader.conf"_s).contains("3/0/1"), 30'000);
        expectApplied(desk);

        QVERIFY(desk.clickOn("widget trialReboot"));
        QVERIFY(desk.clickOn("widget questionGo"));
        QVERIFY(desk.waitForWindow("verifyDialog"));
        QVERIFY(desk.clickOn("widget verifyKeep"));
        QVERIFY(desk.waitGone("window verifyDialog"));
        expectHeld(desk);
    }

    void byKeyboard()
    {
        Desk desk;
        QString why;
        if (!desk.start(u"sim:home-server"_s, &why))
            QSKIP(qPrintable(why));
        QVERIFY(desk.waitFor("host sim:home-server ready", 60'000));

        desk.keys({u"ctrl+n"_s});
        QVERIFY(desk.waitFor("focus guestName"));
        desk.keys({u"ctrl+a"_s});
        desk.type(u"web-01"_s);
        desk.keys({u"Return"_s});
        QVERIFY(desk.waitGone("window guestDialog"));

        desk.keys({u"ctrl+f"_s});
        QVERIFY(desk.waitFor("focus filter"));
        desk.type(u"3/0/1"_s);
        QVERIFY(desk.waitFor("row pci0:3:0:1 "));
        QVERIFY(desk.tabTo("topology"));
        QVERIFY(desk.waitFor("focus topology"));
        desk.keys({u"End"_s, u"space"_s});
        QVERIFY(desk.waitFor("carry keyboard"));
        QVERIFY(desk.waitFor("focus board"));
        QVERIFY(desk.waitFor("cell 7 0 "));
        // The cursor stands on some cell; the top left corner is a fixed point to count from.
        desk.keys({u"ctrl+Home"_s});
        for (int i = 0; i < 7; ++i)
            desk.keys({u"Down"_s});
        desk.keys({u"Return"_s});
        QVERIFY(desk.waitFor("carry none"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);

        QVERIFY(desk.waitFor("plan 2 judged") || desk.waitFor("plan 3 judged", 2000));
        desk.keys({u"ctrl+Return"_s});
        QVERIFY(desk.waitForWindow("applyDialog"));
        for (int i = 0; i < 12 && !desk.line("focus ").startsWith("focus mode-"); ++i)
            QVERIFY(desk.step(u"Tab"_s));
        for (int i = 0; i < 4 && desk.line("focus ") != "focus mode-persistent"; ++i)
            QVERIFY(desk.step(u"Down"_s));
        QVERIFY(desk.waitFor("focus mode-persistent"));
        QVERIFY(desk.tabTo("applyGo"));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitGone("window applyDialog"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.hostFile(u"home-server"_s, u"/boot/loader.conf"_s).contains("3/0/1"), 30'000);
        expectApplied(desk);

        QVERIFY(desk.tabTo("trialReboot"));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitForWindow("question"));
        QVERIFY(desk.tabTo("questionGo"));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitForWindow("verifyDialog"));
        QVERIFY(desk.tabTo("verifyKeep"));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitGone("window verifyDialog"));
        expectHeld(desk);
    }
};

QTEST_GUILESS_MAIN(TestMainJob)
#include "tst_main_job.moc"
