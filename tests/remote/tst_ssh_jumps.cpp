// SPDX-License-Identifier: BSD-2-Clause
// What happens at a host on the way, the first or the second of two, happens as it does at the host that is wanted.
#include "support/odd_ssh_server.h"
#include "support/ssh_leave.h"

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class SshJumpsTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;
    std::unique_ptr<SshServer> m_server;
    std::unique_ptr<OddSshServer> m_odd;

    QString target() const { return u"ssh://%1@target"_s.arg(userName()); }
    /// The way is one, two, target; `lines` are about `place` alone.
    void layOut(const QByteArray &place, const QByteArray &lines) const
    {
        m_server->answerToAnyName("ProxyJump one,two", "Host " + place + '\n' + lines + '\n');
    }
    QByteArray keyOf(const QString &name) const { return readFile(m_server->path(name + u".pub"_s)).split(' ').mid(0, 2).join(' '); }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }
    void init() { m_server = std::make_unique<SshServer>(); }
    void cleanup()
    {
        m_odd.reset();
        m_server.reset();
    }

    void keys_data()
    {
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<QByteArray>("lines");  ///< of known_hosts, about there; {KEY}, {OTHER}, {CA}: keys
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("reason");    ///< empty: one gets through
        QTest::addColumn<bool>("asked");
        for (const QByteArray place : {"one", "two", "target"}) {
            const auto row = [&](const char *what, const QByteArray &lines, const QString &reason, bool asked, const QByteArray &config = {}) {
                QTest::addRow("%s: %s", place.constData(), what) << place << lines << config << reason << asked;
            };
            row("changed", "there {OTHER}\n", u"shows another key than the one remembered"_s, false);
            row("another kind", "there {RSA}\n", u"shows another key than the one remembered"_s, false);
            row("revoked", "there {KEY}\n@revoked there {KEY}\n", u"has been revoked"_s, false);
            row("in a list of revoked ones", "there {KEY}\n", u"has been revoked"_s, false, "RevokedHostKeys ~/.ssh/revoked");
            row("strict", {}, u"StrictHostKeyChecking forbids to ask"_s, false, "StrictHostKeyChecking yes");
            row("unknown, and not wanted", {}, u"Cancelled"_s, true);
            row("vouched for", "@cert-authority there {CA}\n", {}, false);
            row("vouched for by a revoked authority", "@cert-authority there {CA}\n@revoked there {CA}\n", u"Cancelled"_s, true);
            row("vouched for elsewhere", "@cert-authority elsewhere {CA}\n", u"Cancelled"_s, true);
        }
    }
    void keys()
    {
        QFETCH(QByteArray, place);
        QFETCH(QByteArray, lines);
        QFETCH(QByteArray, config);
        QFETCH(QString, reason);
        QFETCH(bool, asked);
        m_server->makeKey(u"ca"_s);
        m_server->makeKey(u"other"_s);
        m_server->makeKey(u"rsa"_s, {}, u"rsa"_s);
        runTool(u"ssh-keygen"_s, {u"-q"_s, u"-s"_s, m_server->path(u"ca"_s), u"-I"_s, u"id"_s, u"-h"_s, u"-n"_s, u"there"_s, m_server->path(u"hostkey.pub"_s)});
        QVERIFY(m_server->start("HostCertificate " + QFile::encodeName(m_server->path(u"hostkey-cert.pub"_s)), m_engine.environment()));
        layOut(place, "HostKeyAlias there\n" + config);
        const std::pair<const char *, QString> names[] = {{"{KEY}", u"hostkey"_s}, {"{OTHER}", u"other"_s}, {"{RSA}", u"rsa"_s}, {"{CA}", u"ca"_s}};
        for (const auto &[mark, name] : names)
            lines.replace(mark, keyOf(name));
        const QString ssh = m_server->home() + u"/.ssh/"_s;
        writeFile(ssh + u"known_hosts"_s, m_server->hostKeyLine("me") + lines);
        writeFile(ssh + u"revoked"_s, keyOf(u"hostkey"_s) + '\n');

        Person person;
        person.trusts = false;
        Connection connection(person, target(), optionsFor(*m_server));
        connection.stream->open();
        const bool in = connection.waitFor(StandInEngine::hello);
        QVERIFY2(in == reason.isEmpty() && connection.reason.contains(reason), qPrintable(connection.reason));
        QVERIFY(in || connection.ended);
        QCOMPARE(person.asked, asked ? QStringList{u"key there"_s} : QStringList());
        // Whoever was asked, and whoever is behind, was told nothing of us.
        const int logins = place == "one" ? 0 : place == "two" ? 1 : 2;
        QCOMPARE(m_server->log().count("Accepted publickey"), in ? 3 : logins);
        if (reason.contains(u"another key"_s))
            QVERIFY2(connection.reason.contains(QString::fromUtf8(place) + u" shows another key"_s) && connection.reason.contains(u"known_hosts:2"_s),
                     qPrintable(connection.reason));
    }

    void left_data()
    {
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<QString>("where");
        for (const QByteArray place : {"one", "two", "target"}) {
            for (const char *where : {"key exchange", "key", "password", "judgement", "interactive"})
                QTest::addRow("%s: %s", place.constData(), where) << place << QString::fromLatin1(where);
        }
        for (const char *where : {"engine", "build"})
            QTest::addRow("target: %s", where) << QByteArray("target") << QString::fromLatin1(where);
    }
    void left()
    {
        QFETCH(QByteArray, place);
        QFETCH(QString, where);
        const bool start = where == u"engine"_s, build = where == u"build"_s;
        QVERIFY(m_server->start(start ? "ForceCommand sleep 600" : "", "PATH=/usr/bin:/bin XDG_CACHE_HOME= HOME=" + m_server->home().toUtf8()));
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        connect(&silent, &QTcpServer::newConnection, &silent, [&] { silent.nextPendingConnection()->write("SSH-2.0-x\r\n"); });
        OddSshServer::Behaviour behaviour;
        behaviour.methods = where == u"interactive"_s ? SSH_AUTH_METHOD_INTERACTIVE : SSH_AUTH_METHOD_PASSWORD;
        behaviour.rounds = {{{"Password:", false, "x"}}};
        behaviour.delayMs = 1000000;
        const auto goThere = [&] {
            const bool odd = where == u"password"_s || where == u"judgement"_s || where == u"interactive"_s;
            m_odd = odd ? std::make_unique<OddSshServer>(QFile::encodeName(m_server->path(u"hostkey"_s)), behaviour) : nullptr;
            const int port = odd ? m_odd->port() : where == u"key exchange"_s ? silent.serverPort() : m_server->port();
            layOut(place, "Port " + QByteArray::number(port) + (where == u"key"_s ? "\nHostKeyAlias stranger" : ""));
            return target();
        };
        Person person;
        person.answers = where == u"judgement"_s;
        person.secrets = {u"wrong"_s};
        const QString name = QString::fromUtf8(place);
        const auto reached = [&](const Connection &each) {
            if (where == u"key exchange"_s || start)
                return says(each, start ? u"Starting the engine"_s : u"Exchanging keys with %1"_s.arg(name));
            if (where == u"judgement"_s)
                return !person.asked.isEmpty() && each.steps.last().contains(u"Logging in"_s);
            return person.asked.join(u'\n').startsWith(build ? u"build "_s : where == u"key"_s ? u"key stranger"_s : u"secret "_s);
        };
        const QString problem = test::left(person, goThere, reached, patientOptions(*m_server));
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

QTEST_GUILESS_MAIN(SshJumpsTest)
#include "tst_ssh_jumps.moc"
