// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QDateTime>
#include <QHash>
#include <QObject>

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

class MainWindow;

/// What a person does with guests: add, set, start, stop.
class GuestJobs final : public QObject
{
    Q_OBJECT
public:
    explicit GuestJobs(MainWindow *window);

    void add();
    void settings(const QString &guest);
    void start(const QString &guest);
    void stop(const QString &guest);
    /// What it printed before this window looked.
    void readLog(const QString &guest);

private:
    [[nodiscard]] QStringList otherNames(const QString &guest) const;

    void stopNow(client::Session *session, const QString &guest, bool force);

    MainWindow *m_window;
    QHash<QString, QDateTime> m_asked; ///< by host and guest: when it was asked to shut down
};

} // namespace patchbay::views
