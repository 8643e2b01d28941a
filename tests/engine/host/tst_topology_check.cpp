// SPDX-License-Identifier: BSD-2-Clause
#include "host/topology_check.h"

#include "host/dump_text.h"
#include "host/facts.h"
#include "host/survey.h"
#include "pci/topology_builder.h"
#include "support/shared.h"
#include "support/text.h"

#include <QTest>

#include <format>
#include <sstream>

using namespace patchbay;

namespace {

/// "0:1:0=2-5" a word, as pciconf -lB prints it.
std::string listingOf(const std::string &words)
{
    std::string text;
    std::istringstream stream(words);
    for (std::string word; stream >> word;) {
        const auto equals = word.find('=');
        text += std::format("pcib{}@pci0:{}:\tclass=0x060400 card=0x00000000 chip=0x0c018086 rev=0x06 hdr=0x01\n", text.size(),
                            word.substr(0, equals));
        if (equals != std::string::npos)
            text += std::format("    bus range  = {}\n", word.substr(equals + 1));
    }
    return text;
}

} // namespace

class TestTopologyCheck : public QObject
{
    Q_OBJECT

private slots:
    void buses_data();
    void buses();
    void manyBridges();
    void realMachines();
};

void TestTopologyCheck::buses_data()
{
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *words, const char *expected) {
        QTest::newRow(name) << QByteArray(words) << QByteArray(expected);
    };
    row("in order", "0:1:0=1-4 1:0:0=2-4 2:1:0=3-3 2:2:0=4-4 0:2:0=5-5 0:3:0=0-0", "");
    row("a loop", "0:1:0=1-2 1:0:0=2-2 2:0:0=1-1",
        "pci0:2:0:0: The bridge is on bus 2 and says that buses 1-1 are behind it, which cannot be.");
    row("behind itself", "0:1:0=1-4 1:0:0=1-4",
        "pci0:1:0:0: The bridge is on bus 1 and says that buses 1-4 are behind it, which cannot be.");
    row("turned round", "0:1:0=4-2",
        "pci0:0:1:0: The bridge is on bus 0 and says that buses 4-2 are behind it, which cannot be.");
    row("crossing", "0:1:0=1-4 0:2:0=3-6",
        "pci0:0:2:0: Two bridges' ranges cross: this one has buses 3-6, pci0:0:1:0 has buses 1-4.");
    row("the same bus", "0:1:0=1-1 0:2:0=1-1",
        "pci0:0:2:0: Two bridges have the same bus behind them: this one has buses 1-1, pci0:0:1:0 has buses 1-1.");
    row("inside a stranger's", "0:1:0=1-4 0:2:0=3-3",
        "pci0:0:2:0: The bridge is not behind the one whose range holds its own: this one has buses 3-3, pci0:0:1:0 has "
        "buses 1-4.");
}

void TestTopologyCheck::buses()
{
    QFETCH(const QByteArray, words);
    QFETCH(const QByteArray, expected);
    const std::string text = listingOf(toText(words));
    Capture capture;
    capture.blobs["dump"] = {.bytes = text, .source = "x", .error = {}};
    std::string found;
    for (const Oddity &oddity : makeFacts(capture).oddities)
        found += (found.empty() ? "" : "; ") + oddity.where + ": " + oddity.text;
    QCOMPARE(toBytes(found), expected);
    QCOMPARE(surveyDump("x", text).oddities.size(), expected.isEmpty() ? 0u : 1u);
}

void TestTopologyCheck::manyBridges()
{
    std::vector<Function> functions;
    for (unsigned i = 0; i < 60'000; ++i) {
        Function function;
        function.address = {i % 3, std::uint8_t(i / 3 % 250), std::uint8_t(i / 750 % 32), std::uint8_t(i / 24000)};
        function.headerType = 1;
        function.buses = BridgeBuses{std::nullopt, std::uint8_t(i % 255), std::uint8_t(i % 127 + 100)};
        functions.push_back(std::move(function));
    }
    QCOMPARE(checkBuses(buildTopology(std::move(functions))).size(), 100u);
}

/// What real firmware did is in order.
void TestTopologyCheck::realMachines()
{
    namespace fs = std::filesystem;
    const fs::path corpus = PATCHBAY_SHARED "/corpus";
    if (filesOf(corpus / "pciconf-lvbc").empty())
        QSKIP("the folder of real machines is not here");
    for (const char *folder : {"pciconf-lvbc", "pciconf-partial", "lspci-xxxx"})
        for (const fs::path &path : filesOf(corpus / folder)) {
            auto dump = readDump(contentOf(path));
            QVERIFY(dump);
            const auto odd = checkBuses(buildTopology(std::move(dump->list.functions)));
            QVERIFY2(odd.empty(), odd.empty() ? "" : (path.string() + ": " + odd[0].where + ": " + odd[0].text).c_str());
        }
}

QTEST_GUILESS_MAIN(TestTopologyCheck)
#include "tst_topology_check.moc"
