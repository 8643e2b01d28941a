// SPDX-License-Identifier: BSD-2-Clause
#include "host/sysfs_text.h"

#include "host/text_lines.h"
#include "pci/config_decode.h"

#include <algorithm>
#include <array>
#include <format>
#include <unordered_set>
#include <utility>

namespace patchbay {

namespace {

constexpr std::size_t largestConfig = 4096;
constexpr std::uint64_t ioFlag = 0x100, prefetchFlag = 0x2000, wideFlag = 0x100000;

/// "0000:01:00.0": hexadecimal throughout.
std::optional<Address> addressOf(std::string_view text)
{
    const std::size_t first = text.find(':'), second = text.find(':', first + 1), dot = text.find('.');
    if (first == std::string_view::npos || second == std::string_view::npos || dot == std::string_view::npos || dot < second)
        return std::nullopt;
    const auto domain = numberIn<std::uint32_t>(text.substr(0, first), 16);
    const auto bus = numberIn<std::uint8_t>(text.substr(first + 1, second - first - 1), 16);
    const auto slot = numberIn<std::uint8_t>(text.substr(second + 1, dot - second - 1), 16);
    const auto function = numberIn<std::uint8_t>(text.substr(dot + 1), 16);
    if (!domain || !bus || !slot || !function || *slot > 31 || *function > 7)
        return std::nullopt;
    return Address{*domain, *bus, *slot, *function};
}

template<std::size_t count>
std::optional<std::array<std::uint64_t, count>> numbers(std::string_view text)
{
    std::array<std::uint64_t, count> values{};
    for (std::uint64_t &value : values) {
        const std::string_view word = takeWord(text);
        const auto number = numberIn<std::uint64_t>(word, word.starts_with("0x") ? 16 : 10);
        if (!number)
            return std::nullopt;
        value = *number;
    }
    return trimmed(text).empty() ? std::optional(values) : std::nullopt;
}

class SysfsText
{
public:
    Result<FunctionList> read(std::string_view text)
    {
        Lines lines(text);
        std::string_view line;
        while (lines.next(line)) {
            m_line = lines.number();
            if (const auto address = addressOf(trimmed(line))) {
                finish();
                m_function = Function{};
                m_function->address = *address;
                m_function->driverKnown = true;
                ++m_list.headings;
            } else if (!m_function) {
                countOther(line);
                continue;
            } else if (trimmed(line).empty()) {
                ++m_list.blankLines;
                continue;
            } else if (!takeLine(line)) {
                m_function->unknownLines.push_back(line);
                odd("not understood: " + std::string(line.substr(0, 60)));
            }
            m_function->lines.push_back(line);
        }
        finish();
        if (m_list.functions.empty())
            return fail("no PCI function in this text");
        return std::move(m_list);
    }

private:
    bool takeLine(std::string_view line)
    {
        const std::string_view key = takeWord(line);
        line = trimmed(line);
        if (key == "driver") {
            m_function->driver = line;
            return !line.empty();
        }
        if (key == "ids")
            return takeIds(line);
        if (key == "sriov")
            return takeSriov(line);
        if (key == "resource")
            return takeResource(line);
        return key == "config" && takeConfig(line);
    }

    bool takeIds(std::string_view text)
    {
        const auto ids = numbers<6>(text);
        if (!ids || std::ranges::any_of(*ids, [](std::uint64_t id) { return id > 0xffffff; }))
            return false;
        m_function->vendor = std::uint16_t((*ids)[0]);
        m_function->device = std::uint16_t((*ids)[1]);
        m_function->subvendor = std::uint16_t((*ids)[2]);
        m_function->subdevice = std::uint16_t((*ids)[3]);
        m_function->revision = std::uint8_t((*ids)[4]);
        m_function->classCode = std::uint32_t((*ids)[5]);
        return true;
    }

