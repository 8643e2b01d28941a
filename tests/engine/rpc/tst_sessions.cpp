// SPDX-License-Identifier: BSD-2-Clause
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace {

const QString folder = QStringLiteral(PATCHBAY_SOURCE "/tests/wire");

/// Plays one file of tests/wire; README.md there describes the dialect.
class Player
{
public:
    /// Empty when everything went as written, else the line and what was wrong.
    QString play(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return QStringLiteral("cannot be read");
        int number = 0;
        for (const QByteArray &line : file.readAll().split('\n')) {
            ++number;
            const QString complaint = step(QString::fromUtf8(line));
            if (!complaint.isEmpty())
                return QStringLiteral("line %1: %2").arg(number).arg(complaint);
        }
        if (m_process.state() != QProcess::NotRunning)
            return QStringLiteral("the session does not end with its input closed");
        return m_started ? QString() : QStringLiteral("nothing was played");
    }

private:
    QString step(const QString &line)
    {
        if (line.trimmed().isEmpty() || line.startsWith(u'#'))
            return {};
        if (line.startsWith(QLatin1String("$")))
            return start(filled(line.mid(1)).split(u' ', Qt::SkipEmptyParts));
        if (line.startsWith(QLatin1String(">> ")))
            return send(unescaped(line.mid(3).toUtf8()));
        if (line.startsWith(QLatin1String(">* "))) {
            const QStringList parts = line.split(u' ');
            return send(parts.at(2).toUtf8().repeated(parts.at(1).toLongLong()));
        }
        if (line.startsWith(QLatin1String("> ")))
            return send(filled(line.mid(2)).toUtf8() + '\n');
        if (line.startsWith(QLatin1String("< ")))
            return expect(filled(line.mid(2)));
        if (line.startsWith(QLatin1String("= ")))
            return write(line.section(u' ', 1, 1), line.section(u' ', 2));
        if (line == QLatin1String("!"))
            return restart();
        if (line.startsWith(QLatin1String(". ")))
            return finish(line.mid(2).toInt());
        return QStringLiteral("not understood");
    }

    QString filled(QString text) const
    {
        text.replace(QLatin1String("@STATE@"), m_state.path());
        text.replace(QLatin1String("@TOKEN@"), m_token);
        text.replace(QLatin1String("@CAPTURES@"), QStringLiteral(PATCHBAY_CAPTURES));
        text.replace(QLatin1String("@SOURCE@"), QStringLiteral(PATCHBAY_SOURCE));
        return text;
    }

    static QByteArray unescaped(const QByteArray &text)
    {
        QByteArray bytes;
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] != '\\') {
                bytes += text[i];
                continue;
            }
            const char kind = text[++i];
            bytes += kind == 'n' ? "\n" : kind == 'r' ? "\r" : kind == 't' ? "\t" : "";
            if (kind == '\\')
                bytes += '\\';
            if (kind == 'x') {
                bytes += char(text.mid(i + 1, 2).toInt(nullptr, 16));
                i += 2;
            }
        }
        return bytes;
    }

    QString start(const QStringList &arguments)
    {
        m_started = true;
        m_arguments = arguments;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_STATE_HOME"), m_state.path());
        m_process.setProcessEnvironment(environment);
        m_process.start(QStringLiteral(PATCHBAY_ENGINE), QStringList{QStringLiteral("serve")} + arguments);
        return m_process.waitForStarted() ? QString() : m_process.errorString();
    }

    QString write(const QString &path, const QString &text)
    {
        QFile file(m_state.filePath(path));
        const QByteArray bytes = text.toUtf8() + '\n';
        return QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size()
            ? QString()
            : QStringLiteral("cannot be written");
    }

    QString restart()
    {
        m_process.kill();
        if (!m_process.waitForFinished(30'000))
            return QStringLiteral("the engine cannot be killed");
        return start(m_arguments);
    }

    QString send(const QByteArray &bytes)
    {
        m_process.write(bytes);
        while (m_process.bytesToWrite() > 0) {
            if (!m_process.waitForBytesWritten(30'000))
                return QStringLiteral("the engine does not read");
        }
        return {};
    }

    QString expect(const QString &pattern)
    {
        QString regex;
        for (const QString &part : pattern.split(QStringLiteral("…")))
            regex += (regex.isEmpty() ? QString() : QStringLiteral(".*")) + QRegularExpression::escape(part);
        const QRegularExpression wanted(QRegularExpression::anchoredPattern(regex),
                                        QRegularExpression::DotMatchesEverythingOption);
        for (;;) {
            while (!m_process.canReadLine()) {
                if (!m_process.waitForReadyRead(30'000))
                    return QStringLiteral("no line came; standard error: ") +
                        QString::fromUtf8(m_process.readAllStandardError());
            }
            const QString line = QString::fromUtf8(m_process.readLine()).trimmed();
            static const QRegularExpression token(QStringLiteral("\"token\":\"([0-9a-f]{64})\""));
            if (const auto found = token.match(line); found.hasMatch())
                m_token = found.captured(1);
            if (wanted.match(line).hasMatch())
                return {};
            if (!line.startsWith(QLatin1String("{\"jsonrpc\":\"2.0\",\"method\":")))
                return QStringLiteral("came: ") + line.left(2000);
        }
    }

    QString finish(int status)
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(30'000))
            return QStringLiteral("the engine did not end");
        if (m_process.exitStatus() != QProcess::NormalExit || m_process.exitCode() != status)
            return QStringLiteral("exit status %1; standard error: ").arg(m_process.exitCode()) +
                QString::fromUtf8(m_process.readAllStandardError());
        return {};
    }

    QTemporaryDir m_state;
    QProcess m_process;
    QStringList m_arguments;
    QString m_token; ///< of the last preview that came
    bool m_started = false;
};

} // namespace

class TestSessions : public QObject
{
    Q_OBJECT

private slots:
    void play_data()
    {
        QTest::addColumn<QString>("path");
        const QStringList files = QDir(folder).entryList({QStringLiteral("*.session")}, QDir::Files, QDir::Name);
        QVERIFY(!files.isEmpty());
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << folder + u'/' + file;
    }
    void play()
    {
        QFETCH(const QString, path);
        QCOMPARE(Player().play(path), QString());
    }

    // Whoever has the answer may ask by its id at once; often, for an engine that lets go of it too late does so only now and then.
    void anIdIsFreeWithItsAnswer()
    {
        QProcess engine;
        engine.start(QStringLiteral(PATCHBAY_ENGINE), {QStringLiteral("serve"), QStringLiteral("--host"), QStringLiteral("sim:home-server")});
        const auto line = [&engine] {
            while (!engine.canReadLine() && engine.waitForReadyRead(30'000)) {
            }
            return engine.readLine();
        };
        QVERIFY(line().contains("hello"));
        for (int i = 0; i < 1000; ++i) {
            engine.write("{\"id\":1,\"method\":\"nope\"}\n");
            const QByteArray answer = line();
            QVERIFY2(answer.contains("-32601"), answer);
        }
        engine.closeWriteChannel();
        QVERIFY(engine.waitForFinished(30'000));
    }
};

QTEST_GUILESS_MAIN(TestSessions)
#include "tst_sessions.moc"
