// SPDX-License-Identifier: BSD-2-Clause
#include "apply/past.h"
#include "apply/transaction.h"
#include "apply/trial.h"

#include "support/folder_host.h"
#include "support/memory_folder.h"
#include "support/text.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

/// What a history knows of any moment, and that it stays within its bounds whatever happens to it.
class TestPast : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder{test::memoryTemplate()};
    std::string m_root;

    static constexpr const char *conf = "/boot/loader.conf", *local = "/boot/loader.conf.local";

    static Result<HistoryRecord> apply(Host &host, std::vector<FileWrite> files, std::string plan = "{}")
    {
        const ApplyOrder order{.files = std::move(files), .planText = std::move(plan), .summary = "a change", .now = 1};
        return applyOrder(host, ChangeLock::take(host, "testing").value(), order);
    }

    // conf: zero one two | local: - - l2; each by a change of its own
    void threeChanges(Host &host)
    {
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}}).has_value());
        QVERIFY(apply(host, {{local, std::nullopt, "l2\n"}}).has_value());
        QVERIFY(apply(host, {{conf, "one\n", "two\n"}}).has_value());
    }

    static QByteArray shown(const Past &past, const char *point)
    {
        QByteArray text;
        for (const char *path : {conf, local}) {
            const PastFile file = past.at(path, parsePoint(point).value());
            text += !file.unknown.empty() ? QByteArray("? ") : file.bytes ? toBytes(*file.bytes).trimmed() + ' ' : "- ";
        }
        return text.trimmed();
    }

    std::string recordOf(const char *id) const { return m_root + "/var/db/patchbay/history/" + id + "/record"; }

