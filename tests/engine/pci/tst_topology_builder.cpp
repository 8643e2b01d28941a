// SPDX-License-Identifier: BSD-2-Clause
#include "pci/topology_builder.h"

#include "support/text.h"

#include <QElapsedTimer>
#include <QTest>

#include <sstream>

using namespace patchbay;

namespace {

/// One function a word: "0:1:0" endpoint, "0:1:0=2-5" bridge with its range, "0:1:0+" bridge without; then, after '/',
/// the express type: r root port, u upstream, d downstream, e endpoint, i root endpoint, b express-to-PCI bridge, c none
/// (conventional, known), h host bridge.
Function functionOf(const std::string &word)
{
    Function function;
    const auto end = word.find_first_of("=+/");
    function.address = *Address::parse("pci" + word.substr(0, end));
    function.headerType = 0;
    if (const auto plus = word.find_first_of("=+"); plus != std::string::npos) {
        function.headerType = 1;
        function.classCode = 0x060400;
        if (word[plus] == '=') {
            const int secondary = std::stoi(word.substr(plus + 1));
            const int subordinate = std::stoi(word.substr(word.find('-') + 1));
            function.buses = BridgeBuses{std::nullopt, std::uint8_t(secondary), std::uint8_t(subordinate)};
        }
    }
    const auto slash = word.find('/');
    if (slash == std::string::npos)
        return function;
    using enum Express::Type;
    const char kind = word[slash + 1];
    const Express::Type type = kind == 'r'   ? RootPort
                               : kind == 'u' ? UpstreamPort
                               : kind == 'd' ? DownstreamPort
                               : kind == 'e' ? Endpoint
                               : kind == 'i' ? RootEndpoint
                               : kind == 'b' ? PcieToPciBridge
                                             : Unknown;
    if (kind == 'h')
        function.classCode = 0x060000;
    function.capabilitiesKnown = kind != 'h';
    if (kind != 'c' && kind != 'h')
        function.express = Express{.type = type};
    return function;
}

Topology topologyOf(const std::string &words)
{
    std::vector<Function> functions;
    std::istringstream stream(words);
    for (std::string word; stream >> word;)
        functions.push_back(functionOf(word));
    return buildTopology(std::move(functions));
}

std::string shortName(const Address &address)
{
    const std::string slashed = address.toSlashed();
    return address.domain == 0 ? slashed : std::to_string(address.domain) + '/' + slashed;
}

/// The tree as text: "0/0/0 0/1/0(1/0/0 1/0/1) ?5/0/0".
void print(const Topology &topology, std::uint32_t index, std::string &text)
{
    const Node &node = topology.nodes[index];
    text += (node.parentKnown ? "" : "?") + shortName(node.function.address);
    if (node.children.empty())
        return;
    text += '(';
    for (const std::uint32_t child : node.children) {
        print(topology, child, text);
        text += child == node.children.back() ? ')' : ' ';
    }
}

std::string printed(const Topology &topology)
{
    std::string text;
    for (const std::uint32_t root : topology.roots) {
        text += text.empty() ? "" : " ";
        print(topology, root, text);
    }
    return text;
}

} // namespace

class TestTopologyBuilder : public QObject
{
    Q_OBJECT

private slots:
    void tree_data();
    void tree();
    void duplicateTakesTheLater();
    void reset_data();
    void reset();
    void manyFunctions();
};

