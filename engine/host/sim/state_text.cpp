// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/state.h"
#include "host/sim/text.h"

#include <charconv>
#include <format>

namespace patchbay::sim {

namespace {

/// "key=value" fields of one record, values as tokens.
class Record
{
public:
    explicit Record(std::string kind)
        : m_text(std::move(kind))
    {
    }
    Record &text(std::string_view key, std::string_view value)
    {
        m_text += std::format(" {}={}", key, toToken(value));
        return *this;
    }
    Record &number(std::string_view key, std::int64_t value)
    {
        m_text += std::format(" {}={}", key, value);
        return *this;
    }
    Record &flag(std::string_view key, bool value) { return value ? number(key, 1) : *this; }
    [[nodiscard]] std::string line() const { return m_text + "\n"; }

private:
    std::string m_text;
};

/// The same, read back.
class Fields
{
public:
    explicit Fields(std::string_view line)
    {
        for (const std::string &word : words(line)) {
            const std::size_t equals = word.find('=');
            if (equals == std::string::npos)
                kind = word;
            else
                m_fields.insert_or_assign(word.substr(0, equals), fromToken(word.substr(equals + 1)));
        }
    }
    [[nodiscard]] std::string text(std::string_view key) const
    {
        const auto it = m_fields.find(key);
        return it == m_fields.end() ? std::string() : it->second;
    }
    [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t absent = 0) const
    {
        const std::string value = text(key);
        std::int64_t result = absent;
        std::from_chars(value.data(), value.data() + value.size(), result);
        return result;
    }
    [[nodiscard]] bool flag(std::string_view key) const { return number(key) != 0; }
    [[nodiscard]] bool has(std::string_view key) const { return m_fields.contains(key); }

