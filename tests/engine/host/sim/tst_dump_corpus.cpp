// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_text.h"
#include "host/sim/simulated_host.h"
#include "support/text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <format>
#include <set>

using namespace patchbay;

namespace {

/// What a function is, as far as a listing tells it and another may be compared.
std::string outline(const Function &f, const Function &as)
{
    std::string text =
        std::format("{} {:04x}:{:04x} {:06x} {:02x} {:04x}:{:04x}", f.address.toString(), f.vendor, f.device,
                    f.classCode, f.revision.value_or(0), f.subvendor.value_or(0), f.subdevice.value_or(0));
    for (std::size_t i = 0; as.barsKnown && i < f.bars.size(); ++i) {
        const Bar &bar = f.bars[i];
        const bool told = i < as.bars.size() && as.bars[i].size.has_value();
        text += std::format(" bar {:x} {} {} {:x} {}", bar.reg, int(bar.kind), bar.bits, bar.base,
                            told ? bar.size.value_or(0) : 0);
    }
    for (const Capability &capability : f.capabilities) {
        if (capability.extended ? as.extendedKnown : as.capabilitiesKnown)
            text += std::format(" {}{:x}[{:x}]", capability.extended ? "e" : "", capability.id,
                                capability.offset);
    }
    if (as.capabilitiesKnown && f.msi)
        text += std::format(" msi {}", f.msi->messages);
    if (as.capabilitiesKnown && f.msix)
        text += std::format(" msix {} {:x}", f.msix->messages, f.msix->tableBar.value_or(0));
    return text;
}

} // namespace

/// Dumps that people posted: the simulated host made from one lists the same machine.
class TestDumpCorpus : public QObject
{
    Q_OBJECT

private slots:
    void listsItselfAgain_data();
    void listsItselfAgain();
    void brokenNames_data();
    void brokenNames();
};

void TestDumpCorpus::listsItselfAgain_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(PATCHBAY_SHARED "/corpus/pciconf-lvbc"));
    const QStringList files = folder.entryList(QDir::Files, QDir::Name);
    for (qsizetype i = 0; i < files.size(); ++i)
        QTest::newRow(files[i].toUtf8().constData()) << folder.filePath(files[i]);
    if (files.isEmpty())
        QTest::newRow("none") << QString();
}

void TestDumpCorpus::listsItselfAgain()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        QSKIP("needs ../shared/corpus");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string dump = toText(file.readAll());
    QTemporaryDir temporary;
    const std::string folder = toText(temporary.path().toUtf8()) + "/post";
    QVERIFY(simulateDump(dump, folder).has_value());
    const auto host = openSimulatedHost(folder);
    QVERIFY2(host.has_value(), host ? "" : host.error().toString().c_str());
    const auto listed = (*host)->run({"pciconf", "-lBbcev"});
    QVERIFY(listed.has_value());
    const auto theirs = parsePciconf(dump), ours = parsePciconf(listed->out);
    QVERIFY(theirs.has_value() && ours.has_value());
    QCOMPARE(ours->functions.size(), theirs->functions.size());
    for (const Function &function : theirs->functions) {
        const auto it = std::ranges::find(ours->functions, function.address, &Function::address);
        QVERIFY2(it != ours->functions.end(), function.address.toString().c_str());
        QCOMPARE(toBytes(outline(*it, function)), toBytes(outline(function, function)));
    }
}

void TestDumpCorpus::brokenNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("carriage return") << QByteArray("em\r2p=0");
    QTest::newRow("zero") << QByteArray("em\0x", 4);
    QTest::newRow("word of the machine file") << QByteArray("em=keeps");
    QTest::newRow("not ASCII") << QByteArray("\xc3\xa9m0");
    QTest::newRow("empty") << QByteArray();
}

void TestDumpCorpus::brokenNames()
{
    QFETCH(QByteArray, name);
    const QByteArray dump = name + "@pci0:2:0:0:\tclass=0x020000 card=0x00018086 chip=0x10d38086 rev=0x00 hdr=0x00\n";
    QTemporaryDir temporary;
    const std::string folder = toText(temporary.path().toUtf8()) + "/broken";
    QVERIFY(simulateDump(toText(dump), folder).has_value());
    const auto host = openSimulatedHost(folder);
    QVERIFY2(host.has_value(), host ? "" : host.error().toString().c_str());
    const auto listed = (*host)->run({"pciconf", "-l"});
    QVERIFY(listed.has_value());
    const auto ours = parsePciconf(listed->out);
    QVERIFY(ours && ours->functions.size() == 1);
    QCOMPARE(int(ours->functions.front().device), 0x10d3);
}

QTEST_GUILESS_MAIN(TestDumpCorpus)
#include "tst_dump_corpus.moc"
