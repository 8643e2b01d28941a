// SPDX-License-Identifier: BSD-2-Clause
#include "footing_texts.h"
#include "support/text.h"

#include <QTest>

using namespace patchbay;

namespace {

std::string netOf(const std::string &text)
{
    const Facts facts = makeFacts(captureOf(pciconf + std::string(quiet) + text));
    auto footings = facts.footings;
    if (footings) {
        std::erase_if(footings->all, [](const Footing &footing) {
            return footing.need != Footing::Need::Connection && footing.need != Footing::Need::DefaultRoute;
        });
        footings->unread.clear();
    }
    return printed(footings);
}

} // namespace

class TstNetFootings : public QObject
{
    Q_OBJECT

private slots:
    void networks_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const std::string &text, const char *expected) {
            QTest::newRow(name) << toBytes(text) << QByteArray(expected);
        };
        const std::string table = "== netstat\nInternet:\nDestination Gateway Flags Netif\n";
        row("lagg, vlan and bridge on top",
            "== connection\n10.9.9.9 50000 192.168.1.4 22\n== ifconfig\nix0: flags=1<UP>\nix1: flags=1<UP>\nlagg0: flags=1<UP>\n\tlaggport: ix0 flags=1c<ACTIVE>\n\tlaggport: ix1 flags=0<>\n"
            "vlan7: flags=1<UP>\n\tvlan: 7 vlanpcp: 0 parent interface: lagg0\ntap0: flags=1<UP>\n\tgroups: tap\nbridge0: flags=1<UP>\n\tinet 192.168.1.4 netmask 0xffffff00\n\tmember: tap0 flags=1<X>\n\tmember: vlan7 flags=1<X>\n\tgroups: bridge\n" +
                table + "default 192.168.1.1 UGS bridge0\n",
            "route the default route: default → bridge0 → vlan7 → lagg0 → ix0 → pci0:3:0:0\n"
            "route the default route: default → bridge0 → vlan7 → lagg0 → ix1 → pci0:3:0:1\n"
            "ssh this connection: 192.168.1.4 → bridge0 → vlan7 → lagg0 → ix0 → pci0:3:0:0\n"
            "ssh this connection: 192.168.1.4 → bridge0 → vlan7 → lagg0 → ix1 → pci0:3:0:1\n");
        row("wlan", "== ifconfig\nwlan0: flags=1<UP>\n\tinet 10.0.0.2 netmask 0\n\tgroups: wlan\n\tparent interface: iwlwifi0\n" + table + "default 10.0.0.1 UGS wlan0\n",
            "route the default route: default → wlan0 → iwlwifi0 → pci0:6:0:0\n");
        row("wlan of an old ifconfig", "== sysctl-use\nnet.wlan.0.%parent: iwlwifi0\n== ifconfig\nwlan0: flags=1<UP>\n\tgroups: wlan\n" + table + "default 10.0.0.1 UGS wlan0\n",
            "route the default route: default → wlan0 → iwlwifi0 → pci0:6:0:0\n");
        row("on USB", "== sysctl-use\nnet.ue.0.%parent: ure0\n== ifconfig\nue0: flags=1<UP>\n\tinet 10.0.0.2 netmask 0\n" + table + "default 10.0.0.1 UGS ue0\n",
            "route the default route: default → ue0 → ure0 → uhub0 → usbus0 → xhci0 → pci0:0:20:0\n");
        row("two default routes, IPv6 only on one", "== ifconfig\nix0: flags=1<UP>\nix1: flags=1<UP>\n" + table + "default 10.0.0.1 UGS ix0\n\nInternet6:\nDestination Gateway Flags Netif\ndefault fe80::1%ix1 UGS ix1\ndefault fe80::1%ix0 UGS ix0\n",
            "route the default route: default → ix0 → pci0:3:0:0\n"
            "route the default route: default → ix1 → pci0:3:0:1\n");
        row("from a link-local address", "== connection\nfe80::9%ix1 50000 fe80::a236:9fff:fe5c:1e41%ix1 22\n== ifconfig\nix1: flags=1<UP>\n\tinet6 fe80::a236:9fff:fe5c:1e41%ix1 prefixlen 64 scopeid 0x2\n" + table,
            "ssh this connection: fe80::a236:9fff:fe5c:1e41%ix1 → ix1 → pci0:3:0:1\n");
        row("IPv6 in another spelling, answers by another card", "== connection\n2001:db8:2::9 50000 2001:DB8:0:0::4 22\n== ifconfig\nix0: flags=1<UP>\n\tinet6 2001:db8::4 prefixlen 64\nix1: flags=1<UP>\n"
                                                             "== netstat\nInternet6:\nDestination Gateway Flags Netif\n2001:db8:2::/48 fe80::1%ix1 UGS ix1\n",
            "ssh this connection: 2001:db8:2::9 → ix1 → pci0:3:0:1\n"
            "ssh this connection: 2001:db8::4 → ix0 → pci0:3:0:0\n");
        row("an address that no interface has", "== connection\n10.9.9.9 5 10.0.0.2 22\n== ifconfig\nix0: flags=1<UP>\n",
            "ssh this connection: 10.0.0.2 → ? (no interface of this host has the address 10.0.0.2) 0/20/0 3/0/0 3/0/1 6/0/0\n");
        row("a renamed card", "== ifconfig\nlan0: flags=1<UP>\n\tinet 10.0.0.2 netmask 0\nix1: flags=1<UP>\n" + table + "default 10.0.0.1 UGS lan0\n",
            "route the default route: default → lan0 → ? (nothing tells which device lan0 is) 0/20/0 3/0/0 6/0/0\n");
        row("a renamed card that tells", "== ifconfig\nlan0: flags=1<UP>\n\tinet 10.0.0.2 netmask 0\n\tdrivername: ix0\n" + table + "default 10.0.0.1 UGS lan0\n",
            "route the default route: default → lan0 → ix0 → pci0:3:0:0\n");
        row("a pair into a bridge", "== ifconfig\nix0: flags=1<UP>\nepair0a: flags=1<UP>\n\tgroups: epair\nepair0b: flags=1<UP>\n\tgroups: epair\nbridge0: flags=1<UP>\n\tmember: epair0b flags=1<X>\n\tmember: ix0 flags=1<X>\n\tgroups: bridge\n" + table + "default 10.0.0.1 UGS epair0a\n",
            "route the default route: default → epair0a → epair0b → bridge0 → ix0 → pci0:3:0:0\n");
        row("a pair into a jail", "== ifconfig\nepair0a: flags=1<UP>\n\tgroups: epair\n" + table + "default 10.0.0.1 UGS epair0a\n",
            "route the default route: default → epair0a → ? (the other end of epair0a leads to no bridge of this host) 0/20/0 3/0/0 3/0/1 6/0/0\n");
        row("a router in a guest", "== ifconfig\ntap0: flags=1<UP>\n\tgroups: tap\nbridge0: flags=1<UP>\n\tmember: tap0 flags=1<X>\n\tgroups: bridge\n" + table + "default 10.0.0.1 UGS bridge0\n",
            "route the default route: default → bridge0 → tap0 → ? (the other end of tap0 is a program) 0/20/0 3/0/0 3/0/1 6/0/0\n");
        row("through a tunnel", "== connection\n10.8.0.2 5 10.8.0.1 22\n== ifconfig\nix1: flags=1<UP>\nwg0: flags=1<UP>\n\tinet 10.8.0.1 netmask 0xffffff00\n\tgroups: wg\n" + table + "default 10.0.0.1 UGS ix1\n10.8.0.0/24 link#9 U wg0\n",
            "route the default route: default → ix1 → pci0:3:0:1\n"
            "ssh this connection: 10.8.0.1 → wg0 → ix1 → pci0:3:0:1\n");
        row("PPPoE, as mpd makes it", "== ifconfig\nix0: flags=1<UP>\nix1: flags=1<UP>\nng0: flags=88d1<UP,POINTOPOINT,RUNNING>\n\tinet 192.0.2.7 --> 192.0.2.1 netmask 0xffffffff\n" + table + "default 192.0.2.1 UGS ng0\n10.0.0.0/24 link#1 U ix1\n",
            "route the default route: default → ng0 → ? (nothing tells where its other end is) 0/20/0 3/0/0 3/0/1 6/0/0\n");
        row("PPPoE, as ppp makes it", "== ifconfig\nix0: flags=1<UP>\nix1: flags=1<UP>\ntun0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST>\n\tinet 192.0.2.7 --> 192.0.2.1 netmask 0xffffffff\n\tgroups: tun\n" + table + "default 192.0.2.1 UGS tun0\n10.0.0.0/24 link#1 U ix1\n",
            "route the default route: default → tun0 → ? (nothing tells where its other end is) 0/20/0 3/0/0 3/0/1 6/0/0\n");
        row("all traffic through wg", "== ifconfig\nix0: flags=1<UP>\nix1: flags=1<UP>\nwg0: flags=1<UP>\n\tinet 10.8.0.2 netmask 0xffffff00\n\tgroups: wg\n" + table + "default 10.8.0.1 UGS wg0\n203.0.113.5 10.0.0.1 UGHS ix1\n10.0.0.0/24 link#1 U ix1\n",
            "route the default route: default → wg0 → ? (nothing tells where its other end is) 3/0/1\n");
        row("a lagg without ports", "== ifconfig\nix0: flags=1<UP>\nlagg0: flags=1<UP>\n\tgroups: lagg\n" + table + "default 10.0.0.1 UGS lagg0\n",
            "route the default route: default → lagg0 → ? (nothing tells what lagg0 stands on) 0/20/0 3/0/0 3/0/1 6/0/0\n");
        row("a lagg of vlans", "== ifconfig\nix0: flags=1<UP>\nix1: flags=1<UP>\nvlan3: flags=1<UP>\n\tgroups: vlan\n\tvlan: 3 vlanproto: 802.1q vlanpcp: 0 parent interface: ix0\nix1.3: flags=1<UP>\n\tgroups: vlan\n\tvlan: 3 vlanproto: 802.1q vlanpcp: 0 parent interface: ix1\nlagg0: flags=1<UP>\n\tlaggport: vlan3 flags=5<MASTER,ACTIVE>\n\tlaggport: ix1.3 flags=0<>\n\tgroups: lagg\n" + table + "default 10.0.0.1 UGS lagg0\n",
            "route the default route: default → lagg0 → ix1.3 → ix1 → pci0:3:0:1\n"
            "route the default route: default → lagg0 → vlan3 → ix0 → pci0:3:0:0\n");
        row("from this host itself", "== connection\n127.0.0.1 5 127.0.0.1 22\n== ifconfig\nix0: flags=1<UP>\nlo0: flags=1<UP,LOOPBACK>\n\tinet 127.0.0.1 netmask 0xff000000\n\tgroups: lo\n",
            "ssh this connection: 127.0.0.1 → lo0 → ? (lo0 ends in this host; nothing tells what brings it there) 0/20/0 3/0/0 3/0/1 6/0/0\n");
        row("bridges in a circle", "== ifconfig\nbridge0: flags=1<UP>\n\tmember: bridge1 flags=1<X>\n\tgroups: bridge\nbridge1: flags=1<UP>\n\tmember: bridge0 flags=1<X>\n\tgroups: bridge\n" + table + "default 10.0.0.1 UGS bridge0\n",
            "route the default route: default → bridge0 → bridge1 → ? (bridge1 leads to no network card) 0/20/0 3/0/0 3/0/1 6/0/0\n");
    }
    void networks()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(toBytes(netOf(toText(text))), expected);
    }
};

QTEST_GUILESS_MAIN(TstNetFootings)
#include "tst_net_footings.moc"
