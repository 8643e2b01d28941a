// SPDX-License-Identifier: BSD-2-Clause
#include "host/lspci_text.h"

#include "host/lspci_capability.h"
#include "host/lspci_detail.h"
#include "host/lspci_heading.h"
#include "host/pciconf_context.h"
#include "host/text_scan.h"
#include "pci/config_decode.h"

#include <algorithm>
#include <utility>

namespace patchbay {

namespace {

/// Longer than any line lspci prints; what is longer is never looked into.
constexpr std::size_t longestLine = 65536;

class LspciReader
{
public:
    FunctionList read(std::string_view text);

private:
    void readLine(std::string_view raw);
    bool readBody(const StrippedLine &line);
    bool openFunction(const StrippedLine &line);
    void closeFunction();
    void closeCapability();
    void decodeBytes(Function &function);

    Function &current() { return m_list.functions.back(); }

    FunctionList m_list;
    std::vector<std::size_t> m_headingLines; ///< beside functions
    std::size_t m_line = 0;
    bool m_open = false;
    std::size_t m_indent = 0; ///< of the heading
    bool m_details = false; ///< the function has more than a heading
    bool m_denied = false;
    bool m_capabilityOpen = false;
    bool m_drivers = false; ///< some function tells its driver, so the others have none
};

FunctionList LspciReader::read(std::string_view text)
{
    const bool ended = text.ends_with('\n');
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view raw = text.substr(0, end == std::string_view::npos ? end : end + 1);
        text.remove_prefix(raw.size());
        ++m_line;
        readLine(raw);
    }
    const bool cut = m_open && m_details && !ended && current().config.empty();
    closeFunction();
    if (cut) {
        current().capabilitiesKnown = current().extendedKnown = false;
        m_list.complain(m_line, "the text ends inside " + current().address.toString() + ", before its line end");
    }
    for (Function &function : m_list.functions)
        function.driverKnown = m_drivers;
    m_list.mergeRepeated(m_headingLines);
    return std::move(m_list);
}

void LspciReader::readLine(std::string_view raw)
{
    if (raw.size() > longestLine) {
        m_list.addOther(m_line);
        return;
    }
    const StrippedLine line = stripLine(raw);
    if (line.body.empty()) {
        ++m_list.blankLines;
        return;
    }
    if (openFunction(line) || (m_open && readBody(line)))
        current().lines.append(raw);
    else
        m_list.addOther(m_line);
}

bool LspciReader::openFunction(const StrippedLine &line)
{
    Function function;
    if (!readLspciHeading(line.body, function))
        return false;
    closeFunction();
    m_indent = line.indent;
    m_list.functions.push_back(std::move(function));
    m_headingLines.push_back(m_line);
    ++m_list.headings;
    m_open = true;
    m_drivers |= !current().driver.empty();
    m_details = m_denied = false;
    return true;
}

bool LspciReader::readBody(const StrippedLine &line)
{
    if (isHexRow(line.body)) {
        closeCapability();
        if (!readHexRow(line.body, current())) {
            current().unknownLines.push_back(line.body);
            m_list.complain(m_line, "this row does not follow the one before it");
        }
        return true;
    }
    if (m_capabilityOpen && line.indent >= m_indent + 16) {
        current().capabilities.back().text.append(1, '\n').append(line.body);
        return true;
    }
    const LspciDetail detail = readLspciDetail(line.body, current());
    if (detail == LspciDetail::None) {
        if (line.indent <= m_indent && isPrompt(line.body))
            closeFunction();
        return m_open && line.indent > m_indent;
    }
    if (m_capabilityOpen && detail == LspciDetail::Capability)
        decodeLspciCapability(*(current().capabilities.end() - 2), current());
    else
        closeCapability();
    m_capabilityOpen = detail == LspciDetail::Capability;
    m_denied |= detail == LspciDetail::Denied;
    m_details = true;
    m_drivers |= !current().driver.empty();
    return true;
}

void LspciReader::closeCapability()
{
    if (!m_capabilityOpen)
        return;
    m_capabilityOpen = false;
    decodeLspciCapability(current().capabilities.back(), current());
}

void LspciReader::closeFunction()
{
    if (!m_open)
        return;
    closeCapability();
    m_open = false;
    Function &function = current();
    if (!function.config.empty()) {
        decodeBytes(function);
        return;
    }
    function.capabilitiesKnown = m_details && !m_denied;
    const bool extended = std::ranges::any_of(function.capabilities, &Capability::extended);
    function.extendedKnown = function.capabilitiesKnown && (extended || !function.express);
}

/// Where the bytes end before the lists do, the text may go on.
void addToldCapabilities(const Function &told, Function &decoded)
{
    if (!decoded.capabilitiesKnown)
        decoded.capabilities.clear();
    bool extended = false;
    for (const Capability &capability : told.capabilities) {
        if (capability.extended ? decoded.extendedKnown : decoded.capabilitiesKnown)
            continue;
        decoded.capabilities.push_back(capability);
        extended |= capability.extended;
    }
    decoded.capabilitiesKnown = true;
    decoded.extendedKnown |= extended || !decoded.express;
}

/// The bytes tell all but the sizes of the BARs.
void LspciReader::decodeBytes(Function &function)
{
    const std::vector<std::uint8_t> bytes = std::exchange(function.config, {});
    const std::vector<Bar> told = std::exchange(function.bars, {});
    Function decoded = function;
    for (std::string &complaint : decodeConfigSpace(bytes, decoded))
        m_list.complain(m_headingLines.back(), function.address.toString() + ": " + std::move(complaint));
    if (m_details && !m_denied)
        addToldCapabilities(function, decoded);
    for (Bar &bar : decoded.bars) {
        const auto same = std::ranges::find_if(told, [&](const Bar &other) { return other.base == bar.base; });
        if (same != told.end() && bar.base != 0)
            bar.size = same->size;
    }
    if (!decoded.barsKnown)
        decoded.bars = told;
    function = std::move(decoded);
}

} // namespace

Result<FunctionList> parseLspci(std::string_view text)
{
    FunctionList list = LspciReader().read(text);
    if (list.functions.empty())
        return fail("no line is the heading of a PCI function as lspci prints it");
    return list;
}

} // namespace patchbay
