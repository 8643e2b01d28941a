// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/call.h"
#include "rpc/session.h"

/// The typed handlers behind the table of methods.cpp, by family. Each answers or refuses with a code; none keeps
/// anything of a request. The command line calls the same functions.
namespace patchbay::rpc {

Reply<wire::Snapshot> hostSnapshot(Session &, const wire::Nothing &, const Call &);
Reply<wire::FunctionDetails> hostFunction(Session &, const wire::FunctionRequest &, const Call &);
Reply<wire::Nothing> hostWatch(Session &, const wire::WatchRequest &, const Call &);
Reply<wire::Machines> hostMachines(Session &, const wire::Nothing &, const Call &);

Reply<wire::PlanAnswer> planCurrent(Session &, const wire::Nothing &, const Call &);
Reply<wire::Options> planOptions(Session &, const wire::OptionsRequest &, const Call &);
Reply<wire::Judgement> planJudge(Session &, const wire::PlanRequest &, const Call &);
Reply<wire::Preview> planPreview(Session &, const wire::PlanRequest &, const Call &);

Reply<wire::Applied> bootApply(Session &, const wire::ApplyRequest &, const Call &);
Reply<wire::HistoryEntry> bootConfirm(Session &, const wire::EntryRequest &, const Call &);
Reply<wire::Trial> bootTrial(Session &, const wire::Nothing &, const Call &);
Reply<wire::Trial> bootExtend(Session &, const wire::ExtendRequest &, const Call &);
Reply<wire::HistoryEntry> bootRevert(Session &, const wire::EntryRequest &, const Call &);
Reply<wire::History> bootHistory(Session &, const wire::Nothing &, const Call &);
Reply<wire::Comparison> bootCompare(Session &, const wire::CompareRequest &, const Call &);
Reply<wire::Restoration> bootPreview(Session &, const wire::RestoreRequest &, const Call &);
Reply<wire::HistoryEntry> bootRestore(Session &, const wire::RestoreRequest &, const Call &);
Reply<wire::Exported> bootExport(Session &, const wire::Nothing &, const Call &);
Reply<wire::Verification> bootVerify(Session &, const wire::PlanRequest &, const Call &);
Reply<wire::Nothing> bootReboot(Session &, const wire::Nothing &, const Call &);

Reply<wire::DeviceAnswer> deviceClaim(Session &, const wire::DeviceRequest &, const Call &);
Reply<wire::DeviceAnswer> deviceRelease(Session &, const wire::DeviceRequest &, const Call &);
Reply<wire::DeviceAnswer> deviceReset(Session &, const wire::DeviceRequest &, const Call &);

Reply<wire::GuestList> guestList(Session &, const wire::Nothing &, const Call &);
Reply<wire::GuestAnswer> guestShow(Session &, const wire::GuestRequest &, const Call &);
Reply<wire::GuestAnswer> guestDefine(Session &, const wire::DefineRequest &, const Call &);
Reply<wire::GuestAnswer> guestStart(Session &, const wire::StartRequest &, const Call &);
Reply<wire::GuestAnswer> guestStop(Session &, const wire::GuestRequest &, const Call &);
Reply<wire::GuestLog> guestLog(Session &, const wire::GuestRequest &, const Call &);

Reply<wire::Exported> exportPlan(Session &, const wire::ExportRequest &, const Call &);
Reply<wire::PlanAnswer> importPlan(Session &, const wire::ImportRequest &, const Call &);

} // namespace patchbay::rpc
