// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_reader.h"

#include "host/pciconf_capability.h"
#include "host/pciconf_cut.h"
#include "host/pciconf_prefix.h"
#include "host/text_scan.h"

#include <format>
#include <span>
#include <utility>

namespace patchbay {

namespace {

/// Longer than any line pciconf prints; what is longer is never looked into.
constexpr std::size_t longestLine = 65536;

/// A console's own messages land between the lines of a listing; more of them than this end it.
constexpr std::size_t mostNoise = 4;

/// What breaks lines breaks none that is shorter; the word that did not fit is counted off.
constexpr std::size_t leastWrapped = 55;

/// Where "AER 0" ends in a capability's text; 0 where nothing follows or the text begins otherwise.
std::size_t endOfVersionZero(std::string_view text)
{
    for (const std::string_view name : {"AER 0", "VC 0", "Serial 0", "Vendor 0", "PCIe Sec 0"})
        if (text.starts_with(name) && text.size() > name.size())
            return name.size();
    return 0;
}

} // namespace

FunctionList PciconfReader::read()
{
    std::string_view rest = m_text;
    m_list.functions.reserve(rest.size() / 600 + 1);
    std::string_view raw;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        raw = rest.substr(0, end == std::string_view::npos ? end : end + 1);
        rest.remove_prefix(raw.size());
        ++m_line;
        readLine(raw);
    }
    checkEnd(raw);
    m_list.mergeRepeated(m_headingLines);
    return std::move(m_list);
}

/// What a text that ends too early does not show of its last function is not known.
void PciconfReader::checkEnd(std::string_view lastRaw)
{
    const bool beyond = m_last == PciconfDetail::Errors || m_last == PciconfDetail::Other; // these follow all others
    const bool open = m_open && m_noise == 0 && !beyond && m_ending == Ending::MayBeCut;
    closeFunction();
    const std::string_view body = stripLine(lastRaw.substr(prefixLength(m_prefix, lastRaw))).body;
    const bool ended = lastRaw.ends_with('\n') || body.empty();
    const auto listing = std::span<const Function>(m_list.functions).subspan(m_listings.start());
    const auto cut = open ? whatIsCut(listing, body, ended) : std::nullopt;
    m_listings.close();
    if (!cut)
        return;
    Function &last = current();
    if (!ended)
        dropCutRegion(body, last);
    last.capabilitiesKnown = last.extendedKnown = false;
    last.barsKnown = last.barsKnown && !last.bars.empty();
    m_list.complain(m_line, std::format("the text ends inside {}, before {}", last.address.toString(), *cut));
}

void PciconfReader::readLine(std::string_view raw)
{
    if (raw.size() > longestLine) {
        m_list.complain(m_line, std::format("a line of {} bytes is none of pciconf's", raw.size()));
        readNoise({});
        return;
    }
    const StrippedLine line = stripLine(raw.substr(prefixLength(m_prefix, raw)));
    if (line.body.empty()) {
        ++m_list.blankLines;
        return;
    }
    readBody(line, raw);
    m_lastLength = line.indent + line.body.size();
}

void PciconfReader::readBody(const StrippedLine &line, std::string_view raw)
{
    if (m_open && (readHeadingRest(line.body) || readDetail(line.body))) {
        if (!readGlued(raw))
            keep(raw);
        return;
    }
    if (readHeading(raw))
        return;
    if (m_open && (readBrokenRest(line.body) || readContinuation(line) || holdBroken(line))) {
        keep(raw);
        return;
    }
    // Below a bare -l, indented lines are another command's.
    if (m_open && line.indent > m_indent && m_noise == 0 && m_listings.hasDetails()) {
        readUnknown(line);
        keep(raw);
        return;
    }
    if (!m_open && m_drowned)
        readLost(line.body);
    readNoise(line);
}

/// A heading at the front of the line, else one behind a prefix, which is then looked for in the lines that follow.
std::optional<Result<PciconfHeading>> PciconfReader::headingIn(std::string_view raw)
{
    const std::string_view body = stripLine(raw).body;
    if (const auto start = prefixedName(body)) {
        const auto behind = splitPciconfHeading(body.substr(*start));
        if (behind && *behind && !(*behind)->fields.empty()) {
            m_prefix = raw.substr(0, std::size_t(body.data() - raw.data()) + *start);
            return behind;
        }
    }
    const auto heading = splitPciconfHeading(body);
    if (heading)
        m_prefix.clear();
    return heading;
}

bool PciconfReader::readHeading(std::string_view raw)
{
    const auto heading = headingIn(raw);
    if (!heading)
        return false;
    closeFunction();
    m_drowned = false;
    // A selector at the very end may have lost numbers and then names another function.
    const bool cut = (!*heading || (*heading)->fields.empty()) && !raw.ends_with('\n');
    if (!*heading || cut) {
        m_list.complain(m_line, cut ? "the text ends inside a heading" : excerpt(heading->error().toString()));
        readNoise({});
        return true;
    }
    openFunction(wholeNumbers(**heading, raw), stripLine(raw.substr(prefixLength(m_prefix, raw))).indent);
    keep(raw);
    return true;
}

