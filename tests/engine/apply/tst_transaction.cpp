// SPDX-License-Identifier: BSD-2-Clause
#include "apply/transaction.h"

#include "support/folder_host.h"
#include "support/text.h"
#include "support/three_files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

using namespace patchbay;
using namespace patchbay::test;

class TestTransaction : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string m_root;

    QByteArray state()
    {
        FolderHost host(m_root);
        QByteArray text;
        for (const char *path : {"/boot/loader.conf", "/boot/loader.conf.local", "/boot/nextboot.conf"}) {
            const auto bytes = host.readFile(path);
            text += (bytes ? toBytes(*bytes).trimmed() : QByteArray("-")) + ' ';
        }
        return text.trimmed();
    }

private slots:
    void init()
    {
        QDir(m_folder.path()).removeRecursively();
        m_root = toText(m_folder.path().toUtf8());
        QVERIFY(replaceFile(m_root + "/boot/loader.conf", "old\n").has_value());
        QVERIFY(replaceFile(m_root + "/boot/nextboot.conf", "stale\n").has_value());
        QCOMPARE(state(), QByteArray("old - stale"));
    }

    void appliesAndRevertsExactly()
    {
        FolderHost host(m_root);
        const auto record = apply(host);
        QVERIFY2(record.has_value(), record ? "" : record.error().toString().c_str());
        QCOMPARE(state(), QByteArray("new fresh -"));
        QCOMPARE(toBytes(storedPlan(host).value().value()), QByteArray("{\"guests\":[]}"));

        const auto back = revertOrder(host, record->id, 2000);
        QVERIFY(back.has_value());
        QVERIFY(apply(host, *back).has_value());
        QCOMPARE(state(), QByteArray("old - stale"));
        QVERIFY(!storedPlan(host).value());
        const auto history = readHistory(host);
        QCOMPARE(history->size(), std::size_t(2));
        QCOMPARE(toBytes(history->front().state), QByteArray("reverted"));
        QVERIFY(!revertOrder(host, record->id, 3000));
    }

    /// A file that goes takes its mode and owner with it; coming back, by whatever way, it is as it was.
    void aRemovedFileComesBackAsItWas()
    {
        const std::string path = m_root + "/boot/nextboot.conf";
        const auto make = [&] {
            init();
            QCOMPARE(::chmod(path.c_str(), 0600), 0);
            if (::geteuid() == 0)
                QCOMPARE(::chown(path.c_str(), 12, 34), 0);
        };
        make();
        const auto was = traitsOf(path);
        QCOMPARE(was->mode, 0600U);
        FolderHost host(m_root);
        QVERIFY(apply(host).has_value() && !traitsOf(path));
        QVERIFY(apply(host, revertOrder(host, "000001", 2000).value()).has_value());
        QCOMPARE(state(), QByteArray("old - stale"));
        QVERIFY(traitsOf(path) == was);
        // The revert taken back, and that too.
        QVERIFY(apply(host, revertOrder(host, "000002", 3000).value()).has_value());
        QVERIFY(apply(host, revertOrder(host, "000003", 4000).value()).has_value());
        QVERIFY(traitsOf(path) == was);
        int cuts = 0;
        for (int budget = 0;; ++budget, ++cuts) {
            make();
            FolderHost dying(m_root, budget);
            if (apply(dying))
                break;
            FolderHost again(m_root);
            QVERIFY(putRight(again).has_value());
            QCOMPARE(state(), QByteArray("old - stale"));
            QVERIFY2(traitsOf(path) == was, qPrintable(QString::number(budget)));
        }
        QVERIFY(cuts > 8);
    }

    /// Who may not read a file may not read its copy.
    void copiesAreAsTheFile()
    {
        QCOMPARE(::chmod((m_root + "/boot/loader.conf").c_str(), 0600), 0);
        FolderHost host(m_root);
        QVERIFY(apply(host).has_value());
        for (const char *name : {"0.before", "0.after"})
            QCOMPARE(traitsOf(m_root + "/var/db/patchbay/history/000001/" + name)->mode, 0600U);
    }

    void aLinkIsNotRemoved()
    {
        std::filesystem::rename(m_root + "/boot/nextboot.conf", m_root + "/boot/real.conf");
        std::filesystem::create_symlink("real.conf", m_root + "/boot/nextboot.conf");
        FolderHost host(m_root);
        const auto refused = apply(host);
        QVERIFY(!refused && refused.error().what.contains("symbolic link"));
        QCOMPARE(state(), QByteArray("old - stale"));
        QVERIFY(readHistory(host)->empty());
    }

    /// Two names that lead to one file would be written one over the other.
    void twoNamesOfOneFile_data()
    {
        QTest::addColumn<bool>("folder");
        QTest::newRow("a link to the file") << false;
        QTest::newRow("a link to its folder") << true;
    }
    void twoNamesOfOneFile()
    {
        QFETCH(const bool, folder);
        const std::string local = folder ? "/boot/loader.conf.d/loader.conf" : "/boot/loader.conf.local";
        if (folder)
            std::filesystem::create_symlink("../boot", m_root + "/boot/loader.conf.d");
        else
            std::filesystem::create_symlink("loader.conf", m_root + local);
        FolderHost host(m_root);
        ApplyOrder both{.files = {{"/boot/loader.conf", "old\n", "new\n"}, {local, "old\n", "other\n"}}, .planText = {}, .summary = {}, .now = 1};
        const auto refused = apply(host, both);
        QVERIFY(!refused && refused.error().what.starts_with("is the same file as /boot/loader.conf"));
        QVERIFY(!needsRecovery(host) && readHistory(host)->empty());
        both.files.pop_back();
        QVERIFY(apply(host, both).has_value());
        QVERIFY(std::filesystem::is_symlink(m_root + (folder ? "/boot/loader.conf.d" : local)));
    }

    /// Names in /boot behind which there is no file: a reason, at once, and everything as it was.
    void noFileThere_data()
    {
        QTest::addColumn<QString>("make");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a pipe") << "mkfifo loader.conf" << "is not a regular file";
        QTest::newRow("a folder") << "mkdir loader.conf" << "is a folder";
        QTest::newRow("a link to itself") << "ln -s loader.conf loader.conf" << "cannot be opened";
        QTest::newRow("a link to nowhere") << "ln -s nowhere loader.conf" << "was changed by somebody since the preview";
        QTest::newRow("a device") << "ln -s /dev/zero loader.conf" << "is not a regular file";
        QTest::newRow("a gigabyte") << "truncate -s 1G loader.conf" << "is larger than 64 MiB";
    }
    void noFileThere()
    {
        QFETCH(const QString, make);
        QFETCH(const QString, reason);
        std::filesystem::remove(m_root + "/boot/loader.conf");
        QCOMPARE(std::system(("cd " + m_root + "/boot && " + toText(make.toUtf8())).c_str()), 0);
        FolderHost host(m_root);
        const auto refused = apply(host);
        QVERIFY(!refused);
        QVERIFY2(refused.error().what.starts_with(toText(reason.toUtf8())), refused.error().toString().c_str());
        QVERIFY(readHistory(host)->empty() && !needsRecovery(host));
        // A plan that expects no file there is refused as well.
        ApplyOrder fresh = threeFiles();
        fresh.files[0].before.reset();
        const auto again = apply(host, fresh);
        QVERIFY(!again && !needsRecovery(host));
        QVERIFY(state().endsWith(" - stale"));
    }

    /// What another change needs goes away in the middle of it: everything back, nothing left open.
    void theHistoryGoesMeanwhile()
    {
        FolderHost host(m_root);
        const auto gone = applyOrder(host, lockOf(host), threeFiles(), {}, {.make = [&] {
            std::filesystem::remove_all(m_root + "/var/db/patchbay/history");
            return Result<>();
        }, .takeBack = {}});
        QVERIFY(!gone);
        QCOMPARE(state(), QByteArray("old - stale"));
        QVERIFY(!needsRecovery(host) && !putRight(host).value());
        QVERIFY(apply(host).has_value());
    }

    void aSecondRevertFindsNothing()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host).has_value());
        const auto first = revertOrder(host, "000001", 2000), second = revertOrder(host, "000001", 2000);
        QVERIFY(first && second && apply(host, *first).has_value());
        const auto again = apply(host, *second);
        QVERIFY(!again && again.error().what.contains("was changed by somebody since the preview"));
        QCOMPARE(state(), QByteArray("old - stale"));
    }

    void refusesWhatChangedMeanwhile()
    {
        FolderHost host(m_root);
        QVERIFY(replaceFile(m_root + "/boot/loader.conf", "edited\n").has_value());
        const auto record = apply(host);
        QVERIFY(!record);
        QCOMPARE(toBytes(record.error().toString()),
                 QByteArray("/boot/loader.conf: was changed by somebody since the preview; preview again"));
        QCOMPARE(state(), QByteArray("edited - stale"));
        QVERIFY(readHistory(host)->empty());
    }

    void revertRefusesToLoseALaterEdit()
    {
        FolderHost host(m_root);
        const auto record = apply(host);
        QVERIFY(record.has_value());
        QVERIFY(replaceFile(m_root + "/boot/loader.conf", "edited\n").has_value());
        const auto back = revertOrder(host, record->id, 2000);
        QVERIFY(!back);
        QVERIFY(back.error().what.contains("was changed since change 000001"));
    }

    /// The power goes after every single change; the next start must find exactly old or exactly new.
    void powerCutAtEveryStep()
    {
        int cuts = 0;
        for (int budget = 0;; ++budget, ++cuts) {
            init();
            FolderHost dying(m_root, budget);
            const auto record = apply(dying);
            if (record)
                break;
            FolderHost again(m_root);
            const auto recovered = putRight(again);
            QVERIFY2(recovered.has_value(), recovered ? "" : recovered.error().toString().c_str());
            QVERIFY2(state() == "old - stale" || state() == "new fresh -", state().constData());
            QVERIFY(!putRight(again).value());
            if (state() == "old - stale")
                QVERIFY(apply(again).has_value());
            QCOMPARE(state(), QByteArray("new fresh -"));
        }
        qInfo("%d power cuts survived", cuts);
        QVERIFY(cuts > 8);
    }

    /// The same while it is being put right: a second failure must not make it worse.
    void powerCutDuringRecovery()
    {
        for (int first = 0; first < 40; ++first) {
            for (int second = 0; second < 8; ++second) {
                init();
                FolderHost dying(m_root, first);
                if (apply(dying))
                    return;
                FolderHost dyingAgain(m_root, second);
                (void)putRight(dyingAgain).has_value();
                FolderHost last(m_root);
                QVERIFY(putRight(last).has_value());
                QVERIFY(state() == "old - stale" || state() == "new fresh -");
            }
        }
    }

    void recoverNeverOverwritesAStranger()
    {
        FolderHost host(m_root);
        auto made = addRecord(host, threeFiles());
        QVERIFY(made.has_value());
        QVERIFY(replaceFile(m_root + "/boot/loader.conf", "stranger\n").has_value());
        const auto recovered = putRight(host);
        QVERIFY(recovered && *recovered);
        QVERIFY(leftToOthers(**recovered).contains("/boot/loader.conf was changed by somebody"));
        QVERIFY(!needsRecovery(host) && !apply(host));
        QCOMPARE(state(), QByteArray("stranger - stale"));
    }

    void damagedRecordsAreLeftOut()
    {
        FolderHost host(m_root);
        QVERIFY(replaceFile(m_root + "/var/db/patchbay/history/000007/record", "garbage").has_value());
        QVERIFY(replaceFile(m_root + "/var/db/patchbay/history/nonsense/record", "state: applied\n").has_value());
        QVERIFY(readHistory(host)->empty());
        QCOMPARE(toBytes(apply(host)->id), QByteArray("000008"));
        QVERIFY(!readRecordFiles(host, "../../etc"));
    }

    /// What counts is the order of changes, never the clock.
    void clockJumps()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host).has_value());
        for (const std::int64_t now : {std::int64_t(-5), std::int64_t(1) << 40, std::int64_t(0)}) {
            const auto back = revertOrder(host, readHistory(host)->back().id, now);
            QVERIFY(back.has_value());
            QVERIFY(applyOrder(host, lockOf(host), *back).has_value());
        }
        const auto history = readHistory(host).value();
        QCOMPARE(history.size(), std::size_t(4));
        QCOMPARE(toBytes(history.back().id), QByteArray("000004"));
        QCOMPARE(state(), QByteArray("old - stale"));
        QCOMPARE(toBytes(history[0].state + history[1].state + history[2].state + history[3].state),
                 QByteArray("revertedappliedrevertedapplied"));
    }
};

QTEST_GUILESS_MAIN(TestTransaction)
#include "tst_transaction.moc"
