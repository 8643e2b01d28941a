// SPDX-License-Identifier: BSD-2-Clause
#include "host/facts.h"
#include "host/footing_reader.h"
#include "support/text.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

/// A capture from blobs written one after the other, each begun by a line "== name".
Capture captureOf(std::string_view text)
{
    Capture capture;
    Blob *blob = nullptr;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with("== "))
            blob = &capture.blobs[std::string(line.substr(3))];
        else if (blob)
            blob->bytes.append(line).append("\n");
    }
    return capture;
}

/// "Root / : ufs/rootfs → ada0 → ... " one a line, sorted; a broken one with what is missing and what is possible.
std::string printed(const std::optional<Footings> &footings)
{
    static constexpr const char *names[] = {"root", "esp", "mounted", "swap", "ssh", "route", "console", "keyboard"};
    if (!footings)
        return "unread";
    std::vector<std::string> lines;
    for (const Footing &footing : footings->all) {
        std::string line = std::string(names[int(footing.need)]) + " " + footing.what + ": " + chainText(footing);
        if (!footing.function) {
            line += " (" + footing.missing + ")";
            for (const Address &address : footing.possible)
                line += " " + address.toSlashed();
        }
        lines.push_back(line);
    }
    for (const Footing::Need need : footings->unread)
        lines.push_back(std::string("unread ") + names[int(need)]);
    std::ranges::sort(lines);
    std::string text;
    for (const std::string &line : lines)
        text += line + "\n";
    return text;
}

/// A DISK class of these disks and, one a word, "KIND name<name,name" above them: "LABEL gpt/a<ada0p1".
std::string meshOf(const std::string &words)
{
    std::string text = "<mesh>\n";
    int id = 1000;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        const std::string word = words.substr(at, end - at);
        const std::size_t colon = word.find(':'), less = std::min(word.find('<'), word.size());
        const std::string kind = word.substr(0, colon), name = word.substr(colon + 1, less - colon - 1);
        ++id;
        text += "<class id='c" + std::to_string(id) + "'><name>" + kind + "</name><geom id='g" + std::to_string(id) + "'><name>" + name + "</name>";
        for (std::size_t from = less + 1; less < word.size() && from <= word.size();) {
            const std::size_t stop = std::min(word.find(',', from), word.size());
            text += "<consumer id='u" + std::to_string(++id) + "'><provider ref='" + word.substr(from, stop - from) + "'/></consumer>";
            from = stop + 1;
        }
        text += "<provider id='" + name + "'><name>" + name + "</name><config>";
        if (kind == "PART" && name.ends_with("p1"))
            text += "<type>efi</type><efimedia>HD(1,GPT," + name + ",0x28,0x1000)</efimedia>";
        if (kind == "MD")
            text += name == "md9" ? "<type>vnode</type><file>/data/swap file</file>" : "<type>malloc</type>";
        text += "</config></provider></geom></class>\n";
        at = end + 1;
    }
    return text + "</mesh>\n";
}

constexpr const char *pciconf = R"(== pciconf
hostb0@pci0:0:0:0:	class=0x060000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x29c0 subvendor=0x0000 subdevice=0x0000
vgapci0@pci0:0:2:0:	class=0x030000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x1111 subvendor=0x0000 subdevice=0x0000
xhci0@pci0:0:20:0:	class=0x0c0330 rev=0x00 hdr=0x00 vendor=0x8086 device=0xa0ed subvendor=0x0000 subdevice=0x0000
ahci0@pci0:0:23:0:	class=0x010601 rev=0x00 hdr=0x00 vendor=0x8086 device=0xa0d3 subvendor=0x0000 subdevice=0x0000
nvme0@pci0:1:0:0:	class=0x010802 rev=0x00 hdr=0x00 vendor=0x144d device=0xa808 subvendor=0x0000 subdevice=0x0000
nvme1@pci0:2:0:0:	class=0x010802 rev=0x00 hdr=0x00 vendor=0x144d device=0xa808 subvendor=0x0000 subdevice=0x0000
ix0@pci0:3:0:0:	class=0x020000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x10fb subvendor=0x0000 subdevice=0x0000
ix1@pci0:3:0:1:	class=0x020000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x10fb subvendor=0x0000 subdevice=0x0000
mpr0@pci0:4:0:0:	class=0x010700 rev=0x00 hdr=0x00 vendor=0x1000 device=0x0097 subvendor=0x0000 subdevice=0x0000
mpr1@pci0:5:0:0:	class=0x010700 rev=0x00 hdr=0x00 vendor=0x1000 device=0x0097 subvendor=0x0000 subdevice=0x0000
iwlwifi0@pci0:6:0:0:	class=0x028000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x2723 subvendor=0x0000 subdevice=0x0000
ppt0@pci0:7:0:0:	class=0x010802 rev=0x00 hdr=0x00 vendor=0x144d device=0xa808 subvendor=0x0000 subdevice=0x0000
== devinfo
nexus0
  acpi0
    uart0
    atkbdc0
      atkbd0
    pcib0
      pci0
        vgapci0 pnpinfo x at slot=2 function=0 dbsf=pci0:0:2:0
        xhci0 pnpinfo x at slot=20 function=0 dbsf=pci0:0:20:0
          usbus0
            uhub0
              ukbd0 pnpinfo vendor=0x0627
              umass0 pnpinfo vendor=0x0627
              ure0 pnpinfo vendor=0x0bda
        ahci0 pnpinfo x at slot=23 function=0 dbsf=pci0:0:23:0
          ahcich0 at channel=0
          ahcich1 at channel=1
)";

