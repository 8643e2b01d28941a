// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/engine_client.h"
#include "client/plan_history.h"
#include "client/trial_clock.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace patchbay::client {

/// Whether something of the guest is on the host still: it runs, is on its way down, or its machine outlived its bhyve.
[[nodiscard]] inline bool isUp(const wire::GuestState &guest)
{
    return guest.state != "stopped" && guest.state != "failed";
}

/// One host as the window knows it: the last snapshot, the plan, what the engine makes of the plan. Values go out whole;
/// views keep nothing. Every answer that a newer question has overtaken is dropped.
class Session final : public QObject
{
    Q_OBJECT
public:
    enum class State { Closed, Connecting, Reading, Ready, Failed };
    using Streams = std::function<std::unique_ptr<remote::ByteStream>(const QString &spec)>;
    using Snapshot = std::shared_ptr<const wire::Snapshot>;
    using Preview = std::shared_ptr<const wire::Preview>;

    /// What a plan is applied by unless a person says otherwise, for this one change: the boot after it falls back by itself,
    /// also when nobody reaches the host any more.
    static constexpr const char *safestMode = "next-boot";

    Session(QString spec, Streams streams, QObject *parent = nullptr);
    ~Session() override;

    void open();
    /// Drops the connection and starts anew; the plan stays.
    void reopen();
    /// The same without asking a person anything: where only one could go on, it ends as Failed and says so.
    void reopenQuietly();
    /// Reads the host again.
    void refresh();

