// SPDX-License-Identifier: BSD-2-Clause
#include "conf/diff.h"

#include "support/patch.h"
#include "support/text.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace patchbay;

namespace {

std::string randomText(std::mt19937 &random, int most)
{
    static constexpr const char *lines[] = {"a", "b", "c", "", "vmm_load=\"YES\"", "pptdevs=\"2/0/0\"\r", "# x"};
    std::string text;
    const int count = int(random() % unsigned(most + 1));
    for (int i = 0; i < count; ++i)
        text.append(lines[random() % 7]).append("\n");
    if (random() % 4 == 0 && !text.empty())
        text.pop_back();
    return text;
}

/// `text` with a few lines removed, inserted and replaced.
std::string edited(std::mt19937 &random, const std::string &text)
{
    std::string result;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t length = std::min(rest.find('\n'), rest.size() - 1) + 1;
        if (random() % 8 != 0)
            result += rest.substr(0, length);
        if (random() % 8 == 0)
            result += "new " + std::to_string(random() % 5) + "\n";
        rest.remove_prefix(length);
    }
    return result;
}

void write(const QString &path, const std::string &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(toBytes(text)), qint64(text.size()));
}

QByteArray run(const QString &program, const QStringList &arguments, int *code)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished())
        return "did not finish";
    *code = process.exitCode();
    return process.readAllStandardOutput() + process.readAllStandardError();
}

} // namespace

class TestDiff : public QObject
{
    Q_OBJECT

private slots:
    void shape_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("equal") << QByteArray("a\n") << QByteArray("a\n") << QByteArray();
        QTest::newRow("from nothing") << QByteArray() << QByteArray("a\nb\n")
                                      << QByteArray("--- x\n+++ y\n@@ -0,0 +1,2 @@\n+a\n+b\n");
        QTest::newRow("to nothing") << QByteArray("a\n") << QByteArray()
                                    << QByteArray("--- x\n+++ y\n@@ -1 +0,0 @@\n-a\n");
        QTest::newRow("last newline") << QByteArray("a\nb") << QByteArray("a\nb\n")
                                      << QByteArray("--- x\n+++ y\n@@ -1,2 +1,2 @@\n a\n-b\n"
                                                    "\\ No newline at end of file\n+b\n");
        QTest::newRow("context") << QByteArray("1\n2\n3\n4\n5\n6\n7\n8\n9\n") << QByteArray("1\n2\n3\n4\nX\n6\n7\n8\n9\n")
                                 << QByteArray("--- x\n+++ y\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
        QTest::newRow("two hunks")
            << QByteArray("a\n1\n2\n3\n4\n5\n6\n7\nb\n") << QByteArray("A\n1\n2\n3\n4\n5\n6\n7\nB\n")
            << QByteArray("--- x\n+++ y\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
        QTest::newRow("one hunk")
            << QByteArray("a\n1\n2\n3\n4\n5\n6\nb\n") << QByteArray("A\n1\n2\n3\n4\n5\n6\nB\n")
            << QByteArray("--- x\n+++ y\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
    }
    void shape()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const QByteArray, expected);
        QCOMPARE(toBytes(unifiedDiff(toText(before), toText(after), "x", "y")), expected);
    }

    void patchesBack()
    {
        std::mt19937 random(7);
        for (int i = 0; i < 3000; ++i) {
            const std::string before = randomText(random, 30);
            const std::string after = i % 2 != 0 ? randomText(random, 30) : edited(random, before);
            const auto patched = applyPatch(before, unifiedDiff(before, after, "x", "y"));
            if (before != after)
                QVERIFY2(patched == after, before.c_str());
        }
    }

    /// Beyond the limit the changed part is shown as replaced; it must still be right, and quick.
    void veryDifferent()
    {
        std::string before = "same\n";
        std::string after = "same\n";
        for (int i = 0; i < 50000; ++i) {
            before += "left " + std::to_string(i) + "\n";
            after += "right " + std::to_string(i) + "\n";
        }
        QVERIFY(applyPatch(before, unifiedDiff(before, after, "x", "y")) == after);
    }

    void sameAsDiff()
    {
        if (QStandardPaths::findExecutable("diff").isEmpty())
            QSKIP("diff(1) is not installed");
        QTemporaryDir folder;
        const QString x = folder.filePath("x");
        const QString y = folder.filePath("y");
        std::mt19937 random(11);
        int same = 0;
        int all = 0;
        for (int i = 0; i < 150; ++i) {
            const std::string before = randomText(random, 25);
            const std::string after = edited(random, before);
            write(x, before);
            write(y, after);
            int code = 0;
            const QByteArray theirs = run("diff", {"-u", "--label", "x", "--label", "y", x, y}, &code);
            const std::string ours = unifiedDiff(before, after, "x", "y");
            ++all;
            same += theirs == toBytes(ours);
            // Equally short scripts may differ in which of several equal lines they touch; never in how many.
            const auto marked = [](const QByteArray &text, char mark) {
                return text.count(QByteArray("\n") + mark);
            };
            QCOMPARE(marked(toBytes(ours), '+'), marked(theirs, '+'));
            QCOMPARE(marked(toBytes(ours), '-'), marked(theirs, '-'));
        }
        qInfo("%d of %d to the letter as diff(1) prints them", same, all);
        QVERIFY(same * 2 > all);
    }

    void takenByPatch()
    {
        if (QStandardPaths::findExecutable("patch").isEmpty())
            QSKIP("patch(1) is not installed");
        QTemporaryDir folder;
        const QString x = folder.filePath("x");
        const QString d = folder.filePath("d");
        std::mt19937 random(13);
        for (int i = 0; i < 60; ++i) {
            const std::string before = randomText(random, 25) + "x\n";
            const std::string after = edited(random, before) + "y\n";
            write(x, before);
            write(d, unifiedDiff(before, after, "x", "y"));
            int code = 0;
            const QByteArray said = run("patch", {"-s", "--binary", x, d}, &code);
            QVERIFY2(code == 0, said.constData());
            QFile patched(x);
            QVERIFY(patched.open(QIODevice::ReadOnly));
            QCOMPARE(patched.readAll(), toBytes(after));
        }
    }
};

QTEST_GUILESS_MAIN(TestDiff)
#include "tst_diff.moc"
