// SPDX-License-Identifier: BSD-2-Clause
#include "system/desk.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QtEndian>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

QElapsedTimer started()
{
    QElapsedTimer timer;
    timer.start();
    return timer;
}

} // namespace

bool Desk::start(const QString &spec, QString *why)
{
    for (const QString &program : {u"Xvfb"_s, u"xdotool"_s, u"openbox"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty()) {
            *why = program + u" is not installed"_s;
            return false;
        }
    }
    m_server.setProcessChannelMode(QProcess::SeparateChannels);
    m_server.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1440x900x24"_s, u"-nolisten"_s, u"tcp"_s, u"-fbdir"_s,
                                m_folder.path()});
    if (!m_server.waitForStarted() || !m_server.waitForReadyRead(60'000)) {
        *why = u"Xvfb does not start: "_s + QString::fromUtf8(m_server.readAllStandardError());
        return false;
    }
    const QString display = u":"_s + QString::fromLatin1(m_server.readAllStandardOutput().trimmed());

    m_environment = QProcessEnvironment::systemEnvironment();
    m_environment.insert(u"DISPLAY"_s, display);
    m_environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    m_environment.remove(u"WAYLAND_DISPLAY"_s);
    m_environment.insert(u"PATCHBAY_SIM_DIR"_s, m_folder.filePath(u"sim"_s));
    for (const auto &[name, folder] : {std::pair{u"XDG_CONFIG_HOME"_s, u"config"_s}, {u"XDG_STATE_HOME"_s, u"state"_s},
                                       {u"XDG_DATA_HOME"_s, u"data"_s}}) {
        QDir(m_folder.path()).mkpath(folder);
        m_environment.insert(name, m_folder.filePath(folder));
    }
    m_manager.setProcessEnvironment(m_environment);
    m_manager.start(u"openbox"_s);
    m_manager.waitForStarted();

    m_console.setProcessEnvironment(m_environment);
    m_console.setProcessChannelMode(QProcess::ForwardedChannels);
    m_console.start(QStringLiteral(PATCHBAY_CONSOLE), {u"--host"_s, spec, u"--theme"_s, u"light"_s, u"--describe"_s,
                                                       m_folder.filePath(u"screen"_s)});
    if (!m_console.waitForStarted()) {
        *why = u"the console does not start: "_s + m_console.errorString();
        return false;
    }
    return true;
}

Desk::~Desk()
{
    for (QProcess *process : {&m_console, &m_manager, &m_server}) {
        process->terminate();
        if (!process->waitForFinished(5000))
            process->kill(), process->waitForFinished(2000);
    }
}

QList<QByteArray> Desk::lines() const
{
    QFile file(m_folder.filePath(u"screen"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QList<QByteArray>();
}

QByteArray Desk::line(const QByteArray &beginning) const
{
    for (const QByteArray &each : lines())
        if (each.startsWith(beginning))
            return each;
    return {};
}

bool Desk::waitFor(const QByteArray &beginning, int milliseconds)
{
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < milliseconds; QTest::qWait(50))
        if (!line(beginning).isEmpty())
            return true;
    picture(u"missing"_s);
    qWarning("on the screen instead of \"%s\":\n%s", beginning.constData(), lines().join('\n').constData());
    return false;
}

bool Desk::waitGone(const QByteArray &beginning, int milliseconds)
{
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < milliseconds; QTest::qWait(50))
        if (line(beginning).isEmpty())
            return true;
    picture(u"still-there"_s);
    return false;
}

