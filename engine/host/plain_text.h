// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace patchbay {

/// Text as the readers expect it: the bytes given, which must outlive it, or what they meant where they were UTF-16 (either
/// byte order, with a mark or told by its zeros; what is beyond ASCII there becomes '?') or had to be cleaned (text_clean.h).
class PlainText
{
public:
    explicit PlainText(std::string_view bytes) : m_bytes(bytes) {}
    explicit PlainText(std::string converted) : m_converted(std::move(converted)) {}

    [[nodiscard]] std::string_view text() const { return m_converted ? std::string_view(*m_converted) : m_bytes; }
    [[nodiscard]] bool isConverted() const { return m_converted.has_value(); }

private:
    std::string_view m_bytes;
    std::optional<std::string> m_converted;
};

/// Errors: what the bytes are instead of text, where their first bytes tell: gzip, zip, xz, bzip2, zstd, a program, a
/// picture, a PDF, an archive.
Result<PlainText> toPlainText(std::string_view bytes);

} // namespace patchbay
