// SPDX-License-Identifier: BSD-2-Clause
#include "pci/device_kind.h"
#include "pci/names.h"
#include "support/text.h"
#include "support/topology.h"

#include <QTest>

using namespace patchbay;

namespace {

const char *const database = "#\n# a comment\n#\n"
                             "0e11  Compaq Computer Corporation\n"
                             "\t0001  PCI to EISA Bridge\n"
                             "8086  Intel Corporation\n"
                             "\t10fb  82599ES 10-Gigabit SFI/SFP+\n"
                             "\t\t1028 1f72  Ethernet 10G 4P X520/I350 rNDC\n"
                             "\t1521\tI350 Gigabit # 1\r\n"
                             "10fb  Vendor of that number\n"
                             "8086  Second name\n"
                             "\t10fb  Second name\n"
                             "8087\n"
                             "zz  no id\n"
                             "C 02  Network controller\n"
                             "\t1522  class, not device\n";

QString named(std::uint16_t vendor, std::uint16_t device, std::string_view text = database)
{
    Topology topology = makeTopology({{"pci0:0:1:0", ""}});
    Function &function = topology.nodes[0].function;
    function.vendor = vendor;
    function.device = device;
    fillNames(topology, text);
    return toBytes(function.vendorName + "|" + function.deviceName);
}

} // namespace

class TstNames : public QObject
{
    Q_OBJECT

private slots:
    void names()
    {
        QCOMPARE(named(0x8086, 0x10fb), "Intel Corporation|82599ES 10-Gigabit SFI/SFP+");
        QCOMPARE(named(0x8086, 0x1521), "Intel Corporation|I350 Gigabit # 1");
        QCOMPARE(named(0x8086, 0x1522), "Intel Corporation|");
        QCOMPARE(named(0x0e11, 0x10fb), "Compaq Computer Corporation|");
        QCOMPARE(named(0x8087, 1), "|");
        QCOMPARE(named(0xffff, 0xffff), "|");
        QCOMPARE(named(0x8086, 0x10fb, ""), "|");
        QCOMPARE(named(0x8086, 0x10fb, "\t10fb  a device before any vendor\n8086"), "|");
        QCOMPARE(named(0x8086, 0x10fb, "8086 I\n\t10fb N"), "I|N");
    }

    void theSourcesNamesStay()
    {
        Topology topology = makeTopology({{"pci0:0:1:0", ""}, {"pci0:0:2:0", ""}});
        for (Node &node : topology.nodes) {
            node.function.vendor = 0x8086;
            node.function.device = 0x10fb;
            node.function.classCode = 0x020000;
        }
        topology.nodes[0].function.deviceName = "a name of the source";
        topology.nodes[0].function.className = "a class of the source";
        fillNames(topology, database);
        QCOMPARE(topology.nodes[0].function.deviceName, std::string("a name of the source"));
        QCOMPARE(topology.nodes[0].function.vendorName, std::string("Intel Corporation"));
        QCOMPARE(topology.nodes[0].function.className, std::string("a class of the source"));
        QCOMPARE(topology.nodes[0].function.subclassName, std::string());
        QCOMPARE(topology.nodes[1].function.className, std::string("network"));
        QCOMPARE(topology.nodes[1].function.subclassName, std::string("ethernet"));
    }

    void kinds_data()
    {
        QTest::addColumn<uint>("code");
        QTest::addColumn<QString>("kind");
        const std::pair<uint, const char *> rows[] = {
            {0x000100, "display"},    {0x000000, "other"},   {0x010802, "storage"}, {0x010400, "storage"},
            {0x020000, "nic"},        {0x028000, "nic"},     {0x030000, "display"}, {0x030200, "display"},
            {0x040300, "audio"},      {0x040000, "other"},   {0x050000, "chipset"}, {0x060000, "hostbridge"},
            {0x060100, "chipset"},    {0x060400, "bridge"},  {0x060700, "bridge"},  {0x068000, "chipset"},
            {0x070002, "serial"},     {0x078000, "chipset"}, {0x080501, "storage"}, {0x080600, "chipset"},
            {0x0b4000, "accelerator"}, {0x0b3000, "other"},  {0x0c0330, "usb"},     {0x0c0400, "storage"},
            {0x0c0500, "chipset"},    {0x0c0000, "other"},   {0x0d8000, "nic"},     {0x108000, "crypto"},
            {0x120000, "accelerator"}, {0xff0000, "other"},  {0x130000, "other"},
        };
        for (const auto &[code, kind] : rows)
            QTest::addRow("%06x", code) << code << QString(kind);
    }
    void kinds()
    {
        QFETCH(uint, code);
        QFETCH(QString, kind);
        QCOMPARE(QString(toBytes(deviceKind(code))), kind);
    }

    void words()
    {
        QCOMPARE(classWords(0x060400).base, std::string_view("bridge"));
        QCOMPARE(classWords(0x060400).sub, std::string_view("PCI-PCI"));
        QCOMPARE(classWords(0x010802).sub, std::string_view("NVM"));
        QCOMPARE(classWords(0x118000).base, std::string_view("dasp"));
        QCOMPARE(classWords(0x118000).sub, std::string_view());
        QCOMPARE(classWords(0x00ff00).base, std::string_view("old"));
        QCOMPARE(classWords(0xff0000).base, std::string_view());
    }
};

QTEST_APPLESS_MAIN(TstNames)
#include "tst_names.moc"
