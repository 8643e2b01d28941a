// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_config.h"

#include "remote/local_network.h"
#include "remote/ssh_config_words.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>

#include <csignal>
#include <cstring>
#include <optional>

#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 16;
constexpr qint64 largest = 16 << 20;
constexpr int longestTest = 10'000; ///< ms for a Match exec

// A group of one's own, which many systems give to each user, is nobody else.
bool isOwnGroup(gid_t group)
{
    passwd me{}, *found = nullptr;
    char buffer[4096], names[4096];
    if (::getpwuid_r(::getuid(), &me, buffer, sizeof buffer, &found) != 0 || !found || me.pw_gid != group)
        return false;
    struct group entry{}, *ours = nullptr;
    if (::getgrgid_r(group, &entry, names, sizeof names, &ours) != 0 || !ours)
        return false;
    const char *const first = entry.gr_mem[0];
    return !first || (std::strcmp(first, me.pw_name) == 0 && !entry.gr_mem[1]);
}

// The system's own files may belong to an id that nobody has here, as in a container of a plain user's.
bool othersMayWrite(const QFile &opened)
{
    struct stat file{};
    if (::fstat(opened.handle(), &file) != 0 || !S_ISREG(file.st_mode))
        return false;
    const bool ours = file.st_uid == 0 || file.st_uid == ::getuid() || opened.fileName().startsWith(u"/etc/ssh/"_s);
    return !ours || (file.st_mode & S_IWOTH) != 0 || ((file.st_mode & S_IWGRP) != 0 && !isOwnGroup(file.st_gid));
}

class Reader
{
public:
    Reader(SshConfig &config, const SshConfigSubject &subject)
        : m_config(config)
        , m_subject(subject)
    {
    }

    void files(const QStringList &paths)
    {
        for (const QString &path : paths)
            file(path, true, 0);
        m_finalPass = std::exchange(m_wantsFinal, false);
        for (const QString &path : m_finalPass ? paths : QStringList())
            file(path, true, 0);
    }

private:
    void file(const QString &path, bool active, int depth)
    {
        QFile file(path);
        if (depth > deepest)
            return problem(path, u"files include each other more than sixteen deep"_s);
        if (!file.open(QIODevice::ReadOnly) || file.size() > largest)
            return;
        if (!m_subject.original.isEmpty() && othersMayWrite(file)) {
            m_config.unsafe.append(path);
            return;
        }
        int number = 0;
        const bool outer = active;
        while (!file.atEnd()) {
            ++number;
            line(QString::fromUtf8(file.readLine()).trimmed(), path + u':' + QString::number(number), outer, active, depth);
        }
    }

