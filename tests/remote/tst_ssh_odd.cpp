// SPDX-License-Identifier: BSD-2-Clause
// Servers that ask a lot, ask oddly, ask for nothing or never stop.
#include "support/odd_ssh_server.h"
#include "support/ssh_person.h"

#include <QElapsedTimer>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using Kind = remote::SecretQuestion::Kind;

class SshOddTest final : public QObject
{
    Q_OBJECT

    SshServer m_keys; ///< never started: its keys and home

    std::unique_ptr<OddSshServer> start(OddSshServer::Behaviour behaviour) const
    {
        auto server = std::make_unique<OddSshServer>(QFile::encodeName(m_keys.path(u"hostkey"_s)), std::move(behaviour));
        writeFile(m_keys.home() + u"/.ssh/known_hosts"_s, m_keys.hostKeyLine("[127.0.0.1]:" + QByteArray::number(server->port())));
        return server;
    }

private slots:
    void initTestCase() { QVERIFY(QFile::exists(m_keys.path(u"hostkey"_s))); }

    void severalPrompts()
    {
        OddSshServer::Behaviour behaviour;
        behaviour.name = "PAM";
        behaviour.instruction = "Two factors, \033[31mplease\007";
        behaviour.rounds = {{{"Password: ", false, "right one"}, {"Token \033]0;owned\007\xe2\x80\xae: ", true, "123456"}},
                            {}, // a bare message
                            {{"Really? ", true, "yes"}}};
        const auto server = start(behaviour);
        Person person;
        person.secrets = {u"right one"_s, u"123456"_s, u"yes"_s};
        Connection connection(person, addressAt(server->port()), optionsFor(m_keys));
        connection.stream->open();
        QVERIFY2(QTest::qWaitFor([&] { return server->in || connection.ended; }, patience) && server->in, qPrintable(connection.reason));
        QCOMPARE(person.secretQuestions.size(), 2);
        const remote::SecretQuestion &first = person.secretQuestions.first();
        QCOMPARE(first.kind, Kind::Interactive);
        QCOMPARE(first.instruction, u"PAM\nTwo factors, \uFFFD[31mplease\uFFFD"_s);
        QCOMPARE(first.prompts.size(), 2);
        QCOMPARE(first.prompts[0].text, u"Password:"_s);
        QVERIFY(!first.prompts[0].echo && first.prompts[1].echo);
        QCOMPARE(first.prompts[1].text, u"Token \uFFFD]0;owned\uFFFD\uFFFD:"_s);
        // What is told without being asked is no less worth reading.
        QVERIFY(QTest::qWaitFor([&] { return connection.notes.contains(u"127.0.0.1 says: PAM\nTwo factors, \uFFFD[31mplease\uFFFD"_s); }, patience));
    }

    void onePromptWrongTwice()
    {
        OddSshServer::Behaviour behaviour;
        behaviour.rounds = {{{"A: ", false, "a"}, {"B: ", false, "b"}}};
        const auto server = start(behaviour);
        Person person;
        person.secrets = {u"a"_s, u"wrong"_s, u"wrong"_s, u"b"_s, u"a"_s, u"b"_s};
        Connection connection(person, addressAt(server->port()), optionsFor(m_keys));
        connection.stream->open();
        QVERIFY2(QTest::qWaitFor([&] { return server->in || connection.ended; }, patience) && server->in, qPrintable(connection.reason));
        QCOMPARE(person.secretQuestions.size(), 3);
        QVERIFY(person.secretQuestions[0].problem.isEmpty() && !person.secretQuestions[2].problem.isEmpty());
    }

    void refusals_data()
    {
        QTest::addColumn<uint>("methods");
        QTest::addColumn<bool>("endless");
        QTest::addColumn<int>("prompts");
        QTest::addColumn<int>("delay");
        QTest::addColumn<QString>("reason");
        QTest::newRow("what nobody has") << SSH_AUTH_METHOD_HOSTBASED << false << 0 << 0 << u"It takes: hostbased"_s;
        QTest::newRow("asks without end") << SSH_AUTH_METHOD_INTERACTIVE << true << 1 << 0 << u"asks without end"_s;
        QTest::newRow("tells without end") << SSH_AUTH_METHOD_INTERACTIVE << true << 0 << 0 << u"asks without end"_s;
        QTest::newRow("a hundred prompts") << SSH_AUTH_METHOD_INTERACTIVE << true << 100 << 0 << u"asks without end"_s;
        QTest::newRow("wrong passwords, slowly") << SSH_AUTH_METHOD_PASSWORD << false << 0 << 300 << u"Tried: "_s;
        QTest::newRow("never judges a password") << SSH_AUTH_METHOD_PASSWORD << false << 0 << 1000000 << u"does not answer the login"_s;
    }
    void refusals()
    {
        QFETCH(uint, methods);
        QFETCH(bool, endless);
        QFETCH(int, prompts);
        QFETCH(int, delay);
        QFETCH(QString, reason);
        OddSshServer::Behaviour behaviour;
        behaviour.methods = int(methods);
        behaviour.endless = endless;
        behaviour.rounds = {{}};
        behaviour.rounds[0].resize(prompts, {"Again? ", true, "x"});
        behaviour.password = "right one";
        behaviour.delayMs = delay;
        const auto server = start(behaviour);
        Person person;
        person.secrets = {u"x"_s};
        remote::SshStream::Options chosen = optionsFor(m_keys);
        if (delay > 1000)
            chosen.settings.patience.answer = 2;
        Connection connection(person, addressAt(server->port()), chosen);
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(reason), qPrintable(connection.reason));
        QVERIFY(!server->in);
    }

    void nobodyIsAskedForAnything()
    {
        OddSshServer::Behaviour behaviour;
        behaviour.letsAnybodyIn = true;
        behaviour.banner = "Welcome \033[2J\033[Hto \xe2\x80\xaenothing\r\nsecond line\a";
        const auto server = start(behaviour);
        Person person;
        Connection connection(person, addressAt(server->port()), optionsFor(m_keys));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"starts no program"_s), qPrintable(connection.reason));
        const QString notes = connection.notes.join(u'\n');
        QVERIFY2(notes.contains(u"in without any proof"_s), qPrintable(notes));
        QVERIFY2(notes.contains(u"Welcome \uFFFD[2J\uFFFD[Hto \uFFFDnothing\nsecond line\uFFFD"_s), qPrintable(notes));
        QVERIFY(person.asked.isEmpty());
    }

    void whileItHesitatesOneMayLeave()
    {
        OddSshServer::Behaviour behaviour;
        behaviour.methods = SSH_AUTH_METHOD_PASSWORD;
        behaviour.delayMs = 1000000;
        const auto server = start(behaviour);
        Person person;
        person.secrets = {u"x"_s};
        remote::SshStream::Options chosen = optionsFor(m_keys);
        chosen.settings.patience.answer = 600;
        auto connection = std::make_unique<Connection>(person, addressAt(server->port()), chosen);
        connection->stream->open();
        QVERIFY(QTest::qWaitFor([&] { return person.asked.size() == 1 || connection->ended; }, patience));
        QVERIFY2(!connection->ended, qPrintable(connection->reason));
        QElapsedTimer clock;
        clock.start();
        connection.reset();
        QVERIFY(clock.elapsed() < 30000);
    }
};

QTEST_GUILESS_MAIN(SshOddTest)
#include "tst_ssh_odd.moc"
