// SPDX-License-Identifier: BSD-2-Clause
#include "views/details_view.h"

#include "models/text.h"
#include "text/code_view.h"
#include "views/details_words.h"
#include "views/widgets.h"

#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;

DetailsView::DetailsView(QWidget *parent)
    : QWidget(parent)
    , m_pages(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_facts(new text::CodeView(this))
    , m_middle(new text::CodeView(this))
    , m_raw(new text::CodeView(this))
{
    setObjectName(u"details"_s);
    m_facts->setAccessibleName(tr("Identity of the function"));
    m_middle->setAccessibleName(tr("Registers and capabilities"));
    m_raw->setAccessibleName(tr("Lines of the host and config space"));
    auto *columns = new QSplitter(this);
    columns->setHandleWidth(1);
    for (text::CodeView *view : {m_facts, m_middle, m_raw})
        columns->addWidget(view);
    columns->setSizes({300, 420, 380});
    m_pages->addWidget(columns);
    m_pages->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_pages);
    showNothing();
}

void DetailsView::show(const wire::FunctionDetails &details)
{
    m_facts->showText(identityWords(details), text::Language::None, false);
    m_middle->showText(resourceWords(details), text::Language::None, false);
    m_raw->showText(rawWords(details), text::Language::None, false);
    m_pages->setCurrentIndex(0);
}

void DetailsView::showReading(const QString &address)
{
    if (m_pages->currentIndex() == 1) // what is shown of another function stays for the moment
        m_empty->say(u"chipset"_s, tr("Reading %1…").arg(address), {});
}

void DetailsView::showNothing(const QString &why)
{
    m_empty->say(u"chipset"_s, why.isEmpty() ? tr("No function chosen") : tr("Not available"),
                 why.isEmpty() ? tr("Select a function in the tree to see its ids, registers and capabilities.") : why);
    m_pages->setCurrentIndex(1);
}

} // namespace patchbay::views
