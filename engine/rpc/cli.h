// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "rpc/call.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The command line: the same verbs as the methods, for people and scripts. Exit statuses: 0 done, 1 done and the answer
/// is no (blocked, failed to parse, not as planned), 2 bad input or it could not be done.
namespace patchbay::rpc {

namespace status {
inline constexpr int good = 0;
inline constexpr int no = 1;
inline constexpr int bad = 2;
}

/// A command's words, taken apart.
struct Arguments
{
    std::vector<std::string> words;             ///< without options
    std::map<std::string, std::string> options; ///< "--host" → "sim:x"; flags have ""

    [[nodiscard]] bool has(const std::string &option) const { return options.contains(option); }
    [[nodiscard]] std::string value(const std::string &option, std::string otherwise = {}) const
    {
        const auto found = options.find(option);
        return found == options.end() ? otherwise : found->second;
    }
    [[nodiscard]] std::string host() const { return value("--host", "local"); }
};

struct Command
{
    std::string_view name;
    std::string_view usage;                     ///< after the name: "PLAN [--host SPEC] [--json]"
    std::string_view about;                     ///< what it does, several lines if need be
    std::span<const std::string_view> options;  ///< "--json"; one with a value ends in '=': "--host="
    std::size_t fewest = 0, most = 0;           ///< words
    int (*run)(const Arguments &arguments);
};

/// All commands, in the order of the help.
std::span<const Command> commands();

/// Splits words by a command's options: "--host X", "--host=X", "--" ends options. Errors: an unknown option, one without
/// its value, one given twice, too few or too many words.
Result<Arguments> parseArguments(const Command &command, std::span<const std::string> words);

/// Runs the command line; `words` without the program's name. Returns the exit status.
int runCommandLine(std::span<const std::string> words);

/// Writes to standard output.
void print(std::string_view text);

/// "patchbay-engine: WHERE: WHAT" to standard error; returns status::bad, for what a finding forbids status::no.
int complain(const Error &error);
int complain(const wire::Failure &failure);

/// Columns aligned by the widest cell, two blanks apart; trailing blanks are cut.
std::string alignColumns(const std::vector<std::vector<std::string>> &rows);

} // namespace patchbay::rpc
