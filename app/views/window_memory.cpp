// SPDX-License-Identifier: BSD-2-Clause
#include "views/window_memory.h"

#include "look/metrics.h"
#include "views/main_window.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/window_actions.h"

#include <QApplication>
#include <QFontInfo>
#include <QScreen>
#include <QSettings>
#include <QSplitter>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {
const QString splitters[] = {u"split-hosts"_s, u"split-board"_s, u"split-outcome"_s};
}

void remember(MainWindow &window)
{
    QSettings settings;
    settings.setValue(u"window/geometry"_s, window.saveGeometry());
    for (const QString &name : splitters)
        settings.setValue(u"window/"_s + name, window.splitter(name)->saveState());
    const auto shares = window.topology()->view()->shares();
    if (shares)
        settings.setValue(u"window/columns"_s, u"%1 %2"_s.arg(shares->function).arg(shares->capability));
    else
        settings.remove(u"window/columns"_s);
    settings.setValue(u"window/sidebar"_s, window.hostsWished());
    settings.setValue(u"window/outcome"_s, window.actions()->outcome->isChecked());
}

void recall(MainWindow &window)
{
    const QSettings settings;
    if (!window.restoreGeometry(settings.value(u"window/geometry"_s).toByteArray()))
        window.resize(QSize(1440, 900).boundedTo(window.screen()->availableSize() - QSize(16, 48))); // its frame needs room, too
    for (const QString &name : splitters)
        window.splitter(name)->restoreState(settings.value(u"window/"_s + name).toByteArray());
    window.splitter(u"split-board"_s)->setOrientation(Qt::Horizontal);
    const QStringList columns = settings.value(u"window/columns"_s).toString().split(u' ');
    if (columns.size() == 2)
        window.topology()->view()->setShares(TopologyView::Shares{columns[0].toDouble(), columns[1].toDouble()});
    window.actions()->sidebar->setChecked(settings.value(u"window/sidebar"_s, true).toBool());
    window.actions()->outcome->setChecked(settings.value(u"window/outcome"_s, true).toBool());
    switch (rememberedTheme()) {
    case look::Choice::System: window.actions()->themeSystem->setChecked(true); break;
    case look::Choice::Light: window.actions()->themeLight->setChecked(true); break;
    case look::Choice::Dark: window.actions()->themeDark->setChecked(true); break;
    }
}

look::Choice rememberedTheme()
{
    const QString name = QSettings().value(u"theme"_s).toString();
    return name == u"light"_s ? look::Choice::Light : name == u"dark"_s ? look::Choice::Dark : look::Choice::System;
}

int rememberedTextSize()
{
    // Systems call 12 to 14 pixels their usual size; ours is between them.
    static const int system = QFontInfo(QApplication::font()).pixelSize();
    const int chosen = QSettings().value(u"textSize"_s).toInt();
    return chosen > 0 ? chosen : system > 14 ? system : look::usualText;
}

void chooseTextSize(int pixels)
{
    QSettings().setValue(u"textSize"_s, pixels);
    look::setTextSize(rememberedTextSize());
}

void chooseTheme(look::Choice choice)
{
    const QString names[] = {QString(), u"light"_s, u"dark"_s};
    QSettings().setValue(u"theme"_s, names[int(choice)]);
    look::dress(*qApp, choice);
}

} // namespace patchbay::views
