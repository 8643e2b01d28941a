// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"

namespace patchbay::client {
class Session;
}

namespace patchbay::remote {
class SecretStore;
}

namespace patchbay::views {

/// The way to a host as it is now: address, engine, how long an answer takes, and every note about the way there, such as
/// keywords of ~/.ssh/config that have no effect.
class ConnectionSheet final : public Sheet
{
    Q_OBJECT
public:
    /// `store` (may be null, outlives the sheet): what it keeps for the host can be removed here.
    ConnectionSheet(const client::Session &session, remote::SecretStore *store, QWidget *window);

    /// What it says, line by line, to be copied.
    static QString describe(const client::Session &session);

private:
    void offerForgetting(const QString &host, remote::SecretStore *store);
};

} // namespace patchbay::views
