// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::sim {

/// One raw ACPI table as acpidump -t prints it, without the comment marks. A table cut short is printed as
/// far as it goes. Tables without a decoder: header only before FreeBSD 13, header and bytes since.
std::string acpiTableText(std::string_view table, int osVersion);

/// Little-endian number at an offset; 0 beyond the end.
std::uint64_t acpiNumber(std::string_view table, std::size_t at, unsigned width);

/// The bodies, after the header.
std::string dmarBody(std::string_view table);
std::string madtBody(std::string_view table);
std::string fadtBody(std::string_view table);

} // namespace patchbay::sim
