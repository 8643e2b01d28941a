// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "support/ssh_person.h"

#include <functional>

namespace patchbay::test {

/// No part of the way ends by itself while a test waits.
inline remote::SshStream::Options patientOptions(const SshServer &server)
{
    remote::SshStream::Options made = optionsFor(server);
    remote::SshPatience &patient = made.settings.patience;
    patient.connect = patient.answer = patient.agentList = patient.agentSign = patient.engine = patient.alive = 600;
    return made;
}

inline bool says(const Connection &connection, const QString &step)
{
    return connection.steps.join(u'\n').contains(step);
}

/// Closes and, another time, destroys a connection once `reached`. What went wrong; empty: nothing.
inline QString left(Person &person, const std::function<QString()> &target, const std::function<bool(const Connection &)> &reached,
                    const remote::SshStream::Options &options)
{
    for (const bool destroyed : {false, true}) {
        person.asked.clear();
        auto connection = std::make_unique<Connection>(person, target(), options);
        connection->stream->open();
        if (!QTest::qWaitFor([&] { return reached(*connection) || connection->ended; }, patience) || connection->ended)
            return QStringLiteral("it did not get that far: ") + connection->steps.join(u'\n') + connection->reason;
        if (destroyed) {
            connection.reset(); // returns, or the test's own limit is passed
            continue;
        }
        connection->stream->close();
        if (!connection->waitForEnd() || !connection->reason.isEmpty())
            return QStringLiteral("it does not end: ") + connection->reason;
    }
    return {};
}

} // namespace patchbay::test
