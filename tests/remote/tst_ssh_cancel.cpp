// SPDX-License-Identifier: BSD-2-Clause
// Somebody does not want to wait any longer: at every point of the way, with nothing that ends by itself.
#include "support/odd_ssh_server.h"
#include "support/ssh_leave.h"

#include <QLocalServer>
#include <QTcpSocket>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

/// A port at which nobody ever answers: its queue is full.
class FullPort
{
public:
    FullPort()
        : m_listener(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *bytes = reinterpret_cast<sockaddr *>(&address);
        if (::bind(m_listener, bytes, size) != 0 || ::listen(m_listener, 0) != 0 || ::getsockname(m_listener, bytes, &size) != 0)
            return;
        port = ntohs(address.sin_port);
        for (int i = 0; i < 8; ++i) {
            const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            ::connect(fd, bytes, size);
            m_waiting.push_back(fd);
        }
    }
    ~FullPort()
    {
        for (const int fd : m_waiting)
            ::close(fd);
        ::close(m_listener);
    }
    quint16 port = 0;

private:
    int m_listener;
    std::vector<int> m_waiting;
};

} // namespace

class SshCancelTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<SshServer> m_server;
    std::unique_ptr<OddSshServer> m_odd;

    QString odd(OddSshServer::Behaviour behaviour)
    {
        m_odd = std::make_unique<OddSshServer>(QFile::encodeName(m_server->path(u"hostkey"_s)), std::move(behaviour));
        return addressAt(m_odd->port());
    }
    static void leave(Person &person, const std::function<QString()> &target, const std::function<bool(const Connection &)> &reached,
                      const remote::SshStream::Options &options)
    {
        const QString problem = left(person, target, reached, options);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    /// What this program says when it is started with a file of its own in place of the system's.
    static QByteArray inNamespace(const QString &file, const QString &place, const QString &mode)
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::MergedChannels);
        child.start(u"unshare"_s, {u"-m"_s, u"sh"_s, u"-c"_s, u"mount --bind %1 %2 && exec \"$0\" %3"_s.arg(file, place, mode),
                                   QCoreApplication::applicationFilePath()});
        return child.waitForFinished(2 * patience) ? child.readAll().trimmed() : "it hangs"_ba;
    }
    void leave(const QString &target, const QString &step)
    {
        Person person;
        leave(person, [target] { return target; }, [step](const Connection &each) { return says(each, step); }, patientOptions(*m_server));
    }
    /// At a question nobody answers.
    void leaveAsked(const std::function<QString()> &target, const QString &question)
    {
        Person person;
        person.answers = false;
        leave(person, target, [&](const Connection &) { return person.asked.join(u'\n').startsWith(question); }, patientOptions(*m_server));
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
        m_server->trustAnyPort();
    }
    void cleanup()
    {
        m_odd.reset();
        m_server.reset();
    }

    void name()
    {
        if (::getuid() != 0 || QProcess::execute(u"unshare"_s, {u"-m"_s, u"true"_s}) != 0)
            QSKIP("only root can give a process a name server that does not answer");
        const QString resolver = m_server->path(u"resolv.conf"_s);
        writeFile(resolver, "nameserver 127.0.0.77\noptions timeout:30 attempts:5\n");
        QCOMPARE(inNamespace(resolver, u"/etc/resolv.conf"_s, u"--resolve"_s), "left"_ba);
    }

    void tcp()
    {
        const FullPort full;
        leave(addressAt(full.port), u"Connecting to"_s);
    }

    // As IPv6 does in many a network: the name's other address must get its turn.
    void anAddressThatSwallowsEverything()
    {
        if (::getuid() != 0 || QProcess::execute(u"unshare"_s, {u"-m"_s, u"true"_s}) != 0)
            QSKIP("only root can give a process names of its own");
        writeFile(m_server->path(u"hosts"_s), "127.0.0.2 two.example\n127.0.0.1 two.example\n");
        QCOMPARE(inNamespace(m_server->path(u"hosts"_s), u"/etc/hosts"_s, u"--swallowed"_s), "in"_ba);
    }

    void keyExchange()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&] { server.nextPendingConnection()->write("SSH-2.0-x\r\n"); });
        leave(addressAt(server.serverPort()), u"Exchanging keys"_s);
    }

    void hostKey()
    {
        QVERIFY(m_server->start());
        QFile::remove(m_server->home() + u"/.ssh/known_hosts"_s);
        leaveAsked([this] { return addressOf(*m_server); }, u"key "_s);
    }

    void passphrase()
    {
        m_server->makeKey(u"client/.ssh/id_ed25519"_s, u"open sesame"_s);
        m_server->authorize(u"client/.ssh/id_ed25519"_s);
        QVERIFY(m_server->start());
        leaveAsked([this] { return addressOf(*m_server); }, u"secret "_s);
    }

    void agent()
    {
        QVERIFY(m_server->start());
        QLocalServer hanging;
        QVERIFY(hanging.listen(m_server->path(u"hanging"_s)));
        int asked = 0;
        connect(&hanging, &QLocalServer::newConnection, &hanging, [&] { ++asked; });
        remote::SshStream::Options options = patientOptions(*m_server);
        options.settings.agent = hanging.fullServerName();
        Person person;
        leave(person, [&] { return asked = 0, addressOf(*m_server); }, [&](const Connection &) { return asked > 0; }, options);
    }

    void secrets_data()
    {
        QTest::addColumn<int>("method");
        QTest::newRow("password") << int(SSH_AUTH_METHOD_PASSWORD);
        QTest::newRow("keyboard-interactive") << int(SSH_AUTH_METHOD_INTERACTIVE);
    }
    void secrets()
    {
        QFETCH(int, method);
        OddSshServer::Behaviour behaviour;
        behaviour.methods = method;
        behaviour.rounds = {{{"Password:", false, "right one"}, {"Token:", true, "1"}}};
        leaveAsked([&] { return odd(behaviour); }, u"secret "_s);
        behaviour.delayMs = 1000000; // and while the server makes up its mind
        Person person;
        person.secrets = {u"x"_s};
        leave(person, [&] { return odd(behaviour); },
              [&](const Connection &each) { return !person.asked.isEmpty() && each.steps.last().contains(u"Logging in"_s); }, patientOptions(*m_server));
    }

    void jump()
    {
        QVERIFY(m_server->start());
        const FullPort full;
        writeFile(m_server->home() + u"/.ssh/config"_s, "Host target\n HostName 127.0.0.1\n ProxyJump " + addressOf(*m_server).mid(6).toUtf8() +
                                                            "\n Port " + QByteArray::number(full.port) + "\n");
        leave(u"ssh://target"_s, u"Going through"_s);
    }

    void engineStart()
    {
        QVERIFY(m_server->start("ForceCommand sleep 600"));
        leave(addressOf(*m_server), u"Starting the engine"_s);
    }

    void buildQuestion()
    {
        QVERIFY(m_server->start({}, "PATH=/usr/bin:/bin XDG_CACHE_HOME= HOME=" + m_server->home().toUtf8()));
        leaveAsked([this] { return addressOf(*m_server); }, u"build "_s);
    }
};

