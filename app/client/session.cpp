// SPDX-License-Identifier: BSD-2-Clause
#include "client/session.h"

#include "client/plan_changes.h"
#include "client/session_ask.h"

#include <algorithm>
#include <utility>

namespace patchbay::client {

namespace {
constexpr qsizetype mostNotes = 500; ///< a compiler has much to say
}

Session::Session(QString spec, Streams streams, QObject *parent)
    : QObject(parent)
    , m_spec(std::move(spec))
    , m_streams(std::move(streams))
{
    m_trialTick.setInterval(500);
    connect(&m_trialTick, &QTimer::timeout, this, &Session::followTrial);
}

Session::~Session() = default;

void Session::open()
{
    if (m_state == State::Closed || m_state == State::Failed)
        connectClient();
}

void Session::reopen()
{
    m_client.reset();
    connectClient();
}

void Session::reopenQuietly()
{
    m_client.reset();
    connectClient(&EngineClient::openQuietly);
}

void Session::connectClient(void (EngineClient::*way)())
{
    m_busy = 0;
    m_watched = false;
    m_trialKnown = m_cancelled = false;
    ++m_connection;
    m_reading = m_planning = m_previewing = m_asking = m_detailing = m_trialAsking = 0;
    m_client = std::make_unique<EngineClient>(m_streams(m_spec));
    EngineClient *client = m_client.get();
    connect(client, &EngineClient::greeted, this, &Session::readHost);
    connect(client, &EngineClient::closed, this, &Session::closed);
    connect(client, &EngineClient::hostChanged, this, [this](const QString &revision) {
        if (!m_snapshot || revision.toStdString() != m_snapshot->revision)
            refresh();
    });
    connect(client, &EngineClient::guestOutput, this, &Session::guestOutput);
    connect(client, &EngineClient::guestChanged, this, &Session::refresh);
    connect(client, &EngineClient::bootChanged, this, &Session::tookTrial);
    connect(client, &EngineClient::progressed, this,
            [this](qint64, const QString &text, int done, int total) { emit progressed(text, done, total); });
    connect(client, &EngineClient::approaching, this, [this](const QString &text, int done, int total) {
        m_step = text;
        emit stateChanged();
        emit progressed(text, done, total);
    });
    connect(client, &EngineClient::noted, this, [this](const QString &text) {
        if (m_notes.size() < mostNotes)
            m_notes.append(text);
    });
    m_step.clear();
    m_notes.clear();
    setState(State::Connecting);
    (client->*way)();
}

void Session::setState(State state, const QString &problem)
{
    m_state = state;
    m_problem = problem;
    emit stateChanged();
}

void Session::closed(const QString &reason)
{
    const bool wasReady = m_state == State::Ready || m_state == State::Reading;
    m_busy = 0;
    emit busyChanged();
    m_preview.reset(); // what nobody answers for any more cannot be applied
    emit previewChanged();
    setState(State::Failed, reason.isEmpty() ? tr("The connection was closed.") : reason);
    emit lost(wasReady);
}

remote::Hindrance Session::hindrance() const
{
    return m_client ? m_client->hindrance() : remote::Hindrance::Declined;
}

void Session::addToProblem(const QString &sentence)
{
    setState(m_state, m_problem + u' ' + sentence);
}

QString Session::engineVersion() const
{
    return m_client && m_client->ready() ? QString::fromStdString(m_client->hello().engine) : QString();
}

bool Session::knows(const char *method) const
{
    return m_client && m_client->ready() && std::ranges::find(m_client->hello().methods, method) !=
                                                m_client->hello().methods.end();
}

void Session::forget(qint64 &ticket)
{
    if (ticket == 0 || !m_client)
        return;
    m_client->cancel(ticket);
    ticket = 0;
    m_busy = std::max(0, m_busy - 1);
    emit busyChanged();
}

void Session::cancel()
{
    for (qint64 *ticket : {&m_reading, &m_planning, &m_previewing, &m_asking, &m_detailing})
        forget(*ticket);
    if (m_state == State::Connecting || (m_state == State::Reading && !m_snapshot)) {
        m_client.reset();
        m_cancelled = true;
        setState(State::Failed, tr("Cancelled."));
    } else if (m_state == State::Reading) {
        setState(State::Ready);
    }
}

void Session::refresh()
{
    if (m_client && m_client->ready())
        readHost();
    else
        open();
}

void Session::readHost()
{
    forget(m_reading);
    setState(State::Reading);
    askTrial(); // before the host is read, so that whoever sees the host knows what waits on it
    m_reading = ask<wire::Snapshot>("host.snapshot", wire::Nothing{}, this, [this](auto answer) {
        m_reading = 0;
        if (!answer)
            return setState(m_snapshot ? State::Ready : State::Failed, answer.error().message);
        m_snapshot = std::make_shared<const wire::Snapshot>(std::move(*answer));
        m_readAt = QDateTime::currentDateTime();
        setState(State::Ready);
        emit snapshotChanged();
        readPlan();
        if (!std::exchange(m_watched, true) && knows("host.watch"))
            ask<wire::Nothing>("host.watch", wire::WatchRequest{}, this, [](auto) {});
    });
}

void Session::readPlan()
{
    forget(m_planning);
    m_planning = ask<wire::PlanAnswer>("plan.current", wire::Nothing{}, this, [this](auto answer) {
        m_planning = 0;
        if (answer)
            tookPlan(std::move(*answer));
        else
            emit refused(answer.error().message);
    });
}

bool Session::changed() const
{
    return !saysNothingNew(plan(), m_hostPlan);
}

void Session::tookPlan(wire::PlanAnswer answer)
{
    // A plan that a person is working on outlives a fresh look at the host.
    const bool untouched = !m_planKnown || !changed();
    m_hostPlan = std::move(answer.plan);
    if (untouched)
        m_history = PlanHistory(m_hostPlan);
    m_planKnown = true;
    emit planChanged();
    askPreview();
}

void Session::propose(wire::Plan plan, const QString &what)
{
    if (plan == m_history.current())
        return;
    m_history.add(std::move(plan), what);
    emit planChanged();
    emit edited(what);
    askPreview();
}

void Session::undo()
{
    if (!m_history.canUndo())
        return;
    const QString what = m_history.undoText();
    m_history.undo();
    emit planChanged();
    emit edited(tr("Undone: %1").arg(what));
    askPreview();
}

void Session::redo()
{
    if (!m_history.canRedo())
        return;
    const QString what = m_history.redoText();
    m_history.redo();
    emit planChanged();
    emit edited(what);
    askPreview();
}

void Session::lift(wire::Lift lift)
{
    if (std::ranges::find(m_lifts, lift) != m_lifts.end())
        return;
    m_lifts.push_back(std::move(lift));
    askPreview();
}

void Session::discard()
{
    m_lifts.clear();
    propose(m_hostPlan, tr("Discard all changes"));
}

wire::PlanRequest Session::planRequest() const
{
    return {plan(), m_snapshot ? m_snapshot->revision : std::string(), "persistent", m_lifts};
}

void Session::setMode(const std::string &mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    emit modeChanged();
    if (m_planKnown)
        askPreview();
}

void Session::askPreview()
{
    forget(m_previewing);
    m_preview.reset();
    emit previewChanged();
    wire::PlanRequest request = planRequest();
    const bool fixed = m_snapshot && m_snapshot->readOnly;
    request.mode = changed() && !fixed ? m_mode : "persistent";
    m_previewedMode = request.mode;
    m_previewing = ask<wire::Preview>("plan.preview", request, this, [this](auto answer) {
        m_previewing = 0;
        if (!answer) {
            if (answer.error().code == wire::code::stale)
                return refresh();
            emit previewChanged();
            return emit refused(answer.error().message);
        }
        m_preview = std::make_shared<const wire::Preview>(std::move(*answer));
        emit previewChanged();
    });
}

void Session::askOptions(const std::string &guest, const std::vector<std::string> &functions, QObject *context,
                         Answer<wire::Options> then)
{
    forget(m_asking);
    const wire::PlanRequest base = planRequest();
    m_asking = ask<wire::Options>("plan.options", wire::OptionsRequest{base.plan, base.revision, guest, functions, m_lifts},
                                  context, [this, then](auto answer) {
                                      m_asking = 0;
                                      then(std::move(answer));
                                  });
}

void Session::askDetails(const std::string &address, QObject *context, Answer<wire::FunctionDetails> then)
{
    forget(m_detailing);
    m_detailing = ask<wire::FunctionDetails>("host.function", wire::FunctionRequest{address}, context,
                                             [this, then](auto answer) {
                                                 m_detailing = 0;
                                                 then(std::move(answer));
                                             });
}

} // namespace patchbay::client
