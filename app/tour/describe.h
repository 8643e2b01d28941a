// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

namespace patchbay::views {
class MainWindow;
}

namespace patchbay::tour {

/// Writes down where everything is on the screen, for tests that move a real pointer: a line per thing, in global pixels:
///   widget NAME X Y W H [off] TEXT      every named control in any visible window
///   row ADDRESS X Y W H HELD-BY         visible rows of the topology
///   cell SLOT FUNCTION X Y W H OFFER TEXT
///   text NAME LAST-LINES                text views
///   focus NAME, host STATE, carry HOW, plan CHANGES, said TEXT
/// The file is replaced whole, a tenth of a second after anything changed.
class Describe final : public QObject
{
    Q_OBJECT
public:
    Describe(views::MainWindow *window, QString path);

private:
    void look();

    views::MainWindow *m_window;
    QString m_path;
    QString m_last;
    QTimer m_tick;
};

} // namespace patchbay::tour
