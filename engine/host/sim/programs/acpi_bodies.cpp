// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/acpi_print.h"

#include <algorithm>
#include <format>
#include <span>

namespace patchbay::sim {

namespace {

/// "{A,B}", or nothing when no bit is set.
std::string flagText(std::uint64_t value, std::span<const std::pair<unsigned, const char *>> names)
{
    std::string text;
    for (const auto &[bit, name] : names) {
        if (value >> bit & 1)
            text += (text.empty() ? "{" : ",") + std::string(name);
    }
    return text.empty() ? text : text + "}";
}

std::string scopeText(std::string_view scope)
{
    static constexpr const char *types[] = {nullptr, "PCI Endpoint Device", "PCI Sub-Hierarchy", "IOAPIC",
                                            "HPET"};
    const auto type = acpiNumber(scope, 0, 1);
    const std::string name = type >= 1 && type <= 4 ? types[type] : std::to_string(type);
    std::string text =
        std::format("\t\tType={}\n\t\tLength={}\n\t\tEnumerationId={}\n\t\tStartBusNumber={}\n", name,
                    acpiNumber(scope, 1, 1), acpiNumber(scope, 4, 1), acpiNumber(scope, 5, 1));
    std::string path;
    for (std::size_t at = 6; at + 2 <= scope.size(); at += 2)
        path += std::format("{}{}:{}", path.empty() ? "" : ",", acpiNumber(scope, at, 1),
                            acpiNumber(scope, at + 1, 1));
    return path.empty() ? text : text + "\t\tPath={" + path + "}\n";
}

std::string scopesText(std::string_view scopes)
{
    std::string text;
    while (scopes.size() >= 6) {
        const std::size_t length = std::size_t(acpiNumber(scopes, 1, 1));
        if (length < 6)
            break;
        text += text.empty() ? "\tDevice Scope:\n" : "\n";
        text += scopeText(scopes.substr(0, length));
        scopes.remove_prefix(std::min(length, scopes.size()));
    }
    return text;
}

std::string structureText(std::string_view s)
{
    static constexpr std::pair<unsigned, const char *> all[] = {{0, "INCLUDE_ALL"}},
                                                       ports[] = {{0, "ALL_PORTS"}};
    const auto type = acpiNumber(s, 0, 2), length = acpiNumber(s, 2, 2);
    const auto from = [&](std::size_t at) { return s.substr(std::min(at, s.size())); };
    switch (type) {
    case 0:
        return std::format("\tType=DRHD\n\tLength={}\n\tFlags={}\n\tSegment={}\n\tAddress=0x{:016x}\n",
                           length, flagText(acpiNumber(s, 4, 1), all), acpiNumber(s, 6, 2),
                           acpiNumber(s, 8, 8)) +
            scopesText(from(16));
    case 1:
        return std::format("\tType=RMRR\n\tLength={}\n\tSegment={}\n\tBaseAddress=0x{:016x}\n\tLimitAddress="
                           "0x{:016x}\n",
                           length, acpiNumber(s, 6, 2), acpiNumber(s, 8, 8), acpiNumber(s, 16, 8)) +
            scopesText(from(24));
    case 2:
        return std::format("\tType=ATSR\n\tLength={}\n\tFlags={}\n\tSegment={}\n", length,
                           flagText(acpiNumber(s, 4, 1), ports), acpiNumber(s, 6, 2)) +
            scopesText(from(8));
    case 3:
        return std::format("\tType=RHSA\n\tLength={}\n\tBaseAddress=0x{:016x}\n\tProximityDomain=0x{:08x}\n",
                           length, acpiNumber(s, 8, 8), acpiNumber(s, 16, 4));
    default: return std::format("\tType={}\n\tLength={}\n", type, length);
    }
}

std::string mpsFlags(std::uint64_t flags)
{
    static constexpr const char *polarity[] = {"conforming", "active-hi", "0x2", "active-lo"};
    static constexpr const char *trigger[] = {"conforming", "edge", "0x2", "level"};
    return std::format("\tFlags={{Polarity={}, Trigger={}}}\n", polarity[flags & 3], trigger[flags >> 2 & 3]);
}

std::string cpuText(std::uint64_t cpu)
{
    return cpu == 0xff ? std::string("\tACPI CPU=ALL\n") : std::format("\tACPI CPU={}\n", cpu);
}

std::string apicText(std::string_view s)
{
    static constexpr const char *names[] = {"Local APIC",   "IO APIC",         "INT Override",
                                            "NMI",          "Local APIC NMI",  "Local APIC Override",
                                            "IO SAPIC",     "Local SAPIC",     "Platform Interrupt",
                                            "Local X2APIC", "Local X2APIC NMI"};
    const auto type = acpiNumber(s, 0, 1);
    std::string text = type < std::size(names) ? std::format("\tType={}\n", names[type])
                                               : std::format("\tType={} (unknown)\n", type);
    const auto enabled = [](std::uint64_t flags) {
        return flags & 1 ? "\tFlags={ENABLED}\n" : "\tFlags={DISABLED}\n";
    };
    switch (type) {
    case 0:
        return text + cpuText(acpiNumber(s, 2, 1)) + enabled(acpiNumber(s, 4, 4)) +
            std::format("\tAPIC ID={}\n", acpiNumber(s, 3, 1));
    case 1:
        return text +
            std::format("\tAPIC ID={}\n\tINT BASE={}\n\tADDR=0x{:016x}\n", acpiNumber(s, 2, 1),
                        acpiNumber(s, 8, 4), acpiNumber(s, 4, 4));
    case 2:
        return text +
            std::format("\tBUS={}\n\tIRQ={}\n\tINTR={}\n", acpiNumber(s, 2, 1), acpiNumber(s, 3, 1),
                        acpiNumber(s, 4, 4)) +
            mpsFlags(acpiNumber(s, 8, 2));
    case 3: return text + std::format("\tINTR={}\n", acpiNumber(s, 4, 4)) + mpsFlags(acpiNumber(s, 2, 2));
    case 4:
        return text + cpuText(acpiNumber(s, 2, 1)) + std::format("\tLINT Pin={}\n", acpiNumber(s, 5, 1)) +
            mpsFlags(acpiNumber(s, 3, 2));
    case 9:
        return text + std::format("\tUID={}\n", acpiNumber(s, 12, 4)) + enabled(acpiNumber(s, 8, 4)) +
            std::format("\tAPIC ID={}\n", acpiNumber(s, 4, 4));
    default: return text;
    }
}

std::string portRange(std::string_view table, const char *name, std::size_t at, std::size_t lengthAt)
{
    const auto base = acpiNumber(table, at, 4), length = acpiNumber(table, lengthAt, 1);
    return base == 0 ? std::string() : std::format("\t{}=0x{:x}-0x{:x}\n", name, base, base + length - 1);
}

} // namespace

std::string dmarBody(std::string_view table)
{
    static constexpr std::pair<unsigned, const char *> flags[] = {{0, "INTR_REMAP"}, {1, "X2APIC_OPT_OUT"}};
    std::string text = std::format("\tHost Address Width={}\n\tFlags={}\n", acpiNumber(table, 36, 1) + 1,
                                   flagText(acpiNumber(table, 37, 1), flags));
    for (std::string_view rest = table.substr(std::min<std::size_t>(48, table.size())); rest.size() >= 4;) {
        const std::size_t length = std::size_t(acpiNumber(rest, 2, 2));
        if (length < 4)
            break;
        text += "\n" + structureText(rest.substr(0, length));
        rest.remove_prefix(std::min(length, rest.size()));
    }
    return text;
}

std::string madtBody(std::string_view table)
{
    static constexpr std::pair<unsigned, const char *> flags[] = {{0, "PC-AT"}};
    std::string text = std::format("\tLocal APIC ADDR=0x{:08x}\n\tFlags={}\n", acpiNumber(table, 36, 4),
                                   flagText(acpiNumber(table, 40, 4), flags));
    for (std::string_view rest = table.substr(std::min<std::size_t>(44, table.size())); rest.size() >= 2;) {
        const std::size_t length = std::size_t(acpiNumber(rest, 1, 1));
        if (length < 2)
            break;
        text += "\n" + apicText(rest.substr(0, length));
        rest.remove_prefix(std::min(length, rest.size()));
    }
    return text;
}

std::string fadtBody(std::string_view t)
{
    static constexpr const char *profiles[] = {"Unspecified",
                                               "Desktop",
                                               "Mobile",
                                               "Workstation",
                                               "Enterprise Server",
                                               "SOHO Server",
                                               "Appliance PC",
                                               "Performance Server",
                                               "Tablet"};
    static constexpr std::pair<unsigned, const char *> boot[] = {
        {0, "LEGACY_DEVICES"}, {1, "8042"}, {2, "NO_VGA"}, {3, "NO_MSI"}, {4, "NO_ASPM"}, {5, "NO_CMOS_RTC"}};
    static constexpr std::pair<unsigned, const char *> flags[] = {
        {0, "WBINVD"},        {1, "WBINVD_FLUSH"},      {2, "C1_SUPPORTED"},       {3, "C2_MP_SUPPORTED"},
        {4, "POWER_BUTTON"},  {5, "SLEEP_BUTTON"},      {6, "FIXED_RTC"},          {7, "S4_RTC_WAKE"},
        {8, "32BIT_TIMER"},   {9, "DOCKING_SUPPORTED"}, {10, "RESET_REGISTER"},    {11, "SEALED_CASE"},
        {12, "HEADLESS"},     {13, "CPU_SLEEP"},        {14, "PCIE_WAKE"},         {15, "PLATFORM_CLOCK"},
        {16, "S4_RTC_VALID"}, {17, "REMOTE_POWER_ON"},  {18, "APIC_CLUSTER_MODE"}, {19, "APIC_PHYSICAL_MODE"},
        {20, "HW_REDUCED"},   {21, "LOW_POWER_S0"}};
    const auto profile = acpiNumber(t, 45, 1);
    std::string text = std::format(
        " \tFACS=0x{:x}, DSDT=0x{:x}\n\tINT_MODEL={}\n\tPreferred_PM_Profile={} ({})\n\tSCI_INT={}\n",
        acpiNumber(t, 36, 4), acpiNumber(t, 40, 4), acpiNumber(t, 44, 1) ? "APIC" : "PIC",
        profile < std::size(profiles) ? profiles[profile] : "Unknown/Reserved", profile,
        acpiNumber(t, 46, 2));
    text += std::format(
        "\tSMI_CMD=0x{:x}, ACPI_ENABLE=0x{:x}, ACPI_DISABLE=0x{:x}, S4BIOS_REQ=0x{:x}\n\tPSTATE_CNT=0x{:x}\n",
        acpiNumber(t, 48, 4), acpiNumber(t, 52, 1), acpiNumber(t, 53, 1), acpiNumber(t, 54, 1),
        acpiNumber(t, 55, 1));
    text += portRange(t, "PM1a_EVT_BLK", 56, 88) + portRange(t, "PM1b_EVT_BLK", 60, 88) +
        portRange(t, "PM1a_CNT_BLK", 64, 89) + portRange(t, "PM1b_CNT_BLK", 68, 89) +
        portRange(t, "PM2_CNT_BLK", 72, 90) + portRange(t, "PM_TMR_BLK", 76, 91) +
        portRange(t, "GPE0_BLK", 80, 92) + portRange(t, "GPE1_BLK", 84, 93);
    text += std::format("\tP_LVL2_LAT={} us, P_LVL3_LAT={} us\n\tFLUSH_SIZE={}, "
                        "FLUSH_STRIDE={}\n\tDUTY_OFFSET={}, DUTY_WIDTH={}\n"
                        "\tDAY_ALRM={}, MON_ALRM={}, CENTURY={}\n\tIAPC_BOOT_ARCH={}\n\tFlags={}\n",
                        acpiNumber(t, 96, 2), acpiNumber(t, 98, 2), acpiNumber(t, 100, 2),
                        acpiNumber(t, 102, 2), acpiNumber(t, 104, 1), acpiNumber(t, 105, 1),
                        acpiNumber(t, 106, 1), acpiNumber(t, 107, 1), acpiNumber(t, 108, 1),
                        flagText(acpiNumber(t, 109, 2), boot), flagText(acpiNumber(t, 112, 4), flags));
    if (acpiNumber(t, 112, 4) & 0x400)
        text += std::format("\tRESET_REG=0x{:02x}:{}[{}] ({}), RESET_VALUE=0x{:x}\n", acpiNumber(t, 120, 8),
                            acpiNumber(t, 118, 1), acpiNumber(t, 117, 1),
                            acpiNumber(t, 116, 1) == 1 ? "IO" : "Memory", acpiNumber(t, 128, 1));
    return text;
}

} // namespace patchbay::sim