    void problem(const QString &where, const QString &what)
    {
        const QString text = where + u": "_s + what;
        if (!m_config.problems.contains(text))
            m_config.problems.append(text);
    }

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
        const QStringList words = splitConfigWords(rest);
        if (words.isEmpty()) {
            problem(where, keyword + u" has no value"_s);
        } else if (keyword == u"host"_s) {
            active = outer && matchesHostLine(m_subject.original, words);
            name(words);
        } else if (keyword == u"match"_s) {
            active = outer && matches(words, where);
        } else if (active && keyword == u"include"_s) {
            for (const QString &pattern : words)
                include(pattern, where, depth);
        } else if (active) {
            take(keyword, words, rest);
        }
    }

    void name(const QStringList &words)
    {
        for (const QString &word : words) {
            if (!word.contains(u'*') && !word.contains(u'?') && !word.startsWith(u'!') && !m_config.names.contains(word))
                m_config.names.append(word);
        }
    }

    static QString today(const QString &keyword)
    {
        return keyword == u"challengeresponseauthentication"_s ? u"kbdinteractiveauthentication"_s
               : keyword == u"pubkeyacceptedkeytypes"_s        ? u"pubkeyacceptedalgorithms"_s
                                                               : keyword;
    }

    void take(const QString &written, const QStringList &words, const QString &rest)
    {
        const QString keyword = today(written);
        const KeywordUse use = useOf(keyword);
        QStringList &unused = use == KeywordUse::Ignored ? m_config.ignored : m_config.pointless;
        if (use != KeywordUse::Followed && !unused.contains(written))
            unused.append(written);
        // A jump and a command are two words for one thing: the first of them counts.
        if ((keyword == u"proxyjump"_s && m_config.values.contains(u"proxycommand"_s)) ||
            (keyword == u"proxycommand"_s && m_config.values.contains(u"proxyjump"_s)))
            return;
        const QString value = keyword == u"proxycommand"_s ? rest : words.join(u' ');
        QStringList &values = m_config.values[keyword];
        if (values.isEmpty())
            m_config.words[keyword] = words;
        if (!values.contains(value)) // a second reading brings all again
            values.append(value);
    }

    void include(QString pattern, const QString &where, int depth)
    {
        pattern = expandSshPath(pattern, m_subject, tokens());
        if (!pattern.startsWith(u'/'))
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
            const QString word = words[i];
            const bool negated = word.startsWith(u'!');
            const qsizetype equals = word.indexOf(u'=');
            const QString what = word.mid(negated ? 1 : 0, equals < 0 ? -1 : equals - (negated ? 1 : 0)).toLower();
            bool holds = what == u"all"_s;
            if (what == u"final"_s || what == u"canonical"_s) {
                m_wantsFinal = m_wantsFinal || what == u"final"_s;
                holds = m_finalPass && what == u"final"_s;
            } else if (!holds) {
                if (equals < 0 && ++i >= words.size()) {
                    problem(where, u"Match "_s + what + u" has no value"_s);
                    return false;
                }
                const auto said = criterion(what, equals < 0 ? words[i] : word.mid(equals + 1), good, where);
                if (!said)
                    return false;
                holds = *said;
            }
            good = good && holds != negated;
        }
        return good;
    }

    [[nodiscard]] QString user() const
    {
        return m_subject.user.isEmpty() ? m_config.first("user", m_subject.localUser) : m_subject.user;
    }
    [[nodiscard]] QHash<QChar, QString> tokens() const
    {
        return sshTokens(m_config, m_subject, {m_config.hostName(m_subject.original), m_config.first("port", u"22"_s).toInt(), user()});
    }

    // `needed`: whether the block may still apply; if not nothing is run for it. Nothing: we do not know what is asked.
    std::optional<bool> criterion(const QString &what, const QString &value, bool needed, const QString &where)
    {
        const QString host = m_config.hostName(m_subject.original);
        if (what == u"host"_s)
            return matchesPatterns(host.toLower(), {value.toLower()});
        if (what == u"originalhost"_s)
            return matchesPatterns(m_subject.original.toLower(), {value.toLower()});
        if (what == u"user"_s)
            return matchesPatterns(user(), {value});
        if (what == u"localuser"_s)
            return matchesPatterns(m_subject.localUser, {value});
        if (what == u"tagged"_s)
            return value.isEmpty() ? m_config.first("tag").isEmpty() : matchesPatterns(m_config.first("tag"), {value});
        if (what == u"localnetwork"_s)
            return isInNetworks(value);
        if (what == u"sessiontype"_s)
            return matchesPatterns(u"exec"_s, {value});
        if (what == u"exec"_s)
            return needed && !m_subject.original.isEmpty() // no host is asked for: nothing is run
                       ? succeeds(expandSshCommand(value, m_subject, tokens()), where)
                       : false;
        problem(where, u"Match "_s + what + u" is not understood here, so the block is left out"_s);
        return std::nullopt;
    }

    std::optional<bool> succeeds(const std::optional<QString> &command, const QString &where)
    {
        if (!command) {
            problem(where, u"Match exec would run a shell with a name that is no plain word, so the block is left out"_s);
            return std::nullopt;
        }
        QProcess shell;
        shell.setStandardInputFile(QProcess::nullDevice());
        shell.setStandardOutputFile(QProcess::nullDevice());
        shell.setStandardErrorFile(QProcess::nullDevice());
        shell.setChildProcessModifier([] { ::setpgid(0, 0); });
        shell.start(u"/bin/sh"_s, {u"-c"_s, *command});
        const QDeadlineTimer late(longestTest);
        while (!shell.waitForFinished(20) && shell.state() != QProcess::NotRunning) {
            const bool stopped = m_subject.stop && m_subject.stop();
            if (!stopped && !late.hasExpired())
                continue;
            ::kill(-pid_t(shell.processId()), SIGKILL); // and what the shell has started
            shell.waitForFinished();
            problem(where, u"Match exec did not end in time, so the block is left out"_s);
            return std::nullopt;
        }
        return shell.exitStatus() == QProcess::NormalExit && shell.exitCode() == 0;
    }

    SshConfig &m_config;
    const SshConfigSubject &m_subject;
    bool m_wantsFinal = false, m_finalPass = false;
};

} // namespace

QString SshConfig::first(const char *keyword, const QString &otherwise) const
{
    const QStringList found = all(keyword);
    return found.isEmpty() ? otherwise : found.first();
}

QString SshConfig::hostName(const QString &original) const
{
    QString name;
    const QString text = first("hostname");
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar next = text[i] == u'%' && i + 1 < text.size() ? text[i + 1] : QChar();
        name += next == u'h' ? original : QString(text[i]);
        i += next == u'h' || next == u'%' ? 1 : 0;
    }
    return name.isEmpty() ? original : name;
}

bool SshConfig::isYes(const char *keyword) const
{
    const QString value = first(keyword).toLower();
    return value == u"yes"_s || value == u"true"_s;
}

SshConfig readSshConfig(const QStringList &files, const SshConfigSubject &subject)
{
    SshConfig config;
    Reader(config, subject).files(files);
    return config;
}

QStringList hostsOfSshConfig(const QStringList &files, const QString &home)
{
    return readSshConfig(files, {.original = {}, .user = {}, .localUser = {}, .home = home, .stop = {}}).names;
}

} // namespace patchbay::remote
