// SPDX-License-Identifier: BSD-2-Clause
#include "remote/local_network.h"

#include <QByteArray>
#include <QStringList>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace patchbay::remote {

namespace {

QByteArray bytesOf(const sockaddr *address)
{
    if (address && address->sa_family == AF_INET)
        return {reinterpret_cast<const char *>(&reinterpret_cast<const sockaddr_in *>(address)->sin_addr), 4};
    if (address && address->sa_family == AF_INET6)
        return {reinterpret_cast<const char *>(&reinterpret_cast<const sockaddr_in6 *>(address)->sin6_addr), 16};
    return {};
}

bool isIn(const QByteArray &address, const QString &network)
{
    const QByteArray text = network.section(u'/', 0, 0).toLatin1();
    QByteArray bytes(text.contains(':') ? 16 : 4, '\0');
    if (::inet_pton(text.contains(':') ? AF_INET6 : AF_INET, text.constData(), bytes.data()) != 1 || bytes.size() != address.size())
        return false;
    bool good = true;
    const qsizetype most = bytes.size() * 8, length = network.contains(u'/') ? network.section(u'/', 1).toInt(&good) : most;
    if (!good || length < 0 || length > most)
        return false;
    for (qsizetype bit = 0; bit < length; ++bit) {
        if (((bytes[bit / 8] ^ address[bit / 8]) >> (7 - bit % 8) & 1) != 0)
            return false;
    }
    return true;
}

} // namespace

bool isInNetworks(const QString &networks)
{
    ifaddrs *all = nullptr;
    if (::getifaddrs(&all) != 0)
        return false;
    bool found = false;
    for (const ifaddrs *each = all; each; each = each->ifa_next) {
        const QByteArray address = (each->ifa_flags & IFF_UP) != 0 ? bytesOf(each->ifa_addr) : QByteArray();
        for (const QString &network : networks.split(u','))
            found = found || (!address.isEmpty() && isIn(address, network));
    }
    ::freeifaddrs(all);
    return found;
}

} // namespace patchbay::remote
