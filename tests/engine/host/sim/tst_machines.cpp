// SPDX-License-Identifier: BSD-2-Clause
#include "host/facts.h"
#include "host/sim/simulated_host.h"
#include "support/text.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

namespace {

QByteArray said(Host &host, const std::vector<std::string> &argv)
{
    const auto result = host.run(argv);
    return toBytes(result ? result->out + result->err : result.error().toString());
}

} // namespace

/// The machines that come with Patchbay, opened as a person opens them.
class TestMachines : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
    }

    void eachOpensAndListsItsFunctions();
    void loaderConfDecidesAfterReboot();
    void whatMakesEachMachineSpecial();
    void guestHoldsUntilDestroyed();
    void stateSurvivesReopening();
    void forumPostBecomesAMachine_data();
    void forumPostBecomesAMachine();
    void faultsStrikeOnce();
    void linksStayInside();
    void unknownNameTellsTheKnown();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestMachines::eachOpensAndListsItsFunctions()
{
    const auto machines = shippedMachines();
    QVERIFY(!machines.empty());
    for (const MachineInfo &machine : machines) {
        const auto host = openSimulatedHost(machine.name);
        QVERIFY2(host.has_value(), host ? "" : host.error().toString().c_str());
        const auto listing = (*host)->run({"pciconf", "-lBbcev"});
        QVERIFY(listing.has_value());
        QVERIFY2(listing->out.find("hostb0@pci0:0:0:0:") == 0, machine.name.c_str());
        QVERIFY2(!machine.title.empty() && !machine.summary.empty(), machine.name.c_str());
        const auto capture = readHost(**host);
        QVERIFY(capture.has_value());
        const Facts facts = makeFacts(*capture);
        QVERIFY2(facts.acpi.read, machine.name.c_str());
        QVERIFY2(facts.oddities.empty(), facts.oddities.empty() ? "" : facts.oddities[0].text.c_str());
        for (const char *table : {"RSD PTR", "RSDT", "FACP", "FACS", "DSDT", "APIC", "MCFG", "HPET"})
            QVERIFY2(said(**host, {"acpidump", "-t"}).contains(QByteArray("/*\n  ") + table + ':'), table);
    }
}

void TestMachines::loaderConfDecidesAfterReboot()
{
    const auto host = openSimulatedHost("home-server");
    QVERIFY(host.has_value());
    const auto before = (*host)->readFile("/boot/loader.conf");
    QVERIFY(before.has_value());
    const Expected expected {*before};
    QVERIFY((*host)
                ->replaceFile("/boot/loader.conf", *before + "pptdevs=\"3/0/1 3/0/2\"\n", &expected)
                .has_value());
    QVERIFY(said(**host, {"pciconf", "-l", "pci0:3:0:1"}).startsWith("igb1@"));
    QVERIFY((*host)->run({"shutdown", "-r", "now"}).has_value());
    QVERIFY(said(**host, {"pciconf", "-l", "pci0:3:0:1"}).startsWith("ppt0@"));
    QVERIFY(said(**host, {"pciconf", "-l", "pci0:3:0:2"}).startsWith("ppt1@"));
    QVERIFY(said(**host, {"pciconf", "-l", "pci0:3:0:3"}).startsWith("igb1@"));
    QCOMPARE(said(**host, {"kenv", "pptdevs"}), QByteArray("3/0/1 3/0/2\n"));
    QCOMPARE(said(**host, {"sysctl", "-n", "hw.vmm.ppt.devices"}), QByteArray("2\n"));
    QVERIFY(!said(**host, {"ifconfig", "-a"}).contains("a0:36:9f:5c:1e:41"));
}

void TestMachines::whatMakesEachMachineSpecial()
{
    const auto epyc = openSimulatedHost("epyc");
    QVERIFY(epyc.has_value());
    QVERIFY(said(**epyc, {"pciconf", "-l"}).count('\n') > 200);
    QVERIFY(said(**epyc, {"acpidump", "-t"}).contains("  IVRS: "));
    QCOMPARE(said(**epyc, {"sysctl", "-n", "hw.vmm.amdvi.enable"}), QByteArray("0\n"));
    const auto full = openSimulatedHost("full-pptdevs");
    QVERIFY(full.has_value());
    QVERIFY(said(**full, {"sysctl", "-n", "hw.vmm.ppt.devices"}).trimmed().toInt() > 20);
    QVERIFY(said(**full, {"kenv", "pptdevs2"}).size() > 110);
    const auto none = openSimulatedHost("no-iommu");
    QVERIFY(none.has_value());
    QVERIFY(!said(**none, {"acpidump", "-t"}).contains("DMAR"));
    const auto capture = readHost(**none);
    QVERIFY(capture.has_value());
    const Facts facts = makeFacts(*capture);
    QVERIFY(facts.acpi.read && !facts.acpi.dmar && !facts.acpi.ivrs);
    const auto fibre = openSimulatedHost("qlogic-fc");
    QVERIFY(fibre.has_value());
    QVERIFY(said(**fibre, {"pciconf", "-l", "pci0:2:0:1"}).startsWith("isp1@"));
    const auto only = openSimulatedHost("only-nic");
    QVERIFY(only.has_value());
    QCOMPARE(said(**only, {"ifconfig", "-l"}), QByteArray("re0 lo0\n"));
    QCOMPARE(said(**only, {"devctl", "detach", "re0"}), QByteArray());
    QCOMPARE(said(**only, {"route", "-n", "get", "default"}),
             QByteArray("route: route has not been found\n"));
}

