// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_cut.h"
#include "host/pciconf_reader.h"
#include "host/text_scan.h"

#include <format>
#include <utility>

namespace patchbay {

namespace {

/// "bar   [10] = type Memory, range 32," of a line that a mail program or a console of 80 columns broke.
bool startsRegion(std::string_view line)
{
    return (line.starts_with("bar") || line.starts_with("window[") || line.starts_with("iov bar")) && line.contains("] = type ");
}

/// "device=0x16" for one: pciconf prints all digits of a number.
bool isShort(std::string_view field)
{
    return withoutCutNumber(field).size() != field.size();
}

} // namespace

bool PciconfReader::readHeadingRest(std::string_view body)
{
    if (!m_inHeading)
        return false;
    if (!m_tail.empty()) {
        const std::string joined = m_tail + std::string(body);
        if (startsWithHeadingField(joined) && !isShort(joined.substr(0, joined.find(' ')))) {
            m_tail.clear();
            readFields(joined);
            return true;
        }
    }
    if (!startsWithHeadingField(body))
        return false;
    giveUpTail();
    readFields(body);
    return true;
}

void PciconfReader::readFields(std::string_view fields)
{
    const std::string_view left = readHeadingFields(fields, current());
    m_tailRead = left.empty();
    m_tail = m_tailRead ? trimLeft(fields.substr(withoutCutNumber(fields).size())) : left;
    m_tailLine = m_line;
}

void PciconfReader::giveUpTail()
{
    if (!m_tailRead && !m_tail.empty())
        m_list.complain(m_tailLine, "the heading ends in \"" + excerpt(m_tail) + '"');
    m_tail.clear();
}

/// Words are broken apart between two lines by what counts columns, lines between two words by what knows words.
bool PciconfReader::readBrokenRest(std::string_view body)
{
    if (m_broken.empty() || isPrompt(body))
        return false;
    for (const std::string_view between : {" ", ""}) {
        const std::string joined = m_broken + std::string(between) + std::string(body);
        Function scratch;
        const PciconfDetail detail = readPciconfDetail(joined, scratch);
        if (detail == PciconfDetail::None || (m_brokenRead && detail != m_last) || isBroken(detail, joined))
            continue;
        Function &function = current();
        if (m_brokenRead && joined.starts_with("bar"))
            function.bars.pop_back();
        else if (m_brokenRead && joined.starts_with("window"))
            function.windows.pop_back();
        else if (m_brokenRead && joined.starts_with("iov"))
            function.virtualFunctionBars.pop_back();
        m_broken.clear();
        return readDetail(joined);
    }
    giveUpBroken();
    return false;
}

bool PciconfReader::holdBroken(const StrippedLine &line)
{
    if (!startsRegion(line.body))
        return false;
    giveUpBroken();
    m_broken = line.body;
    m_brokenRead = false;
    m_brokenLine = m_line;
    return true;
}

void PciconfReader::giveUpBroken()
{
    if (!m_brokenRead && !m_broken.empty()) {
        current().unknownLines.push_back(m_broken);
        m_list.complain(m_brokenLine, "not understood: \"" + excerpt(m_broken) + '"');
    }
    m_broken.clear();
    m_brokenRead = true;
}

/// A line of the last function behind so many foreign ones that it was closed: what else it lacks is not known.
void PciconfReader::readLost(std::string_view body)
{
    Function scratch;
    const PciconfDetail detail = readPciconfDetail(body, scratch);
    if (detail != PciconfDetail::Region && detail != PciconfDetail::Capability)
        return;
    m_drowned = false;
    Function &last = current();
    last.capabilitiesKnown = last.extendedKnown = last.barsKnown = false;
    m_list.complain(m_line, std::format("lines of {} stand among too many others", last.address.toString()));
}

} // namespace patchbay
