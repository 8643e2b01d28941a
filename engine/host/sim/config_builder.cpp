// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/config_builder.h"

#include "host/sim/bars.h"
#include "host/sim/text.h"

#include <bit>

namespace patchbay::sim {

namespace {

std::uint64_t option(const BuildOptions &options, std::string_view key, std::uint64_t absent, int base = 0)
{
    const auto it = options.find(key);
    return it == options.end() ? absent : number(it->second, base).value_or(absent);
}

unsigned log2(std::uint64_t value) { return unsigned(std::bit_width(value)) - 1; }

} // namespace

ConfigBuilder::ConfigBuilder(const Address &address)
{
    function.address = address;
    function.config.assign(4096, 0);
}

void ConfigBuilder::put(unsigned at, std::uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width && at + i < function.config.size(); ++i)
        function.config[at + i] = std::uint8_t(value >> 8 * i);
}

void ConfigBuilder::identity(std::uint16_t vendor, std::uint16_t device, std::uint32_t classCode,
                             std::uint8_t revision)
{
    put(0x00, vendor, 2);
    put(0x02, device, 2);
    put(0x04, 0x0406, 2); // memory, bus master, INTx off: how a driver leaves it
    put(0x08, revision, 1);
    put(0x09, classCode, 3);
    const bool bridge = classCode >> 8 == 0x0604;
    put(0x0e, bridge ? 1 : 0, 1);
    if (bridge) { // closed windows
        put(0x20, 0xfff0, 2);
        put(0x24, 0xfff1, 2);
        put(0x26, 0x0001, 2);
    }
}

void ConfigBuilder::subsystem(std::uint16_t vendor, std::uint16_t device)
{
    put(0x2c, vendor, 2);
    put(0x2e, device, 2);
}

void ConfigBuilder::exact(unsigned size)
{
    function.config.assign(size, 0);
    m_exact = true;
}

void ConfigBuilder::interrupt(std::uint8_t line, std::uint8_t pin)
{
    put(0x3c, line, 1);
    put(0x3d, pin, 1);
}

Result<> ConfigBuilder::bar(unsigned reg, std::string_view kind, std::uint64_t base, std::uint64_t size)
{
    if (reg < 0x10 || reg > 0x24 || reg % 4 != 0)
        return fail("no BAR register");
    if (!m_exact && !std::has_single_bit(size))
        return fail("the size of a BAR is a power of two");
    unsigned flags = 0;
    if (kind == "io")
        flags = 1;
    else if (kind == "mem64" || kind == "pref64")
        flags = kind == "pref64" ? 0xc : 4;
    else if (kind == "mem" || kind == "pref")
        flags = kind == "pref" ? 8 : 0;
    else
        return fail("a BAR is io, mem, mem64, pref or pref64");
    put(reg, base | flags, (flags & 7) == 4 ? 8 : 4);
    put(0x04, get(0x04, 2) | (flags & 1 ? 1 : 2), 2);
    function.barSize[(reg - 0x10) / 4] = size;
    return {};
}

void ConfigBuilder::buses(std::uint8_t primary, std::uint8_t secondary, std::uint8_t subordinate)
{
    put(0x18, primary, 1);
    put(0x19, secondary, 1);
    put(0x1a, subordinate, 1);
}

Result<> ConfigBuilder::window(std::string_view kind, std::uint64_t base, std::uint64_t limit)
{
    if (kind == "io") {
        put(0x1c, base >> 8 & 0xf0, 1);
        put(0x1d, limit >> 8 & 0xf0, 1);
        put(0x04, get(0x04, 2) | 1, 2);
    } else if (kind == "mem") {
        put(0x20, base >> 16 & 0xfff0, 2);
        put(0x22, limit >> 16 & 0xfff0, 2);
    } else if (kind == "pref") {
        put(0x24, (base >> 16 & 0xfff0) | 1, 2);
        put(0x26, (limit >> 16 & 0xfff0) | 1, 2);
        put(0x28, base >> 32, 4);
        put(0x2c, limit >> 32, 4);
    } else {
        return fail("a window is io, mem or pref");
    }
    return {};
}

