// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_config_words.h"

#include <QHash>
#include <QSet>

#include <utility>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

bool matchesPattern(QStringView text, QStringView pattern)
{
    qsizetype at = 0, star = -1, mark = 0, p = 0;
    while (at < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            mark = at;
        } else if (p < pattern.size() && (pattern[p] == u'?' || pattern[p] == text[at])) {
            ++p;
            ++at;
        } else if (star >= 0) {
            p = star + 1;
            at = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

bool isEscape(const QString &text, qsizetype at, QChar quote)
{
    if (text[at] != u'\\' || at + 1 >= text.size())
        return false;
    const QChar next = text[at + 1];
    return next == u'\\' || next == u'"' || next == u'\'' || (quote.isNull() && next == u' ');
}

} // namespace

KeywordUse useOf(const QString &keyword)
{
    static const QSet<QString> followed{
        u"hostname"_s, u"port"_s, u"user"_s, u"identityfile"_s, u"ciphers"_s, u"macs"_s, u"compression"_s,
        u"connecttimeout"_s, u"stricthostkeychecking"_s, u"userknownhostsfile"_s, u"globalknownhostsfile"_s, u"proxycommand"_s,
        u"proxyjump"_s, u"bindaddress"_s, u"hostkeyalgorithms"_s, u"kexalgorithms"_s, u"hostkeyalias"_s,
        u"kbdinteractiveauthentication"_s, u"passwordauthentication"_s, u"pubkeyauthentication"_s, u"certificatefile"_s,
        u"identitiesonly"_s, u"identityagent"_s, u"pubkeyacceptedalgorithms"_s, u"addressfamily"_s,
        u"preferredauthentications"_s, u"hashknownhosts"_s, u"numberofpasswordprompts"_s, u"revokedhostkeys"_s};
    static const QSet<QString> pointless{
        u"addkeystoagent"_s, u"controlmaster"_s, u"controlpath"_s, u"controlpersist"_s, u"requesttty"_s, u"escapechar"_s,
        u"visualhostkey"_s, u"serveraliveinterval"_s, u"serveralivecountmax"_s, u"tcpkeepalive"_s, u"forwardx11"_s,
        u"forwardx11trusted"_s, u"forwardx11timeout"_s, u"xauthlocation"_s, u"ignoreunknown"_s, u"sendenv"_s, u"forwardagent"_s,
        u"updatehostkeys"_s, u"loglevel"_s, u"logverbose"_s, u"syslogfacility"_s, u"rekeylimit"_s, u"tag"_s};
    return followed.contains(keyword)    ? KeywordUse::Followed
           : pointless.contains(keyword) ? KeywordUse::Pointless
                                         : KeywordUse::Ignored;
}

QStringList splitConfigWords(const QString &text)
{
    QStringList words;
    QString word;
    QChar quote;
    bool any = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text[at];
        if (isEscape(text, at, quote)) {
            word += text[++at];
            any = true;
        } else if (quote.isNull() ? c == u'"' || c == u'\'' : c == quote) {
            quote = quote.isNull() ? c : QChar();
            any = true;
        } else if (quote.isNull() && c.isSpace()) {
            if (any)
                words.append(std::exchange(word, {}));
            any = false;
        } else if (quote.isNull() && c == u'#' && !any) {
            break;
        } else {
            word += c;
            any = true;
        }
    }
    if (any)
        words.append(word);
    return words;
}

int secondsOf(const QString &text)
{
    constexpr qint64 longest = 86400;
    static const QHash<QChar, qint64> units{{u's', 1}, {u'm', 60}, {u'h', 3600}, {u'd', 86400}, {u'w', 604800}};
    qint64 all = 0, number = 0;
    bool pending = false;
    for (const QChar c : text.toLower()) {
        if (!c.isDigit() && (!pending || !units.contains(c)))
            return 0;
        if (c.isDigit())
            number = qMin(number * 10 + c.digitValue(), longest);
        else
            all = qMin(all + std::exchange(number, 0) * units[c], longest);
        pending = c.isDigit();
    }
    return int(qMin(all + number, longest));
}

bool matchesHostLine(const QString &host, const QStringList &patterns)
{
    bool found = false;
    for (const QString &pattern : patterns) {
        const bool negated = pattern.startsWith(u'!');
        if (!matchesPattern(host, QStringView(pattern).mid(negated ? 1 : 0)))
            continue;
        if (negated)
            return false;
        found = true;
    }
    return found;
}

bool matchesPatterns(const QString &text, const QStringList &patterns)
{
    QStringList all;
    for (const QString &list : patterns)
        all += list.split(u',', Qt::SkipEmptyParts);
    return matchesHostLine(text, all);
}

} // namespace patchbay::remote
