// SPDX-License-Identifier: BSD-2-Clause
#include "host/dump_text.h"

#include "host/lspci_text.h"
#include "host/pciconf_text.h"
#include "host/plain_text.h"
#include "host/text_scan.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::size_t sampleSize = 65536;

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

Result<Dump> readDump(std::string_view bytes)
{
    const auto plain = toPlainText(bytes);
    if (!plain)
        return pass(plain.error());
    const std::string_view text = plain->text();
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
