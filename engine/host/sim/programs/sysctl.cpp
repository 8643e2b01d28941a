// SPDX-License-Identifier: BSD-2-Clause
#include "core/ppt_core.h"
#include "host/sim/bars.h"
#include "host/sim/programs/program.h"
#include "host/sim/storage.h"

#include <algorithm>
#include <ctime>
#include <format>

namespace patchbay::sim {

namespace {

using Oids = std::vector<std::pair<std::string, std::string>>;

void addVmm(const Call &call, Oids &oids)
{
    const State &s = call.state;
    if (!s.hasModule("vmm.ko"))
        return;
    const bool amd = call.machine.processorVendor == "amd";
    const auto add = [&](const char *name, const std::string &value) {
        oids.emplace_back(std::string("hw.vmm.") + name, value);
    };
    add("amdvi.domain_id", amd && s.iommuWorks ? std::to_string(s.domains) : "0");
    add("amdvi.disable_io_fault", "0");
    add("amdvi.ptp_level", "4");
    add("amdvi.host_ptp", "1");
    add("amdvi.enable", s.amdviEnabled ? "1" : "0");
    add("amdvi.count", amd && call.machine.acpiTable("IVRS") && !s.ivhdGone && s.amdviEnabled ? "1" : "0");
    const bool svm = amd && s.vmmWorks, vmx = !amd && s.vmmWorks;
    add("npt.pmap_flags", "0");
    add("svm.num_asids", svm ? "32768" : "0");
    add("svm.disable_npf_assist", "0");
    add("svm.features", svm ? "113407" : "0");
    add("svm.vmcb_clean", svm ? "1023" : "0");
    for (const char *name : {"vmx.l1d_flush_sw", "vmx.l1d_flush", "vmx.vpid_alloc_failed"})
        add(name, "0");
    add("vmx.posted_interrupt_vector", vmx ? "250" : "-1");
    for (const char *name : {"posted_interrupts", "virtual_interrupt_delivery", "tpr_shadowing", "invpcid",
                             "monitor_trap", "unrestricted_guest", "pause_exit", "halt_exit"})
        add((std::string("vmx.cap.") + name).c_str(), vmx ? "1" : "0");
    add("vmx.initialized", vmx ? "1" : "0");
    for (const char *name : {"cr4_zeros_mask", "cr4_ones_mask", "cr0_zeros_mask", "cr0_ones_mask", "no_flush_rsb"})
        add((std::string("vmx.") + name).c_str(), "0");
    add("ept.pmap_flags", "0");
    add("vrtc.flag_broken_time", "1");
    if (s.patchbayVmm())
        add("ppt.pptdevs_report", Ppt::report(s));
    add("ppt.devices", std::to_string(Kernel(call.machine, call.state).pptDevices()));
    add("iommu.enable", s.iommuEnabled ? "1" : "0");
    add("iommu.initialized", s.iommuWorks ? "1" : "0");
    add("bhyve_xcpuids", "0");
    add("topology.cpuid_leaf_b", "1");
    add("create", "beavis");
    add("destroy", "beavis");
    add("trace_guest_exceptions", "0");
    add("ipinum", "251");
    add("halt_detection", "1");
}

/// dev.ppt.N of Patchbay's own vmm.ko; the latest added comes first.
void addPpt(Kernel &kernel, const Device &device, Oids &oids)
{
    ppt_status now;
    if (!kernel.ppt().status(device.address, now))
        return;
    const auto add = [&](const char *name, const std::string &value) {
        oids.emplace_back(std::format("dev.ppt.{}.{}", device.unit, name), value);
    };
    add("interrupts", std::to_string(now.fired));
    add("msix", std::to_string(now.msix));
    add("msi", std::to_string(now.msi));
    add("windows", std::to_string(now.windows));
    add("reset", device.reset.empty() ? ppt_reset_name(PPT_RESET_UNKNOWN) : device.reset);
    add("guest", device.owner);
    add("state", now.state == PPT_BOUND ? "bound" : "claimed");
}

void addDevice(const Call &call, const Device &device, Oids &oids)
{
    const MachineFunction *f = call.machine.find(device.address);
    Kernel kernel(call.machine, call.state);
    const int bus = kernel.busUnit(device.address);
    if (device.driver == "ppt" && call.state.patchbayVmm())
        addPpt(kernel, device, oids);
    const auto add = [&](const char *name, const std::string &value) {
        oids.emplace_back(std::format("dev.{}.{}.{}", device.driver, device.unit, name), value);
    };
    if (device.driver == "pcib" && f->isBridge()) {
        add("subbus", std::to_string(f->read(0x1a, 1)));
        add("secbus", std::to_string(f->read(0x19, 1)));
        add("pribus", std::to_string(f->read(0x18, 1)));
        add("domain", std::to_string(device.address.domain));
    }
    const auto [subvendor, subdevice] = subsystemIds(*f);
    add("%parent", std::format("pci{}", bus));
    add("%pnpinfo",
        std::format("vendor=0x{:04x} device=0x{:04x} subvendor=0x{:04x} subdevice=0x{:04x} class=0x{:06x}",
                    f->read(0, 2), f->read(2, 2), subvendor, subdevice,
                    f->read(9, 2) | f->read(11, 1) << 16));
    add("%location",
        std::format("slot={} function={} dbsf={}{}{}", f->address.slot, f->address.function,
                    f->address.toString(), f->handle.empty() ? "" : " handle=", f->handle));
    add("%driver", device.driver);
    add("%desc", device.driver == "ppt" ? "" : f->description);
}

void addDevices(const Call &call, Oids &oids)
{
    std::vector<const Device *> attached;
    std::vector<std::string> drivers;
    for (const Device &device : call.state.devices) {
        if (!device.attached)
            continue;
        attached.push_back(&device);
        if (std::ranges::find(drivers, device.driver) == drivers.end())
            drivers.push_back(device.driver);
    }
    std::ranges::sort(attached, std::greater(), &Device::unit);
    for (auto driver = drivers.rbegin(); driver != drivers.rend(); ++driver) {
        for (const Device *device : attached) {
            if (device->driver == *driver)
                addDevice(call, *device, oids);
        }
        if (*driver == "pcib") {
            for (const RootBus &root : call.state.roots)
                oids.emplace_back(std::format("dev.pcib.{}.%location", root.bridgeUnit),
                                  "handle=\\_SB_.PCI0");
        }
        oids.emplace_back(std::format("dev.{}.%parent", *driver), "");
    }
}

/// The boot display is the first that its own driver has.
void addConsole(const Call &call, Oids &oids)
{
    int unit = -1;
    for (const Device &device : call.state.devices)
        if (device.attached && device.driver == "vgapci" && (unit < 0 || device.unit < unit))
            unit = device.unit;
    const auto console = std::ranges::find(call.machine.kenv, "console", &std::pair<std::string, std::string>::first);
    const bool efi = console != call.machine.kenv.end() && console->second.starts_with("efi");
    if (!call.machine.sysctl.contains("kern.console"))
        oids.emplace_back("kern.console", "ttyv0,/ttyu0,ttyv0,");
    oids.emplace_back("machdep.bootmethod", efi ? "UEFI" : "BIOS");
    oids.emplace_back("hw.pci.default_vgapci_unit", std::to_string(unit));
}

Oids everything(const Call &call)
{
    const Machine &m = call.machine;
    Oids oids;
    oids.emplace_back("kern.ostype", "FreeBSD");
    oids.emplace_back("kern.osrelease", m.release);
    oids.emplace_back("kern.osreldate", std::to_string(m.osVersion));
    oids.emplace_back("kern.version", std::format("FreeBSD {} {}\n", m.release, m.ident));
    oids.emplace_back("kern.hostname", m.hostName);
    const std::int64_t bootedAt = call.state.bootedAt + call.ahead; // setting the clock moves it too
    const std::time_t booted = bootedAt / 1000;
    std::tm local {};
    char date[64] = "";
    if (::gmtime_r(&booted, &local))
        std::strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", &local);
    oids.emplace_back(
        "kern.boottime",
        std::format("{{ sec = {}, usec = {} }} {}", booted, bootedAt % 1000 * 1000, date));
    oids.emplace_back("kern.securelevel", "-1");
    oids.emplace_back("kern.vm_guest", "none");
    oids.emplace_back("kern.bootfile", "/boot/kernel/kernel");
    oids.emplace_back("hw.machine", "amd64");
    oids.emplace_back("hw.model", m.processor);
    oids.emplace_back("hw.ncpu", std::to_string(m.processors));
    oids.emplace_back("hw.physmem", std::to_string(m.memory));
    oids.emplace_back("hw.realmem", std::to_string(m.memory + (std::uint64_t(64) << 20)));
    oids.emplace_back("hw.pagesize", "4096");
    if (m.majorVersion() < 13) { // of the kernel's own DMAR driver, which comes up without a table as well
        oids.emplace_back("hw.dmar.timeout", "1000000");
        oids.emplace_back("hw.dmar.batch_coalesce", "100");
        oids.emplace_back("hw.dmar.tbl_pagecnt", "0");
    }
    addConsole(call, oids);
    for (const auto &[name, value] : m.sysctl)
        oids.emplace_back(name, value);
    addVmm(call, oids);
    addDevices(call, oids);
    for (auto &[name, value] : oids) {
        if (const auto set = call.state.sysctl.find(name); set != call.state.sysctl.end())
            value = set->second;
    }
    return oids;
}

bool readOnly(std::string_view name)
{
    return name.starts_with("hw.vmm.iommu") || name.starts_with("hw.vmm.amdvi") ||
        name.starts_with("hw.vmm.ppt") || name.starts_with("dev.") || name.starts_with("kern.os");
}

} // namespace

ProgramResult sysctl(Call &call)
{
    const auto options = readOptions(call.argv, "abdeFhiNnoqTtWXx");
    if (!options)
        return complains(1,
                         "usage: sysctl [-bdeFhiNnoqTtWx] [ -B <bufsize> ] [-f filename] name[=value] ...\n  "
                         "     sysctl [-bdeFhNnoqTtWx] [ -B <bufsize> ] -a\n");
    const Oids oids = everything(call);
    ProgramResult result;
    const auto print = [&](const std::string &name, const std::string &value) {
        if (options->has('N'))
            result.out += name + "\n";
        else
            result.out += (options->has('n') ? "" : name + (options->has('e') ? "=" : ": ")) + value + "\n";
    };
    if (options->has('a') && options->operands.empty()) {
        for (const auto &[name, value] : oids)
            print(name, value);
    }
    for (const std::string &operand : options->operands) {
        const std::size_t equals = operand.find('=');
        const std::string wanted = operand.substr(0, equals);
        bool found = false;
        for (const auto &[name, value] : oids) {
            if (name != wanted && !name.starts_with(wanted + "."))
                continue;
            found = true;
            if (equals == std::string::npos) {
                print(name, value);
            } else if (!call.root) {
                result.err += std::format("sysctl: {}: Operation not permitted\n", operand);
                result.status = 1;
            } else if (readOnly(name)) {
                result.err += std::format("sysctl: oid '{}' is a read only tunable\n"
                                          "sysctl: Tunable values are set in /boot/loader.conf\n",
                                          name);
                result.status = 1;
            } else {
                call.state.sysctl[name] = operand.substr(equals + 1);
                print(name, value + " -> " + operand.substr(equals + 1));
            }
        }
        auto text = overlay(call.machine, call.state, "sysctl -n " + wanted);
        if (!text && wanted == "kern.geom.confxml")
            text = geomXml(call.machine, call.state);
        if (!found && text) {
            result.out += (options->has('n') ? "" : wanted + ": ") + *text;
        } else if (!found && !options->has('i')) {
            result.err += std::format("sysctl: unknown oid '{}'\n", wanted);
            result.status = 1;
        }
    }
    return result;
}

} // namespace patchbay::sim