void TestTopologyBuilder::tree_data()
{
    static constexpr const char *rows[][3] = {
        {"nothing", "", ""},
        {"sorted", "0:2:0 0:1:0 0:1:1", "0/1/0 0/1/1 0/2/0"},
        {"ranges", "0:0:0 0:1:0=1-1 1:0:0 1:0:1", "0/0/0 0/1/0(1/0/0 1/0/1)"},
        {"nested", "0:1:0=1-3 1:0:0=2-3 2:1:0=3-3 3:0:0", "0/1/0(1/0/0(2/1/0(3/0/0)))"},
        {"second root bus", "0:1:0=1-1 1:0:0 128:0:0 128:1:0=129-129 129:0:0",
         "0/1/0(1/0/0) 128/0/0 128/1/0(129/0/0)"},
        {"a bus inside a range that nobody names", "0:1:0=1-4 1:0:0 2:0:0", "0/1/0(1/0/0 2/0/0)"},
        {"domains are apart", "0:0:1:0=1-1 0:1:0:0 65536:0:1:0=1-1 65536:1:0:0",
         "0/1/0(1/0/0) 65536/0/1/0(65536/1/0/0)"},
        {"two bridges name one bus", "0:1:0=1-1 0:2:0=1-1 1:0:0", "0/1/0 0/2/0 ?1/0/0"},
        {"ranges that cross", "0:1:0=1-4 0:2:0=3-6 1:0:0 3:0:0 4:0:0 6:0:0",
         "0/1/0(1/0/0) 0/2/0(3/0/0 6/0/0) ?4/0/0"},
        {"subordinate below secondary", "0:1:0=5-2 5:0:0", "0/1/0 ?5/0/0"},
        {"a bridge behind itself", "1:0:0=1-1 1:1:0", "?1/0/0 ?1/1/0"},
        {"two bridges behind each other", "1:0:0=2-2 2:0:0=1-1", "?1/0/0(2/0/0)"},
        {"not set up", "0:1:0=0-0 0:2:0=1-1 1:0:0", "0/1/0 0/2/0(1/0/0)"},
        {"no ranges, one bridge", "0:0:0/h 0:1:0+ 3:0:0", "0/0/0 0/1/0(3/0/0)"},
        {"no ranges, one bridge, an excerpt", "0:1:0+ 3:0:0", "0/1/0 ?3/0/0"},
        {"no ranges, two bridges", "0:0:0/h 0:1:0+ 0:2:0+ 3:0:0", "0/0/0 0/1/0 0/2/0 ?3/0/0"},
        {"a switch, by types", "0:0:0/h 0:1:0+/r 1:0:0+/u 2:0:0+/d 3:0:0/e",
         "0/0/0 0/1/0(1/0/0(2/0/0(3/0/0)))"},
        {"behind the only conventional bridge", "0:0:0/h 0:1:0+/r 0:2:0+/r 0:30:0+/c 4:0:0/c",
         "0/0/0 0/1/0 0/2/0 0/30/0 ?4/0/0"},
        {"express cannot be behind a conventional bridge", "0:0:0/h 0:1:0+/r 0:30:0+/c 4:0:0/e",
         "0/0/0 0/1/0(4/0/0) 0/30/0"},
        {"root endpoints make a root bus", "0:0:0/h 0:1:0+/r 0:2:0+/r 255:8:0/i 255:8:1/c",
         "0/0/0 0/1/0 0/2/0 255/8/0 255/8/1"},
        {"an excerpt", "37:0:0", "?37/0/0"},
        {"virtual functions past function 7", "0:1:0=1-1 1:0:0 1:0:16 1:0:255", "0/1/0(1/0/0 1/0/16 1/0/255)"},
    };
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("expected");
    for (const auto &[name, words, expected] : rows)
        QTest::newRow(name) << QByteArray(words) << QByteArray(expected);
}

void TestTopologyBuilder::tree()
{
    QFETCH(const QByteArray, words);
    QFETCH(const QByteArray, expected);
    const Topology topology = topologyOf(toText(words));
    QCOMPARE(toBytes(printed(topology)), expected);
    for (const Node &node : topology.nodes)
        QCOMPARE(topology.find(node.function.address), &node);
}

void TestTopologyBuilder::duplicateTakesTheLater()
{
    std::vector<Function> functions{functionOf("1:0:0"), functionOf("0:0:0"), functionOf("1:0:0")};
    functions[0].driver = "em0";
    functions[2].driver = "ppt0";
    const Topology topology = buildTopology(std::move(functions));
    QCOMPARE(topology.nodes.size(), 2u);
    QCOMPARE(topology.nodes[1].function.driver, "ppt0");
}

void TestTopologyBuilder::reset_data()
{
    QTest::addColumn<bool>("known");
    QTest::addColumn<bool>("flr");
    QTest::addColumn<bool>("power");
    QTest::addColumn<bool>("keepsState");
    QTest::addColumn<bool>("advancedFlr");
    QTest::addColumn<int>("expected");
    QTest::newRow("not listed") << false << false << false << false << false << int(ResetMethod::Unknown);
    QTest::newRow("flr") << true << true << true << false << false << int(ResetMethod::Flr);
    QTest::newRow("d3hot") << true << false << true << false << false << int(ResetMethod::D3hot);
    QTest::newRow("keeps its state in d3hot") << true << false << true << true << false << int(ResetMethod::None);
    QTest::newRow("advanced features only") << true << false << false << false << true << int(ResetMethod::None);
    QTest::newRow("none") << true << false << false << false << false << int(ResetMethod::None);
}

void TestTopologyBuilder::reset()
{
    QFETCH(const bool, known);
    QFETCH(const bool, flr);
    QFETCH(const bool, power);
    QFETCH(const bool, keepsState);
    QFETCH(const bool, advancedFlr);
    QFETCH(const int, expected);
    Function function;
    function.capabilitiesKnown = known;
    if (flr)
        function.express = Express{.flr = true};
    if (power)
        function.powerManagement = 0x40;
    function.powerNoSoftReset = keepsState;
    function.advancedFeaturesFlr = advancedFlr;
    QCOMPARE(int(resetMethod(function)), expected);
}

/// Also where every function is a bridge that tells nothing, the dearest case.
void TestTopologyBuilder::manyFunctions()
{
    for (const bool bridges : {false, true}) {
        std::vector<Function> functions(100'000);
        for (std::size_t i = 0; i < functions.size(); ++i) {
            functions[i].address = {std::uint32_t(i >> 16), std::uint8_t(i >> 8), std::uint8_t(i >> 3 & 31), std::uint8_t(i & 7)};
            functions[i].headerType = bridges ? 1 : 0;
        }
        QElapsedTimer timer;
        timer.start();
        const Topology topology = buildTopology(std::move(functions));
        QCOMPARE(topology.nodes.size(), 100'000u);
        QVERIFY2(timer.elapsed() < 60'000, QByteArray::number(timer.elapsed()).constData());
    }
}

QTEST_GUILESS_MAIN(TestTopologyBuilder)
#include "tst_topology_builder.moc"
