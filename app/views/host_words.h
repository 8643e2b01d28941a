// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/host_book.h"
#include "models/host_model.h"

namespace patchbay::views {

/// The hosts of the book in the order of the list: this machine, hosts, simulated ones, dumps.
QList<models::HostRow> hostRows(const client::HostBook &book);

/// What to call a host nobody gave a name: "local", "epyc", the file of a dump.
QString nameOfSpec(const QString &spec);

/// How a host that was opened is, in two words.
struct HostMark
{
    QString name, state;
    models::Meaning meaning = models::Meaning::Plain;
};
HostMark hostMark(const client::Session &session);

/// What a session that failed is called: a file is read, a host is connected to.
QString failedWords(const client::Session &session);

} // namespace patchbay::views
