// SPDX-License-Identifier: BSD-2-Clause
// The engine built on another host from what the console carries: where it goes, what goes wrong, who is told.
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

class EngineBuiltTest final : public QObject
{
    Q_OBJECT

    remote::CarriedEngine m_carried;

    remote::SshStream::Options options(const SshServer &server) const
    {
        remote::SshStream::Options made = optionsFor(server);
        made.carried = &m_carried;
        return made;
    }
    /// No engine in PATH; HOME is the client's, so that nothing of the user's is touched.
    QByteArray bare(const SshServer &server) const { return "PATH=/usr/bin:/bin HOME=" + server.home().toUtf8() + " XDG_CACHE_HOME= "; }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
        m_carried = tinyEngine(goodSource);
        QVERIFY(!m_carried.archive.isEmpty());
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
        for (const char *old : {"engine-old1", "engine-old2", "engine-old3"}) {
            writeFile(cache + u'/' + QLatin1String(old), "x");
            runTool(u"touch"_s, {u"-d"_s, u"2001-01-0"_s + QLatin1Char(old[10]), cache + u'/' + QLatin1String(old)});
        }
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
        // One may be another console's; more are only in the way. They go after the build is told of.
        QTRY_COMPARE_WITH_TIMEOUT(QDir(cache).entryList(QDir::Files), QStringList({u"engine-0123456789abcdef"_s, u"engine-old3"_s}), patience);
    }

    // Many hosts ask every few seconds whether we are still there, and hang up on who does not answer.
    void whileThePersonThinks()
    {
        SshServer server;
        QVERIFY(server.start("ClientAliveInterval 1\nClientAliveCountMax 4", bare(server)));
        server.trust();
        Person person;
        person.answers = false;
        QList<qint64> ids;
        connect(&person.asker, &remote::Asker::asked, this, [&ids](qint64 id) { ids.append(id); });
        Connection connection(person, addressOf(server), options(server));
        connection.stream->open();
        QVERIFY(QTest::qWaitFor([&] { return !ids.isEmpty(); }, patience));
        QTest::qWait(8000); // longer than the server waits
        person.asker.answer(ids.first(), {true, false, {}});
        QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason + QString::fromUtf8(server.log())));
    }

    void lostWhileThePersonThinks()
    {
        SshServer server;
        QVERIFY(server.start({}, bare(server)));
        server.trust();
        Person person;
        person.answers = false;
        Connection connection(person, addressOf(server), options(server));
        connection.stream->open();
        QVERIFY(QTest::qWaitFor([&] { return !person.asked.isEmpty(); }, patience));
        // One process for the login, one below it for what is done there: the connection lives as long as either.
        QStringList serving, parents{QString::number(server.process())};
        while (!parents.isEmpty()) {
            const QString parent = parents.takeFirst();
            for (const QString &each : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
                const QString stat = QString::fromLatin1(readFile(u"/proc/"_s + each + u"/stat"_s));
                if (stat.mid(stat.lastIndexOf(u')')).section(u' ', 2, 2) == parent) {
                    parents.append(each);
                    serving.append(each);
                }
            }
        }
        if (serving.isEmpty())
            QSKIP("processes are not seen in /proc here");
        for (const QString &each : std::as_const(serving))
            ::kill(each.toInt(), SIGKILL);
        QVERIFY(connection.waitForEnd());
        QVERIFY2(connection.reason.contains(u"was lost"_s), qPrintable(connection.reason));
    }

    // One program at a time: what has just ended may not be over for sshd when the next is to start.
    void oneSessionAtATime()
    {
        for (int i = 0; i < 5; ++i) {
            SshServer server;
            QVERIFY(server.start("MaxSessions 1", bare(server)));
            server.trust();
            Person person;
            person.builds = true;
            Connection connection(person, addressOf(server), options(server));
            connection.stream->open();
            QVERIFY2(connection.waitFor(hello), qPrintable(connection.reason));
        }
    }

    void aBuildThatIsCutOff()
    {
        SshServer server;
        const QByteArray started = server.path(u"started"_s).toUtf8(), gate = server.path(u"gate"_s).toUtf8();
        writeFile(server.path(u"slow/c++"_s), "#!/bin/sh\ncase \" $* \" in *main.cpp*) echo >" + started + "; while [ ! -e " + gate +
                                                  " ]; do sleep 0.1; done ;; esac\nexec /usr/bin/c++ \"$@\"\n", runnable);
        QVERIFY(server.start({}, bare(server).replace("PATH=", "PATH=" + server.path(u"slow"_s).toUtf8() + ":")));
        server.trust();
        const QDir cache(server.home() + u"/.cache/patchbay"_s);
        const auto left = [&cache] { return cache.entryList({u"build-*"_s}, QDir::Dirs); };
        Person person;
        person.builds = true;
        {
            Connection cut(person, addressOf(server), options(server));
            cut.stream->open();
            QVERIFY2(QTest::qWaitFor([&] { return QFile::exists(QString::fromUtf8(started)) || cut.ended; }, patience) && !cut.ended, qPrintable(cut.reason));
            QCOMPARE(left().size(), 1);
        }
        writeFile(QString::fromUtf8(gate), "x");
        QVERIFY2(QTest::qWaitFor([&] { return left().isEmpty(); }, patience), "half a build is left");
        Connection again(person, addressOf(server), options(server));
        again.stream->open();
        QVERIFY2(again.waitFor(hello), qPrintable(again.reason));
        QVERIFY(left().isEmpty());
    }

    void twoConsolesBuildAtOnce()
    {
        SshServer server;
        QVERIFY(server.start({}, bare(server)));
        server.trust();
        Person persons[2];
        std::vector<std::unique_ptr<Connection>> both;
        for (Person &person : persons) {
            person.builds = true;
            both.push_back(std::make_unique<Connection>(person, addressOf(server), options(server)));
            both.back()->stream->open();
        }
        for (const auto &each : both)
            QVERIFY2(each->waitFor(hello), qPrintable(each->reason));
        QCOMPARE(QDir(server.home() + u"/.cache/patchbay"_s).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{u"engine-0123456789abcdef"_s});
    }

    void failedBuilds_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("environment");
        QTest::addColumn<QString>("reason");
        QTest::newRow("does not compile") << QByteArray("int main() { return nothing; }") << QByteArray() << u"could not be compiled"_s;
        QTest::newRow("does not link") << QByteArray("int f(); int main() { return f(); }") << QByteArray() << u"could not be linked"_s;
        QTest::newRow("does not run") << QByteArray("int main() { return 1; }") << QByteArray() << u"does not run"_s;
        QTest::newRow("no compiler") << QByteArray("int main() {}") << QByteArray("PATH={TOOLS}") << u"no C++ compiler; it needs the package g++"_s;
        QTest::newRow("no compiler on FreeBSD") << QByteArray("int main() {}") << QByteArray("PATH={FREEBSD}:{TOOLS}")
                                                << u"no C++ compiler; it needs the base system's compiler (pkg install FreeBSD-clang"_s;
        QTest::newRow("an old compiler") << QByteArray("int main() {}") << QByteArray("PATH={OLD}:{TOOLS}") << u"(c++) knows no C++23; it needs the package g++"_s;
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
        writeFile(server.path(u"freebsd/uname"_s), "#!/bin/sh\necho FreeBSD\n", runnable);
        writeFile(server.path(u"old/c++"_s), "#!/bin/sh\nexit 1\n", runnable);
        environment.replace("{FREEBSD}", server.path(u"freebsd"_s).toUtf8()).replace("{OLD}", server.path(u"old"_s).toUtf8());
        environment.replace("{TOOLS}", tools.toUtf8());
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

    // All of it is compiled by ./dev bench; here only that nothing it includes was left at home.
    void whatIsCarriedIsWhole()
    {
        QTemporaryDir folder;
        runTool(u"tar"_s, {u"-C"_s, folder.path(), u"-xzf"_s, u"-"_s}, remote::CarriedEngine::ours().archive);
        const QList<QByteArray> sources = readFile(folder.filePath(u"SOURCES"_s)).split('\n');
        QVERIFY(sources.size() > 100 && sources.contains("engine/main.cpp"));
        QVERIFY2(sources.contains("kmod/sim/sim_host.c"), "what another library of the engine's is made of");
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
};

QTEST_GUILESS_MAIN(EngineBuiltTest)
#include "tst_engine_built.moc"
