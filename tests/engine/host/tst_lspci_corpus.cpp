// SPDX-License-Identifier: BSD-2-Clause
// Real config-space dumps, against what the real lspci makes of the same bytes.
#include "host/dump_text.h"
#include "host/lspci_text.h"
#include "pci/topology_builder.h"

#include "support/shared.h"
#include "support/text.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <sstream>

using namespace patchbay;

namespace {

QByteArray joined(const QList<QByteArray> &words)
{
    return words.join(' ');
}

QByteArray hex(std::uint32_t value, int digits)
{
    return QByteArray::number(value, 16).rightJustified(digits, '0');
}

/// One function as a line of facts, from our value.
QByteArray summary(const Function &function)
{
    QList<QByteArray> words;
    words << hex(function.address.domain, 4) + ':' + hex(function.address.bus, 2) + ':' + hex(function.address.slot, 2) + '.' +
                 QByteArray::number(function.address.function);
    words << hex(function.classCode >> 8, 4) << hex(function.vendor, 4) + ':' + hex(function.device, 4);
    for (const Capability &capability : function.capabilities)
        words << '[' + hex(capability.offset, 2) + ']';
    if (function.msi)
        words << "msi=" + QByteArray::number(function.msi->enabled ? function.msi->enabled : 1) + '/' +
                     QByteArray::number(function.msi->messages) + (function.msi->enabled ? "+" : "-");
    if (function.msix)
        words << "msix=" + QByteArray::number(function.msix->messages) + (function.msix->enabled ? "+" : "-");
    if (function.express)
        words << (function.express->flr ? "flr" : "express");
    if (function.buses)
        words << "bus=" + hex(function.buses->secondary, 2) + '-' + hex(function.buses->subordinate, 2);
    if (function.acs)
        words << "acs=" + hex(function.acs->supported, 2) + '/' + hex(function.acs->enabled, 2);
    if (function.sriov)
        words << "vfs=" + QByteArray::number(function.sriov->supported);
    return joined(words);
}

/// The bits of "SrcValid+ TransBlk- …".
std::uint32_t acsBits(const QString &line)
{
    static const char *const names[] = {"SrcValid",    "TransBlk",   "ReqRedir",   "CmpltRedir",
                                        "UpstreamFwd", "EgressCtrl", "DirectTrans"};
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < std::size(names); ++i)
        bits |= std::uint32_t(line.contains(QString::fromLatin1(names[i]) + '+')) << i;
    return bits;
}

QString captured(const QString &text, const char *pattern, int group = 1)
{
    return QRegularExpression(QString::fromLatin1(pattern), QRegularExpression::MultilineOption).match(text).captured(group);
}

/// The same line from what lspci -D -n -vv prints for one function.
QByteArray summaryOf(const QString &block)
{
    QList<QByteArray> words;
    const QRegularExpression heading(QStringLiteral(R"(^(\S+) (\w{4}): (\w{4}:\w{4}))"));
    const auto first = heading.match(block);
    words << first.captured(1).toUtf8() << first.captured(2).toUtf8() << first.captured(3).toUtf8();
    const QRegularExpression capability(QStringLiteral(R"(^\tCapabilities: \[([0-9a-f]+)[^\]]*\])"),
                                        QRegularExpression::MultilineOption);
    for (auto matches = capability.globalMatch(block); matches.hasNext();)
        words << '[' + matches.next().captured(1).toUtf8() + ']';
    const QRegularExpression msi(QStringLiteral(R"(\] MSI: Enable([+-]) Count=(\d+)/(\d+))"));
    if (const auto match = msi.match(block); match.hasMatch()) {
        const bool on = match.captured(1) == QStringLiteral("+");
        words << "msi=" + (on ? match.captured(2).toUtf8() : QByteArray("1")) + '/' + match.captured(3).toUtf8() + (on ? "+" : "-");
    }
    const QRegularExpression msix(QStringLiteral(R"(\] MSI-X: Enable([+-]) Count=(\d+))"));
    if (const auto match = msix.match(block); match.hasMatch())
        words << "msix=" + match.captured(2).toUtf8() + match.captured(1).toUtf8();
    if (block.contains(QRegularExpression(QStringLiteral(R"(\] Express )"))))
        words << (block.contains(QStringLiteral("FLReset+")) ? "flr" : "express");
    const QString secondary = captured(block, R"(secondary=(\w\w), subordinate=(\w\w))");
    if (!secondary.isEmpty())
        words << "bus=" + secondary.toUtf8() + '-' + captured(block, R"(secondary=(\w\w), subordinate=(\w\w))", 2).toUtf8();
    if (block.contains(QStringLiteral("ACSCap:")))
        words << "acs=" + hex(acsBits(captured(block, "ACSCap:(.*)$")), 2) + '/' + hex(acsBits(captured(block, "ACSCtl:(.*)$")), 2);
    if (block.contains(QStringLiteral("Total VFs")))
        words << "vfs=" + captured(block, R"(Total VFs: (\d+))").toUtf8();
    return joined(words);
}

