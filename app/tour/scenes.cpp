// SPDX-License-Identifier: BSD-2-Clause
#include "tour/scenes.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "models/board_model.h"
#include "models/topology_model.h"
#include "tour/cast.h"
#include "tour/hard_scenes.h"
#include "tour/stage.h"
#include "tour/trial_scenes.h"
#include "views/board_panel.h"
#include "views/board_view.h"
#include "views/carry.h"
#include "views/drag_chip.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/window_actions.h"

#include <QLineEdit>
#include <QTextStream>

namespace patchbay::tour {

using namespace Qt::StringLiterals;
using models::TopologyModel;
using views::OutcomePanel;

namespace {

void dragScene(Stage &stage, const QStringList &functions)
{
    views::MainWindow &window = stage.window();
    window.topology()->view()->selectAddress(functions.front());
    window.carry()->begin(views::Carry::How::Mouse, functions);
    if (!stage.until([&] { return window.boardModel()->options().has_value(); }))
        return stage.problems.append(u"no options for %1"_s.arg(functions.front()));
    views::BoardView *board = window.board()->view();
    const QPixmap chip = views::dragChip(window.carry()->caption(), window.carry()->kindOf(functions.front()), 1);
    const auto [legal, refused] = cellsOf(*window.boardModel());
    for (const auto &[name, cell] : {std::pair(u"dragging"_s, legal), std::pair(u"refused"_s, refused)}) {
        if (!cell.isValid())
            continue;
        board->scrollTo(cell);
        const QPoint at = board->visualRect(cell).center();
        board->hover(cell, at);
        stage.shoot(name, chip, board->viewport()->mapTo(&window, at));
    }
    window.carry()->cancel();
}

void outcomeScenes(Stage &stage)
{
    const std::pair<OutcomePanel::Page, QString> pages[] = {
        {OutcomePanel::Findings, u"findings"_s}, {OutcomePanel::BootFiles, u"boot-files"_s},
        {OutcomePanel::Command, u"bhyve-command"_s}, {OutcomePanel::GuestFile, u"guest-file"_s},
        {OutcomePanel::Steps, u"steps"_s}, {OutcomePanel::Function, u"function"_s}};
    for (const auto &[page, name] : pages) {
        stage.window().outcome()->showPage(page);
        stage.shoot(name);
    }
    stage.window().outcome()->showPage(OutcomePanel::BootFiles);
}

void shapeScenes(Stage &stage)
{
    views::TopologyPanel *topology = stage.window().topology();
    topology->setShape(TopologyModel::Shape::Flat);
    stage.shoot(u"flat"_s);
    topology->setShape(TopologyModel::Shape::Groups);
    stage.shoot(u"groups"_s);
    topology->setShape(TopologyModel::Shape::Tree);
    topology->filter()->setText(u"msi-x"_s);
    stage.shoot(u"filter"_s);
    topology->filter()->setText(u"zebra"_s);
    stage.shoot(u"filter-empty"_s);
    topology->filter()->clear();
}

void sheetScenes(Stage &stage)
{
    stage.window().actions()->guestSettings->trigger();
    stage.shoot(u"guest-settings"_s);
    stage.closeSheets();
    stage.window().actions()->addHost->trigger();
    stage.shoot(u"add-host"_s);
    stage.closeSheets();
    stage.window().actions()->review->trigger();
    stage.shoot(u"apply"_s);
    stage.closeSheets();
}

void homeServer(Stage &stage)
{
    if (!stage.open(u"sim:home-server"_s))
        return;
    stage.shoot(u"no-guest"_s);
    const QStringList cast = castOf(*stage.window().session()->snapshot());
    if (cast.isEmpty())
        return stage.problems.append(u"the home server has no function to give away"_s);
    giveGuest(stage, u"web-01"_s);
    giveGuest(stage, u"fw-02"_s);
    stage.window().board()->chooseGuest(u"web-01"_s);
    stage.window().topology()->view()->selectAddress(cast.front());
    stage.shoot(u"at-rest"_s);
    dragScene(stage, cast);
    if (!place(stage, {cast.front()}))
        return;
    stage.shoot(u"planned"_s);
    outcomeScenes(stage);
    shapeScenes(stage);
    sheetScenes(stage);
    stage.window().actions()->review->trigger();
    stage.settle();
    stage.choose("mode-persistent");
    if (stage.press("applyGo") && stage.press("trialReboot") && stage.press("questionGo") &&
        stage.until([&] { return stage.button("verifyKeep"); }))
        stage.shoot(u"verify"_s);
    stage.press("verifyKeep");
    stage.until([&] { return !stage.button("trialKeep"); });
    stage.shoot(u"claimed"_s);
    stage.window().actions()->history->trigger();
    stage.until([&] { return stage.reads("historyAbout", u"differ"_s); });
    stage.shoot(u"history"_s);
    stage.closeSheets();
}

} // namespace

int takeShots(const QString &folder, const QString &only)
{
    const auto mainScenes = [](Stage &stage) {
        stage.shoot(u"empty"_s);
        homeServer(stage);
        if (stage.open(u"sim:epyc"_s))
            stage.shoot(u"epyc"_s);
        const QStringList before = stage.problems;
        stage.open(u"dump:/nowhere/at-all.txt"_s);
        stage.problems = before; // this one is meant to fail
        stage.shoot(u"unreadable"_s);
    };
    Stage stage(folder);
    for (const look::Choice theme : {look::Choice::Light, look::Choice::Dark}) {
        stage.raise(theme);
        for (const auto &[name, play] : std::initializer_list<std::pair<QString, std::function<void(Stage &)>>>{
                 {u"main"_s, mainScenes}, {u"hard"_s, hardScenes}, {u"trial"_s, trialScenes}}) {
            if (only.isEmpty() || only == name)
                play(stage);
        }
    }
    QTextStream out(stdout);
    out << stage.pictures() << " pictures in " << stage.folder() << '\n';
    for (const QString &problem : std::as_const(stage.problems))
        out << "problem: " << problem << '\n';
    return stage.problems.isEmpty() ? 0 : 1;
}

} // namespace patchbay::tour
