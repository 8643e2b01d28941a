// SPDX-License-Identifier: BSD-2-Clause
// Becoming root on a host with the real sudo and doas, as a user of the host's own. The sshd gets a copy of /etc for it.
#include "support/ssh_person.h"

#include <QStandardPaths>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class EngineRisesTest final : public QObject
{
    Q_OBJECT

    static bool add(const QString &file, const QByteArray &text) { return writeFile(file, readFile(file) + text, QFile::permissions(file)); }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
        if (::getuid() != 0 || QProcess::execute(u"unshare"_s, {u"-m"_s, u"true"_s}) != 0)
            QSKIP("only root can give sshd users of its own");
        if (readFile(u"/proc/self/status"_s).contains("NoNewPrivs:\t1"))
            QSKIP("nobody may become root here, with sudo neither (a sandbox's no_new_privs)");
    }

    void rises_data()
    {
        QTest::addColumn<QByteArray>("sudoers");
        QTest::addColumn<QByteArray>("doas");
        QTest::addColumn<QString>("by");
        const QByteArray none, all("stranger ALL=(root) NOPASSWD: ALL\n"), asks("stranger ALL=(root) ALL\n"), doas("permit nopass stranger as root\n");
        QTest::newRow("sudo") << all << none << u"sudo"_s;
        QTest::newRow("sudo before doas") << all << doas << u"sudo"_s;
        QTest::newRow("sudo asks, doas does not") << asks << doas << u"doas"_s;
        QTest::newRow("doas") << none << doas << u"doas"_s;
        QTest::newRow("doas asks") << none << QByteArray("permit stranger as root\n") << QString();
        QTest::newRow("both ask") << asks << QByteArray("permit stranger as root\n") << QString();
        QTest::newRow("neither") << none << none << QString();
    }
    void rises()
    {
        QFETCH(QByteArray, sudoers);
        QFETCH(QByteArray, doas);
        QFETCH(QString, by);
        for (const char *tool : {"sudo", "doas"}) {
            if (QStandardPaths::findExecutable(QString::fromLatin1(tool)).isEmpty())
                QSKIP("sudo or doas is not installed here");
        }
        const StandInEngine engine("echo \"runs as $(/usr/bin/id -u).\"\nexec cat\n");
        SshServer server;
        const QString etc = server.path(u"etc"_s);
        QVERIFY(QProcess::execute(u"cp"_s, {u"-a"_s, u"/etc"_s, etc}) == 0);
        QVERIFY(add(etc + u"/passwd"_s, "stranger:x:54321:54321::/nonexistent:/bin/sh\n") && add(etc + u"/group"_s, "stranger:x:54321:\n"));
        QVERIFY(add(etc + u"/shadow"_s, "stranger:*:20000:0:99999:7:::\n"));
        QVERIFY(QProcess::execute(u"rm"_s, {u"-rf"_s, etc + u"/sudoers.d"_s}) == 0);
        QVERIFY(writeFile(etc + u"/sudoers"_s, sudoers, QFile::ReadOwner | QFile::ReadGroup));
        QVERIFY(doas.isEmpty() || writeFile(etc + u"/doas.conf"_s, doas, QFile::ReadOwner));
        // The stranger reads his key's line below a folder of ours.
        QVERIFY(QProcess::execute(u"chmod"_s, {u"a+rx"_s, server.path({}), server.path(u"authorized"_s)}) == 0);
        server.wrapper = {u"unshare"_s, u"-m"_s, u"sh"_s, u"-c"_s, u"mount --bind %1 /etc && exec \"$@\""_s.arg(etc), u"sh"_s};
        QVERIFY(server.start({}, engine.environment()));
        server.trust();
        Person person;
        Connection connection(person, u"ssh://stranger@127.0.0.1:%1"_s.arg(server.port()), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor("runs as "), qPrintable(connection.reason + QString::fromUtf8(server.log())));
        QVERIFY(connection.waitFor("."));
        const QString notes = connection.notes.join(u'\n');
        QVERIFY2(connection.received.contains(by.isEmpty() ? "runs as 54321." : "runs as 0."), qPrintable(QString::fromUtf8(connection.received) + notes));
        QVERIFY2(notes.contains(by.isEmpty() ? u"without privileges"_s : u"as root by "_s + by), qPrintable(notes));
    }
};

QTEST_GUILESS_MAIN(EngineRisesTest)
#include "tst_engine_rises.moc"
