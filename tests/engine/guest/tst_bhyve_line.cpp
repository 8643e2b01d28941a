// SPDX-License-Identifier: BSD-2-Clause
#include "guest/bhyve_config.h"
#include "guest/bhyve_line.h"

#include "support/plan_machine.h"
#include "support/text.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

Guest guestOf(const QByteArray &text)
{
    const Situation nothing;
    Guest guest = planOf(nothing, toText(text)).guests.at(0);
    guest.bootrom = "/rom.fd";
    return guest;
}

QByteArray lines(const Guest &guest)
{
    QByteArray text;
    for (const std::string &line : guestLines(guest).printed())
        text += toBytes(line) + '\n';
    return text;
}

} // namespace

class TestBhyveLine : public QObject
{
    Q_OBJECT

private slots:
    /// The three lines of the passthrough how-to, letter for letter.
    void howTo_data()
    {
        QTest::addColumn<QByteArray>("plan");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("Atheros") << QByteArray("vm 7:0=2/0/0") << QByteArray("-s 7,passthru,2/0/0");
        QTest::newRow("QLogic") << QByteArray("vm 7:0=4/0/0 7:1=4/0/1 7:2=4/0/2")
                                << QByteArray("-s 7:0,passthru,4/0/0 -s 7:1,passthru,4/0/1 -s 7:2,passthru,4/0/2");
        QTest::newRow("Intel") << QByteArray("vm 3:0=6/5/0 8:0=6/5/1")
                               << QByteArray("-s 3:0,passthru,6/5/0 -s 8:0,passthru,6/5/1");
    }
    void howTo()
    {
        QFETCH(const QByteArray, plan);
        QFETCH(const QByteArray, expected);
        const QByteArray text = lines(guestOf(plan));
        QVERIFY2(text.contains(" " + expected + " "), text.constData());
        QVERIFY2(text.startsWith("bhyve -S "), text.constData());
    }

    void uefi()
    {
        Guest guest = guestOf("web 7:0=1/0/1 +2:0=virtio-blk +3:0=virtio-net mem=8192");
        guest.devices[2].config = "/vm/my disk.img";
        guest.devices[3].config = "tap0";
        guest.cpus = 4;
        guest.bootvars = "/vm/web/vars.fd";
        guest.extra = {"-w"};
        guest.positions[0].options = {"rom=/vm/x.rom"};
        QCOMPARE(lines(guest),
                 QByteArray("bhyve -S -A -H -P -c 4 -m 8192M -s 0,hostbridge -s '2,virtio-blk,/vm/my disk.img' "
                            "-s 3,virtio-net,tap0 -s 7:0,passthru,1/0/1,rom=/vm/x.rom -s 31,lpc -l com1,stdio "
                            "-l bootrom,/rom.fd,/vm/web/vars.fd -w web\n"));
        QCOMPARE(guestLines(guest).load.size(), std::size_t(0));
        QCOMPARE(toBytes(guestLines(guest).run.at(12)), QByteArray("2,virtio-blk,/vm/my disk.img"));
    }

    void bhyveload()
    {
        Guest guest = guestOf("fw 5:0=1/0/0 +4:0=ahci-cd +2:0=virtio-blk mem=512");
        guest.boot = BootMethod::Bhyveload;
        guest.devices[2].config = "/cd.iso";
        guest.devices[3].config = "/vm/fw.img,nocache";
        QCOMPARE(lines(guest), QByteArray("bhyveload -S -m 512M -d /vm/fw.img -c stdio fw\n"
                                          "bhyve -S -A -H -P -c 1 -m 512M -s 0,hostbridge -s 2,virtio-blk,/vm/fw.img,nocache "
                                          "-s 4,ahci-cd,/cd.iso -s 5,passthru,1/0/0 -s 31,lpc -l com1,stdio fw\n"));
        guest.loaderDisk = "/other.img";
        guest.wired = false;
        guest.console.clear();
        QCOMPARE(lines(guest).left(38), QByteArray("bhyveload -m 512M -d /other.img fw\nbhy"));
        QVERIFY(!lines(guest).contains("-S") && !lines(guest).contains("com1"));
    }

