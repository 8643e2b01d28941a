// SPDX-License-Identifier: BSD-2-Clause
// The connection is cut at every percent of what is said while a change is applied: real console, real sshd, real engine.
// And two consoles on one host.
#include "client/reconnect.h"
#include "client/session.h"
#include "support/files_below.h"
#include "support/ssh_cutter.h"
#include "support/ssh_person.h"

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using client::Session;

namespace {

wire::Plan withGuest(wire::Plan plan, const char *name, const char *function)
{
    wire::Guest guest;
    guest.name = name;
    guest.memoryMiB = 512;
    wire::Position position;
    position.slot = 4;
    position.host = function;
    guest.positions.push_back(position);
    plan.guests.push_back(guest);
    plan.reserved = {function}; // and what was reserved before is given back
    return plan;
}

/// Which functions a plan gives to whom; applying adds by what the host will recognise them.
wire::Plan bare(wire::Plan plan)
{
    for (wire::Guest &guest : plan.guests) {
        for (wire::Position &position : guest.positions)
            position.expect = {};
    }
    plan.remembered.clear();
    return plan;
}

/// One console: a session over SSH that comes back by itself.
struct Console
{
    Person person;
    std::unique_ptr<Session> session;

    Console(const SshServer &server, quint16 port)
    {
        session = std::make_unique<Session>(addressAt(port) + u"/sim:home-server"_s, diallerTo(server, person.asker));
        new client::Reconnect(session.get());
        session->open();
    }
    bool settled() const { return session->state() == Session::State::Ready && !session->busy() && session->preview(); }
    bool settle() const
    {
        return QTest::qWaitFor([this] { return settled(); }, patience);
    }
    bool propose(const wire::Plan &plan) const
    {
        session->setMode("persistent");
        session->propose(plan, u"a change"_s);
        return settle() && !session->preview()->blocked;
    }
};

} // namespace

class SshCutsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<SshServer> m_server;

    QString host() const { return m_server->path(u"sim/home-server"_s); }
    /// Every boot file's bytes, as the host has them.
    QMap<QString, QByteArray> bootFiles() const { return filesBelow(host() + u"/root/boot"_s); }
    /// How many engines serve consoles on the host. The environment of a process says whose it is; a helper that an engine has
    /// forked reads from no pipe.
    int engines() const
    {
        int count = 0;
        for (const QString &each : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
            const QString process = u"/proc/"_s + each;
            if (QFile::symLinkTarget(process + u"/fd/0"_s).contains(u"pipe:"_s) &&
                readFile(process + u"/cmdline"_s).contains("patchbay-engine\0serve"_ba) &&
                readFile(process + u"/environ"_s).contains(m_server->path(u"sim"_s).toUtf8()))
                ++count;
        }
        return count;
    }
    bool oneEngine() const
    {
        return QTest::qWaitFor([this] { return engines() == 1; }, patience);
    }
    struct Fate
    {
        int answers = 0;
        bool good = false;
        QString refusal;
    };
    /// Applies what is previewed; the answer goes to `fate`.
    void apply(const Console &console, Fate &fate) const
    {
        console.session->apply(std::nullopt, console.session.get(), [&fate](auto answer) {
            ++fate.answers;
            fate.good = bool(answer);
            fate.refusal = answer ? QString() : answer.error().message;
        });
    }
    int changesKept(const Console &console) const
    {
        int count = -1;
        console.session->askHistory(console.session.get(), [&count](auto answer) { count = answer ? int(answer->entries.size()) : -2; });
        [[maybe_unused]] const bool told = QTest::qWaitFor([&] { return count != -1; }, patience);
        return count;
    }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }
    void init()
    {
        m_server = std::make_unique<SshServer>();
        QVERIFY(m_server->start({}, m_server->simulating(PATCHBAY_ENGINE_FOLDER)));
        m_server->trustAnyPort();
    }

    // From one plan to another and back, cut on the way each time.
    void everyPercent_data()
    {
        QTest::addColumn<int>("first");
        for (int first = 0; first < 100; first += 10)
            QTest::addRow("%d to %d %%", first, first + 9) << first;
    }
    void twoConsoles()
    {
        Cutter cutter(m_server->port());
        Console one(*m_server, m_server->port()), other(*m_server, cutter.serverPort());
        QVERIFY(one.settle() && other.settle());
        // Also after the other was cut off once.
        QSignalSpy lost(other.session.get(), &Session::lost);
        cutter.arm(0);
        other.session->refresh();
        QVERIFY(QTest::qWaitFor([&] { return lost.count() == 1; }, patience) && other.settle());

        const wire::Plan found = bare(one.session->hostPlan()), first = withGuest(found, "vm", "pci0:3:0:0"),
                         second = withGuest(found, "another", "pci0:3:0:1");
        QVERIFY(one.propose(first));
        Fate done;
        apply(one, done);
        QVERIFY(QTest::qWaitFor([&] { return done.answers == 1; }, patience));
        QVERIFY2(done.good, qPrintable(done.refusal));
        QVERIFY2(QTest::qWaitFor([&] { return other.settled() && bare(other.session->hostPlan()) == first; }, patience),
                 "the other console did not see the change");

        // Both at once: one wins, the other is told why not and then has the winner's.
        const wire::Plan wants[] = {second, found};
        QVERIFY(one.settle() && one.propose(wants[0]) && other.propose(wants[1]));
        Fate fates[2];
        apply(one, fates[0]);
        apply(other, fates[1]);
        QVERIFY(QTest::qWaitFor([&] { return fates[0].answers == 1 && fates[1].answers == 1; }, patience));
        QVERIFY2(fates[0].good != fates[1].good, qPrintable(fates[0].refusal + fates[1].refusal));
        QVERIFY(!(fates[0].good ? fates[1] : fates[0]).refusal.isEmpty());
        const wire::Plan &won = fates[0].good ? wants[0] : wants[1];
        QVERIFY(QTest::qWaitFor([&] { return bare(one.session->hostPlan()) == won && bare(other.session->hostPlan()) == won; }, patience));
    }

    void everyPercent()
    {
        QFETCH(int, first);
        Cutter cutter(m_server->port());
        Console console(*m_server, cutter.serverPort());
        QVERIFY2(console.settle(), qPrintable(console.session->problem()));
        const wire::Plan found = bare(console.session->hostPlan());
        const wire::Plan plans[] = {withGuest(found, "vm", "pci0:3:0:0"), withGuest(found, "vm", "pci0:3:0:1")};
        QMap<QString, QByteArray> files[2];
        qint64 said = 0;
        for (int i = 0; i < 2; ++i) { // without a cut, to know how much is said and what the files are to be
            QVERIFY(console.propose(plans[i]));
            Fate whole;
            cutter.arm(-1);
            apply(console, whole);
            QVERIFY(QTest::qWaitFor([&] { return whole.answers == 1; }, patience));
            said = cutter.passed;
            QVERIFY2(whole.good && console.settle(), qPrintable(whole.refusal));
            files[i] = bootFiles();
        }
        QVERIFY(files[0] != files[1]);

        QSignalSpy lost(console.session.get(), &Session::lost);
        int now = 1, changed = 0, untold = 0, kept = changesKept(console);
        for (int percent = first; percent < first + 10; ++percent) {
            QVERIFY2(console.propose(plans[!now]), qPrintable(QString::number(percent)));
            Fate fate;
            cutter.arm(qMax(qint64(1), said * percent / 100));
            apply(console, fate);
            const int cuts = percent - first + 1;
            QVERIFY2(QTest::qWaitFor([&] { return cutter.cuts == cuts && lost.count() >= cuts && fate.answers == 1; }, patience), "it hangs");
            QVERIFY2(fate.good || fate.refusal.contains(u"is not known"_s), qPrintable(fate.refusal));
            // Back, and the engine of before is over, which may go on for a moment after the cut.
            QVERIFY2(console.settle() && oneEngine(), qPrintable(console.session->problem()));

            const bool done = bootFiles() == files[!now];
            QVERIFY2(done || bootFiles() == files[now], "half a change");
            QVERIFY(done || !fate.good);
            now = done ? !now : now;
            // The host may have gone on while the console was back already; it is told so.
            QVERIFY(QTest::qWaitFor([&] { return console.settled() && bare(console.session->hostPlan()) == plans[now]; }, patience));
            kept += done;
            QCOMPARE(changesKept(console), kept);
            changed += done;
            untold += done && !fate.good;
        }
        QVERIFY(console.person.asked.isEmpty());
        qInfo("%d cuts in %lld bytes: %d changes made, of %d the answer was lost, %d not begun, none half done", cutter.cuts, said, changed,
              untold, cutter.cuts - changed);
    }
};

QTEST_GUILESS_MAIN(SshCutsTest)
#include "tst_ssh_cuts.moc"
