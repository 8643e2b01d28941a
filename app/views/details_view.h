// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QWidget>

class QStackedWidget;

namespace patchbay::text {
class CodeView;
}

namespace patchbay::views {

class EmptyState;

/// Everything about one function: ids and state at the left, BARs and capabilities in the middle, the host's own lines
/// and the raw config space at the right.
class DetailsView final : public QWidget
{
    Q_OBJECT
public:
    explicit DetailsView(QWidget *parent = nullptr);

    void show(const wire::FunctionDetails &details);
    void showNothing(const QString &why = {});
    void showReading(const QString &address);

private:
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    text::CodeView *m_facts;
    text::CodeView *m_middle;
    text::CodeView *m_raw;
};

} // namespace patchbay::views
