// SPDX-License-Identifier: BSD-2-Clause
#include "remote/known_hosts.h"

#include "remote/ssh_config_words.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

// The next word of a line, which is cut off at its front.
QByteArrayView takeWord(QByteArrayView &line)
{
    const auto isBlank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    const auto begin = std::find_if_not(line.begin(), line.end(), isBlank);
    const auto end = std::find_if(begin, line.end(), isBlank);
    line = {end, line.end()};
    return {begin, end};
}

QByteArray hashName(QMessageAuthenticationCode &code, const QByteArray &salt, const QByteArray &name)
{
    code.setKey(salt);
    code.reset();
    code.addData(name);
    return code.result();
}

// One of the names, its forms at hand: a file may have a hundred thousand lines.
struct Asked
{
    QString name; ///< in lower case
    QByteArray bytes;

    bool isIn(QByteArrayView names, QMessageAuthenticationCode &code) const
    {
        if (names.startsWith("|1|")) {
            const QByteArrayList parts = names.toByteArray().split('|');
            return parts.size() == 4 && hashName(code, QByteArray::fromBase64(parts[2]), bytes) == QByteArray::fromBase64(parts[3]);
        }
        if (!isPlain(names) || !isPlain(bytes))
            return matchesPatterns(name, {QString::fromUtf8(names).toLower()});
        while (!names.isEmpty()) {
            const qsizetype comma = names.indexOf(','), end = comma < 0 ? names.size() : comma;
            if (end == bytes.size() && qstrnicmp(names.data(), end, bytes.constData(), end) == 0)
                return true;
            names = names.sliced(comma < 0 ? end : end + 1);
        }
        return false;
    }

    static bool isPlain(QByteArrayView text)
    {
        return std::ranges::none_of(text, [](char c) { return c == '*' || c == '?' || c == '!' || (c & 0x80) != 0; });
    }
};

void judge(KnownHost &host, const KnownLine &line, const HostKey &key)
{
    using State = KnownHost::State;
    const bool same = line.key.blob == key.blob;
    if (line.marker == "@revoked") {
        host.revoked.append(line.key.blob);
        if (same) {
            host.state = State::Revoked;
            host.where = line.where;
        }
    } else if (line.marker == "@cert-authority") {
        host.authorities.append({line.where, line.key});
    } else if (!line.marker.isEmpty() || host.state == State::Revoked || host.state == State::Known) {
        return;
    } else if (same) {
        host.state = State::Known;
        host.where = line.where;
    } else if (host.state == State::Unknown || (host.state == State::OtherKind && line.key.type == key.type)) {
        host.state = line.key.type == key.type ? State::Changed : State::OtherKind;
        host.where = line.where;
        host.remembered = QString::fromUtf8(line.key.type) + u' ' + fingerprint(line.key);
    }
}

} // namespace

QList<QList<KnownLine>> linesAbout(const QStringList &files, const QStringList &names)
{
    QList<QList<KnownLine>> found(names.size());
    QMessageAuthenticationCode code(QCryptographicHash::Sha1);
    QList<Asked> asked;
    for (const QString &name : names)
        asked.append({name.toLower(), name.toLower().toUtf8()});
    for (const QString &path : files) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (int number = 1; !file.atEnd(); ++number) {
            const QByteArray line = file.readLine();
            QByteArrayView rest = line, about = takeWord(rest);
            const QByteArrayView marker = about.startsWith('@') ? std::exchange(about, takeWord(rest)) : QByteArrayView();
            const QByteArrayView type = takeWord(rest), blob = takeWord(rest);
            for (qsizetype i = 0; i < asked.size() && !blob.isEmpty() && !about.startsWith('#'); ++i) {
                if (asked[i].isIn(about, code))
                    found[i].append({marker.toByteArray(), {type.toByteArray(), QByteArray::fromBase64(blob.toByteArray())},
                                     path + u':' + QString::number(number)});
            }
        }
    }
    return found;
}

KnownHost judgeLines(const QList<KnownLine> &lines, const HostKey &key)
{
    KnownHost host;
    for (const KnownLine &line : lines)
        judge(host, line, key);
    return host;
}

QByteArrayList kindsIn(const QList<KnownLine> &lines)
{
    QByteArrayList kinds;
    for (const KnownLine &line : lines) {
        if (line.marker.isEmpty() && !kinds.contains(line.key.type))
            kinds.append(line.key.type);
    }
    return kinds;
}

KnownHost lookUpHost(const QStringList &files, const QString &name, const HostKey &key)
{
    return judgeLines(linesAbout(files, {name}).first(), key);
}

bool isKrl(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.peek(6) == "SSHKRL";
}

std::expected<bool, QString> isRevokedBy(const QString &path, const QByteArray &blob)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(file.errorString());
    while (!file.atEnd()) {
        for (const QByteArray &word : file.readLine().simplified().split(' ')) {
            if (word.startsWith("AAAA") && QByteArray::fromBase64(word) == blob)
                return true;
        }
    }
    return false;
}

std::expected<void, QString> rememberHost(const QString &path, const QString &name, const HostKey &key, bool hashed)
{
    const QFileInfo info(path);
    if (!info.dir().exists() && !QDir().mkpath(info.path()))
        return std::unexpected(QCoreApplication::translate("KnownHosts", "the folder %1 cannot be made").arg(info.path()));
    QByteArray names = name.toLower().toUtf8();
    if (hashed) {
        quint32 random[5];
        QRandomGenerator::system()->fillRange(random);
        const QByteArray salt(reinterpret_cast<const char *>(random), sizeof random);
        QMessageAuthenticationCode code(QCryptographicHash::Sha1);
        names = "|1|" + salt.toBase64() + '|' + hashName(code, salt, name.toLower().toUtf8()).toBase64();
    }
    QFile file(path);
    bool unended = false;
    if (file.open(QIODevice::ReadOnly) && file.size() > 0 && file.seek(file.size() - 1))
        unended = file.read(1) != "\n";
    file.close();
    if (!file.open(QIODevice::Append, QFile::ReadOwner | QFile::WriteOwner))
        return std::unexpected(file.errorString());
    // One write of a whole line: another ssh may append at the same time.
    const QByteArray line = (unended ? "\n" : "") + names + ' ' + key.type + ' ' + key.blob.toBase64() + '\n';
    if (file.write(line) != line.size() || !file.flush())
        return std::unexpected(file.errorString());
    return {};
}

QString fingerprint(const HostKey &key)
{
    const QByteArray hash = QCryptographicHash::hash(key.blob, QCryptographicHash::Sha256);
    return u"SHA256:"_s + QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals));
}

} // namespace patchbay::remote
