// SPDX-License-Identifier: BSD-2-Clause
#include "host/host.h"
#include "host/sim/simulated_host.h"
#include "support/text.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

/// What a simulated host with Patchbay's own vmm.ko shows of the kernel component.
class TestComponent : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void guestsUseIsShown();
    void resetsAreRemembered();
    void watchGoesOn();
    void devctlReset_data();
    void devctlReset();
    void unloadIsRefusedFirst();
    void driverSetByNameStays();
    void pptdevsIsReported();

private:
    QByteArray said(const std::vector<std::string> &argv)
    {
        const auto result = m_host->run(argv);
        return toBytes(result ? result->out + result->err : result.error().toString());
    }
    QByteArray shown(const char *leaf) { return said({"sysctl", "-n", std::string("dev.ppt.0.") + leaf}).trimmed(); }
    void boot(const std::string &lines);
    void startGuest();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Host> m_host;
    std::unique_ptr<RunningProgram> m_guest;
};

void TestComponent::init()
{
    m_guest.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
    auto host = openSimulatedHost("home-server");
    QVERIFY(host.has_value());
    m_host = std::move(*host);
    boot("vmm_name=\"/boot/patchbay/vmm.ko\"\npptdevs=\"3/0/1\"\n");
}

void TestComponent::boot(const std::string &lines)
{
    const auto before = m_host->readFile("/boot/loader.conf");
    QVERIFY(before.has_value());
    const Expected expected {*before};
    QVERIFY(m_host->replaceFile("/boot/loader.conf", *before + "vmm_load=\"YES\"\n" + lines, &expected).has_value());
    QVERIFY(m_host->run({"shutdown", "-r", "now"}).has_value());
    QVERIFY(said({"kldstat", "-v"}).contains("vmm.ko"));
}

void TestComponent::startGuest()
{
    auto guest = m_host->start({"bhyve", "-S", "-A", "-H", "-P", "-m", "1G", "-s", "0,hostbridge", "-s",
                                "5,passthru,3/0/1", "-s", "31,lpc", "-l", "com1,stdio", "-l",
                                "bootrom,/usr/local/share/uefi-firmware/BHYVE_UEFI.fd", "web"},
                               "/var/log/web.log");
    QVERIFY(guest.has_value());
    m_guest = std::move(*guest);
    QVERIFY(!m_guest->ended());
}

void TestComponent::guestsUseIsShown()
{
    QCOMPARE(shown("state"), QByteArray("claimed"));
    QCOMPARE(shown("guest"), QByteArray());
    for (const char *leaf : {"windows", "msi", "msix", "interrupts"})
        QCOMPARE(shown(leaf), QByteArray("0"));
    startGuest();
    QCOMPARE(shown("state"), QByteArray("bound"));
    QCOMPARE(shown("guest"), QByteArray("web"));
    QVERIFY(shown("windows").toInt() >= 1);
    QCOMPARE(shown("msi"), QByteArray("0"));
    QCOMPARE(shown("msix"), QByteArray("2"));
    QVERIFY(shown("interrupts").toInt() > 0);
    const QByteArray list = said({"pptctl", "list"});
    QVERIFY2(list.contains("   2/") && list.contains(" web\n") && list.contains(" bound "), list.constData());
    m_guest->stop(true);
    QCOMPARE(shown("state"), QByteArray("bound"));
    QCOMPARE(said({"bhyvectl", "--vm=web", "--destroy"}), QByteArray());
    QCOMPARE(shown("state"), QByteArray("claimed"));
    QCOMPARE(shown("windows"), QByteArray("0"));
    QCOMPARE(shown("msix"), QByteArray("0"));
}

void TestComponent::resetsAreRemembered()
{
    QCOMPARE(shown("reset"), QByteArray("unknown"));
    QCOMPARE(said({"pptctl", "reset", "3/0/1"}), QByteArray("pci0:3:0:1       flr\n"));
    QCOMPARE(shown("reset"), QByteArray("flr"));
    QCOMPARE(said({"devctl", "detach", "ppt0"}), QByteArray());
    QCOMPARE(said({"devctl", "attach", "pci0:3:0:1"}), QByteArray());
    QCOMPARE(shown("reset"), QByteArray("unknown"));
}

