// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/dispatcher.h"

#include "rpc/handlers.h"

namespace patchbay::rpc {

namespace {

constexpr Method table[] = {
    method<&hostSnapshot>("host.snapshot", "Reads the host and gives everything about it"),
    method<&hostFunction>("host.function", "Everything about one function, as last read"),
    method<&hostWatch>("host.watch", "Switches host.changed notifications on or off"),
    method<&hostMachines>("host.machines", "The simulated machines that ship"),
    method<&planCurrent>("plan.current", "The plan last applied, else what the boot files amount to"),
    method<&planOptions>("plan.options", "Where on a guest's board functions may be dropped"),
    method<&planJudge>("plan.judge", "Every finding about a plan, worst first"),
    method<&planPreview>("plan.preview", "What applying a plan would do, with the token that apply wants"),
    method<&bootApply>("boot.apply", "Does what a preview showed, or refuses if anything differs"),
    method<&bootConfirm>("boot.confirm", "Keeps a change that would take itself back"),
    method<&bootTrial>("boot.trial", "The change that waits to be kept, and for how long"),
    method<&bootExtend>("boot.extend", "Gives that change more time"),
    method<&bootRevert>("boot.revert", "Takes a change back"),
    method<&bootHistory>("boot.history", "Every change made to this host, newest first"),
    method<&bootCompare>("boot.compare", "How files differ between two points of the history, or between one and now"),
    method<&bootPreview>("boot.preview", "What going back to a point of the history would do, with the token that boot.restore wants"),
    method<&bootRestore>("boot.restore", "Goes back to a point of the history, as its preview showed"),
    method<&bootExport>("boot.export", "The whole history as one text that a person and patch(1) can read"),
    method<&bootVerify>("boot.verify", "Compares a plan with what the host really did"),
    method<&bootReboot>("boot.reboot", "Restarts the host"),
    method<&deviceClaim>("device.claim", "Gives functions to ppt now, all or none"),
    method<&deviceRelease>("device.release", "Gives functions back to the host's drivers now, all or none"),
    method<&deviceReset>("device.reset", "Resets functions"),
    method<&guestList>("guest.list", "Guests and their state"),
    method<&guestShow>("guest.show", "One guest: definition, state, the lines that start it"),
    method<&guestDefine>("guest.define", "Keeps a guest's definition on the host"),
    method<&guestStart>("guest.start", "Starts a guest by exactly the lines shown"),
    method<&guestStop>("guest.stop", "Stops a guest and releases everything it holds"),
    method<&guestLog>("guest.log", "What bhyve said"),
    method<&exportPlan>("export.plan", "A plan or guest as text of another format"),
    method<&importPlan>("import.plan", "A plan from such a text"),
};

} // namespace

std::span<const Method> methods()
{
    return table;
}

} // namespace patchbay::rpc