    bool takeSriov(std::string_view text)
    {
        const auto values = numbers<5>(text);
        if (!values || std::ranges::any_of(*values, [](std::uint64_t value) { return value > 0xffff; }))
            return false;
        const auto &[configured, supported, offset, stride, device] = *values;
        m_sriov = SrIov{.enabled = configured > 0, .configured = std::uint16_t(configured),
                        .supported = std::uint16_t(supported), .firstOffset = std::uint16_t(offset),
                        .stride = std::uint16_t(stride), .vfDevice = std::uint16_t(device)};
        return true;
    }

    bool takeResource(std::string_view text)
    {
        const auto values = numbers<3>(text);
        if (values)
            m_resources.push_back(*values);
        return values.has_value();
    }

    bool takeConfig(std::string_view text)
    {
        if (text.size() % 2 != 0 || text.size() > 2 * largestConfig)
            return false;
        for (std::size_t i = 0; i < text.size(); i += 2) {
            const auto byte = numberIn<std::uint8_t>(text.substr(i, 2), 16);
            if (!byte)
                return false;
            m_config.push_back(*byte);
        }
        return true;
    }

    void finish()
    {
        if (!m_function)
            return;
        // A virtual function's own ids read as ones: the kernel knows them from its physical function.
        if (m_config.size() >= 4 && std::all_of(m_config.begin(), m_config.begin() + 4, [](int byte) { return byte == 0xff; }) &&
            m_function->vendor != 0xffff)
            for (std::size_t i = 0; i < 4; ++i)
                m_config[i] = std::uint8_t((std::uint32_t(m_function->device) << 16 | m_function->vendor) >> 8 * i);
        if (!m_config.empty())
            for (const std::string &clause : decodeConfigSpace(m_config, *m_function))
                odd(clause);
        if (m_sriov)
            m_function->sriov = m_sriov;
        applyResources();
        if (!m_seen.insert(m_function->address).second)
            odd(m_function->address.toString() + " is listed twice");
        else
            m_list.functions.push_back(std::move(*m_function));
        m_function.reset();
        m_sriov.reset();
        m_resources.clear();
        m_config.clear();
    }

    void applyResources()
    {
        if (m_resources.empty())
            return;
        const std::vector<Bar> before = std::exchange(m_function->bars, {});
        const std::size_t count = m_function->isBridge() ? 2 : 6;
        for (std::size_t i = 0; i < std::min(count, m_resources.size()); ++i) {
            const auto &[first, last, flags] = m_resources[i];
            if (flags == 0)
                continue;
            const auto reg = std::uint8_t(0x10 + 4 * i);
            const auto known = std::ranges::find(before, reg, &Bar::reg);
            Bar bar = known == before.end() ? Bar{} : *known;
            bar.reg = reg;
            bar.kind = flags & ioFlag ? Bar::Kind::Io : flags & prefetchFlag ? Bar::Kind::Prefetchable : Bar::Kind::Memory;
            bar.bits = flags & wideFlag ? 64 : 32;
            bar.base = first;
            if (last >= first)
                bar.size = last - first + 1;
            m_function->bars.push_back(bar);
        }
        m_function->barsKnown = true;
    }

    void countOther(std::string_view line)
    {
        if (trimmed(line).empty()) {
            ++m_list.blankLines;
            return;
        }
        if (!m_list.other.empty() && m_list.other.back().last + 1 == m_line)
            m_list.other.back().last = m_line;
        else
            m_list.other.push_back({m_line, m_line});
    }

    void odd(std::string text)
    {
        if (m_list.oddities.size() < FunctionList::maxOddities)
            m_list.oddities.push_back({std::format("line {}", m_line), std::move(text)});
    }

    FunctionList m_list;
    std::size_t m_line = 0;
    std::unordered_set<Address> m_seen;
    std::optional<Function> m_function;
    std::optional<SrIov> m_sriov;
    std::vector<std::array<std::uint64_t, 3>> m_resources;
    std::vector<std::uint8_t> m_config;
};

} // namespace

Result<FunctionList> parseSysfs(std::string_view text)
{
    return SysfsText().read(text);
}

} // namespace patchbay
