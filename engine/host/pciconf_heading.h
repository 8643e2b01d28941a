// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "pci/function.h"

#include <optional>
#include <string_view>

namespace patchbay {

/// A function's first line, split: "em0", its address and what follows the selector (blanks removed).
struct PciconfHeading
{
    std::string_view name;
    Address address;
    std::string_view fields;
};

/// Splits a line (no blanks round it) of `pciconf -l` or `-ll`. nullopt: this is no heading. An Error: it is one, but
/// names no possible function. Empty `fields`: the selector stands alone, as where a mail program broke the line.
std::optional<Result<PciconfHeading>> splitPciconfHeading(std::string_view line);

/// Whether a line starts with a field of a heading ("hdr=0x00"): the second half of a heading broken in two.
bool startsWithHeadingField(std::string_view line);

/// Reads "class=0x020000 card=… chip=… rev=… hdr=…", the newer "class=… rev=… hdr=… vendor=… device=… subvendor=…
/// subdevice=…" (FreeBSD 13 on) or the seven bare columns of -ll into `function`; returns what it did not understand.
std::string_view readHeadingFields(std::string_view fields, Function &function);

/// Sets the driver from the name before the '@': "none3" is pciconf's word for no driver.
void readHeadingName(std::string_view name, Function &function);

} // namespace patchbay