/// The BARs as words; without the ROM, of which lspci tells less.
QByteArray regionsOf(const Function &function)
{
    QList<QByteArray> words;
    for (const Bar &bar : function.bars) {
        if (bar.reg < 0x28)
            words << hex(bar.reg, 2) + "imp"[int(bar.kind)] + QByteArray::number(bar.bits) + '@' + hex(std::uint32_t(bar.base >> 32), 8) +
                         hex(std::uint32_t(bar.base), 8) + (bar.enabled || bar.base == 0 ? "+" : "-");
    }
    return joined(words);
}

/// The headings and rows alone, as lspci -x prints them.
std::string withoutDetails(const std::string &text)
{
    std::istringstream stream(text);
    std::string kept;
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with('\t') && !line.starts_with(' '))
            kept += line + '\n';
    }
    return kept;
}

QByteArray runLspci(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral("lspci"), arguments);
    process.waitForFinished();
    return process.readAllStandardOutput();
}

} // namespace

class TestLspciCorpus : public QObject
{
    Q_OBJECT

private slots:
    void bytes_data();
    void bytes();
    void textAlone_data() { bytes_data(); }
    void textAlone();
    void excerpts();
    void cutRow();
    void cutText();
};

void TestLspciCorpus::bytes_data()
{
    QTest::addColumn<QString>("path");
    const auto files = filesOf(PATCHBAY_SHARED "/corpus/lspci-xxxx");
    for (const auto &file : files)
        QTest::newRow(file.filename().c_str()) << QString::fromUtf8(file.c_str());
    if (files.empty())
        QTest::newRow("none") << QString();
}

void TestLspciCorpus::bytes()
{
    QFETCH(const QString, path);
    if (path.isEmpty())
        QSKIP("the folder of real machines is not here");
    const std::string text = contentOf(path.toUtf8().constData());
    const auto dump = readDump(withoutDetails(text));
    QVERIFY2(dump, toBytes(dump ? "" : dump.error().toString()).constData());
    QVERIFY(dump->kind == DumpKind::Lspci);
    for (const Function &function : dump->list.functions) {
        QVERIFY(function.config.size() >= 64);
        QVERIFY(function.headerType);
    }
    QCOMPARE(buildTopology(dump->list.functions).nodes.size(), dump->list.headings);
    const auto whole = readDump(text);
    QVERIFY(whole && whole->list.functions.size() == dump->list.functions.size());

    if (QStandardPaths::findExecutable(QStringLiteral("lspci")).isEmpty())
        QSKIP("lspci is not installed");
    const QString said = QString::fromUtf8(runLspci({QStringLiteral("-F"), path, QStringLiteral("-Dnvv")}));
    const QStringList blocks = said.split(QStringLiteral("\n\n"), Qt::SkipEmptyParts);
    QList<QByteArray> expected, got;
    for (const QString &block : blocks)
        expected << summaryOf(block);
    for (const Node &node : buildTopology(dump->list.functions).nodes)
        got << summary(node.function);
    std::ranges::sort(expected);
    std::ranges::sort(got);
    QCOMPARE(got.join('\n'), expected.join('\n'));
}

