// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/function_list.h"
#include "host/pciconf_heading.h"
#include "host/pciconf_listings.h"
#include "host/pciconf_text.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Goes through a text once, line by line, and gives each line to the function it belongs to. Used by parsePciconf().
class PciconfReader
{
public:
    PciconfReader(std::string_view text, Ending ending) : m_text(text), m_ending(ending) {}
    PciconfReader(const PciconfReader &) = delete;
    PciconfReader &operator=(const PciconfReader &) = delete;

    FunctionList read();

private:
    void readLine(std::string_view raw);
    void readBody(const StrippedLine &line, std::string_view raw);
    bool readHeading(std::string_view raw);
    std::optional<Result<PciconfHeading>> headingIn(std::string_view raw);
    bool readHeadingRest(std::string_view body);
    bool readDetail(std::string_view body);
    bool readContinuation(const StrippedLine &line);
    bool readBrokenRest(std::string_view body);
    bool holdBroken(const StrippedLine &line);
    void giveUpBroken();
    void giveUpTail();
    void readLost(std::string_view body);
    bool readGlued(std::string_view raw);
    void splitFunction(const PciconfHeading &heading, std::string_view raw, std::size_t cut);
    void readUnknown(const StrippedLine &line);
    void readNoise(const StrippedLine &line);

    PciconfHeading wholeNumbers(PciconfHeading heading, std::string_view raw);
    void openFunction(const PciconfHeading &heading, std::size_t indent);
    void readFields(std::string_view fields);
    void checkHeading();
    void checkEnd(std::string_view lastRaw);
    void closeFunction();
    void closeCapability(bool another = false);
    void keep(std::string_view raw);
    void flush();

    Function &current() { return m_list.functions.back(); }

    std::string_view m_text;
    Ending m_ending;
    FunctionList m_list;
    PciconfListings m_listings{m_list.functions};
    std::vector<std::size_t> m_headingLines; ///< beside functions
    std::size_t m_line = 0;

    bool m_open = false;      ///< lines belong to functions.back()
    std::size_t m_indent = 0; ///< of its heading
    bool m_inHeading = false;
    PciconfDetail m_last = PciconfDetail::None;
    bool m_capabilityOpen = false;
    std::size_t m_capabilityLine = 0;
    std::string m_broken;    ///< a detail line that lacks its end
    bool m_brokenRead = true; ///< what there is of it is in the function already
    std::size_t m_brokenLine = 0;
    std::string m_tail;      ///< the last field of a heading, where it may go on in the next line: "sub", "device=0x16"
    bool m_tailRead = true;  ///< it is a field whose number has fewer digits than pciconf prints
    std::size_t m_tailLine = 0;
    std::size_t m_lastLength = 0; ///< of the line before, blanks at its end left out
    std::string m_prefix;    ///< what stood before the last heading, of what is no part of it
    bool m_drowned = false;  ///< the last function was closed by foreign lines, not by a command or a heading
    std::size_t m_noise = 0; ///< foreign lines since the last one of the function
    std::string_view m_kept; ///< lines of the function that stand side by side in the text
};

} // namespace patchbay
