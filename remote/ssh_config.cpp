// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_config.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSet>

#include <glob.h>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 16;
constexpr qint64 largest = 16 << 20;

// What libssh or we ourselves take up. Everything else in a block for this host is told to the person.
const QSet<QString> &honoured()
{
    static const QSet<QString> names{
        u"hostname"_s, u"port"_s, u"user"_s, u"identityfile"_s, u"ciphers"_s, u"macs"_s, u"compression"_s,
        u"connecttimeout"_s, u"stricthostkeychecking"_s, u"userknownhostsfile"_s, u"globalknownhostsfile"_s, u"proxycommand"_s,
        u"proxyjump"_s, u"include"_s, u"bindaddress"_s, u"hostkeyalgorithms"_s, u"kexalgorithms"_s, u"hostkeyalias"_s,
        u"kbdinteractiveauthentication"_s, u"passwordauthentication"_s, u"pubkeyauthentication"_s, u"certificatefile"_s,
        u"identitiesonly"_s, u"identityagent"_s, u"pubkeyacceptedalgorithms"_s, u"pubkeyacceptedkeytypes"_s, u"rekeylimit"_s,
        u"loglevel"_s, u"addressfamily"_s, u"preferredauthentications"_s, u"hashknownhosts"_s, u"tcpkeepalive"_s};
    return names;
}

// About terminals, forwarding and sharing of connections: a console has none of them, so nothing is lost.
const QSet<QString> &meaningless()
{
    static const QSet<QString> names{
        u"addkeystoagent"_s, u"controlmaster"_s, u"controlpath"_s, u"controlpersist"_s, u"requesttty"_s, u"escapechar"_s,
        u"visualhostkey"_s, u"serveraliveinterval"_s, u"serveralivecountmax"_s, u"forwardx11"_s, u"forwardx11trusted"_s,
        u"xauthlocation"_s, u"ignoreunknown"_s, u"sendenv"_s, u"forwardagent"_s, u"updatehostkeys"_s};
    return names;
}

QStringList splitWords(const QString &text)
{
    QStringList words;
    QString word;
    bool quoted = false, any = false;
    for (const QChar c : text) {
        if (c == u'"') {
            quoted = !quoted;
            any = true;
        } else if (c.isSpace() && !quoted) {
            if (any || !word.isEmpty())
                words.append(word);
            word.clear();
            any = false;
        } else if (c == u'#' && !quoted && word.isEmpty() && !any) {
            break;
        } else {
            word += c;
        }
    }
    if (any || !word.isEmpty())
        words.append(word);
    return words;
}

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

class Reader
{
public:
    Reader(SshConfig &config, const SshConfigSubject &subject)
        : m_config(config)
        , m_subject(subject)
    {
    }

    void file(const QString &path, bool active, int depth)
    {
        QFile file(path);
        if (depth > deepest) {
            m_config.problems.append(path + u": files include each other more than sixteen deep"_s);
            return;
        }
        if (!file.open(QIODevice::ReadOnly) || file.size() > largest)
            return;
        int number = 0;
        const bool outer = active;
        while (!file.atEnd()) {
            ++number;
            line(QString::fromUtf8(file.readLine()).trimmed(), path + u':' + QString::number(number), outer, active, depth);
        }
    }

private:
    // `outer`: whether the block that includes this file applies; a Host line in here cannot widen it.
    void line(const QString &text, const QString &where, bool outer, bool &active, int depth)
    {
        if (text.isEmpty() || text.startsWith(u'#'))
            return;
        qsizetype end = 0;
        while (end < text.size() && !text[end].isSpace() && text[end] != u'=')
            ++end;
        const QString keyword = text.left(end).toLower();
        QString rest = text.mid(end).trimmed();
        if (rest.startsWith(u'='))
            rest = rest.mid(1).trimmed();
        const QStringList words = splitWords(rest);
        if (words.isEmpty()) {
            m_config.problems.append(where + u": "_s + keyword + u" has no value"_s);
        } else if (keyword == u"host"_s) {
            active = outer && matchesPatterns(m_subject.original, words);
            name(words);
        } else if (keyword == u"match"_s) {
            active = outer && matches(words, where);
        } else if (active && keyword == u"include"_s) {
            for (const QString &pattern : words)
                include(pattern, where, depth);
        } else if (active) {
            take(keyword, keyword == u"proxycommand"_s ? rest : words.join(u' '));
        }
    }

    void name(const QStringList &words)
    {
        for (const QString &word : words) {
            if (!word.contains(u'*') && !word.contains(u'?') && !word.startsWith(u'!') && !m_config.names.contains(word))
                m_config.names.append(word);
        }
    }

    void take(const QString &keyword, const QString &value)
    {
        if (!honoured().contains(keyword) && !meaningless().contains(keyword) && !m_config.ignored.contains(keyword))
            m_config.ignored.append(keyword);
        // A jump and a command are two words for one thing: the first of them counts.
        if ((keyword == u"proxyjump"_s && m_config.values.contains(u"proxycommand"_s)) ||
            (keyword == u"proxycommand"_s && m_config.values.contains(u"proxyjump"_s)))
            return;
        m_config.values[keyword].append(value);
    }

