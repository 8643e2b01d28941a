// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/host_book.h"
#include "look/theme.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPixmap>
#include <QPointer>
#include <QTemporaryDir>

#include <functional>
#include <memory>

class QPushButton;

namespace patchbay::views {
class MainWindow;
}

namespace patchbay::tour {

/// The real window over the real engine, on simulated hosts whose state lives in a folder of its own: nothing of the
/// person's is touched. Plays what a person does and takes pictures of it.
class Stage
{
public:
    /// Pictures go to `folder`, which is made.
    explicit Stage(const QString &folder);
    ~Stage();

    /// A fresh window on fresh hosts.
    void raise(look::Choice theme);
    [[nodiscard]] views::MainWindow &window() { return *m_window; }

    /// Opens a host and waits until its plan is judged. False: it did not come.
    bool open(const QString &spec);
    /// Runs the event loop until it holds, at most that long.
    bool until(const std::function<bool()> &holds, int milliseconds = 20000);
    void settle(int milliseconds = 60);

    /// A picture of the window with what stands in front of it. `dragged` hangs at `pointer` (window coordinates).
    void shoot(const QString &name, const QPixmap &dragged = {}, const QPoint &pointer = {});
    /// The visible button of that object name in any window; nullptr: none.
    [[nodiscard]] QPushButton *button(const char *name) const;
    bool press(const char *name);
    /// Whether a visible label of that object name says so.
    [[nodiscard]] bool reads(const char *name, const QString &words) const;
    /// Checks the radio button of that object name.
    bool choose(const char *name);
    void closeSheets();
    /// A path in a folder that goes with this stage.
    [[nodiscard]] QString scratch(const QString &name) const { return m_state.filePath(name); }
    /// A file of the simulated hosts of this stage: "only-nic/clock".
    [[nodiscard]] QString simulated(const QString &path) const { return scratch(QStringLiteral("sim%1/%2").arg(m_suffix, path)); }
    /// The host in front is cut off, as by a crash of its engine.
    void cutOff();

    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] int pictures() const { return m_pictures; }
    /// What could not be done, for the summary and the exit status.
    QStringList problems;

private:
    [[nodiscard]] QString said() const;

    QString m_folder;
    QTemporaryDir m_state;
    QString m_suffix;
    int m_pictures = 0;
    QHash<QString, QPointer<remote::ByteStream>> m_streams; ///< by spec
    std::unique_ptr<client::HostBook> m_book;
    std::unique_ptr<views::MainWindow> m_window;
};

} // namespace patchbay::tour
