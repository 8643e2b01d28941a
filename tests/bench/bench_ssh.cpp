// SPDX-License-Identifier: BSD-2-Clause
// bench_ssh ENGINE [ROUND-TRIP | build]: SSH on loopback beside OpenSSH's own client, median of nine; fifty hosts at once.
// ROUND-TRIP: loopback has that delay, milliseconds, and only round trips are counted.
#include "support/ssh_person.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

double median(const std::function<bool()> &what)
{
    std::vector<double> times;
    for (int run = 0; run < 9; ++run) {
        QElapsedTimer clock;
        clock.start();
        if (!what())
            return -1;
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

// A host's console reduced to its connection: it asks for a snapshot as soon as it may.
const QByteArray question = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"host.snapshot\",\"params\":{}}\n";
const QByteArray answered = "\"id\":1,\"result\":";

bool hasAnswer(const Connection &connection)
{
    return connection.received.contains(answered) && connection.received.endsWith('\n');
}

void until(const std::function<bool()> &there)
{
    while (!there())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1000);
}

class Bench
{
public:
    explicit Bench(const QString &engine)
        : m_engine(engine)
    {
    }
    bool start()
    {
        const QByteArray path = "PATH=" + QFileInfo(m_engine).absolutePath().toUtf8() + ":/usr/bin:/bin";
        if (!m_server.start({}, path + " PATCHBAY_RESOURCES=" PATCHBAY_SOURCE "/resources PATCHBAY_SIM_DIR=" + m_server.path(u"sim"_s).toUtf8()))
            return false;
        m_server.trust();
        return true;
    }
    bool ssh(const QStringList &options, const QStringList &command) const
    {
        const QStringList common{u"-F"_s, u"none"_s, u"-o"_s, u"UserKnownHostsFile="_s + m_server.home() + u"/.ssh/known_hosts"_s, u"-i"_s,
                                 m_server.home() + u"/.ssh/id_ed25519"_s, u"-o"_s, u"IdentityAgent=none"_s, u"-p"_s,
                                 QString::number(m_server.port())};
        return !runTool(u"ssh"_s, common + options + QStringList{userName() + u"@127.0.0.1"_s} + command).isEmpty();
    }
    std::unique_ptr<Connection> connect()
    {
        auto connection = std::make_unique<Connection>(m_person, addressOf(m_server) + u"/sim:home-server"_s, optionsFor(m_server));
        connection->stream->write(question);
        connection->stream->open();
        return connection;
    }
    bool toSnapshot()
    {
        const auto connection = connect();
        until([&] { return hasAnswer(*connection) || connection->ended; });
        return hasAnswer(*connection);
    }
    bool toGreeting()
    {
        const auto connection = connect();
        const QByteArray greeting = "\"method\":\"hello\"";
        until([&] { return connection->received.contains(greeting) || connection->ended; });
        return !connection->ended;
    }
    void firstContact();
    void warm();
    void manyHosts(int count);
    void delayed(double roundTrip);
    void built();

private:
    const QStringList m_topology{u"patchbay-engine"_s, u"topology"_s, u"--json"_s, u"--host"_s, u"sim:home-server"_s};
    QString m_engine;
    SshServer m_server;
    Person m_person;
};

void Bench::firstContact()
{
    const double sshTrue = median([&] { return ssh({}, {u"echo"_s, u"x"_s}); });
    const double sshTopology = median([&] { return ssh({}, m_topology); });
    const double greeted = median([&] { return toGreeting(); });
    const double snapshot = median([&] { return toSnapshot(); });
    std::printf("  ssh host echo                       %7.1f ms\n", sshTrue);
    std::printf("  ours, logged in and engine greeted  %7.1f ms, %.2f times that\n", greeted, greeted / sshTrue);
    std::printf("  ssh host patchbay-engine topology   %7.1f ms\n", sshTopology);
    std::printf("  ours, to the whole snapshot         %7.1f ms, %+.1f ms\n", snapshot, snapshot - sshTopology);
}

void Bench::warm()
{
    const QStringList shared{u"-o"_s, u"ControlMaster=auto"_s, u"-o"_s, u"ControlPersist=60"_s, u"-o"_s,
                             u"ControlPath="_s + m_server.path(u"master"_s)};
    const double sshWarm = median([&] { return ssh(shared, m_topology); });
    ssh(shared + QStringList{u"-O"_s, u"exit"_s}, {});
    const auto connection = connect();
    until([&] { return hasAnswer(*connection) || connection->ended; });
    const double oursWarm = median([&] {
        connection->received.clear();
        connection->stream->write(question);
        until([&] { return hasAnswer(*connection) || connection->ended; });
        return !connection->ended;
    });
    std::printf("  ssh with ControlMaster, topology    %7.1f ms\n", sshWarm);
    std::printf("  ours, the host read again           %7.1f ms, %.2f times that\n", oursWarm, oursWarm / sshWarm);
}

void Bench::manyHosts(int count)
{
    const auto peak = [] {
        for (const QByteArray &line : readFile(u"/proc/self/status"_s).split('\n')) {
            if (line.startsWith("VmHWM:"))
                return line.simplified().split(' ').value(1).toInt() / 1024;
        }
        return 0;
    };
    QElapsedTimer clock;
    clock.start();
    std::vector<std::unique_ptr<Connection>> all;
    for (int i = 0; i < count; ++i)
        all.push_back(connect());
    until([&] { return std::ranges::all_of(all, [](const auto &each) { return hasAnswer(*each) || each->ended; }); });
    const auto good = std::ranges::count_if(all, [](const auto &each) { return hasAnswer(*each); });
    std::printf("  %d hosts, to %d snapshots           %7.1f ms, %d MiB in the console\n", count, int(good), double(clock.nsecsElapsed()) / 1e6,
                peak());
}

void Bench::delayed(double roundTrip)
{
    const double sshTrue = median([&] { return ssh({}, {u"echo"_s, u"x"_s}); });
    const double snapshot = median([&] { return toSnapshot(); });
    std::printf("  ssh host echo                       %7.1f ms, %.1f round trips\n", sshTrue, sshTrue / roundTrip);
    std::printf("  ours, to the whole snapshot         %7.1f ms, %.1f round trips\n", snapshot, snapshot / roundTrip);
}

// The engine's own sources, sent and compiled at the other end as on a host that has none. A ccache there, if any, helps.
void Bench::built()
{
    SshServer server;
    const QByteArray compilers = QFile::exists(u"/usr/lib/ccache/c++"_s) ? "/usr/lib/ccache:" : "";
    const QByteArray home = server.home().toUtf8();
    if (!server.start({}, "PATH=" + compilers + "/usr/bin:/bin XDG_CACHE_HOME= HOME=" + home + " CCACHE_DIR=" +
                              qgetenv("HOME") + "/.cache/ccache PATCHBAY_SIM_DIR=" + home + "/sim PATCHBAY_RESOURCES=" PATCHBAY_SOURCE "/resources"))
        return;
    server.trust();
    Person person;
    person.builds = true;
    QElapsedTimer clock;
    clock.start();
    Connection connection(person, addressOf(server) + u"/sim:home-server"_s, optionsFor(server));
    connection.stream->write(question);
    connection.stream->open();
    until([&] { return hasAnswer(connection) || connection.ended; });
    if (connection.ended)
        std::printf("  FAILED: %s\n%s\n", qPrintable(connection.reason), qPrintable(connection.notes.join(u'\n')));
    else
        std::printf("  to a snapshot with %d functions     %7.1f s, %d steps\n", int(connection.received.count("\"slashed\"")),
                    double(clock.elapsed()) / 1e3, int(connection.steps.size()));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 2 || !SshServer::exists()) {
        std::puts("  no sshd here (package openssh-server): nothing measured");
        return 0;
    }
    Bench bench(QString::fromLocal8Bit(argv[1]));
    if (!bench.start())
        return 1;
    if (argc > 2 && QByteArray(argv[2]) == "build") {
        bench.built();
        return 0;
    }
    if (argc > 2) {
        bench.delayed(std::atof(argv[2]));
        return 0;
    }
    bench.firstContact();
    bench.warm();
    bench.manyHosts(50);
    return 0;
}
