// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QObject>

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

private:
    [[nodiscard]] QStringList otherNames(const QString &guest) const;

    MainWindow *m_window;
};

} // namespace patchbay::views
