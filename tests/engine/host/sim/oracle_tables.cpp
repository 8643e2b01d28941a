// SPDX-License-Identifier: BSD-2-Clause
#include "oracle.h"

#include "host/sim/text.h"

#include <algorithm>
#include <map>

using namespace patchbay::sim;

namespace {

using Fields = std::map<std::string, std::string>;

struct Printed
{
    Fields head; ///< before the first empty line
    std::vector<Fields>
        entries; ///< one per structure after it; of DMAR, scopes follow their unit as entries of their own
    std::vector<bool> isScope;
};

/// "A=1, B=2" and "A=1\tB=2" into fields.
void addFields(std::string_view line, Fields &fields)
{
    while (!line.empty()) {
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos)
            return;
        std::size_t end = line.find('\t', equals);
        if (!line.substr(equals + 1).starts_with('{'))
            end = std::min(end, line.find(", ", equals));
        end = std::min(end, line.size());
        fields[std::string(trimmed(line.substr(0, equals)))] =
            std::string(line.substr(equals + 1, end - equals - 1));
        line = trimmed(line.substr(end));
        if (line.starts_with(','))
            line = trimmed(line.substr(1));
    }
}

Printed readPrint(const std::vector<std::string_view> &body)
{
    Printed printed;
    Fields *now = &printed.head;
    for (const std::string_view line : body) {
        const bool scopeStart = trimmed(line) == "Device Scope:";
        if (line.empty() || scopeStart) {
            printed.entries.emplace_back();
            printed.isScope.push_back(scopeStart);
            now = &printed.entries.back();
            continue;
        }
        if (line.starts_with("\t\t") && !printed.isScope.empty())
            printed.isScope.back() = true;
        addFields(trimmed(line), *now);
    }
    return printed;
}

std::uint64_t value(const Fields &fields, const std::string &name)
{
    const auto it = fields.find(name);
    if (it == fields.end())
        return 0;
    const std::string text = it->second.substr(0, it->second.find_first_of(" -:,"));
    return number(text).value_or(0);
}

class Bytes
{
public:
    explicit Bytes(std::size_t size)
        : m_bytes(size, '\0')
    {
    }
    void put(std::size_t at, std::uint64_t number, unsigned width)
    {
        for (unsigned i = 0; i < width && at + i < m_bytes.size(); ++i)
            m_bytes[at + i] = char(number >> 8 * i);
    }
    void text(std::size_t at, const std::string &text, std::size_t width)
    {
        for (std::size_t i = 0; i < width; ++i)
            m_bytes[at + i] = i < text.size() ? text[i] : ' ';
    }
    [[nodiscard]] std::string finish(std::size_t hidden) const
    {
        std::string bytes = m_bytes;
        unsigned sum = 0;
        for (const char c : bytes)
            sum += static_cast<unsigned char>(c);
        if (hidden < bytes.size())
            bytes[hidden] = char(static_cast<unsigned char>(bytes[hidden]) - sum);
        return bytes;
    }

private:
    std::string m_bytes;
};

unsigned flagBits(const std::string &text, const std::vector<std::string> &names)
{
    unsigned bits = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text.find("{" + names[i] + "}") != std::string::npos ||
            text.find("{" + names[i] + ",") != std::string::npos ||
            text.find("," + names[i] + ",") != std::string::npos ||
            text.find("," + names[i] + "}") != std::string::npos)
            bits |= 1u << i;
    }
    return bits;
}