    std::string kind;

private:
    std::map<std::string, std::string, std::less<>> m_fields;
};

std::string deviceLine(const Device &device)
{
    return Record("device")
        .text("at", device.address.toString())
        .text("driver", device.driver)
        .number("unit", device.unit)
        .flag("fixed", device.fixed)
        .flag("attached", device.attached)
        .flag("disabled", !device.enabled)
        .flag("suspended", device.suspended)
        .flag("reborn", device.reborn)
        .number("bus", device.busUnit)
        .text("owner", device.owner)
        .text("reset", device.reset)
        .line();
}

std::string processText(const Process &process)
{
    Record record("process");
    record.number("pid", process.pid)
        .text("vm", process.vm)
        .text("log", process.logPath)
        .number("started", process.startedAt)
        .number("status", process.status)
        .number("repeats", process.repeats)
        .flag("system", process.hasSystem);
    if (process.endsAt)
        record.number("ends", *process.endsAt);
    std::string text = record.line();
    for (const std::string &argument : process.argv)
        text += Record("argument").text("is", argument).line();
    for (const auto &[after, piece] : process.script)
        text += Record("writes").number("after", after).text("text", piece).line();
    return text;
}

void readDevice(const Fields &fields, State &state)
{
    const auto address = Address::parse(fields.text("at"));
    if (!address)
        return;
    Device device;
    device.address = *address;
    device.driver = fields.text("driver");
    device.unit = int(fields.number("unit", -1));
    device.fixed = fields.flag("fixed");
    device.attached = fields.flag("attached");
    device.enabled = !fields.flag("disabled");
    device.suspended = fields.flag("suspended");
    device.reborn = fields.flag("reborn");
    device.busUnit = int(fields.number("bus", -1));
    device.owner = fields.text("owner");
    device.reset = fields.text("reset");
    state.devices.push_back(std::move(device));
}

void readProcess(const Fields &fields, State &state)
{
    Process process;
    process.pid = long(fields.number("pid"));
    process.vm = fields.text("vm");
    process.logPath = fields.text("log");
    process.startedAt = fields.number("started");
    process.status = int(fields.number("status"));
    process.repeats = fields.number("repeats");
    process.hasSystem = fields.flag("system");
    if (fields.has("ends"))
        process.endsAt = fields.number("ends");
    state.processes.push_back(std::move(process));
}

void readHost(const Fields &fields, State &state)
{
    state.boots = int(fields.number("boots"));
    state.bootedAt = fields.number("booted");
    state.upAt = fields.number("up");
    state.pptRegistered = fields.flag("ppt");
    state.vmmWorks = fields.flag("vmm");
    state.ivhdGone = fields.flag("ivhd-gone");
    state.iommuTried = fields.flag("iommu-tried");
    state.iommuWorks = fields.flag("iommu-works");
    state.iommuEnabled = !fields.flag("iommu-off");
    state.amdviEnabled = fields.flag("amdvi");
    state.domains = int(fields.number("domains"));
    state.nextPid = long(fields.number("pid", 1200));
    state.rootLost = fields.flag("root-lost");
    state.panic = fields.text("panic");
}

bool readRecord(const Fields &fields, State &state)
{
    if (fields.kind == "host")
        readHost(fields, state);
    else if (fields.kind == "device")
        readDevice(fields, state);
    else if (fields.kind == "root")
        state.roots.push_back({std::uint32_t(fields.number("domain")), std::uint8_t(fields.number("bus")),
                               int(fields.number("bridge")), int(fields.number("unit"))});
    else if (fields.kind == "kenv")
        state.kenv.emplace_back(fields.text("name"), fields.text("value"));
    else if (fields.kind == "sysctl")
        state.sysctl[fields.text("name")] = fields.text("value");
    else if (fields.kind == "nvstore")
        state.nvstore[fields.text("name")] = fields.text("value");
    else if (fields.kind == "environment")
        state.environments.push_back({fields.text("name"), fields.number("made"), fields.flag("booted"), fields.flag("next"),
                                      fields.flag("once")});
    else if (fields.kind == "module")
        state.modules.push_back({int(fields.number("id")), fields.text("file"), fields.text("path")});
    else if (fields.kind == "vm")
        state.vms.push_back({fields.text("name"), std::uint64_t(fields.number("memory")),
                             fields.flag("wired"), fields.flag("loaded"), fields.flag("asked")});
    else if (fields.kind == "override") {
        if (const auto address = Address::parse(fields.text("at")))
            state.pptOverrides[*address] = fields.flag("ppt");
    } else if (fields.kind == "process")
        readProcess(fields, state);
    else if (fields.kind == "background")
        state.background = Background{.words = {}, .wakesAt = fields.number("wakes")};
    else if (fields.kind == "word" && state.background)
        state.background->words.push_back(fields.text("is"));
    else if (fields.kind == "argument" && !state.processes.empty())
        state.processes.back().argv.push_back(fields.text("is"));
    else if (fields.kind == "writes" && !state.processes.empty())
        state.processes.back().script.emplace_back(fields.number("after"), fields.text("text"));
    else if (fields.kind == "program")
        state.programs.insert(fields.text("is"));
    else if (fields.kind == "hardware")
        state.hardware.push_back(fields.text("is"));
    else if (fields.kind == "message")
        state.messages.push_back(fields.text("is"));
    else
        return false;
    return true;
}

} // namespace

std::string State::toText() const
{
    std::string text = Record("host")
                           .number("boots", boots)
                           .number("booted", bootedAt)
                           .number("up", upAt)
                           .flag("ppt", pptRegistered)
                           .flag("vmm", vmmWorks)
                           .flag("ivhd-gone", ivhdGone)
                           .flag("iommu-tried", iommuTried)
                           .flag("iommu-works", iommuWorks)
                           .flag("iommu-off", !iommuEnabled)
                           .flag("amdvi", amdviEnabled)
                           .number("domains", domains)
                           .number("pid", nextPid)
                           .flag("root-lost", rootLost)
                           .text("panic", panic)
                           .line();
    for (const Device &device : devices)
        text += deviceLine(device);
    for (const RootBus &root : roots)
        text += Record("root")
                    .number("domain", root.domain)
                    .number("bus", root.bus)
                    .number("bridge", root.bridgeUnit)
                    .number("unit", root.busUnit)
                    .line();
    for (const auto &[name, value] : kenv)
        text += Record("kenv").text("name", name).text("value", value).line();
    for (const auto &[name, value] : sysctl)
        text += Record("sysctl").text("name", name).text("value", value).line();
    for (const auto &[name, value] : nvstore)
        text += Record("nvstore").text("name", name).text("value", value).line();
    for (const BootEnvironment &each : environments)
        text += Record("environment")
                    .text("name", each.name)
                    .number("made", each.madeAt)
                    .flag("booted", each.booted)
                    .flag("next", each.next)
                    .flag("once", each.once)
                    .line();
    for (const Module &module : modules)
        text += Record("module")
                    .number("id", module.id)
                    .text("file", module.file)
                    .text("path", module.path)
                    .line();
    for (const Vm &vm : vms)
        text += Record("vm")
                    .text("name", vm.name)
                    .number("memory", std::int64_t(vm.memory))
                    .flag("wired", vm.wired)
                    .flag("loaded", vm.loaded)
                    .flag("asked", vm.asked)
                    .line();
    for (const auto &[address, wanted] : pptOverrides)
        text += Record("override").text("at", address.toString()).flag("ppt", wanted).line();
    for (const Process &process : processes)
        text += processText(process);
    if (background) {
        text += Record("background").number("wakes", background->wakesAt).line();
        for (const std::string &word : background->words)
            text += Record("word").text("is", word).line();
    }
    for (const std::string &program : programs)
        text += Record("program").text("is", program).line();
    for (const std::string &change : hardware)
        text += Record("hardware").text("is", change).line();
    for (const std::string &message : messages)
        text += Record("message").text("is", message).line();
    return text;
}

Result<State> State::parse(std::string_view text)
{
    State state;
    int lineNumber = 0;
    for (const std::string_view line : lines(text)) {
        ++lineNumber;
        if (!readRecord(Fields(line), state))
            return fail("is no record of a simulated host's state", std::format("line {}", lineNumber));
    }
    return state;
}

} // namespace patchbay::sim
