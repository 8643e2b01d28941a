// SPDX-License-Identifier: BSD-2-Clause
#include "host/ifconfig_text.h"
#include "host/route_text.h"
#include "support/text.h"
#include "support/transcript.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

const QString host = QString(PATCHBAY_SHARED "/facts/oracle/40-host-full.txt");

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

std::string printed(const Interface &each)
{
    return each.name + (each.up ? " up" : "") + (each.loopback ? " loopback" : "") + (each.noCarrier ? " no-carrier" : "") +
        " [" + joined(each.addresses) + "] < [" + joined(each.below) + "] groups " + joined(each.groups) +
        (each.driver.empty() ? "" : " is " + each.driver) + (each.tunnel.empty() ? "" : " tunnel " + each.tunnel);
}

std::string printed(const std::vector<Route> &routes)
{
    std::string text;
    for (const Route &route : routes)
        text += route.destination + " via " + route.gateway + " on " + route.interface + (route.six ? " v6" : "") + "\n";
    return text;
}

} // namespace

class TstNetTexts : public QObject
{
    Q_OBJECT

private slots:
    void interfaces_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("vlan of 14") << QByteArray("vlan100: flags=1008843<UP,BROADCAST,RUNNING> metric 0 mtu 1500\n\tinet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255\n"
                                                  "\tgroups: vlan\n\tvlan: 100 vlanproto: 802.1q vlanpcp: 0 parent interface: lagg0\n")
                                    << QByteArray("vlan100 up [10.0.0.1] < [lagg0] groups vlan");
        QTest::newRow("vlan without parent") << QByteArray("vlan1: flags=8802<BROADCAST> metric 0\n\tvlan: 0 vlanpcp: 0 parent interface: <none>\n")
                                             << QByteArray("vlan1 [] < [] groups ");
        QTest::newRow("wlan") << QByteArray("wlan0: flags=8843<UP> metric 0\n\tssid x channel 1\n\tparent interface: iwlwifi0\n\tgroups: wlan\n\tstatus: associated\n")
                              << QByteArray("wlan0 up [] < [iwlwifi0] groups wlan");
        QTest::newRow("lagg") << QByteArray("lagg0: flags=8843<UP> metric 0\n\tlaggproto lacp lagghash l2,l3,l4\n\tlaggport: ix0 flags=1c<ACTIVE>\n"
                                            "\tlaggport: ix1 flags=1c<ACTIVE>\n\tgroups: lagg\n\tstatus: active\n")
                              << QByteArray("lagg0 up [] < [ix0,ix1] groups lagg");
        QTest::newRow("renamed, of 14 with -D") << QByteArray("lan0: flags=8843<UP> metric 0\n\tinet6 fe80::1%lan0 prefixlen 64 scopeid 0x1\n\tinet6 2001:DB8::1 prefixlen 64\n\tstatus: no carrier\n\tdrivername: igc0\n")
                                                << QByteArray("lan0 up no-carrier [fe80::1%lan0,2001:db8::1] < [] groups  is igc0");
        QTest::newRow("with a prefix") << QByteArray("em0: flags=8843<UP> metric 0\n\tinet 10.0.0.7/24 broadcast 10.0.0.255\n") << QByteArray("em0 up [10.0.0.7] < [] groups ");
        QTest::newRow("gif") << QByteArray("gif0: flags=8051<UP,POINTOPOINT> metric 0\n\toptions=80000<LINKSTATE>\n\ttunnel inet 10.0.0.1 --> 10.0.0.2\n\tinet 192.168.9.1 --> 192.168.9.2 netmask 0xffffffff\n\tgroups: gif\n")
                             << QByteArray("gif0 up [192.168.9.1] < [] groups gif tunnel inet 10.0.0.1 --> 10.0.0.2");
        QTest::newRow("noise between") << QByteArray("em0: flags=1<UP>\n\tinet 1.2.3.4\nem0: link state changed to UP\n\tinet 5.6.7.8\n") << QByteArray("em0 up [1.2.3.4] < [] groups ");
        QTest::newRow("no flag by another's name") << QByteArray("em0: flags=1<BACKUP,LUP>\n") << QByteArray("em0 [] < [] groups ");
    }
    void interfaces()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto interfaces = parseIfconfig(toText(text));
        QCOMPARE(interfaces.size(), 1U);
        QCOMPARE(toBytes(printed(interfaces[0])), expected);
    }

    void routes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray both = "Routing tables\n\nInternet:\nDestination        Gateway            Flags   Nhop#    Mtu      Netif Expire\n"
                                "default            192.168.1.1        UGS         3   1500    bridge0\n127.0.0.1          link#3             UH          1  16384        lo0\n"
                                "10.9.0.0/16        192.168.1.9        UGRS        4   1500    bridge0\n\n"
                                "Internet6:\nDestination                       Gateway                       Flags   Nhop#    Mtu    Netif Expire\n"
                                "::/96                             link#3                        URS         5  16384      lo0\n"
                                "default                           fe80::1%vlan7                 UG          6   1500    vlan7\n";
        QTest::newRow("nothing") << QByteArray("sh: netstat: not found\n") << QByteArray("unknown");
        QTest::newRow("empty tables") << QByteArray("Routing tables\n\nInternet:\nDestination Gateway Flags Netif Expire\n") << QByteArray();
        QTest::newRow("of 14, wide") << both << QByteArray("default via 192.168.1.1 on bridge0\n127.0.0.1 via link#3 on lo0\ndefault via fe80::1%vlan7 on vlan7 v6\n");
        QTest::newRow("of 9") << QByteArray("Destination        Gateway            Flags    Refs      Use  Netif Expire\ndefault            10.0.2.2           UGS         0        7    em0\n")
                              << QByteArray("default via 10.0.2.2 on em0\n");
        QTest::newRow("route get, refused and found")
            << QByteArray("route: route has not been found\n   route to: ::\ndestination: ::\n       mask: ::\n    gateway: fe80::1%em1\n        fib: 0\n  interface: em1\n      flags: <UP,GATEWAY,DONE>\n")
            << QByteArray("default via fe80::1%em1 on em1 v6\n");
        QTest::newRow("route get, a net") << QByteArray("   route to: 192.0.2.9\ndestination: 192.0.2.0\n       mask: 255.255.255.0\n        fib: 0\n  interface: lagg0\n      flags: <UP,DONE,PINNED>\n")
                                          << QByteArray("192.0.2.0/24 via  on lagg0\n");
    }
    void routes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto routes = parseRoutes(toText(text));
        QCOMPARE(routes ? toBytes(printed(*routes)) : QByteArray("unknown"), expected);
    }

    void longestPrefix_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("interface");
        QTest::newRow("10.1.2.3") << QByteArray("10.1.2.3") << QByteArray("em1");
        QTest::newRow("10.1.9.3") << QByteArray("10.1.9.3") << QByteArray("em2");
        QTest::newRow("::ffff:10.1.9.3") << QByteArray("::ffff:10.1.9.3") << QByteArray("em2");
        QTest::newRow("198.51.100.1") << QByteArray("198.51.100.1") << QByteArray("em0,em3");
        QTest::newRow("2001:db8::9") << QByteArray("2001:db8::9") << QByteArray("em4");
        QTest::newRow("2a00::1") << QByteArray("2a00::1") << QByteArray("");
        QTest::newRow("no address") << QByteArray("somewhere") << QByteArray("");
    }
    void longestPrefix()
    {
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, interface);
        const auto table = parseRoutes("Destination Gateway Flags Netif\ndefault 1.1.1.1 UGS em0\ndefault 2.2.2.2 UGS em3\n10.1.0.0/16 link#1 U em2\n"
                                       "10.1.2.0/24 link#1 U em1\nfe80::%em5/64 link#1 U em5\n2001:db8::/32 link#1 U em4\n");
        std::vector<std::string> names;
        for (const Route &route : routesTo(table.value(), toText(address)))
            names.push_back(route.interface);
        QCOMPARE(toBytes(joined(names)), interface);
    }

    void measured()
    {
        QFile file(host);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the measured host is not here");
        const std::string all = toText(file.readAll());
        for (const std::string &text : {transcriptOf(host, "ifconfig -a"), all}) {
            const auto interfaces = parseIfconfig(text);
            QCOMPARE(interfaces.size(), 10U);
            const auto of = [&](std::string_view name) { return toBytes(printed(*std::ranges::find(interfaces, name, &Interface::name))); };
            QCOMPARE(of("em0"), "em0 up [fe80::5054:ff:fe12:3401%em0,10.0.2.15] < [] groups ");
            QCOMPARE(of("vlan0"), "vlan0 [] < [igb0] groups vlan");
            QCOMPARE(of("lagg0"), "lagg0 up no-carrier [192.0.2.5,fe80::5054:ff:fe12:3402%lagg0] < [igb0,igb1] groups lagg");
            QCOMPARE(of("bridge0"), "bridge0 up [] < [tap0,em0] groups bridge");
            QCOMPARE(of("lo0"), "lo0 up loopback [::1,fe80::1%lo0,127.0.0.1] < [] groups lo");
        }
        QCOMPARE(toBytes(printed(parseRoutes(all).value())), "default via 10.0.2.2 on em0\n192.0.2.0/24 via  on lagg0\n");
    }
};

QTEST_GUILESS_MAIN(TstNetTexts)
#include "tst_net_texts.moc"
