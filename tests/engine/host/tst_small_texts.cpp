// SPDX-License-Identifier: BSD-2-Clause
#include "host/devinfo_text.h"
#include "host/kenv_text.h"
#include "host/kldstat_text.h"
#include "host/mount_text.h"
#include "host/sysctl_text.h"
#include "host/uname_text.h"
#include "support/text.h"
#include "support/transcript.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;
using Map = std::map<std::string, std::string>;

namespace {

QString oracle(const char *name)
{
    return QString(PATCHBAY_SHARED "/facts/oracle/") + name;
}

const Device *deviceCalled(const DevinfoText &tree, std::string_view name)
{
    const auto it = std::ranges::find(tree.devices, name, &Device::name);
    return it == tree.devices.end() ? nullptr : &*it;
}

} // namespace

class TstSmallTexts : public QObject
{
    Q_OBJECT

private slots:
    void mount_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("boot"); // device and type of what holds /boot
        QTest::newRow("nothing") << QByteArray() << QByteArray("unknown");
        QTest::newRow("ufs") << QByteArray("/dev/ada0p2\t\t/\t\t\tufs\trw\t\t1 1\ndevfs\t/dev\tdevfs\trw\t0 0\n")
                             << QByteArray("/dev/ada0p2 ufs");
        QTest::newRow("zfs") << QByteArray("zroot/ROOT/default\t/\tzfs\trw,noatime\t0 0\nzroot/x\t/bootx\tzfs\trw\t0 0\r\n")
                             << QByteArray("zroot/ROOT/default zfs");
        QTest::newRow("of its own") << QByteArray("/dev/a /boot ufs rw 0 0\nz/r / zfs rw 0 0") << QByteArray("/dev/a ufs");
        QTest::newRow("one on top") << QByteArray("a / ufs rw\nb / unionfs rw\n") << QByteArray("b unionfs");
        QTest::newRow("below it") << QByteArray("a / ufs rw\nb /boot/efi msdosfs rw\n") << QByteArray("a ufs");
        QTest::newRow("blank in a name") << QByteArray("my\\040pool/r /\tzfs rw\n") << QByteArray("my pool/r zfs");
        QTest::newRow("noise") << QByteArray("mount: \\\n\\0\n / \n\0\n", 18) << QByteArray("unknown");
    }
    void mount()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, boot);
        const auto mounted = mountedAt(toText(text), "/boot");
        QCOMPARE(mounted ? toBytes(mounted->device + ' ' + mounted->type) : QByteArray("unknown"), boot);
    }

    void kenv_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Map>("expected");
        QTest::addColumn<QString>("odd");
        QTest::newRow("empty") << QByteArray() << Map{} << "";
        QTest::newRow("plain") << QByteArray("pptdevs=\"1/0/0 2/0/1\"\nvmm_load=\"YES\"\n")
                               << Map{{"pptdevs", "1/0/0 2/0/1"}, {"vmm_load", "YES"}} << "";
        QTest::newRow("empty value") << QByteArray("a=\"\"\r\nb=\"x\"") << Map{{"a", ""}, {"b", "x"}} << "";
        QTest::newRow("quotes, equals and breaks inside")
            << QByteArray("a=\"say \"hi\" = x\"\nb=\"one\ntwo\"\nc=\"3\"\n")
            << Map{{"a", "say \"hi\" = x"}, {"b", "one\ntwo"}, {"c", "3"}} << "";
        QTest::newRow("first of two") << QByteArray("a=\"1\"\na=\"2\"\n") << Map{{"a", "1"}} << "";
        QTest::newRow("cut") << QByteArray("a=\"1\"\nb=\"half") << Map{{"a", "1"}, {"b", "half"}}
                             << "kenv:2 The value of b has no closing quote.";
        QTest::newRow("cut before the next") << QByteArray("b=\"half\na=\"1\"\n") << Map{{"a", "1"}, {"b", "half"}}
                                             << "kenv:1 The value of b has no closing quote.";
        QTest::newRow("noise") << QByteArray("kenv: unable to get x\na=\"1\"\n") << Map{{"a", "1"}}
                               << "kenv:1 Not understood: this line is no variable.";
    }
    void kenv()
    {
        QFETCH(QByteArray, text);
        QFETCH(Map, expected);
        QFETCH(QString, odd);
        const KenvText result = parseKenv(toText(text));
        QVERIFY(result.variables == expected);
        const QString said = result.oddities.empty()
                                 ? QString()
                                 : QString(toBytes(result.oddities[0].where + " " + result.oddities[0].text));
        QCOMPARE(said, odd);
        QVERIFY(parseKenv(printKenv(expected)).variables == expected);
    }

    void sysctl_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Map>("expected");
        QTest::addColumn<int>("odd");
        QTest::newRow("empty") << QByteArray() << Map{} << 0;
        QTest::newRow("plain") << QByteArray("hw.vmm.iommu.enable: 1\nhw.vmm.ppt.devices: 0\n")
                               << Map{{"hw.vmm.iommu.enable", "1"}, {"hw.vmm.ppt.devices", "0"}} << 0;
        QTest::newRow("-e") << QByteArray("hw.vmm.ppt.devices=2\n") << Map{{"hw.vmm.ppt.devices", "2"}} << 0;
        QTest::newRow("empty values") << QByteArray("dev.pci.%parent: \ndev.pci.0.%location:\nhw.ncpu: 2\n")
                                      << Map{{"dev.pci.%parent", ""}, {"dev.pci.0.%location", ""}, {"hw.ncpu", "2"}} << 0;
        QTest::newRow("several lines") << QByteArray("kern.geom.confxml: <mesh>\n  <class id=\"1\">\n</mesh>\n\nhw.ncpu: 2\n")
                                       << Map{{"kern.geom.confxml", "<mesh>\n  <class id=\"1\">\n</mesh>\n"}, {"hw.ncpu", "2"}}
                                       << 0;
        QTest::newRow("complaint") << QByteArray("sysctl: unknown oid 'hw.vmm'\nhw.ncpu: 2\n") << Map{{"hw.ncpu", "2"}} << 1;
        QTest::newRow("noise before") << QByteArray("\nhello: world\nhw.ncpu: 2\n") << Map{{"hw.ncpu", "2"}} << 1;
        QTest::newRow("time of day in a value") << QByteArray("kern.version: FreeBSD 12.1\n    at 10:12: x\nhw.ncpu: 2")
                                                << Map{{"kern.version", "FreeBSD 12.1\n    at 10:12: x"}, {"hw.ncpu", "2"}}
                                                << 0;
    }
    void sysctl()
    {
        QFETCH(QByteArray, text);
        QFETCH(Map, expected);
        QFETCH(int, odd);
        const SysctlText result = parseSysctl(toText(text));
        QVERIFY(result.values == expected);
        QCOMPARE(int(result.oddities.size()), odd);
    }

    void attached()
    {
        const auto devices = attachedDevices(
            parseSysctl("dev.ppt.2.%location: slot=0 function=0 dbsf=pci0:1:0:0 handle=\\_SB_.PCI0\n"
                        "dev.ppt.%parent: \ndev.vtnet.0.%location: \ndev.em.0.%location: slot=3 function=0\n"
                        "dev.mlx5_core.10.%location: slot=0 function=1 dbsf=pci1:2:0:1\ndev.x.%location: dbsf=pci0:9:9:1\n")
                .values);
        QCOMPARE(devices.size(), std::size_t(2));
        QCOMPARE(devices.at({0, 1, 0, 0}), std::string("ppt2"));
        QCOMPARE(devices.at({1, 2, 0, 1}), std::string("mlx5_core10"));
    }

    void kldstat()
    {
        const KldstatText brief = parseKldstat("Id Refs Address                Size Name\n"
                                               " 1    7 0xffffffff80200000   e8fd78 kernel\n"
                                               " 2    1 0xffffffff81090000     5.4M vmm.ko\n");
        QVERIFY(brief.oddities.empty());
        QVERIFY((brief.names() == std::vector<std::string>{"kernel", "vmm.ko"}));
        const KldstatText full = parseKldstat("Id Refs Address                Size Name\r\n"
                                              " 2    1 0xffffffff8108f000   55bf00 vmm.ko (/boot/kernel/vmm.ko)\r\n"
                                              "\tContains modules:\r\n\t\t Id Name\r\n\t\t  3 acpi/ivhd\r\n\t\t  2 pci/ppt\r\n");
        QVERIFY(full.oddities.empty());
        QCOMPARE(full.files.size(), std::size_t(1));
        QCOMPARE(full.files[0].path, std::string("/boot/kernel/vmm.ko"));
        QVERIFY((full.names() == std::vector<std::string>{"vmm.ko", "acpi/ivhd", "pci/ppt"}));
        QCOMPARE(parseKldstat("kldstat: can't find file vmm.ko\n\t\t 3 early\n").oddities.size(), std::size_t(2));
    }

    void uname_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Uname>("expected");
        QTest::newRow("12") << QByteArray("FreeBSD oracle 12.1-STABLE FreeBSD 12.1-STABLE ORACLE  amd64\n")
                            << Uname{"FreeBSD", "oracle", "12.1-STABLE", "amd64"};
        QTest::newRow("13") << QByteArray("FreeBSD 4host 13.2-RELEASE-p1 FreeBSD 13.2-RELEASE-p1 GENERIC arm64\n")
                            << Uname{"FreeBSD", "4host", "13.2-RELEASE-p1", "arm64"};
        QTest::newRow("Linux") << QByteArray("Linux box 6.1.0-9-amd64 #1 SMP Debian 6.1.27-1 x86_64 GNU/Linux\n")
                               << Uname{"Linux", "box", "6.1.0-9-amd64", "x86_64"};
        QTest::newRow("-srm") << QByteArray("FreeBSD 14.3-RELEASE amd64\n") << Uname{"FreeBSD", "", "14.3-RELEASE", "amd64"};
        QTest::newRow("-sr") << QByteArray("\nFreeBSD 14.3-RELEASE") << Uname{"FreeBSD", "", "14.3-RELEASE", ""};
        QTest::newRow("empty") << QByteArray() << Uname{};
        QTest::newRow("other words") << QByteArray("uname: command not found\n") << Uname{};
    }
    void uname()
    {
        QFETCH(QByteArray, text);
        QFETCH(Uname, expected);
        const auto result = parseUname(toText(text));
        QVERIFY(result.value_or(Uname{}) == expected);
        if (!result)
            QCOMPARE(result.error().where, std::string("uname:1"));
    }

    void devinfo()
    {
        const DevinfoText tree = parseDevinfo(
            "nexus0\n  acpi0\n    pcib0 pnpinfo _HID=PNP0A08 _UID=0 at handle=\\_SB_.PCI0\n      pci0\n"
            "        em0 pnpinfo vendor=0x8086 at slot=0 function=0 dbsf=pci0:1:0:0 handle=\\_SB_.X (suspended)\n"
            "          Interrupt request lines:\n              256\n          I/O ports:\n              0xd000-0xd01f\n"
            "        unknown pnpinfo vendor=0x1234 at slot=6 function=0 dbsf=pci0:0:6:0 (disabled)\n"
            "        xhci0 at slot=20 function=0 dbsf=pci0:0:20:0\n          usbus0\n            uhub0\n  cpu0\n");
        QVERIFY(tree.oddities.empty());
        QCOMPARE(tree.devices.size(), std::size_t(10));
        const Device *em = deviceCalled(tree, "em0");
        QVERIFY(em && em->suspended && !em->disabled);
        QVERIFY(em->address == Address(0, 1, 0, 0));
        QCOMPARE(em->pnpinfo, std::string("vendor=0x8086"));
        QCOMPARE(tree.devices[*em->parent].name, std::string("pci0"));
        QVERIFY(tree.devices[5].name.empty() && tree.devices[5].disabled && tree.devices[5].address == Address(0, 0, 6, 0));
        QVERIFY((tree.below(6) == std::vector<std::uint32_t>{7, 8}));
        QVERIFY(!tree.devices[9].parent || tree.devices[*tree.devices[9].parent].name == "nexus0");
        QCOMPARE(parseDevinfo("devinfo: device x not found\n").oddities.size(), std::size_t(1));
    }

    void realHost()
    {
        const QString base = oracle("01-base.txt"), full = oracle("40-host-full.txt");
        if (!QFile::exists(base))
            QSKIP("no transcripts of a real FreeBSD here");
        const KenvText kenv = parseKenv(transcriptOf(full, "kenv"));
        QVERIFY(kenv.oddities.empty());
        QCOMPARE(kenv.variables.at("vfs.root.mountfrom"), std::string("ufs:/dev/md0"));
        QCOMPARE(kenv.variables.size(), std::size_t(39));

        const SysctlText sysctl = parseSysctl(transcriptOf(base, "sysctl dev.pci hw.pci"));
        QVERIFY(sysctl.oddities.empty());
        QCOMPARE(sysctl.values.at("hw.pci.enable_msix"), std::string("1"));
        QCOMPARE(sysctl.values.at("dev.pci.5.%desc"), std::string("ACPI PCI bus"));

        QCOMPARE(parseUname(transcriptOf(base, "uname -a"))->release, std::string("12.1-STABLE"));
        QVERIFY((parseKldstat(transcriptOf(base, "kldstat")).names() == std::vector<std::string>{"kernel"}));

        const DevinfoText verbose = parseDevinfo(transcriptOf(base, "devinfo -v"));
        QVERIFY(verbose.oddities.empty());
        QVERIFY(deviceCalled(verbose, "igb1")->address == Address(0, 2, 0, 1));
        QCOMPARE(std::ranges::count_if(verbose.devices, [](const Device &each) { return each.address.has_value(); }), 19);
        const DevinfoText plain = parseDevinfo(transcriptOf(base, "devinfo"));
        const DevinfoText resources = parseDevinfo(transcriptOf(base, "devinfo -r"));
        QVERIFY(plain.oddities.empty() && resources.oddities.empty());
        QCOMPARE(resources.devices.size(), plain.devices.size());
        for (std::size_t i = 0; i < plain.devices.size(); ++i) {
            QCOMPARE(resources.devices[i].name, plain.devices[i].name);
            QVERIFY(resources.devices[i].parent == plain.devices[i].parent);
        }
    }
};

QTEST_APPLESS_MAIN(TstSmallTexts)
#include "tst_small_texts.moc"