constexpr const char *cam = R"(== camcontrol
scbus0 on ahcich0 bus 0:
<A>  at scbus0 target 0 lun 0 (pass0,ada0)
scbus1 on ahcich1 bus 0:
<A>  at scbus1 target 0 lun 0 (pass1,ada1)
scbus2 on mpr0 bus 0:
<A>  at scbus2 target 0 lun 0 (pass2,da0)
scbus3 on mpr1 bus 0:
<A>  at scbus3 target 0 lun 0 (pass3,da1)
scbus4 on umass-sim0 bus 0:
<A>  at scbus4 target 0 lun 0 (pass4,da2)
scbus5 on nvme0 bus 0:
<A>  at scbus5 target 0 lun 1 (pass5,nda0)
scbus6 on nvme1 bus 0:
<A>  at scbus6 target 0 lun 1 (pass6,nda1)
)";

constexpr const char *quiet = "== sysctl-use\nkern.console: ttyu0,/ttyv0,ttyu0,\nhw.pci.default_vgapci_unit: 0\n";

std::string disksOf(const std::string &text)
{
    const Facts facts = makeFacts(captureOf(pciconf + std::string(cam) + quiet + text));
    auto footings = facts.footings;
    if (footings) {
        std::erase_if(footings->all, [](const Footing &footing) { return footing.need >= Footing::Need::Connection; });
        std::erase_if(footings->unread, [](Footing::Need need) { return need >= Footing::Need::Swap; });
    }
    return printed(footings);
}

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

