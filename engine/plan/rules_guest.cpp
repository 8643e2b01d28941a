// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"

#include <algorithm>
#include <array>
#include <format>
#include <map>

namespace patchbay {

namespace {

/// bhyve(8) of FreeBSD 12 to 15.
constexpr std::array<std::string_view, 20> knownKinds{
    "ahci",      "ahci-cd",    "ahci-hd",        "amd_hostbridge", "dummy",      "e1000",      "fbuf",
    "hda",       "hostbridge", "lpc",            "nvme",           "uart",       "virtio-9p",  "virtio-blk",
    "virtio-console",          "virtio-input",   "virtio-net",     "virtio-rnd", "virtio-scsi", "xhci"};

/// Devices that one guest can have only one of, and what bhyve says to a second one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> singles{
    {{"lpc", "Only one LPC bridge is allowed."},
     {"fbuf", "Only one frame buffer device is allowed."},
     {"xhci", "pci_xhci controller already defined"}}};

Finding deviceFinding(Severity severity, std::string text)
{
    return {.rule = "guest-device",
            .severity = severity,
            .functions = {},
            .cells = {},
            .text = std::move(text),
            .evidence = {},
            .source = "bhyve(8)",
            .fix = std::nullopt};
}

Finding at(Finding finding, const Guest &guest, const GuestDevice &device)
{
    finding.cells.push_back({guest.name, device.slot, device.function});
    return finding;
}

void judgeKind(const Guest &guest, const GuestDevice &device, std::vector<Finding> &findings)
{
    const std::string place = std::format("{}:{} of {}", device.slot, device.function, guest.name);
    if (device.kind == "passthru") {
        findings.push_back(at(deviceFinding(Severity::Block, "A host function stands at " + place +
                                                                 " as if bhyve emulated it: put it on the board as a "
                                                                 "function, so that it is checked."),
                              guest, device));
    } else if (device.kind.empty() || device.kind.contains(',')) {
        findings.push_back(at(deviceFinding(Severity::Block, "\"" + device.kind + "\" at " + place +
                                                                 " is no name of a device."),
                              guest, device));
    } else if (!std::ranges::contains(knownKinds, device.kind)) {
        findings.push_back(at(deviceFinding(Severity::Warn, "No bhyve up to FreeBSD 15 knows the device " + device.kind +
                                                                " at " + place + "."),
                              guest, device));
        findings.back().evidence.push_back(std::format("bhyve: pci slot {}:{}: unknown device \"{}\"", device.slot,
                                                       device.function, device.kind));
    }
}

/// "5:0,passthru,7/0/0", or a setting that moves one on the board to another function: "pci.0.7.0.bus=9".
bool smuggles(const std::string &word)
{
    const std::string_view name = std::string_view(word).substr(0, word.find('='));
    const bool address = name.ends_with(".bus") || name.ends_with(".slot") || name.ends_with(".func") ||
                         name.ends_with(".pptdev");
    return word.contains("passthru") || (name.contains("pci.") && address);
}

/// bhyve's options as getopt(3) takes them: "-k FILE", also behind flags ("-HPk", "FILE"), brings settings nobody has read.
bool bringsFile(const std::string &word)
{
    if (!word.starts_with('-'))
        return false;
    const std::size_t first = word.find_first_of("kcfGlmoprsKU", 1); // what takes a value: the rest of the word is that
    return first != std::string::npos && word[first] == 'k';
}

void judgeSingles(const Guest &guest, std::vector<Finding> &findings)
{
    for (const auto &[kind, words] : singles) {
        Finding finding = deviceFinding(Severity::Block,
                                        std::format("{} has more than one {}: bhyve takes only one.", guest.name, kind));
        for (const GuestDevice &device : guest.devices) {
            if (device.kind == kind)
                finding = at(std::move(finding), guest, device);
        }
        finding.evidence.push_back("bhyve: " + std::string(words));
        if (finding.cells.size() > 1)
            findings.push_back(std::move(finding));
    }
}

} // namespace

/// What stands on the board beside host functions, and the further arguments, as far as they could smuggle one in.
std::vector<Finding> ruleGuestDevice(const Situation &, const Plan &plan)
{
    std::vector<Finding> findings;
    for (const Guest &guest : plan.guests) {
        for (const GuestDevice &device : guest.devices)
            judgeKind(guest, device, findings);
        judgeSingles(guest, findings);
        if (const auto file = std::ranges::find_if(guest.extra, bringsFile); file != guest.extra.end()) {
            findings.push_back(deviceFinding(Severity::Block, "The further arguments of " + guest.name +
                                                                  " bring a file of settings, which may give it host functions: "
                                                                  "import that file instead."));
            findings.back().evidence.push_back(*file);
        }
        const auto smuggled = std::ranges::find_if(guest.extra, smuggles);
        if (smuggled == guest.extra.end())
            continue;
        findings.push_back(deviceFinding(Severity::Block, "The further arguments of " + guest.name +
                                                              " give it a host function: put it on the board, so that it "
                                                              "is checked."));
        findings.back().evidence.push_back(*smuggled);
    }
    return findings;
}

} // namespace patchbay
