// SPDX-License-Identifier: BSD-2-Clause
// Every way to log in, directly and through one and two jump hosts, against real servers of OpenSSH.
#include "support/odd_ssh_server.h"
#include "support/ssh_person.h"

#include <QElapsedTimer>
#include <QLocalServer>
#include <QLocalSocket>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

/// Ends with the program it is made for, which ends when nobody has the other end of its input any more.
struct Agent
{
    QProcess process;
    QString socket;
    ~Agent()
    {
        process.terminate();
        process.waitForFinished(patience);
    }
    bool start(const QString &path)
    {
        socket = path;
        process.start(u"ssh-agent"_s, {u"-a"_s, socket, u"cat"_s});
        // The socket's file is there before anybody listens at it.
        return QTest::qWaitFor([&] {
            QLocalSocket probe;
            probe.connectToServer(socket);
            return probe.waitForConnected(0) || probe.state() == QLocalSocket::ConnectedState;
        }, patience);
    }
    bool add(const QString &key) const
    {
        QProcess adding;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SSH_AUTH_SOCK"_s, socket);
        adding.setProcessEnvironment(environment);
        adding.start(u"ssh-add"_s, {u"-q"_s, key});
        return adding.waitForFinished(patience) && adding.exitCode() == 0;
    }
};

} // namespace

class SshKeysTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;
    const QByteArray hello = StandInEngine::hello;

    // Lays out the keys for a way to log in; adds to the configuration what it needs.
    void prepare(const QString &way, SshServer &server, QByteArray &sshd, QByteArray &config, Person &person)
    {
        const QString own = u"client/.ssh/id_ed25519"_s;
        if (way == u"key"_s)
            return;
        server.authorizeNobody();
        if (way == u"agent"_s) {
            server.makeKey(u"agentkey"_s);
            server.authorize(u"agentkey"_s);
        } else if (way == u"rsa"_s || way == u"ecdsa"_s) {
            server.makeKey(u"client/.ssh/id_"_s + way, {}, way);
            server.authorize(u"client/.ssh/id_"_s + way);
        } else if (way == u"passphrase"_s) {
            server.makeKey(own, u"open sesame"_s);
            server.authorize(own);
            person.secrets = {u"wrong"_s, u"open sesame"_s};
        } else if (way == u"pem"_s) {
            const QString pem = u"client/.ssh/id_rsa"_s;
            server.makeKey(pem, u"open sesame"_s, u"rsa"_s);
            runTool(u"ssh-keygen"_s, {u"-q"_s, u"-p"_s, u"-m"_s, u"PEM"_s, u"-P"_s, u"open sesame"_s, u"-N"_s, u"open sesame"_s, u"-f"_s,
                                      server.path(pem)});
            server.authorize(pem);
            person.secrets = {u"open sesame"_s};
        } else if (way == u"certificate"_s || way == u"certificate file"_s) {
            server.makeKey(u"ca"_s);
            runTool(u"ssh-keygen"_s, {u"-q"_s, u"-s"_s, server.path(u"ca"_s), u"-I"_s, u"me"_s, u"-n"_s, userName(), server.path(own + u".pub"_s)});
            sshd += "TrustedUserCAKeys " + QFile::encodeName(server.path(u"ca.pub"_s)) + "\n";
            if (way == u"certificate file"_s) {
                QFile::rename(server.path(own + u"-cert.pub"_s), server.path(u"elsewhere.pub"_s));
                config += "CertificateFile " + QFile::encodeName(server.path(u"elsewhere.pub"_s)) + "\n";
            }
        }
    }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }

    void ways_data()
    {
        QTest::addColumn<QString>("way");
        QTest::addColumn<int>("hops");
        for (const char *way : {"key", "rsa", "ecdsa", "passphrase", "pem", "certificate", "certificate file", "agent"}) {
            for (const int hops : {0, 1, 2})
                QTest::addRow("%s, %d hops", way, hops) << QString::fromLatin1(way) << hops;
        }
    }
    void ways()
    {
        QFETCH(QString, way);
        QFETCH(int, hops);
        SshServer server;
        QByteArray sshd, config;
        Person person;
        prepare(way, server, sshd, config, person);
        Agent agent;
        remote::SshStream::Options chosen = optionsFor(server);
        if (way == u"agent"_s) {
            QVERIFY(agent.start(server.path(u"agent"_s)));
            QVERIFY(agent.add(server.path(u"agentkey"_s)));
            chosen.settings.agent = agent.socket;
        }
        QVERIFY(server.start(sshd, m_engine.environment()));
        server.trust();
        const QByteArray jumps[] = {"", "ProxyJump one", "ProxyJump one,two"};
        server.answerToAnyName(jumps[hops], config);
        Connection connection(person, u"ssh://%1@target"_s.arg(userName()), chosen);
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason + u'\n' + QString::fromUtf8(server.log())));
        QCOMPARE(server.log().count("Accepted publickey"), hops + 1);
        const int secrets = way == u"passphrase"_s ? hops + 2 : way == u"pem"_s ? hops + 1 : 0;
        QCOMPARE(person.asked.size(), secrets);
        connection.stream->write("back\n");
        QVERIFY(connection.waitFor("back\n"));
        connection.stream->close();
        QVERIFY(connection.waitForEnd());
        QCOMPARE(connection.reason, QString());
    }

    void aLotThroughTwoHops()
    {
        SshServer server;
        QVERIFY(server.start({}, m_engine.environment()));
        server.answerToAnyName("ProxyJump one,two");
        Person person;
        Connection connection(person, u"ssh://%1@target"_s.arg(userName()), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor("as serve --host local\n"), qPrintable(connection.reason));
        connection.received.clear();
        QByteArray much(20 << 20, Qt::Uninitialized);
        for (qsizetype i = 0; i < much.size(); ++i)
            much[i] = char(i * 2654435761u >> 13);
        connection.stream->write(much);
        QVERIFY(QTest::qWaitFor([&] { return connection.received.size() >= much.size() || connection.ended; }, patience));
        QVERIFY2(connection.received == much, qPrintable(connection.reason));
    }

    // Both sides change the keys of a connection now and then, by hardened servers' settings every hour.
    void keysAreChangedOnTheWay_data()
    {
        QTest::addColumn<int>("hops");
        QTest::newRow("directly") << 0;
        QTest::newRow("two hops") << 2;
    }
    void keysAreChangedOnTheWay()
    {
        QFETCH(int, hops);
        SshServer server;
        QVERIFY(server.start("RekeyLimit 300K", m_engine.environment()));
        server.answerToAnyName(hops > 0 ? "ProxyJump one,two" : "");
        Person person;
        Connection connection(person, u"ssh://%1@target"_s.arg(userName()), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor("as serve --host local\n"), qPrintable(connection.reason));
        // Turn by turn, as an engine is talked to, and then a lot at once.
        for (int turn = 0; turn < 40; ++turn) {
            connection.received.clear();
            const QByteArray much(turn == 39 ? 5 << 20 : 50000, char('a' + turn % 26));
            connection.stream->write(much);
            QVERIFY(QTest::qWaitFor([&] { return connection.received.size() >= much.size() || connection.ended; }, patience));
            QVERIFY2(connection.received == much, qPrintable(connection.reason));
        }
    }

    // The way in is real, the host behind it asks oddly.
    void severalPromptsBehindAJump_data()
    {
        QTest::addColumn<int>("hops");
        QTest::newRow("one hop") << 1;
        QTest::newRow("two hops") << 2;
    }
    void severalPromptsBehindAJump()
    {
        QFETCH(int, hops);
        SshServer server;
        QVERIFY(server.start({}, m_engine.environment()));
        OddSshServer::Behaviour behaviour;
        behaviour.rounds = {{{"Password: ", false, "right one"}, {"Token: ", true, "123456"}}, {{"Really? ", true, "yes"}}};
        OddSshServer odd(QFile::encodeName(server.path(u"hostkey"_s)), behaviour);
        server.answerToAnyName(QByteArray("ProxyJump ") + (hops > 1 ? "one,two" : "one") + "\nPort " + QByteArray::number(odd.port()));
        Person person;
        person.secrets = {u"right one"_s, u"123456"_s, u"yes"_s};
        Connection connection(person, u"ssh://%1@target"_s.arg(userName()), optionsFor(server));
        connection.stream->open();
        QVERIFY2(QTest::qWaitFor([&] { return odd.in || connection.ended; }, patience) && odd.in, qPrintable(connection.reason));
        QCOMPARE(person.secretQuestions.size(), 2);
    }

    void hangingAgent()
    {
        SshServer server;
        QVERIFY(server.start({}, m_engine.environment()));
        server.trust();
        QLocalServer hanging;
        QVERIFY(hanging.listen(server.path(u"hanging"_s)));
        remote::SshStream::Options chosen = optionsFor(server);
        chosen.settings.agent = hanging.fullServerName();
        chosen.settings.patience.agentList = 1;
        Person person;
        Connection connection(person, addressOf(server), chosen);
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        QVERIFY2(connection.notes.join(u'\n').contains(u"does not answer; going on without it"_s), qPrintable(connection.notes.join(u'\n')));
    }

    void agentThatHangsWhenItShouldSign()
    {
        SshServer server;
        Agent agent;
        QVERIFY(agent.start(server.path(u"agent"_s)));
        QVERIFY(agent.add(server.path(u"client/.ssh/id_ed25519"_s)));
        QVERIFY(server.start({}, m_engine.environment()));
        server.trust();
        // Passes on what the console and the agent say, but no request for a signature (13).
        QLocalServer between;
        QVERIFY(between.listen(server.path(u"between"_s)));
        int signatures = 0;
        QObject::connect(&between, &QLocalServer::newConnection, &between, [&] {
            QLocalSocket *client = between.nextPendingConnection();
            auto *real = new QLocalSocket(client);
            real->connectToServer(agent.socket);
            QObject::connect(client, &QLocalSocket::readyRead, real, [client, real, &signatures, held = QByteArray()]() mutable {
                const bool known = held.size() > 4;
                held += client->readAll();
                if (held.size() > 4 && held[4] != 13)
                    real->write(std::exchange(held, {}));
                else if (held.size() > 4 && !known)
                    ++signatures;
            });
            QObject::connect(real, &QLocalSocket::readyRead, client, [client, real] { client->write(real->readAll()); });
        });
        remote::SshStream::Options chosen = optionsFor(server);
        chosen.settings.agent = between.fullServerName();
        chosen.settings.patience.agentSign = 1;
        Person person;
        const QString target = addressOf(server);
        Connection connection(person, target, chosen);
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        QVERIFY2(connection.notes.join(u'\n').contains(u"did not sign in time"_s), qPrintable(connection.notes.join(u'\n')));

        chosen.settings.patience.agentSign = 600;
        chosen.settings.patience.answer = 600;
        auto cancelled = std::make_unique<Connection>(person, target, chosen);
        cancelled->stream->open();
        QVERIFY(QTest::qWaitFor([&] { return cancelled->steps.join(u' ').contains(u"Logging in"_s); }, patience));
        QVERIFY(QTest::qWaitFor([&] { return signatures == 2; }, patience));
        QElapsedTimer clock;
        clock.start();
        cancelled.reset();
        QVERIFY2(clock.elapsed() < 30000, qPrintable(QString::number(clock.elapsed())));
    }

    void onlyTheIdentitiesAskedFor()
    {
        SshServer server;
        Agent agent;
        QVERIFY(agent.start(server.path(u"agent"_s)));
        for (int i = 0; i < 8; ++i) {
            server.makeKey(u"many%1"_s.arg(i));
            QVERIFY(agent.add(server.path(u"many%1"_s.arg(i))));
        }
        QVERIFY(server.start({}, m_engine.environment()));
        server.trust();
        remote::SshStream::Options chosen = optionsFor(server);
        chosen.settings.agent = agent.socket;
        const QString target = addressOf(server);
        Person person;
        Connection tooMany(person, target, chosen);
        tooMany.stream->open();
        QVERIFY(tooMany.waitForEnd());
        QVERIFY2(tooMany.reason.contains(u"IdentitiesOnly"_s), qPrintable(tooMany.reason));
        writeFile(server.home() + u"/.ssh/config"_s, "IdentitiesOnly yes\nIdentityFile ~/.ssh/id_ed25519\n");
        Connection few(person, target, chosen);
        few.stream->open();
        QVERIFY2(few.waitFor(hello), qPrintable(few.reason));
        // The one that is named is the ninth of the agent's, and its private key is nowhere else.
        QVERIFY(agent.add(server.home() + u"/.ssh/id_ed25519"_s));
        QVERIFY(QFile::remove(server.home() + u"/.ssh/id_ed25519"_s));
        for (const char *file : {"id_ed25519", "id_ed25519.pub"}) {
            for (const char *only : {"yes", "no"}) {
                writeFile(server.home() + u"/.ssh/config"_s, QByteArray("IdentitiesOnly ") + only + "\nIdentityFile ~/.ssh/" + file + '\n');
                Connection named(person, target, chosen);
                named.stream->open();
                QVERIFY2(named.waitFor(hello), qPrintable(named.reason));
            }
        }
    }

    // What the agent has offered in vain is not offered again from its file: the server counts.
    void nothingTwice()
    {
        SshServer server;
        Agent agent;
        QVERIFY(agent.start(server.path(u"agent"_s)));
        QByteArray config;
        for (int i = 0; i < 4; ++i) {
            const QString key = u"client/.ssh/many%1"_s.arg(i);
            server.makeKey(key);
            QVERIFY(agent.add(server.path(key)));
            config += "IdentityFile ~/.ssh/many" + QByteArray::number(i) + '\n';
        }
        QVERIFY(server.start({}, m_engine.environment()));
        server.trust();
        writeFile(server.home() + u"/.ssh/config"_s, config + "IdentityFile ~/.ssh/id_ed25519\n");
        remote::SshStream::Options chosen = optionsFor(server);
        chosen.settings.agent = agent.socket;
        Person person;
        Connection connection(person, addressOf(server), chosen);
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
    }

    void aCertificateForAKeyOfTheAgent_data()
    {
        QTest::addColumn<bool>("inTheAgent");
        QTest::newRow("in a file") << false;
        QTest::newRow("in the agent too") << true;
    }
    void aCertificateForAKeyOfTheAgent()
    {
        QFETCH(bool, inTheAgent);
        for (const char *kind : {"ed25519", "rsa", "ecdsa"}) {
            SshServer server;
            QByteArray sshd, config;
            Person person;
            server.makeKey(u"client/.ssh/id_ed25519"_s, {}, QString::fromLatin1(kind));
            prepare(u"certificate file"_s, server, sshd, config, person);
            Agent agent;
            QVERIFY(agent.start(server.path(u"agent"_s)));
            const QString key = server.home() + u"/.ssh/id_ed25519"_s;
            if (inTheAgent) {
                QVERIFY(QFile::copy(server.path(u"elsewhere.pub"_s), key + u"-cert.pub"_s));
                config.clear();
            }
            QVERIFY(agent.add(key));
            QVERIFY(QFile::remove(key));
            QVERIFY(!inTheAgent || QFile::remove(key + u"-cert.pub"_s));
            QVERIFY(server.start(sshd, m_engine.environment()));
            server.trust();
            writeFile(server.home() + u"/.ssh/config"_s, config);
            remote::SshStream::Options chosen = optionsFor(server);
            chosen.settings.agent = agent.socket;
            Connection connection(person, addressOf(server), chosen);
            connection.stream->open();
            QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason + u'\n' + QString::fromUtf8(server.log())));
        }
    }

    void keysOthersMayRead()
    {
        SshServer server;
        QVERIFY(server.start({}, m_engine.environment()));
        server.trust();
        QFile::setPermissions(server.home() + u"/.ssh/id_ed25519"_s, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"others may read it"_s) && connection.reason.contains(u"It takes: publickey"_s),
                 qPrintable(connection.reason));
    }
};

QTEST_GUILESS_MAIN(SshKeysTest)
#include "tst_ssh_keys.moc"
