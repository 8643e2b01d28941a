// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/function_list.h"

#include <string_view>

namespace patchbay {

enum class DumpKind : std::uint8_t { Pciconf, Lspci };

/// A dump in whichever form it came.
struct Dump
{
    DumpKind kind = DumpKind::Pciconf;
    FunctionList list;
};

/// Recognises which listing a text holds and reads it: parsePciconf() or parseLspci(). UTF-16, as a Windows console's
/// redirection writes it, is turned into UTF-8 first. A text with both kinds is read as the one with more functions.
///
/// Errors, each naming what the text is instead where that can be told: empty; packed; binary; another form of lspci's (-t,
/// -m); no listing at all.
Result<Dump> readDump(std::string_view bytes);

} // namespace patchbay
