// SPDX-License-Identifier: BSD-2-Clause
#include "look/metrics.h"

#include <QApplication>
#include <QFontDatabase>

#include <algorithm>

namespace patchbay::look {

namespace {

int size = usualText;

QFont sized(QFont base, int pixels, QFont::Weight weight = QFont::Normal)
{
    base.setPixelSize(px(pixels));
    base.setWeight(weight);
    return base;
}

QFont mono(int pixels)
{
    QFont base = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    base.setStyleHint(QFont::Monospace);
    return sized(base, pixels);
}

} // namespace

int textSize()
{
    return size;
}

void setTextSize(int pixels)
{
    size = std::clamp(pixels, smallestText, largestText);
}

int px(int pixels)
{
    return (pixels * size + usualText / 2) / usualText;
}

int besideMark()
{
    return px(12) + 12; // as the style sheet has it: the mark, its border, the space after it
}

QFont font(Face face)
{
    const QFont body = QApplication::font();
    switch (face) {
    case Face::Body: return sized(body, 13);
    case Face::Bold: return sized(body, 13, QFont::DemiBold);
    case Face::Small: return sized(body, 11);
    case Face::SmallBold: return sized(body, 11, QFont::DemiBold);
    case Face::Title: return sized(body, 17, QFont::DemiBold);
    case Face::Mono: return mono(12);
    case Face::MonoSmall: return mono(11);
    }
    return body;
}

} // namespace patchbay::look
