// SPDX-License-Identifier: BSD-2-Clause
#include "apply/transaction.h"

#include "support/crash_disk.h"
#include "support/folder_host.h"
#include "support/memory_folder.h"
#include "support/text.h"
#include "support/three_files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <cstring>
#include <functional>

#include <sys/stat.h>
#include <unistd.h>

using namespace patchbay;
using namespace patchbay::test;

/// An apply that is hit by something at any moment: boot files are exactly old or exactly new afterwards, and the history
/// says which.
class TestFaults : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder{memoryTemplate()};
    std::string m_base, m_root;
    int m_next = 0;
    static inline int s_error = 0;

    /// Nothing happens, but nothing is really synced either, which would take minutes.
    struct disk_calls quiet() const { return {m_base.c_str(), -1, 0, -1, 0, nullptr, nullptr}; }

    std::string fresh() { return m_base + '/' + std::to_string(m_next++); }

    void newHost()
    {
        if (!m_root.empty())
            std::filesystem::remove_all(m_root);
        m_root = fresh();
        QVERIFY(replaceFile(m_root + "/boot/loader.conf", "old\n").has_value());
        QVERIFY(replaceFile(m_root + "/boot/nextboot.conf", "stale\n").has_value());
    }

    static std::string bootOf(const std::string &root)
    {
        FolderHost host(root);
        std::string text;
        for (const char *path : {"/boot/loader.conf", "/boot/loader.conf.local", "/boot/nextboot.conf"})
            text += host.readFile(path).value_or("-\n");
        std::ranges::replace(text, '\n', ' ');
        return text;
    }
    static constexpr const char *oldBoot = "old - stale ", *newBoot = "new fresh - ";

    static bool hasTemporaries(const std::string &root)
    {
        return std::ranges::any_of(std::filesystem::recursive_directory_iterator(root), [](const auto &entry) {
            return entry.path().string().contains(".patchbay-") && !entry.path().string().contains("/history/");
        });
    }

    /// What is wrong with a host that came back and was put right; empty: nothing.
    static std::string wrong(const std::string &root, const std::string &before, const std::string &after)
    {
        FolderHost host(root);
        if (const auto done = putRight(host); !done)
            return "not put right: " + done.error().toString();
        if (needsRecovery(host))
            return "still broken off";
        const std::string boot = bootOf(root);
        if (boot != before && boot != after)
            return "half done: " + boot;
        if (hasTemporaries(root))
            return "a temporary file is left";
        const auto history = readHistory(host);
        if (!history)
            return history.error().toString();
        for (const HistoryRecord &record : *history)
            if (const auto files = readRecordFiles(host, record.id); !files)
                return files.error().toString();
        const auto last = std::ranges::find(history->rbegin(), history->rend(), "applied", &HistoryRecord::state);
        const bool isNew = last != history->rend() && last->reverts.empty();
        if (isNew != (boot == newBoot))
            return "the journal does not agree: " + boot;
        return {};
    }

    /// Every power cut within the recorded calls.
    void cutEverywhere(unsigned lucks, const CrashDisk &start, const std::vector<CrashDisk::Call> &calls, const std::string &before,
                       const std::string &after, int &cuts)
    {
        using Luck = CrashDisk::Luck;
        CrashDisk disk = start;
        for (std::size_t at = 0; at <= calls.size(); ++at) {
            for (unsigned luck = 0; luck < lucks; ++luck) {
                const std::string root = fresh();
                disk.leave(root, luck < 4 ? Luck(luck) : Luck::Chance, unsigned(at) * 8 + luck);
                const std::string complaint = wrong(root, before, after);
                QVERIFY2(complaint.empty(), qPrintable(QStringLiteral("cut after call %1, luck %2: %3")
                                                           .arg(at).arg(luck).arg(QLatin1String(complaint.c_str()))));
                ++cuts;
                std::filesystem::remove_all(root);
            }
            if (at < calls.size())
                disk.play(calls[at]);
        }
    }

