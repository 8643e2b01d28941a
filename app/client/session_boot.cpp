// SPDX-License-Identifier: BSD-2-Clause
#include "client/session_ask.h"

namespace patchbay::client {

void Session::apply(std::optional<int> confirmWithin, QObject *context, Answer<wire::Applied> then, bool bootEnvironment)
{
    if (!m_preview) {
        then(std::unexpected(Refusal{0, tr("The plan is still being judged.")}));
        return;
    }
    ask<wire::Applied>("boot.apply", wire::ApplyRequest{plan(), m_preview->token, m_previewedMode, confirmWithin, m_lifts, bootEnvironment},
                       context,
                       [this, then](auto answer) {
                           if (answer) {
                               m_lifts.clear();
                               setMode(safestMode);
                           }
                           refresh(); // also after a refusal: the host may no longer be what was seen
                           if (!answer && answer.error().code == 0) // the connection went while the host was at it
                               answer = std::unexpected(Refusal{
                                   0, tr("What became of the change is not known: %1 The host is read again as soon as it answers; "
                                         "its history says what was written.").arg(answer.error().message)});
                           then(std::move(answer));
                       });
}

void Session::previewTrial(int seconds, QObject *context, Answer<wire::Preview> then)
{
    wire::PlanRequest request = planRequest();
    request.mode = m_previewedMode;
    request.confirmWithin = seconds;
    ask<wire::Preview>("plan.preview", request, context, std::move(then));
}

void Session::reboot(QObject *context, Answer<wire::Nothing> then)
{
    ask<wire::Nothing>("boot.reboot", wire::Nothing{}, context, [this, then](auto answer) {
        if (answer)
            refresh();
        then(std::move(answer));
    });
}

void Session::verify(QObject *context, Answer<wire::Verification> then)
{
    ask<wire::Verification>("boot.verify", planRequest(), context, std::move(then));
}

void Session::revert(const std::optional<std::string> &id, QObject *context, Answer<wire::HistoryEntry> then)
{
    if (!id || *id == m_trial.trial().id)
        m_endedHere = m_trial.trial().id;
    ask<wire::HistoryEntry>("boot.revert", wire::EntryRequest{id}, context, [this, then](auto answer) {
        if (!answer)
            m_endedHere.clear();
        refresh();
        then(std::move(answer));
    });
}

void Session::askHistory(QObject *context, Answer<wire::History> then)
{
    ask<wire::History>("boot.history", wire::Nothing{}, context, std::move(then));
}

void Session::compare(const std::string &from, const std::string &to, QObject *context, Answer<wire::Comparison> then)
{
    ask<wire::Comparison>("boot.compare", wire::CompareRequest{from, to}, context, std::move(then));
}

void Session::previewRestore(const std::string &to, QObject *context, Answer<wire::Restoration> then)
{
    ask<wire::Restoration>("boot.preview", wire::RestoreRequest{to, {}, {}}, context, std::move(then));
}

void Session::restore(const std::string &to, const std::string &token, QObject *context, Answer<wire::HistoryEntry> then)
{
    ask<wire::HistoryEntry>("boot.restore", wire::RestoreRequest{to, token, {}}, context, [this, then](auto answer) {
        refresh();
        then(std::move(answer));
    });
}

void Session::exportHistory(QObject *context, Answer<wire::Exported> then)
{
    ask<wire::Exported>("boot.export", wire::Nothing{}, context, std::move(then));
}

void Session::askMachines(QObject *context, Answer<wire::Machines> then)
{
    ask<wire::Machines>("host.machines", wire::Nothing{}, context, std::move(then));
}

void Session::exportPlan(QObject *context, Answer<wire::Exported> then)
{
    wire::ExportRequest request;
    request.plan = plan();
    ask<wire::Exported>("export.plan", request, context, std::move(then));
}

void Session::importPlan(const std::string &text, QObject *context, Answer<wire::PlanAnswer> then)
{
    wire::ImportRequest request;
    request.text = text;
    ask<wire::PlanAnswer>("import.plan", request, context, std::move(then));
}

} // namespace patchbay::client
