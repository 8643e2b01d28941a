// SPDX-License-Identifier: BSD-2-Clause
#include "host/dump_text.h"

#include "host/lspci_text.h"
#include "host/pciconf_text.h"
#include "host/text_scan.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::size_t sampleSize = 65536;

/// 0: not UTF-16; 1: the low byte comes first; 2: the high byte does. Without a mark, text is told by its zero bytes.
int utf16Order(std::string_view text)
{
    if (text.starts_with("\xff\xfe"))
        return 1;
    if (text.starts_with("\xfe\xff"))
        return 2;
    const std::string_view sample = text.substr(0, 200);
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < sample.size(); ++i)
        zeros[i % 2] += sample[i] == '\0';
    const std::size_t most = sample.size() / 2 * 9 / 10;
    if (sample.size() >= 8 && zeros[1] > most && zeros[0] == 0)
        return 1;
    return sample.size() >= 8 && zeros[0] > most && zeros[1] == 0 ? 2 : 0;
}

/// Listings are ASCII but for names: what is beyond becomes '?'.
std::string fromUtf16(std::string_view text, int order)
{
    std::string result;
    result.reserve(text.size() / 2);
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto low = std::uint8_t(text[i + (order == 1 ? 0 : 1)]);
        const auto high = std::uint8_t(text[i + (order == 1 ? 1 : 0)]);
        if (high == 0xfe && low == 0xff)
            continue;
        result += high == 0 && low < 0x80 ? char(low) : '?';
    }
    return result;
}

std::string whatItIs(std::string_view text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return "the text is empty";
    const std::string_view sample = text.substr(0, sampleSize);
    if (sample.find('\0') != std::string_view::npos)
        return "this is binary, no pciconf or lspci listing";
    if (sample.starts_with("Slot:\t") || sample.find("\nSlot:\t") != std::string_view::npos)
        return "this is lspci -m, which tells too little: make the dump with lspci -xxxx";
    if (sample.find("-[0000:") != std::string_view::npos)
        return "this is lspci -t, which tells too little: make the dump with lspci -xxxx";
    return "this is no pciconf or lspci listing";
}

} // namespace

Result<Dump> readDump(std::string_view text)
{
    if (const int order = utf16Order(text); order != 0) {
        const std::string converted = fromUtf16(text, order);
        return readDump(converted);
    }
    // Most files hold one kind: the other reader is asked only where the mark of both is there.
    const bool pciconf = text.find("@pci") != std::string_view::npos;
    auto first = pciconf ? parsePciconf(text) : parseLspci(text);
    if (!pciconf) {
        if (!first)
            return fail(whatItIs(text));
        return Dump{DumpKind::Lspci, std::move(*first)};
    }
    if (first && first->other.empty())
        return Dump{DumpKind::Pciconf, std::move(*first)};
    auto second = parseLspci(text);
    if (second && (!first || second->functions.size() > first->functions.size()))
        return Dump{DumpKind::Lspci, std::move(*second)};
    if (!first)
        return fail(first.error().where.empty() ? whatItIs(text) : first.error().what, first.error().where);
    return Dump{DumpKind::Pciconf, std::move(*first)};
}

} // namespace patchbay
