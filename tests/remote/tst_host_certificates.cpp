// SPDX-License-Identifier: BSD-2-Clause
// Host keys that an authority vouches for, and lists of revoked ones, with a real sshd; each row as ssh itself decides it.
#include "remote/host_certificate.h"
#include "remote/key_tool.h"
#include "support/ssh_person.h"

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class HostCertificatesTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;

    static QByteArray keyOf(const SshServer &server, const QString &name)
    {
        return readFile(server.path(name + u".pub"_s)).split(' ').mid(0, 2).join(' ');
    }
    /// Whether ssh connects without asking, by the files of `server`'s client.
    static bool sshTrusts(const SshServer &server)
    {
        const QString home = server.home();
        return runTool(u"ssh"_s, {u"-F"_s, home + u"/.ssh/config"_s, u"-o"_s, u"BatchMode=yes"_s, u"-o"_s, u"StrictHostKeyChecking=yes"_s, u"-o"_s,
                                  u"UserKnownHostsFile="_s + home + u"/.ssh/known_hosts"_s, u"-o"_s, u"GlobalKnownHostsFile=none"_s, u"-i"_s,
                                  home + u"/.ssh/id_ed25519"_s, u"-o"_s, u"IdentityAgent=none"_s, u"-p"_s, QString::number(server.port()),
                                  userName() + u"@127.0.0.1"_s, u"echo in"_s}) == "in\n";
    }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }

    void asSshDecides_data()
    {
        QTest::addColumn<QStringList>("sign"); // for ssh-keygen -s; none: no certificate
        QTest::addColumn<QByteArray>("known"); // known_hosts; {CA}, {OTHER}, {KEY}: keys
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QString>("why"); // in the question, where it is not
        const QStringList good{u"-h"_s, u"-n"_s, u"nas,127.0.0.1"_s};
        const QByteArray byName("@cert-authority 127.0.0.1 {CA}\n");
        QTest::newRow("good") << good << byName << true << QString();
        QTest::newRow("good, with the port") << good << QByteArray("@cert-authority [127.0.0.1]:* {CA}\n") << true << QString();
        QTest::newRow("good, beside another authority") << good << QByteArray("@cert-authority * {OTHER}\n@cert-authority * {CA}\n") << true << QString();
        QTest::newRow("good, and another key was known") << good << QByteArray("* {OTHER}\n") + byName << true << QString();
        QTest::newRow("for the names of a pattern") << QStringList{u"-h"_s, u"-n"_s, u"127.0.0.*"_s} << byName << false << u"for other names"_s;
        QTest::newRow("for other names") << QStringList{u"-h"_s, u"-n"_s, u"nas"_s} << byName << false << u"for other names: nas"_s;
        QTest::newRow("for no name") << QStringList{u"-h"_s} << byName << false << u"names no host"_s;
        QTest::newRow("of a user") << QStringList{u"-n"_s, u"127.0.0.1"_s} << byName << false << u"not one for hosts"_s;
        QTest::newRow("expired") << (good + QStringList{u"-V"_s, u"20200101:20200201"_s}) << byName << false << u"has expired"_s;
        QTest::newRow("not valid yet") << (good + QStringList{u"-V"_s, u"20900101:20900201"_s}) << byName << false << u"not valid yet"_s;
        QTest::newRow("with a condition") << (good + QStringList{u"-O"_s, u"critical:what@example.org=x"_s}) << byName << false << u"conditions"_s;
        QTest::newRow("of another authority") << good << QByteArray("@cert-authority * {OTHER}\n") << false << u"another authority"_s;
        QTest::newRow("the authority is for other hosts") << good << QByteArray("@cert-authority nas {CA}\n") << false << QString();
        QTest::newRow("the authority is revoked") << good << byName + "@revoked * {CA}\n" << false << u"has been revoked"_s;
        QTest::newRow("none") << QStringList() << byName << false << u"no certificate for this key"_s;
    }
    void asSshDecides()
    {
        QFETCH(QStringList, sign);
        QFETCH(QByteArray, known);
        QFETCH(bool, trusted);
        QFETCH(QString, why);
        SshServer server;
        server.makeKey(u"ca"_s);
        server.makeKey(u"other"_s);
        if (!sign.isEmpty())
            runTool(u"ssh-keygen"_s, QStringList{u"-q"_s, u"-s"_s, server.path(u"ca"_s), u"-I"_s, u"id"_s} + sign + QStringList{server.path(u"hostkey.pub"_s)});
        const QString certificate = server.path(u"hostkey-cert.pub"_s);
        QCOMPARE(QFile::exists(certificate), !sign.isEmpty());
        QVERIFY(server.start(sign.isEmpty() ? QByteArray() : "HostCertificate " + QFile::encodeName(certificate), m_engine.environment()));
        known.replace("{CA}", keyOf(server, u"ca"_s)).replace("{OTHER}", keyOf(server, u"other"_s));
        writeFile(server.home() + u"/.ssh/known_hosts"_s, known);
        writeFile(server.home() + u"/.ssh/config"_s, {});
        if (why != u"names no host"_s) // some versions of ssh take it for a name of every host
            QCOMPARE(sshTrusts(server), trusted);

        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(StandInEngine::hello), qPrintable(connection.reason));
        QCOMPARE(person.keys.size(), trusted ? 0 : 1);
        QCOMPARE(connection.notes.filter(u"vouched for by the authority in"_s).size(), trusted ? 1 : 0);
        if (!trusted)
            QVERIFY2(person.keys.first().notes.join(u' ').contains(why), qPrintable(person.keys.first().notes.join(u' ')));
    }

    // The second call goes the same way as the first.
    void behindAJumpHost()
    {
        SshServer server;
        server.makeKey(u"ca"_s);
        runTool(u"ssh-keygen"_s, {u"-q"_s, u"-s"_s, server.path(u"ca"_s), u"-I"_s, u"id"_s, u"-h"_s, u"-n"_s, u"behind,127.0.0.1"_s, server.path(u"hostkey.pub"_s)});
        QVERIFY(server.start("HostCertificate " + QFile::encodeName(server.path(u"hostkey-cert.pub"_s)), m_engine.environment()));
        writeFile(server.home() + u"/.ssh/known_hosts"_s, "@cert-authority * " + keyOf(server, u"ca"_s) + "\n");
        const QByteArray port = QByteArray::number(server.port());
        writeFile(server.home() + u"/.ssh/config"_s, "Host nas\n HostName 127.0.0.1\n HostKeyAlias behind\n Port " + port + "\n ProxyJump " +
                                                         userName().toUtf8() + "@127.0.0.1:" + port + "\n");
        Person person;
        Connection connection(person, u"ssh://nas"_s, optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(StandInEngine::hello), qPrintable(connection.reason));
        QCOMPARE(person.asked, QStringList());
        QCOMPARE(connection.notes.filter(u"vouched for"_s).size(), 2);
    }

    void revocationLists_data()
    {
        QTest::addColumn<QString>("revoked"); // what the list has
        QTest::addColumn<QString>("reason");
        QTest::newRow("the host's key") << u"hostkey.pub"_s << u"has been revoked"_s;
        QTest::newRow("another key") << u"other.pub"_s << QString();
        QTest::newRow("nonsense") << QString() << u"no key of it is good"_s;
    }
    void revocationLists()
    {
        QFETCH(QString, revoked);
        QFETCH(QString, reason);
        SshServer server;
        server.makeKey(u"other"_s);
        const QString list = server.path(u"krl"_s);
        if (revoked.isEmpty())
            writeFile(list, "SSHKRL\n\0and so on");
        else
            runTool(u"ssh-keygen"_s, {u"-q"_s, u"-k"_s, u"-f"_s, list, server.path(revoked)});
        QVERIFY(server.start({}, m_engine.environment()));
        server.trust();
        writeFile(server.home() + u"/.ssh/config"_s, "RevokedHostKeys " + QFile::encodeName(list) + "\n");
        QCOMPARE(sshTrusts(server), reason.isEmpty());
        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(StandInEngine::hello) == reason.isEmpty(), qPrintable(connection.reason));
        QVERIFY2(connection.reason.contains(reason), qPrintable(connection.reason));
        QCOMPARE(person.asked, QStringList());
    }

    // A certificate of a KRL by its number, though the key itself is in none.
    void aRevokedCertificate()
    {
        SshServer server;
        server.makeKey(u"ca"_s);
        runTool(u"ssh-keygen"_s, {u"-q"_s, u"-s"_s, server.path(u"ca"_s), u"-I"_s, u"id"_s, u"-z"_s, u"7"_s, u"-h"_s, u"-n"_s, u"127.0.0.1"_s, server.path(u"hostkey.pub"_s)});
        writeFile(server.path(u"list"_s), "serial: 7\n");
        runTool(u"ssh-keygen"_s, {u"-q"_s, u"-k"_s, u"-s"_s, server.path(u"ca.pub"_s), u"-f"_s, server.path(u"krl"_s), server.path(u"list"_s)});
        QVERIFY(server.start("HostCertificate " + QFile::encodeName(server.path(u"hostkey-cert.pub"_s)), m_engine.environment()));
        writeFile(server.home() + u"/.ssh/known_hosts"_s, "@cert-authority * " + keyOf(server, u"ca"_s) + "\n");
        writeFile(server.home() + u"/.ssh/config"_s, {});
        QVERIFY(sshTrusts(server));
        writeFile(server.home() + u"/.ssh/config"_s, "RevokedHostKeys " + QFile::encodeName(server.path(u"krl"_s)) + "\n");
        QVERIFY(!sshTrusts(server));
        Person person;
        person.trusts = false;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QCOMPARE(person.keys.size(), 1);
        QVERIFY2(person.keys.first().notes.join(u' ').contains(u"has been revoked"_s), qPrintable(person.keys.first().notes.join(u' ')));
    }

    // A certificate with the right words whose signature is of other words, and one that is cut off anywhere.
    void forgedAndCutOff();
};

