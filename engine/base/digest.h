// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay {

/// SHA-256 (FIPS 180-4) of bytes that may come in pieces. Used to bind a preview to what it was made of, so it must
/// not be forgeable by a changed file; it is no secret.
class Digest
{
public:
    Digest();

    void add(std::string_view bytes);

    /// Adds a length before the bytes, so that ("ab", "c") and ("a", "bc") differ.
    void addField(std::string_view bytes);

    /// 64 lower-case hex digits. The object is used up afterwards.
    [[nodiscard]] std::string finish();

private:
    void block(const std::uint8_t *data);

    std::array<std::uint32_t, 8> m_state;
    std::array<std::uint8_t, 64> m_buffer{};
    std::size_t m_used = 0;
    std::uint64_t m_length = 0; ///< bytes so far
};

/// SHA-256 of one text as 64 lower-case hex digits.
std::string digest(std::string_view bytes);

} // namespace patchbay
