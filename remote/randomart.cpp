// SPDX-License-Identifier: BSD-2-Clause
#include "remote/randomart.h"

#include <QCryptographicHash>

#include <algorithm>
#include <bit>
#include <string_view>

namespace patchbay::remote {

namespace {

constexpr int width = 17, height = 9;
constexpr std::string_view marks = " .o+=*BOX@%&#/^SE";

QString border(const QString &title)
{
    const int left = int((width - title.size()) / 2);
    return u'+' + QString(left, u'-') + title + QString(width - left - int(title.size()), u'-') + u'+';
}

QString shortName(const QByteArray &type)
{
    return type == "ssh-ed25519"             ? QStringLiteral("ED25519")
           : type == "ssh-rsa"               ? QStringLiteral("RSA")
           : type.startsWith("ecdsa-sha2-")  ? QStringLiteral("ECDSA")
           : type.startsWith("sk-ssh-")      ? QStringLiteral("ED25519-SK")
           : type.startsWith("sk-ecdsa-")    ? QStringLiteral("ECDSA-SK")
                                             : QString::fromLatin1(type).toUpper();
}

// The n-th field of a key: a length of four bytes, then that many.
QByteArray field(const QByteArray &blob, int n)
{
    for (qsizetype at = 0; at + 4 <= blob.size(); --n) {
        quint32 size = 0;
        for (int i = 0; i < 4; ++i)
            size = size << 8 | quint8(blob[at + i]);
        if (n == 0)
            return blob.mid(at + 4, size);
        at += 4 + qsizetype(size);
    }
    return {};
}

} // namespace

int keyBits(const HostKey &key)
{
    if (key.type.contains("ed25519"))
        return 256;
    for (const int bits : {256, 384, 521}) {
        if (key.type.contains("nistp" + QByteArray::number(bits)))
            return bits;
    }
    if (key.type != "ssh-rsa")
        return 0;
    QByteArray modulus = field(key.blob, 2);
    while (modulus.startsWith('\0'))
        modulus.remove(0, 1);
    return modulus.isEmpty() ? 0 : int(modulus.size()) * 8 - std::countl_zero(quint8(modulus[0]));
}

QString randomart(const HostKey &key)
{
    int visits[width][height] = {};
    int x = width / 2, y = height / 2;
    const int most = int(marks.size()) - 1;
    for (const char byte : QCryptographicHash::hash(key.blob, QCryptographicHash::Sha256)) {
        for (unsigned moves = quint8(byte), step = 0; step < 4; ++step, moves >>= 2) {
            x = std::clamp(x + (moves & 1 ? 1 : -1), 0, width - 1);
            y = std::clamp(y + (moves & 2 ? 1 : -1), 0, height - 1);
            if (visits[x][y] < most - 2)
                ++visits[x][y];
        }
    }
    visits[width / 2][height / 2] = most - 1;
    visits[x][y] = most;
    QString title = u'[' + shortName(key.type) + u' ' + QString::number(keyBits(key)) + u']';
    if (title.size() > width)
        title = u'[' + shortName(key.type) + u']';
    QString art = border(title) + u'\n';
    for (int row = 0; row < height; ++row) {
        art += u'|';
        for (int column = 0; column < width; ++column)
            art += QLatin1Char(marks[std::size_t(std::min(visits[column][row], most))]);
        art += QStringLiteral("|\n");
    }
    return art + border(QStringLiteral("[SHA256]"));
}

} // namespace patchbay::remote
