// SPDX-License-Identifier: BSD-2-Clause
#include "tour/trial_scenes.h"

#include "client/session.h"
#include "tour/cast.h"
#include "tour/stage.h"
#include "views/board_panel.h"
#include "views/main_window.h"
#include "views/window_actions.h"

#include <QFile>

namespace patchbay::tour {

using namespace Qt::StringLiterals;
using Phase = client::TrialClock::Phase;

namespace {

void write(Stage &stage, const QString &path, const QByteArray &text)
{
    QFile out(stage.simulated(path));
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
        stage.problems.append(u"%1 could not be written"_s.arg(out.fileName()));
}

bool plan(Stage &stage, const QString &function)
{
    giveGuest(stage, u"web-01"_s);
    if (!place(stage, {function}))
        return false;
    stage.window().actions()->review->trigger();
    stage.settle(200);
    return true;
}

/// Applied as the sheet offers it, and then the boot that tries it.
bool tryIt(Stage &stage, const QString &picture)
{
    const client::Session &session = *stage.window().session();
    if (!stage.press("applyGo") || !stage.until([&] { return session.trial().phase() == Phase::Waiting && !session.busy() && session.preview(); }))
        return false;
    if (!picture.isEmpty())
        stage.shoot(picture);
    const bool there = stage.press("trialReboot") && stage.press("questionGo") &&
                       stage.until([&] { return stage.button("verifyKeep"); });
    if (!there)
        stage.problems.append(u"the trial boot of %1 did not come"_s.arg(session.spec()));
    return there;
}

/// A trial boot that lacks the card.
void notAsPlanned(Stage &stage)
{
    if (!stage.open(u"sim:full-pptdevs"_s))
        return;
    if (!plan(stage, u"pci0:66:0:0"_s))
        return;
    write(stage, u"full-pptdevs/hardware"_s, "remove 66:0\n");
    if (tryIt(stage, {}))
        stage.shoot(u"trial-not-as-planned"_s);
    stage.closeSheets();
}

void reach(Stage &stage)
{
    views::MainWindow &window = stage.window();
    stage.press("verifyLater");
    stage.shoot(u"trial-runs"_s);
    window.resize(800, 760);
    stage.shoot(u"trial-narrow"_s);
    window.resize(1440, 900);
    window.close();
    stage.shoot(u"trial-closing"_s);
    stage.closeSheets();
    stage.press("trialBack");
    stage.shoot(u"trial-back"_s);
    stage.closeSheets();
    stage.press("trialExtend");
    stage.until([&] { return window.session()->trial().left().value_or(0) > 600; });
    stage.cutOff();
    stage.shoot(u"trial-out-of-reach"_s);
}

} // namespace

void trialScenes(Stage &stage)
{
    if (!stage.open(u"sim:only-nic"_s) || !plan(stage, u"pci0:0:31:3"_s))
        return;
    const client::Session &session = *stage.window().session();
    for (const char *mode : {"persistent", "now", "next-boot"}) {
        stage.choose((QByteArray("mode-") + mode).constData());
        stage.until([&] { return session.preview() != nullptr; });
        stage.shoot(u"apply-"_s + QLatin1StringView(mode));
    }
    if (!tryIt(stage, u"trial-waits"_s))
        return;
    stage.shoot(u"trial-verify"_s);
    reach(stage);
    write(stage, u"only-nic/clock"_s, "passed 4000\n");
    stage.press("trialReconnect");
    stage.until([&] { return session.trial().phase() == Phase::None && stage.button("bannerClose"); });
    stage.settle(500);
    stage.shoot(u"trial-expired"_s);
    notAsPlanned(stage);
}

} // namespace patchbay::tour
