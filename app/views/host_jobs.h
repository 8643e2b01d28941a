// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QHash>
#include <QObject>

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

class MainWindow;

/// What a person does to a host: apply, reboot, verify, go back. Each asks first, in a sheet.
class HostJobs final : public QObject
{
    Q_OBJECT
public:
    explicit HostJobs(MainWindow *window);

    void review();
    void reboot();
    void verify();
    void history();
    void savePlan();
    void loadPlan();

private:
    void applied(const wire::Applied &applied);
    void rebootNow();
    /// After a reboot the engine reads until the host answers again.
    void verifyWhenBack(int attempt);

    MainWindow *m_window;
    QHash<QString, QString> m_applied; ///< by spec: the mode of a change that has not been verified yet
};

} // namespace patchbay::views
