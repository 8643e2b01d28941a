// SPDX-License-Identifier: BSD-2-Clause
#include "views/question.h"

#include "views/footer_row.h"
#include "views/widgets.h"

#include <QHBoxLayout>

namespace patchbay::views {

Question::Question(const QString &title, const QString &about, const QString &verb, bool danger, QWidget *window)
    : Sheet(title, window)
{
    setObjectName(QStringLiteral("question"));
    setUsualWidth(520);
    QLabel *words = label(about, "secondary", this);
    words->setWordWrap(true);
    body()->addWidget(words);
    QPushButton *cancel = button(tr("Cancel"), "", "questionCancel", this);
    QPushButton *go = button(verb, danger ? "danger" : "primary", "questionGo", this);
    footer()->addStretch();
    footer()->addWidget(cancel);
    footer()->addWidget(go);
    (danger ? cancel : go)->setDefault(true);
    (danger ? cancel : go)->setFocus();
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace patchbay::views
