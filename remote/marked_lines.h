// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>

#include <optional>

namespace patchbay::remote {

/// Our lines in a stream in which a login shell prints too. Ours are "\nMARK key value\n", MARK a random word.
class MarkedLines
{
public:
    explicit MarkedLines(QByteArray mark);

    void feed(const QByteArray &bytes) { m_bytes += bytes; }

    struct Line
    {
        bool marked = false;
        QByteArray key;  ///< of a marked line
        QByteArray text; ///< its value; else the whole line
    };
    /// The next whole line; nullopt when more bytes are needed. Empty unmarked lines are left out. A line longer than 64 KiB
    /// comes in pieces.
    std::optional<Line> next();

    /// What came after the last line, for whoever reads the stream from here on.
    QByteArray takeRest();

private:
    QByteArray m_mark, m_bytes;
    qsizetype m_scanned = 0;
};

} // namespace patchbay::remote
