// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_text.h"

#include "host/acpi_dmar_text.h"
#include "host/acpi_hex_text.h"
#include "host/acpi_inventory.h"
#include "host/plain_text.h"
#include "host/text_lines.h"

#include <algorithm>
#include <format>
#include <iterator>

namespace patchbay {

namespace {

bool isSignature(std::string_view word)
{
    return word.size() == 4 && std::all_of(word.begin(), word.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '!';
           });
}

bool isOurs(std::string_view signature) { return signature == "DMAR" || signature == "IVRS"; }

class AcpiText
{
public:
    AcpiText(std::string_view text, std::string_view source)
        : m_lines(text)
        , m_source(source)
    {
    }

    Result<AcpiReading> read()
    {
        while (m_held || m_lines.next(m_line)) {
            m_held = false;
            const std::string_view line = trimmed(m_line);
            if (line.size() > 6 && line[4] == ':' && isSignature(line.substr(0, 4)))
                takeHeader(line);
            else if (line.size() > 8 && line.substr(4, 5) == " @ 0x" && isSignature(line.substr(0, 4)))
                takeDump(line.substr(0, 4), line.substr(7));
            else if (line.starts_with("[000h") && line.contains("Signature : \""))
                takeDisassembly(line.substr(line.find('"') + 1, 4));
            else
                takeOther(line);
            m_inComment = line == "/*";
        }
        return finish();
    }

private:
    /// "DMAR: Length=136, Revision=1, Checksum=45,": acpidump -t.
    void takeHeader(std::string_view line)
    {
        const std::string_view signature = line.substr(0, 4);
        if (!trimmed(line.substr(5)).starts_with("Length="))
            return;
        m_any = true;
        m_inventory.see(signature, lengthIn(line));
        if (!isOurs(signature) || isSecond(signature)) {
            if (m_inComment)
                m_inventory.open(signature, m_lines.number());
            return;
        }
        if (line.contains("(Incorrect)"))
            odd(m_lines.number(), std::format("The checksum of the {} table is wrong.", signature));
        const std::size_t header = m_lines.number();
        skipHeaderLines();
        takeBody(signature, header);
    }

    static std::size_t lengthIn(std::string_view line)
    {
        line.remove_prefix(line.find("Length=") + 7);
        return numberIn<std::uint32_t>(line.substr(0, line.find(','))).value_or(0);
    }

    /// What stands between the tables of ours.
    void takeOther(std::string_view line)
    {
        m_any |= line.starts_with("RSD PTR:");
        if (line.ends_with("*/"))
            m_inventory.close();
        else if (line == "/*")
            m_inventory.cut();
        else if (line.starts_with("Entries={"))
            m_inventory.takeEntries(line.substr(9));
        else if (line.contains(") is corrupt") && line.contains("RSDT entry "))
            m_inventory.takeCorrupt(line.substr(line.find("(sig ") + 5, 4));
    }

    /// The two lines after the first name the makers of table and compiler.
    void skipHeaderLines()
    {
        while (nextLine())
            if (const std::string_view line = trimmed(m_line); !line.starts_with("OEMID=") && !line.starts_with("Creator ID=")) {
                m_held = true;
                return;
            }
    }

    void takeBody(std::string_view signature, std::size_t header)
    {
        const char *begin = nullptr;
        const char *end = nullptr;
        std::size_t first = 0;
        bool closed = false;
        while (!closed && nextLine()) {
            const std::string_view line = trimmed(m_line);
            if (line == "*/") {
                closed = true;
            } else if (line == "/*" || line.contains(": Length=")) {
                m_held = true;
                break;
            } else if (begin == nullptr) {
                begin = m_line.data();
                first = m_lines.number();
            }
            if (!closed)
                end = m_line.data() + m_line.size();
        }
        const std::string_view body(begin, begin == nullptr ? 0 : std::size_t(end - begin));
        takeTable(signature, body, first, header, closed);
    }

    void takeTable(std::string_view signature, std::string_view body, std::size_t first, std::size_t header, bool closed)
    {
        if (const std::size_t data = body.find("Data={"); data != std::string_view::npos) {
            const auto before = std::size_t(std::count(body.begin(), body.begin() + std::ptrdiff_t(data), '\n'));
            takeData(signature, body.substr(data), first + before);
        } else if (signature == "DMAR") {
            m_reading.tables.dmar = parseDmarText(body, m_source, first, m_reading.oddities);
            m_reading.tables.dmar->complete &= closed;
        } else {
            m_reading.tables.ivrs = Ivrs{};
            m_reading.tables.ivrs->complete = false;
            if (!trimmed(body).empty())
                odd(first, "The IVRS table is printed in a form that is not understood.");
        }
        const bool complete = signature == "DMAR" ? m_reading.tables.dmar && m_reading.tables.dmar->complete
                                                  : m_reading.tables.ivrs && m_reading.tables.ivrs->complete;
        if (!complete)
            odd(header, std::format("Only a part of the {} table is in the text.", signature));
    }

