// SPDX-License-Identifier: BSD-2-Clause
// Every command line for another host is read by real shells: what they make of it is what we meant.
#include "remote/shell_words.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace patchbay::remote;
using namespace Qt::StringLiterals;

namespace {

const QStringList shells{u"sh"_s, u"bash"_s, u"dash"_s, u"ksh"_s, u"zsh"_s, u"csh"_s, u"tcsh"_s, u"fish"_s, u"busybox"_s};

QByteArray run(const QString &shell, const std::string &line)
{
    QProcess process;
    QStringList arguments{u"-c"_s, QString::fromStdString(line)};
    if (shell == u"busybox"_s)
        arguments.prepend(u"sh"_s);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, QDir::tempPath());
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(shell, arguments);
    process.waitForFinished(30000);
    return process.readAllStandardOutput();
}

} // namespace

class ShellWordsTest final : public QObject
{
    Q_OBJECT

    template<typename Check>
    void everywhere(Check check)
    {
        int found = 0;
        for (const QString &shell : shells) {
            if (QStandardPaths::findExecutable(shell).isEmpty())
                continue;
            ++found;
            check(shell);
        }
        QVERIFY(found > 1);
    }

private slots:
    void words_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("plain") << QByteArray("/usr/local/bin/x-1_2.3");
        QTest::newRow("blanks") << QByteArray("  a  b\t ");
        QTest::newRow("quotes") << QByteArray("it's \"so\" '' `x`");
        QTest::newRow("substitution") << QByteArray("$(touch evil) ${HOME} `id` $0");
        QTest::newRow("history") << QByteArray("!! !x a!b wow!");
        QTest::newRow("backslashes") << QByteArray("\\ \\\\ \\' \\n a\\");
        QTest::newRow("mixed") << QByteArray("'!\\'!\\\"'");
        QTest::newRow("tilde and glob") << QByteArray("~ * ? [a-z] {a,b}");
        QTest::newRow("dash") << QByteArray("-rf");
        QTest::newRow("equals") << QByteArray("=ls a=b");
        QTest::newRow("operators") << QByteArray("a;b&c|d>e<f#g(h)^%");
        QTest::newRow("hash first") << QByteArray("#no comment");
        QTest::newRow("UTF-8") << QByteArray("Ünïcödé ✓");
        QByteArray all;
        for (int c = 1; c < 128; ++c) {
            if (c != '\n' && c != '\r')
                all += char(c);
        }
        QTest::newRow("all of ASCII") << all;
    }
    void words()
    {
        QFETCH(QByteArray, word);
        const auto line = shellCommand({"/usr/bin/printf", "[%s]", word.toStdString(), "end"});
        QVERIFY(line);
        everywhere([&](const QString &shell) { QVERIFY2(run(shell, *line) == '[' + word + "][end]", qPrintable(shell)); });
    }

    void unsayable()
    {
        QVERIFY(!shellWord("a\nb"));
        QVERIFY(!shellWord("a\rb"));
        QVERIFY(!shellWord(std::string_view("a\0b", 3)));
        QVERIFY(!shellCommand({"echo", "a\nb"}));
    }

    void scripts()
    {
        const std::string script = "# it's a comment!\nx='$(no)'\nprintf '%s|' \"$x\" \"$@\" \\\n  \"`echo `\"\nif [ $# = 4 ]; then echo four; fi\n";
        const std::string line = shellScript(script, {"it's", "a\nb", "$(touch evil) \\ !", ""});
        everywhere([&](const QString &shell) {
            const QByteArray said = run(shell, line);
            QVERIFY2(said == "$(no)|it's|a\nb|$(touch evil) \\ !|||four\n", qPrintable(shell + u": "_s + QString::fromUtf8(said)));
        });
        QVERIFY(!QFile::exists(u"evil"_s));
    }

    void longScripts()
    {
        std::string script = "x=0\n";
        for (int i = 0; i < 800; ++i)
            script += "x=$((x + 1)) # '\"!\n";
        script += "echo $x";
        everywhere([&](const QString &shell) { QVERIFY2(run(shell, shellScript(script)) == "800\n", qPrintable(shell)); });
    }
};

QTEST_GUILESS_MAIN(ShellWordsTest)
#include "tst_shell_words.moc"
