// SPDX-License-Identifier: BSD-2-Clause
#include "host/system_names.h"
#include "support/topology.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

class TstSystemNames : public QObject
{
    Q_OBJECT

private slots:
    void theFileOfTheEnvironmentIsFirst()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("names"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("8086  A maker\n\t10fb  A card\n");
        file.close();
        qputenv("PCICONF_VENDOR_DATABASE", file.fileName().toUtf8());

        Topology topology = makeTopology({{"pci0:0:1:0", ""}});
        Function &function = topology.nodes[0].function;
        function.vendor = 0x8086;
        function.device = 0x10fb;
        function.classCode = 0x020000;
        fillSystemNames(topology);
        QCOMPARE(function.vendorName, std::string("A maker"));
        QCOMPARE(function.deviceName, std::string("A card"));
        QCOMPARE(function.className, std::string("network"));
    }

    void aMissingFileIsNoFault()
    {
        qputenv("PCICONF_VENDOR_DATABASE", "/nonexistent/names");
        Topology topology = makeTopology({{"pci0:0:1:0", ""}});
        topology.nodes[0].function.classCode = 0x010802;
        fillSystemNames(topology);
        QCOMPARE(topology.nodes[0].function.subclassName, std::string("NVM"));
    }
};

QTEST_APPLESS_MAIN(TstSystemNames)
#include "tst_system_names.moc"
