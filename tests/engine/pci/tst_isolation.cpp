// SPDX-License-Identifier: BSD-2-Clause
#include "pci/isolation.h"
#include "support/text.h"
#include "support/topology.h"

#include <QElapsedTimer>
#include <QTest>

#include <map>
#include <numeric>

using namespace patchbay;
using Type = Express::Type;

namespace {

constexpr std::uint16_t all = 0x1d; // source validation, both redirects, upstream forwarding

Function pci(std::uint8_t headerType = 0)
{
    Function function;
    function.headerType = headerType;
    function.capabilitiesKnown = function.extendedKnown = true;
    return function;
}

Function pcie(Type type, std::optional<Acs> acs = {}, std::uint8_t headerType = 0)
{
    Function function = pci(headerType);
    function.express = Express{};
    function.express->type = type;
    function.acs = acs;
    return function;
}

Function port(Type type, std::uint16_t supported, std::uint16_t enabled)
{
    return pcie(type, Acs{supported, enabled, true}, 1);
}

Function id(Function function, std::uint16_t vendor, std::uint16_t device)
{
    function.vendor = vendor;
    function.device = device;
    return function;
}

struct Place
{
    const char *address;
    const char *bridge;
    Function function;
};

using Places = std::vector<Place>;

Topology grouped(const Places &places)
{
    std::vector<std::pair<std::string, std::string>> tree;
    for (const Place &place : places)
        tree.emplace_back(place.address, place.bridge);
    Topology topology = makeTopology(tree);
    for (const Place &place : places) {
        const Address address = *Address::parse(place.address);
        Function &function = topology.nodes[topology.index.at(address)].function;
        function = place.function;
        function.address = address;
    }
    applyIsolation(topology);
    return topology;
}

/// "0 0 1 ?": the group of each function in order of address.
QString groupsOf(const Topology &topology)
{
    QStringList groups;
    for (const Node &node : topology.nodes)
        groups << (node.group ? QString::number(*node.group) : QString("?"));
    return groups.join(' ');
}

/// The groups that the joins alone give; functions without a group are their own.
bool joinsMakeTheGroups(const Topology &topology)
{
    std::vector<std::uint32_t> part(topology.nodes.size());
    std::iota(part.begin(), part.end(), 0U);
    for (std::size_t round = 0; round < topology.nodes.size(); ++round)
        for (const GroupJoin &join : topology.joins)
            part[join.first] = part[join.second] = std::min(part[join.first], part[join.second]);
    for (std::size_t a = 0; a < part.size(); ++a)
        for (std::size_t b = 0; b < a; ++b)
            if (topology.nodes[a].group && topology.nodes[b].group &&
                (part[a] == part[b]) != (topology.nodes[a].group == topology.nodes[b].group))
                return false;
    return topology.joins.size() < topology.nodes.size() || topology.nodes.empty();
}

} // namespace

