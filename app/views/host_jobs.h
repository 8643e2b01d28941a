// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/boot_wait.h"
#include "wire/messages.h"

#include <QHash>
#include <QObject>
#include <QPointer>

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

class MainWindow;

/// What a person does to a host: apply, reboot, compare, keep, go back. What changes it asks first, in a sheet.
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

    /// What waits to be kept on the host in front is in another phase.
    void trialChanged();
    void keep();
    void extend();
    void goBack();

private:
    /// What this console did to a host and has not compared with the plan yet.
    struct Done
    {
        std::string id, mode;
        bool trial = false;
        int connection = 0; ///< over which it was done
    };

    void applied(const wire::Applied &applied, bool trial);
    void rebootNow();
    void waitThenVerify(client::BootWait::Until until, int connection);
    void compare();
    void goBackNow();
    void offerReboot();

    MainWindow *m_window;
    QHash<QString, Done> m_done;                     ///< by spec
    QHash<QString, QPointer<client::BootWait>> m_waits; ///< by spec
};

} // namespace patchbay::views
