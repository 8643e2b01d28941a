// SPDX-License-Identifier: BSD-2-Clause
// bench_ssh ENGINE: SSH on loopback beside OpenSSH's own client, median of nine.
#include "support/ssh_person.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
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

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 2 || !SshServer::exists()) {
        std::puts("  no sshd here (package openssh-server): nothing measured");
        return 0;
    }
    const QString engine = QString::fromLocal8Bit(argv[1]);
    SshServer server;
    const QByteArray path = "PATH=" + QFileInfo(engine).absolutePath().toUtf8() + ":/usr/bin:/bin";
    if (!server.start({}, path + " PATCHBAY_SIM_DIR=" + server.path(u"sim"_s).toUtf8()))
        return 1;
    server.trust();
    const auto ssh = [&](const QStringList &command) {
        return !runTool(u"ssh"_s, QStringList{u"-F"_s, u"none"_s, u"-o"_s, u"UserKnownHostsFile="_s + server.home() + u"/.ssh/known_hosts"_s,
                                              u"-i"_s, server.home() + u"/.ssh/id_ed25519"_s, u"-o"_s, u"IdentityAgent=none"_s, u"-p"_s,
                                              QString::number(server.port()), userName() + u"@127.0.0.1"_s} + command).isEmpty();
    };
    Person person;
    const auto ours = [&](const QByteArray &request, const QByteArray &answer) {
        remote::SshStream::Options options;
        options.settings.home = server.home();
        options.settings.configFiles = {server.home() + u"/.ssh/config"_s};
        options.settings.agent = u"none"_s;
        Connection connection(person, u"ssh://%1@127.0.0.1:%2/sim:home-server"_s.arg(userName()).arg(server.port()), options);
        connection.stream->write(request);
        connection.stream->open();
        const auto there = [&] { return connection.received.contains(answer) || connection.ended; };
        while (!there())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return connection.received.contains(answer);
    };
    const double sshTrue = median([&] { return ssh({u"echo"_s, u"x"_s}); });
    const double sshTopology = median([&] { return ssh({u"patchbay-engine"_s, u"topology"_s, u"--host"_s, u"sim:home-server"_s}); });
    const double greeted = median([&] { return ours({}, "\"method\":\"hello\""); });
    const double snapshot = median([&] {
        return ours("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"host.snapshot\",\"params\":{}}\n", "\"id\":1");
    });
    std::printf("  ssh host echo                       %7.1f ms\n", sshTrue);
    std::printf("  ours, logged in and engine greeted  %7.1f ms, %.2f times that\n", greeted, greeted / sshTrue);
    std::printf("  ssh host patchbay-engine topology   %7.1f ms\n", sshTopology);
    std::printf("  ours, to the whole snapshot         %7.1f ms, %+.1f ms\n", snapshot, snapshot - sshTopology);
    return 0;
}
