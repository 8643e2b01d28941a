// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What is known of a card family from experience: resources/quirks says it, with a source for each line.
struct Quirk
{
    enum class Kind : std::uint8_t { Coupled, FreeToSplit, NoReset };

    Kind kind = Kind::Coupled;
    std::uint16_t vendor = 0;
    std::optional<std::uint16_t> device;      ///< nullopt: all of the vendor
    std::optional<std::uint32_t> classPrefix; ///< class and subclass, 0xBBSS; nullopt: any
    std::string reason;                       ///< one sentence shown to the person
    std::string source;

    /// Whether a function with these ids and this class code (0xBBSSPP) is of the family.
    [[nodiscard]] bool matches(std::uint16_t ofVendor, std::uint16_t ofDevice, std::uint32_t ofClassCode) const;
};

/// Of Coupled and FreeToSplit the first entry that matches counts; NoReset stands beside them.
struct Quirks
{
    std::vector<Quirk> entries;

    /// Reads the quirks file's text; the grammar stands at the top of resources/quirks/quirks.txt. Errors name the line.
    static Result<Quirks> parse(std::string_view text);

    /// resources/quirks/quirks.txt as it was at build time.
    static const Quirks &builtIn();
};

} // namespace patchbay
