// SPDX-License-Identifier: BSD-2-Clause
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;

/// A value on the console's command line that means nothing is told in one sentence, before any window.
class TestConsoleOptions : public QObject
{
    Q_OBJECT

private slots:
    void aWrongValueIsTold_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("theme") << QStringList{u"--theme"_s, u"pink"_s} << QByteArray("patchbay: --theme is light or dark, not \"pink\"\n");
        QTest::newRow("no number") << QStringList{u"--text-size"_s, u"abc"_s}
                                   << QByteArray("patchbay: --text-size is a number from 10 to 32, not \"abc\"\n");
        QTest::newRow("too large") << QStringList{u"--text-size"_s, u"900"_s}
                                   << QByteArray("patchbay: --text-size is a number from 10 to 32, not \"900\"\n");
        QTest::newRow("scenes") << QStringList{u"--shots"_s, u"nowhere"_s, u"--scenes"_s, u"sad"_s}
                                << QByteArray("patchbay: --scenes is main, hard or trial, not \"sad\"\n");
    }

    void aWrongValueIsTold()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, told);
        const QTemporaryDir home;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        for (const QString &name : {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_DATA_HOME"_s, u"PATCHBAY_SIM_DIR"_s})
            environment.insert(name, home.path());
        QProcess console;
        console.setProcessEnvironment(environment);
        console.setWorkingDirectory(home.path());
        console.start(QStringLiteral(PATCHBAY_CONSOLE), arguments);
        QVERIFY2(console.waitForFinished(60'000), "it opened a window instead");
        QCOMPARE(console.exitStatus(), QProcess::NormalExit);
        QCOMPARE(console.exitCode(), 2);
        QVERIFY2(console.readAllStandardError().endsWith(told), told.constData());
    }
};

QTEST_GUILESS_MAIN(TestConsoleOptions)
#include "tst_console_options.moc"
