// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Walks XML tag by tag, as much of it as kern.geom.confxml uses: elements, attributes, character data, the five entities and
/// numbered ones, which FreeBSD writes for single bytes. Comments, processing instructions and document types are passed over; a document type that declares
/// something, and CDATA, are Broken, so no entity can grow and nothing hides a tag. Copies nothing but text with entities;
/// keeps the names of open elements only.
class XmlWalk
{
public:
    enum class What : unsigned char { Open, Close, End, Broken };

    static constexpr std::size_t deepest = 64; ///< elements within each other; confxml has 6

    explicit XmlWalk(std::string_view text)
        : m_rest(text)
    {
    }

    /// The next tag. An element without content ("<class ref="0x1"/>") is an Open and then a Close. Broken: a tag or an element
    /// that never ends, one that ends while another is open inside it, what is too deep or not taken; nothing comes after it.
    What next();

    [[nodiscard]] std::string_view name() const { return m_name; }
    /// An attribute of the element that was opened; empty: it has none of that name.
    [[nodiscard]] std::string attribute(std::string_view name) const;
    /// The character data between the tag before and this one, blanks at both ends cut.
    [[nodiscard]] std::string text() const;

private:
    What take(std::string_view tag);
    What close();
    What broken();
    bool passOver();
    [[nodiscard]] std::size_t tagEnd() const;

    std::string_view m_rest, m_name, m_attributes, m_text;
    std::vector<std::string_view> m_open;
    bool m_closeNext = false;
};

/// Text with its entities replaced: "&lt;" "&gt;" "&amp;" "&quot;" "&apos;" "&#038;" "&#x26;"; others stay as they are.
std::string xmlPlain(std::string_view text);

} // namespace patchbay
