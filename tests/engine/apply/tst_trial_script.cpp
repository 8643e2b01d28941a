// SPDX-License-Identifier: BSD-2-Clause
#include "support/text.h"
#include "support/trial_world.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace patchbay;

namespace {

const std::string oldFiles = "old - - ";

QByteArray bytes(const std::string &text)
{
    return toBytes(text);
}

} // namespace

/// The start script that takes a change back, run by the shells there are.
class TestTrialScript : public QObject
{
    Q_OBJECT

private:
    TrialWorlds m_worlds;

    TrialWorld world(const std::string &shell = "dash") { return m_worlds.world(shell); }
    TrialWorld tried(const std::string &mode, const std::string &shell = "dash", int within = 30)
    {
        return m_worlds.tried(mode, shell, within);
    }

    static void addShells(const std::vector<const char *> &modes = {"next-boot", "persistent"})
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("mode");
        for (const char *shell : {"/bin/sh", "dash", "bash --posix", "busybox sh", "mksh"}) {
            if (QStandardPaths::findExecutable(QLatin1StringView(shell).toString().section(u' ', 0, 0)).isEmpty())
                continue;
            for (const char *mode : modes)
                QTest::addRow("%s, %s", shell, mode) << QString::fromLatin1(shell) << QString::fromLatin1(mode);
        }
    }
    static std::string text(const char *column)
    {
        return toText((*static_cast<QString *>(QTest::qData(column, QMetaType::QString))).toUtf8());
    }

