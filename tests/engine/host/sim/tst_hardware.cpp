// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/hardware.h"
#include "host/sim/simulated_host.h"
#include "support/text.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

/// Cards that are moved, added and taken out between two boots of a simulated host.
class TestHardware : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
        auto host = openSimulatedHost("home-server");
        QVERIFY(host.has_value());
        m_host = std::move(*host);
    }

    void changesAtTheNextBoot_data();
    void changesAtTheNextBoot();
    void refuses_data();
    void refuses();
    void everyProcessSeesIt();

private:
    QByteArray said(const std::vector<std::string> &argv, Host *host = nullptr)
    {
        const auto result = (host ? host : m_host.get())->run(argv);
        return toBytes(result ? result->out + result->err : result.error().toString());
    }
    QByteArray line(const QByteArray &address) { return said({"pciconf", "-l", std::string(address.constData())}).simplified(); }
    void change(const QByteArray &text)
    {
        QFile file(m_folder->filePath("home-server/hardware"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Host> m_host;
};

void TestHardware::changesAtTheNextBoot_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QByteArray>("expected"); ///< ids there; empty: nothing is there
    const auto row = [](const char *text, const char *address, const char *expected) {
        QTest::addRow("%s: %s", text, address) << QByteArray(text) << QByteArray(address) << QByteArray(expected);
    };
    row("shift 3 1", "pci0:4:0:3", "igb3@pci0:4:0:3: class=0x020000 rev=0x01 hdr=0x00 vendor=0x8086 device=0x1521");
    row("shift 3 1", "pci0:7:0:0", "vgapci1@pci0:7:0:0: class=0x030000 rev=0x52 hdr=0x00 vendor=0x1a03");
    row("shift 3 1", "pci0:1:0:0", "mpr0@pci0:1:0:0:");
    row("shift 3 1", "pci0:3:0:0", "");
    row("swap 1:0 3:0", "pci0:1:0:2", "igb2@pci0:1:0:2: class=0x020000");
    row("swap 1:0 3:0", "pci0:3:0:0", "mpr0@pci0:3:0:0:");
    row("remove 3:0", "pci0:3:0:0", "");
    row("remove 1:0\nmove 3:0 1:0", "pci0:1:0:3", "igb3@pci0:1:0:3:");
    row("# a second card\nremove 1:0\n\ncopy 3:0 1:0", "pci0:1:0:0", "igb0@pci0:1:0:0:");
    row("remove 1:0\ncopy 3:0 1:0", "pci0:3:0:3", "igb7@pci0:3:0:3:");
    row("ids 3:0 1425:5001", "pci0:3:0:0", "t5nex0@pci0:3:0:0: class=0x020000 rev=0x01 hdr=0x00 vendor=0x1425 device=0x5001");
}

void TestHardware::changesAtTheNextBoot()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, address);
    QFETCH(QByteArray, expected);
    const QByteArray before = said({"pciconf", "-l"});
    change(text);
    QCOMPARE(said({"pciconf", "-l"}), before);
    QVERIFY(said({"shutdown", "-r", "now"}).startsWith("Shutdown NOW!"));
    const QByteArray seen = line(address);
    QVERIFY2(expected.isEmpty() ? !seen.contains(address + ':') : seen.startsWith(expected), seen);
    QVERIFY(!QFile::exists(m_folder->filePath("home-server/hardware")));
}

void TestHardware::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("no card") << QByteArray("remove 9:0") << QByteArray("remove 9:0: hardware: there is no card in the slot");
    QTest::newRow("taken") << QByteArray("move 3:0 1:0")
                           << QByteArray("move 3:0 1:0: hardware: there is a card already");
    QTest::newRow("beyond") << QByteArray("shift 3 250") << QByteArray("shift 3 250: hardware: a bus would lie beyond 255");
    QTest::newRow("word") << QByteArray("turn 3:0 1") << QByteArray("turn 3:0 1: hardware: is not understood");
    QTest::newRow("count") << QByteArray("move 3:0") << QByteArray("move 3:0: hardware: is not understood");
}

void TestHardware::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const QByteArray before = said({"pciconf", "-l"});
    change(text);
    QCOMPARE(said({"reboot"}), expected);
    QCOMPARE(said({"pciconf", "-l"}), before);
}

void TestHardware::everyProcessSeesIt()
{
    const auto other = openSimulatedHost("home-server");
    QVERIFY(other.has_value());
    change("swap 1:0 3:0\nserial 1:0 1234");
    said({"reboot"});
    QVERIFY(said({"pciconf", "-l", "pci0:1:0:0"}, other->get()).startsWith("igb0@"));
    const auto later = openSimulatedHost("home-server");
    QVERIFY(said({"pciconf", "-l", "pci0:1:0:0"}, later->get()).startsWith("igb0@"));
    said({"reboot"}, later->get());
    QVERIFY(line("pci0:1:0:0").startsWith("igb0@"));
    QVERIFY(said({"pciconf", "-lc", "pci0:1:0:0"}).contains("Serial 1 0000000000001234"));
}

QTEST_APPLESS_MAIN(TestHardware)
#include "tst_hardware.moc"