void TestMachines::guestHoldsUntilDestroyed()
{
    const auto host = openSimulatedHost("home-server");
    QVERIFY(host.has_value());
    QCOMPARE(said(**host, {"devctl", "set", "driver", "-f", "pci0:3:0:1", "ppt"}), QByteArray(""));
    auto guest = (*host)->start({"bhyve",
                                 "-S",
                                 "-A",
                                 "-H",
                                 "-P",
                                 "-c",
                                 "2",
                                 "-m",
                                 "4G",
                                 "-s",
                                 "0,hostbridge",
                                 "-s",
                                 "5,passthru,3/0/1",
                                 "-s",
                                 "31,lpc",
                                 "-l",
                                 "com1,stdio",
                                 "-l",
                                 "bootrom,/usr/local/share/uefi-firmware/BHYVE_UEFI.fd",
                                 "web"},
                                "/var/log/web.log");
    QVERIFY(guest.has_value());
    QVERIFY((*guest)->processId() > 0);
    QVERIFY(!(*guest)->ended());
    QCOMPARE(said(**host, {"devctl", "detach", "ppt0"}),
             QByteArray("devctl: Failed to detach ppt0: Device busy\n"));
    std::string output;
    QTRY_VERIFY_WITH_TIMEOUT((output += (*guest)->takeOutput(), output.find("login:") != std::string::npos),
                             5000);
    QVERIFY((*host)->readFile("/var/log/web.log").value_or("").find("login:") != std::string::npos);
    const std::string pid = std::to_string((*guest)->processId());
    QCOMPARE(said(**host, {"ps", "-o", "command=", "-p", pid}), QByteArray("bhyve: web (bhyve)\n"));
    (*guest)->stop(true);
    QCOMPARE(said(**host, {"ps", "-o", "command=", "-p", pid}), QByteArray());
    QCOMPARE((*guest)->ended(), std::optional<int>(137));
    QCOMPARE(said(**host, {"ls", "/dev/vmm"}), QByteArray("web\n"));
    QCOMPARE(said(**host, {"devctl", "detach", "ppt0"}),
             QByteArray("devctl: Failed to detach ppt0: Device busy\n"));
    QCOMPARE(said(**host, {"bhyvectl", "--vm=web", "--destroy"}), QByteArray(""));
    QCOMPARE(said(**host, {"devctl", "set", "driver", "-f", "ppt0", "igb"}), QByteArray(""));
    QVERIFY(said(**host, {"pciconf", "-l", "pci0:3:0:1"}).startsWith("igb1@"));
}

void TestMachines::stateSurvivesReopening()
{
    {
        const auto host = openSimulatedHost("home-server");
        QVERIFY(host.has_value());
        QCOMPARE(said(**host, {"devctl", "set", "driver", "-f", "igb2", "ppt"}), QByteArray(""));
        QCOMPARE(said(**host, {"kenv", "mark=here now"}), QByteArray("mark=\"here now\"\n"));
    }
    const auto host = openSimulatedHost("home-server");
    QVERIFY(host.has_value());
    QVERIFY(said(**host, {"pciconf", "-l", "pci0:3:0:2"}).startsWith("ppt0@"));
    QCOMPARE(said(**host, {"kenv", "mark"}), QByteArray("here now\n"));
}

void TestMachines::forumPostBecomesAMachine_data()
{
    QTest::addColumn<QByteArray>("dump");
    QTest::newRow("pciconf") << QByteArray(
        "hostb0@pci0:0:0:0:\tclass=0x060000 rev=0x07 hdr=0x00 vendor=0x8086 device=0x1918 subvendor=0x1043 "
        "subdevice=0x8694\n"
        "ppt0@pci0:2:0:0:\tclass=0x020000 rev=0x01 hdr=0x00 vendor=0x8086 device=0x1521 subvendor=0x8086 "
        "subdevice=0x5001\n"
        "    bar   [10] = type Memory, range 32, base 0xdf200000, size 1048576, enabled\n"
        "    cap 01[40] = powerspec 3  supports D0 D3  current D0\n"
        "    cap 11[70] = MSI-X supports 10 messages\n"
        "                 Table in map 0x1c[0x0], PBA in map 0x1c[0x2000]\n"
        "    cap 10[a0] = PCI-Express 2 endpoint max data 128(512) FLR\n");
    QTest::newRow("lspci") << QByteArray("00:00.0 Host bridge: Intel Corporation Device 1918\n"
                                         "00: 86 80 18 19 06 00 90 20 07 00 00 06 00 00 00 00\n"
                                         "10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
                                         "20: 00 00 00 00 00 00 00 00 00 00 00 00 43 10 94 86\n"
                                         "30: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
                                         "\n"
                                         "02:00.0 Ethernet controller: Intel Corporation I350\n"
                                         "00: 86 80 21 15 06 04 00 00 01 00 00 02 10 00 00 00\n"
                                         "10: 00 00 20 df 00 00 00 00 00 00 00 00 00 00 00 00\n"
                                         "20: 00 00 00 00 00 00 00 00 00 00 00 00 86 80 01 50\n"
                                         "30: 00 00 00 00 00 00 00 00 00 00 00 00 10 01 00 00\n");
}