private slots:
    void nobodyAnswers_data() { addShells(); }
    void nobodyAnswers()
    {
        TrialWorld host = tried(text("mode"), text("shell"));
        const std::string said = host.run({"faststart"});
        QVERIFY2(said.contains("takes itself back in 30 s"), said.c_str());
        QVERIFY2(host.uptime() >= 37 && host.uptime() <= 50, host.get("clock").c_str());
        QCOMPARE(bytes(host.files()), bytes(oldFiles + "order script "));
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        QCOMPARE(host.calls("shutdown -r now"), 1);
        host.powerOn();
        host.run({"faststart"});
        QCOMPARE(bytes(host.files()), bytes(oldFiles));
        QCOMPARE(host.calls("shutdown"), 0);
        struct stat st{};
        QCOMPARE(::stat((host.root() + "/boot/loader.conf").c_str(), &st), 0);
        QCOMPARE(int(st.st_mode & 07777), 0640);
        QVERIFY(!host.has(std::string("root") + trialFolder));
    }

    void confirmed_data() { addShells(); }
    void confirmed()
    {
        TrialWorld host = tried(text("mode"), text("shell"));
        const std::string before = host.files();
        host.put("hook-at", "20");
        host.put("hook", "rm root/var/db/patchbay/trial/order\n");
        host.run({"start"});
        QVERIFY(host.uptime() < 35);
        QCOMPARE(bytes(host.state()), QByteArray("applied"));
        QCOMPARE(host.calls("shutdown"), 0);
        QVERIFY(before.starts_with(host.files().substr(0, 5)));
        host.powerOn();
        host.run({"faststart"});
        QVERIFY2(!host.files().contains("script"), host.files().c_str());
    }

    void extended()
    {
        TrialWorld host = tried("next-boot");
        host.put("hook-at", "20");
        host.put("hook", "echo 000001 100 >root/var/db/patchbay/trial/deadline\n");
        host.run({"start"});
        QVERIFY2(host.uptime() >= 100 && host.uptime() < 115, host.get("clock").c_str());
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
    }

    void theBootOfTheChangeItselfWaits()
    {
        TrialWorld host = world();
        QVERIFY(host.apply("next-boot").has_value());
        const std::string before = host.files();
        host.run({"start"});
        QCOMPARE(bytes(host.files()), bytes(before));
        QCOMPARE(bytes(host.state()), QByteArray("applied"));
        QVERIFY(host.run({"status"}).contains("waits for the next boot"));
    }

    void startedAgain()
    {
        TrialWorld host = tried("persistent");
        host.put("stop", "20"); // the timer is killed there
        host.run({"start"});
        QCOMPARE(bytes(host.state()), QByteArray("applied"));
        QVERIFY(host.run({"status"}).contains("takes itself back in 1"));
        host.put("stop", "4000");
        host.run({"start"});
        QVERIFY2(host.uptime() >= 37 && host.uptime() <= 50, host.get("clock").c_str());
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        QCOMPARE(host.calls("shutdown"), 1);
        // Once more in the boot that is to end: the restart may have been lost.
        host.run({"start"});
        QCOMPARE(host.calls("shutdown"), 2);
        host.powerOn();
        host.run({"start"});
        QCOMPARE(host.calls("shutdown"), 0);
        QCOMPARE(bytes(host.files()), bytes(oldFiles));
    }

    /// The trial boot ends without an answer: a panic, the power, a person at the button.
    void twoBoots_data() { addShells(); }
    void twoBoots()
    {
        TrialWorld host = tried(text("mode"), text("shell"));
        host.put("stop", "20");
        host.run({"faststart"});
        host.powerOn();
        host.put("stop", "4000");
        host.run({"faststart"});
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        // The next-boot trial is over by itself; a permanent one still runs in this boot.
        const bool still = text("mode") == "persistent";
        QCOMPARE(host.calls("shutdown"), still ? 1 : 0);
        QVERIFY(host.uptime() < 30);
        if (still) {
            host.powerOn();
            host.run({"faststart"});
        }
        QCOMPARE(bytes(host.files()), bytes(oldFiles));
        QCOMPARE(host.calls("shutdown"), 0);
    }

    /// The trial boot panics before any start script runs; the loader falls back by itself.
    void neverCameBack()
    {
        TrialWorld host = tried("next-boot");
        host.powerOn();
        host.run({"faststart"});
        QCOMPARE(bytes(host.files()), bytes(oldFiles));
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        QCOMPARE(host.calls("shutdown"), 0);
        QCOMPARE(host.calls("zfsbootcfg -z zroot -n freebsd:nvstore -k nextboot_enable -v NO"), 1);
    }

    /// Boots take a copy of the root file system until somebody confirms: taking back ends that, after the files are back.
    void environmentComesBack()
    {
        TrialWorld host = world();
        QVERIFY(host.apply("persistent", 30, "default").has_value());
        host.powerOn();
        host.run({"faststart"});
        QCOMPARE(host.calls("bectl activate default"), 1);
        QCOMPARE(host.calls("bectl activate -T"), 1);
        QCOMPARE(host.calls("shutdown"), 1);
        host.powerOn();
        host.run({"faststart"});
        QCOMPARE(bytes(host.files()), bytes(oldFiles));
        QCOMPARE(host.calls("bectl"), 0);
        TrialWorld other = tried("persistent");
        other.run({"faststart"});
        QCOMPARE(other.calls("bectl"), 0);
    }

    /// ppt is not there, or the variable never reached the kernel: a person is to see it, so the timer runs.
    void notAsPlanned()
    {
        TrialWorld host = tried("next-boot");
        host.put("kenv", "pptdevs=9/9/9\n");
        host.run({"faststart"});
        QVERIFY(host.uptime() >= 37);
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        QCOMPARE(host.calls("shutdown"), 1);
        TrialWorld lost = tried("persistent");
        lost.runsNew(false);
        lost.run({"faststart"});
        QVERIFY(lost.uptime() >= 37);
        QCOMPARE(lost.calls("shutdown"), 0); // what runs is what the old files give
        QCOMPARE(bytes(lost.files()), bytes(oldFiles));
    }

    void aLaterEditIsKept()
    {
        TrialWorld host = tried("persistent");
        host.put("root/boot/loader.conf", "theirs\n");
        host.run({"start"});
        QCOMPARE(bytes(host.files()), bytes(oldFiles + "order script "));
        QCOMPARE(bytes(host.get("root/var/db/patchbay/history/000001/2.found")), QByteArray("theirs\n"));
    }

    /// What the change removed comes back with its mode; copies of what somebody wrote have that of the file.
    void modesComeBack_data() { addShells({"persistent"}); }
    void modesComeBack()
    {
        TrialWorld host = world(text("shell"));
        const std::string path = host.root() + "/boot/patchbay.conf";
        QVERIFY(replaceFile(path, "gone\n").has_value());
        QCOMPARE(::chmod(path.c_str(), 0600), 0);
        if (::geteuid() == 0)
            QCOMPARE(::chown(path.c_str(), 12, 34), 0);
        const auto was = traitsOf(path);
        host.more = {{"/boot/patchbay.conf", "gone\n", std::nullopt}};
        QVERIFY(host.apply("persistent").has_value());
        QVERIFY(!traitsOf(path));
        host.put("root/boot/loader.conf", "theirs\n");
        host.powerOn();
        host.run({"start"});
        QCOMPARE(bytes(host.get("root/boot/patchbay.conf")), QByteArray("gone\n"));
        QVERIFY(traitsOf(path) == was);
        QCOMPARE(traitsOf(host.root() + "/var/db/patchbay/history/000001/2.found")->mode, 0640U);
    }

    /// Names that lead to no file when it is time to go back: the host comes first, and what was there is kept beside it.
    void noFileIsThere_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what : {"mkfifo $f", "mkdir $f", "ln -s nowhere $f", "ln -s loader.conf $f", "ln -s /nowhere/at/all $f", ":"})
            QTest::addRow("%s", what) << QString::fromLatin1(what);
    }
    void noFileIsThere()
    {
        TrialWorld host = tried("persistent");
        host.runText("f=" + host.root() + "/boot/loader.conf; rm $f; " + text("what"));
        host.run({"start"});
        QCOMPARE(bytes(host.files()), bytes(oldFiles + "order script "));
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        QCOMPARE(host.calls("shutdown"), 1);
    }

    void symbolicLinksStay()
    {
        TrialWorld host = world();
        std::filesystem::create_directory(host.root() + "/etc");
        std::filesystem::rename(host.root() + "/boot/loader.conf", host.root() + "/etc/loader.conf");
        std::filesystem::create_symlink("../etc/loader.conf", host.root() + "/boot/loader.conf");
        QVERIFY(host.apply("persistent").has_value());
        host.powerOn();
        host.run({"start"});
        QVERIFY(std::filesystem::is_symlink(host.root() + "/boot/loader.conf"));
        QCOMPARE(bytes(host.get("root/etc/loader.conf")), QByteArray("old\n"));
    }

    void clockJumps_data()
    {
        QTest::addColumn<long>("jump");
        QTest::addColumn<bool>("amid");
        for (const long jump : {-900'000'000L, -86400L, -3600L, -601L, 601L, 3600L, 86400L, 900'000'000L}) {
            QTest::addRow("%ld s while it sleeps", jump) << jump << false;
            QTest::addRow("%ld s between two looks", jump) << jump << true;
        }
    }
    void clockJumps()
    {
        QFETCH(const long, jump);
        QFETCH(const bool, amid);
        TrialWorld host = tried("next-boot");
        host.put("hook-at", "20");
        const std::string by = std::to_string(jump);
        host.put("hook", amid ? "echo " + by + " >jump-at-date\n" : "echo $((booted + " + by + ")) $((up + $1)) >clock\n");
        host.run({"start"});
        QVERIFY2(host.uptime() >= 37 && host.uptime() <= 50, host.get("clock").c_str());
        QVERIFY(!host.get("clock").starts_with("1000009000 "));
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
    }

    void diskFull()
    {
        // The boot after a full trial boot is the old one in any case.
        TrialWorld host = tried("next-boot");
        host.put("full", "");
        host.run({"start"});
        QCOMPARE(host.calls("shutdown"), 1);
        QVERIFY(host.files().starts_with("old - nextboot_enable=\"NO\""));
        host.powerOn();
        host.remove("full");
        host.run({"start"});
        QCOMPARE(bytes(host.files()), bytes(oldFiles));
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        QCOMPARE(host.calls("shutdown"), 0);

        TrialWorld lasting = tried("persistent");
        lasting.put("full", "");
        lasting.put("hook-at", "150");
        lasting.put("hook", "rm full\n");
        lasting.run({"start"});
        QVERIFY(lasting.uptime() >= 150 && lasting.uptime() < 165);
        QCOMPARE(bytes(lasting.files()), bytes(oldFiles + "order script "));
        QCOMPARE(lasting.calls("shutdown"), 1);
    }

    /// A console that hangs with the lock must not keep the host from coming back.
    void theLockIsHeld()
    {
        TrialWorld host = tried("persistent");
        host.put("lock-held", "");
        host.run({"start"});
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
    }

    void damagedOrdersDoNothing()
    {
        const std::string path = std::string("root") + trialOrderPath;
        TrialWorld whole = tried("persistent");
        const std::string order = whole.get(path);
        int damaged = 0;
        for (std::size_t size = 0; size + 1 < order.size(); size += 17, ++damaged) {
            TrialWorld host = tried("persistent");
            const std::string before = host.files();
            host.put(path, damaged % 2 == 0 ? order.substr(0, size) : order.substr(0, size) + std::string(order.size() - size, '\0'));
            host.run({"faststart"});
            QCOMPARE(bytes(host.files()), bytes(before));
            QCOMPARE(host.calls("shutdown"), 0);
        }
        QVERIFY(damaged > 10);
    }

    /// As rc(8) does it: in a subshell, and with rc_fast_and_loose in its own.
    void sourcedByRc()
    {
        TrialWorld host = tried("next-boot");
        const std::string script = host.root() + trialScriptPath;
        const std::string said = host.runText("set -- faststart; . " + script + "; echo rc goes on; (set -- rcvar; . " + script + ")");
        QVERIFY2(said.contains("rc goes on"), said.c_str());
        QCOMPARE(bytes(host.state()), QByteArray("expired"));
        struct stat st{};
        QCOMPARE(::stat((host.root() + trialScriptPath).c_str(), &st), 0);
        QVERIFY(st.st_mode & S_IXUSR); // the others by the umask
    }
};

QTEST_GUILESS_MAIN(TestTrialScript)
#include "tst_trial_script.moc"
