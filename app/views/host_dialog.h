// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/host_book.h"
#include "views/sheet.h"

class QButtonGroup;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace patchbay::views {

/// A host to add: one over SSH, a simulated one, a dump, or a recording.
class HostDialog final : public Sheet
{
    Q_OBJECT
public:
    HostDialog(const QList<client::HostBook::Host> &known, QWidget *window);

    /// Asks for a dump file; empty when none was chosen.
    static QString askForDump(QWidget *window);

signals:
    void decided(const QString &spec, const QString &name);

private:
    enum Way { Ssh, Simulated, Dump, Recorded };
    QWidget *pathRow(QLineEdit *path, bool folder);
    void check();
    void finish();

    QButtonGroup *m_ways;
    QLineEdit *m_address;
    QComboBox *m_machine;
    QLineEdit *m_dump;
    QLineEdit *m_folder;
    QPushButton *m_done;
};

} // namespace patchbay::views
