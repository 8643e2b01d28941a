// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine_file.h"

#include "host/sim/acpi_builder.h"
#include "host/sim/config_builder.h"
#include "host/sim/device_tree.h"
#include "host/sim/storage.h"
#include "host/sim/text.h"

#include <algorithm>
#include <format>
#include <functional>

namespace patchbay::sim {

namespace {

using Words = std::vector<std::string>;

/// The rest of a line after its first n words, trimmed.
std::string after(std::string_view line, int count)
{
    line = trimmed(line);
    for (int i = 0; i < count; ++i)
        line = trimmed(line.substr(std::min(line.find_first_of(" \t"), line.size())));
    return std::string(line);
}

Result<Address> functionAddress(const std::string &text)
{
    if (std::ranges::count(text, ':') < 2)
        return fail("expected bus:slot:function", text);
    const auto address = Address::parse("pci" + text);
    return address ? address : fail(address.error().what, text);
}

BuildOptions buildOptions(const Words &words, std::size_t from)
{
    BuildOptions options;
    for (std::size_t i = from; i < words.size(); ++i) {
        const std::size_t equals = words[i].find('=');
        options[words[i].substr(0, equals)] = equals == std::string::npos ? "" : words[i].substr(equals + 1);
    }
    return options;
}

/// "8086:10fb"
std::optional<std::pair<std::uint16_t, std::uint16_t>> idPair(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto first = number(text.substr(0, colon), 16), second = number(text.substr(colon + 1), 16);
    if (!first || !second || *first > 0xffff || *second > 0xffff)
        return std::nullopt;
    return std::pair(std::uint16_t(*first), std::uint16_t(*second));
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> range(std::string_view text)
{
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto first = number(text.substr(0, dash), 16), second = number(text.substr(dash + 1), 16);
    return first && second ? std::optional(std::pair(*first, *second)) : std::nullopt;
}

class Reader
{
public:
    Result<Machine> read(std::string_view text)
    {
        int lineNumber = 0;
        for (const std::string_view line : lines(text)) {
            ++lineNumber;
            if (const auto done = readLine(line); !done)
                return fail(done.error().what,
                            std::format("line {}{}{}", lineNumber, done.error().where.empty() ? "" : ": ",
                                        done.error().where));
        }
        endSection();
        std::ranges::sort(m_machine.functions, {}, &MachineFunction::address); // the order in which a bus is scanned
        m_machine.devices = deviceTree(m_treeLines);
        return std::move(m_machine);
    }

private:
    Result<> readLine(std::string_view line)
    {
        if (const std::size_t bar = line.find_first_not_of(" \t");
            bar != std::string_view::npos && line[bar] == '|')
            return readText(line.substr(bar + 1));
        const std::string_view bare = trimmed(line);
        if (bare.empty() || bare.front() == '#')
            return {};
        const Words parts = words(bare);
        if (m_function && functionWord(parts.front()))
            return readFunctionLine(parts, bare);
        if (m_table &&
            (parts[0] == "drhd" || parts[0] == "rmrr" || parts[0] == "scope" || parts[0] == "ivhd"))
            return readTableLine(parts);
        if (m_pieces &&
            (parts[0] == "always" || parts[0] == "when" || parts[0] == "again" || parts[0] == "gone"))
            return readGuard(parts);
        if (m_rawTable && parts.front().size() == 2 && number(parts.front(), 16))
            return readBytes(parts);
        endSection();
        return readDirective(parts, bare);
    }

    static bool functionWord(const std::string &word)
    {
        static constexpr std::string_view known[] = {"desc", "handle", "bar",    "buses", "window",
                                                     "cap",  "ecap",   "config", "child", "vpd"};
        return std::ranges::find(known, word) != std::end(known);
    }

    void endSection()
    {
        if (m_function) {
            m_built.insert_or_assign(m_function->function.address, *m_function);
            m_machine.functions.push_back(m_function->finish());
        }
        if (m_table)
            m_machine.acpiTables.push_back(m_table->finish());
        if (m_rawTable)
            m_machine.acpiTables.push_back(*m_rawTable);
        m_function.reset();
        m_table.reset();
        m_rawTable.reset();
        m_pieces = nullptr;
        m_file.clear();
        m_inTree = false;
    }

    Result<> readText(std::string_view line)
    {
        if (m_inTree)
            m_treeLines.emplace_back(line);
        else if (!m_file.empty())
            m_machine.files[m_file].append(line).append("\n");
        else if (m_pieces)
            m_pieces->back().text.append(line).append("\n");
        else
            return fail("a '|' line belongs to file, text or devices");
        return {};
    }

    Result<> readGuard(const Words &parts)
    {
        Piece piece;
        if (parts[0] != "always") {
            const auto address = parts.size() > 1 ? functionAddress(parts[1]) : fail("no function", parts[0]);
            if (!address)
                return pass(address.error());
            piece.function = *address;
            piece.when = parts[0] == "when" ? Piece::When::Attached
                : parts[0] == "again"       ? Piece::When::Again
                                            : Piece::When::Gone;
        }
        m_pieces->push_back(std::move(piece));
        return {};
    }

    Result<> readBytes(const Words &parts)
    {
        for (const std::string &part : parts) {
            const auto byte = number(part, 16);
            if (!byte || *byte > 0xff)
                return fail("expected bytes in hex", part);
            *m_rawTable += char(*byte);
        }
        return {};
    }

    Result<> beginFunction(const Words &parts);
    Result<> readFunctionLine(const Words &parts, std::string_view line);
    Result<> readTableLine(const Words &parts);
    Result<> readDirective(const Words &parts, std::string_view line);
    Result<> readName(const Words &parts, std::string_view line);

    Machine m_machine;
    std::optional<ConfigBuilder> m_function;
    std::map<Address, ConfigBuilder> m_built;
    std::optional<AcpiTableBuilder> m_table;
    std::optional<std::string> m_rawTable;
    std::vector<Piece> *m_pieces = nullptr;
    std::string m_file;
    std::vector<std::string> m_treeLines;
    bool m_inTree = false;
};

Result<> Reader::beginFunction(const Words &parts)
{
    if (parts.size() < 4)
        return fail("expected: function B:S:F VVVV:DDDD CLASS, or function B:S:F like B:S:F");
    const auto address = functionAddress(parts[1]);
    if (!address)
        return pass(address.error());
    if (m_built.contains(*address))
        return fail("this function is there already", parts[1]);
    if (parts[2] == "like") {
        const auto model = functionAddress(parts[3]);
        const auto it = model ? m_built.find(*model) : m_built.end();
        if (it == m_built.end())
            return fail("no such function before this line", parts[3]);
        m_function = it->second;
        m_function->function.address = *address;
        m_function->function.children.clear();
        m_function->function.handle.clear();
    } else {
        m_function.emplace(*address);
        const auto ids = idPair(parts[2]);
        const auto classCode = number(parts[3], 16);
        if (!ids || !classCode || *classCode > 0xffffff)
            return fail("expected VVVV:DDDD and a class of six hex digits", parts[2] + " " + parts[3]);
        m_function->identity(ids->first, ids->second, std::uint32_t(*classCode), 0);
        m_function->function.driver = guessDriver(ids->first, ids->second, std::uint32_t(*classCode));
    }
    for (const auto &[key, value] : buildOptions(parts, 4)) {
        if (key == "rev")
            m_function->raw(8, {std::uint8_t(number(value, 16).value_or(0))});
        else if (key == "sub" && idPair(value))
            m_function->subsystem(idPair(value)->first, idPair(value)->second);
        else if (key == "driver")
            m_function->function.driver = value == "none" ? std::string() : value;
        else if (key == "exact" && number(value).value_or(4097) <= 4096)
            m_function->exact(unsigned(*number(value)));
        else if (key == "irq")
            m_function->interrupt(std::uint8_t(number(value).value_or(0)), 1);
        else if (key == "multifunction")
            m_function->multifunction();
        else if (key == "keeps")
            m_function->function.canDetach = false;
        else
            return fail("unknown word for a function", key);
    }
    const std::string &driver = m_function->function.driver;
    if (driver == "hostb" || driver == "isab")
        m_function->function.canDetach = false;
    return {};
}

Result<> Reader::readFunctionLine(const Words &parts, std::string_view line)
{
    MachineFunction &function = m_function->function;
    const std::string &word = parts[0];
    if (word == "desc")
        function.description = after(line, 1);
    else if (word == "handle")
        function.handle = after(line, 1);
    else if (word == "vpd")
        function.vpd.push_back(after(line, 1));
    else if (word == "child")
        addChild(function.children, after(line, 1));
    else if (word == "cap" && parts.size() > 1)
        return m_function->capability(parts[1], buildOptions(parts, 2));
    else if (word == "ecap" && parts.size() > 1)
        return m_function->extended(parts[1], buildOptions(parts, 2));
    else if (word == "bar" && parts.size() == 5) {
        const auto reg = number(parts[1], 16), base = number(parts[3], 16), size = sizeNumber(parts[4]);
        if (!reg || !base || !size)
            return fail("expected: bar REG KIND BASE SIZE");
        return m_function->bar(unsigned(*reg), parts[2], *base, *size);
    } else if (word == "buses" && parts.size() == 4) {
        const auto a = number(parts[1]), b = number(parts[2]), c = number(parts[3]);
        if (!a || !b || !c || *a > 255 || *b > 255 || *c > 255)
            return fail("a bus is 0 ... 255");
        m_function->buses(std::uint8_t(*a), std::uint8_t(*b), std::uint8_t(*c));
    } else if (word == "window" && parts.size() == 3) {
        const auto window = range(parts[2]);
        return window ? m_function->window(parts[1], window->first, window->second)
                      : fail("expected BASE-LIMIT in hex");
    } else if (word == "config" && parts.size() > 2) {
        const auto offset = number(parts[1].substr(0, parts[1].find(':')), 16);
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 2; i < parts.size(); ++i)
            bytes.push_back(std::uint8_t(number(parts[i], 16).value_or(0)));
        if (!offset || *offset > 4095)
            return fail("no such offset", parts[1]);
        m_function->raw(unsigned(*offset), bytes);
    } else {
        return fail("incomplete line", std::string(line));
    }
    return {};
}

Result<> Reader::readTableLine(const Words &parts)
{
    if (parts[0] == "drhd" && parts.size() > 1) {
        m_table->drhd(number(parts[1], 16).value_or(0), parts.size() > 2 && parts[2] == "all");
    } else if (parts[0] == "rmrr" && parts.size() > 1 && range(parts[1])) {
        m_table->rmrr(range(parts[1])->first, range(parts[1])->second);
    } else if (parts[0] == "ivhd" && parts.size() > 3 && range(parts[3])) {
        m_table->ivhd(std::uint16_t(number(parts[1], 16).value_or(0)), number(parts[2], 16).value_or(0),
                      std::uint16_t(range(parts[3])->first), std::uint16_t(range(parts[3])->second));
    } else if (parts[0] == "scope" && parts.size() > 4) {
        static constexpr std::string_view types[] = {"", "endpoint", "bridge", "ioapic", "hpet"};
        const auto type = std::ranges::find(types, parts[1]);
        std::vector<std::pair<unsigned, unsigned>> path;
        for (std::string_view hops = parts[4]; !hops.empty();) {
            const std::size_t comma = std::min(hops.find(','), hops.size()), dot = hops.find('.');
            if (dot >= comma)
                return fail("a hop is SLOT.FUNCTION", parts[4]);
            path.emplace_back(unsigned(number(hops.substr(0, dot)).value_or(0)),
                              unsigned(number(hops.substr(dot + 1, comma - dot - 1)).value_or(0)));
            hops.remove_prefix(std::min(comma + 1, hops.size()));
        }
        if (type == std::end(types))
            return fail("a scope is endpoint, bridge, ioapic or hpet", parts[1]);
        m_table->scope(unsigned(type - std::begin(types)), unsigned(number(parts[2]).value_or(0)),
                       unsigned(number(parts[3]).value_or(0)), path);
    } else {
        return fail("incomplete line", parts[0]);
    }
    return {};
}

Result<> Reader::readName(const Words &parts, std::string_view line)
{
    if (parts.size() < 3)
        return fail("expected: name VVVV[:DDDD] Words");
    if (const auto ids = idPair(parts[1]))
        m_machine.deviceNames[*ids] = after(line, 2);
    else if (const auto vendor = number(parts[1], 16))
        m_machine.vendorNames[std::uint16_t(*vendor)] = after(line, 2);
    else
        return fail("expected VVVV or VVVV:DDDD", parts[1]);
    return {};
}

Result<> Reader::readDirective(const Words &parts, std::string_view line)
{
    const std::string &word = parts[0];
    const std::string rest = after(line, 1);
    Machine &m = m_machine;
    static const std::map<std::string, std::string Machine::*, std::less<>> plain = {
        {"summary", &Machine::summary}, {"release", &Machine::release},
        {"ident", &Machine::ident},     {"hostname", &Machine::hostName},
        {"cpu", &Machine::processor},   {"vendor", &Machine::processorVendor}};
    if (const auto it = plain.find(word); it != plain.end()) {
        m.*it->second = rest;
    } else if (word == "machine" && parts.size() > 1) {
        m.name = parts[1];
        m.title = after(line, 2);
    } else if (word == "osversion" && number(rest).value_or(UINT64_MAX) <= INT32_MAX) {
        m.osVersion = int(*number(rest));
    } else if (word == "cpus" && number(rest).value_or(UINT64_MAX) <= 4096) {
        m.processors = int(*number(rest));
    } else if (word == "memory" && sizeNumber(rest)) {
        m.memory = *sizeNumber(rest);
    } else if (word == "virtualisation") {
        m.virtualisation = rest != "no";
    } else if (word == "boot" && parts.size() == 3) {
        m.bootFileSystem = parts[1];
        m.bootSource = parts[2];
    } else if (word == "kenv" && parts.size() > 1) {
        m.kenv.emplace_back(parts[1], after(line, 2));
    } else if (word == "sysctl" && parts.size() > 1) {
        m.sysctl[parts[1]] = after(line, 2);
    } else if (word == "name") {
        return readName(parts, line);
    } else if (word == "disk" || word == "part") {
        return readDiskLine(parts, m);
    } else if (word == "connection" && parts.size() == 5) {
        m.connection = rest;
    } else if (word == "function") {
        return beginFunction(parts);
    } else if (word == "dmar") {
        m_table.emplace("DMAR", unsigned(parts.size() > 1 ? number(parts[1]).value_or(39) : 39),
                        parts.size() > 2 && parts[2] == "intr-remap" ? 1 : 0);
    } else if (word == "ivrs") {
        m_table.emplace("IVRS", 0, 0);
    } else if (word == "firmware" && parts.size() == 1) {
        m.firmware = true;
    } else if (word == "acpi") {
        m_rawTable.emplace();
    } else if (word == "devices") {
        m_inTree = true;
    } else if (word == "file" && rest.starts_with('/')) {
        m_file = rest;
        m.files[m_file];
    } else if (word == "text" && !rest.empty()) {
        m_pieces = &m.texts[rest];
        m_pieces->emplace_back();
    } else {
        return fail("unknown directive or nothing after it", word);
    }
    return {};
}

} // namespace

Result<Machine> parseMachine(std::string_view text) { return Reader().read(text); }

} // namespace patchbay::sim
