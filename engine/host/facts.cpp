// SPDX-License-Identifier: BSD-2-Clause
#include "host/facts.h"

#include "host/acpi_text.h"
#include "host/boot_reader.h"
#include "host/card_marks.h"
#include "host/dump_text.h"
#include "host/footing_reader.h"
#include "host/kenv_text.h"
#include "host/kldstat_text.h"
#include "host/name_uses.h"
#include "host/pciconf_text.h"
#include "host/plain_text.h"
#include "host/sysctl_text.h"
#include "host/sysfs_text.h"
#include "host/topology_check.h"
#include "host/uname_text.h"
#include "pci/coverage.h"
#include "pci/isolation.h"
#include "pci/topology_builder.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace patchbay {

namespace {

using Table = std::map<std::string, std::string>;

template<typename Number>
std::optional<Number> number(const Table &table, const char *name)
{
    const auto found = table.find(name);
    if (found == table.end())
        return std::nullopt;
    Number value{};
    const char *const end = found->second.data() + found->second.size();
    const auto [at, error] = std::from_chars(found->second.data(), end, value);
    return error == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

std::optional<std::string> word(const Table &table, const char *name)
{
    const auto found = table.find(name);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

Result<FunctionList> listingOf(std::string_view name, const Blob &blob)
{
    if (name == "sysfs")
        return parseSysfs(blob.bytes);
    if (name == "pciconf") {
        const auto plain = toPlainText(blob.bytes);
        const Ending ending = blob.whole ? Ending::Whole : Ending::MayBeCut;
        return plain ? parsePciconf(plain->text(), ending) : pass(plain.error());
    }
    auto dump = readDump(blob.bytes);
    if (!dump)
        return pass(dump.error());
    return std::move(dump->list);
}

void take(std::vector<Oddity> &into, std::vector<Oddity> &&from)
{
    std::move(from.begin(), from.end(), std::back_inserter(into));
}

void addFunctions(const Capture &capture, Facts &facts)
{
    for (const char *name : {"pciconf", "dump", "lspci", "sysfs"}) {
        const Blob *blob = capture.find(name);
        if (!blob)
            continue;
        auto list = listingOf(name, *blob);
        if (!list) {
            facts.oddities.push_back({name, list.error().what});
            continue;
        }
        for (Oddity &oddity : list->oddities)
            facts.oddities.push_back({std::string(name) + ", " + oddity.where, std::move(oddity.text)});
        facts.topology = buildTopology(std::move(list->functions));
        take(facts.oddities, checkBuses(facts.topology));
        return;
    }
}

void addAcpi(const Capture &capture, Facts &facts)
{
    for (const char *name : {"acpidump", "dmar.bin", "ivrs.bin"}) {
        const Blob *blob = capture.find(name);
        if (!blob || blob->bytes.empty())
            continue;
        auto reading = readAcpi(blob->bytes, name);
        if (!reading) {
            facts.oddities.push_back({reading.error().where.empty() ? name : reading.error().where, reading.error().what});
            continue;
        }
        facts.oddities.insert(facts.oddities.end(), reading->oddities.begin(), reading->oddities.end());
        facts.acpi.read = facts.acpi.read || reading->tables.read;
        if (reading->tables.dmar && !facts.acpi.dmar)
            facts.acpi.dmar = std::move(reading->tables.dmar);
        if (reading->tables.ivrs && !facts.acpi.ivrs)
            facts.acpi.ivrs = std::move(reading->tables.ivrs);
    }
    applyCoverage(facts.topology, facts.acpi);
    applyIsolation(facts.topology);
}

void addSysctl(const Capture &capture, Facts &facts)
{
    for (const char *name : {"sysctl", "sysctl-vmm", "sysctl-ppt"}) {
        const Blob *blob = capture.find(name);
        if (!blob)
            continue;
        SysctlText text = parseSysctl(blob->bytes, name);
        if (!facts.sysctl)
            facts.sysctl.emplace();
        facts.sysctl->merge(text.values);
        take(facts.oddities, std::move(text.oddities));
    }
    if (!facts.sysctl)
        return;
    facts.osVersion = number<int>(*facts.sysctl, "kern.osreldate");
    facts.memory = number<std::uint64_t>(*facts.sysctl, "hw.physmem");
    facts.machineName = word(*facts.sysctl, "kern.hostname");
    facts.processor = word(*facts.sysctl, "hw.model");
}

/// A function that is pinned to ppt keeps the name pptN in pciconf after ppt let go of it; sysctl knows better.
void correctPpt(Facts &facts)
{
    if (!facts.sysctl)
        return;
    const auto attached = attachedDevices(*facts.sysctl);
    const bool listed = std::ranges::any_of(attached, [](const auto &each) { return each.second.starts_with("ppt"); });
    if (!listed && word(*facts.sysctl, "hw.vmm.ppt.devices") != "0")
        return;
    for (Node &node : facts.topology.nodes)
        if (node.function.heldByPpt() && !attached.contains(node.function.address))
            node.function.driver.clear();
}

void addSystem(const Capture &capture, Facts &facts)
{
    if (const Blob *blob = capture.find("kenv")) {
        KenvText kenv = parseKenv(blob->bytes);
        facts.kenv = std::move(kenv.variables);
        take(facts.oddities, std::move(kenv.oddities));
    }
    addSysctl(capture, facts);
    correctPpt(facts);
    if (const Blob *blob = capture.find("kldstat")) {
        KldstatText kldstat = parseKldstat(blob->bytes);
        facts.modules = kldstat.names();
        take(facts.oddities, std::move(kldstat.oddities));
    }
    const Blob *blob = capture.find("uname");
    if (!blob)
        return;
    const auto uname = parseUname(blob->bytes);
    if (!uname) {
        facts.oddities.push_back({uname.error().where, uname.error().what});
        return;
    }
    facts.system = uname->system;
    facts.release = uname->release;
    if (!facts.machineName && !uname->host.empty())
        facts.machineName = uname->host;
}

void addGuests(const Capture &capture, Facts &facts)
{
    const Blob *guests = capture.find("guests");
    std::string_view text = guests ? std::string_view(guests->bytes) : std::string_view();
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0)
            facts.guests.push_back({.name = std::string(text.substr(0, end)), .running = false, .holds = {}});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// What guards say themselves where a function depends on it; many hosts have no such program, or refuse it to a user.
bool guardsTell(std::string_view name)
{
    static constexpr std::string_view names[] = {"camcontrol", "confxml", "efibootmgr", "fstab", "ifconfig",
                                                 "mount",      "netstat", "swapinfo",   "zpool"};
    return std::ranges::contains(names, name);
}

} // namespace

Facts makeFacts(const Capture &capture)
{
    Facts facts;
    facts.revision = capture.revision();
    addFunctions(capture, facts);
    addAcpi(capture, facts);
    addSystem(capture, facts);
    addGuests(capture, facts);
    facts.boot = bootFilesOf(capture);
    const HostListings listings = readListings(capture);
    markCards(listings, facts.topology);
    facts.footings = findFootings(listings, facts.topology);
    facts.names = namesInUse(capture, listings, facts.topology);
    if (listings.mesh)
        facts.oddities.insert(facts.oddities.end(), listings.mesh->oddities.begin(), listings.mesh->oddities.end());
    for (const auto &[name, blob] : capture.blobs)
        if (blob.error && !(name.starts_with("sysctl-") || guardsTell(name) || isMissing(*blob.error)))
            facts.oddities.push_back({blob.source, blob.error->what});
    return facts;
}

} // namespace patchbay
