// SPDX-License-Identifier: BSD-2-Clause
#include "apply/restore.h"

#include "apply/transaction.h"
#include "support/folder_host.h"
#include "support/memory_folder.h"
#include "support/patch.h"
#include "support/text.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>

#include <sys/stat.h>

using namespace patchbay;

/// Back to any point: the very bytes of then, or a reason and nothing touched.
class TestRestore : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder{test::memoryTemplate()};
    std::string m_root;

    static constexpr const char *conf = "/boot/loader.conf", *local = "/boot/loader.conf.local", *guest = "/usr/local/etc/web.conf";
    using Files = std::map<std::string, std::optional<std::string>>;

    static Result<HistoryRecord> run(Host &host, const ApplyOrder &order)
    {
        return applyOrder(host, ChangeLock::take(host, "testing").value(), order);
    }
    static Result<HistoryRecord> apply(Host &host, std::vector<FileWrite> files, std::string plan = "{}", std::string mode = "persistent")
    {
        return run(host, {.files = std::move(files), .planText = std::move(plan), .summary = "a change", .mode = std::move(mode), .now = 1});
    }
    static Result<Restore> wayTo(Host &host, const char *point) { return restoreOrder(host, parsePoint(point).value(), 5); }

    Files files() const
    {
        FolderHost host(m_root);
        Files all;
        for (const char *path : {conf, local, guest}) {
            const auto bytes = host.readFile(path);
            all[path] = bytes ? std::optional(*bytes) : std::nullopt;
        }
        return all;
    }

