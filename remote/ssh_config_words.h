// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>
#include <QStringList>

namespace patchbay::remote {

/// What becomes of a keyword of ssh_config(5) here.
enum class KeywordUse {
    Followed,
    Pointless, ///< about terminals, forwarding, sharing of connections: a console has none of them, nothing is lost
    Ignored,   ///< would mean something and is not done
};

/// `keyword` in lower case.
KeywordUse useOf(const QString &keyword);

/// The words of a line's value, as ssh splits them: blanks, quotes of both kinds, \ before quotes, \ and blanks, # at the
/// beginning of a word for a comment.
QStringList splitConfigWords(const QString &text);

/// A time of ssh_config(5), "90" or "1m30s", in seconds; 0 for what is none.
int secondsOf(const QString &text);

/// Whether a host matches patterns separated by blanks or commas, ! for not; as ssh_config(5) PATTERNS.
bool matchesPatterns(const QString &text, const QStringList &patterns);

/// The same for a Host line, where a comma is nothing special.
bool matchesHostLine(const QString &host, const QStringList &patterns);

} // namespace patchbay::remote