void HostCertificatesTest::forgedAndCutOff()
{
    SshServer server;
    server.makeKey(u"ca"_s);
    runTool(u"ssh-keygen"_s, {u"-q"_s, u"-s"_s, server.path(u"ca"_s), u"-I"_s, u"id"_s, u"-h"_s, u"-n"_s, u"a,b"_s, server.path(u"hostkey.pub"_s)});
    const QByteArray blob = QByteArray::fromBase64(readFile(server.path(u"hostkey-cert.pub"_s)).split(' ').value(1));
    const auto read = remote::readHostCertificate(blob);
    QVERIFY(read);
    QCOMPARE(read->principals, (QByteArrayList{"a", "b"}));
    QCOMPARE(read->key.blob, QByteArray::fromBase64(keyOf(server, u"hostkey"_s).split(' ').value(1)));
    QCOMPARE(read->authority.blob, QByteArray::fromBase64(keyOf(server, u"ca"_s).split(' ').value(1)));
    for (qsizetype length = 0; length < blob.size(); ++length)
        QVERIFY2(!remote::readHostCertificate(blob.left(length)), QByteArray::number(length));
    QVERIFY(!remote::readHostCertificate(blob + 'x'));

    const auto never = [] { return false; };
    QCOMPARE(remote::isSignedRight(blob, never), true);
    QByteArray forged = blob;
    forged.replace(QByteArray("\0\0\0\1b", 5), QByteArray("\0\0\0\1c", 5));
    const auto other = remote::readHostCertificate(forged);
    QVERIFY(other && other->principals.contains("c"));
    QCOMPARE(remote::isSignedRight(forged, never), false);
}

QTEST_GUILESS_MAIN(HostCertificatesTest)
#include "tst_host_certificates.moc"
