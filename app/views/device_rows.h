// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QSpinBox;
class QPushButton;
class QVBoxLayout;

namespace patchbay::views {

/// The devices of a guest that bhyve emulates: slot, function, kind, configuration; add and remove.
class DeviceRows final : public QWidget
{
    Q_OBJECT
public:
    explicit DeviceRows(const std::vector<wire::GuestDevice> &devices, QWidget *parent = nullptr);
    [[nodiscard]] std::vector<wire::GuestDevice> devices() const;

private:
    struct Row
    {
        QWidget *line;
        QSpinBox *slot;
        QSpinBox *function;
        QComboBox *kind;
        QLineEdit *config;
    };
    void add(const wire::GuestDevice &device);
    void addFresh();

    QVBoxLayout *m_column;
    QPushButton *m_more = nullptr;
    QList<Row> m_rows;
};

} // namespace patchbay::views