    void include(QString pattern, const QString &where, int depth)
    {
        if (pattern.startsWith(u"~/"_s))
            pattern = m_subject.home + pattern.mid(1);
        else if (!pattern.startsWith(u'/'))
            pattern = (where.startsWith(u"/etc/ssh/"_s) ? u"/etc/ssh/"_s : m_subject.home + u"/.ssh/"_s) + pattern;
        glob_t found{};
        if (::glob(QFile::encodeName(pattern).constData(), 0, nullptr, &found) == 0) {
            for (std::size_t i = 0; i < found.gl_pathc; ++i)
                file(QFile::decodeName(found.gl_pathv[i]), true, depth + 1);
        }
        ::globfree(&found);
    }

    bool matches(const QStringList &words, const QString &where)
    {
        bool good = true;
        for (qsizetype i = 0; i < words.size(); ++i) {
            QString what = words[i].toLower();
            const bool negated = what.startsWith(u'!');
            if (negated)
                what = what.mid(1);
            bool holds = what == u"all"_s || what == u"final"_s;
            if (!holds && what != u"canonical"_s) {
                if (++i >= words.size()) {
                    m_config.problems.append(where + u": Match "_s + what + u" has no value"_s);
                    return false;
                }
                holds = good && criterion(what, words[i], where);
            }
            good = good && holds != negated;
        }
        return good;
    }

    bool criterion(const QString &what, const QString &value, const QString &where)
    {
        const QString host = m_config.first("hostname", m_subject.original).replace(u"%h"_s, m_subject.original);
        const QString user = m_subject.user.isEmpty() ? m_config.first("user", m_subject.localUser) : m_subject.user;
        if (what == u"host"_s)
            return matchesPatterns(host, {value});
        if (what == u"originalhost"_s)
            return matchesPatterns(m_subject.original, {value});
        if (what == u"user"_s)
            return matchesPatterns(user, {value});
        if (what == u"localuser"_s)
            return matchesPatterns(m_subject.localUser, {value});
        if (what == u"exec"_s && m_subject.original.isEmpty())
            return false; // no host is asked for, so nothing is run
        if (what == u"exec"_s) {
            QProcess shell;
            shell.setStandardInputFile(QProcess::nullDevice());
            shell.start(u"/bin/sh"_s, {u"-c"_s, expandSshPath(value, m_subject, {{u'h', host}, {u'r', user}})});
            return shell.waitForFinished(5000) && shell.exitStatus() == QProcess::NormalExit && shell.exitCode() == 0;
        }
        m_config.problems.append(where + u": Match "_s + what + u" is not understood here, so the block is left out"_s);
        return false;
    }

    SshConfig &m_config;
    const SshConfigSubject &m_subject;
};

} // namespace

bool matchesPatterns(const QString &text, const QStringList &patterns)
{
    bool found = false;
    for (const QString &list : patterns) {
        for (const QString &pattern : list.split(u',', Qt::SkipEmptyParts)) {
            const bool negated = pattern.startsWith(u'!');
            if (!matchesPattern(text, QStringView(pattern).mid(negated ? 1 : 0)))
                continue;
            if (negated)
                return false;
            found = true;
        }
    }
    return found;
}

QString SshConfig::first(const char *keyword, const QString &otherwise) const
{
    const QStringList found = all(keyword);
    return found.isEmpty() ? otherwise : found.first();
}

bool SshConfig::isYes(const char *keyword) const
{
    const QString value = first(keyword).toLower();
    return value == u"yes"_s || value == u"true"_s;
}

SshConfig readSshConfig(const QStringList &files, const SshConfigSubject &subject)
{
    SshConfig config;
    Reader reader(config, subject);
    for (const QString &file : files)
        reader.file(file, true, 0);
    return config;
}

QStringList hostsOfSshConfig(const QStringList &files, const QString &home)
{
    return readSshConfig(files, {.original = {}, .user = {}, .localUser = {}, .home = home}).names;
}

QString expandSshPath(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens)
{
    QString path;
    for (qsizetype i = 0; i < value.size(); ++i) {
        const QChar c = value[i], next = i + 1 < value.size() ? value[i + 1] : QChar();
        if (i == 0 && c == u'~' && (next.isNull() || next == u'/')) {
            path += subject.home;
        } else if (c == u'%' && !next.isNull()) {
            ++i;
            const QString standard = next == u'%'   ? u"%"_s
                                     : next == u'd' ? subject.home
                                     : next == u'u' ? subject.localUser
                                     : next == u'n' ? subject.original
                                                    : QString(c) + next;
            path += tokens.value(next, standard);
        } else if (c == u'$' && next == u'{' && value.indexOf(u'}', i) > 0) {
            const qsizetype end = value.indexOf(u'}', i);
            path += qEnvironmentVariable(value.mid(i + 2, end - i - 2).toLocal8Bit().constData());
            i = end;
        } else {
            path += c;
        }
    }
    return path;
}

} // namespace patchbay::remote