namespace {

/// What name() runs: its name server is ours, and says nothing.
int resolve()
{
    const int silent = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    address.sin_addr.s_addr = htonl(0x7f00004d);
    if (::bind(silent, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return 1;
    SshServer folder;
    Person person;
    Connection connection(person, u"ssh://nas.example"_s, patientOptions(folder));
    connection.stream->open();
    char query[512];
    if (::recv(silent, query, sizeof query, 0) <= 0)
        return 2;
    connection.stream->close();
    const bool left = connection.waitForEnd() && connection.reason.isEmpty();
    std::puts(left ? "left" : qPrintable(u"not left: "_s + connection.reason));
    return 0;
}

/// What anAddressThatSwallowsEverything() runs.
int swallowed()
{
    const StandInEngine engine;
    SshServer server;
    if (!server.start({}, engine.environment()))
        return 1;
    // The system tries 127.0.0.1 first; the server is to be had at the other.
    QTcpServer other;
    QObject::connect(&other, &QTcpServer::newConnection, &other, [&] {
        QTcpSocket *client = other.nextPendingConnection();
        auto *real = new QTcpSocket(client);
        real->connectToHost(QHostAddress::LocalHost, server.port());
        QObject::connect(client, &QTcpSocket::readyRead, real, [client, real] { real->write(client->readAll()); });
        QObject::connect(real, &QTcpSocket::readyRead, client, [client, real] { client->write(real->readAll()); });
    });
    const FullPort full;
    if (!other.listen(QHostAddress(u"127.0.0.2"_s), full.port))
        return 2;
    writeFile(server.home() + u"/.ssh/known_hosts"_s, server.hostKeyLine("[two.example]:*"));
    remote::SshStream::Options options = optionsFor(server);
    options.settings.patience.connect = 20;
    Person person;
    Connection connection(person, u"ssh://%1@two.example:%2"_s.arg(userName()).arg(full.port), options);
    connection.stream->open();
    const bool in = connection.waitFor(StandInEngine::hello);
    std::puts(in ? "in" : qPrintable(connection.steps.join(u'\n') + connection.reason));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains(u"--resolve"_s))
        return resolve();
    if (application.arguments().contains(u"--swallowed"_s))
        return swallowed();
    SshCancelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ssh_cancel.moc"