    void config()
    {
        Guest guest = guestOf("web 7:0=4/0/0 7:1=4/0/1 +2:0=ahci-hd +3:0=virtio-net");
        guest.devices[2].config = "/vm/d.img,ro";
        guest.devices[3].config = "tap0,mac=00:11:22:33:44:55";
        const QByteArray text = toBytes(guestConfig(guest));
        for (const char *line :
             {"name=web", "memory.size=1024M", "memory.wired=true", "cpus=1", "pci.0.0.0.device=hostbridge",
              "pci.0.2.0.device=ahci", "pci.0.2.0.port.0.type=hd", "pci.0.2.0.port.0.path=/vm/d.img",
              "pci.0.2.0.port.0.ro=true", "pci.0.3.0.backend=tap0", "pci.0.3.0.mac=00:11:22:33:44:55",
              "pci.0.7.0.device=passthru", "pci.0.7.1.bus=4", "pci.0.7.1.slot=0", "pci.0.7.1.func=1",
              "lpc.com1.path=stdio", "lpc.bootrom=/rom.fd"})
            QVERIFY2(('\n' + text).contains('\n' + QByteArray(line) + '\n'), line);
    }

    void roundTrip()
    {
        Guest guest = guestOf("web 7:0=4/0/0 7:1=4/0/1 +2:0=ahci-hd +3:0=virtio-net +4:0=fbuf mem=3000");
        std::ranges::sort(guest.devices, {}, &GuestDevice::slot);
        guest.devices[1].config = "/vm/d.img,ro,sectorsize=512/4096";
        guest.devices[3].config = "tcp=0.0.0.0:5900,w=800,wait";
        guest.positions[0].expect = {.vendor = 0x1077, .device = 0x2532, .subvendor = 1, .subdevice = 2, .serial = 0xabcdef0123ull};
        guest.positions[1].options = {"rom=/x", "bootindex=1"};
        guest.positions[1].host.domain = 3;
        guest.cpus = 3;
        guest.bootvars = "/vars";
        guest.loaderDisk = "/l";
        guest.extra = {"-w", "-o", "a.b=c"};
        for (const BootMethod boot : {BootMethod::Uefi, BootMethod::Bhyveload}) {
            guest.boot = boot;
            for (const bool wired : {true, false}) {
                guest.wired = wired;
                const auto again = readGuestConfig(guestConfig(guest));
                QVERIFY(again);
                QCOMPARE(toBytes(guestConfig(*again)), toBytes(guestConfig(guest)));
                QVERIFY(*again == guest);
            }
        }
    }

    /// bhyve reads each kind's words in its own way; the file must say the same.
    void kinds_data()
    {
        static constexpr const char *rows[][3] = {
            {"ahci", "hd:/a,ro,cd:/b.iso", "port.0.type=hd port.0.path=/a port.0.ro=true port.1.type=cd port.1.path=/b.iso"},
            {"virtio-console", "p1=/tmp/a,p2=/tmp/b", "port.0.name=p1 port.0.path=/tmp/a port.1.name=p2 port.1.path=/tmp/b"},
            {"virtio-9p", "share=/data,ro", "sharename=share path=/data ro=true"},
            {"xhci", "tablet,tablet", "slot.1.device=tablet slot.2.device=tablet"},
            {"nvme", "ram=64,ser=q", "ram=64 ser=q"},
            {"nvme", "/a=b,ser=q", "path=/a=b ser=q"},
            {"uart", "/dev/a,b", "path=/dev/a,b"},
            {"fbuf", "tcp=0.0.0.0:5900,password=,wait", "tcp=0.0.0.0:5900 wait=true"},
        };
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("argument");
        QTest::addColumn<QByteArray>("settings");
        for (const auto &[kind, argument, settings] : rows)
            QTest::addRow("%s %s", kind, argument) << QByteArray(kind) << QByteArray(argument) << QByteArray(settings);
    }
    void kinds()
    {
        QFETCH(const QByteArray, kind);
        QFETCH(const QByteArray, argument);
        QFETCH(const QByteArray, settings);
        Guest guest;
        guest.name = "vm";
        guest.devices = {{5, 0, toText(kind), toText(argument)}};
        QByteArrayList found, wanted = settings.split(' ');
        QByteArray foreign;
        for (const QByteArray &line : toBytes(guestConfig(guest)).split('\n')) {
            QVERIFY2(!line.endsWith('='), line.constData());
            if (!line.startsWith("patchbay."))
                foreign += line + '\n';
            if (line.startsWith("pci.0.5.0.") && !line.startsWith("pci.0.5.0.device="))
                found += line.mid(10);
        }
        std::ranges::sort(found);
        std::ranges::sort(wanted);
        QCOMPARE(found.join(' '), wanted.join(' '));
        QVERIFY(*readGuestConfig(guestConfig(guest)) == guest);
        // As somebody else would have written it.
        const auto read = readGuestConfig(toText(foreign));
        QVERIFY(read);
        QVERIFY(read->extra.empty());
        QCOMPARE(toBytes(read->devices.at(0).kind), kind);
        QCOMPARE(toBytes(read->devices.at(0).config), QByteArray(argument).replace("password=,", ""));
    }

