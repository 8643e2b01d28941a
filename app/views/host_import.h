// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"

class QComboBox;
class QListWidget;
class QPushButton;

namespace patchbay::views {

/// Which of the hosts that ~/.ssh/config names are to be in the list.
class HostImport final : public Sheet
{
    Q_OBJECT
public:
    HostImport(const QStringList &names, const QString &file, const QStringList &groups, QWidget *window);

signals:
    void decided(const QStringList &names, const QString &group);

private:
    [[nodiscard]] QStringList chosen() const;

    QListWidget *m_list;
    QComboBox *m_group;
    QPushButton *m_done;
};

} // namespace patchbay::views
