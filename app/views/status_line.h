// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

class ElidedLabel;

/// Where the window stands: engine and last reading at the left, what just happened at the right; in between, when a wait
/// gets longer than 300 ms, its progress and a way to end it.
class StatusLine final : public QStatusBar
{
    Q_OBJECT
public:
    explicit StatusLine(QWidget *parent = nullptr);

    void show(const client::Session *session);
    void tell(const QString &what);
    /// What the keys do where the focus is now; gives way to what is told for a while.
    void hint(const QString &keys);
    void progress(const QString &text, int done, int total);
    void setBusy(bool busy);

signals:
    void cancelRequested();

private:
    void showProgress(bool on);

    ElidedLabel *m_engine;
    QLabel *m_said;
    QLabel *m_doing;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
    QTimer m_patience;
    QString m_told, m_hint;
    QElapsedTimer m_toldSince;
};

} // namespace patchbay::views