/// What lspci -nn -vv prints of a dump, without bytes, must tell us the same as the bytes.
void TestLspciCorpus::textAlone()
{
    QFETCH(const QString, path);
    if (path.isEmpty())
        QSKIP("the folder of real machines is not here");
    if (QStandardPaths::findExecutable(QStringLiteral("lspci")).isEmpty())
        QSKIP("lspci is not installed");
    const QByteArray said = runLspci({QStringLiteral("-F"), path, QStringLiteral("-Dnnvv")});
    const auto fromText = readDump(toText(said));
    const auto fromBytes = readDump(withoutDetails(contentOf(path.toUtf8().constData())));
    QVERIFY(fromText && fromBytes);
    const Topology text = buildTopology(fromText->list.functions), bytes = buildTopology(fromBytes->list.functions);
    QCOMPARE(text.nodes.size(), bytes.nodes.size());
    for (std::size_t i = 0; i < text.nodes.size(); ++i) {
        const Function &a = text.nodes[i].function, &b = bytes.nodes[i].function;
        QCOMPARE(summary(a), summary(b));
        QCOMPARE(a.msi, b.msi);
        QCOMPARE(a.msix, b.msix);
        QCOMPARE(a.acs, b.acs);
        QCOMPARE(a.sriov, b.sriov);
        QCOMPARE(a.serial, b.serial);
        QCOMPARE(a.powerManagement, b.powerManagement);
        QCOMPARE(a.powerNoSoftReset, b.powerNoSoftReset);
        QCOMPARE(a.advancedFeaturesFlr, b.advancedFeaturesFlr);
        QCOMPARE(a.revision.value_or(0), b.revision.value_or(0));
        QCOMPARE(int(a.classCode), int(b.classCode));
        QCOMPARE(a.buses, b.buses);
        QCOMPARE(regionsOf(a), regionsOf(b));
        if (b.express) {
            QVERIFY(a.express);
            QCOMPARE(int(a.express->type), int(b.express->type));
            QCOMPARE(a.express->width, b.express->width);
            QCOMPARE(a.express->maxWidth, b.express->maxWidth);
            QCOMPARE(a.express->speed, b.express->speed);
            QCOMPARE(a.express->maxSpeed, b.express->maxSpeed);
            QCOMPARE(a.express->slotImplemented, b.express->slotImplemented);
            QCOMPARE(a.express->physicalSlot, b.express->physicalSlot);
            // lspci prints ARI forwarding of ports only.
            if (b.express->type == Express::Type::RootPort || b.express->type == Express::Type::DownstreamPort)
                QCOMPARE(a.express->ariForwarding, b.express->ariForwarding);
        }
    }
}

void TestLspciCorpus::excerpts()
{
    const auto files = filesOf(PATCHBAY_SHARED "/corpus/lspci-v");
    if (files.empty())
        QSKIP("the folder of real machines is not here");
    for (const auto &file : files) {
        const auto dump = readDump(contentOf(file));
        QVERIFY2(dump, file.c_str());
        QVERIFY(dump->list.oddities.empty());
    }
}

/// Half a byte at the end of a dump is none.
void TestLspciCorpus::cutRow()
{
    std::string text = "02:00.0 Ethernet controller: x\n00: 86 80 d3 10 07 04 10 00 00 00 00 02 10 00 00 00\n";
    for (const char *row : {"10", "20", "30"})
        text += row + std::string(": 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n");
    const auto list = parseLspci(text + "40: 05 0");
    QVERIFY(list);
    QCOMPARE(list->functions[0].config.size(), 65u);
    QVERIFY(!list->functions[0].capabilitiesKnown || list->functions[0].capabilities.empty());
    QCOMPARE(list->oddities.size(), 1u);
}

void TestLspciCorpus::cutText()
{
    const std::string text = "02:00.0 Ethernet controller [0200]: x [8086:10d3]\n\tFlags: bus master, fast devsel\n"
                             "\tCapabilities: [c8] Power Management version 2\n\tCapabilities: [d0] MSI: Enable- Count=1/1 Maskable- 64bit+\n";
    const auto whole = parseLspci(text), cut = parseLspci(text.substr(0, text.find("\tCapabilities: [d0]") + 9));
    QVERIFY(whole && whole->functions[0].capabilitiesKnown && whole->functions[0].msi && whole->oddities.empty());
    QVERIFY(cut && !cut->functions[0].capabilitiesKnown && !cut->functions[0].msi);
    QCOMPARE(toBytes(cut->oddities.at(0).text), QByteArray("the text ends inside pci0:2:0:0, before its line end"));
}

QTEST_GUILESS_MAIN(TestLspciCorpus)
#include "tst_lspci_corpus.moc"
