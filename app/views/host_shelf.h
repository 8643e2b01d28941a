// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/host_book.h"

#include <QObject>

namespace patchbay::views {

class MainWindow;

/// What a person does with the list of hosts itself: change, double, take over from ssh, look at a connection.
class HostShelf final : public QObject
{
    Q_OBJECT
public:
    HostShelf(client::HostBook *book, MainWindow *window);

    void edit(const QString &spec);
    void duplicate(const QString &spec);
    void details(const QString &spec);
    /// `files`: the ssh_config files to read; empty: the person's own.
    void import(const QStringList &files);

private:
    client::HostBook *m_book;
    MainWindow *m_window;
};

} // namespace patchbay::views
