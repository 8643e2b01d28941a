// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace patchbay::text {

/// What a stretch of text is; look/ has a colour for each.
enum class Ink { Plain, Module, String, Comment };

struct Span
{
    qsizetype at = 0, length = 0;
    Ink ink = Ink::Plain;
    bool operator==(const Span &) const = default;
};

enum class Language { None, LoaderConf, Shell };

/// Highlights lines of one text, in order: a list of spans per line. Main thread only.
QList<QList<Span>> highlight(Language language, const QStringList &lines);

} // namespace patchbay::text
