// SPDX-License-Identifier: BSD-2-Clause
#include "guest/bhyve_cause.h"

#include "plan/device.h"
#include "plan/function_check.h"
#include "plan/host_state.h"
#include "plan/verify.h"

#include <algorithm>
#include <array>
#include <format>
#include <optional>

namespace patchbay {

namespace {

struct Case
{
    std::string_view output, line; ///< everything, and the line that was recognised
    const Guest &guest;
    const Situation &situation;
};

/// The b/s/f in a line such as "PCI device at 1/0/0 is not using the ppt(4) driver".
std::optional<Address> addressIn(std::string_view line)
{
    while (!line.empty()) {
        const auto end = line.find_first_of(" :,");
        if (const auto address = Address::parseSlashed(line.substr(0, end)))
            return *address;
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return std::nullopt;
}

/// What the kernel said: bhyve prints its own guess first and errno's words on the line after it.
std::string_view errnoWords(const Case &c)
{
    constexpr std::string_view before = "initialization error: ";
    const auto line = std::size_t(c.line.data() - c.output.data());
    const auto at = c.output.find(before, line);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = c.output.substr(at + before.size());
    return rest.substr(0, rest.find_first_of("\r\n"));
}

/// ENXIO: the kernel asks for the IOMMU before it looks at the function at all.
std::string noIommu(const Case &c, const Address &address)
{
    if (const Node *node = c.situation.topology.find(address)) {
        for (const auto check : {checkIommuAbsent, checkIommuDisabled, checkIommuScope}) {
            const auto remark = check(c.situation, *node, Use::Placed);
            if (remark && remark->severity != Severity::Note)
                return remark->text + " " + remark->hint;
        }
    }
    if (sysctlOf(c.situation, "hw.vmm.iommu.enable") == "0")
        return "hw.vmm.iommu.enable is 0 in the running kernel: reboot with the IOMMU switched on.";
    if (isAmdHost(c.situation) && sysctlOf(c.situation, "hw.vmm.amdvi.enable") == "0")
        return "AMD-Vi is off: set hw.vmm.amdvi.enable=\"1\" in the boot files and reboot.";
    return "The kernel has no working IOMMU for " + shortName(address) +
           ": switch VT-d or AMD-Vi on in the firmware's set-up; dmesg tells what it found.";
}

std::string held(const Case &c, const Address &address)
{
    const std::string name = shortName(address);
    for (const GuestOnHost &other : c.situation.guests) {
        if (other.name != c.guest.name && std::ranges::contains(other.holds, address))
            return std::format("{} is held by the guest {}: stop that one first (bhyvectl --vm={} --destroy frees it when "
                               "bhyve is gone).",
                               name, other.name, other.name);
    }
    if (std::ranges::count(c.guest.positions, address, &Position::host) > 1)
        return name + " stands in more than one slot of this guest: keep one.";
    return name + " is busy: a virtual machine that still exists holds it. bhyvectl --destroy on that one frees it.";
}

/// ENOENT, or no word of the kernel: what the situation before the start tells.
std::string notPpt(const Case &c, const Address &address)
{
    const std::string name = shortName(address);
    const Node *node = c.situation.topology.find(address);
    if (!node)
        return "There is no function at " + name + ": the plan names an address that this host does not have.";
    if (!node->function.heldByPpt() && (node->function.driverKnown || !node->function.driver.empty()))
        return std::format("{} belongs to {}, not to ppt. {}", name,
                           node->function.driver.empty() ? "no driver" : node->function.driver,
                           causeNotClaimed(c.situation, address));
    return causeNotClaimed(c.situation, address);
}

std::string bindRefused(const Case &c)
{
    const auto address = addressIn(c.line);
    if (!address)
        return "The kernel refused a function: it is not ppt's, another guest holds it, or the IOMMU is off.";
    const std::string_view words = errnoWords(c);
    if (words == "Device not configured")
        return noIommu(c, *address);
    if (words == "Device busy")
        return held(c, *address);
    if (words == "Operation not permitted" || words == "Permission denied")
        return "Only root may give a PCI function to a guest.";
    if (std::string cause = notPpt(c, *address); !cause.empty())
        return cause;
    if (words == "No such file or directory")
        return shortName(*address) + " was ppt's before the start and is no more: give it to ppt again, then start.";
    return std::format("{} is ppt's, yet the kernel refused it{}: dmesg may tell more. bhyve's message about the driver is "
                       "the same for every refusal.",
                       shortName(*address), words.empty() ? "" : " (" + std::string(words) + ")");
}

std::string noMsi(const Case &c)
{
    const auto address = addressIn(c.line);
    return (address ? shortName(*address) : std::string("A function")) +
           " has no capability list, so bhyve cannot give it an interrupt: it cannot be passed through.";
}

std::string barRefused(const Case &c)
{
    const auto address = addressIn(c.line);
    return (address ? shortName(*address) : std::string("A function")) +
           " has a memory BAR that is no whole 4 KiB page: it cannot be passed through as the firmware placed it.";
}

std::string notLoaded(const Case &c)
{
    return c.guest.boot == BootMethod::Uefi
               ? "Nothing is loaded into the virtual machine: the boot ROM did not take effect."
               : "Nothing is loaded into the virtual machine: bhyveload has to run first, and end well.";
}

std::string exists(const Case &c)
{
    if (c.line.contains("memory"))
        return "bhyveload and bhyve disagree about wired memory or its size: both need the same -S and -m.";
    return std::format("A virtual machine {} is left from before: bhyvectl --vm={} --destroy removes it.", c.guest.name,
                       c.guest.name);
}

std::string noVmm(const Case &)
{
    return "vmm did not start on this processor: VT-x or AMD-V is missing or off in the firmware.";
}

std::string memory(const Case &c)
{
    return std::format("The host could not give {} MiB{}: take less, or stop other guests.", c.guest.memoryMiB,
                       c.guest.wired ? " of wired memory" : "");
}

std::string cutLine(const Case &c, std::string_view text)
{
    return std::string(text) + " (" + std::string(c.line) + ")";
}

struct Known
{
    std::string_view needle;
    std::string (*cause)(const Case &);
};

constexpr std::array known{
    Known{"passthru requires guest memory to be wired",
          [](const Case &c) { return "The memory of " + c.guest.name + " is not wired, which PCI functions need: switch "
                                                                       "wiring on (-S)."; }},
    Known{"is not using the ppt(4) driver", bindRefused},
    Known{"failed to initialize MSI-X table", [](const Case &c) { return cutLine(c, "The MSI-X table could not be mapped."); }},
    Known{"Failed to map MSI-X table", [](const Case &c) { return cutLine(c, "The MSI-X table could not be mapped."); }},
    Known{"failed to initialize MSI for PCI", noMsi},
    Known{"not page aligned", barRefused},
    Known{"failed to initialize BARs", barRefused},
    Known{"failed to open /dev/pci", [](const Case &) { return std::string("Only root may open /dev/pci for a guest."); }},
    Known{"already occupied!", [](const Case &c) { return cutLine(c, "Two devices want the same slot."); }},
    Known{"Invalid PCI slot info field",
          [](const Case &c) { return cutLine(c, "Slots go from 0 to 31 and functions from 0 to 7."); }},
    Known{"unknown device", [](const Case &c) { return cutLine(c, "This bhyve does not know such a device."); }},
    Known{"Only one LPC bridge is allowed", [](const Case &) { return std::string("The guest has two lpc devices: keep one."); }},
    Known{"Only one frame buffer", [](const Case &) { return std::string("The guest has two fbuf devices: keep one."); }},
    Known{"pci_xhci controller already defined",
          [](const Case &) { return std::string("The guest has two xhci devices: keep one."); }},
    Known{"invalid passthru options",
          [](const Case &c) { return cutLine(c, "bhyve wants bus/slot/function after passthru."); }},
    Known{"passthru: invalid options",
          [](const Case &c) { return cutLine(c, "bhyve wants bus/slot/function after passthru."); }},
    Known{"MPtable is incompatible",
          [](const Case &) { return std::string("Devices stand on a second guest bus: move them to bus 0, or add -Y."); }},
    Known{"virtual machine cannot be booted", notLoaded},
    Known{"vm_create: No such file", [](const Case &) {
              return std::string("vmm is not loaded: kldload vmm loads it now, vmm_load=\"YES\" at every boot.");
          }},
    Known{"vm_create: Device not configured", noVmm},
    Known{"vm_create: Invalid argument", [](const Case &c) {
              return std::format("vmm does not take \"{}\" as the name of a virtual machine: it may be too long for this "
                                 "release.",
                                 c.guest.name);
          }},
    Known{"errno = 17", exists},
    Known{"File exists", exists},
    Known{"Unable to setup memory", memory},
    Known{"Unable to set up memory", memory},
    Known{"vCPUs requested but only",
          [](const Case &c) { return cutLine(c, "The guest has more processors than vmm gives one here: take fewer."); }},
    Known{"errno = 6", noVmm},
    Known{"Could not open backing file", [](const Case &c) { return cutLine(c, "A disk's file cannot be opened."); }},
    Known{"Error opening bootrom", [](const Case &c) {
              return cutLine(c, "The boot ROM cannot be opened; the package edk2-bhyve brings it.");
          }},
    Known{"open of tap device", [](const Case &c) { return cutLine(c, "The tap interface cannot be opened."); }},
    Known{"can't open romfile", [](const Case &c) { return cutLine(c, "The ROM file of a function cannot be opened."); }},
    Known{"no space left in rom segment",
          [](const Case &) { return std::string("The ROM files of the functions need more than 256 MiB together."); }},
    Known{"is not created", [](const Case &c) { return cutLine(c, "The virtual machine is not there, or this is not root."); }},
    Known{"Operation not permitted", [](const Case &) { return std::string("Only root may start this guest."); }},
    Known{"Permission denied", [](const Case &c) { return cutLine(c, "Something may not be opened."); }},
};

std::string_view lineAt(std::string_view text, std::size_t at)
{
    const auto before = text.rfind('\n', at);
    const auto start = before == std::string_view::npos ? 0 : before + 1;
    return text.substr(start, std::min(text.find('\n', at), text.size()) - start);
}

std::string_view lastLine(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.remove_suffix(1);
    return text.empty() ? text : lineAt(text, text.size() - 1);
}

/// The guest's own console is in the output too, so the complaints are looked for only where bhyve ends.
std::string_view tailOf(std::string_view output)
{
    constexpr std::size_t length = 2048;
    return output.substr(output.size() - std::min(output.size(), length));
}

} // namespace

std::string bhyveCause(std::string_view program, int status, std::string_view output, const Guest &guest,
                       const Situation &situation)
{
    const bool loader = program == "bhyveload";
    if (status == 0 || (!loader && (status == 1 || status == 2)))
        return {};
    if (!loader && status == 3)
        return "The guest stopped with a triple fault: its kernel or firmware crashed.";
    if (status > 128)
        return std::format("It was ended by signal {}.", status - 128);
    const std::string_view tail = tailOf(output);
    for (const Known &entry : known) {
        const auto at = tail.find(entry.needle);
        if (at != std::string_view::npos)
            return entry.cause({tail, lineAt(tail, at), guest, situation});
    }
    const std::string_view last = lastLine(tail).substr(0, 300);
    return std::format("{} ended with exit status {}{}", program, status,
                       last.empty() ? " and said nothing." : ": " + std::string(last));
}

} // namespace patchbay
