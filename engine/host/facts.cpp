// SPDX-License-Identifier: BSD-2-Clause
#include "host/facts.h"

#include "host/acpi_text.h"
#include "host/boot_reader.h"
#include "host/pciconf_text.h"
#include "pci/coverage.h"
#include "pci/isolation.h"
#include "pci/topology_builder.h"

#include <charconv>
#include <utility>

namespace patchbay {

namespace {

using Table = std::map<std::string, std::string>;

/// Lines split at the first separator; other lines continue a value (sysctl prints some over several lines).
Table parseTable(std::string_view text, std::string_view separator)
{
    Table table;
    std::string *last = nullptr;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto at = line.find(separator);
        if (at != std::string_view::npos)
            last = &(table[std::string(line.substr(0, at))] = line.substr(at + separator.size()));
        else if (last)
            last->append("\n").append(line);
    }
    return table;
}

Table parseKenv(std::string_view text)
{
    Table table = parseTable(text, "=");
    for (auto &[name, value] : table)
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
    return table;
}

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

void addFunctions(const Capture &capture, Facts &facts)
{
    for (const char *name : {"pciconf", "dump", "lspci"}) {
        const Blob *blob = capture.find(name);
        if (!blob)
            continue;
        auto list = parsePciconf(blob->bytes);
        if (!list) {
            facts.oddities.push_back({name, list.error().what});
            continue;
        }
        for (Oddity &oddity : list->oddities)
            facts.oddities.push_back({std::string(name) + ", " + oddity.where, std::move(oddity.text)});
        facts.topology = buildTopology(std::move(list->functions));
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

void addSystem(const Capture &capture, Facts &facts)
{
    if (const Blob *kenv = capture.find("kenv"))
        facts.kenv = parseKenv(kenv->bytes);
    if (const Blob *sysctl = capture.find("sysctl"))
        facts.sysctl = parseTable(sysctl->bytes, ": ");
    if (const Blob *vmm = capture.find("sysctl-vmm"))
        for (auto &[name, value] : parseTable(vmm->bytes, ": "))
            facts.sysctl = facts.sysctl.value_or(Table()), facts.sysctl->insert_or_assign(name, value);
    if (facts.sysctl) {
        facts.osVersion = number<int>(*facts.sysctl, "kern.osreldate");
        facts.memory = number<std::uint64_t>(*facts.sysctl, "hw.physmem");
        facts.machineName = word(*facts.sysctl, "kern.hostname");
        facts.processor = word(*facts.sysctl, "hw.model");
    }
    const Blob *uname = capture.find("uname");
    if (!uname)
        return;
    // "system name release machine": the answer of uname -mnrs
    std::vector<std::string> words;
    for (std::size_t at = 0; at < uname->bytes.size();) {
        const auto end = std::min(uname->bytes.find_first_of(" \n", at), uname->bytes.size());
        if (end > at)
            words.push_back(uname->bytes.substr(at, end - at));
        at = end + 1;
    }
    if (words.size() < 3)
        return;
    facts.system = words[0];
    facts.release = words[2];
    if (!facts.machineName)
        facts.machineName = words[1];
}

/// Names of files ("vmm.ko") and of modules inside them ("pci/ppt"): kldstat -v shows both.
void addModules(const Capture &capture, Facts &facts)
{
    const Blob *kldstat = capture.find("kldstat");
    if (!kldstat)
        return;
    facts.modules.emplace();
    std::string_view text = kldstat->bytes;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (line.ends_with(' '))
            line.remove_suffix(1);
        if (line.ends_with(')')) // kldstat -v: "... vmm.ko (/boot/kernel/vmm.ko)"
            line = line.substr(0, line.rfind(" ("));
        const std::string_view name = line.substr(line.find_last_of(" \t") + 1);
        if (!name.empty() && name != "Name" && name != "modules:")
            facts.modules->emplace_back(name);
    }
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

} // namespace

Facts makeFacts(const Capture &capture)
{
    Facts facts;
    facts.revision = capture.revision();
    addFunctions(capture, facts);
    addAcpi(capture, facts);
    addSystem(capture, facts);
    addModules(capture, facts);
    addGuests(capture, facts);
    facts.boot = bootFilesOf(capture);
    for (const auto &[name, blob] : capture.blobs)
        if (blob.error && !(name == "sysctl-vmm" || isMissing(*blob.error)))
            facts.oddities.push_back({blob.source, blob.error->what});
    return facts;
}

} // namespace patchbay
