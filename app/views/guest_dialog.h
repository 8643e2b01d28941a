// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"
#include "wire/messages.h"

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace patchbay::views {

class DeviceRows;

/// A guest's settings: a new one's, or those of one in the plan. Changes the plan only; nothing happens on a host.
class GuestDialog final : public Sheet
{
    Q_OBJECT
public:
    /// `taken`: names of the other guests.
    GuestDialog(wire::Guest guest, bool fresh, QStringList taken, QWidget *window);

signals:
    void decided(const patchbay::wire::Guest &guest);
    void removed();

private:
    void addFields(QGridLayout *grid);
    void showBootFields();
    void check();
    [[nodiscard]] wire::Guest result() const;

    wire::Guest m_guest;
    bool m_fresh;
    QStringList m_taken;
    QLineEdit *m_name;
    QSpinBox *m_memory;
    QSpinBox *m_cpus;
    QCheckBox *m_wired;
    QComboBox *m_boot;
    QLineEdit *m_bootrom;
    QLineEdit *m_loaderDisk;
    DeviceRows *m_devices;
    QPushButton *m_done = nullptr;
};

} // namespace patchbay::views
