// SPDX-License-Identifier: BSD-2-Clause
// Stands in for what is not wired up yet; goes away piece by piece.
#include "host/facts.h"
#include "rpc/handlers.h"
#include "rpc/cli_commands.h"
namespace patchbay {
namespace rpc {
#define P(A, n, R) Reply<wire::A> n(Session &, const wire::R &, const Call &) { return refuse(wire::code::failed, "not yet"); }
P(Machines, hostMachines, Nothing)
P(PlanAnswer, planCurrent, Nothing)
P(Preview, planPreview, PlanRequest)
P(Applied, bootApply, ApplyRequest)
P(HistoryEntry, bootConfirm, EntryRequest)
P(HistoryEntry, bootRevert, EntryRequest)
P(History, bootHistory, Nothing)
P(Verification, bootVerify, PlanRequest)
P(Nothing, bootReboot, Nothing)
P(DeviceAnswer, deviceClaim, DeviceRequest)
P(DeviceAnswer, deviceRelease, DeviceRequest)
P(DeviceAnswer, deviceReset, DeviceRequest)
P(GuestList, guestList, Nothing)
P(GuestAnswer, guestShow, GuestRequest)
P(GuestAnswer, guestDefine, DefineRequest)
P(GuestAnswer, guestStart, StartRequest)
P(GuestAnswer, guestStop, GuestRequest)
P(GuestLog, guestLog, GuestRequest)
P(Exported, exportPlan, ExportRequest)
P(PlanAnswer, importPlan, ImportRequest)
int commandSurvey(const Arguments &) { return 2; }
}}
