// SPDX-License-Identifier: BSD-2-Clause
#include "look/palette.h"

#include <cmath>

namespace patchbay::look {

namespace {

struct Row
{
    const char *name;
    unsigned light, dark;
};

constexpr Row rows[] = {
    {"window", 0xF3F4F6, 0x1B1E23},
    {"panel", 0xFFFFFF, 0x23272E},
    {"sidebar", 0xF8F9FB, 0x272C34},
    {"line", 0xDADDE3, 0x3A404A},
    {"text", 0x1A1E24, 0xE7EAEE},
    {"text-secondary", 0x626B77, 0xA5ADB8},
    {"text-faint", 0x9AA2AD, 0x6F7884},
    {"accent", 0x2457A6, 0x7FB0F5},
    {"accent-soft", 0xE4ECF8, 0x26374F},
    {"ok", 0x1B7A48, 0x6FD39B},
    {"ok-soft", 0xDFF3E7, 0x1F3A2B},
    {"warn", 0x8F5200, 0xF0B45A},
    {"warn-soft", 0xFCEFD8, 0x40321A},
    {"block", 0xA8201A, 0xF28B82},
    {"block-soft", 0xFBE4E2, 0x472523},
    {"iommu", 0x0B7285, 0x6CCBD9},
    {"iommu-soft", 0xDDF1F4, 0x1C3A40},
    {"reserved", 0xE9EBEF, 0x2C313A},
    {"diff-added", 0xDFF3E7, 0x1F3A2B},
    {"diff-removed", 0xFBE4E2, 0x472523},
    {"syntax-module", 0x7A3E9D, 0xC9A2E8},
    {"syntax-string", 0x1B7A48, 0x8FD6A9},
    {"syntax-comment", 0x5C6570, 0xA9B1BC},
    {"accent-text", 0xFFFFFF, 0x10151C},
};
static_assert(std::size(rows) == tokenCount);

std::array<unsigned, tokenCount> column(unsigned Row::*which)
{
    std::array<unsigned, tokenCount> colours{};
    for (std::size_t i = 0; i < tokenCount; ++i)
        colours[i] = rows[i].*which;
    return colours;
}

double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
}

} // namespace

Palette::Palette(Scheme scheme, std::span<const unsigned> colours)
    : m_scheme(scheme)
{
    for (std::size_t i = 0; i < tokenCount; ++i)
        m_colours[i] = QColor::fromRgb(QRgb(colours[i]));
}

const Palette &Palette::of(Scheme scheme)
{
    static const Palette light(Scheme::Light, column(&Row::light));
    static const Palette dark(Scheme::Dark, column(&Row::dark));
    return scheme == Scheme::Light ? light : dark;
}

QColor Palette::ink(Tone tone) const
{
    static constexpr Token inks[] = {Token::Text, Token::Accent, Token::Ok, Token::Warn, Token::Block, Token::Iommu};
    return (*this)[inks[std::size_t(tone)]];
}

QColor Palette::ground(Tone tone) const
{
    static constexpr Token grounds[] = {Token::Panel, Token::AccentSoft, Token::OkSoft,
                                        Token::WarnSoft, Token::BlockSoft, Token::IommuSoft};
    return (*this)[grounds[std::size_t(tone)]];
}

const char *Palette::name(Token token)
{
    return rows[std::size_t(token)].name;
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace patchbay::look
