// SPDX-License-Identifier: BSD-2-Clause
// bench_ssh ENGINE [far | many | build]: SSH on loopback beside OpenSSH's own client, median of nine.
// far: what lies between delays each way by 50 ms; round trips are counted. many: fifty hosts at once in the whole console, beside
// fifty ssh. build: the engine's sources are sent and compiled there.
#include "support/ssh_delayer.h"
#include "support/ssh_person.h"
#include "views/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTimer>

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

bool until(const std::function<bool()> &there, int limit = patience)
{
    QTimer late;
    late.setSingleShot(true);
    late.start(limit);
    while (!there() && late.isActive())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents); // with a time of its own it would not wait but spin
    return there();
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
        // A home of its own: what a developer's shell does at each login would be measured fifty times.
        const QByteArray path = "PATH=" + QFileInfo(m_engine).absolutePath().toUtf8() + ":/usr/bin:/bin";
        if (!m_server.start({}, path + " HOME=" + m_server.home().toUtf8() + " PATCHBAY_RESOURCES=" PATCHBAY_SOURCE "/resources PATCHBAY_SIM_DIR=" + m_server.path(u"sim"_s).toUtf8()))
            return false;
        m_server.trustAnyPort();
        return true;
    }
    QStringList sshArguments(const QStringList &options, const QStringList &command) const
    {
        const QStringList common{u"-F"_s, u"none"_s, u"-o"_s, u"UserKnownHostsFile="_s + m_server.home() + u"/.ssh/known_hosts"_s, u"-i"_s,
                                 m_server.home() + u"/.ssh/id_ed25519"_s, u"-o"_s, u"IdentityAgent=none"_s, u"-p"_s,
                                 QString::number(port())};
        return common + options + QStringList{userName() + u"@127.0.0.1"_s} + command;
    }
    bool ssh(const QStringList &options, const QStringList &command) const
    {
        return !runTool(u"ssh"_s, sshArguments(options, command)).isEmpty();
    }
    double manyPeers(int count) const;
    std::unique_ptr<Connection> connect()
    {
        auto connection = std::make_unique<Connection>(m_person, addressAt(port()) + u"/sim:home-server"_s, optionsFor(m_server));
        connection->stream->write(question);
        connection->stream->open();
        return connection;
    }
    bool toSnapshot()
    {
        const auto connection = connect();
        return until([&] { return hasAnswer(*connection) || connection->ended; }) && !connection->ended;
    }
    bool toGreeting()
    {
        const auto connection = connect();
        const QByteArray greeting = "\"method\":\"hello\"";
        return until([&] { return connection->received.contains(greeting) || connection->ended; }) && !connection->ended;
    }
    void firstContact();
    void warm();
    void manyHosts(int count);
    void far();
    void built();

private:
    const QStringList m_topology{u"patchbay-engine"_s, u"topology"_s, u"--json"_s, u"--host"_s, u"sim:home-server"_s};
    QString m_engine;
    SshServer m_server;
    Person m_person;
    std::unique_ptr<Delayer> m_between;

    quint16 port() const { return m_between ? m_between->port() : m_server.port(); }
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
        return until([&] { return hasAnswer(*connection) || connection->ended; }) && !connection->ended;
    });
    std::printf("  ssh with ControlMaster, topology    %7.1f ms\n", sshWarm);
    std::printf("  ours, the host read again           %7.1f ms, %.2f times that\n", oursWarm, oursWarm / sshWarm);
}

// So many ssh at once that print the same host's topology, ms; -1: not all of them did.
double Bench::manyPeers(int count) const
{
    std::vector<std::unique_ptr<QProcess>> all;
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < count; ++i) {
        all.push_back(std::make_unique<QProcess>());
        all.back()->start(u"ssh"_s, sshArguments({}, m_topology));
        all.back()->closeWriteChannel();
    }
    const bool ended = until([&] { return std::ranges::all_of(all, [](const auto &each) { return each->state() == QProcess::NotRunning; }); });
    const bool good = std::ranges::all_of(all, [](const auto &each) { return each->exitCode() == 0 && each->bytesAvailable() > 0; });
    return ended && good ? double(clock.nsecsElapsed()) / 1e6 : -1;
}

// The whole console: its window shows the first host, the others are connected beside it.
void Bench::manyHosts(int count)
{
    const auto peak = [] {
        for (const QByteArray &line : readFile(u"/proc/self/status"_s).split('\n')) {
            if (line.startsWith("VmHWM:"))
                return line.simplified().split(' ').value(1).toInt() / 1024;
        }
        return 0;
    };
    const double peers = manyPeers(count);
    // Fifty connections to one server; to the console they are fifty hosts.
    client::HostBook book([this](const QString &) -> std::unique_ptr<remote::ByteStream> {
        const auto target = remote::SshTarget::parse(addressOf(m_server) + u"/sim:home-server"_s);
        return std::make_unique<remote::SshStream>(*target, &m_person.asker, optionsFor(m_server));
    });
    views::MainWindow window(&book);
    window.resize(1440, 900);
    window.show();
    QCoreApplication::processEvents();
    const int alone = peak();
    QElapsedTimer clock;
    clock.start();
    QList<client::Session *> all;
    for (int i = 0; i < count; ++i) {
        all.append(book.session(u"ssh://host"_s + QString::number(i)));
        all.last()->open();
    }
    window.openHost(all.first()->spec());
    using State = client::Session::State;
    until([&] { return std::ranges::all_of(all, [](client::Session *each) { return each->state() == State::Ready || each->state() == State::Failed; }); });
    const double time = double(clock.nsecsElapsed()) / 1e6;
    const auto good = std::ranges::count_if(all, [](client::Session *each) { return each->state() == State::Ready; });
    std::printf("  %d ssh at once, each a topology     %7.1f ms\n", count, peers);
    std::printf("  %d hosts, to %d live trees          %7.1f ms, %.2f times that; %d MiB in the console (%d MiB before the first host)\n", count,
                int(good), time, time / peers, peak(), alone);
}

void Bench::far()
{
    constexpr int delay = 50;
    m_between = std::make_unique<Delayer>(m_server.port(), delay);
    const auto measure = [this](const char *name, const std::function<bool()> &what) {
        m_between->turns();
        if (!what())
            return std::printf("  %s: FAILED\n", name);
        const int turns = m_between->turns();
        const double time = median(what);
        return std::printf("  %s %7.1f ms, %.1f round trips; spoke after hearing %d times\n", name, time, time / (2 * delay), turns);
    };
    measure("ssh host echo                      ", [this] { return ssh({}, {u"echo"_s, u"x"_s}); });
    measure("ours, logged in and engine greeted ", [this] { return toGreeting(); });
    measure("ours, to the whole snapshot        ", [this] { return toSnapshot(); });
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
    if (!until([&] { return hasAnswer(connection) || connection.ended; }, 3600 * 1000) || connection.ended)
        std::printf("  FAILED: %s\n%s\n", qPrintable(connection.reason), qPrintable(connection.notes.join(u'\n')));
    else
        std::printf("  to a snapshot with %d functions     %7.1f s, %d steps\n", int(connection.received.count("\"slashed\"")),
                    double(clock.elapsed()) / 1e3, int(connection.steps.size()));
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
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
    if (argc > 2 && QByteArray(argv[2]) == "far") {
        bench.far();
        return 0;
    }
    if (argc > 2 && QByteArray(argv[2]) == "many") {
        bench.manyHosts(50);
        return 0;
    }
    bench.firstContact();
    bench.warm();
    return 0;
}
