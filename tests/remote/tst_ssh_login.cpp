// SPDX-License-Identifier: BSD-2-Clause
// The way to a host against a real sshd: keys, agents, certificates, jump hosts, host keys.
#include "support/ssh_person.h"

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class SshLoginTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;
    const QByteArray hello = StandInEngine::hello;

    bool start(SshServer &server, const QByteArray &extra = {}) const { return server.start(extra, m_engine.environment()); }

    /// Trusts, writes ~/.ssh/config and connects.
    std::unique_ptr<Connection> connectBy(const QByteArray &config, SshServer &server, Person &person) const
    {
        if (!start(server))
            return nullptr;
        server.trust();
        writeFile(server.home() + u"/.ssh/config"_s, config);
        auto connection = std::make_unique<Connection>(person, addressOf(server), optionsFor(server));
        connection->stream->open();
        if (connection->waitFor(hello))
            return connection;
        qWarning("%s", qPrintable(connection->reason));
        return nullptr;
    }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }

    void aKeyAndAnUnknownHost()
    {
        SshServer server;
        QVERIFY(start(server));
        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        QCOMPARE(person.asked, QStringList{u"key "_s + QString::fromLatin1(server.knownName())});
        const remote::HostKeyQuestion &key = person.keys.first();
        const QByteArray listed = runTool(u"ssh-keygen"_s, {u"-lvf"_s, server.path(u"hostkey.pub"_s)});
        QVERIFY2(listed.contains(key.fingerprint.toUtf8()), listed.constData());
        QCOMPARE(QString::fromUtf8(listed.mid(listed.indexOf('\n') + 1).trimmed()), key.art);
        QCOMPARE(readFile(server.home() + u"/.ssh/known_hosts"_s), server.hostKeyLine(server.knownName()));

        connection.stream->write("back and forth\n");
        QVERIFY(connection.waitFor("back and forth\n"));
        connection.stream->close();
        QVERIFY(connection.waitForEnd());
        QCOMPARE(connection.reason, QString());

        Connection again(person, addressOf(server), optionsFor(server));
        again.stream->open();
        QVERIFY2(again.waitFor(hello), qPrintable(again.reason));
        QCOMPARE(person.asked.size(), 1);
    }

    // Each row writes known_hosts, {HOST} and {KEY} filled in (in braces, for a key's random letters may spell RSA), and says how
    // it goes: "in", or words of the reason.
    void hostKeys_data()
    {
        QTest::addColumn<QByteArray>("known");
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<int>("questions");
        const QString in;
        QTest::newRow("plain") << QByteArray("{HOST} {KEY}\n") << QByteArray() << in << 0;
        QTest::newRow("pattern") << QByteArray("[127.*]:*,!nobody {KEY}\n") << QByteArray() << in << 0;
        QTest::newRow("negated pattern") << QByteArray("[127.*]:*,!{HOST} {KEY}\n") << QByteArray() << in << 1;
        QTest::newRow("rubbish around it") << QByteArray("\xff\xfe\n#x\n@what {HOST} {KEY}\n{HOST}\n\n{HOST} {KEY} a comment\n") << QByteArray() << in << 0;
        QTest::newRow("another key of this kind") << QByteArray("# first\n{HOST} {OTHER}\n") << QByteArray() << u"known_hosts:2 has ssh-ed25519"_s << 0;
        QTest::newRow("another kind") << QByteArray("{HOST} {RSA}\n") << QByteArray() << u"known_hosts:1 has ssh-rsa"_s << 0;
        QTest::newRow("the right one below a wrong one") << QByteArray("{HOST} {OTHER}\n{HOST} {KEY}\n") << QByteArray() << in << 0;
        QTest::newRow("revoked") << QByteArray("{HOST} {KEY}\n@revoked * {KEY}\n") << QByteArray() << u"revoked in"_s << 0;
        QTest::newRow("another is revoked") << QByteArray("@revoked * {OTHER}\n{HOST} {KEY}\n") << QByteArray() << in << 0;
        QTest::newRow("signed by an authority") << QByteArray("@cert-authority * {OTHER}\n") << QByteArray() << in << 1;
        QTest::newRow("alias") << QByteArray("nas {KEY}\n") << QByteArray("HostKeyAlias nas\n") << in << 0;
        QTest::newRow("revoked by a list") << QByteArray("{HOST} {KEY}\n") << QByteArray("RevokedHostKeys {FOLDER}/hostkey.pub\n") << u"revoked in"_s << 0;
        QTest::newRow("a list of others") << QByteArray("{HOST} {KEY}\n") << QByteArray("RevokedHostKeys {FOLDER}/other.pub\n") << in << 0;
        QTest::newRow("a list that is gone") << QByteArray("{HOST} {KEY}\n") << QByteArray("RevokedHostKeys {FOLDER}/none.pub\n") << u"no key of it is good"_s << 0;
        QTest::newRow("known without the port") << QByteArray("127.0.0.1 {KEY}\n") << QByteArray("StrictHostKeyChecking yes\n") << in << 0;
        QTest::newRow("another key without the port") << QByteArray("127.0.0.1 {OTHER}\n") << QByteArray() << in << 1;
        QTest::newRow("known without the port, changed with it") << QByteArray("127.0.0.1 {KEY}\n{HOST} {OTHER}\n") << QByteArray()
                                                                 << u"known_hosts:2 has ssh-ed25519"_s << 0;
        QTest::newRow("revoked without the port") << QByteArray("@revoked 127.0.0.1 {KEY}\n{HOST} {KEY}\n") << QByteArray() << u"revoked in"_s << 0;
        QTest::newRow("methods with wildcards") << QByteArray("{HOST} {KEY}\n")
                                                << QByteArray("PubkeyAcceptedAlgorithms ssh-ed25519*\nHostKeyAlgorithms -rsa*\nCiphers -*cbc\nMACs -*sha1*\n") << in << 0;
        QTest::newRow("certificates alone") << QByteArray("{HOST} {KEY}\n") << QByteArray("HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com\n") << in << 0;
        QTest::newRow("no such keys") << QByteArray() << QByteArray("HostKeyAlgorithms -ssh-ed*\n") << u"could not agree on a connection"_s << 0;
        QTest::newRow("no such ciphers") << QByteArray("{HOST} {KEY}\n") << QByteArray("Ciphers -aes*ctr,*gcm@*,chacha*\n") << u"leaves nothing this console knows: -aes*ctr"_s << 0;
        QTest::newRow("strict") << QByteArray() << QByteArray("StrictHostKeyChecking yes\n") << u"forbids to ask"_s << 0;
        QTest::newRow("accept new") << QByteArray() << QByteArray("StrictHostKeyChecking accept-new\n") << in << 0;
        QTest::newRow("accept new, but changed") << QByteArray("{HOST} {OTHER}\n") << QByteArray("StrictHostKeyChecking accept-new\n")
                                                 << u"Nothing was sent"_s << 0;
        QTest::newRow("no checking, but changed") << QByteArray("{HOST} {OTHER}\n") << QByteArray("StrictHostKeyChecking no\n")
                                                  << u"Nothing was sent"_s << 0;
    }
    void hostKeys()
    {
        QFETCH(QByteArray, known);
        QFETCH(QByteArray, config);
        QFETCH(QString, reason);
        SshServer server;
        server.makeKey(u"other"_s);
        server.makeKey(u"rsa"_s, {}, u"rsa"_s);
        QVERIFY(start(server));
        const auto keyOf = [&](const QString &name) { return readFile(server.path(name)).split(' ').mid(0, 2).join(' '); };
        known.replace("{HOST}", server.knownName()).replace("{KEY}", keyOf(u"hostkey.pub"_s));
        known.replace("{OTHER}", keyOf(u"other.pub"_s)).replace("{RSA}", keyOf(u"rsa.pub"_s));
        writeFile(server.home() + u"/.ssh/known_hosts"_s, known);
        writeFile(server.home() + u"/.ssh/config"_s, config.replace("{FOLDER}", QFile::encodeName(server.path({})).chopped(1)));
        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello) == reason.isEmpty(), qPrintable(connection.reason));
        QVERIFY2(connection.reason.contains(reason), qPrintable(connection.reason));
        QTEST(int(person.asked.size()), "questions");
        if (known.contains("cert-authority"))
            QVERIFY(person.keys.first().notes.value(0).contains(u"known_hosts:1"_s));
    }

    // A host with keys of several kinds is asked for the one that is remembered.
    void severalHostKeys_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("name");
        const QString usual = u".ssh/known_hosts"_s, second = u".ssh/second"_s;
        QTest::newRow("usual") << QByteArray() << usual << QByteArray("HOST");
        QTest::newRow("alias at another port") << QByteArray("HostKeyAlias nas\n") << usual << QByteArray("nas");
        QTest::newRow("second file") << QByteArray("UserKnownHostsFile ~/.ssh/first ~/.ssh/second\n") << second << QByteArray("HOST");
        QTest::newRow("second global file") << QByteArray("GlobalKnownHostsFile ~/.ssh/first ~/.ssh/second\n") << second << QByteArray("[127.*]:*");
        QTest::newRow("under the name without a port") << QByteArray() << usual << QByteArray("127.0.0.1");
        QTest::newRow("with more of them") << QByteArray("HostKeyAlgorithms +ssh-rsa\n") << usual << QByteArray("HOST");
        QTest::newRow("with fewer of them") << QByteArray("HostKeyAlgorithms -ssh-dss,rsa-sha2-256\n") << usual << QByteArray("HOST");
        QTest::newRow("with others first") << QByteArray("HostKeyAlgorithms ^ssh-ed25519\n") << usual << QByteArray("HOST");
        QTest::newRow("with a choice") << QByteArray("HostKeyAlias nas\nHostKeyAlgorithms ssh-ed25519,rsa-sha2-512\n") << usual << QByteArray("nas");
    }
    void severalHostKeys()
    {
        QFETCH(QByteArray, config);
        QFETCH(QString, file);
        QFETCH(QByteArray, name);
        for (const char *kind : {"rsa", "ecdsa"}) {
            SshServer server;
            server.makeKey(u"another"_s, {}, QString::fromLatin1(kind));
            QVERIFY(start(server, "HostKey " + QFile::encodeName(server.path(u"another"_s)) + "\nHostKey " + QFile::encodeName(server.path(u"hostkey"_s))));
            const QByteArrayList key = readFile(server.path(u"another.pub"_s)).split(' ');
            writeFile(server.home() + u'/' + file, QByteArray(name).replace("HOST", server.knownName()) + ' ' + key[0] + ' ' + key[1] + '\n');
            writeFile(server.home() + u"/.ssh/config"_s, QByteArray(config).replace("rsa-sha2-512", "rsa-sha2-512,ecdsa-sha2-nistp256"));
            Person person;
            Connection connection(person, addressOf(server), optionsFor(server));
            connection.stream->open();
            QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
            QVERIFY(person.asked.isEmpty());
        }
    }

    void hashedNames()
    {
        SshServer server;
        QVERIFY(start(server));
        writeFile(server.home() + u"/.ssh/config"_s, "HashKnownHosts yes\n");
        Person person;
        for (int i = 0; i < 2; ++i) {
            Connection connection(person, addressOf(server), optionsFor(server));
            connection.stream->open();
            QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        }
        QCOMPARE(person.asked.size(), 1);
        const QString file = server.home() + u"/.ssh/known_hosts"_s;
        QVERIFY(readFile(file).startsWith("|1|"));
        QVERIFY(!runTool(u"ssh-keygen"_s, {u"-F"_s, QString::fromLatin1(server.knownName()), u"-f"_s, file}).isEmpty());
    }

    void onceAndNever()
    {
        SshServer server;
        QVERIFY(start(server));
        Person person;
        person.remembers = false;
        Connection once(person, addressOf(server), optionsFor(server));
        once.stream->open();
        QVERIFY2(once.waitFor(hello), qPrintable(once.reason));
        QVERIFY(!QFile::exists(server.home() + u"/.ssh/known_hosts"_s));
        person.trusts = false;
        Connection never(person, addressOf(server), optionsFor(server));
        never.stream->open();
        QVERIFY(never.waitForEnd());
        QVERIFY(never.received.isEmpty());
        QVERIFY(!server.log().split('\n').last().contains("Accepted"));
    }

    void knownHostsThatCannotBeWritten()
    {
        SshServer server;
        QVERIFY(start(server));
        writeFile(server.home() + u"/.ssh/config"_s, "UserKnownHostsFile /proc/nothing/known_hosts\n");
        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        QVERIFY2(connection.notes.join(u'\n').contains(u"could not be remembered: /proc/nothing/known_hosts"_s),
                 qPrintable(connection.notes.join(u'\n')));
    }

    void configuration()
    {
        SshServer server;
        QVERIFY(start(server));
        const QByteArray port = QByteArray::number(server.port()), user = userName().toUtf8();
        server.trust();
        writeFile(server.home() + u"/.ssh/config"_s,
                  "Include more/*\nHost *.example !nas.example\n  Port 1\nHost \"nas\"\n  HostName=127.0.0.1\n  Port " + port +
                      "\n  VerifyHostKeyDNS yes\n  ForwardX11 yes\nMatch host 127.0.0.1 user " + user + "\n  CanonicalDomains x\n" +
                      "Match originalhost other\n  BatchMode yes\n");
        writeFile(server.home() + u"/.ssh/more/one"_s, "Host nas\n  User " + user + "\n  IdentityFile ~/.ssh/elsewhere\n");
        QFile::rename(server.home() + u"/.ssh/id_ed25519"_s, server.home() + u"/.ssh/elsewhere"_s);
        Person person;
        Connection connection(person, u"ssh://nas"_s, optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        const QString notes = connection.notes.join(u'\n');
        QVERIFY2(notes.contains(u"verifyhostkeydns"_s) && notes.contains(u"canonicaldomains"_s), qPrintable(notes));
        QVERIFY2(!notes.contains(u"batchmode"_s) && notes.contains(u"say nothing about a console: forwardx11"_s), qPrintable(notes));
    }

    void knownHostsInSeveralFiles()
    {
        SshServer server;
        QVERIFY(start(server));
        const QString odd = server.home() + u"/.ssh/an \"odd\" name"_s;
        writeFile(server.home() + u"/.ssh/config"_s, "UserKnownHostsFile \"~/.ssh/an \\\"odd\\\" name\" ~/.ssh/more\n");
        Person person;
        for (int run = 0; run < 2; ++run) { // remembered in the first, then known from the second
            Connection connection(person, addressOf(server), optionsFor(server));
            connection.stream->open();
            QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
            QCOMPARE(person.asked.size(), 1);
            QVERIFY(run == 1 || QFile::rename(odd, server.home() + u"/.ssh/more"_s));
        }
    }

    // A test in the configuration may hang, and nobody shall have to wait for it.
    void cancelledInTheConfiguration()
    {
        SshServer server;
        QVERIFY(start(server));
        const QString mark = server.path(u"runs"_s);
        writeFile(server.home() + u"/.ssh/config"_s, "Match exec \"touch " + QFile::encodeName(mark) + "; sleep 600; true\"\n Port 1\n");
        Person person;
        auto connection = std::make_unique<Connection>(person, addressOf(server), optionsFor(server));
        connection->stream->open();
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(mark); }, patience));
        connection->stream->close();
        QVERIFY(connection->waitForEnd());
        QCOMPARE(connection->reason, QString());
    }

    void fromAnAddressOfOurs()
    {
        SshServer server;
        Person person;
        QVERIFY(connectBy("BindAddress 127.0.0.2\n", server, person));
        QVERIFY2(server.log().contains("from 127.0.0.2 port"), server.log().constData());
    }

    void proxyCommand()
    {
        SshServer server;
        Person person;
        const auto connection = connectBy("ProxyCommand bash -c 'exec 3<>/dev/tcp/%h/%p; cat <&3 & cat >&3; kill $!'\n", server, person);
        QVERIFY(connection);
        connection->stream->close();
        QVERIFY(connection->waitForEnd());
        Connection evil(person, u"ssh://$(touch evil)@127.0.0.1"_s, optionsFor(server));
        evil.stream->open();
        QVERIFY(evil.waitForEnd());
        QVERIFY2(!evil.reason.isEmpty(), "a user's name got into a shell");
    }
};

QTEST_GUILESS_MAIN(SshLoginTest)
#include "tst_ssh_login.moc"
