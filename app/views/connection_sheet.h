// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

/// The way to a host as it is now: address, engine, how long an answer takes, and every note about the way there, such as
/// keywords of ~/.ssh/config that have no effect.
class ConnectionSheet final : public Sheet
{
    Q_OBJECT
public:
    ConnectionSheet(const client::Session &session, QWidget *window);

    /// What it says, line by line, to be copied.
    static QString describe(const client::Session &session);
};

} // namespace patchbay::views
