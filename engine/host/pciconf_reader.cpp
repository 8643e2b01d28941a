// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_reader.h"

#include "host/pciconf_capability.h"
#include "host/text_scan.h"

#include <format>
#include <utility>

namespace patchbay {

namespace {

/// Longer than any line pciconf prints; what is longer is never looked into.
constexpr std::size_t longestLine = 65536;

/// A console's own messages land between the lines of a listing; more of them than this end it.
constexpr std::size_t mostNoise = 4;

} // namespace

FunctionList PciconfReader::read()
{
    std::string_view rest = m_text;
    eat(rest, "\xef\xbb\xbf");
    m_list.functions.reserve(rest.size() / 600 + 1);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const std::string_view raw = rest.substr(0, end == std::string_view::npos ? end : end + 1);
        rest.remove_prefix(raw.size());
        ++m_line;
        readLine(raw);
    }
    closeFunction();
    m_listings.close();
    m_list.mergeRepeated(m_headingLines);
    return std::move(m_list);
}

void PciconfReader::readLine(std::string_view raw)
{
    if (raw.size() > longestLine) {
        m_list.complain(m_line, std::format("a line of {} bytes is none of pciconf's", raw.size()));
        readNoise({});
        return;
    }
    const StrippedLine line = stripLine(raw);
    if (line.body.empty()) {
        ++m_list.blankLines;
        return;
    }
    if (m_open && (readHeadingRest(line.body) || readDetail(line.body))) {
        if (!readGlued(raw))
            keep(raw);
        return;
    }
    if (readHeading(line, raw))
        return;
    if (m_open && (readContinuation(line) || readBrokenRest(line.body))) {
        keep(raw);
        return;
    }
    // Below a bare -l, indented lines are another command's.
    if (m_open && line.indent > m_indent && m_noise == 0 && m_listings.hasDetails()) {
        readUnknown(line);
        keep(raw);
        return;
    }
    readNoise(line);
}

bool PciconfReader::readHeading(const StrippedLine &line, std::string_view raw)
{
    const auto heading = splitPciconfHeading(line.body);
    if (!heading)
        return false;
    closeFunction();
    if (!*heading) {
        m_list.complain(m_line, excerpt(heading->error().toString()));
        readNoise({});
        return true;
    }
    openFunction(**heading, line.indent);
    keep(raw);
    return true;
}

bool PciconfReader::readHeadingRest(std::string_view body)
{
    if (!m_inHeading)
        return false;
    if (startsWithHeadingField(body)) {
        readFields(body);
        return true;
    }
    m_inHeading = false;
    checkHeading();
    return false;
}

bool PciconfReader::readDetail(std::string_view body)
{
    const PciconfDetail detail = readPciconfDetail(body, current());
    if (detail == PciconfDetail::None)
        return false;
    if (m_capabilityOpen && detail == PciconfDetail::Capability) {
        decodePciconfCapability(*(current().capabilities.end() - 2), current());
    } else {
        closeCapability();
    }
    m_listings.see(detail, body);
    m_last = detail;
    m_noise = 0;
    m_capabilityOpen = detail == PciconfDetail::Capability;
    m_broken.clear();
    if (isBroken(detail, body))
        m_broken = body;
    return true;
}

bool PciconfReader::readContinuation(const StrippedLine &line)
{
    const bool deep = line.indent >= m_indent + 8 && m_noise == 0;
    if (m_last == PciconfDetail::Errors)
        return deep;
    if (!m_capabilityOpen || !(deep || continuesCapability(line.body)))
        return false;
    current().capabilities.back().text.append(1, '\n').append(line.body);
    m_noise = 0;
    return true;
}

bool PciconfReader::readBrokenRest(std::string_view body)
{
    if (m_broken.empty() || isPrompt(body))
        return false;
    const std::string joined = std::exchange(m_broken, {}) + ' ' + std::string(body);
    Function scratch;
    const PciconfDetail detail = readPciconfDetail(joined, scratch);
    if (detail != m_last || isBroken(detail, joined))
        return false;
    Function &function = current();
    if (joined.starts_with("bar"))
        function.bars.pop_back();
    else if (joined.starts_with("window"))
        function.windows.pop_back();
    else if (joined.starts_with("iov"))
        function.virtualFunctionBars.pop_back();
    readPciconfDetail(joined, function);
    return true;
}

void PciconfReader::readUnknown(const StrippedLine &line)
{
    m_broken.clear();
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
        closeFunction();
        m_listings.close();
    }
    if (command)
        m_listings.announce(letters);
}

/// Before FreeBSD 12.3 a vendor-specific extended capability of version 0 had no line end: the next heading follows it.
bool PciconfReader::readGlued(std::string_view raw)
{
    if (m_last != PciconfDetail::Capability || !m_capabilityOpen)
        return false;
    std::string &text = current().capabilities.back().text;
    const auto selector = text.starts_with("Vendor ") ? text.find("@pci") : std::string::npos;
    if (selector == std::string::npos)
        return false;
    const auto name = text.find_first_not_of("0123456789", 7);
    const std::string rest = text.substr(name);
    const auto heading = splitPciconfHeading(rest);
    if (!heading || !*heading)
        return false;
    const std::size_t cut = raw.find(rest);
    text.erase(name);
    flush();
    current().lines.append(raw.substr(0, cut));
    ++m_list.splitLines;
    const std::size_t indent = m_indent;
    closeFunction();
    openFunction(**heading, indent);
    m_kept = raw.substr(cut);
    return true;
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

void PciconfReader::readFields(std::string_view fields)
{
    const std::string_view left = readHeadingFields(fields, current());
    if (!left.empty())
        m_list.complain(m_line, "the heading ends in \"" + excerpt(left) + '"');
}

void PciconfReader::checkHeading()
{
    const Function &function = current();
    if (function.vendor == 0xffff && function.device == 0xffff)
        m_list.complain(m_headingLines.back(),
                        "the heading of " + function.address.toString() + " does not tell vendor and device");
}

void PciconfReader::closeCapability()
{
    if (!m_capabilityOpen)
        return;
    m_capabilityOpen = false;
    decodePciconfCapability(current().capabilities.back(), current());
}

void PciconfReader::closeFunction()
{
    if (!m_open)
        return;
    if (m_inHeading)
        checkHeading();
    closeCapability();
    flush();
    m_open = false;
    m_inHeading = false;
    m_broken.clear();
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
