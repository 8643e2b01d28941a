// SPDX-License-Identifier: BSD-2-Clause
// Hosts that say no for a reason: whoever reads the sentence knows what to do.
#include "remote/ssh_wire.h"
#include "support/odd_ssh_server.h"
#include "support/ssh_person.h"

#include <QRegularExpression>

#include <functional>

#include <sys/stat.h>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

/// What a row sets up.
struct Place
{
    SshServer server;
    QByteArray sshd, environment, config;
    Person person;
    remote::SshStream::Options chosen = optionsFor(server);
};

using Prepare = std::function<void(Place &)>;

const QString own = u"client/.ssh/id_ed25519"_s;

QString certify(Place &place, const QStringList &how)
{
    place.server.makeKey(u"ca"_s);
    place.sshd = "TrustedUserCAKeys " + QFile::encodeName(place.server.path(u"ca.pub"_s));
    place.server.authorizeNobody();
    runTool(u"ssh-keygen"_s, QStringList{u"-q"_s, u"-s"_s, place.server.path(u"ca"_s), u"-I"_s, u"me"_s} + how + QStringList{place.server.path(own + u".pub"_s)});
    return place.server.path(own + u"-cert.pub"_s);
}

/// Encrypts a key by "secret", for what ssh-keygen knows; else puts the name of a cipher there that nobody has.
void encryptBy(const QByteArray &cipher, const QString &path)
{
    runTool(u"ssh-keygen"_s, {u"-q"_s, u"-p"_s, u"-P"_s, {}, u"-N"_s, u"secret"_s, u"-Z"_s, QString::fromLatin1(cipher == "what" ? "aes256-ctr" : cipher), u"-f"_s, path});
    if (cipher != "what")
        return;
    QByteArray body = readFile(path);
    body = QByteArray::fromBase64(body.mid(body.indexOf('\n') + 1).split('-').first()).replace(15, 14, remote::sshString("what"));
    writeFile(path, "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body.toBase64() + "\n-----END OPENSSH PRIVATE KEY-----\n");
}

/// The files ssh-keygen -t ed25519-sk leaves: the key itself is in a device that is not there.
void leaveSecurityKey(const QString &path)
{
    using remote::sshString;
    const QByteArray type("sk-ssh-ed25519@openssh.com"), point(32, 'p'), application("ssh:"), check(4, 'c');
    const QByteArray blob = sshString(type) + sshString(point) + sshString(application);
    QByteArray secret = check + check + blob + '\1' + sshString(QByteArray(64, 'h')) + sshString({}) + sshString("me");
    for (char pad = 1; secret.size() % 8 != 0; ++pad)
        secret += pad;
    const QByteArray bytes = QByteArray("openssh-key-v1\0", 15) + sshString("none") + sshString("none") + sshString({}) + QByteArray("\0\0\0\1", 4) +
                             sshString(blob) + sshString(secret);
    writeFile(path, "-----BEGIN OPENSSH PRIVATE KEY-----\n" + bytes.toBase64() + "\n-----END OPENSSH PRIVATE KEY-----\n");
    writeFile(path + u".pub"_s, type + ' ' + blob.toBase64() + " me\n");
}

} // namespace

Q_DECLARE_METATYPE(Prepare)

class SshRefusalsTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }

    void aSentenceToActOn_data()
    {
        QTest::addColumn<Prepare>("prepare");
        QTest::addColumn<QStringList>("says"); ///< empty: one gets in
        const auto row = [](const char *name, const QStringList &says, const Prepare &prepare) { QTest::newRow(name) << prepare << says; };
        row("certificate for another user", {u"/id_ed25519 (its certificate is for other names: nobody)"_s}, [](Place &place) { certify(place, {u"-n"_s, u"nobody"_s}); });
        row("certificate expired", {u"/id_ed25519 (its certificate has expired)"_s}, [](Place &place) { certify(place, {u"-n"_s, userName(), u"-V"_s, u"20200101:20200201"_s}); });
        row("certificate good", {}, [](Place &place) { certify(place, {u"-n"_s, userName()}); });
        row("security key, wanted", {u"id_ed25519_sk, not used because its other half is on a device"_s, u"ssh-add"_s}, [](Place &place) {
            QFile::remove(place.server.path(own));
            leaveSecurityKey(place.server.path(own + u"_sk"_s));
            place.server.authorizeNobody();
            place.server.authorize(own + u"_sk"_s);
        });
        for (const char *cipher : {"chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "what"}) {
            row(cipher, {u"id_ed25519, not used because %1, which"_s.arg(QLatin1StringView(cipher)), u"ssh-add"_s, u"ssh-keygen -p"_s}, [cipher](Place &place) {
                encryptBy(cipher, place.server.path(own));
                place.person.secrets = {u"secret"_s};
            });
        }
        row("a cipher nobody knows, and a good key", {}, [](Place &place) {
            place.server.makeKey(u"client/.ssh/id_rsa"_s, {}, u"rsa"_s);
            encryptBy("what", place.server.path(u"client/.ssh/id_rsa"_s));
        });
        row("ours, encrypted", {}, [](Place &place) {
            encryptBy("3des-cbc", place.server.path(own));
            place.person.secrets = {u"secret"_s};
        });
        if (::getuid() == 0) { // only root can give a file away
            row("a key of somebody else's, theirs to guard", {}, [](Place &place) {
                const QByteArray file = QFile::encodeName(place.server.path(own));
                QVERIFY(::chown(file.constData(), 1, 0) == 0 && ::chmod(file.constData(), 0640) == 0);
            });
        }
        row("security key, not wanted", {}, [](Place &place) {
            leaveSecurityKey(place.server.home() + u"/.ssh/id_ecdsa_sk"_s);
        });
        row("security key named, before the right one", {}, [](Place &place) {
            leaveSecurityKey(place.server.path(own + u"_sk"_s));
            place.server.authorize(own + u"_sk"_s);
            place.config = "IdentityFile ~/.ssh/id_ed25519_sk\nIdentityFile ~/.ssh/id_ed25519\n";
        });
        row("a key named, and none", {}, [](Place &place) { place.config = "IdentityFile ~/.ssh/id_ed25519\nIdentityFile none\n"; });
        row("no key named", {u"nothing, for there was nothing to try"_s}, [](Place &place) { place.config = "IdentityFile none\n"; });
        row("a configuration of anybody's", {u"Others than you may write to"_s, u"/.ssh/open"_s, u"chmod go-w"_s}, [](Place &place) {
            place.config = "Include open\n";
            writeFile(place.server.home() + u"/.ssh/open"_s, "Port 1\n", QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther);
        });
        row("one try, two keys", {u"ended the login (Too many authentication failures)"_s, u"/id_rsa. If that were too many keys"_s, u"IdentitiesOnly"_s}, [](Place &place) {
            place.sshd = "MaxAuthTries 1";
            place.server.makeKey(u"client/.ssh/id_rsa"_s, {}, u"rsa"_s);
        });
        row("one try, the right key", {}, [](Place &place) { place.sshd = "MaxAuthTries 1"; });
        row("no session", {u"starts no program"_s, u"MaxSessions"_s}, [](Place &place) { place.sshd = "MaxSessions 0"; });
        if (::getuid() == 0)
            row("root for forced commands only", {u"ended the connection when a program was to be started"_s}, [](Place &place) { place.sshd = "PermitRootLogin forced-commands-only"; });
        row("one session", {}, [](Place &place) { place.sshd = "MaxSessions 1"; });
        row("no forwarding", {u"@one forbids to go on to 127.0.0.1 port"_s, u"AllowTcpForwarding"_s}, [](Place &place) {
            place.sshd = "AllowTcpForwarding no";
            place.config = "ProxyJump one\n";
        });
        row("forwarding elsewhere", {u"@one forbids to go on to 127.0.0.1 port"_s, u"PermitOpen"_s}, [](Place &place) {
            place.sshd = "PermitOpen nas:22";
            place.config = "ProxyJump one\n";
        });
        row("forwarding to nobody", {u"@one does not get through to 127.0.0.1 port 1: Connection refused."_s}, [](Place &place) { place.config = "ProxyJump one\nPort 1\n"; });
        row("forwarding to no name", {u"@one does not get through to nobody.invalid"_s}, [](Place &place) { place.config = "ProxyJump one\nHostName nobody.invalid\n"; });
        row("a ProxyCommand that is none", {u"The ProxyCommand to target ended before a server was there. It says: "_s, u"/nonexistent"_s},
            [](Place &place) { place.config = "ProxyCommand /nonexistent %h\n"; });
        row("a ProxyCommand that fails", {u"ended before a server was there. It says: no way to 127.0.0.1\n\uFFFD[31msorry"_s}, [](Place &place) {
            place.config = "ProxyCommand sh -c 'echo no way to %h >&2; printf \"\\033[31msorry\" >&2; exit 1'\n";
        });
        row("a ProxyCommand that says nothing", {u"ended before a server was there."_s}, [](Place &place) { place.config = "ProxyCommand true\n"; });
        row("a ProxyCommand that says a lot", {}, [](Place &place) {
            place.config = "ProxyCommand bash -c 'yes chatter | head -c 1000000 >&2; exec 3<>/dev/tcp/%h/%p; cat <&3 & cat >&3; kill $!'\n";
        });
        row("forced command", {u"backups only\nAnother command may be forced"_s}, [](Place &place) {
            place.server.authorizeNobody();
            place.server.authorize(own, "command=\"echo backups only\"");
        });
        row("forced command, quiet", {u"it said nothing.\nAnother command may be forced"_s}, [](Place &place) { place.sshd = "ForceCommand true"; });
        row("forced sftp", {u"allows sftp connections only"_s}, [](Place &place) {
            place.sshd = "ForceCommand internal-sftp";
            place.chosen.settings.patience.engine = 3;
        });
        row("restrict", {}, [](Place &place) {
            place.server.authorizeNobody();
            place.server.authorize(own, "restrict");
        });
        row("user denied", {u"does not let"_s, u"Tried: "_s}, [](Place &place) { place.sshd = "DenyUsers *"; });
        row("from elsewhere", {u"does not let"_s}, [](Place &place) {
            place.server.authorizeNobody();
            place.server.authorize(own, "from=\"10.1.2.3\"");
        });
        row("no home", {}, [](Place &place) { place.environment = " HOME=/nonexistent XDG_CACHE_HOME="; });
        row("an odd environment", {}, [](Place &place) {
            place.environment = " ENV=/nonexistent BASH_ENV=/nonexistent IFS=x CDPATH=/tmp POSIXLY_CORRECT=1 LC_ALL=tr_TR.UTF-8 TMPDIR=/nonexistent";
        });
        row("no PATH", {u"has no engine"_s}, [](Place &place) { place.environment = "!PATH=/nonexistent"; });
        row("SetEnv and SendEnv", {}, [](Place &place) {
            place.sshd = "AcceptEnv *";
            place.config = "SetEnv PATH=/nonexistent\nSendEnv *\n";
        });
        row("ciphers of long ago", {u"3des-cbc"_s}, [](Place &place) { place.sshd = "Ciphers 3des-cbc"; });
    }
    void aSentenceToActOn()
    {
        QFETCH(Prepare, prepare);
        QFETCH(QStringList, says);
        Place place;
        prepare(place);
        const QByteArray environment = place.environment.startsWith('!') ? place.environment.mid(1) : m_engine.environment() + place.environment;
        QVERIFY(place.server.start(place.sshd, environment));
        place.server.answerToAnyName(place.config);
        Connection connection(place.person, u"ssh://%1@target"_s.arg(userName()), place.chosen);
        connection.stream->open();
        const bool in = connection.waitFor(StandInEngine::hello);
        QVERIFY(connection.ended || in);
        if (says.isEmpty()) {
            QVERIFY2(in, qPrintable(connection.reason + u'\n' + QString::fromUtf8(place.server.log())));
            return;
        }
        QVERIFY(!in);
        for (const QString &each : says)
            QVERIFY2(connection.reason.contains(each), qPrintable(connection.reason + u'\n' + QString::fromUtf8(place.server.log())));
    }

    // sshd waits only so long for a login, a person takes longer.
    void answeredTooLate()
    {
        Place place;
        QFile::remove(place.server.path(own));
        place.server.makeKey(own, u"secret"_s);
        place.server.authorizeNobody();
        place.server.authorize(own);
        QVERIFY(place.server.start("LoginGraceTime 1", m_engine.environment()));
        place.server.trust();
        place.person.answers = false;
        QList<qint64> ids;
        connect(&place.person.asker, &remote::Asker::asked, this, [&ids](qint64 id) { ids.append(id); });
        Connection connection(place.person, addressOf(place.server), place.chosen);
        connection.stream->open();
        // Our end of the connection, in CLOSE_WAIT.
        const QString gone = u":[0-9A-F]{4} 0100007F:%1 08"_s.arg(place.server.port(), 4, 16, QLatin1Char('0')).toUpper();
        QVERIFY(QTest::qWaitFor([&] { return !ids.isEmpty() && QString::fromLatin1(readFile(u"/proc/net/tcp"_s)).contains(QRegularExpression(gone)); }, patience));
        place.person.asker.answer(ids.first(), {true, false, {remote::Secret(u"secret"_s)}});
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"LoginGraceTime"_s) && !connection.reason.contains(u"too many keys"_s), qPrintable(connection.reason));
    }

    // What pam_nologin, an expired account or a closed hour say comes after the right password, and then the connection ends.
    void whyTheRightPasswordWillNotDo()
    {
        SshServer keys; // never started
        OddSshServer::Behaviour behaviour;
        behaviour.methods = SSH_AUTH_METHOD_PASSWORD;
        behaviour.password = "right one";
        behaviour.banner = "Welcome";
        behaviour.farewell = "System is going down.\r\nCome back \033[31mtomorrow.\n";
        const OddSshServer server(QFile::encodeName(keys.path(u"hostkey"_s)), behaviour);
        writeFile(keys.home() + u"/.ssh/known_hosts"_s, keys.hostKeyLine("[127.0.0.1]:" + QByteArray::number(server.port())));
        Person person;
        person.secrets = {u"right one"_s};
        Connection connection(person, addressAt(server.port()), optionsFor(keys));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"It says: System is going down.\nCome back \uFFFD[31mtomorrow."_s), qPrintable(connection.reason));
        QCOMPARE(person.secretQuestions.size(), 1);
        QVERIFY(!connection.reason.contains(u"Welcome"_s) && connection.notes.join(u' ').contains(u"Welcome"_s));
    }
};

QTEST_GUILESS_MAIN(SshRefusalsTest)
#include "tst_ssh_refusals.moc"
