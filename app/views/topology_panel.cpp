// SPDX-License-Identifier: BSD-2-Clause
#include "views/topology_panel.h"

#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "views/segments.h"
#include "views/topology_view.h"
#include "views/widgets.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QStackedWidget>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::TopologyModel;
using State = client::Session::State;

TopologyPanel::TopologyPanel(TopologyModel *model, Carry *carry, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(new QLineEdit(this))
    , m_count(label({}, "secondary", this))
    , m_shapes(new Segments(tr("Shape of the list"),
                            {{tr("Tree"), tr("Bridges, buses and what is behind them"), "shapeTree"},
                             {tr("Flat"), tr("Every function in the order of addresses"), "shapeFlat"},
                             {tr("Groups"), tr("By isolation group: what must move together"), "shapeGroups"}},
                            this))
    , m_pages(new QStackedWidget(this))
    , m_view(new TopologyView(model, carry, this))
    , m_empty(new EmptyState(this))
{
    m_filter->setObjectName(u"filter"_s);
    m_filter->setAccessibleName(tr("Filter functions"));
    m_filter->setPlaceholderText(tr("Filter: name, driver, b/s/f, class, badge…"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setToolTip(tr("Every word must occur. -word leaves out, \"two words\" are one, driver:igb kind:nic group:7 held:ppt "
                            "look into one column."));
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        showPage(m_session);
    });

    connect(m_shapes, &Segments::picked, this,
            [this](int shape) { m_model->setShape(TopologyModel::Shape(shape)); });

    auto *bar = new QWidget(this);
    bar->setObjectName(u"bar"_s);
    bar->setAttribute(Qt::WA_StyledBackground);
    bar->setFixedHeight(look::px(42));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_filter, 1);
    row->addWidget(m_count);
    row->addWidget(m_shapes);

    m_pages->addWidget(m_view);
    m_pages->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_pages, 1);
    connect(m_empty, &EmptyState::acted, this, &TopologyPanel::act);
    setMinimumWidth(320);
}

void TopologyPanel::setShape(TopologyModel::Shape shape)
{
    m_shapes->choose(int(shape));
    m_model->setShape(shape);
}

void TopologyPanel::show(const client::Session *session)
{
    m_session = session;
    showPage(session);
}

void TopologyPanel::showPage(const client::Session *session)
{
    const bool narrowed = session && session->snapshot() && !m_filter->text().trimmed().isEmpty();
    m_count->setText(narrowed ? tr("%1 of %2").arg(m_model->matchingFunctions()).arg(session->snapshot()->functions.size())
                              : QString());
    m_count->setVisible(narrowed);
    const bool haveRows = session && session->snapshot() && !session->snapshot()->functions.empty();
    if (haveRows && m_model->visibleRows() > 0)
        return m_pages->setCurrentWidget(m_view);
    m_pages->setCurrentWidget(m_empty);
    if (!session) {
        m_empty->say(u"host"_s, tr("No host is open"), tr("Choose one at the left, or open a dump somebody sent you."));
    } else if (haveRows) {
        m_empty->say(u"search"_s, tr("Nothing matches “%1”").arg(m_filter->text()),
                     tr("Names, drivers, addresses, classes and badges are searched; every word must occur. -word leaves out, "
                        "driver:, kind:, group: and held: look into one column."),
                     tr("Clear the filter"));
    } else if (session->state() == State::Failed) {
        m_empty->say(u"warning"_s, tr("This host cannot be read"), session->problem(), tr("Try again"));
    } else if (session->snapshot()) {
        m_empty->say(u"unknown"_s, tr("No PCI functions"), tr("The host told of none. Read it again when it has some."),
                     tr("Read again"));
    } else if (session->state() == State::Connecting && !session->step().isEmpty()) {
        m_empty->say(u"refresh"_s, tr("Connecting…"), session->step(), tr("Cancel"));
    } else {
        m_empty->say(u"refresh"_s, tr("Reading the host…"),
                     tr("PCI functions, IOMMU tables, drivers and boot files are being read."), tr("Cancel"));
    }
}

void TopologyPanel::act()
{
    if (m_session && m_session->snapshot() && !m_session->snapshot()->functions.empty())
        m_filter->clear();
    else if (m_session && (m_session->state() == State::Connecting || m_session->state() == State::Reading))
        emit cancelRequested();
    else
        emit retryRequested();
}

} // namespace patchbay::views
