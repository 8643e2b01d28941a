// SPDX-License-Identifier: BSD-2-Clause
#include "views/copy_choice.h"

#include "look/metrics.h"
#include "views/widgets.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;

CopyChoice::CopyChoice(QWidget *parent)
    : QWidget(parent)
    , m_on(new QCheckBox(this))
    , m_about(label({}, "secondary", this))
{
    m_on->setObjectName(u"copyOn"_s);
    m_about->setObjectName(u"copyAbout"_s);
    m_about->setWordWrap(true);
    m_about->setContentsMargins(look::besideMark(), 0, 0, 0);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 4);
    column->setSpacing(4);
    column->addWidget(m_on);
    column->addWidget(m_about);
    m_about->hide();
    connect(m_on, &QCheckBox::toggled, m_about, &QWidget::setVisible);
    connect(m_on, &QCheckBox::toggled, this, &CopyChoice::changed);
    hide();
}

void CopyChoice::follow(const QString &name, bool once)
{
    setVisible(!name.isEmpty());
    if (name.isEmpty())
        return;
    m_on->setText(tr("First copy the root file system: boot environment %1").arg(name));
    m_about->setText(once ? tr("Boots take that copy, all but the one that tries the change: even a kernel that panics falls back. "
                               "Keeping the change ends that.")
                          : tr("The loader's menu offers it, should a boot with the change fail."));
    m_on->setAccessibleDescription(m_about->text());
}

bool CopyChoice::wanted() const { return !isHidden() && m_on->isChecked(); }

} // namespace patchbay::views
