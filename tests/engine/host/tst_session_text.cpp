// SPDX-License-Identifier: BSD-2-Clause
#include "host/capture.h"
#include "host/facts.h"
#include "host/session_text.h"
#include "support/text.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

using Need = Footing::Need;

constexpr const char *allProcesses = "  PID  PPID TTY   COMMAND\n"
                                  "    1     0 -     init\n"
                                  "  700     1 -     sshd\n"
                                  "  800   700 -     sshd-session\n"
                                  "  801   800 -     sshd-session\n"
                                  "  802   801 pts/0 sh\n"
                                  "  803   802 pts/0 sudo\n"
                                  "  804   803 pts/0 patchbay-engine\n"
                                  "  900     1 -     tmux: server\n"
                                  "  901   900 pts/1 patchbay-engine\n"
                                  "  950     1 -     login\n"
                                  "  951   950 ttyv0 patchbay-engine\n"
                                  "  960     1 -     patchbay\n"
                                  "  961   960 -     patchbay-engine\n"
                                  "  970   971 -     a circle\n"
                                  "  971   970 pts/3 patchbay-engine\n";

constexpr const char *allSockets = "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n"
                                "someone  patchbay   960   9   tcp4   192.0.2.5:50001       192.0.2.77:22\n"
                                "root     sshd-sessi 800   4   tcp4   192.0.2.5:22          192.0.2.9:50000\n"
                                "someone  sshd-sessi 801   4   tcp4   192.0.2.5:22          192.0.2.9:50000\n"
                                "someone  odd name   801   5   tcp4   192.0.2.5:22          *:*\n"
                                "?        ?          ?     ?   tcp6   2001:db8::5:22        2001:db8::9:50000\n";

/// A host that is one only in that the engine is a process of it.
class OwnHost final : public Host
{
public:
    [[nodiscard]] std::string spec() const override { return "local"; }
    [[nodiscard]] std::optional<std::string> readOnlyReason() const override { return "a test"; }
    [[nodiscard]] std::optional<long> ownProcess() const override { return process; }
    Result<ProgramResult> run(const std::vector<std::string> &argv, const RunOptions &) override
    {
        if (argv[0] == "pciconf")
            return ProgramResult{0, "em0@pci0:1:0:0: class=0x020000 card=0x1 chip=0x10d38086 rev=0x00 hdr=0x00\n", ""};
        if (argv[0] == "ifconfig")
            return ProgramResult{0, "em0: flags=8843<UP> metric 0 mtu 1500\n\tinet 192.0.2.5 netmask 0xffffff00\n", ""};
        if (argv[0] == "ps")
            return ProgramResult{0, allProcesses, ""};
        if (argv[0] == "sockstat" && sockstat)
            return ProgramResult{0, allSockets, ""};
        return fail("no such program", argv[0]);
    }
    Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &, const std::string &) override { return fail("a test", ""); }
    Result<std::string> readFile(const std::string &path) override { return fail("no such file", path); }
    Result<std::vector<std::string>> listFolder(const std::string &path) override { return fail("no such folder", path); }
    Result<> replaceFile(const std::string &path, std::string_view, const Expected *) override { return fail("a test", path); }
    Result<> removeFile(const std::string &path) override { return fail("a test", path); }

    std::optional<long> process;
    bool sockstat = true;
};

std::string guarded(Host &host)
{
    const auto capture = readHost(host);
    const auto footings = capture ? makeFacts(*capture).footings : std::nullopt;
    if (!footings)
        return "nothing";
    for (const Footing &footing : footings->all)
        if (footing.need == Need::Connection)
            return chainText(footing);
    return std::ranges::contains(footings->unread, Need::Connection) ? "unknown" : "none";
}

} // namespace

class TstSessionText : public QObject
{
    Q_OBJECT

private slots:
    void sessions_data()
    {
        QTest::addColumn<long>("process");
        QTest::addColumn<QByteArray>("processes");
        QTest::addColumn<QByteArray>("sockets");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, long process, const char *ps, const char *sockstat, const char *expected) {
            QTest::newRow(name) << process << QByteArray(ps) << QByteArray(sockstat) << QByteArray(expected);
        };
        const char *header = "USER COMMAND PID FD PROTO LOCAL ADDRESS FOREIGN ADDRESS\n";
        row("through sudo", 804, allProcesses, allSockets, "192.0.2.9 50000 192.0.2.5 22");
        row("in tmux, which has no sshd above it", 901, allProcesses, allSockets, "unknown");
        row("in tmux, and nobody is here by SSH", 901, allProcesses, header, "local");
        row("on the host's own terminal, others are here by SSH", 951, allProcesses, allSockets, "local");
        row("below a program that uses SSH itself", 961, allProcesses, allSockets, "unknown");
        row("parents in a circle", 971, allProcesses, allSockets, "unknown");
        row("not listed", 5, allProcesses, allSockets, "unknown");
        row("nothing was read", 804, "", "", "unknown");
        row("IPv6", 804, allProcesses, "root sshd 800 4 tcp6 2001:db8::5:22 2001:db8::9:50000\n", "2001:db8::9 50000 2001:db8::5 22");
        row("IPv6 in brackets", 804, allProcesses, "root sshd 800 4 tcp6 [fe80::5%em0]:22 [fe80::9%em0]:50000\n", "fe80::9%em0 50000 fe80::5%em0 22");
        row("before OpenSSH 9.8", 3, "1 0 - init\n2 1 - sshd\n3 2 pts/0 x\n", "root sshd 2 4 tcp4 10.0.0.1:22 10.0.0.2:99\n", "10.0.0.2 99 10.0.0.1 22");
        row("cut", 3, "1 0 - init\n2 1 - sshd\n3 2 pts/0", "root sshd 2 4 tcp4 10.0.0.1:22", "local");
    }
    void sessions()
    {
        QFETCH(long, process);
        QFETCH(QByteArray, processes);
        QFETCH(QByteArray, sockets);
        QFETCH(QByteArray, expected);
        const std::string ps = toText(processes), sockstat = toText(sockets);
        const SessionText session = sessionOf(ps, sockstat, process);
        static constexpr const char *kinds[] = {"remote", "local", "unknown"};
        QCOMPARE(toBytes(session.connection.empty() ? kinds[int(session.kind)] : session.connection), expected);
    }

    /// What a host tells of itself reaches the guards: the card of this connection, nothing, or that nobody knows.
    void guards()
    {
        OwnHost host;
        QCOMPARE(toBytes(guarded(host)), "none");
        host.process = 804;
        QCOMPARE(toBytes(guarded(host)), "192.0.2.5 → em0 → pci0:1:0:0");
        host.process = 951;
        QCOMPARE(toBytes(guarded(host)), "none");
        host.process = 901;
        QCOMPARE(toBytes(guarded(host)), "unknown");
        host.process = 804;
        host.sockstat = false;
        QCOMPARE(toBytes(guarded(host)), "unknown");
    }
};

QTEST_APPLESS_MAIN(TstSessionText)
#include "tst_session_text.moc"
