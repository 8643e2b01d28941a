// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QTabBar>

namespace patchbay::views {

/// Tabs that fade out where there are more of them than fit, instead of being torn off.
class FadingTabs final : public QTabBar
{
    Q_OBJECT
public:
    explicit FadingTabs(QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace patchbay::views
