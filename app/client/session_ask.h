// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/session.h"

namespace patchbay::client {

/// Asks and keeps busy() right until the answer, whatever it is. Only session*.cpp include this.
template<typename T, typename Request>
EngineClient::Ticket Session::ask(std::string_view method, const Request &request, QObject *context, Answer<T> then)
{
    if (!m_client || !m_client->ready()) {
        const Refusal refusal{0, m_problem.isEmpty() ? tr("The host is not connected.") : m_problem};
        QMetaObject::invokeMethod(
            context, [then, refusal] { then(std::unexpected(refusal)); }, Qt::QueuedConnection);
        return 0;
    }
    // The count must fall even when the asker is gone, so this session is the context and checks the asker itself.
    ++m_busy;
    emit busyChanged();
    return m_client->call<T>(method, request, this,
                             [this, then = std::move(then), guard = QPointer<QObject>(context)](auto answer) {
                                 m_busy = std::max(0, m_busy - 1);
                                 emit busyChanged();
                                 if (guard)
                                     then(std::move(answer));
                             });
}

} // namespace patchbay::client
