// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_dialog.h"

#include "look/metrics.h"
#include "remote/ssh_target.h"
#include "views/choice_card.h"
#include "views/footer_row.h"
#include "views/widgets.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRadioButton>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

/// As they stand, not as they were made.
void goByTab(const QList<QWidget *> &order)
{
    for (qsizetype i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

} // namespace

HostDialog::HostDialog(const QList<client::HostBook::Host> &known, QWidget *window)
    : Sheet(tr("Add a host"), window)
    , m_ways(new QButtonGroup(this))
    , m_address(new QLineEdit(this))
    , m_machine(new QComboBox(this))
    , m_dump(new QLineEdit(this))
    , m_folder(new QLineEdit(this))
    , m_done(button(tr("Add host"), "primary", "hostDone", this))
{
    setObjectName(u"hostDialog"_s);
    setUsualWidth(640);
    m_machine->setEditable(true);
    m_machine->setAccessibleName(tr("Simulated machine"));
    m_dump->setAccessibleName(tr("Dump file"));
    m_folder->setAccessibleName(tr("Recording folder"));
    for (const client::HostBook::Host &host : known) {
        if (host.spec.startsWith(u"sim:"_s))
            m_machine->addItem(host.spec.mid(4));
    }
    m_address->setAccessibleName(tr("Address"));
    m_address->setObjectName(u"hostAddress"_s);
    m_address->setPlaceholderText(tr("root@nas, or a name of ~/.ssh/config"));
    const std::pair<QString, QString> ways[] = {
        {tr("A host over SSH"), tr("Keys, agents, jump hosts and names are those of ssh. Nothing has to be installed there.")},
        {tr("A simulated machine"), tr("A whole FreeBSD host without hardware: apply, reboot and start guests on it.")},
        {tr("A dump"), tr("Text of pciconf -lBbcev or lspci -xxxx, from a file or a forum post. To look at and plan on.")},
        {tr("A recording"), tr("A folder with what a host's programs printed.")}};
    QWidget *const fields[] = {m_address, m_machine, pathRow(m_dump, false), pathRow(m_folder, true)};
    QWidget *const edits[] = {m_address, m_machine, m_dump, m_folder};
    QList<QWidget *> order;
    for (int way = 0; way < 4; ++way) {
        auto *card = new ChoiceCard(ways[way].first, {}, ways[way].second, this);
        card->layout()->addWidget(fields[way]);
        m_ways->addButton(card->radio(), way);
        connect(card->radio(), &QRadioButton::toggled, fields[way], &QWidget::setVisible);
        fields[way]->setVisible(false);
        body()->addWidget(card);
        order << card->radio() << edits[way];
        if (auto *browse = fields[way]->findChild<QWidget *>(u"browse"_s))
            order << browse;
    }
    m_ways->button(Ssh)->setChecked(true);

    QPushButton *cancel = button(tr("Cancel"), "", "hostCancel", this);
    goByTab(order << cancel << m_done);
    m_done->setDefault(true);
    footer()->addStretch();
    footer()->addWidget(cancel);
    footer()->addWidget(m_done);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_done, &QPushButton::clicked, this, &HostDialog::finish);
    connect(m_ways, &QButtonGroup::idToggled, this, &HostDialog::check);
    connect(m_machine, &QComboBox::currentTextChanged, this, &HostDialog::check);
    for (QLineEdit *path : {m_address, m_dump, m_folder})
        connect(path, &QLineEdit::textChanged, this, &HostDialog::check);
    check();
    m_address->setFocus();
}

QWidget *HostDialog::pathRow(QLineEdit *path, bool folder)
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(look::besideMark(), 4, 0, 0);
    QPushButton *browse = button(tr("Browse…"), "", "browse", row);
    line->addWidget(path, 1);
    line->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, [this, path, folder] {
        const QString chosen = folder ? QFileDialog::getExistingDirectory(this, tr("Recording")) : askForDump(this);
        if (!chosen.isEmpty())
            path->setText(chosen);
    });
    return row;
}

QString HostDialog::askForDump(QWidget *window)
{
    return QFileDialog::getOpenFileName(window, tr("Open a dump"), {},
                                        tr("Text dumps (*.txt *.log *.dump);;All files (*)"));
}

void HostDialog::check()
{
    const QString texts[] = {remote::SshTarget::parse(m_address->text()) ? m_address->text() : QString(),
                             m_machine->currentText().trimmed(), m_dump->text().trimmed(), m_folder->text().trimmed()};
    const int way = m_ways->checkedId();
    m_done->setEnabled(way >= 0 && !texts[way].isEmpty());
}

void HostDialog::finish()
{
    switch (m_ways->checkedId()) {
    case Ssh: {
        const auto target = remote::SshTarget::parse(m_address->text());
        emit decided(target->toString(), target->name());
        break;
    }
    case Simulated: {
        const QString name = m_machine->currentText().trimmed();
        emit decided(u"sim:"_s + name, name);
        break;
    }
    case Dump: emit decided(u"dump:"_s + m_dump->text().trimmed(), QFileInfo(m_dump->text().trimmed()).fileName()); break;
    case Recorded:
        emit decided(u"recorded:"_s + m_folder->text().trimmed(), QFileInfo(m_folder->text().trimmed()).fileName());
        break;
    }
    accept();
}

} // namespace patchbay::views