class TstIsolation : public QObject
{
    Q_OBJECT

private slots:
    void groups_data()
    {
        QTest::addColumn<Places>("places");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("reason"); // words of one of the joins
        const Function endpoint = pcie(Type::Endpoint), good = port(Type::RootPort, all, all);
        const Function plain = pcie(Type::RootPort, {}, 1);

        QTest::newRow("nothing") << Places{} << "" << "";
        QTest::newRow("slots of a root bus")
            << Places{{"pci0:0:0:0", "", pci()}, {"pci0:0:2:0", "", pci()}} << "0 1" << "";
        QTest::newRow("functions of a chipset slot")
            << Places{{"pci0:0:31:0", "", pci(0x80)}, {"pci0:0:31:2", "", pci()}, {"pci0:0:31:3", "", pci()}} << "0 0 0"
            << "functions of one device: pci0:0:31:2 is a conventional PCI function";
        QTest::newRow("port with ACS on")
            << Places{{"pci0:0:1:0", "", good}, {"pci0:1:0:0", "pci0:0:1:0", endpoint}} << "0 1" << "";
        QTest::newRow("port without ACS")
            << Places{{"pci0:0:1:0", "", plain}, {"pci0:1:0:0", "pci0:0:1:0", endpoint}} << "0 0"
            << "below pci0:0:1:0, which has no ACS";
        QTest::newRow("port with ACS off")
            << Places{{"pci0:0:1:0", "", port(Type::RootPort, all, 1)}, {"pci0:1:0:0", "pci0:0:1:0", endpoint}} << "0 0"
            << "which has ACS, but request redirect, completion redirect, upstream forwarding switched off";
        QTest::newRow("what the capability lacks the hardware does")
            << Places{{"pci0:0:1:0", "", port(Type::RootPort, 0x01, 0x01)}, {"pci0:1:0:0", "pci0:0:1:0", endpoint}}
            << "0 1" << "";
        QTest::newRow("ACS without its bits")
            << Places{{"pci0:0:1:0", "", pcie(Type::RootPort, Acs{}, 1)}, {"pci0:1:0:0", "pci0:0:1:0", endpoint}}
            << "0 0" << "does not tell whether it is on";
        Function cut = plain;
        cut.extendedKnown = false;
        QTest::newRow("no extended capabilities in the dump")
            << Places{{"pci0:0:1:0", "", cut}, {"pci0:1:0:0", "pci0:0:1:0", endpoint}} << "0 0"
            << "this dump shows no extended capabilities";
        QTest::newRow("chipset port")
            << Places{{"pci0:0:28:0", "", id(plain, 0x8086, 0x8c10)}, {"pci0:1:0:0", "pci0:0:28:0", endpoint}} << "0 0"
            << "undocumented registers";
        QTest::newRow("root ports of one slot")
            << Places{{"pci0:0:28:0", "", plain}, {"pci0:0:28:4", "", plain}, {"pci0:1:0:0", "pci0:0:28:0", endpoint},
                      {"pci0:2:0:0", "pci0:0:28:4", endpoint}} << "0 0 0 0" << "functions of one device: pci0:0:28:4 has no ACS";
        QTest::newRow("root ports of one slot, ACS on")
            << Places{{"pci0:0:28:0", "", good}, {"pci0:0:28:4", "", good}, {"pci0:1:0:0", "pci0:0:28:0", endpoint},
                      {"pci0:2:0:0", "pci0:0:28:4", endpoint}} << "0 1 2 3" << "";
        QTest::newRow("one of two in a slot")
            << Places{{"pci0:0:28:0", "", plain}, {"pci0:0:28:4", "", good}, {"pci0:1:0:0", "pci0:0:28:0", endpoint},
                      {"pci0:2:0:0", "pci0:0:28:4", endpoint}} << "0 1 0 2" << "";
        QTest::newRow("switch below a good port, downstream ports without ACS")
            << Places{{"pci0:0:1:0", "", good}, {"pci0:1:0:0", "pci0:0:1:0", pcie(Type::UpstreamPort, {}, 1)},
                      {"pci0:2:0:0", "pci0:1:0:0", pcie(Type::DownstreamPort, {}, 1)},
                      {"pci0:2:1:0", "pci0:1:0:0", good}, {"pci0:3:0:0", "pci0:2:0:0", endpoint},
                      {"pci0:4:0:0", "pci0:2:1:0", endpoint}} << "0 1 2 3 2 4" << "";
        QTest::newRow("switch below a bad port")
            << Places{{"pci0:0:1:0", "", plain}, {"pci0:1:0:0", "pci0:0:1:0", pcie(Type::UpstreamPort, {}, 1)},
                      {"pci0:2:0:0", "pci0:1:0:0", port(Type::DownstreamPort, all, all)},
                      {"pci0:3:0:0", "pci0:2:0:0", endpoint}} << "0 0 0 0"
            << "below pci0:2:0:0, itself below pci0:0:1:0, which has no ACS";
        QTest::newRow("behind a PCIe-to-PCI bridge")
            << Places{{"pci0:0:1:0", "", good}, {"pci0:1:0:0", "pci0:0:1:0", pcie(Type::PcieToPciBridge, {}, 1)},
                      {"pci0:2:0:0", "pci0:1:0:0", pci()}, {"pci0:2:4:0", "pci0:1:0:0", pci()}} << "0 1 1 1"
            << "a bridge that sends on everything below it under one name";
        QTest::newRow("behind a conventional bridge")
            << Places{{"pci0:0:30:0", "", pci(1)}, {"pci0:5:1:0", "pci0:0:30:0", pci()},
                      {"pci0:5:2:0", "pci0:0:30:0", pci(1)}, {"pci0:6:0:0", "pci0:5:2:0", pci()}} << "0 0 0 0"
            << "below pci0:5:2:0, a bridge that sends on";
        QTest::newRow("multi-function endpoint")
            << Places{{"pci0:0:1:0", "", good}, {"pci0:1:0:0", "pci0:0:1:0", pcie(Type::Endpoint, {}, 0x80)},
                      {"pci0:1:0:1", "pci0:0:1:0", endpoint}} << "0 1 1" << "pci0:1:0:1 has no ACS";
        QTest::newRow("multi-function endpoint with ACS that needs nothing")
            << Places{{"pci0:0:1:0", "", good}, {"pci0:1:0:0", "pci0:0:1:0", pcie(Type::Endpoint, Acs{0, 0, true}, 0x80)},
                      {"pci0:1:0:1", "pci0:0:1:0", pcie(Type::Endpoint, Acs{0, 0, true})}} << "0 1 2" << "";
        QTest::newRow("Intel network card with two ports")
            << Places{{"pci0:0:1:0", "", good},
                      {"pci0:1:0:0", "pci0:0:1:0", id(pcie(Type::Endpoint, {}, 0x80), 0x8086, 0x10fb)},
                      {"pci0:1:0:1", "pci0:0:1:0", id(endpoint, 0x8086, 0x10fb)}} << "0 1 2" << "";
        QTest::newRow("integrated endpoints of Intel and of others")
            << Places{{"pci0:0:4:0", "", id(pcie(Type::RootEndpoint, {}, 0x80), 0x8086, 1)},
                      {"pci0:0:4:1", "", id(pcie(Type::RootEndpoint), 0x8086, 1)},
                      {"pci0:0:5:0", "", id(pcie(Type::RootEndpoint, {}, 0x80), 0x1022, 1)},
                      {"pci0:0:5:1", "", id(pcie(Type::RootEndpoint), 0x1022, 1)}} << "0 1 2 2" << "pci0:0:5:1 has no ACS";
        Function unread = endpoint;
        unread.capabilitiesKnown = false;
        QTest::newRow("capabilities not read")
            << Places{{"pci0:0:1:0", "", good}, {"pci0:1:0:0", "pci0:0:1:0", unread}} << "0 ?" << "";
        Function unreadBridge = plain;
        unreadBridge.capabilitiesKnown = false;
        QTest::newRow("capabilities of a bridge not read")
            << Places{{"pci0:0:1:0", "", unreadBridge}, {"pci0:1:0:0", "pci0:0:1:0", endpoint}, {"pci0:2:0:0", "", pci()}}
            << "? ? 0" << "";
    }
    void groups()
    {
        QFETCH(Places, places);
        QFETCH(QString, expected);
        QFETCH(QString, reason);
        const Topology topology = grouped(places);
        QCOMPARE(groupsOf(topology), expected);
        QVERIFY(joinsMakeTheGroups(topology));
        const bool found = std::any_of(topology.joins.begin(), topology.joins.end(), [&](const GroupJoin &join) {
            return join.reason.contains(toText(reason.toUtf8()));
        });
        QVERIFY2(found || reason.isEmpty(), topology.joins.empty() ? "no joins" : topology.joins[0].reason.c_str());
    }

