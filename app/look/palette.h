// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QColor>

#include <array>
#include <span>

namespace patchbay::look {

/// What a colour is for. Views ask for a meaning; this folder alone knows the value.
enum class Token {
    Window, Panel, Sidebar, Line, Text, TextSecondary, TextFaint, Accent, AccentSoft, Ok, OkSoft, Warn, WarnSoft,
    Block, BlockSoft, Iommu, IommuSoft, Reserved, DiffAdded, DiffRemoved, SyntaxModule, SyntaxString, SyntaxComment,
    AccentText, ///< on Accent, Ok or Block as a ground
};
constexpr std::size_t tokenCount = std::size_t(Token::AccentText) + 1;

enum class Scheme { Light, Dark };

/// What a badge, pill or cell says by its colour; it always says the same in words too.
enum class Tone { Plain, Accent, Ok, Warn, Block, Iommu };

/// All colours of one scheme. A value.
class Palette
{
public:
    static const Palette &of(Scheme scheme);

    [[nodiscard]] QColor operator[](Token token) const { return m_colours[std::size_t(token)]; }
    [[nodiscard]] Scheme scheme() const { return m_scheme; }

    /// Text and ground of a badge of that tone. Plain has a line instead of a ground.
    [[nodiscard]] QColor ink(Tone tone) const;
    [[nodiscard]] QColor ground(Tone tone) const;

    /// Kebab-case name of a token, as style.qss writes it.
    static const char *name(Token token);

private:
    Palette(Scheme scheme, std::span<const unsigned> colours);

    Scheme m_scheme;
    std::array<QColor, tokenCount> m_colours;
};

/// Contrast of two colours by WCAG 2, 1 ... 21.
double contrast(const QColor &one, const QColor &other);

} // namespace patchbay::look
