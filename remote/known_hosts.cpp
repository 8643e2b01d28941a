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

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

struct Line
{
    QByteArray marker, names, type, blob;
};

Line parseLine(const QByteArray &text)
{
    QByteArrayList words = text.simplified().split(' ');
    Line line;
    if (!words.isEmpty() && words.first().startsWith('@'))
        line.marker = words.takeFirst();
    if (words.size() < 3 || words.first().startsWith('#'))
        return {};
    line.names = words[0];
    line.type = words[1];
    line.blob = QByteArray::fromBase64(words[2]);
    return line;
}

QByteArray hashName(const QByteArray &salt, const QString &name)
{
    return QMessageAuthenticationCode::hash(name.toUtf8(), salt, QCryptographicHash::Sha1);
}

bool isAbout(const QByteArray &names, const QString &name)
{
    if (!names.startsWith("|1|"))
        return matchesPatterns(name.toLower(), {QString::fromUtf8(names).toLower()});
    const QByteArrayList parts = names.split('|');
    return parts.size() == 4 &&
           hashName(QByteArray::fromBase64(parts[2]), name.toLower()) == QByteArray::fromBase64(parts[3]);
}

void judge(KnownHost &host, const Line &line, const QString &where, const HostKey &key)
{
    using State = KnownHost::State;
    const bool same = line.blob == key.blob;
    if (line.marker == "@revoked") {
        host.revoked.append(line.blob);
        if (same) {
            host.state = State::Revoked;
            host.where = where;
        }
    } else if (line.marker == "@cert-authority") {
        host.authorities.append({where, {line.type, line.blob}});
    } else if (!line.marker.isEmpty() || host.state == State::Revoked || host.state == State::Known) {
        return;
    } else if (same) {
        host.state = State::Known;
        host.where = where;
    } else if (host.state == State::Unknown || (host.state == State::OtherKind && line.type == key.type)) {
        host.state = line.type == key.type ? State::Changed : State::OtherKind;
        host.where = where;
        host.remembered = QString::fromUtf8(line.type) + u' ' + fingerprint({line.type, line.blob});
    }
}

template<typename Take>
void forLinesAbout(const QString &name, const QStringList &files, Take take)
{
    for (const QString &path : files) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (int number = 1; !file.atEnd(); ++number) {
            const Line line = parseLine(file.readLine());
            if (!line.names.isEmpty() && isAbout(line.names, name))
                take(line, path + u':' + QString::number(number));
        }
    }
}

} // namespace

KnownHost lookUpHost(const QStringList &files, const QString &name, const HostKey &key)
{
    KnownHost host;
    forLinesAbout(name, files, [&](const Line &line, const QString &where) { judge(host, line, where, key); });
    return host;
}

QByteArrayList knownKinds(const QStringList &files, const QString &name)
{
    QByteArrayList kinds;
    forLinesAbout(name, files, [&kinds](const Line &line, const QString &) {
        if (line.marker.isEmpty() && !kinds.contains(line.type))
            kinds.append(line.type);
    });
    return kinds;
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
        names = "|1|" + salt.toBase64() + '|' + hashName(salt, name.toLower()).toBase64();
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
