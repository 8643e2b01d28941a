// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/loader_grammar.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// One line of a boot file. The text has no "\n" but keeps a "\r" before it; spans of the meaning point into the text.
struct ConfLine
{
    std::string text;
    bool newline = true; ///< false only for a last line that does not end in one
    LineMeaning meaning;
};

/// A boot file as lines, nothing lost: print(parse(bytes)) == bytes for any bytes. Meanings are those of the grammar
/// of one generation; whether a variable's value also expands is for the evaluation to say.
struct ConfDocument
{
    std::vector<ConfLine> lines;
    LoaderGeneration generation = LoaderGeneration::Fourteen;

    static ConfDocument parse(std::string_view bytes, LoaderGeneration generation);
    [[nodiscard]] std::string print() const;

    /// "\r\n" where the first line ends so, else "\n": what lines that are added should end with.
    [[nodiscard]] std::string_view lineEnding() const;

    /// What an assignment on this line sets, as a person names it: "pptdevs", "vmm_load"; empty for other lines.
    [[nodiscard]] static std::string nameOn(const ConfLine &line);
};

} // namespace patchbay
