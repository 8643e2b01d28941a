// SPDX-License-Identifier: BSD-2-Clause
// What ssh_config(5) files say, as ssh -G of OpenSSH understands them.
#include "remote/ssh_config.h"
#include "remote/ssh_config_words.h"
#include "support/ssh_server.h"

#include <QRegularExpression>
#include <QStandardPaths>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class SshConfigTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    remote::SshConfigSubject subject(const QString &host, const QString &user = {}) const
    {
        return {host, user, userName(), QString::fromLocal8Bit(::getpwuid(::getuid())->pw_dir), {}};
    }
    QString write(QByteArray text) const
    {
        text.replace("FOLDER", QFile::encodeName(m_folder.path()));
        writeFile(m_folder.filePath(u"config"_s), text);
        return m_folder.filePath(u"config"_s);
    }
    /// As ssh -G prints it, for what it prints the way it was written.
    static QStringList ours(const remote::SshConfig &config, const remote::SshConfigSubject &subject)
    {
        QStringList lines;
        const QString host = config.hostName(subject.original);
        const int port = config.first("port", u"22"_s).toInt();
        const QString user = subject.user.isEmpty() ? remote::expandSshName(config.first("user", subject.localUser), subject, {}) : subject.user;
        const auto expand = [&](const QString &text) { return remote::expandSshPath(text, subject, remote::sshTokens(config, subject, {host, port, user})); };
        lines.append(u"hostname "_s + host);
        lines.append(u"port "_s + QString::number(port));
        lines.append(u"user "_s + user);
        for (const char *keyword : {"hostkeyalias", "proxycommand", "proxyjump", "bindaddress"}) {
            const QString value = config.first(keyword);
            if (!value.isEmpty() && value != u"none"_s)
                lines.append(QString::fromLatin1(keyword) + u' ' + value);
        }
        for (const char *keyword : {"userknownhostsfile", "globalknownhostsfile"}) {
            if (config.words.contains(QLatin1String(keyword)))
                lines.append(QString::fromLatin1(keyword) + u' ' + expand(config.first(keyword)));
        }
        for (const QString &file : config.all("identityfile"))
            lines.append(u"identityfile "_s + file);
        for (const QString &file : config.all("certificatefile"))
            lines.append(u"certificatefile "_s + file);
        lines.append(u"identitiesonly "_s + (config.isYes("identitiesonly") ? u"yes"_s : u"no"_s));
        lines.append(u"preferredauthentications "_s + config.first("preferredauthentications"));
        lines.sort();
        return lines;
    }
    static QStringList theirs(const QByteArray &printed, const QByteArray &config)
    {
        const QStringList always{u"hostname"_s, u"port"_s, u"user"_s, u"hostkeyalias"_s, u"proxycommand"_s, u"proxyjump"_s, u"bindaddress"_s,
                                 u"certificatefile"_s, u"identitiesonly"_s};
        const QStringList named{u"userknownhostsfile"_s, u"globalknownhostsfile"_s, u"identityfile"_s, u"preferredauthentications"_s};
        QStringList lines;
        for (const QByteArray &line : printed.split('\n')) {
            const QString keyword = QString::fromUtf8(line.split(' ').first());
            if (always.contains(keyword) || (named.contains(keyword) && config.toLower().contains(keyword.toLatin1())))
                lines.append(QString::fromUtf8(line));
        }
        if (lines.filter(QRegularExpression(u"^preferredauthentications"_s)).isEmpty())
            lines.append(u"preferredauthentications "_s);
        lines.sort();
        return lines;
    }

