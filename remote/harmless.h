// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArrayView>
#include <QString>

namespace patchbay::remote {

/// Text a stranger sent, fit to be shown: no control characters, no marks that turn the writing direction, at most `limit`
/// characters and `lines` lines. What was taken out leaves U+FFFD; a carriage return before a newline just goes.
QString harmless(const QString &text, qsizetype limit = 2000, int lines = 30);

/// The same of bytes that should be UTF-8.
QString harmless(QByteArrayView bytes, qsizetype limit = 2000, int lines = 30);
inline QString harmless(const QByteArray &bytes, qsizetype limit = 2000, int lines = 30)
{
    return harmless(QByteArrayView(bytes), limit, lines);
}

/// The last lines of what a program said, harmless; blank ones are left out.
QString lastLines(QByteArrayView bytes, int lines = 5);

} // namespace patchbay::remote
