// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/function_list.h"

#include <string_view>

namespace patchbay {

/// Reads what lspci(8) prints: -x, -xxx, -xxxx (raw config space, decoded by decodeConfigSpace()) with or without -D,
/// -n, -nn and -v, -vv, -k between; or -v, -vv, -nn without raw bytes, as far as they tell. Where both are there the
/// bytes count and the text adds names, BAR sizes and drivers. Text before, between and after does not hurt.
///
/// A driver is Linux's here ("vfio-pci", "ixgbe"). Pure, linear in the text.
///
/// Errors: only that the text holds no function at all.
Result<FunctionList> parseLspci(std::string_view text);

} // namespace patchbay
