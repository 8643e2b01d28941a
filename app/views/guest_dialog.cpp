// SPDX-License-Identifier: BSD-2-Clause
#include "views/guest_dialog.h"

#include "models/text.h"
#include "views/device_rows.h"
#include "views/footer_row.h"
#include "views/widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSpinBox>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;

GuestDialog::GuestDialog(wire::Guest guest, bool fresh, QStringList taken, QWidget *window)
    : Sheet(fresh ? tr("Add a guest") : tr("Settings of %1").arg(models::text(guest.name)), window)
    , m_guest(std::move(guest))
    , m_fresh(fresh)
    , m_taken(std::move(taken))
    , m_name(new QLineEdit(models::text(m_guest.name), this))
    , m_memory(new QSpinBox(this))
    , m_cpus(new QSpinBox(this))
    , m_wired(new QCheckBox(tr("Wire all memory (passthrough needs it)"), this))
    , m_boot(new QComboBox(this))
    , m_bootrom(new QLineEdit(models::text(m_guest.bootrom), this))
    , m_loaderDisk(new QLineEdit(models::text(m_guest.loaderDisk), this))
    , m_devices(nullptr)
{
    std::ranges::sort(m_guest.devices, {}, [](const wire::GuestDevice &device) { return device.slot * 8 + device.function; });
    m_devices = new DeviceRows(m_guest.devices, this);
    setObjectName(u"guestDialog"_s);
    setUsualWidth(680);
    setSubtitle(tr("Part of the plan: nothing changes on the host until you apply or start it."));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    addFields(grid);
    setTabOrder(m_memory, m_wired);
    setTabOrder(m_wired, m_cpus);
    body()->addLayout(grid);
    body()->addWidget(label(tr("Devices"), "bold", this));
    body()->addWidget(m_devices);

    if (!fresh) {
        QPushButton *remove = button(tr("Remove from the plan"), "danger", "guestRemove", this);
        footer()->addWidget(remove);
        connect(remove, &QPushButton::clicked, this, [this] {
            emit removed();
            accept();
        });
    }
    QPushButton *cancel = button(tr("Cancel"), "", "guestCancel", this);
    m_done = button(fresh ? tr("Add guest") : tr("Change the plan"), "primary", "guestDone", this);
    m_done->setDefault(true);
    footer()->addStretch();
    footer()->addWidget(cancel);
    footer()->addWidget(m_done);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_done, &QPushButton::clicked, this, [this] {
        emit decided(result());
        accept();
    });
    connect(m_name, &QLineEdit::textChanged, this, &GuestDialog::check);
    connect(m_boot, &QComboBox::currentIndexChanged, this, &GuestDialog::showBootFields);
    showBootFields();
    check();
    m_name->setFocus();
    m_name->selectAll();
}

void GuestDialog::addFields(QGridLayout *grid)
{
    m_name->setObjectName(u"guestName"_s);
    m_name->setMaxLength(64);
    m_name->setValidator(new QRegularExpressionValidator(
        QRegularExpression(u"[A-Za-z0-9_][A-Za-z0-9._-]*"_s), m_name));
    m_memory->setRange(64, 4 << 20);
    m_memory->setSingleStep(512);
    m_memory->setSuffix(tr(" MiB"));
    m_memory->setValue(int(qMin<std::uint64_t>(m_guest.memoryMiB, 4 << 20)));
    m_cpus->setRange(1, 256);
    m_cpus->setValue(m_guest.cpus);
    m_wired->setChecked(m_guest.wired);
    m_boot->addItem(tr("UEFI firmware"), u"uefi"_s);
    m_boot->addItem(tr("bhyveload (FreeBSD guests)"), u"bhyveload"_s);
    m_boot->setCurrentIndex(m_guest.boot == "bhyveload" ? 1 : 0);
    m_loaderDisk->setPlaceholderText(tr("the disk bhyveload boots from"));

    int line = 0;
    const auto field = [&](const QString &name, QWidget *widget) {
        QLabel *words = label(name, "secondary", this);
        words->setBuddy(widget);
        widget->setAccessibleName(name);
        grid->addWidget(words, line, 0);
        grid->addWidget(widget, line++, 1);
    };
    field(tr("Name"), m_name);
    field(tr("Memory"), m_memory);
    grid->addWidget(m_wired, line++, 1);
    field(tr("CPUs"), m_cpus);
    field(tr("Boot by"), m_boot);
    field(tr("Firmware"), m_bootrom);
    field(tr("Loader disk"), m_loaderDisk);
    grid->setColumnStretch(1, 1);
    m_name->ensurePolished();
    for (QSpinBox *each : {m_memory, m_cpus}) // as high as the fields round them, whatever the style wants for its arrows
        each->setMaximumHeight(m_name->sizeHint().height());
}

void GuestDialog::showBootFields()
{
    const bool uefi = m_boot->currentData().toString() == u"uefi"_s;
    m_bootrom->setEnabled(uefi);
    m_loaderDisk->setEnabled(!uefi);
}

void GuestDialog::check()
{
    const bool taken = m_taken.contains(m_name->text());
    complain(taken ? tr("There is a guest of that name already.") : QString());
    m_done->setEnabled(!taken && m_name->hasAcceptableInput());
}

wire::Guest GuestDialog::result() const
{
    wire::Guest guest = m_guest;
    guest.name = models::bytes(m_name->text());
    guest.memoryMiB = std::uint64_t(m_memory->value());
    guest.cpus = m_cpus->value();
    guest.wired = m_wired->isChecked();
    guest.boot = models::bytes(m_boot->currentData().toString());
    guest.bootrom = models::bytes(m_bootrom->text());
    guest.loaderDisk = models::bytes(m_loaderDisk->text());
    guest.devices = m_devices->devices();
    return guest;
}

} // namespace patchbay::views
