// SPDX-License-Identifier: BSD-2-Clause
#include "views/device_rows.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "models/text.h"
#include "views/widgets.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <set>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

constexpr int slotWidth = 52, functionWidth = 72, kindWidth = 140; // at the usual text size
constexpr int spacing = 6;

/// What the columns are, above them.
QWidget *columnNames(QWidget *parent)
{
    auto *names = new QWidget(parent);
    auto *line = new QHBoxLayout(names);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(spacing);
    const std::pair<QString, int> columns[] = {{DeviceRows::tr("Slot"), slotWidth},
                                               {DeviceRows::tr("Function"), functionWidth},
                                               {DeviceRows::tr("Kind"), kindWidth}};
    for (const auto &[words, width] : columns) {
        QLabel *name = label(words, "small", names);
        name->setFixedWidth(look::px(width));
        line->addWidget(name);
    }
    line->addWidget(label(DeviceRows::tr("Configuration"), "small", names), 1);
    return names;
}

} // namespace

DeviceRows::DeviceRows(const std::vector<wire::GuestDevice> &devices, QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout)
{
    setAccessibleName(tr("Devices of the guest"));
    m_column->setSpacing(4);
    m_more = button(tr("Add a device"), "link", "addDevice", this);
    m_more->setIcon(look::icon(u"plus"_s, look::Token::TextSecondary));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(columnNames(this));
    column->addLayout(m_column);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    connect(m_more, &QPushButton::clicked, this, &DeviceRows::addFresh);
    for (const wire::GuestDevice &device : devices)
        add(device);
}

void DeviceRows::add(const wire::GuestDevice &device)
{
    Row row;
    row.line = new QWidget(this);
    row.slot = new QSpinBox(row.line);
    row.slot->setRange(0, 31);
    row.slot->setValue(device.slot);
    row.slot->setAccessibleName(tr("Slot"));
    row.slot->setFixedWidth(look::px(slotWidth));
    row.function = new QSpinBox(row.line);
    row.function->setRange(0, 7);
    row.function->setValue(device.function);
    row.function->setAccessibleName(tr("Function"));
    row.function->setFixedWidth(look::px(functionWidth));
    row.kind = new QComboBox(row.line);
    row.kind->setEditable(true);
    row.kind->addItems({u"hostbridge"_s, u"lpc"_s, u"virtio-blk"_s, u"virtio-net"_s, u"ahci-hd"_s, u"ahci-cd"_s,
                        u"nvme"_s, u"fbuf"_s, u"xhci"_s, u"virtio-rnd"_s, u"virtio-9p"_s, u"e1000"_s, u"hda"_s});
    row.kind->setCurrentText(models::text(device.kind));
    row.kind->setAccessibleName(tr("Kind of device"));
    row.kind->setFixedWidth(look::px(kindWidth));
    row.config = new QLineEdit(models::text(device.config), row.line);
    row.config->setPlaceholderText(tr("as bhyve(8) wants it"));
    row.config->setAccessibleName(tr("Configuration"));
    QPushButton *remove = button({}, "icon", "removeDevice", row.line);
    remove->setIcon(look::icon(u"trash"_s));
    remove->setAccessibleName(tr("Remove this device"));
    remove->setToolTip(tr("Remove this device"));
    auto *line = new QHBoxLayout(row.line);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(spacing);
    for (QWidget *part : {static_cast<QWidget *>(row.slot), static_cast<QWidget *>(row.function),
                          static_cast<QWidget *>(row.kind)})
        line->addWidget(part);
    line->addWidget(row.config, 1);
    line->addWidget(remove);
    m_column->addWidget(row.line);
    m_rows.append(row);
    setTabOrder(remove, m_more);
    connect(remove, &QPushButton::clicked, this, [this, widget = row.line] {
        m_rows.removeIf([&](const Row &each) { return each.line == widget; });
        widget->deleteLater();
    });
}

void DeviceRows::addFresh()
{
    std::set<int> used;
    for (const Row &row : std::as_const(m_rows))
        used.insert(row.slot->value());
    int slot = 1;
    while (used.contains(slot) && slot < 31)
        ++slot;
    add({slot, 0, "virtio-blk", ""});
    m_rows.back().config->setFocus();
}

std::vector<wire::GuestDevice> DeviceRows::devices() const
{
    std::vector<wire::GuestDevice> devices;
    for (const Row &row : m_rows) {
        const QString kind = row.kind->currentText().trimmed();
        if (!kind.isEmpty())
            devices.push_back({row.slot->value(), row.function->value(), models::bytes(kind),
                               models::bytes(row.config->text().trimmed())});
    }
    return devices;
}

} // namespace patchbay::views
