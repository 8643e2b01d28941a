// SPDX-License-Identifier: BSD-2-Clause
// What values of ssh_config(5) stand for: their %, ~ and ${}.
#include "remote/ssh_config.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSysInfo>

#include <algorithm>

#include <pwd.h>
#include <unistd.h>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

enum Expands { Tokens = 0, Environment = 1, Home = 2 };

// What a shell would make more of than a name.
bool isTame(const QString &text)
{
    return !text.startsWith(u'-') && std::ranges::all_of(text, [](QChar c) {
        return c.isLetterOrNumber() || u"._-:%+@"_s.contains(c);
    });
}

// The folder that ~ or ~NAME stands for; empty: nobody has that name.
QString homeOf(const QString &name, const SshConfigSubject &subject)
{
    if (name.isEmpty())
        return subject.home;
    passwd entry{}, *found = nullptr;
    char buffer[4096];
    ::getpwnam_r(name.toLocal8Bit().constData(), &entry, buffer, sizeof buffer, &found);
    return found ? QFile::decodeName(found->pw_dir) : QString();
}

QString expand(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens, int kinds)
{
    QHash<QChar, QString> known{{u'%', u"%"_s},
                                {u'd', subject.home},
                                {u'u', subject.localUser},
                                {u'n', subject.original},
                                {u'i', QString::number(::getuid())},
                                {u'l', QSysInfo::machineHostName()},
                                {u'L', QSysInfo::machineHostName().section(u'.', 0, 0)}};
    known.insert(tokens);
    QString path;
    qsizetype i = 0;
    if ((kinds & Home) != 0 && value.startsWith(u'~')) {
        const QString name = value.mid(1).section(u'/', 0, 0), home = homeOf(name, subject);
        path = home.isEmpty() ? u'~' + name : home;
        i = 1 + name.size();
    }
    for (; i < value.size(); ++i) {
        const QChar c = value[i], next = i + 1 < value.size() ? value[i + 1] : QChar();
        if (c == u'%' && !next.isNull()) {
            ++i;
            path += known.value(next, QString(c) + next);
        } else if ((kinds & Environment) != 0 && c == u'$' && next == u'{' && value.indexOf(u'}', i) > 0) {
            const qsizetype end = value.indexOf(u'}', i);
            path += qEnvironmentVariable(value.mid(i + 2, end - i - 2).toLocal8Bit().constData());
            i = end;
        } else {
            path += c;
        }
    }
    return path;
}

} // namespace

QHash<QChar, QString> sshTokens(const SshConfig &config, const SshConfigSubject &subject, const SshPlace &place)
{
    const QString jump = config.first("proxyjump"), port = QString::number(place.port);
    const QString all = QSysInfo::machineHostName() + place.host + port + place.user + jump;
    return {{u'h', place.host},
            {u'p', port},
            {u'r', place.user},
            {u'k', config.first("hostkeyalias", subject.original)},
            {u'j', jump.toLower() == u"none"_s ? QString() : jump},
            {u'C', QString::fromLatin1(QCryptographicHash::hash(all.toUtf8(), QCryptographicHash::Sha1).toHex())}};
}

QString expandSshPath(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens)
{
    return expand(value, subject, tokens, Environment | Home);
}

QString expandSshName(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens)
{
    return expand(value, subject, tokens, Environment);
}

std::optional<QString> expandSshCommand(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens)
{
    QHash<QChar, QString> known = tokens;
    known.insert(u'n', subject.original);
    for (qsizetype i = 0; i + 1 < value.size(); ++i) {
        if (value[i] == u'%' && u"hnrk"_s.contains(value[++i]) && !isTame(known.value(value[i])))
            return std::nullopt;
    }
    return expand(value, subject, known, Tokens);
}

} // namespace patchbay::remote
