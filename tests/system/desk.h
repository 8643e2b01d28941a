// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QPoint>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

/// A real X server with a window manager and the console on it. The pointer and the keys are moved through the server
/// (XTEST, by xdotool), so that what a test does is what a hand does; what it sees is read from --describe.
class Desk
{
public:
    /// Starts everything on simulated hosts with a state of their own. `why`: filled when something is not there.
    bool start(const QString &spec, QString *why);
    ~Desk();

    /// The last description as lines.
    [[nodiscard]] QList<QByteArray> lines() const;
    /// The first line that starts with `beginning`; empty: none.
    [[nodiscard]] QByteArray line(const QByteArray &beginning) const;
    /// Waits until such a line is there, or until it is not. The description is rewritten ten times a second.
    bool waitFor(const QByteArray &beginning, int milliseconds = 30'000);
    bool waitGone(const QByteArray &beginning, int milliseconds = 30'000);
    /// Waits until that window is there and gets the keys.
    bool waitForWindow(const QByteArray &name, int milliseconds = 60'000);

    /// The middle of what "row …", "cell …", "widget …" or "tab …" names; null when it is not on the screen.
    [[nodiscard]] QPoint middle(const QByteArray &beginning) const;
    /// The same once it has not moved for 300 ms.
    [[nodiscard]] QPoint resting(const QByteArray &beginning) const;

    void moveTo(QPoint to);
    void click(QPoint at);
    bool clickOn(const QByteArray &beginning);
    /// 1 the left button, 3 the right one.
    void press(bool down, int button = 1);
    /// In small steps, as a hand does; toolkits begin a drag only after some of them.
    void glide(QPoint to);
    void keys(const QStringList &keys);
    void type(const QString &text);
    /// A picture of the whole screen for whoever looks into a failure.
    void picture(const QString &name);

    /// Ends the engine the console talks to, as a crash would. False: there is none.
    bool killEngine();
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    /// Presses Tab until that control has the focus. False: it never gets it.
    bool tabTo(const QByteArray &name, int most = 30);
    /// One key that moves the focus, and until it has: the next one would go past. False: it does not move.
    bool step(const QString &key);

    /// Runs our engine on the same simulated hosts and gives its output.
    QByteArray engine(const QStringList &arguments);
    /// A file of the simulated host.
    [[nodiscard]] QByteArray hostFile(const QString &machine, const QString &path) const;

private:
    QByteArray xdotool(const QStringList &arguments) const;
    void waitForFocus() const;

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QProcess m_server, m_manager, m_console;
    QPoint m_at{-1, -1};
    int m_held = 0; ///< buttons that are down
};
