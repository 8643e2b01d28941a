// SPDX-License-Identifier: BSD-2-Clause
#include "host/bectl_text.h"
#include "host/camcontrol_text.h"
#include "host/efibootmgr_text.h"
#include "host/geom_text.h"
#include "host/mount_text.h"
#include "host/swapinfo_text.h"
#include "host/zpool_text.h"
#include "support/text.h"
#include "support/transcript.h"

#include <QTest>

using namespace patchbay;

namespace {

const QString host = QString(PATCHBAY_SHARED "/facts/oracle/40-host-full.txt");

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string printed(const std::vector<MountLine> &mounts)
{
    std::string text;
    for (const MountLine &mount : mounts)
        text += mount.device + " on " + mount.place + " (" + mount.type + "; " + mount.options + ")\n";
    return text;
}

std::string printed(const std::vector<Pool> &pools)
{
    std::string text;
    for (const Pool &pool : pools) {
        text += pool.name + ":";
        for (const PoolLeaf &leaf : pool.leaves)
            text += " [" + leaf.name + "|" + leaf.state + "|" + leaf.role + (leaf.was.empty() ? "" : "|" + leaf.was) + "]";
        text += "\n";
    }
    return text;
}

/// "ufs/rootfs LABEL < ada0p3 PART < ada0 DISK"
std::string standsOn(const GeomMesh &mesh, std::string_view name)
{
    const GeomProvider *provider = mesh.find(name);
    std::string text;
    while (provider) {
        const Geom &geom = mesh.geomOf(*provider);
        text += (text.empty() ? "" : " < ") + provider->name + " " + geom.kind + (geom.lost > 0 ? " lost" : "");
        provider = geom.consumes.empty() ? nullptr : &mesh.providers[geom.consumes[0]];
    }
    return text;
}

} // namespace

