// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFont>

namespace patchbay::look {

/// Sizes in device-independent pixels, on a grid of 4.
constexpr int grid = 4;
constexpr int rowHeight = 29;
constexpr int badgeHeight = 18;
constexpr int badgeRadius = 4;
constexpr int cellRadius = 4;
constexpr int cardRadius = 8;
constexpr int indent = 18;
constexpr int iconSmall = 16;
constexpr int iconLarge = 22;
constexpr int headerHeight = 60;
constexpr int sidebarWidth = 212;

/// How large the text is, in pixels; everything that text stands in grows with it. Set before widgets are made.
constexpr int usualText = 13, smallestText = 10, largestText = 32;
int textSize();
void setTextSize(int pixels); ///< outside smallestText … largestText it is the nearest of them

/// Pixels at the usual text size, as many as they are at this one.
int px(int pixels);
/// How far in words stand beside a check box or a radio button, for what goes on below them.
int besideMark();

/// The interface font at 13 px, and what is derived from it. `Mono` is for addresses, drivers and files.
enum class Face { Body, Bold, Small, SmallBold, Title, Mono, MonoSmall };
QFont font(Face face);

} // namespace patchbay::look
