// SPDX-License-Identifier: BSD-2-Clause
// What goes wrong on the way: servers that hang or talk nonsense, connections cut at any point, wrong passwords, and a
// person who does not want to wait.
#include "support/ssh_person.h"

#include <QElapsedTimer>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

/// Passes on what client and server say, until so many bytes came from the server; then it cuts or falls silent.
class Between final : public QTcpServer
{
public:
    enum class Then { Cut, Silence };
    Between(quint16 server, qint64 limit, Then then)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, server, limit, then] {
            QTcpSocket *client = nextPendingConnection();
            auto *real = new QTcpSocket(client);
            real->connectToHost(QHostAddress::LocalHost, server);
            connect(client, &QTcpSocket::readyRead, real, [this, client, real, limit] {
                if (passed < limit)
                    real->write(client->readAll());
            });
            connect(real, &QTcpSocket::readyRead, client, [this, client, real, limit, then] {
                const QByteArray bytes = real->read(qMax(qint64(0), limit - passed));
                passed += bytes.size();
                client->write(bytes);
                if (passed >= limit && then == Then::Cut)
                    client->disconnectFromHost();
            });
        });
    }
    qint64 passed = 0;
};

} // namespace

class SshFaultsTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;
    const QByteArray hello = StandInEngine::hello;
    std::unique_ptr<SshServer> m_server;

    QByteArray engines() const { return m_engine.environment(); }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }
    void init() { m_server = std::make_unique<SshServer>(); }

    void aKilledTestLeavesNoServer()
    {
        QProcess test;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"TMPDIR"_s, m_server->path(u"."_s)); // it cannot remove its folder
        test.setProcessEnvironment(environment);
        test.start(QCoreApplication::applicationFilePath(), {u"--only-serve"_s});
        QByteArray said;
        QVERIFY(QTest::qWaitFor([&] { return (said += test.readAllStandardOutput()).endsWith('\n'); }, patience));
        const pid_t server = said.toInt();
        QVERIFY2(server > 0 && ::kill(server, 0) == 0, said.constData());
        test.kill();
        // Killed like that it cleans nothing up. Its server is no child of ours: a number that is gone is gone.
        QVERIFY(test.waitForFinished(patience));
        const QString state = u"/proc/%1/stat"_s.arg(server);
        QVERIFY(QTest::qWaitFor([&] { return ::kill(server, 0) != 0 || readFile(state).contains(") Z "); }, patience));
    }

    void aCutIsNoticed()
    {
        QVERIFY(m_server->start({}, engines()));
        m_server->trustAnyPort();
        Between between(m_server->port(), 1 << 20, Between::Then::Silence);
        Person person;
        remote::SshStream::Options chosen = optionsFor(*m_server);
        QVERIFY2(chosen.settings.patience.alive <= 9, "ten seconds are promised");
        chosen.settings.patience.alive = 4;
        Connection connection(person, addressAt(between.serverPort()), chosen);
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        const qint64 heard = between.passed;
        QVERIFY(QTest::qWaitFor([&] { return between.passed > heard + 100 || connection.ended; }, patience)); // idle, and kept alive
        QVERIFY2(!connection.ended, qPrintable(connection.reason));
        between.passed = 1 << 20;
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"taken for cut"_s), qPrintable(connection.reason));
    }

    // A machine that slept, here a process that was stopped: nobody listened, so the silence is no sign of a cut.
    void sleepAndResume()
    {
        QVERIFY(m_server->start({}, engines()));
        m_server->trust();
        Person person;
        remote::SshStream::Options chosen = optionsFor(*m_server);
        chosen.settings.patience.alive = 4;
        Connection connection(person, addressOf(*m_server), chosen);
        connection.stream->open();
        QVERIFY2(connection.waitFor("as serve --host local\n"), qPrintable(connection.reason));
        QTest::qWait(3000); // until the connection is idle
        QElapsedTimer clock;
        clock.start();
        QVERIFY(QProcess::startDetached(u"sh"_s, {u"-c"_s, u"kill -STOP %1; sleep 7; kill -CONT %1"_s.arg(::getpid())}));
        QVERIFY(QTest::qWaitFor([&] { return clock.elapsed() > 6000; }, patience));
        connection.stream->write("still there\n");
        QVERIFY2(connection.waitFor("still there\n"), qPrintable(connection.reason));
    }

    void cutOrCancelledAnywhere_data()
    {
        QTest::addColumn<int>("percent");
        for (int percent = 0; percent < 100; percent += 4)
            QTest::addRow("%d %%", percent) << percent;
    }
    void cutOrCancelledAnywhere()
    {
        QFETCH(int, percent);
        QVERIFY(m_server->start({}, engines()));
        m_server->trustAnyPort();
        Person person;
        const qint64 limit = 4200 * percent / 100 + 1; // about what a server says until its engine has greeted
        Between cut(m_server->port(), limit, Between::Then::Cut);
        Connection lost(person, addressAt(cut.serverPort()), optionsFor(*m_server));
        lost.stream->open();
        QVERIFY(QTest::qWaitFor([&] { return lost.ended || lost.received.contains(hello); }, patience));
        QVERIFY(!lost.ended || !lost.reason.isEmpty());

        Between silent(m_server->port(), limit, Between::Then::Silence);
        remote::SshStream::Options patient = optionsFor(*m_server);
        patient.settings.patience.connect = patient.settings.patience.answer = patient.settings.patience.engine = 600;
        auto cancelled = std::make_unique<Connection>(person, addressAt(silent.serverPort()), patient);
        cancelled->stream->open();
        QVERIFY(QTest::qWaitFor([&] { return silent.passed >= limit || cancelled->received.contains(hello); }, patience));
        QElapsedTimer clock;
        clock.start();
        cancelled.reset();
        QVERIFY2(clock.elapsed() < 30000, qPrintable(QString::number(clock.elapsed())));
    }

    void serversThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another protocol") << QByteArray("HTTP/1.0 400 Bad Request\r\n\r\n");
        QTest::newRow("an old one") << QByteArray("SSH-1.5-old\r\n");
        QTest::newRow("rubbish after the banner") << QByteArray("SSH-2.0-x\r\n") + QByteArray(5000, '\xee');
        QTest::newRow("a banner without end") << QByteArray("SSH-2.0-") + QByteArray(1 << 20, 'x');
    }
    void serversThatAreNone()
    {
        QFETCH(QByteArray, says);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&] { server.nextPendingConnection()->write(says); });
        Person person;
        remote::SshStream::Options chosen = optionsFor(*m_server);
        chosen.settings.patience.connect = 2;
        Connection connection(person, addressAt(server.serverPort()), chosen);
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(!connection.reason.isEmpty(), "no reason was given");
        QVERIFY(person.asked.isEmpty());
    }

    // As sshd does with an address it has refused too often, and a firewall.
    void hungUpOn_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("without a word") << QByteArray();
        QTest::newRow("with one") << QByteArray("Not allowed at this time\r\n");
    }
    void hungUpOn()
    {
        QFETCH(QByteArray, says);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *const socket = server.nextPendingConnection();
            socket->write(says);
            socket->disconnectFromHost();
        });
        Person person;
        Connection connection(person, addressAt(server.serverPort()), optionsFor(*m_server));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"hung up before it said anything"_s) && connection.reason.contains(u"PerSourcePenalties"_s), qPrintable(connection.reason));
    }

    void unreachable()
    {
        Person person;
        Connection refused(person, addressAt(freePort()), optionsFor(*m_server));
        refused.stream->open();
        QVERIFY(refused.waitForEnd());
        QVERIFY2(refused.reason.contains(u"Connection refused"_s), qPrintable(refused.reason));
        Connection nameless(person, u"ssh://nobody.invalid"_s, optionsFor(*m_server));
        nameless.stream->open();
        QVERIFY(nameless.waitForEnd());
        QVERIFY2(nameless.reason.contains(u"nobody.invalid cannot be found"_s) || nameless.reason.contains(u"not found in time"_s),
                 qPrintable(nameless.reason));
    }

    // Passwords need a shadow file and PAM of our own: a mount namespace, which only root may make.
    void passwords_data()
    {
        QTest::addColumn<bool>("pam");
        QTest::addColumn<QStringList>("secrets");
        QTest::addColumn<int>("questions");
        QTest::addColumn<bool>("in");
        QTest::addColumn<int>("hops");
        QTest::addColumn<bool>("key"); ///< and a key before that
        QTest::newRow("password") << false << QStringList{u"right one"_s} << 1 << true << 0 << false;
        QTest::newRow("second try") << false << QStringList{u"wrong"_s, u"right one"_s} << 2 << true << 0 << false;
        QTest::newRow("three wrong ones") << false << QStringList{u"wrong"_s} << 3 << false << 0 << false;
        for (const int hops : {1, 2}) {
            QTest::addRow("password, %d hops", hops) << false << QStringList{u"right one"_s} << hops + 1 << true << hops << false;
            QTest::addRow("interactive, %d hops", hops) << true << QStringList{u"right one"_s} << hops + 1 << true << hops << false;
        }
        QTest::newRow("interactive") << true << QStringList{u"right one"_s} << 1 << true << 0 << false;
        QTest::newRow("interactive, second try") << true << QStringList{u"wrong"_s, u"right one"_s} << 2 << true << 0 << false;
        QTest::newRow("interactive, three wrong ones") << true << QStringList{u"wrong"_s} << 3 << false << 0 << false;
        for (const int hops : {0, 1, 2}) {
            QTest::addRow("key and password, %d hops", hops) << false << QStringList{u"right one"_s} << hops + 1 << true << hops << true;
            QTest::addRow("key and interactive, %d hops", hops) << true << QStringList{u"right one"_s} << hops + 1 << true << hops << true;
        }
        QTest::newRow("key and a wrong password") << false << QStringList{u"wrong"_s, u"right one"_s} << 2 << true << 0 << true;
    }
    void passwords()
    {
        QFETCH(bool, pam);
        QFETCH(QStringList, secrets);
        QFETCH(int, questions);
        QFETCH(bool, in);
        QFETCH(int, hops);
        QFETCH(bool, key);
        if (::getuid() != 0 || QProcess::execute(u"unshare"_s, {u"-m"_s, u"true"_s}) != 0)
            QSKIP("only root can give sshd a shadow file of its own");
        const QByteArray hash = runTool(u"perl"_s, {u"-e"_s, u"print crypt('right one', '$6$salt')"_s});
        writeFile(m_server->path(u"shadow"_s), userName().toUtf8() + ":" + hash + ":20000:0:99999:7:::\n");
        writeFile(m_server->path(u"pam"_s), "auth required pam_unix.so nodelay\n"
                                            "account required pam_permit.so\nsession required pam_permit.so\n");
        m_server->wrapper = {u"unshare"_s, u"-m"_s, u"sh"_s, u"-c"_s,
                             u"mount --bind %1 /etc/shadow && mount --bind %2 /etc/pam.d/sshd && exec \"$@\""_s.arg(
                                 m_server->path(u"shadow"_s), m_server->path(u"pam"_s)), u"sh"_s};
        QByteArray sshd = pam ? "UsePAM yes\nKbdInteractiveAuthentication yes" : "PasswordAuthentication yes";
        if (key)
            sshd += pam ? "\nAuthenticationMethods publickey,keyboard-interactive" : "\nAuthenticationMethods publickey,password";
        else
            m_server->authorizeNobody();
        QVERIFY(m_server->start(sshd, engines()));
        const QByteArray jumps[] = {"", "ProxyJump one", "ProxyJump one,two"};
        m_server->answerToAnyName(jumps[hops]);
        Person person;
        person.secrets = secrets;
        Connection connection(person, u"ssh://%1@target"_s.arg(userName()), optionsFor(*m_server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello) == in, qPrintable(connection.reason + u'\n' + QString::fromUtf8(m_server->log())));
        QCOMPARE(person.secretQuestions.size(), questions);
        QCOMPARE(person.secretQuestions.first().kind,
                 pam ? remote::SecretQuestion::Kind::Interactive : remote::SecretQuestion::Kind::Password);
        QVERIFY(!(connection.notes + connection.steps).join(u' ').contains(u"right one"_s));
        QVERIFY(!connection.reason.contains(u"wrong"_s));
    }
};

namespace {

/// What aKilledTestLeavesNoServer() kills.
int onlyServe()
{
    SshServer server;
    if (!server.start())
        return 1;
    std::printf("%lld\n", server.process());
    std::fflush(stdout);
    QTest::qWait(patience);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains(u"--only-serve"_s))
        return onlyServe();
    SshFaultsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ssh_faults.moc"
