// SPDX-License-Identifier: BSD-2-Clause
#include "footing_texts.h"
#include "support/text.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

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
        row("a root that vfs.root.mountfrom names without /dev/",
            "== mount\nada0p2 / ufs rw 1 1\nmd0 /live cd9660 ro 0 0\n== confxml\n" + meshOf("PART:ada0p2<ada0 DISK:ada0 MD:md0"),
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
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
        row("a geom on itself, and a label on a partition on that label", "== mount\n/dev/a / ufs rw 1 1\n/dev/b /b ufs rw 1 1\n== confxml\n" + meshOf("STRIPE:a<a LABEL:b<c PART:c<b"),
            "mounted /b: b → ? (it stands on itself) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n"
            "root /: a → ? (it stands on itself) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n");
        row("strange file systems", "== mount\n/dev/ada0p2 / ufs rw 1 1\n/dev/fuse /f fusefs.ntfs rw 0 0\nbox /v p9fs rw 0 0\n== confxml\n" + meshOf("PART:ada0p2<ada0 DISK:ada0"),
            "mounted /f: /dev/fuse → ? (nothing tells what a file system of type fusefs.ntfs stands on) 0/20/0 0/23/0 1/0/0 2/0/0 4/0/0 5/0/0\n"
            "mounted /v: box → ? (nothing tells what a file system of type p9fs stands on) 0/20/0 0/23/0 1/0/0 2/0/0 3/0/0 3/0/1 4/0/0 5/0/0 6/0/0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("a program's, perhaps over the network", "== mount\n/dev/ada0p2 / ufs rw 1 1\n/dev/fuse /f fusefs.sshfs rw 0 0\n/dev/ggate0 /g ufs rw 2 2\n== confxml\n" + meshOf("PART:ada0p2<ada0 DISK:ada0 GATE:ggate0"),
            "mounted /f: /dev/fuse → ? (nothing tells what a file system of type fusefs.sshfs stands on) 0/20/0 0/23/0 1/0/0 2/0/0 3/0/0 3/0/1 4/0/0 5/0/0 6/0/0\n"
            "mounted /g: ggate0 → ? (nothing tells which program serves ggate0) 0/20/0 0/23/0 1/0/0 2/0/0 3/0/0 3/0/1 4/0/0 5/0/0 6/0/0\n"
            "root /: ada0p2 → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("a label on a volume of a pool",
            "== mount\n/dev/ada0p2 / ufs rw 1 1\n/dev/ufs/data /d ufs rw 2 2\n== zpool\n  pool: tank\n\n\tNAME STATE\n\ttank ONLINE\n\t  nda1p1 ONLINE\n== confxml\n" +
                meshOf("PART:ada0p2<ada0 DISK:ada0 LABEL:ufs/data<zvol/tank/vm/d ZFS_ZVOL:zvol/tank/vm/d PART:nda1p1<nda1 DISK:nda1"),
            "mounted /d: ufs/data → zvol/tank/vm/d → tank → nda1p1 → nda1 → nvme1 → pci0:2:0:0\n"
            "mounted the pool tank: tank → nda1p1 → nda1 → nvme1 → pci0:2:0:0\n"
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
        row("an NVMe disk under its older name",
            "== mount\n/dev/nvd0p2 / ufs rw 1 1\n== confxml\n<mesh><class id='1'><name>DISK</name><geom id='2'><name>nda1</name><provider id='3'><name>nda1</name>"
            "<alias>nvd0</alias></provider></geom></class><class id='4'><name>PART</name><geom id='5'><name>nda1</name><consumer id='6'><provider ref='3'/></consumer>"
            "<provider id='7'><name>nda1p2</name><alias>nvd0p2</alias></provider></geom></class></mesh>\n",
            "root /: nvd0p2 → nda1 → nvme1 → pci0:2:0:0\n");
        row("a label in UTF-8, and one with a blank",
            "== mount\n/dev/gpt/fü / ufs rw 1 1\n/dev/gpt/a\\040b /b ufs rw 1 1\n== confxml\n" +
                meshOf("LABEL:gpt/f&#xC3;&#xBC;<ada0p2 PART:ada0p2<ada0 DISK:ada0 LABEL:gpt/a&#x20;b<da0p1 PART:da0p1<da0 DISK:da0"),
            "mounted /b: gpt/a b → da0 → mpr0 → pci0:4:0:0\n"
            "root /: gpt/fü → ada0 → ahcich0 → ahci0 → pci0:0:23:0\n");
        row("disks over iSCSI, and which way is not known",
            "== mount\n/dev/da5 / ufs rw 1 1\n== confxml\n" + meshOf("DISK:da5") + "== ifconfig\nix0: flags=1<UP>\nix1: flags=1<UP>\n"
                "== netstat\nDestination Gateway Flags Netif\ndefault 10.0.0.1 UGS ix0\n10.9.0.0/24 link#2 U ix1\n"
                "== camcontrol\nscbus9 on iscsi1 bus 0:\n<A>  at scbus9 target 0 lun 0 (pass9,da5)\n",
            "root /: da5 → iscsi1 → ? (nothing tells where its other end is) 3/0/0 3/0/1\n");
        const std::string odd = "== mount\n/dev/da9p2 / ufs rw 1 1\n== confxml\n" + meshOf("PART:da9p2<da9 DISK:da9") + "== camcontrol\nscbus9 on ahcich9 bus 0:\n<A>  at scbus9 target 0 lun 0 (pass9,da9)\n";
        row("a tree of devices that is cut above the disk's channel", "== devinfo\nahcich9\n" + odd,
            "root /: da9p2 → da9 → ahcich9 → ? (the tree of devices does not tell what ahcich9 hangs on) 0/2/0 0/20/0 0/23/0 1/0/0 2/0/0 3/0/0 3/0/1 4/0/0 5/0/0 6/0/0\n");
        row("a device that no PCI function answers for", "== devinfo\n  pcib9\n    pci9\n      odd0\n        ahcich9\n" + odd,
            "root /: da9p2 → da9 → ahcich9 → ? (nothing tells which PCI function odd0 is) 0/2/0 0/20/0 0/23/0 1/0/0 2/0/0 3/0/0 3/0/1 4/0/0 5/0/0 6/0/0\n");
        row("a function that came since", "== devinfo\n  ahci9 pnpinfo x at slot=9 function=0 dbsf=pci0:9:9:0\n    ahcich9\n" + odd,
            "root /: da9p2 → da9 → ahcich9 → ahci9 → ? (pci0:9:9:0 is not among the PCI functions that are listed) 0/2/0 0/20/0 0/23/0 1/0/0 2/0/0 3/0/0 3/0/1 4/0/0 5/0/0 6/0/0\n");
        row("no PCI device at all",
            "== devinfo\nnexus0\n  vmbus0\n    storvsc0\n== mount\n/dev/da7p2 / ufs rw 1 1\n== confxml\n" + meshOf("PART:da7p2<da7 DISK:da7") +
                "== camcontrol\nscbus9 on storvsc0 bus 0:\n<A>  at scbus9 target 0 lun 0 (pass9,da7)\n",
            "");
        row("what the next boot mounts from nobody knows which NVMe",
            "== mount\n/dev/ada0p2 / ufs rw 1 1\n== fstab\n/dev/nvd1p1 /n ufs rw 2 2\n/dev/da9 /usb msdosfs rw 0 0\n== confxml\n" + meshOf("PART:ada0p2<ada0 DISK:ada0 PART:nvd1p1<nvd1 DISK:nvd1"),
            "mounted /n of /etc/fstab: nvd1p1 → nvd1 → ? (nothing tells which NVMe controller drives nvd1) 1/0/0 2/0/0\n"
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

    /// Listings that lead from everything to everything come to an end, and say so.
    void everythingOnEverything()
    {
        std::string mesh = "STRIPE:s0<s1,t1", interfaces, members;
        for (int i = 1; i < 40; ++i)
            for (const char *name : {"s", "t"})
                mesh += " STRIPE:" + std::string(name) + std::to_string(i) + "<s" + std::to_string(i + 1) + ",t" + std::to_string(i + 1);
        for (int i = 0; i < 30; ++i)
            members += "\tmember: bridge" + std::to_string(i) + " flags=1<X>\n";
        for (int i = 0; i < 30; ++i)
            interfaces += "bridge" + std::to_string(i) + ": flags=1<UP>\n\tgroups: bridge\n" + members;
        const std::string text = "== mount\n/dev/s0 / ufs rw 1 1\n/dev/ada9 /late ufs rw 1 1\n== confxml\n" + meshOf(mesh) + "== ifconfig\n" + interfaces +
            "== netstat\nDestination Gateway Flags Netif\ndefault 10.0.0.1 UGS bridge0\n";
        const Facts facts = makeFacts(captureOf(pciconf + std::string(cam) + quiet + text));
        QVERIFY(facts.footings);
        const auto missing = [&](Footing::Need need) {
            return std::ranges::any_of(facts.footings->all, [&](const Footing &footing) {
                return footing.need == need && footing.missing == "it stands on more than can be followed" && !footing.possible.empty();
            });
        };
        QVERIFY(missing(Footing::Need::Root));
        // What is looked at once that is over says so as well.
        QVERIFY(std::ranges::any_of(facts.footings->all, [](const Footing &footing) { return chainText(footing) == "ada9 → ?"; }));
        QVERIFY(missing(Footing::Need::DefaultRoute));
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
        QTest::newRow("a serial line on USB") << QByteArray("kern.console: ucom,/ttyv0,ucom,\nhw.pci.default_vgapci_unit: 0\n")
                                              << "console the console: ucom → ? (nothing tells which USB controller has this serial line) 0/20/0\n" + keyboard;
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
