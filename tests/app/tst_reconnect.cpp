// SPDX-License-Identifier: BSD-2-Clause
// When a connection is tried again by itself, and when that ends: with a real sshd that is away, boots, refuses or is another.
#include "client/boot_wait.h"
#include "client/reconnect.h"
#include "client/session.h"
#include "support/ssh_person.h"

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using State = client::Session::State;
using remote::Hindrance;

class ReconnectTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<SshServer> m_server;
    std::unique_ptr<Person> m_person;
    std::unique_ptr<client::Session> m_session;
    client::Reconnect *m_reconnect = nullptr;

    bool listen(const QByteArray &extra = {})
    {
        return m_server->start(extra, m_server->simulating(PATCHBAY_ENGINE_FOLDER));
    }
    bool waitUntil(State state) const
    {
        return QTest::qWaitFor([&] { return m_session->state() == state; }, patience);
    }
    /// Ends the sessions that there are; meanwhile sshd does not listen and `change` is made.
    bool cutAnd(const std::function<bool()> &change)
    {
        const QByteArray sessions = runTool(u"ps"_s, {u"-o"_s, u"pid="_s, u"--ppid"_s, QString::number(m_server->process())});
        m_server->stop();
        const bool done = change();
        int ended = 0;
        for (const QByteArray &each : sessions.simplified().split(' '))
            ended += each.toInt() > 1 && ::kill(each.toInt(), SIGTERM) == 0; // 0 would be this test and whoever runs it
        return done && ended > 0;
    }
    int connections() const { return int(m_server->log().count("Connection from 127.0.0.1")); }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }
    void init()
    {
        m_server = std::make_unique<SshServer>();
        m_person = std::make_unique<Person>();
        QVERIFY(listen());
        m_server->trust();
        m_session = std::make_unique<client::Session>(addressOf(*m_server) + u"/sim:home-server"_s, diallerTo(*m_server, m_person->asker));
        m_reconnect = new client::Reconnect(m_session.get(), {10, 20});
        m_session->open();
        QVERIFY2(waitUntil(State::Ready), qPrintable(m_session->problem()));
    }
    void cleanup()
    {
        m_session.reset();
        m_server.reset();
    }

    void awayAndBack()
    {
        QVERIFY(cutAnd([] { return true; }));
        QVERIFY(QTest::qWaitFor([&] { return m_session->state() == State::Failed && m_reconnect->tries(); }, patience));
        QCOMPARE(m_session->hindrance(), Hindrance::Away);
        QVERIFY(listen());
        QVERIFY2(waitUntil(State::Ready), qPrintable(m_session->problem()));
    }

    // As login(1) and sshd do for all but root while nologin(5) is there: the key is right, the shell is none.
    void aHostThatIsNotUpYet()
    {
        QVERIFY(cutAnd([this] { return listen("ForceCommand echo System is going down >&2; exit 254"); }));
        QVERIFY(QTest::qWaitFor([&] { return m_session->problem().contains(u"System is going down"_s) && m_reconnect->tries(); }, patience));
        QCOMPARE(m_session->hindrance(), Hindrance::Away);
    }

    void refusedIsTriedThreeTimes()
    {
        QVERIFY(cutAnd([this] {
            m_server->authorizeNobody();
            return listen();
        }));
        QVERIFY2(QTest::qWaitFor([&] { return m_session->problem().contains(u"tried 3 times"_s); }, patience), qPrintable(m_session->problem()));
        QCOMPARE(m_session->hindrance(), Hindrance::Refused);
        QVERIFY2(m_session->problem().contains(u"does not let"_s), qPrintable(m_session->problem()));
        QVERIFY(!m_reconnect->tries());
        QCOMPARE(connections(), 3);

        m_server->authorize(u"client/.ssh/id_ed25519"_s);
        m_session->reopen(); // a person's button; then all is as it was
        QVERIFY2(waitUntil(State::Ready), qPrintable(m_session->problem()));
        QSignalSpy lost(m_session.get(), &client::Session::lost); // it may be tried again before anybody looks
        QVERIFY(cutAnd([this] { return listen(); }));
        QVERIFY(QTest::qWaitFor([&] { return lost.count() > 0; }, patience));
        QVERIFY2(waitUntil(State::Ready), qPrintable(m_session->problem()));
    }

    void anotherKeyIsTheEnd()
    {
        QVERIFY(cutAnd([this] {
            m_server->makeKey(u"hostkey"_s);
            return listen();
        }));
        QVERIFY(QTest::qWaitFor([&] { return m_session->problem().contains(u"shows another key"_s); }, patience));
        QCOMPARE(m_session->hindrance(), Hindrance::WrongKey);
        QVERIFY(!m_reconnect->tries());
        QCOMPARE(connections(), 1);
    }

    void boots_data()
    {
        QTest::addColumn<int>("openAfter"); // so many refusals; 0: never
        QTest::addColumn<bool>("sameKey");
        QTest::addColumn<int>("connections");
        QTest::newRow("lets us in in the end") << 2 << true << 3;
        QTest::newRow("lets nobody in") << 0 << true << 4;
        QTest::newRow("with another key") << 0 << false << 1;
    }
    void boots()
    {
        QFETCH(int, openAfter);
        QFETCH(bool, sameKey);
        QFETCH(int, connections);
        auto *wait = new client::BootWait(m_session.get(), client::BootWait::Until::Boot, m_session->connection(), {10, 20, 30});
        QSignalSpy back(wait, &client::BootWait::back), gaveUp(wait, &client::BootWait::gaveUp);
        int refusals = 0;
        connect(m_session.get(), &client::Session::lost, this, [&] {
            if (m_session->hindrance() == Hindrance::Refused && ++refusals == openAfter)
                m_server->authorize(u"client/.ssh/id_ed25519"_s);
        });
        QVERIFY(cutAnd([&] {
            m_server->authorizeNobody();
            if (!sameKey)
                m_server->makeKey(u"hostkey"_s);
            return listen();
        }));
        wait->start();
        QVERIFY(QTest::qWaitFor([&] { return back.count() + gaveUp.count() == 1; }, patience));
        QCOMPARE(back.count(), openAfter > 0 ? 1 : 0);
        QCOMPARE(this->connections(), connections);
        QVERIFY(!m_reconnect->tries());
        m_session->disconnect(this);
    }
};

QTEST_GUILESS_MAIN(ReconnectTest)
#include "tst_reconnect.moc"
