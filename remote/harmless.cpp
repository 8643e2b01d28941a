// SPDX-License-Identifier: BSD-2-Clause
#include "remote/harmless.h"

#include <QStringList>

#include <limits>

namespace patchbay::remote {

QString harmless(const QString &text, qsizetype limit, int lines)
{
    QString shown;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text[at];
        if (shown.size() >= limit)
            return shown + u'…';
        if (c == u'\r' && at + 1 < text.size() && text[at + 1] == u'\n')
            continue;
        if (c == u'\n' && --lines <= 0)
            return shown + u'…';
        const bool odd = c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
                         c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
        shown += odd && c != u'\n' && c != u'\t' ? QChar(QChar::ReplacementCharacter) : c;
    }
    return shown;
}

QString harmless(QByteArrayView bytes, qsizetype limit, int lines)
{
    return harmless(QString::fromUtf8(bytes.first(qMin(bytes.size(), limit * 4))), limit, lines);
}

QString lastLines(QByteArrayView bytes, int lines)
{
    QStringList said;
    for (const QString &line : harmless(bytes, bytes.size(), std::numeric_limits<int>::max()).split(u'\n')) {
        if (!line.trimmed().isEmpty())
            said.append(line);
    }
    return said.mid(qMax(qsizetype(0), said.size() - lines)).join(u'\n');
}

} // namespace patchbay::remote
