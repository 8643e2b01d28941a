// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "support/fake_engine.h"
#include "support/machine.h"

namespace patchbay::test {

/// Whether a function may be dropped on a cell of the small host: anything on empty rows 1 and 4 to 30, coupled ones only from
/// column 0.
inline wire::Options smallOptions(const wire::OptionsRequest &request)
{
    wire::Options options;
    options.guest = request.guest;
    options.functions = request.functions;
    const bool coupled = !request.functions.empty() && request.functions.front().starts_with("pci0:2:");
    if (coupled)
        options.functions = {"pci0:2:0:0", "pci0:2:0:1"};
    options.hint = coupled ? "Any free row, columns 0-1." : "Any free row, column 0.";
    for (int slot = 0; slot < 32; ++slot) {
        for (int function = 0; function < 8; ++function) {
            wire::Option option;
            option.slot = slot;
            option.function = function;
            const bool row = slot == 1 || (slot >= 4 && slot != 7 && slot < 31);
            option.legal = row && function < (coupled ? 2 : 1);
            if (option.legal) {
                for (std::size_t i = 0; i < options.functions.size(); ++i)
                    option.lands.push_back({slot, int(i), options.functions[i], {}, {}});
            } else if (!row) {
                option.title = "Not here: the slot is taken.";
                option.reason = "Another device stands in this slot.";
            } else {
                option.title = "Not here: functions must keep their numbers.";
                option.reason = "Function 0 loads the firmware for the others on QLogic FC cards, so 2/0/0 must be function 0 of "
                                "the slot and 2/0/1 function 1.";
            }
            options.cells.push_back(option);
        }
    }
    return options;
}

inline wire::FileChange smallFile(const std::string &mode)
{
    wire::FileChange file;
    if (mode == "next-boot") {
        file.path = "/boot/nextboot.conf";
        file.note = "/boot/nextboot.conf: read once, at the next boot";
        file.diff = "--- /dev/null\n+++ /boot/nextboot.conf\n@@ -0,0 +1,2 @@\n+vmm_load=\"YES\"\n"
                    "+pptdevs=\"1/0/1 2/0/0 2/0/1\"\n";
        return file;
    }
    file.path = "/boot/loader.conf";
    file.note = "read last, nothing overrides it";
    file.before = "# /boot/loader.conf\nkern.geom.label.disk_ident.enable=\"0\"\nzfs_load=\"YES\"\npptdevs=\"2/0/0 2/0/1\"# fc card\n";
    file.diff = "--- /boot/loader.conf\n+++ /boot/loader.conf\n@@ -1,4 +1,7 @@\n # /boot/loader.conf\n"
                " kern.geom.label.disk_ident.enable=\"0\"\n zfs_load=\"YES\"\n-pptdevs=\"2/0/0 2/0/1\"# fc card\n"
                "+# Patchbay: begin (edit in Patchbay, or delete this block to undo)\n+vmm_load=\"YES\"\n"
                "+pptdevs=\"1/0/1 2/0/0 2/0/1\"\n+# Patchbay: end\n";
    return file;
}

inline wire::Preview smallPreview(const wire::Plan &plan, const std::string &mode)
{
    wire::Preview preview;
    preview.token = mode + " t" + std::to_string(plan.guests.empty() ? 0 : plan.guests.front().positions.size());
    if (mode != "now")
        preview.files.push_back(smallFile(mode));
    for (const wire::Guest &guest : plan.guests) {
        std::string line = "bhyve -S -c 1 -m 8192M -s 0,hostbridge -s 31,lpc -l bootrom,/usr/local/share/uefi-firmware/BHYVE_UEFI.fd";
        for (const wire::Position &position : guest.positions)
            line += " -s " + std::to_string(position.slot) + ":" + std::to_string(position.function) + ",passthru," + position.host;
        preview.guests.push_back({guest.name, {line + " " + guest.name}, "memory.wired=true\nname=" + guest.name + "\n"});
    }
    if (mode == "now")
        preview.steps = {{"claim", "Give 1/0/1 to ppt, taking ix1 from the host."}};
    else
        preview.steps = {{"write", "Write " + preview.files.front().path + "."}, {"reboot", "Reboot small.example."}};
    wire::Finding warn;
    warn.rule = "reset-missing";
    warn.severity = "warn";
    warn.text = "2/0/1 can be reset neither by FLR nor through D3hot.";
    warn.functions = {"pci0:2:0:1"};
    warn.evidence = {"PCI-Express 2 endpoint, no FLR"};
    warn.source = "bhyve(8)";
    warn.fix = wire::Fix{"Leave it with the host", plan};
    preview.findings.push_back(warn);
    return preview;
}

/// An engine on the small machine: every method the window needs, and nothing a host would have to do.
inline void serveSmallHost(FakeEngine &engine)
{
    engine.handlers["host.snapshot"] = [](std::string_view) { return wire::encode(*smallMachine()); };
    wire::PlanAnswer plan;
    plan.revision = "r1";
    plan.plan.guests = {smallGuest()};
    plan.plan.guests.front().positions.clear();
    engine.answer("plan.current", plan);
    engine.handlers["plan.preview"] = [](std::string_view params) {
        const auto request = wire::decode<wire::PlanRequest>(params);
        return wire::encode(smallPreview(request->plan, request->mode));
    };
    engine.handlers["plan.options"] = [](std::string_view params) {
        return wire::encode(smallOptions(*wire::decode<wire::OptionsRequest>(params)));
    };
    engine.handlers["host.function"] = [](std::string_view params) {
        wire::FunctionDetails details;
        const auto wanted = wire::decode<wire::FunctionRequest>(params)->address;
        const auto machine = smallMachine();
        for (const wire::Function &each : machine->functions) {
            if (each.address == wanted)
                details.function = each;
        }
        details.bars = {{0x10, "memory", 64, 0xdf000000, std::uint64_t(1) << 19, true}};
        details.capabilities = {{0x11, 0x70, false, "MSI-X", "supports 64 messages, enabled"}};
        details.lines = {"ix1@pci0:1:0:1: class=0x020000 rev=0x01"};
        details.config = std::string(512, '0');
        return wire::encode(details);
    };
    engine.handlers["boot.apply"] = [&engine](std::string_view params) {
        const auto request = wire::decode<wire::ApplyRequest>(params);
        if (!request->token.starts_with(request->mode + ' '))
            engine.refusal = {wire::code::stale, "the host or the plan is not what the preview showed; look at it again"};
        const bool now = request->mode == "now";
        return wire::encode(wire::Applied{"1", request->mode, now ? std::vector<std::string>()
                                                                  : std::vector{smallFile(request->mode).path}, !now});
    };
    engine.answer("boot.reboot", wire::Nothing{});
    wire::Verification verification;
    verification.good = true;
    verification.functions = {{"pci0:1:0:1", "ppt", "ppt2", true, ""}};
    engine.answer("boot.verify", verification);
    wire::HistoryEntry entry{"1", 0, "next-boot", "confirmed", "1/0/1 to ppt"};
    engine.answer("boot.confirm", entry);
    engine.answer("boot.revert", entry);
    engine.answer("boot.history", wire::History{{entry}});
}

} // namespace patchbay::test
