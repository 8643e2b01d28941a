// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

#include <string>
#include <string_view>

namespace patchbay::models {

/// One or many, in words: without a translation file "%n files" alone would say "1 files".
inline QString counted(int count, const QString &one, const QString &many)
{
    return (count == 1 ? one : many).arg(count);
}

/// Wire text (UTF-8) as Qt text, and back.
inline QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

inline std::string bytes(const QString &words)
{
    return words.toStdString();
}

} // namespace patchbay::models