    /// Rows of hex bytes up to "}".
    void takeData(std::string_view signature, std::string_view data, std::size_t first)
    {
        DumpedBytes dump;
        Lines rows(data);
        std::string_view row;
        rows.next(row);
        while (rows.next(row) && trimmed(row) != "}") {
            const std::string bytes = hexRow(row, false);
            dump.lines.emplace_back(dump.bytes.size(), first + rows.number() - 1);
            dump.bytes += bytes;
            if (bytes.size() < 16)
                break;
        }
        decode(signature, dump);
    }

    /// "DMAR @ 0x0000000000000000": ACPICA.
    void takeDump(std::string_view signature, std::string_view address)
    {
        m_any = true;
        const bool root = AcpiInventory::isRoot(signature);
        const bool ours = isOurs(signature) && !isSecond(signature);
        DumpedBytes dump;
        const std::size_t header = m_lines.number();
        while (nextLine())
            if (!addOffsetRow(dump, m_line, m_lines.number())) {
                m_held = true;
                break;
            }
        if (root)
            m_inventory.takeBytes(signature, dump.bytes);
        else if (!ours)
            m_inventory.seeDumped(signature, address, dump.bytes);
        else if (dump.bytes.empty())
            fatal(header, std::format("no bytes follow \"{} @\"", signature));
        else
            decode(signature, dump);
    }

    void takeDisassembly(std::string_view signature)
    {
        m_any = true;
        m_inventory.see(signature, 0);
        if (!isOurs(signature) || isSecond(signature))
            return;
        DumpedBytes fields, raw;
        m_held = true;
        while (nextLine()) {
            const std::string_view line = trimmed(m_line);
            const bool starts = line.starts_with("[000h") || (line.size() > 8 && line.substr(4, 5) == " @ 0x");
            if ((starts && !fields.bytes.empty()) || line == "/*") {
                m_held = true;
                break;
            }
            if (!addIaslField(fields, line, m_lines.number()))
                addOffsetRow(raw, line, m_lines.number());
        }
        addIaslPadding(fields);
        decode(signature, raw.bytes.size() >= fields.bytes.size() ? raw : fields);
    }

    void decode(std::string_view signature, const DumpedBytes &dump)
    {
        const auto place = [&](std::size_t offset) { return dump.place(m_source, offset); };
        auto reading = decodeAcpiTable(dump.bytes, place);
        if (reading && !dump.bytes.starts_with(signature))
            return fatal(dump.lines.front().second, std::format("the bytes are not those of a {} table", signature));
        if (!reading) {
            if (!m_error)
                m_error = reading.error();
            return;
        }
        if (reading->tables.dmar)
            m_reading.tables.dmar = std::move(reading->tables.dmar);
        else
            m_reading.tables.ivrs = std::move(reading->tables.ivrs);
        std::move(reading->oddities.begin(), reading->oddities.end(), std::back_inserter(m_reading.oddities));
    }

    bool isSecond(std::string_view signature)
    {
        const bool second = signature == "DMAR" ? m_reading.tables.dmar.has_value() : m_reading.tables.ivrs.has_value();
        if (second)
            odd(m_lines.number(), std::format("A second {} table, which the system does not look at.", signature));
        return second;
    }

    Result<AcpiReading> finish()
    {
        if (m_error)
            return pass(*m_error);
        if (!m_any)
            return fail("no ACPI table in this text", std::string(m_source));
        const bool ours = m_reading.tables.dmar || m_reading.tables.ivrs;
        m_inventory.close(m_lines.number());
        m_reading.tables.read = ours || m_inventory.whole();
        for (auto &[line, text] : m_inventory.complaints(ours))
            odd(line, std::move(text));
        return std::move(m_reading);
    }

    bool nextLine()
    {
        if (m_held) {
            m_held = false;
            return true;
        }
        return m_lines.next(m_line);
    }

    void odd(std::size_t line, std::string text)
    {
        m_reading.oddities.push_back({std::format("{}:{}", m_source, line), std::move(text)});
    }

    void fatal(std::size_t line, std::string what)
    {
        if (!m_error)
            m_error = Error{std::move(what), std::format("{}:{}", m_source, line)};
    }

    Lines m_lines;
    std::string_view m_source;
    std::string_view m_line;
    bool m_held = false;      // m_line was looked at but not used
    bool m_any = false;       // some table of any kind
    bool m_inComment = false; // the line before was "/*"
    AcpiInventory m_inventory;
    AcpiReading m_reading;
    std::optional<Error> m_error;
};

} // namespace

Result<AcpiReading> parseAcpiText(std::string_view text, std::string_view source)
{
    return AcpiText(text, source).read();
}

Result<AcpiReading> readAcpi(std::string_view bytes, std::string_view source)
{
    const bool table = isOurs(bytes.substr(0, 4)) && bytes.substr(0, 48).contains('\0');
    if (table)
        return decodeAcpiTable(bytes, source);
    const auto plain = toPlainText(bytes);
    return plain ? parseAcpiText(plain->text(), source) : fail(plain.error().what, std::string(source));
}

} // namespace patchbay