void TestComponent::watchGoesOn()
{
    QCOMPARE(said({"pptctl", "watch", "never"}), QByteArray("pptctl: never: a number is missing\n"));
    auto watch = m_host->start({"pptctl", "watch", "1"}, {});
    QVERIFY(watch.has_value());
    std::string seen;
    const auto has = [&](const char *text) {
        seen += (*watch)->takeOutput();
        return seen.find(text) != std::string::npos;
    };
    QVERIFY(has(" claimed "));
    QVERIFY(!has(" bound "));
    startGuest();
    QTRY_VERIFY_WITH_TIMEOUT(has(" bound "), 30000);
    QVERIFY(!(*watch)->ended());
    (*watch)->stop(true);
    QVERIFY((*watch)->ended().has_value());
}

void TestComponent::devctlReset_data()
{
    QTest::addColumn<bool>("ours");
    QTest::addColumn<bool>("detach");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray busy = "devctl: Failed to reset ppt0: Device busy\n";
    QTest::newRow("ours") << true << false << busy;
    QTest::newRow("ours, detaching") << true << true << busy;
    QTest::newRow("stock, under its guest") << false << false << QByteArray();
    QTest::newRow("stock, detaching") << false << true << busy;
}

void TestComponent::devctlReset()
{
    QFETCH(bool, ours);
    QFETCH(bool, detach);
    QFETCH(QByteArray, answer);
    if (!ours)
        boot("vmm_name=\"vmm\"\n");
    const std::vector<std::string> reset =
        detach ? std::vector<std::string> {"devctl", "reset", "-d", "ppt0"} : std::vector<std::string> {"devctl", "reset", "ppt0"};
    QCOMPARE(said(reset), QByteArray());
    QVERIFY(said({"pciconf", "-l", "pci0:3:0:1"}).startsWith("ppt0@"));
    startGuest();
    QCOMPARE(said(reset), answer);
    QVERIFY(said({"pciconf", "-l", "pci0:3:0:1"}).startsWith("ppt0@"));
}

void TestComponent::unloadIsRefusedFirst()
{
    startGuest();
    m_guest->stop(true);
    QCOMPARE(said({"bhyvectl", "--vm=web", "--unassign-pptdev=3/0/1"}), QByteArray());
    QVERIFY(said({"kldunload", "vmm"}).contains("Device busy"));
    QCOMPARE(shown("state"), QByteArray("claimed"));
    QCOMPARE(said({"bhyvectl", "--vm=web", "--destroy"}), QByteArray());
    QCOMPARE(said({"kldunload", "vmm"}), QByteArray());
    QVERIFY(!said({"pciconf", "-l", "pci0:3:0:1"}).startsWith("ppt0@"));
}

void TestComponent::driverSetByNameStays()
{
    QCOMPARE(said({"devctl", "detach", "pci0:3:0:2"}), QByteArray());
    QCOMPARE(said({"devctl", "set", "driver", "pci0:3:0:2", "igb"}), QByteArray());
    QCOMPARE(said({"pptctl", "claim", "3/0/2"}),
             QByteArray("pptctl: claim: 3/0/2: its driver does not let go or was set with devctl(8), or ppt has it; "
                        "nothing was changed\n"));
    QVERIFY(said({"pciconf", "-l", "pci0:3:0:2"}).startsWith("igb"));
    QCOMPARE(said({"devctl", "clear", "driver", "-f", "pci0:3:0:2"}), QByteArray());
    QCOMPARE(said({"pptctl", "claim", "3/0/2"}), QByteArray());
}

void TestComponent::pptdevsIsReported()
{
    QCOMPARE(said({"sysctl", "-n", "hw.vmm.ppt.pptdevs_report"}).trimmed(), QByteArray());
    boot("vmm_name=\"/boot/patchbay/vmm.ko\"\npptdevs=\"3/0/1 2:0:0\"\n");
    const QByteArray report = said({"sysctl", "-n", "hw.vmm.ppt.pptdevs_report"});
    QVERIFY2(report.startsWith("ppt: pptdevs, character 8, \"2:0:0\": "), report.constData());
    QVERIFY2(said({"dmesg"}).contains(report.trimmed()), report.constData());
}

QTEST_APPLESS_MAIN(TestComponent)
#include "tst_component.moc"
