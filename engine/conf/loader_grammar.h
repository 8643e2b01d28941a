// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"
#include "conf/lua_pattern.h"

#include <string>
#include <string_view>

namespace patchbay {

/// What one line of loader.conf is to the loader of a generation.
enum class LineKind : std::uint8_t {
    Blank,
    Comment,
    Module,   ///< foo_load="YES" and its kin
    Exec,     ///< exec="command"
    Variable, ///< name="value" or name=word
    Malformed,
};

/// One line read by the loader's grammar. Spans are offsets into the line (which has no newline).
struct LineMeaning
{
    LineKind kind = LineKind::Blank;
    LuaMatch::Span name{};   ///< a variable's name or a module's key ("vmm" of vmm_load)
    std::string field = {};  ///< of Module: load, name, type, flags, before, after or error
    LuaMatch::Span value{};  ///< without its quotes, before any expansion; of Exec the command
    bool quoted = false;     ///< the value stood in double quotes
    LuaMatch::Span trailing{}; ///< what follows the value: blanks and a comment, or what made the line malformed
};

/// Reads a line as loader(8) of that generation does (facts section 3.1). The line is what stands between two newlines;
/// a carriage return at its end is a blank to the loader. Pure; time grows linearly with the line for real lines.
LineMeaning readLine(std::string_view line, LoaderGeneration generation);

/// The text of a span of `line`.
inline std::string_view textOf(std::string_view line, LuaMatch::Span span)
{
    return line.substr(span.begin, span.end - span.begin);
}

} // namespace patchbay
