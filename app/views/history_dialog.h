// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"
#include "wire/messages.h"

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

/// Every apply on this host, newest first, each with a way back.
class HistoryDialog final : public Sheet
{
    Q_OBJECT
public:
    HistoryDialog(client::Session *session, QWidget *window);

signals:
    void reverted(const QString &what);

private:
    void fill();
    QWidget *row(const wire::HistoryEntry &entry);
    void revert(const std::string &id);

    client::Session *m_session;
    QVBoxLayout *m_list;
};

} // namespace patchbay::views