private slots:
    void init()
    {
        m_base = toText(m_folder.path().toUtf8());
        disk_calls = quiet();
        newHost();
    }
    void cleanup() { disk_calls = quiet(); }
    void cleanupTestCase() { disk_calls.root = nullptr; }

    void powerCut()
    {
        int cuts = 0;
        CrashDisk disk(m_root);
        const auto recorded = [&](const std::function<void()> &work) {
            const CallRecorder recorder(m_root);
            work();
            return CallRecorder::take();
        };
        const auto applying = recorded([&] {
            FolderHost host(m_root);
            QVERIFY(apply(host).has_value());
        });
        QVERIFY(applying.size() > 30);
        cutEverywhere(8, disk, applying, oldBoot, newBoot, cuts);
        for (const CrashDisk::Call &call : applying)
            disk.play(call);
        const auto reverting = recorded([&] {
            FolderHost host(m_root);
            QVERIFY(applyOrder(host, lockOf(host), revertOrder(host, "000001", 2000).value()).has_value());
        });
        cutEverywhere(8, disk, reverting, newBoot, oldBoot, cuts);
        qInfo("%d power cuts after %d calls: all old or all new", cuts, int(applying.size() + reverting.size()));
    }

    /// The power goes again while the first cut is being put right.
    void powerCutDuringRecovery()
    {
        int cuts = 0;
        const CrashDisk start(m_root);
        std::vector<CrashDisk::Call> calls;
        {
            const CallRecorder recorder(m_root);
            FolderHost host(m_root);
            QVERIFY(apply(host).has_value());
            calls = CallRecorder::take();
        }
        CrashDisk disk = start;
        for (std::size_t at = 0; at < calls.size(); ++at) {
            disk.play(calls[at]);
            const std::string root = fresh();
            disk.leave(root, CrashDisk::Luck::Everything, 0);
            const CrashDisk second(root);
            std::vector<CrashDisk::Call> recovering;
            {
                const CallRecorder recorder(root);
                FolderHost host(root);
                QVERIFY(putRight(host).has_value());
                recovering = CallRecorder::take();
            }
            cutEverywhere(3, second, recovering, oldBoot, newBoot, cuts);
            std::filesystem::remove_all(root);
        }
        qInfo("%d second power cuts while putting right", cuts);
    }

    void diskFullAtEveryByte()
    {
        int tries = 0;
        for (long room = 0;; ++room, ++tries) {
            newHost();
            disk_calls = {m_root.c_str(), room, 0, -1, 0, nullptr, nullptr};
            FolderHost host(m_root);
            const auto done = apply(host);
            disk_calls = quiet();
            if (done)
                break;
            QVERIFY2(done.error().what.contains("No space left on device"), done.error().toString().c_str());
            const std::string boot = bootOf(m_root), complaint = wrong(m_root, oldBoot, oldBoot);
            QVERIFY2(boot == oldBoot && complaint.empty(), qPrintable(QStringLiteral("room %1: %2").arg(room)
                                                                        .arg(QLatin1String((boot + complaint).c_str()))));
            QVERIFY(apply(host).has_value());
        }
        QCOMPARE(bootOf(m_root), std::string(newBoot));
        QVERIFY(tries > 300);
        qInfo("disk full at each of %d bytes: old files whole, and it works once there is room", tries);
    }

    void everyCallFails()
    {
        int failures = 0;
        for (long at = 0;; ++at) {
            newHost();
            disk_calls = {m_root.c_str(), -1, EIO, at, 0, nullptr, nullptr};
            FolderHost host(m_root);
            const auto done = [&]() -> Result<HistoryRecord> {
                const auto lock = ChangeLock::take(host, "testing");
                return lock ? applyOrder(host, *lock, threeFiles()) : pass(lock.error());
            }();
            const bool struck = disk_calls.count > at;
            disk_calls = quiet();
            if (!struck)
                break;
            ++failures;
            const std::string boot = bootOf(m_root);
            QVERIFY2(boot == (done ? newBoot : oldBoot), qPrintable(QStringLiteral("call %1: %2").arg(at)
                                                                       .arg(QLatin1String(boot.c_str()))));
            const std::string complaint = wrong(m_root, boot, boot);
            QVERIFY2(complaint.empty(), qPrintable(QStringLiteral("call %1: %2").arg(at).arg(QLatin1String(complaint.c_str()))));
        }
        QVERIFY(failures > 30);
        qInfo("%d calls failed, one at a time: an error means old files", failures);
    }

    /// Only what is provably ours goes: the name, and bytes that a half-done write of ours could have left.
    void recoveryRemovesOnlyOurLeftOvers()
    {
        FolderHost host(m_root);
        QVERIFY(addRecord(host, threeFiles()).has_value());
        const std::string boot = m_root + "/boot/loader.conf";
        overwrite(boot + ".patchbay-a1B2c3", "ne");
        overwrite(boot + ".patchbay-000000", "");
        overwrite(boot + ".patchbay-111111", std::string("n\0\0", 3));
        overwrite(boot + ".patchbay-222222", "my notes\n");
        overwrite(boot + ".patchbay-backup", "new\n and more\n");
        overwrite(boot + ".patchbay-33333", "new\n");
        QVERIFY(putRight(host).has_value());
        auto names = listFolder(m_root + "/boot").value();
        std::ranges::sort(names);
        QCOMPARE(names, (std::vector<std::string>{"loader.conf", "loader.conf.patchbay-222222", "loader.conf.patchbay-33333",
                                                  "loader.conf.patchbay-backup", "nextboot.conf"}));
    }

    /// A change is refused before anything of it is done, and says which file and why.
    void refusals()
    {
        const std::string boot = m_root + "/boot/loader.conf";
        std::filesystem::create_hard_link(boot, m_root + "/boot/other");
        FolderHost host(m_root);
        const auto linked = apply(host);
        QVERIFY(!linked && linked.error().what.contains("further hard links") && linked.error().where.ends_with("loader.conf"));
        QVERIFY(linked.error().what.ends_with("; nothing was changed"));
        std::filesystem::remove(m_root + "/boot/other");
        for (const int error : {EROFS, EACCES, EPERM, EDQUOT}) {
            s_error = error;
            disk_calls = {m_base.c_str(), -1, 0, -1, 0,
                          [](const disk_call *call) {
                              return std::string_view(call->path).contains("/boot/loader.conf.patchbay-") ? s_error : 0;
                          },
                          nullptr};
            const auto refused = apply(host);
            disk_calls = quiet();
            QVERIFY(!refused);
            QVERIFY2(refused.error().what.contains(std::strerror(error)), refused.error().what.c_str());
            QCOMPARE(refused.error().what.contains("/boot is mounted read-only (mount -uw makes it writable; on ZFS also zfs set "
                                                   "readonly=off)"),
                     error == EROFS);
            QCOMPARE(bootOf(m_root), std::string(oldBoot));
            QCOMPARE(toBytes(readHistory(host)->back().state), QByteArray("undone"));
        }
        QVERIFY(apply(host).has_value());
    }

    void linksModesAndOwnersStay()
    {
        const std::string boot = m_root + "/boot/loader.conf", real = m_root + "/etc/loader.conf";
        std::filesystem::create_directory(m_root + "/etc");
        std::filesystem::rename(boot, real);
        std::filesystem::create_symlink("../etc/loader.conf", boot);
        QCOMPARE(::chmod(real.c_str(), 0640), 0);
        const bool root = ::geteuid() == 0 && ::chown(real.c_str(), 12, 34) == 0;
        FolderHost host(m_root);
        QVERIFY(apply(host).has_value());
        QVERIFY(std::filesystem::is_symlink(boot));
        struct stat st{};
        QCOMPARE(::stat(real.c_str(), &st), 0);
        QCOMPARE(int(st.st_mode & 07777), 0640);
        QVERIFY(!root || (st.st_uid == 12 && st.st_gid == 34));
        QCOMPARE(bootOf(m_root), std::string(newBoot));
        // A half-written file lies beside the real one.
        QVERIFY(addRecord(host, revertOrder(host, "000001", 5).value()).has_value());
        overwrite(real + ".patchbay-abcdef", "ol");
        QVERIFY(putRight(host).has_value());
        QVERIFY(!std::filesystem::exists(real + ".patchbay-abcdef"));
    }

    void theHistoryIsBounded()
    {
        FolderHost host(m_root);
        std::string now = "old\n";
        for (std::size_t i = 0; i < historyLimit + 7; ++i) {
            const std::string next = std::to_string(i) + '\n';
            const ApplyOrder one{.files = {{"/boot/loader.conf", now, next}}, .planText = "{}", .summary = next, .now = 1};
            QVERIFY(applyOrder(host, lockOf(host), one).has_value());
            now = next;
        }
        const auto history = readHistory(host).value();
        QCOMPARE(history.size(), historyLimit);
        QCOMPARE(toBytes(history.front().id), QByteArray("000008"));
        QCOMPARE(listFolder(m_root + "/var/db/patchbay/history")->size(), historyLimit);
        QVERIFY(applyOrder(host, lockOf(host), revertOrder(host, history.back().id, 2).value()).has_value());
        QCOMPARE(host.readFile("/boot/loader.conf").value(), std::to_string(historyLimit + 5) + '\n');
    }

    void aLostBackupIsNotTakenForNoFile()
    {
        FolderHost host(m_root);
        QVERIFY(addRecord(host, threeFiles()).has_value());
        QVERIFY(host.replaceFile("/boot/loader.conf", "new\n", nullptr).has_value());
        QVERIFY(host.removeFile("/var/db/patchbay/history/000001/0.before").has_value());
        const auto recovered = putRight(host);
        QVERIFY(!recovered && recovered.error().what.contains("damaged"));
        QVERIFY(host.readFile("/boot/loader.conf").has_value());
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
