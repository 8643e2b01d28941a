// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace patchbay {

/// Little-endian numbers out of bytes; beyond the end they read as 0, so callers check size() first.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] std::uint8_t u8(std::size_t at) const { return std::uint8_t(number(at, 1)); }
    [[nodiscard]] std::uint16_t u16(std::size_t at) const { return std::uint16_t(number(at, 2)); }
    [[nodiscard]] std::uint32_t u32(std::size_t at) const { return std::uint32_t(number(at, 4)); }
    [[nodiscard]] std::uint64_t u64(std::size_t at) const { return number(at, 8); }

private:
    [[nodiscard]] std::uint64_t number(std::size_t at, std::size_t width) const
    {
        std::uint64_t value = 0;
        for (std::size_t i = width; i-- > 0;)
            value = value << 8 | (at + i < m_bytes.size() ? std::uint8_t(m_bytes[at + i]) : 0U);
        return value;
    }

    std::string_view m_bytes;
};

/// Appends little-endian numbers.
class ByteWriter
{
public:
    void put(std::uint64_t value, std::size_t width)
    {
        for (; width > 0; --width, value >>= 8)
            m_bytes += char(value & 0xff);
    }
    void fill(std::size_t count) { m_bytes.append(count, '\0'); }
    void append(std::string_view bytes) { m_bytes += bytes; }
    void patch(std::size_t at, std::uint64_t value, std::size_t width)
    {
        for (std::size_t i = 0; i < width; ++i, value >>= 8)
            m_bytes[at + i] = char(value & 0xff);
    }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }
    [[nodiscard]] const std::string &bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

} // namespace patchbay
