// SPDX-License-Identifier: BSD-2-Clause
#include "plan/steps.h"

#include "plan/device.h"
#include "plan/host_state.h"
#include "plan/next_boot.h"
#include "plan/verify.h"
#include "plan/wanted_boot.h"

#include <algorithm>
#include <array>
#include <format>
#include <map>

namespace patchbay {

namespace {

using Slots = std::map<Address, std::vector<Address>>; ///< functions by their host slot

std::string writeText(const FileEdit &file, const BootEdit &edit)
{
    if (!file.after)
        return "Remove " + file.path + ": nothing but our lines was in it.";
    const std::size_t count = edit.values.functions().size();
    return std::format("{} {}, which then gives {} {} to ppt.", file.before ? "Write" : "Create", file.path,
                       count == 0 ? std::string("no") : std::to_string(count), count == 1 ? "function" : "functions");
}

/// A boot brings what a plan wants only where the running kernel differs from it.
bool bootNeeded(const Situation &situation, const WantedBoot &wanted)
{
    const auto running = runningClaims(situation);
    if (!running || *running != wanted.ppt)
        return true;
    return std::ranges::any_of(wanted.ppt, [&](const Address &a) { return !causeNotClaimed(situation, a).empty(); });
}

std::string driversText(const Situation &situation, const std::vector<Address> &functions)
{
    std::string text;
    for (const Address &address : functions) {
        const Node *node = situation.topology.find(address);
        if (node && !node->function.driver.empty())
            text += (text.empty() ? "" : ", ") + node->function.driver;
    }
    return text;
}

void addLive(const Situation &situation, const Slots &claim, const Slots &release, std::vector<Step> &steps)
{
    const bool loaded = !situation.modules || std::ranges::any_of(*situation.modules, [](const std::string &module) {
        return module == "vmm" || module == "vmm.ko";
    });
    if (!claim.empty() && !loaded)
        steps.push_back({Step::Kind::Load, "Load vmm into the running kernel.", {}});
    for (const auto &[slot, functions] : release)
        steps.push_back({Step::Kind::Release, "Give " + shortNames(functions) + " back to the host.", functions});
    for (const auto &[slot, functions] : claim) {
        const std::string drivers = driversText(situation, functions);
        steps.push_back({Step::Kind::Claim,
                         "Give " + shortNames(functions) + " to ppt" +
                             (drivers.empty() ? "." : ", taking " + drivers + " from the host."),
                         functions});
    }
}

} // namespace

std::string_view stepName(Step::Kind kind)
{
    static constexpr std::array<std::string_view, 6> names{"write", "load", "release", "claim", "reboot", "verify"};
    return names[std::size_t(kind)];
}

std::vector<Step> stepsFor(const Situation &situation, const Plan &plan, const BootEdit &edit, ApplyMode mode)
{
    std::vector<Step> steps;
    const WantedBoot wanted = wantedBoot(situation, plan);
    if (mode == ApplyMode::Now) {
        Slots claim, release;
        for (const Address &address : wanted.ppt) {
            const Node *node = situation.topology.find(address);
            if (node && !node->function.heldByPpt() && canBeEndpoint(node->function))
                claim[address.slotAddress()].push_back(address);
        }
        for (const Node &node : situation.topology.nodes) {
            if (node.function.heldByPpt() && !std::ranges::binary_search(wanted.ppt, node.function.address))
                release[node.function.address.slotAddress()].push_back(node.function.address);
        }
        addLive(situation, claim, release, steps);
    } else {
        for (const FileEdit &file : edit.files)
            steps.push_back({Step::Kind::Write, writeText(file, edit), {}});
        const bool trial = mode == ApplyMode::NextBoot && situation.boot && !edit.files.empty();
        const auto command = trial ? trialSwitch(*situation.boot, true) : std::vector<std::string>();
        if (!command.empty())
            steps.push_back({Step::Kind::Write, "Tell pool " + command[2] + " that the next boot reads it.", {}});
        if (!edit.files.empty() || bootNeeded(situation, wanted))
            steps.push_back({Step::Kind::Reboot,
                             trial ? "Reboot; the boot after that finds the old files again."
                                                         : "Reboot.",
                             {}});
    }
    if (!steps.empty())
        steps.push_back({Step::Kind::Verify,
                         wanted.ppt.empty() ? "Check that the host has all its functions again."
                                            : "Check that ppt holds " + shortNames(wanted.ppt) + ".",
                         wanted.ppt});
    return steps;
}

} // namespace patchbay