void putDmar(const Printed &p, Bytes &bytes)
{
    bytes.put(36, value(p.head, "Host Address Width") - 1, 1);
    bytes.put(37, flagBits(p.head.at("Flags"), {"INTR_REMAP", "X2APIC_OPT_OUT"}), 1);
    std::size_t at = 48;
    for (std::size_t i = 0; i < p.entries.size(); ++i) {
        const Fields &f = p.entries[i];
        if (f.empty())
            continue;
        bytes.put(at + (p.isScope[i] ? 1 : 2), value(f, "Length"), p.isScope[i] ? 1 : 2);
        if (!p.isScope[i]) { // DRHD is type 0
            bytes.put(at + 4, flagBits(f.at("Flags"), {"INCLUDE_ALL"}), 1);
            bytes.put(at + 6, value(f, "Segment"), 2);
            bytes.put(at + 8, value(f, "Address"), 8);
            at += 16;
            continue;
        }
        const std::string &type = f.at("Type");
        bytes.put(at,
                  type == "PCI Endpoint Device"     ? 1
                      : type == "PCI Sub-Hierarchy" ? 2
                      : type == "IOAPIC"            ? 3
                                                    : 4,
                  1);
        bytes.put(at + 4, value(f, "EnumerationId"), 1);
        bytes.put(at + 5, value(f, "StartBusNumber"), 1);
        const std::string path = f.at("Path");
        bytes.put(at + 6, *number(path.substr(1, path.find(':') - 1)), 1);
        bytes.put(at + 7, *number(path.substr(path.find(':') + 1, path.find('}') - path.find(':') - 1)), 1);
        at += value(f, "Length");
    }
}

unsigned mpsFlags(const std::string &text)
{
    const unsigned polarity = text.find("active-hi") != std::string::npos ? 1
        : text.find("active-lo") != std::string::npos                     ? 3
                                                                          : 0;
    return polarity |
        (text.find("level") != std::string::npos      ? 12
             : text.find("edge") != std::string::npos ? 4
                                                      : 0);
}

void putMadt(const Printed &p, Bytes &bytes)
{
    bytes.put(36, value(p.head, "Local APIC ADDR"), 4);
    bytes.put(40, flagBits(p.head.at("Flags"), {"PC-AT"}), 4);
    std::size_t at = 44;
    for (const Fields &f : p.entries) {
        if (f.empty())
            continue;
        const std::string &type = f.at("Type");
        const std::uint64_t cpu =
            f.contains("ACPI CPU") && f.at("ACPI CPU") == "ALL" ? 0xff : value(f, "ACPI CPU");
        unsigned size = 8;
        if (type == "Local APIC") {
            bytes.put(at + 2, cpu, 1);
            bytes.put(at + 3, value(f, "APIC ID"), 1);
            bytes.put(at + 4, f.at("Flags") == "{ENABLED}", 4);
        } else if (type == "IO APIC") {
            size = 12;
            bytes.put(at, 1, 1);
            bytes.put(at + 2, value(f, "APIC ID"), 1);
            bytes.put(at + 4, value(f, "ADDR"), 4);
            bytes.put(at + 8, value(f, "INT BASE"), 4);
        } else if (type == "INT Override") {
            size = 10;
            bytes.put(at, 2, 1);
            bytes.put(at + 2, value(f, "BUS"), 1);
            bytes.put(at + 3, value(f, "IRQ"), 1);
            bytes.put(at + 4, value(f, "INTR"), 4);
            bytes.put(at + 8, mpsFlags(f.at("Flags")), 2);
        } else {
            size = 6;
            bytes.put(at, 4, 1);
            bytes.put(at + 2, cpu, 1);
            bytes.put(at + 3, mpsFlags(f.at("Flags")), 2);
            bytes.put(at + 5, value(f, "LINT Pin"), 1);
        }
        bytes.put(at + 1, size, 1);
        at += size;
    }
}

