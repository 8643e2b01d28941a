// SPDX-License-Identifier: BSD-2-Clause
#include "remote/marked_lines.h"

#include <utility>

namespace patchbay::remote {

namespace {
constexpr qsizetype longest = 64 << 10;
}

MarkedLines::MarkedLines(QByteArray mark)
    : m_mark(std::move(mark) + ' ')
{
}

std::optional<MarkedLines::Line> MarkedLines::next()
{
    for (;;) {
        qsizetype end = m_bytes.indexOf('\n', m_scanned);
        const bool whole = end >= 0;
        if (!whole && m_bytes.size() < longest) {
            m_scanned = m_bytes.size();
            return std::nullopt;
        }
        if (!whole)
            end = m_bytes.size();
        QByteArray text = m_bytes.first(end);
        m_bytes.remove(0, whole ? end + 1 : end);
        m_scanned = 0;
        if (text.endsWith('\r'))
            text.chop(1);
        if (text.isEmpty())
            continue;
        if (!text.startsWith(m_mark))
            return Line{false, {}, text};
        const QByteArray rest = text.mid(m_mark.size());
        const qsizetype blank = rest.indexOf(' ');
        return blank < 0 ? Line{true, rest, {}} : Line{true, rest.first(blank), rest.mid(blank + 1)};
    }
}

QByteArray MarkedLines::takeRest()
{
    m_scanned = 0;
    return std::exchange(m_bytes, {});
}

} // namespace patchbay::remote
