// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "pci/address.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// The variables ppt(4) reads, in its order; there are no others.
inline constexpr std::array<const char *, 3> pptVariables{"pptdevs", "pptdevs2", "pptdevs3"};

/// vmm(4)'s documented limit for the value of one of them.
inline constexpr std::size_t pptValueLimit = 128;

/// One word of a pptdevs value as the kernel scans it (facts section 1.3).
struct PptToken
{
    std::size_t begin = 0; ///< offset into the value
    std::size_t end = 0;
    std::optional<Address> function; ///< what it claims, in every domain; nullopt: the kernel passes over it
    std::size_t trouble = 0;         ///< offset into the value of the character `note` is about
    std::string note;                ///< why it claims nothing, or what of it is not looked at; may be empty

    bool operator==(const PptToken &) const = default;
};

/// Splits and scans a value exactly as vmm_is_pptdev() does: words between spaces (no other blank separates), each read
/// with "%d/%d/%d": blanks before a number and a sign are taken, text behind the third number is not looked at, numbers
/// wrap at 32 bits. Never fails; a value that reaches a NUL ends there.
std::vector<PptToken> parsePptdevs(std::string_view value);

/// The three values; nullopt where a variable is not set.
struct PptValues
{
    std::array<std::optional<std::string>, 3> value;

    bool operator==(const PptValues &) const = default;

    /// Every function claimed, each once, in the kernel's order.
    [[nodiscard]] std::vector<Address> functions() const;
};

/// How full a set of functions makes the three variables.
struct PptCapacity
{
    std::size_t characters = 0; ///< needed, with the spaces between
    std::size_t limit = 0;      ///< what the three variables hold together
};
PptCapacity pptCapacity(const std::vector<Address> &wanted);

/// Puts `wanted` into the three variables, none longer than 128 characters. What is already in `existing` stays in its
/// variable and order; new functions are added behind, in the order given, where there is room; only when that does not
/// fit is everything put in anew. Domains are lost and duplicates dropped. No functions give three unset variables.
///
/// Fails when they do not fit, with the numbers.
Result<PptValues> packPptdevs(const std::vector<Address> &wanted, const PptValues &existing = {});

} // namespace patchbay