/// At the very end of the text the last number may have lost digits.
PciconfHeading PciconfReader::wholeNumbers(PciconfHeading heading, std::string_view raw)
{
    const std::string_view whole = withoutCutNumber(heading.fields);
    if (raw.ends_with('\n') || whole.size() == heading.fields.size())
        return heading;
    heading.fields = whole;
    m_list.complain(m_line, "the text ends inside a number of this heading");
    return heading;
}

bool PciconfReader::readDetail(std::string_view body)
{
    const PciconfDetail detail = readPciconfDetail(body, current());
    if (detail == PciconfDetail::None)
        return false;
    if (std::exchange(m_inHeading, false))
        checkHeading();
    closeCapability(detail == PciconfDetail::Capability);
    m_capabilityLine = m_line;
    m_listings.see(detail, body);
    m_last = detail;
    m_noise = 0;
    m_capabilityOpen = detail == PciconfDetail::Capability;
    giveUpBroken();
    if (isBroken(detail, body)) {
        m_broken = body;
        m_brokenRead = true;
    }
    return true;
}

bool PciconfReader::readContinuation(const StrippedLine &line)
{
    const bool deep = line.indent >= m_indent + 8 && m_noise == 0;
    if (m_last == PciconfDetail::Errors)
        return deep;
    const bool wrapped = m_noise == 0 && m_lastLength >= leastWrapped &&
                         !isPrompt(line.body) && mayEndCapability(line.body);
    if (!m_capabilityOpen || !(deep || wrapped || continuesCapability(line.body)))
        return false;
    current().capabilities.back().text.append(1, '\n').append(line.body);
    m_noise = 0;
    return true;
}

void PciconfReader::readUnknown(const StrippedLine &line)
{
    giveUpBroken();
    current().unknownLines.push_back(line.body);
    m_list.complain(m_line, "not understood: \"" + excerpt(line.body) + '"');
}

void PciconfReader::readNoise(const StrippedLine &line)
{
    m_list.addOther(m_line);
    const auto letters = pciconfLetters(line.body);
    ++m_noise;
    const bool command = letters || isPrompt(line.body);
    if (command || m_noise > mostNoise) {
        m_drowned = !command && (m_open || m_drowned);
        closeFunction();
        m_listings.close();
    }
    if (command)
        m_listings.announce(letters);
}

/// Before FreeBSD 12.3 some extended capabilities of version 0 had no line end: the next line of any kind follows them.
bool PciconfReader::readGlued(std::string_view raw)
{
    while (m_capabilityOpen) {
        Capability &capability = current().capabilities.back();
        const std::size_t end = capability.extended ? endOfVersionZero(capability.text) : 0;
        if (end == 0)
            return false;
        const std::string rest = capability.text.substr(end);
        if (const auto heading = splitPciconfHeading(rest); heading && *heading) {
            capability.text.erase(end);
            splitFunction(**heading, raw, raw.rfind(rest));
            return true;
        }
        Function scratch;
        if (!isBlank(rest.front()) || readPciconfDetail(trimLeft(rest), scratch) == PciconfDetail::None)
            return false;
        capability.text.erase(end);
        readDetail(trimLeft(rest));
    }
    return false;
}

void PciconfReader::splitFunction(const PciconfHeading &heading, std::string_view raw, std::size_t cut)
{
    flush();
    current().lines.append(raw.substr(0, cut));
    ++m_list.splitLines;
    const std::size_t indent = m_indent;
    closeFunction();
    openFunction(wholeNumbers(heading, raw), indent);
    m_kept = raw.substr(cut);
}

void PciconfReader::openFunction(const PciconfHeading &heading, std::size_t indent)
{
    m_listings.meet(heading.address);
    Function &function = m_list.functions.emplace_back();
    m_headingLines.push_back(m_line);
    ++m_list.headings;
    function.address = heading.address;
    readHeadingName(heading.name, function);
    readFields(heading.fields);
    m_open = true;
    m_indent = indent;
    m_inHeading = true;
    m_last = PciconfDetail::None;
    m_noise = 0;
}

void PciconfReader::checkHeading()
{
    giveUpTail();
    const Function &function = current();
    if (function.vendor == 0xffff && function.device == 0xffff)
        m_list.complain(m_headingLines.back(),
                        "the heading of " + function.address.toString() + " does not tell vendor and device");
}

/// `another`: the next one is in the list already.
void PciconfReader::closeCapability(bool another)
{
    if (!m_capabilityOpen)
        return;
    m_capabilityOpen = false;
    const Capability &capability = *(current().capabilities.end() - (another ? 2 : 1));
    if (!decodePciconfCapability(capability, current()))
        m_list.complain(m_capabilityLine, "no possible number of messages: \"" + excerpt(capability.text.substr(0, capability.text.find('\n'))) + '"');
}

void PciconfReader::closeFunction()
{
    if (!m_open)
        return;
    if (m_inHeading)
        checkHeading();
    closeCapability();
    giveUpBroken();
    flush();
    m_open = false;
    m_inHeading = false;
}

void PciconfReader::keep(std::string_view raw)
{
    if (!m_kept.empty() && m_kept.data() + m_kept.size() == raw.data()) {
        m_kept = {m_kept.data(), m_kept.size() + raw.size()};
        return;
    }
    flush();
    m_kept = raw;
}

void PciconfReader::flush()
{
    if (!m_kept.empty())
        current().lines.append(m_kept);
    m_kept = {};
}

} // namespace patchbay
