// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The one place where a command line for another host is made. Which shell reads it there is not known: sshd hands it to
/// the user's login shell, which may be sh, csh or fish.
namespace patchbay::remote {

/// A word as sh, ksh, bash, zsh, csh, tcsh and fish all read it back to the same bytes. nullopt for what no spelling says to
/// all of them: a NUL, a newline or a carriage return.
std::optional<std::string> shellWord(std::string_view word);

/// argv as one command line; nullopt when one of the words cannot be said.
std::optional<std::string> shellCommand(const std::vector<std::string> &argv);

/// A word of a script that only /bin/sh reads (POSIX): any bytes but NUL, which is dropped.
std::string scriptWord(std::string_view word);

/// A command line that makes any login shell run `script` (any text without NUL) with /bin/sh, `words` as $1, $2...; the
/// script's standard input is the channel's.
std::string shellScript(std::string_view script, const std::vector<std::string> &words = {});

} // namespace patchbay::remote
