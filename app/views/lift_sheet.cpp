// SPDX-License-Identifier: BSD-2-Clause
#include "views/lift_sheet.h"

#include "look/metrics.h"
#include "views/footer_row.h"
#include "views/widgets.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace patchbay::views {

LiftSheet::LiftSheet(const QString &finding, const QString &evidence, const QString &hostName, QWidget *window)
    : Sheet(tr("Lift this guard?"), window)
{
    setObjectName(QStringLiteral("liftGuard"));
    setUsualWidth(560);
    QLabel *words = label(finding, "", this);
    words->setWordWrap(true);
    body()->addWidget(words);
    QLabel *chain = label(evidence, "small", this);
    chain->setFont(look::font(look::Face::MonoSmall));
    chain->setWordWrap(true);
    body()->addWidget(chain);
    QLabel *ask = label(tr("FreeBSD gives a device away without a word, whatever stands on it, and the host may not come "
                           "back. To do it all the same, type the name of the host: %1").arg(hostName), "secondary", this);
    ask->setWordWrap(true);
    body()->addWidget(ask);
    auto *name = new QLineEdit(this);
    name->setObjectName(QStringLiteral("liftHostName"));
    name->setAccessibleName(tr("Name of the host"));
    ask->setBuddy(name);
    body()->addWidget(name);

    QPushButton *cancel = button(tr("Cancel"), "", "liftCancel", this);
    QPushButton *go = button(tr("Lift the guard"), "danger", "liftGo", this);
    footer()->addStretch();
    footer()->addWidget(cancel);
    footer()->addWidget(go);
    go->setEnabled(false);
    cancel->setDefault(true);
    name->setFocus();
    connect(name, &QLineEdit::textChanged, this, [this, go, cancel, hostName](const QString &typed) {
        const bool right = !hostName.isEmpty() && typed == hostName;
        go->setEnabled(right);
        (right ? go : cancel)->setDefault(true);
        complain({});
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace patchbay::views
