// SPDX-License-Identifier: BSD-2-Clause
// A change in every mode but the plain one, which tst_ssh_cuts has: the connection is cut all along what is said meanwhile,
// at every percent of it where the whole request has arrived. Afterwards the host has all of the change or nothing of it, says which, and takes it back as a whole.
#include "client/session.h"
#include "support/engine_server.h"
#include "support/files_below.h"
#include "support/ssh_cutter.h"
#include "support/ssh_server.h"

#include <QSignalSpy>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using client::Session;

namespace {

/// What of one card the host does not stand on.
const char *const card[] = {"pci0:3:0:0", "pci0:3:0:1", "pci0:3:0:2"};
constexpr int cardSize = 3;

wire::Plan withCard(wire::Plan plan)
{
    wire::Guest guest;
    guest.name = "vm";
    guest.memoryMiB = 512;
    for (int i = 0; i < cardSize; ++i) {
        wire::Position position;
        position.slot = 4;
        position.function = i;
        position.host = card[i];
        guest.positions.push_back(position);
    }
    plan.guests.push_back(guest);
    plan.reserved = {std::begin(card), std::end(card)};
    return plan;
}

} // namespace

class CutModesTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;

    QString host() const { return m_folder->filePath(u"home-server"_s); }
    /// What the boot is made of, and whether a change waits to be confirmed.
    QMap<QString, QByteArray> files() const
    {
        QMap<QString, QByteArray> found = filesBelow(host() + u"/root/boot"_s);
        for (const char *path : {"/root/var/db/patchbay/trial/order", "/root/usr/local/etc/rc.d/patchbay_trial"}) {
            if (QFile::exists(host() + QLatin1String(path)))
                found.insert(QString::fromLatin1(path), {});
        }
        return found;
    }
    int held() const
    {
        int count = 0;
        for (const wire::Function &function : m_session->snapshot()->functions)
            count += std::ranges::find(card, function.address) != std::end(card) && function.driver.value_or("").starts_with("ppt");
        return count;
    }
    bool settle() const
    {
        return QTest::qWaitFor([this] { return m_session->state() == Session::State::Ready && !m_session->busy() && m_session->preview(); }, patience);
    }
    struct Fate
    {
        int answers = 0;
        bool good = false;
        QString refusal;
    };
    void apply(std::optional<int> confirmWithin, Fate &fate) const
    {
        m_session->apply(confirmWithin, m_session.get(), [&fate](auto answer) {
            ++fate.answers;
            fate.good = bool(answer);
            fate.refusal = answer ? QString() : answer.error().message;
        });
    }
    bool propose(const wire::Plan &plan, const QString &mode) const
    {
        m_session->setMode(mode.toStdString());
        m_session->propose(plan, u"a card"_s);
        if (!settle())
            return false;
        for (const wire::Finding &finding : m_session->preview()->findings) {
            if (m_session->preview()->blocked)
                qWarning("%s: %s", finding.rule.c_str(), finding.text.c_str());
        }
        return !m_session->preview()->blocked;
    }
    /// Empty: it is as before the change.
    QString takeBack() const
    {
        Fate fate;
        m_session->revert(std::nullopt, m_session.get(), [&fate](auto answer) {
            ++fate.answers;
            fate.refusal = answer ? QString() : answer.error().message;
        });
        if (!QTest::qWaitFor([&] { return fate.answers == 1; }, patience))
            return u"it hangs"_s;
        return fate.refusal;
    }
    std::vector<wire::HistoryEntry> history() const
    {
        std::optional<std::vector<wire::HistoryEntry>> entries;
        m_session->askHistory(m_session.get(), [&](auto answer) { entries = answer ? answer->entries : std::vector<wire::HistoryEntry>(); });
        [[maybe_unused]] const bool told = QTest::qWaitFor([&] { return entries.has_value(); }, patience);
        return entries.value_or(std::vector<wire::HistoryEntry>());
    }

