// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_import.h"

#include "look/metrics.h"
#include "models/text.h"
#include "views/footer_row.h"
#include "views/widgets.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QListWidget>

namespace patchbay::views {

using namespace Qt::StringLiterals;

HostImport::HostImport(const QStringList &names, const QString &file, const QStringList &groups, QWidget *window)
    : Sheet(tr("Hosts that ssh knows"), window)
    , m_list(new QListWidget(this))
    , m_group(new QComboBox(this))
    , m_done(button({}, "primary", "importDone", this))
{
    setObjectName(u"hostImport"_s);
    setUsualWidth(520);
    setSubtitle(tr("%1 names them. User, port, keys and jump hosts stay there and are used as ssh does.").arg(file));
    m_list->setObjectName(u"importList"_s);
    m_list->setAccessibleName(tr("Hosts to add"));
    m_list->setMinimumHeight(look::px(110));
    for (const QString &name : names) {
        auto *item = new QListWidgetItem(name, m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    m_group->setObjectName(u"importGroup"_s);
    m_group->setEditable(true);
    m_group->addItem({});
    m_group->addItems(groups);
    body()->addWidget(m_list);
    auto *form = new QFormLayout;
    form->addRow(tr("Group"), m_group);
    body()->addLayout(form);

    QPushButton *cancel = button(tr("Cancel"), "", "importCancel", this);
    m_done->setDefault(true);
    footer()->addStretch();
    footer()->addWidget(cancel);
    footer()->addWidget(m_done);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_done, &QPushButton::clicked, this, [this] {
        emit decided(chosen(), m_group->currentText().trimmed());
        accept();
    });
    const auto count = [this] {
        const int number = int(chosen().size());
        m_done->setEnabled(number > 0);
        m_done->setText(models::counted(number, tr("Add %1 host"), tr("Add %1 hosts")));
    };
    connect(m_list, &QListWidget::itemChanged, this, count);
    count();
}

QStringList HostImport::chosen() const
{
    QStringList names;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            names.append(m_list->item(row)->text());
    }
    return names;
}

} // namespace patchbay::views