    void virtualFunctionsStandApart()
    {
        Function physical = pcie(Type::Endpoint, {}, 0x80);
        physical.sriov = SrIov{.enabled = true, .configured = 3, .supported = 8, .firstOffset = 128, .stride = 2, .vfDevice = 1};
        const Function good = port(Type::RootPort, all, all), vf = pcie(Type::Endpoint);
        Topology topology = grouped({{"pci0:0:1:0", "", good}, {"pci0:1:0:0", "pci0:0:1:0", physical},
                                     {"pci0:1:0:1", "pci0:0:1:0", pcie(Type::Endpoint)}, {"pci0:1:16:0", "pci0:0:1:0", vf},
                                     {"pci0:1:16:2", "pci0:0:1:0", vf}, {"pci0:1:0:132", "pci0:0:1:0", vf}});
        QCOMPARE(groupsOf(topology), "0 1 1 2 3 4");
        // On a bus number of their own, below no bridge: they are where their physical function is.
        Function far = physical;
        far.sriov->firstOffset = 256;
        topology = grouped({{"pci0:0:1:0", "", pcie(Type::RootPort, {}, 1)}, {"pci0:1:0:0", "pci0:0:1:0", far},
                            {"pci0:2:0:0", "", vf}});
        QCOMPARE(groupsOf(topology), "0 0 0");
    }

    void unknownBridge()
    {
        Topology topology = grouped({{"pci0:0:1:0", "", pci()}, {"pci0:3:0:0", "", pci()}});
        topology.nodes[1].parentKnown = false;
        applyIsolation(topology);
        QCOMPARE(groupsOf(topology), "0 ?");
    }

    void brokenLinksEnd()
    {
        Topology topology = grouped({{"pci0:0:1:0", "", pci(1)}, {"pci0:1:0:0", "", pci(1)}, {"pci0:2:0:0", "", pci()}});
        topology.nodes[0].parent = 1;
        topology.nodes[1].parent = 0;
        topology.nodes[2].parent = 77;
        applyIsolation(topology);
        QCOMPARE(groupsOf(topology), "? ? ?");
    }

    void manyFunctions()
    {
        Topology topology;
        for (std::uint32_t i = 0; i < 100'000; ++i) {
            Node node;
            node.function = pcie(i % 8 ? Type::Endpoint : Type::RootPort, {}, i % 8 ? 0 : 1);
            node.function.address = {i / 65536, std::uint8_t(i >> 8), std::uint8_t(i >> 3 & 31), std::uint8_t(i & 7)};
            if (i > 0)
                node.parent = i - 1; // one chain: the deepest tree there is
            topology.index[node.function.address] = i;
            topology.nodes.push_back(std::move(node));
        }
        QElapsedTimer timer;
        timer.start();
        applyIsolation(topology);
        QCOMPARE(topology.nodes.back().group, std::optional<std::uint32_t>(0));
        QCOMPARE(topology.joins.size(), std::size_t(99'999));
        QVERIFY2(timer.elapsed() < 60'000, "isolation does not grow with the number of functions alone");
    }
};

QTEST_APPLESS_MAIN(TstIsolation)
#include "tst_isolation.moc"
