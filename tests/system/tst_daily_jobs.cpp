// SPDX-License-Identifier: BSD-2-Clause
#include "system/desk.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

/// What comes after the first change, in the real window on a real X server over the real engine: guests that start, run,
/// stop and do not start; plans that go to a file and back; an engine that dies; the way back, by keyboard alone.
class TestDailyJobs : public QObject
{
    Q_OBJECT

private:
    static void open(Desk &desk, const QString &spec)
    {
        QString why;
        if (!desk.start(spec, &why))
            QSKIP(qPrintable(why));
        QVERIFY(desk.waitFor("host " + spec.toUtf8() + " ready", 60'000));
    }

    static void addGuest(Desk &desk, const QString &name)
    {
        desk.keys({u"ctrl+n"_s});
        QVERIFY(desk.waitFor("focus guestName"));
        desk.keys({u"ctrl+a"_s});
        desk.type(name);
        desk.keys({u"Return"_s});
        QVERIFY(desk.waitGone("window guestDialog"));
    }

    /// Picks a function up in the tree and puts it on slot 7 of the guest in front.
    static void place(Desk &desk, const QString &slashed, const QByteArray &address)
    {
        desk.keys({u"ctrl+f"_s});
        QVERIFY(desk.waitFor("focus filter"));
        desk.keys({u"ctrl+a"_s});
        desk.type(slashed);
        QVERIFY(desk.waitFor("row " + address + ' '));
        QVERIFY(desk.tabTo("topology", 8));
        desk.keys({u"End"_s, u"space"_s});
        QVERIFY(desk.waitFor("carry keyboard"));
        QVERIFY(desk.waitFor("focus board"));
        desk.keys({u"Home"_s});
        for (int i = 0; i < 7; ++i)
            desk.keys({u"Down"_s});
        desk.keys({u"Return"_s});
        QVERIFY(desk.waitFor("carry none"));
    }

    static void command(Desk &desk, const QString &words)
    {
        desk.keys({u"ctrl+k"_s});
        QVERIFY(desk.waitFor("focus paletteWords"));
        desk.type(words);
        desk.keys({u"Return"_s});
        QVERIFY(desk.waitGone("window palette"));
    }

    static QByteArray loaderConf(Desk &desk) { return desk.hostFile(u"home-server"_s, u"/boot/loader.conf"_s); }

private slots:
    void aGuestStartsRunsAndStops()
    {
        Desk desk;
        open(desk, u"sim:qlogic-fc"_s);
        addGuest(desk, u"backup"_s);
        place(desk, u"1/0/0"_s, "pci0:1:0:0");
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:1:0:0 ").contains("backup"), 30'000);
        QVERIFY(desk.clickOn("widget guestRun"));
        QTRY_VERIFY2_WITH_TIMEOUT(desk.line("widget guestState ").endsWith("running"),
                                  desk.lines().join('\n').constData(), 30'000);
        QTRY_VERIFY2_WITH_TIMEOUT(desk.line("text output ").contains("login:"), desk.line("text output").constData(), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:1:0:0 ").contains("backup"), 30'000);
        desk.picture(u"guest-running"_s);
        QVERIFY(desk.clickOn("widget guestRun"));
        QVERIFY(desk.clickOn("widget questionGo"));
        QTRY_VERIFY2_WITH_TIMEOUT(desk.line("widget guestState ").endsWith("stopped"),
                                  desk.line("widget guestState ").constData(), 30'000);
    }

    void aGuestThatCannotStartSaysWhy()
    {
        Desk desk;
        open(desk, u"sim:home-server"_s);
        addGuest(desk, u"web-01"_s);
        place(desk, u"3/0/1"_s, "pci0:3:0:1");
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
        // igb1 still holds it: nothing was applied.
        QVERIFY(desk.clickOn("widget guestRun"));
        QVERIFY(desk.waitFor("widget bannerWords "));
        const QByteArray words = desk.line("widget bannerWords ");
        QVERIFY2(words.contains("web-01") && words.contains("3/0/1"), words.constData());
        QVERIFY(desk.line("widget guestRun ").endsWith("Start"));
        desk.picture(u"guest-refused"_s);
    }

    void plansGoToAFileAndBack()
    {
        Desk desk;
        open(desk, u"sim:home-server"_s);
        addGuest(desk, u"web-01"_s);
        place(desk, u"3/0/1"_s, "pci0:3:0:1");
        QVERIFY(desk.waitFor("plan 2 judged"));
        desk.keys({u"ctrl+s"_s});
        QVERIFY(desk.waitFor("focus fileNameEdit"));
        desk.type(desk.path(u"kept.json"_s));
        desk.keys({u"Return"_s});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(desk.path(u"kept.json"_s)), 30'000);
        QVERIFY(desk.waitGone("window QFileDialog"));
        command(desk, u"discard"_s);
        QVERIFY(desk.waitFor("plan 0 judged"));

        QFile wrong(desk.path(u"wrong.json"_s));
        QVERIFY(wrong.open(QIODevice::WriteOnly));
        wrong.write("{\"guests\": 7}");
        wrong.close();
        for (const auto &[file, outcome] : {std::pair(u"wrong.json"_s, "widget bannerWords "), {u"kept.json"_s, "plan 2 judged"}}) {
            command(desk, u"load a plan"_s);
            QVERIFY(desk.waitFor("focus fileNameEdit"));
            desk.type(desk.path(file));
            desk.keys({u"Return"_s});
            QVERIFY(desk.waitGone("window QFileDialog"));
            QVERIFY(desk.waitFor(outcome));
        }
        const QByteArray words = desk.line("widget bannerWords ");
        QVERIFY2(words.contains("wrong.json was not loaded") && words.contains("guests"), words.constData());
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
    }

    void anEngineThatDiesIsToldAndCalledAgain()
    {
        Desk desk;
        open(desk, u"sim:home-server"_s);
        addGuest(desk, u"web-01"_s);
        QVERIFY(desk.waitFor("plan 1 judged"));
        QVERIFY(desk.killEngine());
        QVERIFY(desk.waitFor("host sim:home-server failed"));
        QVERIFY(desk.waitFor("widget bannerAction "));
        QVERIFY(desk.line("widget bannerAction ").endsWith("Reconnect"));
        QVERIFY2(desk.line("widget review ").contains(" off "), desk.line("widget review ").constData());
        desk.picture(u"connection-lost"_s);
        QVERIFY(desk.clickOn("widget bannerAction"));
        QVERIFY(desk.waitFor("host sim:home-server ready"));
        QVERIFY(desk.waitFor("plan 1 judged"));
        QVERIFY(desk.waitGone("widget bannerAction "));
    }

    void thereAndBackByKeyboard()
    {
        Desk desk;
        open(desk, u"sim:home-server"_s);
        const QByteArray before = loaderConf(desk);
        addGuest(desk, u"web-01"_s);
        place(desk, u"3/0/1"_s, "pci0:3:0:1");
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
        desk.keys({u"ctrl+z"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
        desk.keys({u"ctrl+shift+z"_s});
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
        // Move it on the board, take it off, bring it back.
        desk.keys({u"F6"_s});
        QVERIFY(desk.tabTo("board"));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitFor("carry keyboard"));
        desk.keys({u"Down"_s, u"Return"_s});
        QVERIFY(desk.waitFor("carry none"));
        desk.keys({u"Delete"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
        desk.keys({u"ctrl+z"_s});
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("row pci0:3:0:1 ").contains("web-01"), 30'000);
        QVERIFY(desk.waitFor("plan 2 judged"));

        desk.keys({u"ctrl+alt+2"_s});
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("text bootFiles ").contains("Patchbay: end"), 30'000);
        desk.keys({u"ctrl+Return"_s});
        QVERIFY(desk.waitForWindow("applyDialog"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.line("widget applyGo ").endsWith("Make permanent"), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.line("widget applyGo ").contains(" off "), 30'000);
        desk.keys({u"Return"_s});
        QVERIFY(desk.waitGone("window applyDialog"));
        QTRY_VERIFY_WITH_TIMEOUT(loaderConf(desk).contains("3/0/1"), 30'000);

        command(desk, u"host reboot"_s);
        QVERIFY(desk.waitForWindow("question"));
        QVERIFY(desk.tabTo("questionGo", 6));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitForWindow("verifyDialog"));
        QVERIFY(desk.tabTo("verifyBack", 8));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitGone("window verifyDialog"));
        QTRY_COMPARE_WITH_TIMEOUT(loaderConf(desk), before, 30'000);
    }
};

QTEST_GUILESS_MAIN(TestDailyJobs)
#include "tst_daily_jobs.moc"