private slots:
    void initTestCase()
    {
        qputenv("PATCHBAY_RESOURCES", PATCHBAY_SOURCE "/resources");
        qputenv("ASAN_OPTIONS", "detect_leaks=0"); // the engines'
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
    }
    void cleanup() { m_session.reset(); }

    void everyPercent_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<int>("within"); ///< to be confirmed, seconds; 0: not
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("step"); ///< percent from one cut to the next
        QTest::addColumn<int>("cuts");
        const std::tuple<const char *, QString, int> ways[] = {{"next boot", u"next-boot"_s, 0},
                                                               {"next boot, to be confirmed", u"next-boot"_s, 3600},
                                                               {"now", u"now"_s, 0},
                                                               {"now, to be confirmed", u"now"_s, 3600},
                                                               {"for ever, to be confirmed", u"persistent"_s, 3600}};
        for (const auto &[name, mode, within] : ways) {
            if (within > 0) {
                QTest::addRow("%s", name) << mode << within << 3 << 8 << 13;
                continue;
            }
            // Up to there it is a request that did not arrive, whatever the percent.
            QTest::addRow("%s, asked by half", name) << mode << within << 0 << 6 << 10;
            QTest::addRow("%s, 60 to 79 %%", name) << mode << within << 60 << 1 << 20;
            QTest::addRow("%s, 80 to 99 %%", name) << mode << within << 80 << 1 << 20;
        }
    }
    void everyPercent()
    {
        QFETCH(QString, mode);
        QFETCH(int, within);
        QFETCH(int, first);
        QFETCH(int, step);
        QFETCH(int, cuts);
        const std::optional<int> confirm = within > 0 ? std::optional(within) : std::nullopt;
        EngineServer server(QStringLiteral(PATCHBAY_ENGINE), {u"serve"_s, u"--host"_s, u"sim:home-server"_s});
        Cutter cutter(server.serverPort());
        m_session = std::make_unique<Session>(u"the host"_s, [&cutter](const QString &) { return std::make_unique<SocketStream>(cutter.serverPort()); });
        m_session->open();
        QVERIFY2(settle(), qPrintable(m_session->problem()));
        const wire::Plan found = m_session->hostPlan(), wanted = withCard(found);
        const auto before = files();
        QCOMPARE(held(), 0);

        // Once without a cut, to know how much is said and what is to come out.
        QVERIFY2(propose(wanted, mode), "it is blocked");
        Fate whole;
        cutter.arm(-1);
        apply(confirm, whole);
        QVERIFY(QTest::qWaitFor([&] { return whole.answers == 1; }, patience));
        const qint64 said = cutter.passed;
        QVERIFY2(whole.good && settle(), qPrintable(whole.refusal));
        const auto after = files();
        const int changed = held();
        QVERIFY(before != after || changed > 0); // what is taken now and not for ever is in no file
        QCOMPARE(changed, mode == u"now"_s ? cardSize : 0);
        QCOMPARE(takeBack(), QString());
        QVERIFY(settle());
        QVERIFY(files() == before && held() == 0);

        QSignalSpy lost(m_session.get(), &Session::lost);
        int done = 0, untold = 0;
        std::size_t kept = history().size();
        for (int cut = 1, percent = first; cut <= cuts; ++cut, percent += step) {
            const auto place = [percent] { return QByteArray::number(percent) + " %"; };
            QVERIFY2(propose(wanted, mode), place());
            Fate fate;
            cutter.arm(qMax(qint64(1), said * percent / 100));
            apply(confirm, fate);
            QVERIFY2(QTest::qWaitFor([&] { return cutter.cuts == cut && lost.count() == cut && fate.answers == 1; }, patience), "it hangs");
            QVERIFY2(fate.good || fate.refusal.contains(u"is not known"_s), qPrintable(fate.refusal));
            // The engine does what it was asked even if nobody hears its answer.
            QVERIFY2(QTest::qWaitFor([&] { return server.engines() == 0; }, patience), "the engine does not end");
            m_session->reopen();
            QVERIFY2(settle(), qPrintable(m_session->problem()));

            const auto entries = history();
            const bool made = entries.size() > kept;
            QVERIFY2(files() == (made ? after : before), place() + ": half of the files");
            QVERIFY2(held() == (made ? changed : 0), place() + ": " + QByteArray::number(held()) + " functions held");
            QVERIFY2(made || !fate.good, place());
            done += made;
            untold += made && !fate.good;
            if (!made)
                continue;
            QCOMPARE(takeBack(), QString());
            QVERIFY(settle());
            QVERIFY2(files() == before && held() == 0, place() + ": half taken back");
            kept = history().size();
        }
        qInfo("%d cuts in %lld bytes: %d changes made, of %d the answer was lost, none half done", cutter.cuts, said, done, untold);
    }
};

QTEST_GUILESS_MAIN(CutModesTest)
#include "tst_cut_modes.moc"