class TstDiskTexts : public QObject
{
    Q_OBJECT

private slots:
    void mounts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("loose");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("nothing") << QByteArray() << false << QByteArray();
        QTest::newRow("escapes") << QByteArray("/dev/gpt/my\\040disk\t/mnt/a\\011b\\134c\tufs\trw\t2 2\r\n") << false
                                 << QByteArray("/dev/gpt/my disk on /mnt/a\tb\\c (ufs; rw)\n");
        QTest::newRow("kinds")
            << QByteArray("zroot/ROOT/default / zfs rw,noatime 0 0\nserver:/home /home nfs rw 0 0\n/usr/home /j/home nullfs rw 0 0\n"
                          "tmpfs /tmp tmpfs rw 0 0\n/dev/fuse /mnt/s fusefs.sshfs rw 0 0\n")
            << false
            << QByteArray("zroot/ROOT/default on / (zfs; rw,noatime)\nserver:/home on /home (nfs; rw)\n"
                          "/usr/home on /j/home (nullfs; rw)\ntmpfs on /tmp (tmpfs; rw)\n/dev/fuse on /mnt/s (fusefs.sshfs; rw)\n");
        QTest::newRow("among others") << QByteArray("$ mount -p\n/dev/ada0p2 / ufs rw 1 1\n/dev/ada0p2 on / (ufs, local)\na b c d e f\n"
                                                    "Device 1 2 3 4 5\n/dev/x / ufs rw 1\n")
                                      << false << QByteArray("/dev/ada0p2 on / (ufs; rw)\n");
        QTest::newRow("fstab") << QByteArray("# Device Mountpoint FStype Options Dump Pass#\n/dev/gpt/swap0 none swap sw 0 0\n"
                                             "/dev/gpt/efi /boot/efi msdosfs rw,noauto 2 2 # by hand\n#/dev/x /x ufs rw 1 1\n"
                                             "tank/x /x zfs rw\n/dev/cd0 none cd9660 ro 0 0\n")
                               << true
                               << QByteArray("/dev/gpt/swap0 on none (swap; sw)\n/dev/gpt/efi on /boot/efi (msdosfs; rw,noauto)\n"
                                             "tank/x on /x (zfs; rw)\n");
    }
    void mounts()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, loose);
        QFETCH(QByteArray, expected);
        QCOMPARE(toBytes(printed(parseMounts(toText(text), loose))), expected);
    }

    void options()
    {
        const MountLine line{"/dev/x", "/x", "ufs", "rw,noauto,failok"};
        QVERIFY(line.has("rw") && line.has("noauto") && line.has("failok"));
        QVERIFY(!line.has("no") && !line.has("auto") && !line.has(""));
    }

    void holders()
    {
        const auto mounts = parseMounts("a / ufs rw 1 1\nb /usr ufs rw 2 2\nc /usr/home zfs rw 0 0\nd /usr unionfs rw 0 0\n");
        const auto on = [&](std::string_view path) { return toBytes(holderOf(mounts, path)->device); };
        QCOMPARE(on("/usr/home/x"), "c");
        QCOMPARE(on("/usr/homes"), "d");
        QCOMPARE(on("/usrx"), "a");
        QVERIFY(!holderOf({}, "/"));
    }

    void swapinfo_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("nothing") << QByteArray("usage: swapinfo [-AghklmsU]\n") << QByteArray("unknown");
        QTest::newRow("no swap") << QByteArray("Device          1K-blocks     Used    Avail Capacity\n") << QByteArray("");
        QTest::newRow("default") << QByteArray("Device          512-blocks     Used    Avail Capacity\n/dev/ada0p3        2097152        0  2097152     0%\n")
                                 << QByteArray("/dev/ada0p3");
        QTest::newRow("two and a total")
            << QByteArray("Device          1K-blocks     Used    Avail Capacity\n/dev/gpt/swap0.eli   8388608   12  8388596     0%\n"
                          "/dev/md99   1048576        0  1048576     0%\nTotal             9437184       12  9437172     0%\n")
            << QByteArray("/dev/gpt/swap0.eli, /dev/md99");
        QTest::newRow("human") << QByteArray("Device              Size     Used    Avail Capacity\n/dev/zvol/zroot/swap      2.0G       0B     2.0G     0%\n")
                               << QByteArray("/dev/zvol/zroot/swap");
        QTest::newRow("a blank in a label, and over nfs")
            << QByteArray("Device          1K-blocks     Used    Avail Capacity\n/dev/gpt/my swap   1 0 1 0%\n[NFS swap]   1 0 1 0%\n")
            << QByteArray("/dev/gpt/my swap, [NFS swap]");
        QTest::newRow("swapctl") << QByteArray("Device:       512-blocks      Used:\n/dev/gpt/swap0     131072          0\n")
                                 << QByteArray("/dev/gpt/swap0");
        QTest::newRow("among others") << QByteArray("$ swapinfo\nDevice          1K-blocks     Used    Avail Capacity\n/dev/a 1 0 1 0%\n$ df\n/dev/b 1 2 3 4%\n")
                                      << QByteArray("/dev/a");
    }
    void swapinfo()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto devices = parseSwapinfo(toText(text));
        QCOMPARE(devices ? toBytes(joined(*devices)) : QByteArray("unknown"), expected);
    }

    void bectl_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("one") << QByteArray("default\tNR\t/\t1.21G\t2026-11-23 14:00\n") << QByteArray("default NR/");
        QTest::newRow("all flags") << QByteArray("a\t-\t-\t8K\t2026-01-01 00:00\nb\tNT\t/\t1G\t2026-01-01 00:00\nc\tR\t/mnt\t1G\tx\n")
                                   << QByteArray("a ; b NT/; c R/");
        QTest::newRow("the last line is cut off") << QByteArray("b\tNR\t/\nc\tR") << QByteArray("unknown");
        QTest::newRow("none runs") << QByteArray("a\tR\t-\t8K\t2026-01-01 00:00\n") << QByteArray("unknown");
        QTest::newRow("two run") << QByteArray("a\tN\t/\t8K\tx\nb\tNR\t/\t8K\tx\n") << QByteArray("unknown");
        QTest::newRow("for people") << QByteArray("BE      Active Mountpoint Space Created\ndefault NR     /          1.21G 2026-11-23 14:00\n")
                                    << QByteArray("unknown");
        QTest::newRow("nothing") << QByteArray() << QByteArray("unknown");
        QTest::newRow("libbe_init failed") << QByteArray("libbe_init(\"\") failed.\n") << QByteArray("unknown");
    }

    void bectl()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto all = parseBectlList(toText(text));
        std::string said;
        for (const BootEnvironment &each : all.value_or(std::vector<BootEnvironment>()))
            said += (said.empty() ? "" : "; ") + each.name + ' ' + (each.booted ? "N" : "") + (each.next ? "R" : "") +
                (each.once ? "T" : "") + (each.mounted ? "/" : "");
        QCOMPARE(all ? toBytes(said) : QByteArray("unknown"), expected);
    }

    void zpool_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("nothing") << QByteArray("no pools available\n") << QByteArray();
        QTest::newRow("one disk") << QByteArray("  pool: zroot\n state: ONLINE\nconfig:\n\n"
                                                "\tNAME          STATE     READ WRITE CKSUM\n"
                                                "\tzroot         ONLINE       0     0     0\n"
                                                "\t  gpt/zfs0    ONLINE       0     0     0\n\nerrors: No known data errors\n")
                                  << QByteArray("zroot: [gpt/zfs0|ONLINE|data]\n");
        QTest::newRow("everything")
            << QByteArray("  pool: tank\n state: DEGRADED\nstatus: One or more devices\n\tare unavailable.\n  scan: resilver in progress\n"
                          "\t1.2T scanned\nconfig:\n\n"
                          "\tNAME                     STATE     READ WRITE CKSUM\n"
                          "\ttank                     DEGRADED     0     0     0\n"
                          "\t  mirror-0               DEGRADED     0     0     0\n"
                          "\t    /dev/gpt/a.eli       ONLINE       0     0     0\n"
                          "\t    replacing-1          DEGRADED     0     0     0\n"
                          "\t      1234567890123456   UNAVAIL      0     0     0  was /dev/da1p1\n"
                          "\t      /dev/da9           ONLINE       0     0     0  (resilvering)\n"
                          "\t  raidz2-1               ONLINE       0     0     0\n"
                          "\t    /dev/da2             ONLINE       0     0     0\n"
                          "\tspecial\t\n"
                          "\t  mirror-2               ONLINE       0     0     0\n"
                          "\t    /dev/nda0p4          ONLINE       0     0     0\n"
                          "\tlogs\t\n"
                          "\t  /dev/nda1              ONLINE       0     0     0\n"
                          "\tcache\n"
                          "\t  /dev/nda2              ONLINE       0     0     0\n"
                          "\tspares\n"
                          "\t  /dev/da7               AVAIL\n\n"
                          "errors: No known data errors\n\n"
                          "  pool: my pool\n state: ONLINE\nconfig:\n\n"
                          "\tNAME                     STATE     READ WRITE CKSUM\n"
                          "\tmy pool                  ONLINE       0     0     0\n"
                          "\t  /tank/file one.img     ONLINE       0     0     0\n"
                          "\t  draid1:4d:6c:0s-1      ONLINE       0     0     0\n"
                          "\t    diskid/DISK-X        FAULTED      0     0     0  too many errors\n\n"
                          "errors: No known data errors\n")
            << QByteArray("tank: [/dev/gpt/a.eli|ONLINE|data] [1234567890123456|UNAVAIL|data|/dev/da1p1] [/dev/da9|ONLINE|data]"
                          " [/dev/da2|ONLINE|data] [/dev/nda0p4|ONLINE|special] [/dev/nda1|ONLINE|logs] [/dev/nda2|ONLINE|cache]"
                          " [/dev/da7|AVAIL|spares]\n"
                          "my pool: [/tank/file one.img|ONLINE|data] [diskid/DISK-X|FAULTED|data]\n");
        QTest::newRow("cut") << QByteArray("  pool: z\nconfig:\n\n\tNAME STATE\n\tz ONLINE\n\t  ada0p3 ONLINE") << QByteArray("z: [ada0p3|ONLINE|data]\n");
        QTest::newRow("an indirect one") << QByteArray("  pool: z\n\n\tNAME          STATE  \n\tz             ONLINE \n\t  indirect-0  ONLINE \n\t  da1         ONLINE \n")
                                         << QByteArray("z: [da1|ONLINE|data]\n");
    }
    void zpool()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(toBytes(printed(parseZpool(toText(text)))), expected);
    }

    void camcontrol()
    {
        const auto disks = parseCamcontrol("<A B>  at scbus7 target 0 lun 0 (da1,pass3)\nscbus7 on umass-sim0 bus 0:\n"
                                           "link state changed\nscbus5 on nvme0 bus 0:\n<S>  at scbus5 target 0 lun 1 (pass4,nda0)\n"
                                           "<>  at scbus5 target -1 lun ffffffff ()\n<X>  at scbus8 target 0 lun 0 (da9)\n");
        QCOMPARE(toBytes(disks.at("da1")), "umass-sim0");
        QCOMPARE(toBytes(disks.at("nda0")), "nvme0");
        QVERIFY(!disks.contains("da9"));
    }

    void efibootmgr_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("bios") << QByteArray("efibootmgr: efi variables not supported on this system\n") << QByteArray("unknown");
        QTest::newRow("booted") << QByteArray("Boot to FW : false\nBootCurrent: 0001\nTimeout    : 1 seconds\nBootOrder  : 0000, 0001\n"
                                              " Boot0000* UEFI OS HD(1,GPT,aa,0x28,0x82000)/File(\\EFI\\BOOT\\BOOTX64.EFI)\n"
                                              "+Boot0001* FreeBSD HD(2,GPT,bb,0x28,0x82000)/File(\\efi\\freebsd\\loader.efi)\n"
                                              "                      nda0p1:/efi/freebsd/loader.efi /boot/efi//efi/freebsd/loader.efi\n")
                                << QByteArray("HD(2,GPT,bb,0x28,0x82000)");
        QTest::newRow("from the net") << QByteArray("BootCurrent: 0003\n+Boot0003* UEFI PXE PciRoot(0x0)/Pci(0x1,0x0)/MAC(x)\n") << QByteArray("unknown");
    }
    void efibootmgr()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(toBytes(bootPartition(toText(text)).value_or("unknown")), expected);
    }

    void mesh_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("of");
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<qsizetype>("oddities");
        const QByteArray disk = "<class id='1'><name>DISK</name><geom id='2'><class ref='1'/><name>da0</name>"
                                "<provider id='3'><geom ref='2'/><mode>r0w0e0</mode><name>da0</name><config><name>x</name></config></provider></geom></class>";
        QTest::newRow("nothing") << QByteArray("sysctl: unknown oid\n") << QByteArray("da0") << QByteArray() << qsizetype(0);
        QTest::newRow("forward references") << "<mesh><class id='4'><name>LABEL</name><geom id='5'><name>g</name><consumer id='6'><provider ref='3'/>"
                                               "</consumer><provider id='7'><name>gpt/a&amp;b&#038;</name></provider></geom></class>" + disk + "</mesh>"
                                            << QByteArray("gpt/a&b&") << QByteArray("gpt/a&b& LABEL < da0 DISK") << qsizetype(0);
        QTest::newRow("a consumer of nothing") << QByteArray("<mesh><class id='4'><name>ELI</name><geom id='5'><name>g</name><consumer id='6'><provider ref='99'/>"
                                                             "</consumer><provider id='7'><name>a.eli</name></provider></geom></class></mesh>")
                                               << QByteArray("a.eli") << QByteArray("a.eli ELI lost") << qsizetype(0);
        QTest::newRow("breaks off") << "<mesh>" + disk + "<class id='4'><name>PART</na" << QByteArray("da0") << QByteArray("da0 DISK") << qsizetype(1);
        const auto row = [&](const char *name, const QByteArray &text, const char *expected, int oddities) {
            QTest::newRow(name) << text << QByteArray("da0") << QByteArray(expected) << qsizetype(oddities);
        };
        row("comments and instructions", "<mesh><?xml version='1'?><!DOCTYPE mesh><!-- <class id='9'> -->" + disk + "</mesh>", "da0 DISK", 0);
        row("a bracket in an attribute", "<mesh><x a='>' b=\"</mesh>\"/>" + disk + "</mesh>", "da0 DISK", 0);
        // What is no confxml gives an end, not another tree.
        row("a document type that declares", "<mesh><!DOCTYPE x [<!ENTITY a 'aaaa'>]>" + disk + "</mesh>", "", 1);
        row("characters that are not read", "<mesh>" + disk + "<![CDATA[<class id='4'>]]></mesh>", "da0 DISK", 1);
        row("deep", "<mesh>" + QByteArray("<x>").repeated(100000) + disk + "</mesh>", "", 1);
        row("closed twice", "<mesh><class id='4'></class></class>" + disk + "</mesh>", "", 1);
        row("crossed", "<mesh><class id='4'><geom id='5'></class></geom>" + disk + "</mesh>", "", 1);
        row("never closed", "<mesh><class id='4'><name>x</name>" + disk + "</mesh>", "da0 DISK", 1);
        row("a quote that never ends", "<mesh><class id='4>" + disk + "</mesh>", "", 1);
    }
    void mesh()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, of);
        QFETCH(QByteArray, expected);
        QFETCH(qsizetype, oddities);
        const GeomMesh mesh = parseGeomMesh(toText(text));
        QCOMPARE(toBytes(standsOn(mesh, toText(of))), expected);
        QCOMPARE(qsizetype(mesh.oddities.size()), oddities);
    }

    /// What FreeBSD 12.1 printed of all of these on one host.
    void measured()
    {
        if (!QFile::exists(host))
            QSKIP("the measured host is not here");
        QCOMPARE(toBytes(printed(parseMounts(transcriptOf(host, "mount -p")))),
                 "/dev/md0 on / (ufs; rw)\ndevfs on /dev (devfs; rw)\n/dev/md1 on /x (ufs; ro)\n/dev/ufs/rootfs on /mnt/r (ufs; rw)\n"
                 "/dev/gpt/data on /mnt/d (ufs; rw)\n");
        QCOMPARE(toBytes(joined(parseSwapinfo(transcriptOf(host, "swapctl -l")).value())), "/dev/gpt/swap0");
        const auto disks = parseCamcontrol(transcriptOf(host, "camcontrol devlist -v"));
        QCOMPARE(toBytes(disks.at("ada0") + " " + disks.at("ada1") + " " + disks.at("pass1")), "ahcich0 ahcich1 ahcich1");
        const GeomMesh mesh = parseGeomMesh(transcriptOf(host, "sysctl -n kern.geom.confxml"));
        QCOMPARE(mesh.oddities.size(), 0U);
        QCOMPARE(mesh.providers.size(), 19U);
        QCOMPARE(toBytes(standsOn(mesh, "ufs/rootfs")), "ufs/rootfs LABEL < ada0p3 PART < ada0 DISK");
        QCOMPARE(toBytes(standsOn(mesh, "gpt/data")), "gpt/data LABEL < nvd0p2 PART < nvd0 DISK");
        QCOMPARE(toBytes(standsOn(mesh, "md0")), "md0 MD");
        QCOMPARE(toBytes(mesh.find("md0")->config.at("type")), "preload");
        QCOMPARE(toBytes(mesh.find("nvd0p1")->config.at("type")), "efi");
    }

    /// Parsers find their listing in the whole transcript as well: a dump of everything feeds them all.
    void wholeTranscript()
    {
        QFile file(host);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the measured host is not here");
        const std::string all = toText(file.readAll());
        QCOMPARE(printed(parseMounts(all)), printed(parseMounts(transcriptOf(host, "mount -p"))));
        QCOMPARE(toBytes(joined(parseSwapinfo(all).value())), "/dev/gpt/swap0");
        QCOMPARE(parseCamcontrol(all).size(), 5U);
        QCOMPARE(parseGeomMesh(all).providers.size(), 19U);
        QCOMPARE(parseZpool(all).size(), 0U);
    }
};

QTEST_GUILESS_MAIN(TstDiskTexts)
#include "tst_disk_texts.moc"