Result<unsigned> ConfigBuilder::addCapability(unsigned id, unsigned size)
{
    const unsigned at = m_next;
    if (at + size > 0x100)
        return fail("no room for another capability");
    put(at, id, 1);
    put(m_last ? m_last + 1 : 0x34, at, 1);
    put(0x06, get(0x06, 2) | 0x10, 2);
    m_last = at;
    m_next = (at + size + 7) & ~7u;
    return at;
}

Result<unsigned> ConfigBuilder::addExtended(unsigned id, unsigned version, unsigned size)
{
    const unsigned at = m_nextExtended;
    if (at + size > 0x1000)
        return fail("no room for another extended capability");
    put(at, id | version << 16, 4);
    if (m_lastExtended)
        put(m_lastExtended + 2, get(m_lastExtended + 2, 2) | at << 4, 2);
    m_lastExtended = at;
    m_nextExtended = (at + size + 15) & ~15u;
    return at;
}

Result<> ConfigBuilder::express(const BuildOptions &options)
{
    static const std::map<std::string, unsigned, std::less<>> types = {
        {"endpoint", 0},   {"legacy", 1},     {"root-port", 4},     {"upstream", 5},
        {"downstream", 6}, {"pci-bridge", 7}, {"root-endpoint", 9}, {"event-collector", 10}};
    const auto type = options.find("type");
    const auto known = types.find(type == options.end() ? std::string("endpoint") : type->second);
    if (known == types.end())
        return fail("unknown type of PCI-Express function", type->second);
    const auto added = addCapability(0x10, 0x3c);
    if (!added)
        return pass(added.error());
    const unsigned at = *added;
    const bool slot = options.contains("slot");
    put(at + 2, 2 | known->second << 4 | (slot ? 0x100 : 0), 2);
    const unsigned maxPayload = log2(option(options, "max-payload", 256)) - 7;
    const unsigned payload = log2(option(options, "payload", 256)) - 7;
    put(at + 4, (maxPayload & 7) | 0x8000 | (options.contains("flr") ? 0x10000000 : 0), 4);
    put(at + 8, 0x0810 | (payload & 7) << 5 | 2 << 12, 2);
    if (known->second != 9 && known->second != 10) {
        const unsigned maxSpeed = unsigned(option(options, "max-speed", 3)),
                       maxWidth = unsigned(option(options, "max-width", 4));
        const unsigned speed = unsigned(option(options, "speed", maxSpeed)),
                       width = unsigned(option(options, "width", maxWidth));
        put(at + 0x0c, (maxSpeed & 15) | (maxWidth & 63) << 4 | 2 << 10, 4);
        put(at + 0x12, (speed & 15) | (width & 63) << 4, 2);
    }
    if (slot) {
        put(at + 0x14, option(options, "slot", 0) << 19 | 75 << 7, 4);
        put(at + 0x1a, 0x40, 2);
    }
    if (options.contains("ari")) {
        put(at + 0x24, 0x20, 4);
        put(at + 0x28, option(options, "ari", 0) ? 0x20 : 0, 2);
    }
    return {};
}