private slots:
    /// A boot environment gives other files back than the history knows of; the history says what it sees.
    void saysWhatBecameOfTheFiles()
    {
        QTemporaryDir folder;
        const std::string root = toText(folder.path().toUtf8()), next = "/boot/nextboot.conf";
        FolderHost host(root);
        QVERIFY(replaceFile(root + conf, "old\n").has_value());
        const auto apply = [&](std::vector<FileWrite> files) {
            const auto lock = ChangeLock::take(host, "testing");
            return applyOrder(host, *lock, {.files = std::move(files), .planText = {}, .summary = "a change", .now = 1}).has_value();
        };
        const auto remarks = [&] {
            std::string all;
            const auto past = Past::read(host);
            for (const HistoryRecord &record : past->view().records)
                all += past->remark(record).substr(0, 9) + '|';
            return toBytes(all);
        };
        QVERIFY(apply({{conf, "old\n", "one\n"}, {"/boot/a", std::nullopt, "a\n"}, {next, std::nullopt, "b\n"}}));
        QCOMPARE(remarks(), QByteArray("|"));
        QVERIFY(removeFile(root + next).has_value());
        QCOMPARE(remarks(), QByteArray("|"));
        QVERIFY(replaceFile(root + conf, "old\n").has_value());
        QCOMPARE(remarks(), QByteArray("changed s|"));
        QVERIFY(removeFile(root + "/boot/a").has_value());
        QCOMPARE(remarks(), QByteArray("no longer|"));
        // What a later change wrote is that one's.
        QVERIFY(apply({{conf, "old\n", "two\n"}, {"/boot/a", std::nullopt, "b\n"}}));
        QCOMPARE(remarks(), QByteArray("||"));
        QVERIFY(replaceFile(root + conf, "by hand\n").has_value());
        QCOMPARE(remarks(), QByteArray("|changed s|"));
    }

    void init()
    {
        QDir(m_folder.path()).removeRecursively();
        m_root = toText(m_folder.path().toUtf8());
        QVERIFY(replaceFile(m_root + conf, "zero\n").has_value());
    }

    void points_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("read");
        static const char *const rows[][2] = {{"now", "now"},       {"000003", "000003"}, {"3", "000003"},
                                              {"before-3", "before-000003"}, {"", ""},    {"before-", ""},
                                              {"1000000", ""},      {"-1", ""},           {"3 ", ""},
                                              {"../../etc", ""},    {"Now", ""}};
        for (const auto &[text, read] : rows)
            QTest::newRow(text) << QByteArray(text) << QByteArray(read);
    }
    void points()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, read);
        const auto point = parsePoint(toText(text));
        QCOMPARE(point ? toBytes(point->toString()) : QByteArray(), read);
    }

    void filesAtEveryPoint()
    {
        FolderHost host(m_root);
        threeChanges(host);
        QVERIFY(replaceFile(m_root + conf, "by hand\n").has_value());
        const Past past = Past::read(host).value();
        static const char *const rows[][2] = {{"before-1", "zero -"}, {"1", "one -"},  {"before-2", "one -"}, {"2", "one l2"},
                                              {"before-3", "one l2"}, {"3", "two l2"}, {"now", "by hand l2"}};
        for (const auto &[point, files] : rows)
            QCOMPARE(shown(past, point), QByteArray(files));
        QCOMPARE(past.last(conf).bytes.value(), std::string("two\n"));
        QCOMPARE(past.paths(), (std::vector<std::string>{conf, local}));
        QVERIFY(past.check(*parsePoint("4")).error().what.contains("no such change"));
    }

    /// What was taken back, by the engine or by the host itself, is no part of a later moment.
    void changesThatNeverStood()
    {
        FolderHost host(m_root);
        threeChanges(host);
        auto record = readHistory(host)->back();
        QVERIFY(setRecordState(host, record, "expired").has_value());
        QVERIFY(replaceFile(m_root + conf, "one\n").has_value());
        QVERIFY(apply(host, {{local, "l2\n", "l4\n"}}).has_value());
        const Past past = Past::read(host).value();
        QCOMPARE(shown(past, "3"), QByteArray("two l2"));
        QCOMPARE(shown(past, "4"), QByteArray("one l4"));
        QCOMPARE(past.last(conf).bytes.value(), std::string("one\n"));
    }

    void editsBetweenChangesAreSeen()
    {
        FolderHost host(m_root);
        threeChanges(host);
        QVERIFY(replaceFile(m_root + conf, "by hand\n").has_value());
        QVERIFY(apply(host, {{conf, "by hand\n", "four\n"}}).has_value());
        const Past past = Past::read(host).value();
        QCOMPARE(shown(past, "3"), QByteArray("two l2"));
        QCOMPARE(shown(past, "before-4"), QByteArray("two l2"));
        QCOMPARE(past.editedBefore(conf, *parsePoint("1")), std::vector<std::string>{"000004"});
        QVERIFY(past.editedBefore(conf, *parsePoint("4")).empty());
        QVERIFY(past.editedBefore(local, *parsePoint("1")).empty());
    }

    /// A damaged record is shown as that; what it may have changed is said to be unknown, everything else is known.
    void damagedRecords()
    {
        FolderHost host(m_root);
        threeChanges(host);
        QVERIFY(replaceFile(recordOf("000001"), std::string("\0\xff garbage", 10)).has_value());
        const Past past = Past::read(host).value();
        QCOMPARE(past.view().records.size(), std::size_t(2));
        QCOMPARE(past.view().damaged.size(), std::size_t(1));
        QCOMPARE(past.view().dropped, std::size_t(0));
        QVERIFY(past.check(*parsePoint("1")).error().what.contains("damaged"));
        QCOMPARE(shown(past, "2"), QByteArray("one l2"));
        QCOMPARE(shown(past, "before-2"), QByteArray("one -"));

        QVERIFY(replaceFile(recordOf("000003"), "").has_value());
        const Past less = Past::read(host).value();
        QCOMPARE(shown(less, "2"), QByteArray("? l2"));
        QVERIFY(less.last(local).unknown.contains("change 000003, whose record is damaged"));
        // A later change goes on from a damaged one.
        QCOMPARE(toBytes(apply(host, {{conf, "two\n", "four\n"}})->id), QByteArray("000004"));
        QCOMPARE(shown(Past::read(host).value(), "4"), QByteArray("four ?"));
    }

    void aDamagedCopyIsNotGivenOut()
    {
        FolderHost host(m_root);
        threeChanges(host);
        QVERIFY(replaceFile(m_root + "/var/db/patchbay/history/000001/0.after", "onE\n").has_value());
        const Past past = Past::read(host).value();
        QCOMPARE(shown(past, "1"), QByteArray("? -"));
        QCOMPARE(shown(past, "3"), QByteArray("two l2"));
    }

    /// Bytes count as well as numbers; the last change and the one before it stay whatever they weigh.
    void boundedInBytes()
    {
        FolderHost host(m_root);
        const std::string big(std::size_t(3) << 20, '#');
        std::string now = "zero\n";
        for (char letter = 'a'; letter < 'i'; ++letter) {
            const std::string next = big + letter + '\n';
            QVERIFY(apply(host, {{conf, now, next}}).has_value());
            now = next;
        }
        const HistoryView view = viewHistory(host).value();
        QCOMPARE(view.records.size(), std::size_t(3)); // of 6 MiB each; the last two before the newest stay in any case
        QCOMPARE(view.dropped, std::size_t(5));
        QCOMPARE(toBytes(view.records.front().id), QByteArray("000006"));
        QVERIFY(Past::read(host)->check(*parsePoint("2")).error().what.contains("begins with 000006"));
        QVERIFY(apply(host, {{conf, now, std::string(std::size_t(12) << 20, 'x')}}).has_value());
        QVERIFY(applyOrder(host, ChangeLock::take(host, "testing").value(), revertOrder(host, "000009", 1).value()).has_value());
        QCOMPARE(host.readFile(conf).value(), now);
    }

    /// Neither the change that waits to be confirmed nor the last one in force is dropped, however many came after.
    void whatIsNeededStays()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}}, "{\"plan\":1}").has_value());
        QVERIFY(apply(host, {{conf, "one\n", "two\n"}}, "{\"plan\":2}").has_value());
        for (std::size_t i = 0; i < historyLimit + 5; ++i) {
            auto failed = addRecord(host, {.files = {{conf, "two\n", "x\n"}}, .summary = "never came to be"});
            QVERIFY(failed.has_value());
            QVERIFY(setRecordState(host, *failed, "undone").has_value());
        }
        const HistoryView view = viewHistory(host).value();
        QCOMPARE(view.records.size(), historyLimit);
        QCOMPARE(toBytes(view.records[0].id + view.records[1].id), QByteArray("000001000002"));
        QCOMPARE(view.dropped, std::size_t(7));
        QCOMPARE(Past::read(host)->at(conf, *parsePoint("before-2")).bytes.value(), std::string("one\n"));
        const auto back = revertOrder(host, "000002", 9);
        QVERIFY(back.has_value());
        QCOMPARE(toBytes(back->planText), QByteArray("{\"plan\":1}"));
    }

    /// Killed at every single step of a change that has to drop old ones: nothing needed is missing, nothing half is seen.
    void killedWhileDropping()
    {
        FolderHost host(m_root);
        QVERIFY(apply(host, {{conf, "zero\n", "one\n"}}).has_value());
        const std::string big(std::size_t(4) << 20, '#');
        QVERIFY(apply(host, {{conf, "one\n", big}}).has_value());
        QVERIFY(apply(host, {{conf, big, "three\n"}}).has_value());
        const std::string kept = m_root + ".kept";
        QDir(QString::fromUtf8(toBytes(kept))).removeRecursively();
        std::filesystem::copy(m_root, kept, std::filesystem::copy_options::recursive);
        int kills = 0;
        for (int budget = 0;; ++budget, ++kills) {
            std::filesystem::remove_all(m_root);
            std::filesystem::copy(kept, m_root, std::filesystem::copy_options::recursive);
            FolderHost dying(m_root, budget);
            const bool done = apply(dying, {{conf, "three\n", std::string(std::size_t(9) << 20, '4')}}).has_value();
            FolderHost again(m_root);
            QVERIFY(recover(again, ChangeLock::take(again, "testing").value()).has_value());
            const HistoryView view = viewHistory(again).value();
            QVERIFY2(view.damaged.empty(), view.damaged.empty() ? "" : view.damaged[0].id.c_str());
            for (const HistoryRecord &record : view.records)
                QVERIFY(readRecordFiles(again, record.id).has_value());
            QVERIFY(std::ranges::contains(view.records, "000003", &HistoryRecord::id));
            QVERIFY(revertOrder(again, done ? "000004" : "000003", 1).has_value());
            QCOMPARE(again.readFile(conf).value() == "three\n", !done);
            if (done)
                break;
        }
        std::filesystem::remove_all(kept);
        qInfo("killed at each of %d steps of a change that drops old ones", kills);
        QVERIFY(kills > 8);
    }
};

QTEST_GUILESS_MAIN(TestPast)
#include "tst_past.moc"