void putFadt(const Fields &f, Bytes &bytes)
{
    const auto port = [&](const char *name, std::size_t at, std::size_t lengthAt) {
        if (!f.contains(name))
            return;
        const std::string &range = f.at(name);
        const std::size_t dash = range.find('-');
        bytes.put(at, *number(range.substr(0, dash)), 4);
        bytes.put(lengthAt, *number(range.substr(dash + 1)) - *number(range.substr(0, dash)) + 1, 1);
    };
    bytes.put(36, value(f, "FACS"), 4);
    bytes.put(40, value(f, "DSDT"), 4);
    bytes.put(44, f.at("INT_MODEL") == "APIC", 1);
    bytes.put(46, value(f, "SCI_INT"), 2);
    bytes.put(48, value(f, "SMI_CMD"), 4);
    bytes.put(52, value(f, "ACPI_ENABLE"), 1);
    bytes.put(53, value(f, "ACPI_DISABLE"), 1);
    port("PM1a_EVT_BLK", 56, 88);
    port("PM1a_CNT_BLK", 64, 89);
    port("PM_TMR_BLK", 76, 91);
    port("GPE0_BLK", 80, 92);
    bytes.put(96, value(f, "P_LVL2_LAT"), 2);
    bytes.put(98, value(f, "P_LVL3_LAT"), 2);
    bytes.put(108, value(f, "CENTURY"), 1);
    bytes.put(109, flagBits(f.at("IAPC_BOOT_ARCH"), {"LEGACY_DEVICES", "8042"}), 2);
    bytes.put(112,
              flagBits(f.at("Flags"),
                       {"WBINVD", "", "C1_SUPPORTED", "", "POWER_BUTTON", "SLEEP_BUTTON", "", "S4_RTC_WAKE",
                        "", "", "RESET_REGISTER", "", "", "", "", "PLATFORM_CLOCK"}),
              4);
    bytes.put(116, 1, 1);
    bytes.put(117, 8, 1);
    bytes.put(120, value(f, "RESET_REG"), 8);
    bytes.put(128, value(f, "RESET_VALUE"), 1);
}

std::string rebuilt(const std::vector<std::string_view> &block)
{
    const std::string signature(block[0].substr(2, 4));
    Fields first;
    addFields(block[0].substr(block[0].find(':') + 1), first);
    Bytes bytes(std::size_t(value(first, "Length")));
    bytes.text(0, signature, 4);
    bytes.put(4, value(first, "Length"), 4);
    const Printed p = readPrint(std::vector(block.begin() + 1, block.end()));
    if (signature == "FACS")
        return bytes.finish(4096);
    bytes.put(8, value(first, "Revision"), 1);
    bytes.put(9, value(first, "Checksum"), 1);
    bytes.text(10, p.head.at("OEMID"), p.head.at("OEMID").size() == 5 ? 6 : 6);
    bytes.text(16, p.head.at("OEM Table ID"), 8);
    bytes.put(24, value(p.head, "OEM Revision"), 4);
    bytes.text(28, p.head.at("Creator ID"), 4);
    bytes.put(32, value(p.head, "Creator Revision"), 4);
    std::size_t hidden = 1 << 20;
    if (signature == "RSDT") {
        std::size_t at = 36;
        for (const std::string &word : words(p.head.at("Entries")))
            if (const auto entry = number(word.substr(0, word.find(',')))) {
                bytes.put(at, *entry, 4);
                at += 4;
            }
    } else if (signature == "DMAR") {
        putDmar(p, bytes);
    } else if (signature == "APIC") {
        putMadt(p, bytes);
    } else if (signature == "FACP") {
        putFadt(p.head, bytes);
        hidden = 140;
    } else if (signature == "HPET") {
        bytes.put(36,
                  value(p.head, "PCI Vendor ID") << 16 | 1 << 15 | value(p.head, "Counter Size") << 13 |
                      value(p.head, "Comparators") << 8 | value(p.head, "HW Rev"),
                  4);
        bytes.put(44, value(p.head, "ADDR"), 8);
    } else if (signature == "MCFG") {
        const Fields &f = p.entries.at(0);
        bytes.put(44, value(f, "Base Address"), 8);
        bytes.put(52, value(f, "Segment Group"), 2);
        bytes.put(54, value(f, "Start Bus"), 1);
        bytes.put(55, value(f, "End Bus"), 1);
    } else {
        hidden = 36;
    }
    return bytes.finish(hidden);
}

} // namespace

std::vector<std::string> rebuiltTables(const std::string &print, std::string &ret_rsdp)
{
    std::vector<std::string> tables;
    std::vector<std::string_view> block;
    for (const std::string_view line : lines(print)) {
        if (line == "/*") {
            block.clear();
        } else if (line != " */") {
            block.push_back(line);
        } else if (block[0].starts_with("  RSD PTR")) {
            for (const std::string_view one : block)
                ret_rsdp.append(one).append("\n");
        } else {
            tables.push_back(rebuilt(block));
        }
    }
    return tables;
}
