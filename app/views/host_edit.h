// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/host_book.h"
#include "views/sheet.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace patchbay::views {

/// Name, address and group of a host that is known.
class HostEdit final : public Sheet
{
    Q_OBJECT
public:
    HostEdit(const QString &title, const client::HostBook::Host &host, const client::HostBook &book, QWidget *window);

    /// Only an address nobody has yet will do.
    void requireAnother();

signals:
    void decided(const patchbay::client::HostBook::Host &host);

private:
    [[nodiscard]] QString spec() const;
    void check();

    const client::HostBook::Host m_before;
    const client::HostBook &m_book;
    QLineEdit *m_name, *m_address;
    QComboBox *m_group;
    QPushButton *m_done;
    bool m_another = false;
};

} // namespace patchbay::views
