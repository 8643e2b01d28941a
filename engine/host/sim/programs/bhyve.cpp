// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/bars.h"
#include "host/sim/programs/bhyve_line.h"

#include <algorithm>
#include <charconv>
#include <format>

namespace patchbay::sim {

namespace {

struct Failure
{
    std::string words;
    Errno error = Errno::NoEntry; ///< what perror() then adds: the last error of the process
};

/// "%d/%d/%d" with anything after.
std::optional<Address> slashed(std::string_view text)
{
    int values[3] = {};
    const char *at = text.data(), *const end = text.data() + text.size();
    for (int i = 0; i < 3; ++i) {
        if (i > 0 && (at == end || *at++ != '/'))
            return std::nullopt;
        const auto [next, error] = std::from_chars(at, end, values[i]);
        if (error != std::errc() || values[i] < 0 || values[i] > 255)
            return std::nullopt;
        at = next;
    }
    return Address {0, std::uint8_t(values[0]), std::uint8_t(values[1]), std::uint8_t(values[2])};
}

std::optional<Address> namedFunction(const Call &call, const std::string &name, Failure &ret_failure)
{
    for (const Device &device : call.state.devices) {
        if (device.name() != name)
            continue;
        if (device.address.domain != 0) {
            ret_failure.words = std::format("bhyve: Passthru device {} on unsupported domain\n", name);
            return std::nullopt;
        }
        return device.address;
    }
    ret_failure.words = std::format("bhyve: Passthru device {} not found\n", name);
    return std::nullopt;
}

std::optional<Address> hostFunction(const Call &call, const GuestDevice &device, Failure &ret_failure)
{
    if (!device.settings.empty()) {
        if (const auto named = device.settings.find("pptdev"); named != device.settings.end())
            return namedFunction(call, named->second, ret_failure);
        std::string joined;
        for (const char *key : {"bus", "slot", "func"}) {
            const auto it = device.settings.find(key);
            if (it == device.settings.end()) {
                ret_failure.words = std::format("bhyve: passthru: missing required {} setting\n", key);
                return std::nullopt;
            }
            joined += (joined.empty() ? "" : "/") + it->second;
        }
        return slashed(joined);
    }
    const std::string first = device.options.substr(0, device.options.find(','));
    const bool old = call.machine.osVersion < 1301000;
    if (!old && first.starts_with("ppt"))
        return namedFunction(call, first, ret_failure);
    if (!old && first.starts_with("pci")) {
        std::string selector = first.substr(3);
        if (std::ranges::count(selector, ':') == 3 && selector.starts_with("0:"))
            selector = selector.substr(2);
        std::ranges::replace(selector, ':', '/');
        if (const auto address = slashed(selector))
            return address;
    } else if (const auto address = slashed(first)) {
        return address;
    }
    ret_failure.words = old ? "bhyve: invalid passthru options\n"
                            : std::format("bhyve: passthru: invalid options \"{}\"\n", device.options);
    return std::nullopt;
}

std::optional<Failure> checkRegisters(const MachineFunction &function, const std::string &name)
{
    if (!(function.read(0x06, 2) & 0x10))
        return Failure {std::format("bhyve: failed to initialize MSI for PCI {}\n", name)};
    for (const SizedBar &bar : sizedBars(function)) {
        if (bar.io || (bar.base % 4096 == 0 && bar.size % 4096 == 0))
            continue;
        return Failure {
            std::format("bhyve: passthru device {} BAR {}: base 0x{:x} or size 0x{:x} not page aligned\n"
                        "bhyve: failed to initialize BARs for PCI {}\n",
                        name, (bar.reg - 0x10) / 4, bar.base, bar.size, name)};
    }
    return std::nullopt;
}

std::optional<Failure> bindFunction(Call &call, const GuestLine &line, const GuestDevice &device)
{
    if (!line.wired)
        return Failure {"bhyve: passthru requires guest memory to be wired\n"};
    Failure failure;
    const auto address = hostFunction(call, device, failure);
    if (!address)
        return failure;
    const std::string name = std::format("{}/{}/{}", address->bus, address->slot, address->function);
    Kernel kernel(call.machine, call.state);
    if (const Errno error = kernel.assign(line.name, *address); error != Errno::None)
        return Failure {std::format("bhyve: PCI device at {} is not using the ppt(4) driver\n", name), error};
    return checkRegisters(kernel.live(*call.state.find(*address)), name);
}

/// What bhyve says where a guest has two of what it can have one of; empty: it has not.
std::string_view secondOfItsKind(const GuestLine &line)
{
    constexpr std::string_view singles[][2] = {{"lpc", "Only one LPC bridge is allowed."},
                                               {"fbuf", "Only one frame buffer device is allowed."},
                                               {"xhci", "pci_xhci controller already defined"}};
    for (const auto &[kind, words] : singles) {
        if (std::ranges::count(line.devices, kind, &GuestDevice::emulation) > 1)
            return words;
    }
    return {};
}

std::string guestBoot(const Call &call, const GuestLine &line)
{
    std::string text =
        "---<<BOOT>>---\r\nCopyright (c) 1992-2025 The FreeBSD Project.\r\nCPU: " + call.machine.processor +
        std::format("\r\nreal memory  = {} ({} MB)\r\nHypervisor: Origin = \"bhyve bhyve \"\r\n", line.memory,
                    line.memory >> 20);
    for (const GuestDevice &device : line.devices) {
        Failure ignored;
        const auto address =
            device.emulation == "passthru" ? hostFunction(call, device, ignored) : std::nullopt;
        const MachineFunction *function = address ? call.machine.find(*address) : nullptr;
        if (function && !function->driver.empty())
            text += std::format("{}0: <{}> at device {}.{} on pci{}\r\n", function->driver,
                                function->description, device.slot, device.function, device.bus);
    }
    return text;
}

void launch(Call &call, const GuestLine &line, Vm &vm)
{
    Process process;
    process.pid = call.state.nextPid++;
    process.vm = line.name;
    process.argv = call.argv;
    process.logPath = call.logPath;
    process.startedAt = call.now;
    process.hasSystem = vm.loaded || !line.bootrom.empty();
    if (process.hasSystem && line.console) {
        if (!line.bootrom.empty())
            process.script.emplace_back(20, "BdsDxe: loading Boot0001 \"UEFI Hard Drive\"\r\n");
        process.script.emplace_back(300, guestBoot(call, line));
        process.script.emplace_back(900,
                                    std::format("\r\nFreeBSD/amd64 ({}) (ttyu0)\r\n\r\nlogin: ", line.name));
    }
    vm.memory = line.memory;
    vm.wired = line.wired;
    vm.loaded = process.hasSystem;
    call.startedPid = process.pid;
    call.state.processes.push_back(std::move(process));
}

} // namespace

ProgramResult bhyve(Call &call)
{
    const auto line = readGuestLine(call);
    if (!line)
        return complains(int(number(line.error().where).value_or(4)), line.error().what);
    if (line->onlyDump)
        return says(std::format("name={}\nmemory.size={}\n", line->name, line->memory));
    if (!line->bootrom.empty() && !call.disk.exists(line->bootrom))
        return complains(
            4, std::format("Error opening bootrom \"{}\": No such file or directory\n", line->bootrom));
    Kernel kernel(call.machine, call.state);
    const Errno created = kernel.createVm(line->name);
    if (created != Errno::None && created != Errno::Exists)
        return complains(4, "vm_create: " + words(created) + "\n");
    if (created == Errno::None && line->bootrom.empty())
        return complains(4, "virtual machine cannot be booted\n");
    if (line->memory > call.machine.memory)
        return complains(4, "Unable to setup memory (12)\n");
    if (const std::string_view second = secondOfItsKind(*line); !second.empty())
        return complains(4, std::format("{}\ndevice emulation initialization error: No such file or directory\n", second));
    for (const GuestDevice &device : line->devices) {
        if (device.emulation != "passthru")
            continue;
        if (const auto failure = bindFunction(call, *line, device))
            return complains(
                4, failure->words + "device emulation initialization error: " + words(failure->error) + "\n");
    }
    if (!line->noMpTable &&
        std::ranges::any_of(line->devices, [](const GuestDevice &one) { return one.bus != 0; }))
        return complains(4,
                         "MPtable is incompatible with multiple PCI hierarchies.\n"
                         "MPtable generation can be disabled by passing the -Y option to bhyve(8).\n"
                         "error to build the guest tables: Invalid argument\n");
    launch(call, *line, *call.state.vm(line->name));
    return says("");
}

ProgramResult bhyveload(Call &call)
{
    const auto options = readOptions(call.argv, "CSc:d:e:h:l:m:");
    if (!options || options->operands.size() != 1)
        return complains(1,
                         "usage: bhyveload [-S][-c <console-device>] [-d <disk-path>] [-e <name=value>]\n"
                         "                 [-h <host-path>] [-m memsize[K|k|M|m|G|g|T|t]] <vmname>\n");
    const std::string &name = options->operands.front();
    Kernel kernel(call.machine, call.state);
    const Errno created = kernel.createVm(name);
    if (created != Errno::None && created != Errno::Exists)
        return complains(1, "vm_create: " + words(created) + "\n");
    const auto memory = options->has('m') ? guestMemory(options->value('m')) : std::uint64_t(256) << 20;
    if (!memory || *memory > call.machine.memory)
        return complains(1, "vm_setup_memory: Cannot allocate memory\n");
    Vm *vm = call.state.vm(name);
    vm->memory = *memory;
    vm->wired = options->has('S');
    vm->loaded = true;
    return says("Loading kernel...\r\n/boot/kernel/kernel text=0x188848 text=0xe07a60 text=0x6a3f3c "
                "data=0x180+0xe80\r\nBooting...\r\n");
}

} // namespace patchbay::sim