void TestMachines::forumPostBecomesAMachine()
{
    QFETCH(QByteArray, dump);
    const std::string folder = toText(m_folder->path().toUtf8()) + "/post";
    QVERIFY(simulateDump(toText(dump), folder).has_value());
    const auto host = openSimulatedHost(folder);
    QVERIFY2(host.has_value(), host ? "" : host.error().toString().c_str());
    const QByteArray listing = said(**host, {"pciconf", "-lb"});
    QVERIFY2(listing.startsWith(
                 "hostb0@pci0:0:0:0:\tclass=0x060000 rev=0x07 hdr=0x00 vendor=0x8086 device=0x1918"),
             listing.constData());
    QVERIFY2(listing.contains("\nigb0@pci0:2:0:0:\tclass=0x020000 rev=0x01"), listing.constData());
    QVERIFY2(listing.contains("bar   [10] = type Memory, range 32, base 0xdf200000, size"),
             listing.constData());
    QVERIFY(!simulateDump("no listing at all", folder).has_value());
}

void TestMachines::faultsStrikeOnce()
{
    const auto host = openSimulatedHost("only-nic");
    QVERIFY(host.has_value());
    QFile faults(m_folder->filePath("only-nic/faults"));
    QVERIFY(faults.open(QIODevice::WriteOnly));
    faults.write("run kenv 2 3 out of order\nwrite /boot/loader.conf 1 No space left on device\n");
    faults.close();
    QVERIFY(said(**host, {"kenv", "kernel"}).startsWith("kernel"));
    QCOMPARE(said(**host, {"kenv", "kernel"}), QByteArray("out of order\n"));
    QVERIFY(said(**host, {"kenv", "kernel"}).startsWith("kernel"));
    const auto before = (*host)->readFile("/boot/loader.conf");
    QVERIFY(!(*host)->replaceFile("/boot/loader.conf", "x").has_value());
    QCOMPARE(toBytes((*host)->readFile("/boot/loader.conf").value_or("")), toBytes(before.value_or("?")));
    QVERIFY((*host)->replaceFile("/boot/loader.conf", "x").has_value());
}

/// A link among a simulated host's files may lead to another one of them, and the loader follows it; never to this machine's.
void TestMachines::linksStayInside()
{
    const auto host = openSimulatedHost("only-nic");
    QVERIFY(host.has_value());
    const QString outside = m_folder->filePath("mine.conf"), boot = m_folder->filePath("only-nic/root/boot/");
    QFile mine(outside);
    QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine=\"1\"\n") > 0);
    mine.close();
    QVERIFY(QFile::rename(boot + "loader.conf", boot + "real.conf") && QFile::link("real.conf", boot + "loader.conf"));
    QVERIFY((*host)->replaceFile("/boot/loader.conf", "inside=\"yes\"\n").has_value());
    QVERIFY(QFileInfo(boot + "loader.conf").isSymLink());
    QVERIFY((*host)->run({"shutdown", "-r", "now"}).has_value());
    QCOMPARE(said(**host, {"kenv", "inside"}), QByteArray("yes\n"));
    for (const QString &target : {outside, QStringLiteral("../../../mine.conf")}) {
        QVERIFY(QFile::remove(boot + "loader.conf") && QFile::link(target, boot + "loader.conf"));
        const auto read = (*host)->readFile("/boot/loader.conf");
        QVERIFY2(!read && read.error().what.contains("leads out"), read ? read->c_str() : read.error().what.c_str());
        QVERIFY(!(*host)->replaceFile("/boot/loader.conf", "gone").has_value());
        QVERIFY(!(*host)->prepareFile("/boot/loader.conf", "gone", nullptr).has_value());
    }
    QVERIFY(QFile::link(m_folder->path(), boot + "out"));
    QVERIFY(!(*host)->replaceFile("/boot/out/mine.conf", "gone").has_value());
    QVERIFY(!(*host)->removeFile("/boot/out/mine.conf").has_value());
    QVERIFY(mine.open(QIODevice::ReadOnly));
    QCOMPARE(mine.readAll(), QByteArray("mine=\"1\"\n"));
}

void TestMachines::unknownNameTellsTheKnown()
{
    const auto host = openSimulatedHost("no-such-machine");
    QVERIFY(!host.has_value());
    QVERIFY(host.error().toString().find("home-server") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestMachines)
#include "tst_machines.moc"
