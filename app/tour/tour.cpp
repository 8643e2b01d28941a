// SPDX-License-Identifier: BSD-2-Clause
#include "client/session.h"
#include "models/text.h"
#include "tour/cast.h"
#include "tour/scenes.h"
#include "tour/stage.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/window_actions.h"

#include <QTextStream>

#include <algorithm>

namespace patchbay::tour {

using namespace Qt::StringLiterals;

namespace {

QString holderOf(const client::Session &session, const QString &address)
{
    const auto &functions = session.snapshot()->functions;
    const auto found = std::ranges::find(functions, models::bytes(address), &wire::Function::address);
    return found == functions.end() ? u"gone"_s : models::text(found->heldBy);
}

class Story
{
public:
    explicit Story(Stage &stage)
        : m_stage(stage)
    {
    }

    void tell(const QString &what, const QString &picture)
    {
        m_stage.shoot(u"%1-%2"_s.arg(++m_step).arg(picture));
        m_out << m_step << ". " << what << '\n';
        m_out.flush();
    }
    void line(const QString &what) { m_out << "   " << what << '\n'; }

private:
    Stage &m_stage;
    QTextStream m_out{stdout};
    int m_step = 0;
};

void showPreview(const client::Session &session, Story &story)
{
    for (const wire::FileChange &file : session.preview()->files) {
        for (const QString &line : models::text(file.diff).split(u'\n', Qt::SkipEmptyParts))
            story.line(line);
    }
    for (const wire::GuestCommand &guest : session.preview()->guests) {
        for (const std::string &line : guest.lines)
            story.line(models::text(line));
    }
}

bool play(Stage &stage, Story &story)
{
    if (!stage.open(u"sim:home-server"_s))
        return false;
    client::Session &session = *stage.window().session();
    story.tell(u"The simulated home server is read: %1 functions."_s.arg(session.snapshot()->functions.size()), u"see"_s);
    const QStringList cast = castOf(*session.snapshot());
    if (cast.isEmpty())
        return false;
    giveGuest(stage, u"web-01"_s);
    if (!place(stage, {cast.front()}))
        return false;
    stage.window().outcome()->showPage(views::OutcomePanel::BootFiles);
    story.tell(u"%1 (%2) is put on the board of web-01. This would be written and run:"_s.arg(
                   cast.front(), holderOf(session, cast.front())), u"drag"_s);
    showPreview(session, story);
    stage.window().actions()->review->trigger();
    stage.settle();
    stage.choose("mode-persistent");
    story.tell(u"Review and apply: make it permanent; the old files are kept."_s, u"apply"_s);
    if (!stage.press("applyGo") || !stage.press("trialReboot"))
        return false;
    story.tell(u"Written; the host is asked to reboot."_s, u"reboot"_s);
    if (!stage.press("questionGo") || !stage.until([&] { return stage.button("verifyKeep"); }))
        return false;
    story.tell(u"The host is back and compared with the plan: %1 is held by %2."_s.arg(
                   cast.front(), holderOf(session, cast.front())), u"verify"_s);
    if (!stage.press("verifyKeep"))
        return false;
    stage.settle(400);
    story.tell(u"Kept: ppt holds the function, ready for web-01."_s, u"kept"_s);
    return true;
}

} // namespace

int playTour(const QString &folder)
{
    Stage stage(folder);
    stage.raise(look::Choice::Light);
    Story story(stage);
    const bool done = play(stage, story);
    for (const QString &problem : std::as_const(stage.problems))
        story.line(u"problem: "_s + problem);
    QTextStream(stdout) << (done ? "The whole job is done. " : "The job stopped half-way. ") << stage.pictures()
                        << " pictures are in " << stage.folder() << '\n';
    return done ? 0 : 1;
}

} // namespace patchbay::tour
