// SPDX-License-Identifier: BSD-2-Clause
#include "host/sysfs_reader.h"
#include "host/sysfs_text.h"
#include "support/text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

namespace {

/// A folder as the kernel makes it under /sys.
class FakeSysfs
{
public:
    explicit FakeSysfs(const QString &root)
        : m_devices(root + "/sys/bus/pci/devices")
    {
        QDir().mkpath(m_devices);
    }

    void add(const QString &address, const QMap<QString, QByteArray> &files, const QString &driver = {})
    {
        const QString folder = m_devices + "/" + address;
        QDir().mkpath(folder);
        for (auto it = files.begin(); it != files.end(); ++it) {
            QFile file(folder + "/" + it.key());
            if (file.open(QIODevice::WriteOnly))
                file.write(it.value());
        }
        if (!driver.isEmpty())
            QFile::link("../../../bus/pci/drivers/" + driver, folder + "/driver");
    }

private:
    QString m_devices;
};

/// 256 bytes of an endpoint with MSI-X of 64 vectors at 0x70.
QByteArray endpointConfig()
{
    QByteArray bytes(256, 0);
    const auto put = [&](int at, const char *hex) { bytes.replace(at, int(strlen(hex)) / 2, QByteArray::fromHex(hex)); };
    put(0x00, "8680fb10470510000100000210");
    put(0x10, "0c00f0df0000000001e000000000000000000000");
    put(0x2c, "86800300");
    put(0x34, "70");
    put(0x70, "11003f000400000004200000");
    return bytes;
}

const Function *at(const FunctionList &list, const char *address)
{
    for (const Function &function : list.functions)
        if (function.address.toString() == address)
            return &function;
    return nullptr;
}

} // namespace

class TstSysfs : public QObject
{
    Q_OBJECT

private slots:
    void folder()
    {
        QTemporaryDir root;
        FakeSysfs sysfs(root.path());
        sysfs.add("0000:00:00.0", {{"vendor", "0x8086\n"}, {"device", "0x1237\n"}, {"class", "0x060000\n"}});
        sysfs.add("0000:01:00.1",
                  {{"vendor", "0x8086\n"}, {"device", "0x10fb\n"}, {"class", "0x020000\n"}, {"revision", "0x01\n"},
                   {"subsystem_vendor", "0x8086\n"}, {"subsystem_device", "0x0003\n"}, {"config", endpointConfig()},
                   {"sriov_totalvfs", "63\n"}, {"sriov_numvfs", "2\n"}, {"sriov_offset", "128\n"}, {"sriov_stride", "2\n"},
                   {"sriov_vf_device", "10ed\n"},
                   {"resource", "0x00000000dff00000 0x00000000dff7ffff 0x000000000014220c\n"
                                "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
                                "0x000000000000e000 0x000000000000e01f 0x0000000000040101\n"}},
                  "ixgbe");
        sysfs.add("10000:e1:10.3", {{"vendor", "0x8086\n"}, {"device", "0x10ed\n"}, {"class", "0x020000\n"},
                                   {"config", QByteArray::fromHex("ffffffff") + QByteArray(60, 0)}});
        sysfs.add("0000:00:1f.0", {{"class", "0x060100\n"}}); // went away while it was read

        const auto text = collectSysfs(toText(root.path().toUtf8()));
        QVERIFY(text);
        const auto list = parseSysfs(*text);
        QVERIFY(list);
        QCOMPARE(list->functions.size(), std::size_t(3));
        QVERIFY(list->oddities.empty());

        const Function *nic = at(*list, "pci0:1:0:1");
        QVERIFY(nic);
        QCOMPARE(nic->driver, std::string("ixgbe"));
        QCOMPARE(int(nic->device), 0x10fb);
        QCOMPARE(int(nic->classCode), 0x020000);
        QVERIFY(nic->msix && nic->msix->messages == 64 && nic->msix->tableBar == 0x20);
        QVERIFY(nic->sriov && nic->sriov->enabled && nic->sriov->vfDevice == 0x10ed && nic->sriov->firstOffset == 128);
        QCOMPARE(nic->bars.size(), std::size_t(2));
        QCOMPARE(nic->bars[0].size, std::optional<std::uint64_t>(0x80000));
        QVERIFY(nic->bars[0].bits == 64 && nic->bars[0].kind == Bar::Kind::Prefetchable && nic->bars[0].base == 0xdff00000);
        QVERIFY(nic->bars[1].reg == 0x18 && nic->bars[1].kind == Bar::Kind::Io && nic->bars[1].size == 0x20);

        const Function *host = at(*list, "pci0:0:0:0");
        QVERIFY(host && host->driver.empty() && host->driverKnown && !host->capabilitiesKnown && host->device == 0x1237);
        const Function *vf = at(*list, "pci65536:225:16:3");
        QVERIFY(vf && vf->vendor == 0x8086 && vf->device == 0x10ed);
    }

    void nothingThere()
    {
        QTemporaryDir root;
        QVERIFY(!collectSysfs(toText(root.path().toUtf8())));
        FakeSysfs empty(root.path());
        QVERIFY(!collectSysfs(toText(root.path().toUtf8())));
        QVERIFY(!parseSysfs(""));
        QVERIFY(!parseSysfs("driver ahci\nconfig 00\n"));
    }

    void brokenLinesStay()
    {
        const auto list = parseSysfs("noise\n0000:00:1f.2\nids 0x8086\nconfig 868\nconfig zz\nresource 1 2\nsriov 1 2 3 4 99999\n"
                                     "driver\n\nwhat is this\n0000:00:1f.2\n0000:00:20.0\n");
        QVERIFY(list);
        QCOMPARE(list->functions.size(), std::size_t(1));
        QCOMPARE(list->functions[0].unknownLines.size(), std::size_t(7));
        QCOMPARE(list->oddities.front().where, std::string("line 3"));
        QCOMPARE(list->headings, std::size_t(2));
        QVERIFY((list->other == std::vector<LineRange>{{1, 1}}));
        QCOMPARE(list->blankLines, std::size_t(1));
    }

    void thisMachine()
    {
        const auto text = collectSysfs();
        if (!text)
            QSKIP("no /sys/bus/pci/devices on this machine");
        const auto list = parseSysfs(*text);
        QVERIFY(list);
        QCOMPARE(list->functions.size(), std::size_t(QDir("/sys/bus/pci/devices").entryList(QDir::Dirs | QDir::NoDotAndDotDot).size()));
        QVERIFY(list->oddities.empty());
    }
};

QTEST_APPLESS_MAIN(TstSysfs)
#include "tst_sysfs.moc"
