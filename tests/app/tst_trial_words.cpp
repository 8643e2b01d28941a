// SPDX-License-Identifier: BSD-2-Clause
#include "client/trial_clock.h"
#include "views/trial_words.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;
using client::TrialClock;

class TestTrialWords : public QObject
{
    Q_OBJECT

private slots:
    void countDown_data();
    void countDown();
    void phases_data();
    void phases();
    void ended_data();
    void ended();
};

void TestTrialWords::countDown_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("count");
    QTest::addColumn<QString>("span");
    QTest::newRow("one") << 1 << u"0:01"_s << u"1 second"_s;
    QTest::newRow("half a minute") << 30 << u"0:30"_s << u"30 seconds"_s;
    QTest::newRow("a minute") << 60 << u"1:00"_s << u"1 minute"_s;
    QTest::newRow("usual") << 600 << u"10:00"_s << u"10 minutes"_s;
    QTest::newRow("just under an hour") << 3599 << u"59:59"_s << u"3599 seconds"_s;
    QTest::newRow("an hour") << 3600 << u"1:00:00"_s << u"1 hour"_s;
    QTest::newRow("an odd time") << 3723 << u"1:02:03"_s << u"3723 seconds"_s;
    QTest::newRow("a week") << 604'800 << u"168:00:00"_s << u"168 hours"_s;
}

void TestTrialWords::countDown()
{
    QFETCH(const int, seconds);
    QTEST(views::countDown(seconds), "count");
    QTEST(views::spanWords(seconds), "span");
}

void TestTrialWords::phases_data()
{
    QTest::addColumn<QByteArray>("phase");
    QTest::addColumn<int>("told");
    QTest::addColumn<int>("meant");
    QTest::addColumn<bool>("counts");
    QTest::newRow("none") << QByteArray("none") << 5 << int(TrialClock::Phase::None) << false;
    QTest::newRow("waiting") << QByteArray("waiting") << 5 << int(TrialClock::Phase::Waiting) << false;
    QTest::newRow("running") << QByteArray("running") << 5 << int(TrialClock::Phase::Running) << true;
    QTest::newRow("running, not known") << QByteArray("running") << -1 << int(TrialClock::Phase::Running) << false;
    QTest::newRow("going back") << QByteArray("going-back") << 5 << int(TrialClock::Phase::GoingBack) << false;
    QTest::newRow("a word of tomorrow") << QByteArray("dancing") << 5 << int(TrialClock::Phase::None) << false;
}

void TestTrialWords::phases()
{
    QFETCH(const QByteArray, phase);
    QFETCH(const int, told);
    QFETCH(const bool, counts);
    TrialClock clock;
    QCOMPARE(clock.phase(), TrialClock::Phase::None);
    wire::Trial trial{.phase = phase.toStdString(), .id = "000001"};
    if (told >= 0)
        trial.secondsLeft = told;
    clock.take(trial);
    QTEST(int(clock.phase()), "meant");
    QCOMPARE(clock.left().has_value(), counts);
    if (counts)
        QTRY_COMPARE_WITH_TIMEOUT(clock.left(), std::optional(0), 30'000); // and never below
}

void TestTrialWords::ended_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QString>("says");
    QTest::newRow("boot, expired") << QByteArray("next-boot") << QByteArray("expired") << u"put its old boot files back by itself"_s;
    QTest::newRow("now, expired") << QByteArray("now") << QByteArray("expired") << u"took it back by itself"_s;
    QTest::newRow("kept") << QByteArray("persistent") << QByteArray("applied") << u"Somebody else kept change 000007"_s;
    QTest::newRow("taken back") << QByteArray("persistent") << QByteArray("reverted") << u"took change 000007 of nas back"_s;
    QTest::newRow("unknown") << QByteArray("persistent") << QByteArray("odd") << u"\"odd\""_s;
}

void TestTrialWords::ended()
{
    QFETCH(const QByteArray, mode);
    QFETCH(const QByteArray, state);
    QFETCH(const QString, says);
    const wire::Trial trial{.phase = "running", .id = "000007", .mode = mode.toStdString()};
    const QString words = views::endedWords(u"nas"_s, {trial, state.toStdString()});
    QVERIFY2(words.contains(says), qPrintable(words));
}

QTEST_GUILESS_MAIN(TestTrialWords)
#include "tst_trial_words.moc"