    [[nodiscard]] const QString &spec() const { return m_spec; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString &problem() const { return m_problem; } ///< why Failed
    /// Whether, and how, trying again makes sense once Failed.
    [[nodiscard]] remote::Hindrance hindrance() const;
    /// A further sentence to the problem.
    void addToProblem(const QString &sentence);
    /// Whether questions can be asked now; a snapshot may be there all the same, from before the connection was lost.
    [[nodiscard]] bool connected() const { return m_client && m_client->ready(); }
    /// What is being done while Connecting, as a person reads it; empty: nothing worth telling.
    [[nodiscard]] const QString &step() const { return m_step; }
    /// What became known about the connection on the way, one note each.
    [[nodiscard]] const QStringList &notes() const { return m_notes; }
    [[nodiscard]] bool busy() const { return m_busy > 0; }
    [[nodiscard]] const Snapshot &snapshot() const { return m_snapshot; }
    [[nodiscard]] const QDateTime &readAt() const { return m_readAt; }
    [[nodiscard]] const Preview &preview() const { return m_preview; } ///< null while the plan is being judged
    [[nodiscard]] const wire::Plan &plan() const { return m_history.current(); }
    [[nodiscard]] const wire::Plan &hostPlan() const { return m_hostPlan; } ///< what the host has now
    [[nodiscard]] const PlanHistory &history() const { return m_history; }
    [[nodiscard]] bool changed() const;
    /// How the plan would be applied: "next-boot", "persistent" or "now". Begins with, and after every apply goes back to,
    /// safestMode; nothing remembers another.
    [[nodiscard]] const std::string &mode() const { return m_mode; }
    /// The plan is previewed anew: a preview shows, and its token allows, one mode. A plan that changes nothing, or that
    /// nobody can apply to this host, is previewed as "persistent": what the boot files would be is what a person wants to see.
    void setMode(const std::string &mode);
    [[nodiscard]] QString engineVersion() const;
    [[nodiscard]] qint64 latency() const { return m_client ? m_client->lastLatency() : -1; }
    [[nodiscard]] bool knows(const char *method) const;
    /// Counts the connections made: what is known of the host over another one than before was not said by the old one.
    [[nodiscard]] int connection() const { return m_connection; }

    /// The change that waits on the host to be kept, as was last told; it goes on counting when the connection is lost.
    [[nodiscard]] const TrialClock &trial() const { return m_trial; }
    /// Whether this connection has told of it.
    [[nodiscard]] bool trialKnown() const { return m_trialKnown; }
    /// How the last trial ended that this console saw and did not end itself; nullopt: none.
    [[nodiscard]] const std::optional<EndedTrial> &endedTrial() const { return m_ended; }
    void forgetEndedTrial() { m_ended.reset(); }

    /// Lifts a guard for one function; the engine refuses where the host's name is not the one typed. Holds until the plan
    /// is applied or given up; nothing keeps it longer.
    void lift(wire::Lift lift);

    void propose(wire::Plan plan, const QString &what);
    void undo();
    void redo();
    void discard();

    /// `then` is dropped when a newer question of the same kind is asked.
    void askOptions(const std::string &guest, const std::vector<std::string> &functions, QObject *context,
                    Answer<wire::Options> then);
    void askDetails(const std::string &address, QObject *context, Answer<wire::FunctionDetails> then);

    /// Applies what preview() shows, in the mode it was asked for. `bootEnvironment`: after making the one that it names.
    void apply(std::optional<int> confirmWithin, QObject *context, Answer<wire::Applied> then, bool bootEnvironment = false);
    /// preview() with all that apply() would write for a change that waits `seconds` to be kept; its token is for looking only.
    void previewTrial(int seconds, QObject *context, Answer<wire::Preview> then);
    void reboot(QObject *context, Answer<wire::Nothing> then);
    void verify(QObject *context, Answer<wire::Verification> then);
    /// Keeps change `id`, which waits to be confirmed; the engine refuses where another one waits.
    void confirm(const std::optional<std::string> &id, QObject *context, Answer<wire::HistoryEntry> then);
    /// Gives the change that waits so many seconds from now on.
    void extend(int seconds, QObject *context, Answer<wire::Trial> then);
    void revert(const std::optional<std::string> &id, QObject *context, Answer<wire::HistoryEntry> then);
    void askHistory(QObject *context, Answer<wire::History> then);
    /// Points of the history: "000003", "before-000003", "now".
    void compare(const std::string &from, const std::string &to, QObject *context, Answer<wire::Comparison> then);
    void previewRestore(const std::string &to, QObject *context, Answer<wire::Restoration> then);
    void restore(const std::string &to, const std::string &token, QObject *context, Answer<wire::HistoryEntry> then);
    void exportHistory(QObject *context, Answer<wire::Exported> then);
    void askMachines(QObject *context, Answer<wire::Machines> then);
    /// The plan as a plan file's text, and a plan file's text as a plan.
    void exportPlan(QObject *context, Answer<wire::Exported> then);
    void importPlan(const std::string &text, QObject *context, Answer<wire::PlanAnswer> then);

    void startGuest(const std::string &name, QObject *context, Answer<wire::GuestAnswer> then);
    void stopGuest(const std::string &name, bool force, QObject *context, Answer<wire::GuestAnswer> then);
    void askGuestLog(const std::string &name, QObject *context, Answer<wire::GuestLog> then);
    [[nodiscard]] const wire::GuestState *guestState(const std::string &name) const;

    /// Stops waiting for everything that is under way, the reading of the host included.
    void cancel();
    [[nodiscard]] bool cancelled() const { return m_cancelled; } ///< Failed because of that

signals:
    void stateChanged();
    /// The connection ended by itself; it had been Ready before when `wasReady`.
    void lost(bool wasReady);
    void busyChanged();
    void snapshotChanged();
    void planChanged();
    /// After planChanged, where a person changed it, and not a look at the host; `said` is the change in words.
    void edited(const QString &said);
    void previewChanged();
    void modeChanged();
    /// The phase of trial(), or which change it is about.
    void trialChanged();
    /// Twice a second while time runs out, and whenever the host told how much there is.
    void trialTicked();
    /// A change that this console saw waiting waits no more; see endedTrial().
    void trialEnded();
    void progressed(const QString &text, int done, int total);
    void guestOutput(const QString &guest, const QString &text);
    void guestsChanged();
    /// Something a person asked for could not be done; one sentence.
    void refused(const QString &problem);

private:
    template<typename T, typename Request>
    EngineClient::Ticket ask(std::string_view method, const Request &request, QObject *context, Answer<T> then);

    void connectClient(void (EngineClient::*way)() = &EngineClient::open);
    void setState(State state, const QString &problem = {});
    void closed(const QString &reason);
    void readHost();
    void readPlan();
    void tookPlan(wire::PlanAnswer answer);
    void askPreview();
    void forget(qint64 &ticket);
    void askTrial();
    void tookTrial(const wire::Trial &trial);
    void followTrial();
    void askHowItEnded(const wire::Trial &trial);
    [[nodiscard]] wire::PlanRequest planRequest() const;

    QString m_spec;
    Streams m_streams;
    std::unique_ptr<EngineClient> m_client;
    State m_state = State::Closed;
    QString m_problem;
    QString m_step;
    QStringList m_notes;
    int m_busy = 0;
    Snapshot m_snapshot;
    QDateTime m_readAt;
    PlanHistory m_history;
    wire::Plan m_hostPlan;
    bool m_planKnown = false;
    bool m_watched = false; ///< this connection's engine was asked to tell of changes
    std::string m_mode = safestMode;
    std::vector<wire::Lift> m_lifts;
    std::string m_previewedMode;
    TrialClock m_trial;
    QTimer m_trialTick;
    int m_trialTicks = 0;
    bool m_trialKnown = false;
    std::string m_endedHere;           ///< id of the trial that this console keeps or takes back
    std::optional<EndedTrial> m_ended;
    int m_connection = 0;
    bool m_cancelled = false;
    Preview m_preview;
    qint64 m_reading = 0, m_planning = 0, m_previewing = 0, m_asking = 0, m_detailing = 0, m_trialAsking = 0;
};

} // namespace patchbay::client
