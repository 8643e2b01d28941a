// SPDX-License-Identifier: BSD-2-Clause
// The lines below "function", "dmar" and "ivrs" of a machine file (machine_file.h). Pure.
#pragma once

#include "host/sim/acpi_builder.h"
#include "host/sim/machine_words.h"

#include <map>

namespace patchbay::sim {

/// "function B:S:F …", itself or as a copy of one of those made before. Errors: one clause, `where` the word.
Result<ConfigBuilder> beginFunction(const Words &parts, const std::map<Address, ConfigBuilder> &made);

/// Whether a line that begins with it belongs to the function begun.
bool isFunctionWord(std::string_view word);

/// Errors: one clause, `where` the word or the line; what is in `made` then is of no use.
Result<> readFunctionLine(ConfigBuilder &made, const Words &parts, std::string_view line);

/// Whether a line that begins with it belongs to the table begun.
bool isTableWord(std::string_view word);

/// As readFunctionLine().
Result<> readTableLine(AcpiTableBuilder &table, const Words &parts);

} // namespace patchbay::sim
