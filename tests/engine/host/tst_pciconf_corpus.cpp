// SPDX-License-Identifier: BSD-2-Clause
// Every listing of real machines that we have, against counts taken by other means.
#include "host/pciconf_text.h"
#include "pci/topology_builder.h"

#include "support/shared.h"
#include "support/text.h"

#include <QRegularExpression>
#include <QTest>

using namespace patchbay;

namespace {

int countOf(const QString &text, const char *pattern)
{
    const QRegularExpression expression(QString::fromLatin1(pattern), QRegularExpression::MultilineOption);
    int count = 0;
    for (auto matches = expression.globalMatch(text); matches.hasNext(); matches.next())
        ++count;
    return count;
}

template<typename Predicate>
int countIf(const FunctionList &list, Predicate predicate)
{
    return int(std::ranges::count_if(list.functions, predicate));
}

std::size_t linesOf(const FunctionList &list)
{
    std::size_t lines = 0;
    for (const Function &function : list.functions)
        lines += function.lines.size();
    for (const LineRange &range : list.other)
        lines += range.last - range.first + 1;
    return lines + list.blankLines - list.splitLines;
}

const char headingPattern[] = R"([A-Za-z_][A-Za-z_0-9]*@pci\d+(:\d+){2,3}:\s+(class=0x|[0-9a-f]{6}\s))";

} // namespace

class TestPciconfCorpus : public QObject
{
    Q_OBJECT

private slots:
    void machines_data();
    void machines();
    void transcripts_data();
    void transcripts();
};

void TestPciconfCorpus::machines_data()
{
    QTest::addColumn<QByteArray>("path");
    const std::filesystem::path corpus = PATCHBAY_SHARED "/corpus";
    for (const char *folder : {"pciconf-lvbc", "pciconf-ll", "pciconf-partial"}) {
        for (const auto &file : filesOf(corpus / folder))
            QTest::newRow(file.filename().c_str()) << toBytes(file.string());
    }
    if (filesOf(corpus / "pciconf-lvbc").empty())
        QTest::newRow("none") << QByteArray();
}

void TestPciconfCorpus::machines()
{
    QFETCH(const QByteArray, path);
    if (path.isEmpty())
        QSKIP("the folder of real machines is not here");
    const std::string text = contentOf(toText(path));
    const QString all = QString::fromUtf8(toBytes(text));

    const auto list = parsePciconf(text);
    QVERIFY2(list, toBytes(list ? "" : list.error().toString()).constData());
    const int headings = countOf(all, headingPattern);
    QCOMPARE(int(list->headings), headings);
    QCOMPARE(int(list->functions.size()), headings);
    QCOMPARE(linesOf(*list), std::size_t(std::ranges::count(text, '\n')) + (text.ends_with('\n') ? 0 : 1));
    for (const Oddity &oddity : list->oddities)
        QFAIL(toBytes(oddity.where + ": " + oddity.text).constData());

    std::size_t capabilities = 0, bars = 0;
    for (const Function &function : list->functions) {
        capabilities += function.capabilities.size();
        bars += function.bars.size();
        QVERIFY(function.vendor != 0xffff && function.headerType && function.driverKnown);
    }
    QCOMPARE(int(capabilities), countOf(all, R"(^ *e?cap [0-9a-f]+\[[0-9a-f]+\] =)"));
    QCOMPARE(int(bars), countOf(all, R"(^ *bar +\[)"));
    QCOMPARE(countIf(*list, [](auto &f) { return f.msi.has_value(); }), countOf(all, "= MSI supports"));
    QCOMPARE(countIf(*list, [](auto &f) { return f.msix.has_value(); }), countOf(all, "= MSI-X supports"));
    QCOMPARE(countIf(*list, [](auto &f) { return f.express && f.express->flr; }), countOf(all, "= PCI-Express .*\\bFLR\\b"));
    QCOMPARE(countIf(*list, [](auto &f) { return f.driver.empty(); }), countOf(all, R"(none\d+@pci)"));
    QCOMPARE(countIf(*list, [](auto &f) { return f.serial.has_value(); }), countOf(all, R"(^ *ecap 0003\[)"));
    QCOMPARE(countIf(*list, [](auto &f) { return !f.vendorName.empty(); }), countOf(all, R"(^ +vendor +=)"));
    QCOMPARE(countIf(*list, [](auto &f) { return f.sriov.has_value(); }), countOf(all, "= SR-IOV"));
    QCOMPARE(countIf(*list, [](auto &f) { return f.express && f.express->type == Express::Type::Unknown; }), 0);
    QCOMPARE(countIf(*list, [](auto &f) { return f.msix && f.capabilitiesKnown && !f.msix->tableBar; }), 0);

    const Topology topology = buildTopology(list->functions);
    QCOMPARE(topology.nodes.size(), list->functions.size());
}

void TestPciconfCorpus::transcripts_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const auto &file : filesOf(PATCHBAY_SHARED "/facts/oracle")) {
        if (countOf(QString::fromUtf8(toBytes(contentOf(file))), headingPattern) > 0)
            QTest::newRow(file.filename().c_str()) << toBytes(file.string());
    }
    if (filesOf(PATCHBAY_SHARED "/facts/oracle").empty())
        QTest::newRow("none") << QByteArray();
}

void TestPciconfCorpus::transcripts()
{
    QFETCH(const QByteArray, path);
    if (path.isEmpty())
        QSKIP("the folder of real machines is not here");
    const std::string text = contentOf(toText(path));
    const QString all = QString::fromUtf8(toBytes(text));
    const auto list = parsePciconf(text);
    QVERIFY(list);
    QCOMPARE(int(list->headings), countOf(all, headingPattern));
    QCOMPARE(linesOf(*list), std::size_t(std::ranges::count(text, '\n')) + (text.ends_with('\n') ? 0 : 1));
    for (const Function &function : list->functions) {
        QVERIFY2(function.unknownLines.empty(), toBytes(function.unknownLines.text()).constData());
        QVERIFY(function.vendor != 0xffff);
    }
}

QTEST_GUILESS_MAIN(TestPciconfCorpus)
#include "tst_pciconf_corpus.moc"
