// SPDX-License-Identifier: BSD-2-Clause
// The engine on another host: found, built, started as root; login shells of every kind in between.
#include "support/ssh_person.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray hello = StandInEngine::hello;
const QFile::Permissions runnable = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther;

/// Sources small enough to be built in every test.
remote::CarriedEngine tinyEngine(const QByteArray &source, const QByteArray &digest = "0123456789abcdef")
{
    QTemporaryDir folder;
    writeFile(folder.filePath(u"engine/main.cpp"_s), source);
    writeFile(folder.filePath(u"SOURCES"_s), "engine/main.cpp\n");
    const QByteArray archive = runTool(u"tar"_s, {u"-C"_s, folder.path(), u"-czf"_s, u"-"_s, u"engine"_s, u"SOURCES"_s});
    return {archive, digest, "1.0.0"};
}

const QByteArray goodSource = R"(#include <cstdio>
#include <expected>
#include <string>
#include <unistd.h>
int main(int argc, char **argv)
{
    if (argc > 1 && std::string(argv[1]) == "--version")
        return std::puts("patchbay-engine " PATCHBAY_VERSION) < 0;
    std::puts("hello from the engine");
    std::fflush(stdout);
    char c;
    while (::read(0, &c, 1) == 1 && ::write(1, &c, 1) == 1) {}
})";

} // namespace

class EngineThereTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;
    remote::CarriedEngine m_carried;

    remote::SshStream::Options options(const SshServer &server) const
    {
        remote::SshStream::Options made = optionsFor(server);
        made.carried = &m_carried;
        return made;
    }
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
        m_carried = tinyEngine(goodSource);
        QVERIFY(!m_carried.archive.isEmpty());
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
        Connection connection(person, addressOf(server) + u"/sim:it's \"odd\" $(touch evil)!"_s, options(server));
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
        remote::SshStream::Options chosen = options(server);
        if (command.contains("600"))
            chosen.settings.patience.engine = 3;
        Connection connection(person, addressOf(server), chosen);
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(reason), qPrintable(connection.reason));
        QVERIFY(connection.received.isEmpty());
    }

    void builtWhereThereIsNone()
    {
        SshServer server;
        QVERIFY(server.start({}, bare(server)));
        server.trust();
        Person person;
        Connection refused(person, addressOf(server), options(server));
        refused.stream->open();
        QVERIFY(refused.waitForEnd());
        QCOMPARE(person.asked, QStringList{u"build 127.0.0.1"_s});
        QVERIFY2(refused.reason.contains(u"has no engine"_s), qPrintable(refused.reason));
        QVERIFY(!QFile::exists(server.home() + u"/.cache"_s));

        const QString cache = server.home() + u"/.cache/patchbay"_s;
        writeFile(cache + u"/engine-old1"_s, "x");
        writeFile(cache + u"/build-left/x"_s, "x");
        person.builds = true;
        Connection built(person, addressOf(server), options(server));
        built.stream->open();
        QVERIFY2(built.waitFor(hello), qPrintable(built.reason));
        QVERIFY2(built.steps.join(u'\n').contains(u"engine/main.cpp"_s), qPrintable(built.steps.join(u'\n')));
        const QString made = cache + u"/engine-0123456789abcdef"_s;
        QVERIFY(QFile::exists(made));
        QCOMPARE(QFileInfo(cache).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

        Connection again(person, addressOf(server), options(server));
        again.stream->open();
        QVERIFY2(again.waitFor(hello), qPrintable(again.reason));
        QCOMPARE(person.asked.size(), 2);
        QCOMPARE(QDir(cache).entryList(QDir::Dirs | QDir::NoDotAndDotDot), QStringList{u"build-left"_s});
    }

    void failedBuilds_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("environment");
        QTest::addColumn<QString>("reason");
        QTest::newRow("does not compile") << QByteArray("int main() { return nothing; }") << QByteArray() << u"could not be compiled"_s;
        QTest::newRow("does not link") << QByteArray("int f(); int main() { return f(); }") << QByteArray() << u"could not be linked"_s;
        QTest::newRow("does not run") << QByteArray("int main() { return 1; }") << QByteArray() << u"does not run"_s;
        QTest::newRow("no compiler") << QByteArray("int main() {}") << QByteArray("PATH=TOOLS") << u"no C++ compiler; it needs the package g++"_s;
        QTest::newRow("no place") << QByteArray("int main() {}") << QByteArray("HOME=/proc/nothing TMPDIR=/proc/nothing") << u"there is no place"_s;
    }
    void failedBuilds()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, environment);
        QFETCH(QString, reason);
        SshServer server;
        const QString tools = server.path(u"tools"_s);
        QDir().mkpath(tools);
        for (const char *name : {"sh", "id", "uname", "head", "sed", "tr", "cat", "mkdir", "rm", "chmod", "mktemp", "tar", "gzip", "find", "wc", "getconf", "grep"})
            QFile::link(QStandardPaths::findExecutable(QString::fromLatin1(name)), tools + u'/' + QString::fromLatin1(name));
        environment.replace("TOOLS", tools.toUtf8());
        const QByteArray path = environment.startsWith("PATH") ? "" : "PATH=/usr/bin:/bin ", own = "HOME=" + server.home().toUtf8();
        QVERIFY(server.start({}, path + environment + (environment.contains("HOME") ? "" : " " + own)));
        server.trust();
        const remote::CarriedEngine carried = tinyEngine(source);
        Person person;
        person.builds = true;
        remote::SshStream::Options chosen = options(server);
        chosen.carried = &carried;
        Connection connection(person, addressOf(server), chosen);
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(reason), qPrintable(connection.reason));
        const QDir cache(server.home() + u"/.cache/patchbay"_s);
        QVERIFY2(cache.entryList(QDir::AllEntries | QDir::NoDotAndDotDot).isEmpty(), "something half-made was left");
    }

    void homeThatCannotBeWritten()
    {
        SshServer server;
        const QString temp = server.path(u"temp"_s);
        QDir().mkpath(temp);
        QVERIFY(server.start({}, "PATH=/usr/bin:/bin HOME=/proc/nothing TMPDIR=" + temp.toUtf8()));
        server.trust();
        Person person;
        person.builds = true;
        for (int i = 0; i < 2; ++i) {
            Connection connection(person, addressOf(server), options(server));
            connection.stream->open();
            QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        }
        QCOMPARE(person.asked.size(), 1);
        QVERIFY(QFile::exists(temp + u"/patchbay-"_s + QString::number(::getuid()) + u"/engine-0123456789abcdef"_s));
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
        const QByteArray none, no("echo a password is required >&2; exit 1");
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
        remote::SshStream::Options chosen = options(server);
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
    }

    // All of it is compiled by ./dev bench; here only that nothing it includes was left at home.
    void whatIsCarriedIsWhole()
    {
        QTemporaryDir folder;
        runTool(u"tar"_s, {u"-C"_s, folder.path(), u"-xzf"_s, u"-"_s}, remote::CarriedEngine::ours().archive);
        const QList<QByteArray> sources = readFile(folder.filePath(u"SOURCES"_s)).split('\n');
        QVERIFY(sources.size() > 100 && sources.contains("engine/main.cpp"));
        QStringList files;
        for (const char *part : {"engine", "kmod", "generated"}) {
            QDirIterator all(folder.filePath(QLatin1String(part)), QDir::Files, QDirIterator::Subdirectories);
            while (all.hasNext())
                files.append(all.next());
        }
        const QRegularExpression includes(u"^\\s*#\\s*include\\s+(?:\"|<(?=nlohmann/))([^\">]+)[\">]"_s, QRegularExpression::MultilineOption);
        QStringList missing;
        for (const QString &file : std::as_const(files)) {
            auto found = includes.globalMatch(QString::fromUtf8(readFile(file)));
            while (found.hasNext()) {
                const QString name = found.next().captured(1);
                const QStringList places{QFileInfo(file).path(), folder.filePath(u"engine"_s), folder.filePath(u"kmod"_s),
                                         folder.filePath(u"generated"_s), folder.filePath(u"library"_s)};
                if (std::ranges::none_of(places, [&](const QString &place) { return QFile::exists(place + u'/' + name); }))
                    missing.append(QFileInfo(file).fileName() + u": "_s + name);
            }
        }
        for (const QByteArray &source : sources)
            QVERIFY2(source.isEmpty() || QFile::exists(folder.filePath(QString::fromUtf8(source))), source.constData());
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
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

    void noexec()
    {
        if (::getuid() != 0 || QProcess::execute(u"unshare"_s, {u"-m"_s, u"true"_s}) != 0)
            QSKIP("only root can mount a file system on which nothing runs");
        SshServer server;
        const QString temp = server.path(u"temp"_s), cache = server.home() + u"/.cache"_s;
        QDir().mkpath(temp);
        QDir().mkpath(cache);
        server.wrapper = {u"unshare"_s, u"-m"_s, u"sh"_s, u"-c"_s,
                          u"mount -t tmpfs -o noexec none %1 && mount -t tmpfs -o noexec none %2 && exec \"$@\""_s.arg(cache, temp), u"sh"_s};
        QVERIFY(server.start({}, bare(server) + " TMPDIR=" + temp.toUtf8()));
        server.trust();
        Person person;
        person.builds = true;
        Connection connection(person, addressOf(server), options(server));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"mounted noexec"_s), qPrintable(connection.reason));
    }

    void anEngineThatIsTooNew()
    {
        SshServer server;
        writeEngine(server.path(u"new/patchbay-engine"_s), "2.0.0");
        QVERIFY(server.start({}, bare(server).replace("/usr/bin:", server.path(u"new"_s).toUtf8() + ":/usr/bin:")));
        server.trust();
        Person person;
        Connection connection(person, addressOf(server), options(server));
        connection.stream->open();
        QVERIFY(connection.waitForEnd());
        QCOMPARE(person.asked, QStringList{u"build 127.0.0.1"_s});
    }
};

QTEST_GUILESS_MAIN(EngineThereTest)
#include "tst_engine_there.moc"
