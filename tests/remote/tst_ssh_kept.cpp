// SPDX-License-Identifier: BSD-2-Clause
// Secrets that a person has kept for the next connection: nothing without being asked to, only what was right, and away with
// what is wrong. The store is one in memory here; tst_keychain has the real one.
#include "support/odd_ssh_server.h"
#include "support/secret_memory.h"
#include "support/ssh_person.h"

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class SshKeptTest final : public QObject
{
    Q_OBJECT

    SshServer m_keys; ///< never started: its keys and home
    SecretMemory m_store;

    enum Way { Password, Interactive };
    std::unique_ptr<OddSshServer> start(int way, const QByteArray &right, bool hangsUp = false) const
    {
        OddSshServer::Behaviour behaviour;
        behaviour.methods = way == Password ? SSH_AUTH_METHOD_PASSWORD : SSH_AUTH_METHOD_INTERACTIVE;
        behaviour.password = right;
        behaviour.hangsUp = hangsUp;
        behaviour.rounds = {{{"Password:", false, right}}};
        auto server = std::make_unique<OddSshServer>(QFile::encodeName(m_keys.path(u"hostkey"_s)), behaviour);
        // The same host each time, whatever its port.
        writeFile(m_keys.home() + u"/.ssh/known_hosts"_s, m_keys.hostKeyLine("me"));
        writeFile(m_keys.home() + u"/.ssh/config"_s,
                  "Host target\n  HostName 127.0.0.1\n  HostKeyAlias me\n  Port " + QByteArray::number(server->port()) + "\n");
        return server;
    }
    QString target() const { return u"ssh://%1@target"_s.arg(userName()); }
    /// Whether it got in; `quietly`: nobody is there.
    bool login(Person &person, const OddSshServer &server, Connection &connection, bool quietly = false)
    {
        person.asker.setStore(&m_store);
        quietly ? connection.stream->openQuietly() : connection.stream->open();
        [[maybe_unused]] const bool over = QTest::qWaitFor([&] { return server.in || connection.ended; }, patience);
        return server.in;
    }
    /// What is told about a login comes after it.
    static bool told(const Connection &connection, const QString &words)
    {
        return QTest::qWaitFor([&] { return connection.notes.join(u' ').contains(words); }, patience);
    }

private slots:
    void init() { m_store = SecretMemory(); }

    void ways_data()
    {
        QTest::addColumn<int>("way");
        QTest::newRow("password") << int(Password);
        QTest::newRow("keyboard-interactive") << int(Interactive);
    }
    void ways()
    {
        QFETCH(int, way);
        // Not asked to: nothing is kept, and nothing is offered where there is no place.
        for (const bool there : {false, true}) {
            m_store.there = there;
            const auto server = start(way, "right one");
            Person person;
            person.secrets = {u"right one"_s};
            person.keeps = !there;
            Connection connection(person, target(), optionsFor(m_keys));
            QVERIFY(login(person, *server, connection));
            QCOMPARE(person.secretQuestions.first().keepable, there);
            QVERIFY(m_store.secrets.isEmpty());
        }
        // Asked to: what was right, not what was wrong before.
        {
            const auto server = start(way, "right one");
            Person person;
            person.keeps = true;
            person.secrets = {u"wrong one"_s, u"right one"_s};
            Connection connection(person, target(), optionsFor(m_keys));
            QVERIFY(login(person, *server, connection));
            QVERIFY(told(connection, u"is in the system's keychain now"_s));
            QCOMPARE(m_store.secrets.values(), QList<QByteArray>{"right one"});
            QVERIFY2(m_store.keptFor(target()).value(0).contains(userName() + u" at me"_s), qPrintable(m_store.names.values().join(u' ')));
            QVERIFY(!connection.notes.join(u' ').contains(u"right one"_s));
        }
        // Used, with and without a person.
        for (const bool quietly : {false, true}) {
            const auto server = start(way, "right one");
            Person person;
            Connection connection(person, target(), optionsFor(m_keys));
            QVERIFY2(login(person, *server, connection, quietly), qPrintable(connection.reason));
            QVERIFY(person.asked.isEmpty());
            QVERIFY(told(connection, u"came from the system's keychain"_s));
        }
        // Refused: forgotten, and a person is asked, if there is one.
        {
            const auto server = start(way, "new one");
            Person person;
            person.secrets = {u"new one"_s};
            Connection connection(person, target(), optionsFor(m_keys));
            QVERIFY(login(person, *server, connection));
            QCOMPARE(person.secretQuestions.size(), 1);
            QVERIFY(!person.secretQuestions.first().problem.isEmpty());
            QVERIFY(m_store.secrets.isEmpty() && m_store.names.isEmpty());
        }
    }

    void hungUpOn_data()
    {
        QTest::addColumn<bool>("quietly");
        QTest::newRow("a person there") << false;
        QTest::newRow("nobody there") << true;
    }
    void hungUpOn()
    {
        QFETCH(bool, quietly);
        m_store.keep(target(), u"password of %1 at me"_s.arg(userName()), remote::Secret(u"old one"_s), [](const QString &) {});
        const auto server = start(Password, "new one", true);
        Person person;
        Connection connection(person, target(), optionsFor(m_keys));
        QVERIFY(!login(person, *server, connection, quietly));
        QVERIFY2(m_store.secrets.isEmpty(), "it would be offered again and again");
    }

    void nobodyThere()
    {
        const auto server = start(Password, "right one");
        Person person;
        Connection connection(person, target(), optionsFor(m_keys));
        QVERIFY(!login(person, *server, connection, true));
        QCOMPARE(connection.reason, remote::SshStream::needsPerson());
        QVERIFY(person.asked.isEmpty());
    }

    void aFullStore()
    {
        m_store.full = true;
        const auto server = start(Password, "right one");
        Person person;
        person.keeps = true;
        person.secrets = {u"right one"_s};
        Connection connection(person, target(), optionsFor(m_keys));
        QVERIFY(login(person, *server, connection));
        QVERIFY(told(connection, u"could not be kept in the system's keychain: it is full"_s));
    }

    void passphrases()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
        const StandInEngine engine;
        SshServer server;
        server.makeKey(u"client/.ssh/id_ed25519"_s, u"open sesame"_s);
        server.authorizeNobody();
        server.authorize(u"client/.ssh/id_ed25519"_s);
        QVERIFY(server.start({}, engine.environment()));
        server.trust();
        const QString name = u"passphrase of "_s + server.home() + u"/.ssh/id_ed25519"_s;
        m_store.keep(addressOf(server), name, remote::Secret(u"not this"_s), [](const QString &) {});
        Person person;
        person.asker.setStore(&m_store);
        person.keeps = true;
        person.secrets = {u"open sesame"_s};
        for (int run = 0; run < 2; ++run) { // wrong at first, then as it was typed
            Connection connection(person, addressOf(server), optionsFor(server));
            run == 0 ? connection.stream->open() : connection.stream->openQuietly();
            QVERIFY2(connection.waitFor(StandInEngine::hello), qPrintable(connection.reason));
            QTRY_COMPARE_WITH_TIMEOUT(m_store.secrets.value(name), "open sesame"_ba, patience);
        }
        QCOMPARE(person.secretQuestions.size(), 1);
    }
};

QTEST_GUILESS_MAIN(SshKeptTest)
#include "tst_ssh_kept.moc"
