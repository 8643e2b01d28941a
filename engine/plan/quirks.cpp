// SPDX-License-Identifier: BSD-2-Clause
#include "plan/quirks.h"

#include "plan/quirks_text.h" // made from resources/quirks/quirks.txt

#include <charconv>

namespace patchbay {

namespace {

/// Takes the next word, or the next quoted text, off the front of a line.
class Words
{
public:
    explicit Words(std::string_view line)
        : m_rest(line)
    {
        skipBlanks();
    }

    [[nodiscard]] bool done() const { return m_rest.empty(); }

    std::string_view word()
    {
        const auto end = m_rest.find_first_of(" \t");
        return take(end == std::string_view::npos ? m_rest.size() : end);
    }

    std::optional<std::string> quoted()
    {
        if (!m_rest.starts_with('"'))
            return std::nullopt;
        const auto end = m_rest.find('"', 1);
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::string_view text = take(end + 1);
        return std::string(text.substr(1, text.size() - 2));
    }

private:
    std::string_view take(std::size_t length)
    {
        const std::string_view text = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        skipBlanks();
        return text;
    }

    void skipBlanks()
    {
        const auto at = m_rest.find_first_not_of(" \t\r");
        m_rest.remove_prefix(at == std::string_view::npos ? m_rest.size() : at);
    }

    std::string_view m_rest;
};

std::optional<std::uint16_t> hex4(std::string_view text)
{
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != 4 || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

Result<Quirk> parseLine(std::string_view line)
{
    Words words(line);
    Quirk quirk;
    const std::string_view kind = words.word();
    if (kind == "coupled")
        quirk.kind = Quirk::Kind::Coupled;
    else if (kind == "free")
        quirk.kind = Quirk::Kind::FreeToSplit;
    else if (kind == "noreset")
        quirk.kind = Quirk::Kind::NoReset;
    else
        return fail("\"" + std::string(kind) + "\" is none of coupled, free, noreset");

    const std::string_view ids = words.word();
    const auto colon = ids.find(':');
    const auto vendor = hex4(ids.substr(0, colon));
    if (!vendor)
        return fail("a vendor is four hex digits, not \"" + std::string(ids.substr(0, colon)) + "\"");
    quirk.vendor = *vendor;
    if (colon != std::string_view::npos) {
        quirk.device = hex4(ids.substr(colon + 1));
        if (!quirk.device)
            return fail("a device is four hex digits, not \"" + std::string(ids.substr(colon + 1)) + "\"");
    }

    auto reason = words.quoted();
    if (!reason) {
        if (words.word() != "class")
            return fail("expected class or a quoted reason after the device");
        const std::string_view text = words.word();
        const auto prefix = hex4(text);
        if (!prefix)
            return fail("a class is four hex digits, not \"" + std::string(text) + "\"");
        quirk.classPrefix = *prefix;
        reason = words.quoted();
    }
    auto source = words.quoted();
    if (!reason || !source || reason->empty() || source->empty())
        return fail("a quoted reason and a quoted source are missing at the end");
    if (!words.done())
        return fail("trailing text after the source");
    quirk.reason = std::move(*reason);
    quirk.source = std::move(*source);
    return quirk;
}

} // namespace

bool Quirk::matches(std::uint16_t ofVendor, std::uint16_t ofDevice, std::uint32_t ofClassCode) const
{
    return vendor == ofVendor && (!device || *device == ofDevice) && (!classPrefix || *classPrefix == ofClassCode >> 8);
}

Result<Quirks> Quirks::parse(std::string_view text)
{
    Quirks quirks;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto start = line.find_first_not_of(" \t\r");
        if (start == std::string_view::npos || line[start] == '#')
            continue;
        auto quirk = parseLine(line);
        if (!quirk)
            return fail(quirk.error().what, "line " + std::to_string(number));
        quirks.entries.push_back(std::move(*quirk));
    }
    return quirks;
}

const Quirks &Quirks::builtIn()
{
    // Tests reject a file of ours that does not parse.
    static const Quirks quirks = parse(quirksText).value_or(Quirks{});
    return quirks;
}

} // namespace patchbay