private slots:
    void asSshReadsThem_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("user");
        const auto row = [](const char *name, const QByteArray &config, const QString &user = {}) { QTest::newRow(name) << config << user; };
        row("nothing", "");
        row("first wins", "Host nas\n Port 1\nHost *\n Port 2\n User you\n");
        row("equals and case", "hOsT=nas\n\tPORT = 77\n HostName=\"10.0.0.1\"\n");
        row("negated", "Host *,nas\n Port 1\nHost n?s !nas\n Port 2\nHost !other *\n Port 3\n");
        row("only negated", "Host !other\n Port 3\n");
        row("case of names", "Host NAS\n Port 1\nMatch originalhost NAS\n Port 2\n");
        row("a comma is no comma in Host", "Host nas,other\n Port 1\n");
        row("but in Match", "Match originalhost other,nas\n Port 1\nMatch originalhost !nas,*\n Port 2\n");
        row("Match host after HostName", "Host nas\n HostName real.example\nMatch host real.example\n Port 5\nMatch host nas\n User no\n");
        row("Match user", "Match user root\n Port 6\nMatch !user root\n Port 7\n", u"root"_s);
        row("Match user of the file", "Host nas\n User root\nMatch user root\n Port 6\n");
        row("Match localuser", "Match localuser " + userName().toUtf8() + "\n Port 9\n");
        row("Match exec", "Match exec \"test %n = nas\"\n Port 10\nMatch exec false\n User no\nMatch !exec false\n HostName x%h\n");
        row("Match exec is not run in vain", "Match originalhost other exec \"touch FOLDER/evil\"\n Port 10\n");
        row("Match all", "Match all\n Port 11\n");
        row("Match final", "Match final\n Port 1\n User late\nHost nas\n Port 2\n");
        row("Match final host", "Host nas\n HostName real.example\nMatch final host real.*\n Port 8\n IdentityFile /one\nHost *\n IdentityFile /two\n");
        row("Match canonical", "Match canonical\n Port 1\n");
        row("Match tagged", "Host nas\n Tag home\nMatch tagged home\n Port 12\n");
        row("Match tagged by nothing", "Match tagged \"\"\n Port 12\nMatch !tagged \"\"\n Port 13\n");
        row("Match localnetwork", "Match localnetwork 192.0.2.0/24,127.0.0.0/8\n Port 12\n");
        row("Match localnetwork of elsewhere", "Match localnetwork 192.0.2.0/24,2001:db8::/32\n Port 12\nMatch !localnetwork 192.0.2.0/24\n User you\n");
        row("the shell's own ${}", "Match exec \"x=1; test ${x:-0} = 1 && test '~' != $HOME\"\n Port 12\n");
        row("names of users", "User %u-of-%n-${PATCHBAY_NAME}\n");
        row("a token of all", "Host nas\n HostName 10.0.0.1\n Port 5\n User you\n ProxyJump gate\n UserKnownHostsFile /x/%C/%j/%k\n");
        row("~ of somebody", "UserKnownHostsFile ~root/x\n");
        row("include by environment", "Include FOLDER/${PATCHBAY_NAME}-*\n");
        row("Match with equals", "Match originalhost=nas\n Port 13\n");
        row("tokens", "HostName %h.example\nUserKnownHostsFile /x/%n/%% /y\nIdentityFile /k/%h%%\n");
        row("quotes", "Host \"nas\"\n IdentityFile \"/a b/key\"\n IdentityFile '/c d/key'\n IdentityFile /e\\ f/key\n"
                      " CertificateFile \"/g \\\" h\"\n HostKeyAlias al#ias # comment\n");
        row("many files", "IdentityFile /one\nIdentityFile /two\nHost nas\nIdentityFile /one\nIdentityFile /three\nIdentitiesOnly yes\n");
        row("a jump", "ProxyJump a@b:1,c\nProxyCommand nc %h %p\n");
        row("a command", "ProxyCommand nc %h %p # \"x\"\nProxyJump a\n");
        row("no jump", "Host nas\n ProxyJump none\nHost *\n ProxyJump gate\n");
        row("no command", "ProxyCommand none\nHost *\n ProxyJump gate\n");
        row("ways to log in", "PreferredAuthentications password,publickey\n");
        row("include", "Include FOLDER/more-*\nPort 3\n");
        row("include in a block", "Host other\n Include FOLDER/more-*\nHost *\n Port 3\n");
        row("include in our block", "Host nas\n Include FOLDER/more-*\n Port 4\n");
        row("odd white space", "\t Host\tnas  \r\n\t Port\t 5 \r\n#Port 6\n   # Port 7\n");
        row("bind", "BindAddress 127.0.0.2\n");
    }
    void asSshReadsThem()
    {
        if (QStandardPaths::findExecutable(u"ssh"_s).isEmpty())
            QSKIP("there is no ssh here (package openssh-client)");
        QFETCH(QByteArray, config);
        QFETCH(QString, user);
        writeFile(m_folder.filePath(u"more-1"_s), "Host other\n User no\nHost nas\n User included\n");
        writeFile(m_folder.filePath(u"more-2"_s), "Port 14\n");
        qputenv("PATCHBAY_NAME", "more");
        const QString file = write(config);
        const QByteArray printed =
            runTool(u"ssh"_s, QStringList{u"-G"_s, u"-F"_s, file} + (user.isEmpty() ? QStringList() : QStringList{u"-l"_s, user}) + QStringList{u"nas"_s});
        QVERIFY2(printed.contains("hostname "), "ssh does not take this");
        const remote::SshConfigSubject who = subject(u"nas"_s, user);
        const remote::SshConfig read = remote::readSshConfig({file}, who);
        QCOMPARE(ours(read, who).join(u'\n'), theirs(printed, config).join(u'\n'));
        QCOMPARE(read.problems, QStringList());
        QVERIFY(!QFile::exists(m_folder.filePath(u"evil"_s)));
    }

    void namesOfHosts()
    {
        for (const char *name : {"fe80::1%lo", "fe80::1%hn0", "nas"})
            QCOMPARE(remote::SshConfig().hostName(QString::fromLatin1(name)), QString::fromLatin1(name));
        const remote::SshConfig read = remote::readSshConfig({write("HostName fe80::1%%%h0\n")}, subject(u"d"_s));
        QCOMPARE(read.hostName(u"d"_s), u"fe80::1%d0"_s);
    }

    void whatIsNotDoneIsNamed()
    {
        const QString file = write("Host other\n BatchMode yes\nHost *\n VerifyHostKeyDNS yes\n ForwardX11 yes\n LocalForward 1 2\n LocalForward 3 4\n"
                                   " NoSuchThing 1\n Ciphers aes256-ctr\n");
        const remote::SshConfig read = remote::readSshConfig({file}, subject(u"nas"_s));
        QCOMPARE(read.ignored, QStringList({u"verifyhostkeydns"_s, u"localforward"_s, u"nosuchthing"_s}));
        QCOMPARE(read.pointless, QStringList{u"forwardx11"_s});
    }

    // Neither the block nor, where it is negated, the opposite of what nobody knows.
    void whatIsNotUnderstoodIsLeftOut()
    {
        const QString file = write("Match !version x\n Port 1\nMatch what x\n Port 2\nMatch sessiontype shell\n Port 3\nMatch sessiontype exec\n Port 4\n");
        const remote::SshConfig read = remote::readSshConfig({file}, subject(u"nas"_s));
        QCOMPARE(read.first("port"), u"4"_s);
        QCOMPARE(read.problems.size(), 2);
        QVERIFY2(read.problems.first().contains(u"config:1: Match version is not understood"_s), qPrintable(read.problems.first()));
    }

    void noNameGetsIntoAShell_data()
    {
        QTest::addColumn<QString>("token");
        for (const char *token : {"%h", "%n", "%r", "%k"})
            QTest::newRow(token) << QString::fromLatin1(token);
    }
    void noNameGetsIntoAShell()
    {
        QFETCH(QString, token);
        const QString evil = u"$(touch${IFS}"_s + m_folder.filePath(u"evil"_s) + u')';
        for (const char *negated : {"", "!"}) {
            const QString file = write(QByteArray("Match ") + negated + "exec \"test " + token.toUtf8() + " = x\"\n Port 1\n");
            const remote::SshConfig read = remote::readSshConfig({file}, subject(evil, evil));
            QVERIFY(!QFile::exists(m_folder.filePath(u"evil"_s)));
            QVERIFY(read.values.isEmpty());
            QVERIFY2(read.problems.value(0).contains(u"no plain word"_s), qPrintable(read.problems.join(u'\n')));
        }
        QVERIFY(!remote::expandSshCommand(u"nc "_s + token, subject(evil, evil), remote::sshTokens({}, subject(evil, evil), {evil, 22, evil})));
        QCOMPARE(remote::expandSshCommand(u"nc %%h 10.0.0.1 ~ ${X}"_s, subject(evil, evil), {}), u"nc %h 10.0.0.1 ~ ${X}"_s);
    }

    void filesThatOthersMayWrite()
    {
        const QString file = write("Match exec \"touch FOLDER/ran\"\n Port 1\nInclude FOLDER/open\n");
        writeFile(m_folder.filePath(u"open"_s), "User evil\n", QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther);
        const remote::SshConfig included = remote::readSshConfig({file}, subject(u"nas"_s));
        QCOMPARE(included.unsafe, QStringList{m_folder.filePath(u"open"_s)});
        QVERIFY(!included.values.contains(u"user"_s) && QFile::remove(m_folder.filePath(u"ran"_s)));
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther);
        QCOMPARE(remote::readSshConfig({file}, subject(u"nas"_s)).unsafe, QStringList{file});
        QVERIFY(!QFile::exists(m_folder.filePath(u"ran"_s)));
    }

    void times()
    {
        const std::pair<const char *, int> texts[] = {{"", 0}, {"90", 90}, {"1m30s", 90}, {"2H", 7200}, {"1w", 86400}, {"x", 0}, {"5x", 0}, {"m", 0},
                                                      {"-1", 0}, {"99999999999999999999", 86400}, {"none", 0}};
        for (const auto &[text, seconds] : texts)
            QCOMPARE(remote::secondsOf(QString::fromLatin1(text)), seconds);
    }

    void aTestThatHangsIsGivenUp()
    {
        const QString file = write("Match exec \"sleep 600; true\"\n Port 1\n");
        remote::SshConfigSubject who = subject(u"nas"_s);
        int asked = 0;
        who.stop = [&asked] { return ++asked > 2; };
        const remote::SshConfig read = remote::readSshConfig({file}, who);
        QVERIFY(read.values.isEmpty());
        QVERIFY2(read.problems.value(0).contains(u"config:1: Match exec"_s), qPrintable(read.problems.join(u'\n')));
    }

    void includedWithoutEnd()
    {
        const QString file = write("Include FOLDER/config\nPort 1\n");
        const remote::SshConfig read = remote::readSshConfig({file}, subject(u"nas"_s));
        QCOMPARE(read.first("port"), u"1"_s);
        QCOMPARE(read.problems.size(), 1);
    }
};

QTEST_GUILESS_MAIN(SshConfigTest)
#include "tst_ssh_config.moc"
