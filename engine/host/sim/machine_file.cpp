// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine_file.h"

#include "host/sim/device_tree.h"
#include "host/sim/machine_lines.h"
#include "host/sim/storage.h"
#include "host/sim/text.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

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
        if (m_function && isFunctionWord(parts.front()))
            return readFunctionLine(*m_function, parts, bare);
        if (m_table && isTableWord(parts.front()))
            return readTableLine(*m_table, parts);
        if (m_pieces &&
            (parts[0] == "always" || parts[0] == "when" || parts[0] == "again" || parts[0] == "gone"))
            return readGuard(parts);
        if (m_rawTable && parts.front().size() == 2 && number(parts.front(), 16))
            return readBytes(parts);
        endSection();
        return readDirective(parts, bare);
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
        const auto bytes = hexBytes(parts);
        if (!bytes)
            return pass(bytes.error());
        m_rawTable->append(bytes->begin(), bytes->end());
        return {};
    }

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
        auto begun = beginFunction(parts, m_built);
        if (!begun)
            return pass(begun.error());
        m_function = std::move(*begun);
    } else if (word == "dmar") {
        const auto width = numberUpTo(64, parts.size() > 1 ? parts[1] : "39");
        if (!width)
            return pass(width.error());
        m_table.emplace("DMAR", unsigned(*width), parts.size() > 2 && parts[2] == "intr-remap" ? 1 : 0);
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