    /// What no -s argument can say comes as -o, and stays a setting when the file is written again.
    void unsayable()
    {
        const auto guest = readGuestConfig("name=vm\nbootrom=/rom.fd\npci.0.2.0.device=virtio-blk\npci.0.2.0.path=/a,b.img\n"
                                           "pci.0.5.0.device=passthru\npci.0.5.0.bus=2\npci.0.5.0.slot=0\npci.0.5.0.func=0\n"
                                           "pci.0.5.0.rom=/x\npci.0.5.0.pcireg.vendor=host\npci.0.30.0.device=xhci\npci.0.30.0.slot.1.device=x=y\n"
                                           "pci.0.31.0.device=lpc\npci.0.31.0.pcireg.vendor=host\nsystem.sku=001\n");
        QVERIFY(guest);
        QCOMPARE(lines(*guest), QByteArray("bhyve -A -H -P -c 1 -m 1024M -s 2,virtio-blk -s 5,passthru,2/0/0,rom=/x "
                                           "-s 30,xhci -s 31,lpc -l bootrom,/rom.fd -o pci.0.2.0.path=/a,b.img "
                                           "-o pci.0.30.0.slot.1.device=x=y -o pci.0.31.0.pcireg.vendor=host "
                                           "-o pci.0.5.0.pcireg.vendor=host -o system.sku=001 vm\n"));
        const QByteArray again = '\n' + toBytes(guestConfig(*guest));
        for (const char *line : {"pci.0.2.0.path=/a,b.img", "pci.0.5.0.pcireg.vendor=host", "pci.0.31.0.pcireg.vendor=host",
                                 "system.sku=001"})
            QVERIFY2(again.contains('\n' + QByteArray(line) + '\n'), line);
        QVERIFY(*readGuestConfig(guestConfig(*guest)) == *guest);
    }

    void furtherArguments()
    {
        Guest guest = guestOf("vm 7:0=2/0/0");
        guest.extra = {"-w", "-uD", "-o", "acpi_tables=false", "-Uaa-bb", "-l", "com2,stdio", "-o", "cpus=9", "-o", "a.b="};
        const QByteArray text = '\n' + toBytes(guestConfig(guest));
        for (const char *line : {"x86.strictmsr=false", "rtc.use_localtime=false", "destroy_on_poweroff=true", "uuid=aa-bb",
                                 "lpc.com2.path=stdio"})
            QVERIFY2(text.contains('\n' + QByteArray(line) + '\n'), line);
        QVERIFY(text.lastIndexOf("\nacpi_tables=false\n") > text.indexOf("\nacpi_tables=true\n"));
        QVERIFY(!text.contains("\ncpus=9\n") && !text.contains("\na.b="));
        QVERIFY(*readGuestConfig(guestConfig(guest)) == guest);

        guest = guestOf("vm 7:0=2/0/0 +2:0=virtio-blk");
        std::ranges::sort(guest.devices, {}, &GuestDevice::slot);
        guest.devices[1].config = "/a.img,ro";
        guest.positions[0].options = {"rom=/x"};
        guest.extra = {"-o", "pci.0.2.0.path=/b.img", "-o", "pci.0.7.0.rom=/y", "-o", "pci.0.9.0.device=virtio-rnd"};
        QVERIFY(*readGuestConfig(guestConfig(guest)) == guest);
    }

