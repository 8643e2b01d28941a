// SPDX-License-Identifier: BSD-2-Clause
// pptctl(8) over the glue: what a person types and reads.
#include "machine.h"

#include "bsd/bsd.h"

#include <QTest>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

using namespace machine;

extern "C" int pptctl_main(int argc, char **argv);

namespace {

/// "exit status" and all that it printed; in a child, as it may leave by exit(). The child's changes die with it.
QByteArray run(std::vector<const char *> words)
{
    int ends[2];
    if (pipe(ends) != 0)
        return "no pipe";
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(ends[0]);
        words.insert(words.begin(), "pptctl");
        std::vector<char *> argv;
        for (const char *w : words)
            argv.push_back(const_cast<char *>(w));
        argv.push_back(nullptr);
#ifdef __GLIBC__
        // The leak checker would look for the parent's objects here and change the exit status.
        on_exit([](int status, void *) { std::fflush(nullptr), _exit(status); }, nullptr);
#endif
        const int status = pptctl_main(int(words.size()), argv.data());
        std::fflush(nullptr);
        _exit(status);
    }
    close(ends[1]);
    QByteArray text;
    char part[512];
    for (ssize_t n; (n = read(ends[0], part, sizeof part)) > 0;)
        text += QByteArray(part, n);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    text.replace("pptctl: ", "").replace("tst_", "");
    return QByteArray::number(WIFEXITED(status) ? WEXITSTATUS(status) : -1) + ' ' + text.trimmed();
}

} // namespace

class TestPptctl : public QObject
{
    Q_OBJECT
    Host m_host;
private slots:
    void init()
    {
        m_host.reset(sim_new(4096, 0));
        bsd_boot(m_host.get());
        bsd_setenv("pptdevs", "1/0/0 3/0/0");
        bsd_add(add(m_host, at(1), nic()), nullptr, "em");
        bsd_add(add(m_host, at(2), nic()), nullptr, "em");
        bsd_add(add(m_host, at(3), Config().bar(0x10, 0xfd000000)), nullptr, nullptr);
        bsd_add(add(m_host, at(0, 1), Config(1)), nullptr, "pcib");
    }
    void cleanup() { bsd_shutdown(); }

    void list()
    {
        const QByteArrayList lines = run({"list"}).split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1].simplified(), "pci0:1:0:0 ppt0 8086:10d3 claimed flr 0 0/8 0/5 0");
        QCOMPARE(lines[2].simplified(), "pci0:3:0:0 ppt1 8086:10d3 claimed none 0 0/0 0/0 0");
    }

    void says_data()
    {
        QTest::addColumn<QByteArrayList>("words");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char *words, const char *answer) {
            QTest::newRow(words) << QByteArray(words).split(' ') << QByteArray(answer);
        };
        row("claim 2/0/0", "0 ");
        row("claim pci0:2:0:0", "0 ");
        row("claim 2/0/0 0/1/0", "1 claim: 0/1/0: it is a bridge, or does not answer; nothing was changed");
        row("claim 1/0/0", "1 claim: 1/0/0: its driver does not let go or was set with devctl(8), or ppt has it; nothing was changed");
        row("claim 9/0/0", "1 claim: 9/0/0: there is no such function; nothing was changed");
        row("release 1/0/0", "0 ");
        row("release 2/0/0", "1 release: 2/0/0: ppt does not hold it; nothing was changed");
        row("reset 1/0/0", "0 pci0:1:0:0       flr");
        row("reset 1/0/0 3/0/0", "1 reset: 3/0/0: there is no way to reset it; nothing was changed");
        row("claim 256/0/0", "2 256/0/0: a number is above 255");
        row("claim 2/32/0", "2 2/32/0: a number is above 31");
        row("claim 2/1/8", "2 2/1/8: a number is above 7");
        row("claim 2/0", "2 2/0: write pciD:B:S:F or B/S/F");
        row("claim 2/0/0x", "2 2/0/0x: write pciD:B:S:F or B/S/F");
        row("claim pci0:2:0:0:", "2 pci0:2:0:0:: write pciD:B:S:F or B/S/F");
        row("claim x", "2 x: a number is missing");
        row("claim -1/0/0", "2 -1/0/0: a number is missing");
        row("claim 99999999999999999999/0/0", "2 99999999999999999999/0/0: a number is above 255");
    }
    void says()
    {
        QFETCH(const QByteArrayList, words);
        QFETCH(const QByteArray, answer);
        std::vector<const char *> argv;
        for (const QByteArray &w : words)
            argv.push_back(w.constData());
        QByteArray said = run(argv);
        QCOMPARE(said.mid(0, said.indexOf('\n')) , answer);
    }

    void neverBack()
    {
        const ppt_addr first = at(1);
        sim_slow(sim_find(m_host.get(), &first), UINT_MAX);
        QCOMPARE(run({"reset", "1/0/0"}), "1 reset: 1/0/0: it did not come back from the reset, or kept its registers");
    }

    void usage()
    {
        for (const auto &words : std::initializer_list<std::vector<const char *>>{{}, {"list", "x"}, {"claim"}, {"bogus"}, {"watch", "1", "2"}})
            QVERIFY(run(words).startsWith("2 usage: pptctl list"));
    }
};

QTEST_APPLESS_MAIN(TestPptctl)
#include "tst_pptctl.moc"