class TstFootings : public QObject
{
    Q_OBJECT

private slots:
    void disks_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const std::string &text, const char *expected) {
            QTest::newRow(name) << toBytes(text) << QByteArray(expected);
        };
        row("nothing", "", "unread mounted\nunread root\n");
        row("zfs mirror on labels over geli",
            "== mount\nzroot/ROOT/default\t/\tzfs\trw 0 0\nzroot/tmp /tmp zfs rw 0 0\n== zpool\n  pool: zroot\nconfig:\n\n\tNAME STATE\n\tzroot ONLINE\n\t  mirror-0 ONLINE\n"
            "\t    /dev/gpt/z0.eli ONLINE\n\t    /dev/ada1p3.eli ONLINE\n== confxml\n" +
                meshOf("ELI:gpt/z0.eli<gpt/z0 LABEL:gpt/z0<ada0p3 PART:ada0p3<ada0 DISK:ada0 ELI:ada1p3.eli<ada1p3 PART:ada1p3<ada1 DISK:ada1"),
            "root /: zroot → ada1p3.eli → ada1p3 → ada1 → ahcich1 → ahci0 → pci0:0:23:0\n"
            "root /: zroot → gpt/z0.eli → gpt/z0 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("gmirror under ufs, over two controllers",
            "== mount\n/dev/mirror/gm0 / ufs rw 1 1\n== confxml\n" + meshOf("MIRROR:mirror/gm0<ada0p2,da0p2 PART:ada0p2<ada0 PART:da0p2<da0 DISK:da0 DISK:ada0"),
            "root /: mirror/gm0 → ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n"
            "root /: mirror/gm0 → da0p2 → da0 → mpr0 → pci0:4:0:0\n");
        row("one disk on two paths",
            "== mount\n/dev/multipath/mp0p1 / ufs rw 1 1\n== confxml\n" + meshOf("PART:multipath/mp0p1<multipath/mp0 MULTIPATH:multipath/mp0<da0,da1 DISK:da0 DISK:da1"),
            "root /: multipath/mp0p1 → multipath/mp0 → da0 → mpr0 → pci0:4:0:0\n"
            "root /: multipath/mp0p1 → multipath/mp0 → da1 → mpr1 → pci0:5:0:0\n");
        row("a stick, and what needs no disk",
            "== mount\n/dev/da2s1 / msdosfs rw 1 1\ndevfs /dev devfs rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nlinprocfs /l linprocfs rw 0 0\n/usr/home /j nullfs rw 0 0\n"
            "/dev/md0 /m ufs rw 0 0\n== confxml\n" + meshOf("PART:da2s1<da2 DISK:da2 MD:md0"),
            "root /: da2s1 → da2 → umass0 → uhub0 → usbus0 → xhci0 → pci0:0:20:0\n");
        row("swap on a zvol, on a file and on a label",
            "== mount\n/dev/ada0p2 / ufs rw 1 1\n/dev/da0p1 /data ufs rw 2 2\n== swapinfo\nDevice 1K-blocks Used Avail Capacity\n/dev/zvol/tank/swap 1 0 1 0%\n/dev/md9 1 0 1 0%\n/dev/gpt/sw 1 0 1 0%\n"
            "== zpool\n  pool: tank\n\n\tNAME STATE\n\ttank ONLINE\n\t  nda1p1 ONLINE\n== confxml\n" +
                meshOf("PART:ada0p2<ada0 DISK:ada0 PART:da0p1<da0 DISK:da0 MD:md9 LABEL:gpt/sw<nda0p3 PART:nda0p3<nda0 DISK:nda0 PART:nda1p1<nda1 DISK:nda1"),
            "mounted /data: da0p1 → da0 → mpr0 → pci0:4:0:0\n"
            "mounted the pool tank: tank → nda1p1 → nda1 → nvme1 → pci0:2:0:0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n"
            "swap swap: gpt/sw → nda0 → nvme0 → pci0:1:0:0\n"
            "swap swap: md9 → /data/swap file → da0p1 → da0 → mpr0 → pci0:4:0:0\n"
            "swap swap: zvol/tank/swap → tank → nda1p1 → nda1 → nvme1 → pci0:2:0:0\n");
        row("nobody lists the disks", "== mount\n/dev/gpt/root / ufs rw 1 1\n/dev/da1p1 /d ufs rw 1 1\n",
            "mounted /d: da1p1 → da1 → mpr1 → pci0:5:0:0\n"
            "root /: gpt/root → ? (without the list of disks nothing tells what gpt/root is) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n");
        row("which NVMe?", "== mount\n/dev/nvd0p2 / ufs rw 1 1\n== confxml\n" + meshOf("PART:nvd0p2<nvd0 DISK:nvd0"),
            "root /: nvd0p2 → nvd0 → ? (nothing tells which NVMe controller drives nvd0) 1/0/0 2/0/0\n");
        row("the disk was taken away already", "== mount\n/dev/ada0p2 / ufs rw 1 1\n/dev/ada9 /m ufs rw 1 1\n== confxml\n" + meshOf("PART:ada0p2<ada0 DISK:ada0"),
            "mounted /m: ada9 → ? (ada9 is not among the disks that the system lists) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("a pool that is not listed, and one by numbers",
            "== mount\nz/r / zfs rw 0 0\n== zpool\n  pool: n\n\n\tNAME STATE\n\tn DEGRADED\n\t  mirror-0 DEGRADED\n\t    1234567890123 ONLINE\n\t    9876543210987 UNAVAIL was /dev/x\n",
            "mounted the pool n: n → 1234567890123 → ? (zpool status tells no name of this disk) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n"
            "root /: z → ? (zpool status does not tell the disks of z) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n");
        row("geoms in a circle", "== mount\n/dev/a / ufs rw 1 1\n== confxml\n" + meshOf("STRIPE:a<b STRIPE:b<a"),
            ("root /: a → " + [] {
                 std::string text;
                 for (int i = 0; i < 30; ++i)
                     text += "b → a → ";
                 return text;
             }() + "? (it stands on itself) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n").c_str());
        row("strange file systems", "== mount\n/dev/ada0p2 / ufs rw 1 1\n/dev/fuse /f fusefs.ntfs rw 0 0\nbox /v p9fs rw 0 0\n== confxml\n" + meshOf("PART:ada0p2<ada0 DISK:ada0"),
            "mounted /f: /dev/fuse → ? (nothing tells what a file system of type fusefs.ntfs stands on) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n"
            "mounted /v: box → ? (nothing tells what a file system of type p9fs stands on) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("what the next boot mounts",
            "== mount\n/dev/ada0p2 / ufs rw 1 1\n== fstab\n/dev/ada0p2 / ufs rw 1 1\n/dev/da0p1 /data ufs rw 2 2\n/dev/da1p1 /late ufs rw,noauto 2 2\n/dev/nda1p1 /maybe ufs rw,failok 2 2\n== confxml\n" +
                meshOf("PART:ada0p2<ada0 DISK:ada0 PART:da0p1<da0 DISK:da0 PART:da1p1<da1 DISK:da1 PART:nda1p1<nda1 DISK:nda1"),
            "mounted /data of /etc/fstab: da0p1 → da0 → mpr0 → pci0:4:0:0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("the EFI partition that is known",
            "== mount\n/dev/ada0p2 / ufs rw 1 1\n== efibootmgr\nBootCurrent: 0001\n+Boot0001* FreeBSD HD(1,GPT,DA0P1,0x28,0x1000)/File(x)\n== confxml\n" +
                meshOf("PART:ada0p2<ada0 DISK:ada0 PART:da0p1<da0 DISK:da0 PART:da1p1<da1 DISK:da1"),
            "esp the EFI partition: da0p1 → da0 → mpr0 → pci0:4:0:0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("and the one that is not",
            "== sysctl-use\nmachdep.bootmethod: UEFI\n== mount\n/dev/ada0p2 / ufs rw 1 1\n== confxml\n" + meshOf("PART:ada0p2<ada0 DISK:ada0 PART:da0p1<da0 DISK:da0"),
            "esp the EFI partition: da0p1 → da0 → mpr0 → pci0:4:0:0 → ? (nothing tells which EFI partition this boot came from) 4/0/0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("root over the network", "== mount\n10.0.0.9:/root / nfs rw 0 0\n== ifconfig\nix0: flags=1<UP>\n\tinet 10.0.0.2 netmask 0\n== netstat\nDestination Gateway Flags Netif\n10.0.0.0/24 link#1 U ix0\n",
            "root /: 10.0.0.9:/root → ix0 → pci0:3:0:0\n");
    }
    void disks()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(toBytes(disksOf(toText(text))), expected);
    }

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

    void consoles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray keyboard = "keyboard the keyboard: ukbd0 → uhub0 → usbus0 → xhci0 → pci0:0:20:0\n";
        QTest::newRow("display") << QByteArray("kern.console: ttyv0,/ttyu0,ttyv0,\nhw.pci.default_vgapci_unit: 0\n")
                                 << "console the console: ttyv0 → vgapci0 → pci0:0:2:0\n" + keyboard;
        QTest::newRow("serial") << QByteArray("kern.console: ttyu0,/ttyv0,ttyu0,\nhw.pci.default_vgapci_unit: 0\n") << keyboard;
        QTest::newRow("both") << QByteArray("kern.console: ttyv0,ttyu0,/ttyv0,ttyu0,\nhw.pci.default_vgapci_unit: 0\n")
                              << "console the console: ttyv0 → vgapci0 → pci0:0:2:0\n" + keyboard;
        QTest::newRow("the display has no driver") << QByteArray("kern.console: ttyv0,/\nhw.pci.default_vgapci_unit: -1\n")
                                                   << "console the console: ttyv0 → ? (nothing tells which display the console is on) 0/2/0\n" + keyboard;
    }
    void consoles()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const Facts facts = makeFacts(captureOf(pciconf + std::string("== mount\nx / tmpfs rw 0 0\n== sysctl-use\n") + toText(text)));
        auto footings = facts.footings;
        QVERIFY(footings);
        std::erase_if(footings->all, [](const Footing &footing) { return footing.need < Footing::Need::Console; });
        footings->unread.clear();
        QCOMPARE(toBytes(printed(footings)), expected);
    }

    /// The measured host as one dump: its listings stand somewhere in the transcript.
    void measured()
    {
        QFile file(PATCHBAY_SHARED "/facts/oracle/40-host-full.txt");
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the measured host is not here");
        Capture capture;
        capture.blobs["dump"].bytes = toText(file.readAll());
        capture.blobs["connection"].bytes = "192.0.2.9 50000 192.0.2.5 22\n";
        QCOMPARE(toBytes(printed(makeFacts(capture).footings)),
                 "console the console: ttyv0 → vgapci0 → pci0:0:2:0\n"
                 "keyboard the keyboard: ukbd0 → uhub2 → usbus1 → uhci0 → pci0:0:29:0\n"
                 "mounted /mnt/d: gpt/data → nvd0 → nvme0 → pci0:3:0:0\n"
                 "mounted /mnt/r: ufs/rootfs → ada0 → ahcich0 → ahci0 → pci0:0:31:2\n"
                 "route the default route: default → em0 → pci0:1:0:0\n"
                 "ssh this connection: 192.0.2.5 → lagg0 → igb0 → pci0:2:0:0\n"
                 "ssh this connection: 192.0.2.5 → lagg0 → igb1 → pci0:2:0:1\n"
                 "swap swap: gpt/swap0 → ada0 → ahcich0 → ahci0 → pci0:0:31:2\n");
    }
};

QTEST_GUILESS_MAIN(TstFootings)
#include "tst_footings.moc"
