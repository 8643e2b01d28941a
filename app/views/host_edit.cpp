// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_edit.h"

#include "remote/ssh_target.h"
#include "views/footer_row.h"
#include "views/widgets.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using client::HostBook;

HostEdit::HostEdit(const QString &title, const HostBook::Host &host, const HostBook &book, QWidget *window)
    : Sheet(title, window)
    , m_before(host)
    , m_book(book)
    , m_name(new QLineEdit(host.name, this))
    , m_address(new QLineEdit(host.spec, this))
    , m_group(new QComboBox(this))
    , m_done(button(tr("Save"), "primary", "editDone", this))
{
    setObjectName(u"hostEdit"_s);
    setUsualWidth(520);
    m_name->setObjectName(u"editName"_s);
    m_address->setObjectName(u"editAddress"_s);
    m_group->setObjectName(u"editGroup"_s);
    m_group->setEditable(true);
    m_group->addItem({});
    m_group->addItems(book.groups());
    m_group->setCurrentText(host.group);
    if (const auto target = remote::SshTarget::isSpec(host.spec) ? remote::SshTarget::parse(host.spec) : std::nullopt;
        target && target->spec.isEmpty() && target->port == 0)
        m_address->setText(target->name());

    auto *form = new QFormLayout;
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Address"), m_address);
    form->addRow(tr("Group"), m_group);
    body()->addLayout(form);
    QPushButton *cancel = button(tr("Cancel"), "", "editCancel", this);
    m_done->setDefault(true);
    footer()->addStretch();
    footer()->addWidget(cancel);
    footer()->addWidget(m_done);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_address, &QLineEdit::textChanged, this, &HostEdit::check);
    connect(m_done, &QPushButton::clicked, this, [this] {
        emit decided({spec(), m_name->text().trimmed(), m_group->currentText().trimmed(), false});
        accept();
    });
    check();
}

void HostEdit::requireAnother()
{
    m_another = true;
    m_done->setText(tr("Add host"));
    m_address->setFocus();
    m_address->selectAll();
    check();
}

QString HostEdit::spec() const
{
    const QString text = m_address->text().trimmed();
    for (const char *kind : {"sim:", "dump:", "recorded:"}) {
        if (text.startsWith(QLatin1String(kind)))
            return text.size() > qsizetype(qstrlen(kind)) ? text : QString();
    }
    const auto target = remote::SshTarget::parse(text);
    return target ? target->toString() : QString();
}

void HostEdit::check()
{
    const QString wanted = spec();
    const bool taken = !m_book.host(wanted).spec.isEmpty() && (m_another || wanted != m_before.spec);
    complain(!wanted.isEmpty() && taken ? tr("%1 is in the list already.").arg(m_address->text().trimmed()) : QString());
    m_done->setEnabled(!wanted.isEmpty() && !taken);
}

} // namespace patchbay::views