    /// bhyve refuses a whole file for one name without a value.
    void noFirmwareNamed()
    {
        Guest guest = guestOf("vm 7:0=2/0/0");
        guest.boot = BootMethod::Bhyveload;
        guest.bootrom.clear();
        QVERIFY(!toBytes(guestConfig(guest)).contains("=\n"));
        QVERIFY(*readGuestConfig(guestConfig(guest)) == guest);
    }

    /// A file that was written by somebody else.
    void foreign()
    {
        const auto guest = readGuestConfig("# mine\n\n    cpus=4\nname=guestvm2\nmemory.size=4G\nmemory.wired=true\n"
                                           "bootrom=/usr/local/share/edk2-bhyve/BHYVE_UEFI.fd\n"
                                           "pci.0.0.0.device=hostbridge\npci.0.3.0.device=ahci\npci.0.3.0.port.0.type=cd\n"
                                           "pci.0.3.0.port.0.path=/cd.iso\npci.0.4.0.device=nvme\npci.0.4.0.path=/dev/zvol/a\n"
                                           "pci.0.6.0.device=passthru\npci.0.6.0.bus=183\npci.0.6.0.slot=0\n"
                                           "pci.0.6.0.func=1\npci.0.30.1.device=xhci\npci.0.30.1.slot.1.device=tablet\n"
                                           "system.sku=001\n");
        QVERIFY(guest);
        QCOMPARE(lines(*guest),
                 QByteArray("bhyve -S -A -H -P -c 4 -m 4096M -s 0,hostbridge -s 3,ahci-cd,/cd.iso -s 4,nvme,/dev/zvol/a "
                            "-s 6:0,passthru,183/0/1 -s 30:1,xhci,tablet "
                            "-l bootrom,/usr/local/share/edk2-bhyve/BHYVE_UEFI.fd -o system.sku=001 guestvm2\n"));
    }

    void refused_data()
    {
        static constexpr const char *rows[][2] = {
            {"cpus", "line 1: expected NAME=VALUE"},
            {"patchbay.bootrm=/x", "patchbay.bootrm: there is no such setting"},
            {"patchbay.boot=grub", "grub: patchbay.boot is neither uefi nor bhyveload"},
            {"memory.wired=tru", "tru: memory.wired is neither true nor false"},
            {"pci.0.5.0.path=/x", "pci.0.5.0.device: the device of this cell is missing"},
            {"cpus=4\n=x", "line 2: expected NAME=VALUE"},
            {"cpus=\x01", "line 1: a control character"},
            {"cpus=0", "0: cpus is no number"},
            {"pci.0.3.0.device=a,b", "pci.0.3.0: a device's name holds no comma"},
            {"memory.size=lots", "lots: memory.size is no size"},
            {"memory.size=0M", "0M: memory.size is no size"},
            {"memory.size=99999999999999999999G", "99999999999999999999G: memory.size is no size"},
            {"pci.0.5.0.device=passthru\npci.0.5.0.bus=2\npci.0.5.0.slot=0",
             "pci.0.5.0: a passthru device needs bus, slot and func in range"},
            {"pci.0.5.0.device=passthru\npci.0.5.0.bus=256\npci.0.5.0.slot=0\npci.0.5.0.func=0",
             "pci.0.5.0: a passthru device needs bus, slot and func in range"},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        for (const auto &[text, expected] : rows)
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    }
    void refused()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        const auto guest = readGuestConfig(toText(text));
        QVERIFY(!guest);
        QCOMPARE(toBytes(guest.error().toString()), expected);
    }
};

QTEST_GUILESS_MAIN(TestBhyveLine)
#include "tst_bhyve_line.moc"