bool Desk::waitForWindow(const QByteArray &name, int milliseconds)
{
    if (!waitFor("window " + name, milliseconds))
        return false;
    return QTest::qWaitFor([&] { return line("active ").endsWith(' ' + name); }, 30'000);
}

QPoint Desk::middle(const QByteArray &beginning) const
{
    const QByteArray found = line(beginning + ' ');
    const QList<QByteArray> words = found.mid(beginning.size() + 1).split(' ');
    if (words.size() < 4)
        return {};
    return {words[0].toInt() + words[2].toInt() / 2, words[1].toInt() + words[3].toInt() / 2};
}

QByteArray Desk::xdotool(const QStringList &arguments) const
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(u"xdotool"_s, arguments);
    process.waitForFinished(60'000);
    return process.readAllStandardOutput().trimmed();
}

void Desk::waitForFocus() const
{
    // A window that has just come or gone: until the window manager has said which one is next, keys go nowhere.
    [[maybe_unused]] const bool there = QTest::qWaitFor([this] {
        const QByteArray keysGoTo = xdotool({u"getwindowfocus"_s});
        return !keysGoTo.isEmpty() && line("active ").split(' ').value(1) == keysGoTo;
    }, 30'000);
}

void Desk::moveTo(QPoint to)
{
    if (to == m_at)
        return; // xdotool would wait for it to move
    xdotool({u"mousemove"_s, u"--sync"_s, QString::number(to.x()), QString::number(to.y())});
    m_at = to;
}

void Desk::click(QPoint at)
{
    moveTo(at);
    xdotool({u"click"_s, u"1"_s});
    QTest::qWait(150);
}

bool Desk::clickOn(const QByteArray &beginning)
{
    if (!waitFor(beginning + ' '))
        return false;
    // A person waits until a button comes alive.
    for (QElapsedTimer patience = started(); line(beginning + ' ').contains(" off ") && patience.elapsed() < 30'000;)
        QTest::qWait(50);
    const QPoint at = resting(beginning);
    if (at.isNull())
        return false;
    click(at);
    return true;
}

QPoint Desk::resting(const QByteArray &beginning) const
{
    // A new window is first described where it asks to be and then moved by the window manager: a person clicks when
    // it stands still, so this does too. The description is rewritten ten times a second.
    QPoint at = middle(beginning);
    QElapsedTimer still, patience;
    still.start();
    for (patience.start(); still.elapsed() < 300 && patience.elapsed() < 10'000; QTest::qWait(50)) {
        if (const QPoint now = middle(beginning); now != at) {
            at = now;
            still.restart();
        }
    }
    return at;
}

void Desk::press(bool down, int button)
{
    m_held += down ? 1 : -1;
    xdotool({down ? u"mousedown"_s : u"mouseup"_s, QString::number(button)});
    QTest::qWait(100);
}

void Desk::glide(QPoint to)
{
    const QPoint from = m_at;
    for (int step = 1; step <= 10; ++step) {
        moveTo(from + (to - from) * step / 10);
        QTest::qWait(30);
    }
    QTest::qWait(150);
}

void Desk::keys(const QStringList &keys)
{
    waitForFocus();
    for (const QString &key : keys) {
        // xdotool counts buttons among the modifiers that it would clear.
        xdotool(m_held > 0 ? QStringList{u"key"_s, key} : QStringList{u"key"_s, u"--clearmodifiers"_s, key});
        QTest::qWait(120);
    }
}

void Desk::type(const QString &text)
{
    waitForFocus();
    xdotool({u"type"_s, u"--delay"_s, u"20"_s, text});
    QTest::qWait(150);
}

void Desk::picture(const QString &name)
{
    // Xvfb keeps its screen as an XWD file: a header of big-endian words, colours, then the lines.
    QFile file(m_folder.filePath(u"Xvfb_screen0"_s));
    const QString folder = qEnvironmentVariable("PATCHBAY_PICTURES", QDir::tempPath());
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QByteArray screen = file.readAll();
    const auto word = [&](int at) { return qFromBigEndian<quint32>(screen.constData() + 4 * at); };
    if (screen.size() < 100)
        return;
    const qsizetype start = word(0) + word(19) * 12;
    const int width = int(word(4)), height = int(word(5)), line = int(word(12));
    if (start + qsizetype(line) * height > screen.size())
        return;
    QImage(reinterpret_cast<const uchar *>(screen.constData()) + start, width, height, line, QImage::Format_RGB32)
        .save(QDir(folder).filePath(u"patchbay-"_s + name + u".png"_s));
}

bool Desk::killEngine()
{
    bool killed = false;
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(u"/proc/"_s + pid + u"/stat"_s);
        if (pid.toLongLong() <= 0 || !file.open(QIODevice::ReadOnly))
            continue;
        // "PID (command) state parent": only a child of the console that this desk started.
        const QByteArray stat = file.readAll();
        const QByteArray parent = stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(1);
        if (stat.contains("(patchbay-engin") && parent.toLongLong() == m_console.processId())
            killed = ::kill(pid_t(pid.toLongLong()), SIGKILL) == 0 || killed;
    }
    return killed;
}

bool Desk::tabTo(const QByteArray &name, int most)
{
    for (int i = 0; i < most && line("focus ") != "focus " + name; ++i)
        if (!step(u"Tab"_s))
            break;
    return line("focus ") == "focus " + name;
}

bool Desk::step(const QString &key)
{
    const QByteArray before = line("focus ");
    keys({key});
    return QTest::qWaitFor([&] { return line("focus ") != before; }, 30'000);
}

QByteArray Desk::engine(const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(PATCHBAY_ENGINE), arguments);
    process.waitForFinished(30'000);
    return process.readAllStandardOutput() + process.readAllStandardError();
}

QByteArray Desk::hostFile(const QString &machine, const QString &path) const
{
    QFile file(m_folder.filePath(u"sim/"_s + machine + u"/root"_s + path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