private slots:
    void init()
    {
        QDir(m_folder.path()).removeRecursively();
        m_root = toText(m_folder.path().toUtf8());
        QVERIFY(replaceFile(m_root + conf, "zero\n").has_value());
    }

    /// Random changes and random ways back, over and over: every point gives exactly the files of then.
    void everyPointGivesItsBytes()
    {
        std::mt19937 random(7);
        int ways = 0;
        for (int round = 0; round < 6; ++round) {
            init();
            FolderHost host(m_root);
            std::vector<Files> left;
            const Files start = files();
            for (int step = 0; step < 10; ++step) {
                if (!left.empty() && random() % 3 == 0) {
                    const std::size_t to = random() % left.size();
                    const auto way = restoreOrder(host, {std::format("{:06}", to + 1), false}, 5);
                    QVERIFY(way && way->refusals.empty());
                    QVERIFY(run(host, way->order).has_value());
                    QVERIFY(files() == left[to]);
                    ++ways;
                } else {
                    std::vector<FileWrite> writes;
                    for (const auto &[path, bytes] : files())
                        if (random() % 2)
                            writes.push_back({path, bytes, random() % 4 ? std::optional(std::to_string(random()) + '\n') : std::nullopt});
                    QVERIFY(apply(host, writes).has_value());
                }
                left.push_back(files());
            }
            const auto first = restoreOrder(host, {"000001", true}, 5);
            QVERIFY(first && run(host, first->order).has_value());
            QVERIFY(files() == start);
            // Taking that back gives the last one again.
            QVERIFY(run(host, revertOrder(host, "000011", 6).value()).has_value());
            QVERIFY(files() == left.back());
        }
        qInfo("%d ways back to any point", ways);
        QVERIFY(ways > 10);
    }

    void plansAndStatesFollow()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}}, "{\"plan\":1}").has_value());
        QVERIFY(apply(host, {{conf, "one\n", "two\n"}}, "{\"plan\":2}").has_value());
        QVERIFY(run(host, revertOrder(host, "000002", 2).value()).has_value());
        QVERIFY(apply(host, {{conf, "one\n", "four\n"}}, "{\"plan\":4}").has_value());
        const auto way = wayTo(host, "2");
        QVERIFY(way.has_value());
        QCOMPARE(way->order.reverts, (std::vector<std::string>{"000003", "000004"}));
        QVERIFY(run(host, way->order).has_value());
        QCOMPARE(toBytes(storedPlan(host)->value()), QByteArray("{\"plan\":2}"));
        QByteArray states;
        const auto history = readHistory(host).value();
        for (const HistoryRecord &record : history)
            states += toBytes(record.state) + ' ';
        QCOMPARE(states, QByteArray("applied applied reverted reverted applied "));
        QVERIFY(run(host, wayTo(host, "before-1")->order).has_value());
        QVERIFY(!storedPlan(host).value());
    }

    /// A file of that point that is no more comes back with the mode it had then.
    void modesComeBack()
    {
        FolderHost host(m_root);
        QCOMPARE(::chmod((m_root + conf).c_str(), 0640), 0);
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}}).has_value());
        QVERIFY(apply(host, {{conf, "one\n", std::nullopt}}).has_value());
        QVERIFY(apply(host, {{local, std::nullopt, "three\n"}}).has_value());
        for (const char *point : {"1", "before-1", "before-2"}) {
            QVERIFY(run(host, wayTo(host, "2")->order).has_value() && !traitsOf(m_root + conf));
            const auto way = wayTo(host, point);
            QVERIFY(way && run(host, way->order).has_value());
            QCOMPARE(traitsOf(m_root + conf)->mode, 0640U);
        }
    }

    void whatSomebodyWroteIsNotLost()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}, {local, std::nullopt, "l\n"}}).has_value());
        QVERIFY(replaceFile(m_root + conf, "one\nmine\n").has_value());
        const auto way = wayTo(host, "before-1");
        QVERIFY(way.has_value());
        QCOMPARE(way->refusals.size(), std::size_t(1));
        QCOMPARE(toBytes(way->refusals[0].path), QByteArray(conf));
        QCOMPARE(way->refusals[0].left.value() + way->refusals[0].found.value(), std::string("one\none\nmine\n"));
        QVERIFY(way->refusals[0].reason.contains("was changed by somebody"));
        // One that somebody put back by hand is no obstacle.
        QVERIFY(replaceFile(m_root + conf, "zero\n").has_value());
        const auto free = wayTo(host, "before-1");
        QVERIFY(free && free->refusals.empty());
        QCOMPARE(free->order.files.size(), std::size_t(1));
        // And what is written after the look stops the change.
        QVERIFY(replaceFile(m_root + local, "theirs\n").has_value());
        QVERIFY(run(host, free->order).error().what.contains("was changed by somebody since the preview"));
    }

    void oneBootIsNotTriedAgain()
    {
        FolderHost host(m_root);
        const std::string trial = "nextboot_enable=\"YES\"\npptdevs=\"4/0/0\"\n";
        QVERIFY(apply(host, {{"/boot/nextboot.conf", std::nullopt, trial}}, "{}", "next-boot").has_value());
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}}).has_value());
        std::string used = trial;
        used.replace(0, 21, "nextboot_enable=\"NO\" ");
        QVERIFY(replaceFile(m_root + "/boot/nextboot.conf", used).has_value());
        const auto way = wayTo(host, "1");
        QVERIFY(way && way->refusals.empty());
        QVERIFY(way->notes.front().contains("is not tried again"));
        QVERIFY(run(host, way->order).has_value());
        QVERIFY(isMissing(host.readFile("/boot/nextboot.conf").error()));
        QCOMPARE(host.readFile(conf).value(), std::string("zero\n"));
    }

    void refusals()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}}).has_value());
        auto gone = readHistory(host)->back();
        QVERIFY(setRecordState(host, gone, "expired").has_value());
        QVERIFY(wayTo(host, "1").error().what.contains("never stood (expired)"));
        QVERIFY(!wayTo(host, "now"));
        QVERIFY(!wayTo(host, "2"));
        QVERIFY(replaceFile(m_root + "/var/db/patchbay/history/000002/record", "garbage").has_value());
        QVERIFY(wayTo(host, "2").error().what.contains("damaged"));
    }

    /// Killed at every step on the way back.
    void killedOnTheWay()
    {
        int kills = 0;
        for (int budget = 0;; ++budget, ++kills) {
            init();
            FolderHost host(m_root);
            QVERIFY(apply(host, {{conf, "zero\n", "one\n"}, {local, std::nullopt, "l\n"}}).has_value());
            QVERIFY(apply(host, {{conf, "one\n", "two\n"}, {guest, std::nullopt, "g\n"}}).has_value());
            const Files late = files();
            FolderHost dying(m_root, budget);
            const auto way = wayTo(dying, "before-1");
            const bool done = run(dying, way->order).has_value();
            FolderHost again(m_root);
            QVERIFY(recover(again, ChangeLock::take(again, "testing").value()).has_value());
            QVERIFY(files() == late || files() == (Files{{conf, "zero\n"}, {local, std::nullopt}, {guest, std::nullopt}}));
            QCOMPARE(readHistory(again)->front().state == "reverted", files() != late);
            if (done)
                break;
        }
        qInfo("killed at each of %d steps on the way back", kills);
        QVERIFY(kills > 8);
    }

    /// The exported text holds every change as patch(1) takes it, one after the other.
    void exported()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host, {{conf, "zero\n", "zero\none\n"}}).has_value());
        QVERIFY(apply(host, {{conf, "zero\none\n", "one\ntwo"}, {local, std::nullopt, ""}}).has_value());
        QVERIFY(replaceFile(m_root + "/var/db/patchbay/history/000003/record", "garbage").has_value());
        QVERIFY(apply(host, {{conf, "one\ntwo", "two"}}).has_value());
        QVERIFY(replaceFile(m_root + "/var/db/patchbay/history/000004/0.before", "other").has_value());
        const std::string text = historyText(host, "tower").value();
        std::string now = "zero\n";
        std::size_t at = 0;
        for (int i = 0; i < 2; ++i) {
            at = text.find("--- a/boot/loader.conf", at + 1);
            QVERIFY(at != std::string::npos);
            const std::size_t end = i == 0 ? text.find("\n\n", at) + 1 : text.find("# /boot/loader.conf.local: made, empty", at);
            now = applyPatch(now, text.substr(at, end - at)).value_or("the diff does not fit");
        }
        QCOMPARE(now, std::string("one\ntwo"));
        QVERIFY(text.contains("change 000003\nstate: damaged: its record says nothing that can be read\n"));
        QVERIFY(text.contains("0.before: the copy of this file that was kept is damaged"));
        QVERIFY(text.find("change 000002") < text.find("change 000003") && text.find("change 000003") < text.find("change 000004"));
    }
};

QTEST_GUILESS_MAIN(TestRestore)
#include "tst_restore.moc"
