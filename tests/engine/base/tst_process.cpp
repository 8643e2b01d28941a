// SPDX-License-Identifier: BSD-2-Clause
#include "base/process.h"

#include "base/file.h"
#include "support/text.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>

using namespace patchbay;

class TestProcess : public QObject
{
    Q_OBJECT

private slots:
    void outputAndStatus()
    {
        const auto result = runProcess({"sh", "-c", "echo out; echo err >&2; exit 3"});
        QVERIFY(result.has_value());
        QCOMPARE(toBytes(result->out), QByteArray("out\n"));
        QCOMPARE(toBytes(result->err), QByteArray("err\n"));
        QCOMPARE(result->status, 3);
    }

    void signalIsAStatus() { QCOMPARE(runProcess({"sh", "-c", "kill -9 $$"})->status, 128 + 9); }

    void largeInputComesBack()
    {
        const std::string big(5 << 20, 'q');
        const auto result = runProcess({"cat"}, {.input = big});
        QVERIFY(result.has_value());
        QVERIFY(result->out == big);
    }

    void noShell() { QCOMPARE(toBytes(runProcess({"echo", "$HOME; `id`", "*"})->out), QByteArray("$HOME; `id` *\n")); }

    void inputNobodyReads() { QCOMPARE(runProcess({"true"}, {.input = std::string(1 << 20, 'x')})->status, 0); }

    void unknownProgram()
    {
        QCOMPARE(toBytes(runProcess({"no-such-program-here"}).error().toString()),
                 QByteArray("no-such-program-here: no such program"));
        QVERIFY(!runProcess({}));
        QVERIFY(runProcess({"/etc/passwd"}).error().what.starts_with("no such program"));
    }

    /// The grandchild holds the pipe open; the whole group must go.
    void timeoutKillsTheGroup()
    {
        QElapsedTimer timer;
        timer.start();
        const auto result = runProcess({"sh", "-c", "sleep 100 & sleep 100"}, {.timeout = std::chrono::milliseconds(200)});
        QVERIFY(!result);
        QCOMPARE(toBytes(result.error().what), QByteArray("did not end within 200 ms"));
        QVERIFY(timer.elapsed() < 60'000);
    }

    void tooMuchOutput()
    {
        const auto result = runProcess({"sh", "-c", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"},
                                       {.outputLimit = 1 << 20});
        QVERIFY(!result);
        QCOMPARE(toBytes(result.error().what), QByteArray("wrote more than 1 MiB"));
    }

    void startedProgramWritesItsLog()
    {
        QTemporaryDir folder;
        const std::string log = toText(folder.filePath(QStringLiteral("log")).toUtf8());
        const auto child = startProcess({"sh", "-c", "echo one; echo two >&2"}, log);
        QVERIFY(child.has_value());
        int status = -1;
        QCOMPARE(::waitpid(*child, &status, 0), *child);
        QCOMPARE(toBytes(readFile(log).value()), QByteArray("one\ntwo\n"));
    }

    void commandText_()
    {
        QCOMPARE(toBytes(commandText({"bhyve", "-s", "7:0,passthru,4/0/0", "it's", "", "a b"})),
                 QByteArray("bhyve -s 7:0,passthru,4/0/0 'it'\\''s' '' 'a b'"));
    }
};

QTEST_GUILESS_MAIN(TestProcess)
#include "tst_process.moc"
