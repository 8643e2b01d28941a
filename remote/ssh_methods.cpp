// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_methods.h"

#include "remote/ssh_config_words.h"

#include <algorithm>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

const QLatin1StringView vendor("@openssh.com"), certified("-cert-v01@openssh.com");

QStringList certificatesOf(const QStringList &keys)
{
    QStringList names;
    for (const QString &key : keys)
        names.append((key.endsWith(vendor) ? key.chopped(vendor.size()) : key) + certified);
    return names;
}

// ssh -Q of OpenSSH 10.0, in ssh's own order of liking for keys.
const QStringList &namesOf(const QString &keyword)
{
    static const QStringList ciphers{u"chacha20-poly1305@openssh.com"_s, u"aes256-gcm@openssh.com"_s, u"aes128-gcm@openssh.com"_s,
                                     u"aes256-ctr"_s, u"aes192-ctr"_s, u"aes128-ctr"_s, u"aes256-cbc"_s, u"aes192-cbc"_s,
                                     u"aes128-cbc"_s, u"3des-cbc"_s};
    static const QStringList macs{u"hmac-sha2-256-etm@openssh.com"_s, u"hmac-sha2-512-etm@openssh.com"_s, u"hmac-sha1-etm@openssh.com"_s,
                                  u"hmac-sha2-256"_s, u"hmac-sha2-512"_s, u"hmac-sha1"_s};
    static const QStringList exchanges{u"curve25519-sha256"_s, u"curve25519-sha256@libssh.org"_s, u"ecdh-sha2-nistp256"_s,
                                       u"ecdh-sha2-nistp384"_s, u"ecdh-sha2-nistp521"_s, u"diffie-hellman-group18-sha512"_s,
                                       u"diffie-hellman-group16-sha512"_s, u"diffie-hellman-group-exchange-sha256"_s,
                                       u"diffie-hellman-group14-sha256"_s, u"diffie-hellman-group-exchange-sha1"_s,
                                       u"diffie-hellman-group14-sha1"_s, u"diffie-hellman-group1-sha1"_s};
    static const QStringList keys{u"ssh-ed25519"_s, u"ecdsa-sha2-nistp256"_s, u"ecdsa-sha2-nistp384"_s, u"ecdsa-sha2-nistp521"_s,
                                  u"sk-ssh-ed25519@openssh.com"_s, u"sk-ecdsa-sha2-nistp256@openssh.com"_s, u"rsa-sha2-512"_s,
                                  u"rsa-sha2-256"_s, u"ssh-rsa"_s};
    static const QStringList logins = keys + certificatesOf(keys);
    static const QStringList nothing;
    return keyword == u"ciphers"_s                    ? ciphers
           : keyword == u"macs"_s                     ? macs
           : keyword == u"kexalgorithms"_s            ? exchanges
           : keyword == u"hostkeyalgorithms"_s        ? keys
           : keyword == u"pubkeyacceptedalgorithms"_s ? logins
                                                      : nothing;
}

bool isSign(QChar c)
{
    return c == u'+' || c == u'-' || c == u'^';
}

// What wildcards stand for, in the order of the list.
QStringList namesIn(const QString &keyword, const QString &list)
{
    QStringList names;
    for (QString each : list.split(u',', Qt::SkipEmptyParts)) {
        // Certificates are asked for apart (certificate_call.h), of the key that the host shows.
        if (keyword == u"hostkeyalgorithms"_s && each.endsWith(certified))
            each = each.chopped(certified.size()) + (each.startsWith(u"sk-"_s) ? vendor : QLatin1StringView());
        if (!each.contains(u'*') && !each.contains(u'?')) {
            names.append(each);
            continue;
        }
        for (const QString &name : namesOf(keyword)) {
            if (matchesPatterns(name, {each}))
                names.append(name);
        }
    }
    names.removeDuplicates();
    return names;
}

} // namespace

QString methodsFor(const QString &keyword, const QString &value)
{
    const bool sign = !value.isEmpty() && isSign(value.front());
    const QStringList names = namesIn(keyword, value.mid(sign ? 1 : 0));
    if (names.isEmpty())
        return sign || value.isEmpty() ? QString() : value;
    return (sign ? value.left(1) : QString()) + names.join(u',');
}

QStringList hostKeyOrder(const QString &chosen, const QByteArrayList &known)
{
    const QString keyword = u"hostkeyalgorithms"_s;
    const QChar sign = chosen.isEmpty() ? QChar() : chosen.front();
    const QStringList named = namesIn(keyword, chosen.mid(isSign(sign) ? 1 : 0));
    QStringList usual = namesOf(keyword);
    usual.removeOne(u"ssh-rsa"_s); // SHA-1: only where it is asked for
    QStringList order = chosen.isEmpty() ? usual : sign == u'+' ? usual + named : sign == u'^' ? named + usual : named;
    if (sign == u'-') {
        order = usual;
        order.removeIf([&named](const QString &each) { return named.contains(each); });
    }
    order.removeDuplicates();
    std::ranges::stable_partition(order, [&known](const QString &each) {
        return known.contains(each.toUtf8()) || (known.contains("ssh-rsa") && each.startsWith(u"rsa-sha2-"_s));
    });
    return order;
}

} // namespace patchbay::remote