Result<> ConfigBuilder::capability(std::string_view kind, const BuildOptions &options)
{
    if (kind == "pcie")
        return express(options);
    static const std::map<std::string, std::pair<unsigned, unsigned>, std::less<>> kinds = {
        {"pm", {0x01, 8}},     {"vpd", {0x03, 8}},       {"msi", {0x05, 0x18}},
        {"vendor", {0x09, 0}}, {"bridge-id", {0x0d, 8}}, {"iommu", {0x0f, 0x18}},
        {"msix", {0x11, 12}},  {"sata", {0x12, 8}},      {"af", {0x13, 6}}};
    const auto known = kinds.find(kind);
    if (known == kinds.end())
        return fail("unknown capability", std::string(kind));
    const unsigned length = unsigned(option(options, "length", 16));
    const auto added =
        addCapability(known->second.first, known->second.second ? known->second.second : length);
    if (!added)
        return pass(added.error());
    const unsigned at = *added;
    if (kind == "pm")
        put(at + 2, 0xc803, 2);
    if (kind == "pm" && options.contains("no-soft-reset"))
        put(at + 4, 0x0008, 2);
    if (kind == "msi")
        put(at + 2,
            (log2(option(options, "messages", 1)) & 7) << 1 | (options.contains("wide") ? 0x80 : 0) |
                (options.contains("masks") ? 0x100 : 0),
            2);
    if (kind == "msix") {
        const unsigned table = unsigned(option(options, "table", 0x10, 16)),
                       pba = unsigned(option(options, "pba", table, 16));
        const auto offset = option(options, "at", 0, 16), pbaOffset = option(options, "pba-at", 0x2000, 16);
        put(at + 2, option(options, "messages", 1) - 1, 2);
        put(at + 4, offset | (table - 0x10) / 4, 4);
        put(at + 8, pbaOffset | (pba - 0x10) / 4, 4);
    }
    if (kind == "vendor")
        put(at + 2, length, 1);
    if (kind == "bridge-id") {
        put(at + 4, option(options, "vendor", 0, 16), 2);
        put(at + 6, option(options, "device", 0, 16), 2);
    }
    if (kind == "af")
        put(at + 2, options.contains("flr") ? 0x0306 : 0x0106, 2);
    if (kind == "iommu") {
        put(at + 2, 0x190b, 2);
        put(at + 4, option(options, "base", 0xfd200000, 16) | 1, 8);
    }
    return {};
}

Result<> ConfigBuilder::extended(std::string_view kind, const BuildOptions &options)
{
    static const std::map<std::string, std::array<unsigned, 3>, std::less<>> kinds = {
        {"aer", {0x01, 2, 0x48}}, {"serial", {0x03, 1, 12}},  {"acs", {0x0d, 1, 8}}, {"ari", {0x0e, 1, 8}},
        {"ats", {0x0f, 1, 8}},    {"sriov", {0x10, 1, 0x40}}, {"other", {0, 1, 16}}};
    const auto known = kinds.find(kind);
    if (known == kinds.end())
        return fail("unknown extended capability", std::string(kind));
    const auto [id, version, size] = known->second;
    const auto added = addExtended(id ? id : unsigned(option(options, "id", 0x18, 16)), version,
                                   unsigned(option(options, "length", size)));
    if (!added)
        return pass(added.error());
    const unsigned at = *added;
    if (kind == "aer")
        put(at + 12, 0x00462030, 4);
    if (kind == "serial")
        put(at + 4, option(options, "is", 0, 16), 8);
    if (kind == "acs") {
        put(at + 4, option(options, "has", 0x5f, 16), 2);
        put(at + 6, option(options, "on", 0, 16), 2);
    }
    if (kind == "sriov") {
        put(at + 0x0c, option(options, "vfs", 8), 2);
        put(at + 0x0e, option(options, "vfs", 8), 2);
        put(at + 0x14, option(options, "first", 0x80, 16), 2);
        put(at + 0x16, option(options, "stride", 2), 2);
        put(at + 0x1a, option(options, "device", 0, 16), 2);
        put(at + 0x1c, 0x553, 4);
        put(at + 0x20, 1, 4);
    }
    return {};
}

void ConfigBuilder::raw(unsigned offset, const std::vector<std::uint8_t> &bytes)
{
    for (std::size_t i = 0; i < bytes.size() && offset + i < function.config.size(); ++i)
        function.config[offset + i] = bytes[i];
}

MachineFunction ConfigBuilder::finish() const
{
    if (m_exact)
        return function;
    MachineFunction result = function;
    if (m_multifunction)
        result.config[0x0e] |= 0x80;
    if (result.driver.empty() || result.driver == "hostb")
        return result;
    const unsigned msix = findCapability(result, 0x11), msi = findCapability(result, 0x05);
    if (msix != 0 && result.driver != "pcib")
        result.config[msix + 3] |= 0x80;
    else if (msi != 0)
        result.config[msi + 2] |= 1;
    return result;
}

} // namespace patchbay::sim
