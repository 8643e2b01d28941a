// SPDX-License-Identifier: BSD-2-Clause
// The engine on another host: found and started as root; login shells of every kind in between.
#include "support/ssh_person.h"

#include <QStandardPaths>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray hello = StandInEngine::hello;
const QFile::Permissions runnable = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther;

} // namespace

class EngineThereTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;
    QByteArray installed() const { return m_engine.environment(); }
    /// No engine in PATH; HOME is the client's, so that nothing of the user's is touched.
    QByteArray bare(const SshServer &server) const { return "PATH=/usr/bin:/bin HOME=" + server.home().toUtf8() + " XDG_CACHE_HOME= "; }
    static void writeEngine(const QString &path, const QByteArray &version)
    {
        writeFile(path, "#!/bin/sh\n[ \"$1\" = --version ] && echo patchbay-engine " + version + " && exit\necho " + hello +
                            "\necho \"as $*\"\nexec cat\n", runnable);
    }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }

    void shells_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QByteArray>("before"); ///< what its start file does
        for (const char *shell : {"sh", "bash", "tcsh", "csh", "fish", "zsh", "ksh"})
            QTest::newRow(shell) << QString::fromLatin1(shell) << QByteArray("true");
        QTest::newRow("prints") << u"bash"_s << QByteArray("echo Welcome; echo; printf 'no newline'; echo oops >&2");
        QTest::newRow("looks like ours") << u"sh"_s << QByteArray("echo PATCHBAY-x serve; echo PATCHBAY-serve");
        QTest::newRow("slow") << u"bash"_s << QByteArray("sleep 2");
        QTest::newRow("a lot") << u"sh"_s << QByteArray("head -c 500000 /dev/zero | tr '\\0' x");
    }
    void shells()
    {
        QFETCH(QString, shell);
        QFETCH(QByteArray, before);
        const QString path = QStandardPaths::findExecutable(shell);
        if (path.isEmpty())
            QSKIP("this shell is not installed here");
        SshServer server;
        // What sshd does with a login shell: it gives the command to its -c.
        QVERIFY(server.start("ForceCommand " + before + "; exec " + path.toUtf8() + " -c \"$SSH_ORIGINAL_COMMAND\"", installed()));
        server.trust();
        Person person;
        Connection connection(person, addressOf(server) + u"/sim:it's \"odd\" $(touch evil)!"_s, optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor("as "), qPrintable(connection.reason));
        QVERIFY2(connection.received.contains("as serve --host sim:it's \"odd\" $(touch evil)!\n"), connection.received.constData());
        QVERIFY(connection.received.startsWith(hello));
        connection.stream->write("x\n");
        QVERIFY(connection.waitFor("x\n"));
    }

    void shellsThatDoNotGetThere_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QString>("reason");
        QTest::newRow("hangs") << QByteArray("sleep 600") << u"did not get as far as the engine in 3 s"_s;
        QTest::newRow("noise without end") << QByteArray("yes all work and no play") << u"prints without end"_s;
        QTest::newRow("1 GB in one line") << QByteArray("head -c 1000000000 /dev/zero") << u"prints without end"_s;
        QTest::newRow("ends") << QByteArray("echo This account is closed.; exit 1") << u"ended with status 1"_s;
        QTest::newRow("its words") << QByteArray("echo This account is closed.; exit 1") << u"This account is closed."_s;
        QTest::newRow("control characters") << QByteArray("printf '\\033]0;owned\\007\\033[31mred\\n'; exit 1") << u"\uFFFD]0;owned\uFFFD\uFFFD[31mred"_s;
        QTest::newRow("killed after its output's end") << QByteArray("exec >/dev/null 2>&1; sleep 1; kill -9 $$") << u"was ended by signal KILL"_s;
        QTest::newRow("killed") << QByteArray("kill -9 $$") << u"was ended by signal KILL"_s;
    }
    void shellsThatDoNotGetThere()
    {
        QFETCH(QByteArray, command);
        QFETCH(QString, reason);
        SshServer server;
        QVERIFY(server.start("ForceCommand " + command, installed()));
        server.trust();
        Person person;
        remote::SshStream::Options chosen = optionsFor(server);
        if (command.contains("600"))
            chosen.settings.patience.engine = 3;
        Connection connection(person, addressOf(server), chosen);
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(reason), qPrintable(connection.reason));
        QVERIFY(connection.received.isEmpty());
    }

    // Stand-ins, for who may become root by what differs from machine to machine; the last words are the engine's command line.
    void privilege_data()
    {
        QTest::addColumn<QByteArray>("uid");
        QTest::addColumn<QByteArray>("sudo"); ///< what it does, in sh; empty: there is none
        QTest::addColumn<QByteArray>("doas");
        QTest::addColumn<QByteArray>("mdo");
        QTest::addColumn<bool>("rise");
        QTest::addColumn<QString>("by");
        const QByteArray none, no("echo unable to resolve host >&2; echo \"${0##*/}: a password is required\" >&2; exit 1");
        const QByteArray sudo("[ \"$1 $2\" = '-n --' ] || exit 9; shift 2; BY=sudo exec \"$@\""), doas("[ \"$1 $2\" = '-n --' ] || exit 9; shift 2; BY=doas exec \"$@\""),
            mdo("BY=mdo exec \"$@\"");
        QTest::newRow("root already") << QByteArray("0") << sudo << doas << mdo << true << u"root"_s;
        QTest::newRow("sudo") << QByteArray("1000") << sudo << doas << mdo << true << u"sudo"_s;
        QTest::newRow("sudo wants a password") << QByteArray("1000") << no << doas << none << true << u"doas"_s;
        QTest::newRow("doas") << QByteArray("1000") << none << doas << mdo << true << u"doas"_s;
        QTest::newRow("mdo") << QByteArray("1000") << none << none << mdo << true << u"mdo"_s;
        QTest::newRow("all refuse") << QByteArray("1000") << no << no << no << true << QString();
        QTest::newRow("not wanted") << QByteArray("1000") << sudo << doas << mdo << false << QString();
    }
    void privilege()
    {
        QFETCH(QByteArray, uid);
        QFETCH(QByteArray, sudo);
        QFETCH(QByteArray, doas);
        QFETCH(QByteArray, mdo);
        QFETCH(bool, rise);
        QFETCH(QString, by);
        const StandInEngine engine("echo \"risen by ${BY:-nobody}.\"\nexec cat\n");
        const std::pair<const char *, QByteArray> tools[] = {{"id", "echo " + uid}, {"sudo", sudo}, {"doas", doas}, {"mdo", mdo}};
        for (const auto &[name, does] : tools) {
            // One that is not there must not be found further on in PATH either.
            writeFile(engine.folder() + u'/' + QLatin1String(name), "#!/bin/sh\n" + (does.isEmpty() ? "exit 127" : does) + "\n", runnable);
        }
        SshServer server;
        QVERIFY(server.start({}, engine.environment()));
        server.trust();
        Person person;
        remote::SshStream::Options chosen = optionsFor(server);
        chosen.rise = rise;
        Connection connection(person, addressOf(server), chosen);
        connection.stream->open();
        QVERIFY2(connection.waitFor("risen by"), qPrintable(connection.reason));
        const QByteArray risen = by.isEmpty() || by == u"root"_s ? QByteArray("nobody") : by.toUtf8();
        QVERIFY2(connection.waitFor("risen by " + risen + '.'), connection.received.constData());
        const QString notes = connection.notes.join(u'\n');
        QVERIFY2(notes.contains(by == u"root"_s    ? u"runs as root"_s
                                : by.isEmpty() ? u"without privileges"_s
                                               : u"as root by "_s + by), qPrintable(notes));
        QVERIFY2(!by.isEmpty() || !rise || notes.contains(u"(sudo says: a password is required; doas says: a password is required; mdo says: "_s), qPrintable(notes));
    }

    void anEngineThatCrashes()
    {
        const StandInEngine engine("echo hello\nread line\nfor i in 1 2 3 4 5 6 7 8; do echo \"step $i\" >&2; done\n"
                                   "echo 'terminate called: \033[31mno memory' >&2\nkill -SEGV $$\n");
        SshServer server;
        QVERIFY(server.start({}, engine.environment()));
        server.trust();
        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY2(connection.waitFor("hello"), qPrintable(connection.reason));
        connection.stream->write("go\n");
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"was ended by signal SEGV"_s) && connection.reason.contains(u"step 8\nterminate called"_s),
                 qPrintable(connection.reason));
        QVERIFY(!connection.reason.contains(u'\x1b'));
    }

    void hereAsThere()
    {
        const StandInEngine engine("echo \"risen by ${BY:-nobody}, as $*\"\nexec cat\n");
        writeFile(engine.folder() + u"/id"_s, "#!/bin/sh\necho 1000\n", runnable);
        writeFile(engine.folder() + u"/sudo"_s, "#!/bin/sh\nexit 1\n", runnable);
        writeFile(engine.folder() + u"/doas"_s, "#!/bin/sh\nshift 2\nBY=doas exec \"$@\"\n", runnable);
        const QString odd = engine.folder() + u"/an engine's \"own\" $(name)"_s;
        QVERIFY(QFile::copy(engine.folder() + u"/patchbay-engine"_s, odd));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATH"_s, engine.folder() + u":/usr/bin:/bin"_s);
        process.setProcessEnvironment(environment);
        process.start(u"/bin/sh"_s, remote::startHere(odd, u"local"_s));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(patience));
        const QByteArray said = process.readAllStandardOutput();
        QVERIFY2(said.contains("risen by doas, as serve --host local\n") && said.contains("engine " + odd.toUtf8()), said.constData());
    }

    void anEngineThatIsTooNew()
    {
        SshServer server;
        writeEngine(server.path(u"new/patchbay-engine"_s), "2.0.0");
        QVERIFY(server.start({}, bare(server).replace("/usr/bin:", server.path(u"new"_s).toUtf8() + ":/usr/bin:")));
        server.trust();
        Person person;
        Connection connection(person, addressOf(server), optionsFor(server));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QCOMPARE(person.asked, QStringList{u"build 127.0.0.1"_s});
    }
};

QTEST_GUILESS_MAIN(EngineThereTest)
#include "tst_engine_there.moc"
