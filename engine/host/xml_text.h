// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay {

/// Walks XML tag by tag, as much of it as kern.geom.confxml uses: elements, attributes, character data, the five entities and
/// numbered ones. Declarations, comments and processing instructions are passed over; a document type defines nothing here, so
/// no entity can grow. Copies nothing but text with entities; keeps no tree, so depth costs nothing.
class XmlWalk
{
public:
    enum class What : unsigned char { Open, Close, End, Broken };

    explicit XmlWalk(std::string_view text)
        : m_rest(text)
    {
    }

    /// The next tag. An element without content ("<class ref="0x1"/>") is an Open and then a Close. Broken: a tag that never
    /// ends; nothing comes after it.
    What next();

    [[nodiscard]] std::string_view name() const { return m_name; }
    /// An attribute of the element that was opened; empty: it has none of that name.
    [[nodiscard]] std::string attribute(std::string_view name) const;
    /// The character data between the tag before and this one, blanks at both ends cut.
    [[nodiscard]] std::string text() const;

private:
    What take(std::string_view tag);

    std::string_view m_rest, m_name, m_attributes, m_text;
    bool m_closeNext = false;
};

/// Text with its entities replaced: "&lt;" "&gt;" "&amp;" "&quot;" "&apos;" "&#038;" "&#x26;"; others stay as they are.
std::string xmlPlain(std::string_view text);

} // namespace patchbay
