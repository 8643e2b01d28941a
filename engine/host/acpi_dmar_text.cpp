// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_dmar_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <array>
#include <format>
#include <span>

namespace patchbay {

namespace {

constexpr std::size_t longestPath = 124; // hops that fit a scope's 8-bit length

struct Pair
{
    std::string_view key, value;
};

Pair splitPair(std::string_view line)
{
    line = trimmed(line);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos)
        return {line, {}};
    return {line.substr(0, equals), line.substr(equals + 1)};
}

/// Whether "{A,B}" holds the word.
bool hasFlag(std::string_view value, std::string_view word)
{
    for (std::size_t at = value.find(word); at != std::string_view::npos; at = value.find(word, at + 1)) {
        const char before = at == 0 ? '{' : value[at - 1];
        const char after = at + word.size() < value.size() ? value[at + word.size()] : '}';
        if ((before == '{' || before == ',') && (after == '}' || after == ','))
            return true;
    }
    return false;
}

std::optional<std::uint16_t> typeNumber(std::string_view word, std::span<const std::string_view> names,
                                        std::size_t firstNumber)
{
    const auto it = std::find(names.begin(), names.end(), word);
    if (it != names.end())
        return std::uint16_t(firstNumber + std::size_t(it - names.begin()));
    return numberIn<std::uint16_t>(word);
}

constexpr std::array<std::string_view, 4> structureNames{"DRHD", "RMRR", "ATSR", "RHSA"};
constexpr std::array<std::string_view, 4> scopeNames{"PCI Endpoint Device", "PCI Sub-Hierarchy", "IOAPIC", "HPET"};

class DmarText
{
public:
    DmarText(std::string_view source, std::vector<Oddity> &oddities)
        : m_source(source)
        , m_oddities(oddities)
    {
    }

    Dmar read(std::string_view body, std::size_t firstLine)
    {
        Lines lines(body);
        std::string_view line;
        while (lines.next(line)) {
            m_line = firstLine + lines.number() - 1;
            const auto [key, value] = splitPair(line);
            if (key.empty() || key == "Device Scope:" || key == "Length")
                continue;
            const bool known = key == "Type"    ? takeType(value, lines.rest())
                               : m_inScope      ? takeScopeField(key, value)
                               : m_dmar.structures.empty() ? takeTableField(key, value)
                                                           : takeStructureField(key, value);
            if (!known)
                m_oddities.push_back({std::format("{}:{}", m_source, m_line),
                                      std::format("Not understood in the DMAR table: {}", trimmed(line).substr(0, 100))});
            m_dmar.complete &= known;
        }
        m_dmar.complete &= m_dmar.hostAddressWidth != 0;
        return std::move(m_dmar);
    }

private:
    /// A scope's lines are Type, Length, EnumerationId; no structure has the last.
    static bool scopeFollows(std::string_view rest)
    {
        Lines lines(rest);
        std::string_view line;
        for (int i = 0; i < 2 && lines.next(line);)
            if (const Pair pair = splitPair(line); !pair.key.empty()) {
                if (pair.key == "EnumerationId")
                    return true;
                ++i;
            }
        return false;
    }

    bool takeType(std::string_view value, std::string_view rest)
    {
        m_inScope = !m_dmar.structures.empty() && m_dmar.structures.back().type < 3 && scopeFollows(rest);
        if (m_inScope) {
            const auto type = typeNumber(value, scopeNames, 1);
            m_dmar.structures.back().scopes.push_back({.type = std::uint8_t(type.value_or(0)), .enumerationId = 0,
                                                       .startBus = 0, .path = {}});
            return type && *type <= 255;
        }
        const auto type = typeNumber(value, structureNames, 0);
        m_dmar.structures.push_back({});
        m_dmar.structures.back().type = type.value_or(0xffff);
        return type.has_value();
    }

    bool takeTableField(std::string_view key, std::string_view value)
    {
        if (key == "Host Address Width") {
            const auto width = numberIn<std::uint16_t>(value);
            m_dmar.hostAddressWidth = std::uint8_t(std::min<unsigned>(width.value_or(0), 255));
            return width && *width > 0;
        }
        if (key != "Flags")
            return false;
        m_dmar.flags = std::uint8_t(hasFlag(value, "INTR_REMAP") | hasFlag(value, "X2APIC_OPT_OUT") << 1);
        return true;
    }

    bool takeStructureField(std::string_view key, std::string_view value)
    {
        DmarStructure &structure = m_dmar.structures.back();
        const std::uint16_t type = structure.type;
        if (key == "Flags" && (type == 0 || type == 2)) {
            structure.flags = hasFlag(value, type == 2 ? "ALL_PORTS" : "INCLUDE_ALL");
            return true;
        }
        if (key == "Segment" && type < 3)
            return store(structure.segment, numberIn<std::uint16_t>(value));
        if ((key == "Address" && type == 0) || (key == "BaseAddress" && (type == 1 || type == 3)))
            return store(structure.base, numberIn<std::uint64_t>(value, 16));
        if (key == "LimitAddress" && type == 1)
            return store(structure.limit, numberIn<std::uint64_t>(value, 16));
        return key == "ProximityDomain" && type == 3;
    }

    bool takeScopeField(std::string_view key, std::string_view value)
    {
        DeviceScope &scope = m_dmar.structures.back().scopes.back();
        if (key == "EnumerationId")
            return store(scope.enumerationId, numberIn<std::uint8_t>(value));
        if (key == "StartBusNumber")
            return store(scope.startBus, numberIn<std::uint8_t>(value));
        return key == "Path" && takePath(scope, value);
    }

    static bool takePath(DeviceScope &scope, std::string_view value)
    {
        if (!value.starts_with('{') || !value.ends_with('}'))
            return false;
        value = value.substr(1, value.size() - 2);
        while (!value.empty() && scope.path.size() < longestPath) {
            const std::string_view hop = value.substr(0, value.find(','));
            const std::size_t colon = hop.find(':');
            const auto device = numberIn<std::uint8_t>(hop.substr(0, colon));
            const auto function = numberIn<std::uint8_t>(colon == std::string_view::npos ? "" : hop.substr(colon + 1));
            if (!device || !function)
                return false;
            scope.path.push_back({*device, *function});
            value.remove_prefix(std::min(value.size(), hop.size() + 1));
        }
        return value.empty();
    }

    template<typename T>
    static bool store(T &field, std::optional<T> value)
    {
        if (value)
            field = *value;
        return value.has_value();
    }

    std::string_view m_source;
    std::vector<Oddity> &m_oddities;
    Dmar m_dmar;
    std::size_t m_line = 0;
    bool m_inScope = false;
};

} // namespace

Dmar parseDmarText(std::string_view body, std::string_view source, std::size_t firstLine, std::vector<Oddity> &oddities)
{
    return DmarText(source, oddities).read(body, firstLine);
}

} // namespace patchbay
