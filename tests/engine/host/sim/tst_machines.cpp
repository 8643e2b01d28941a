// SPDX-License-Identifier: BSD-2-Clause
#include "host/host.h"
#include "host/sim/simulated_host.h"
#include "support/text.h"

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
    void guestHoldsUntilDestroyed();
    void stateSurvivesReopening();
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
    (*guest)->stop(true);
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

void TestMachines::unknownNameTellsTheKnown()
{
    const auto host = openSimulatedHost("no-such-machine");
    QVERIFY(!host.has_value());
    QVERIFY(host.error().toString().find("home-server") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestMachines)
#include "tst_machines.moc"
