// SPDX-License-Identifier: BSD-2-Clause
#include "oracle.h"
#include "shell.h"

#include "host/sim/text.h"
#include "support/text.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::sim;

namespace {

/// Addresses of BARs and modules differ between the boots of the real machine, and what those hosts said of
/// their own accord stands in between; neither is what a dialogue is about.
bool comparable(std::string_view line)
{
    return line.find("    bar   [") == std::string_view::npos && !line.ends_with(" vmm.ko") &&
        !line.starts_with("em0: ") && !line.starts_with("igb");
}

std::string compared(std::string_view text)
{
    std::string kept;
    for (const std::string_view line : lines(text)) {
        if (comparable(line))
            kept.append(line).append("\n");
    }
    return kept;
}

} // namespace

/// What was typed at a real FreeBSD 12.1, typed again: each answer that does not hang on its console or its
/// guests must be the same.
class TestDialogues : public QObject
{
    Q_OBJECT

private slots:
    void transcript_data();
    void transcript();
    void whichStringsMatch();
    void sameDeviceTwiceTakesTheHostDown();
};

void TestDialogues::transcript_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("vmm");
    QTest::addColumn<bool>("works"); // vmm itself comes up
    QTest::addColumn<bool>("iommu");
    QTest::addColumn<QByteArray>("pptdevs");
    QTest::addColumn<int>("least"); // answers that must have been compared
    QTest::newRow("boot, vmm does not come up") << QByteArray("05-ppt-boot-vmm-uninitialised.txt") << true
                                                << false << true << QByteArray("1/0/0 2/0/1 4/0/1") << 8;
    QTest::newRow("boot") << QByteArray("06-ppt-boot.txt") << true << true << true
                          << QByteArray("1/0/0 2/0/1 4/0/1") << 5;
    QTest::newRow("devctl") << QByteArray("07-devctl-runtime.txt") << true << true << true << QByteArray()
                            << 35;
    QTest::newRow("long pptdevs")
        << QByteArray("09-pptdevs-long-at-boot.txt") << true << true << true
        << QByteArray("9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 "
                      "9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 9/9/9 1/0/0")
        << 3;
    QTest::newRow("VT-d") << QByteArray("11-assign-vtd.txt") << true << true << true
                          << QByteArray("1/0/0 2/0/1") << 12;
    QTest::newRow("no IOMMU") << QByteArray("12-assign-no-iommu.txt") << true << true << false
                              << QByteArray("1/0/0 2/0/1") << 8;
    QTest::newRow("late kldload") << QByteArray("14-kldload-late.txt") << false << true << true
                                  << QByteArray("1/0/0 0/6/0 5/0/0") << 10;
    QTest::newRow("odd pptdevs") << QByteArray("15-pptdevs-odd.txt") << true << true << true
                                 << QByteArray("0/4/0 0/31/0 0/31/2 0/31/3 0/0/0 9/0/0 4/0/0 3/0/0") << 2;
    QTest::newRow("bhyve") << QByteArray("22-bhyve-passthru.txt") << true << true << true
                           << QByteArray("1/0/0 2/0/1 4/0/1") << 5;
    QTest::newRow("every kind of device")
        << QByteArray("30-bhyve-devices.txt") << true << true << true << QByteArray() << 8;
}

void TestDialogues::transcript()
{
    QFETCH(QByteArray, file);
    QFETCH(bool, vmm);
    QFETCH(bool, works);
    QFETCH(bool, iommu);
    QFETCH(QByteArray, pptdevs);
    QFETCH(int, least);
    const Transcript transcript = Transcript::read(toText(file));
    if (transcript.entries.empty())
        QSKIP("needs ../shared/facts/oracle");

    Machine machine = lineupMachine();
    machine.virtualisation = works;
    if (!works)
        machine.processorVendor = "intel";
    if (!iommu)
        std::erase_if(machine.acpiTables, [](const std::string &table) { return table.starts_with("DMAR"); });
    if (!pptdevs.isEmpty())
        machine.kenv.emplace_back("pptdevs", toText(pptdevs));
    if (file.startsWith("09")) {
        machine.kenv.emplace_back("pptdevs2", "2/0/1");
        machine.kenv.emplace_back("pptdevs3", "4/0/1");
    }
    machine.preloadVmm = vmm;
    machine.texts["ifconfig -a"] = {{Piece::When::Attached, {0, 1, 0, 0}, "${0:1:0:0}: flags=0\n"},
                                    {Piece::When::Attached, {0, 2, 0, 0}, "${0:2:0:0}: flags=0\n"},
                                    {Piece::When::Attached, {0, 2, 0, 1}, "${0:2:0:1}: flags=0\n"},
                                    {Piece::When::Always, {}, "lo0: flags=0\n"},
                                    {Piece::When::Again, {0, 1, 0, 0}, "${0:1:0:0}: flags=0\n"}};
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    Shell shell(host, toText(folder.path().toUtf8()));
    int same = 0;
    for (const Transcript::Entry &entry : transcript.entries) {
        const std::string ours = shell.type(entry.command);
        if (!Shell::understands(entry.command) || entry.output.find("[TIMEOUT") != std::string::npos)
            continue;
        const std::string left = compared(ours), right = compared(entry.output);
        QVERIFY2(left == right,
                 (toBytes(entry.command) + "\n--- ours\n" + toBytes(left) + "--- theirs\n" + toBytes(right))
                     .constData());
        ++same;
    }
    QVERIFY2(same >= least, QByteArray::number(same).constData());
}

/// The matrix of 08: each string is set with kenv, the NIC detached and attached again.
void TestDialogues::whichStringsMatch()
{
    const Transcript transcript = Transcript::read("08-pptdevs-syntax.txt");
    if (transcript.entries.empty())
        QSKIP("needs ../shared/facts/oracle");
    const std::string &output = transcript.find("sh /x/matrix.sh");
    Machine machine = lineupMachine();
    machine.preloadVmm = true;
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    int cases = 0;
    for (std::size_t at = output.find("kenv rc="); at != std::string::npos;
         at = output.find("kenv rc=", at + 1)) {
        const std::string status = output.substr(at + 8, output.find(' ', at + 8) - at - 8);
        const std::size_t from = output.find('"', at) + 1, to = output.find("\" -> ", from);
        const std::string value = output.substr(from, to - from),
                          holder = output.substr(to + 5, output.find('\n', to) - to - 5);
        const auto set = host.run({"kenv", "pptdevs=" + value}, {});
        QVERIFY(set.has_value());
        QCOMPARE(std::to_string(set->status), status);
        QVERIFY(host.run({"devctl", "detach", "pci0:1:0:0"}, {}).has_value());
        QVERIFY(host.run({"devctl", "attach", "pci0:1:0:0"}, {}).has_value());
        const auto listed = host.run({"pciconf", "-l", "pci0:1:0:0"}, {});
        QVERIFY(listed.has_value());
        QVERIFY2(listed->out.starts_with(holder + "@"),
                 (toBytes(value) + ": " + toBytes(listed->out)).constData());
        ++cases;
    }
    QVERIFY(cases > 25);
}

/// 33: one device in two slots of one guest panics a 12.1 with VT-d; the host is back, booted afresh, by the
/// next call.
void TestDialogues::sameDeviceTwiceTakesTheHostDown()
{
    Machine machine = lineupMachine();
    if (machine.functions.empty())
        QSKIP("needs ../shared/facts/oracle");
    machine.preloadVmm = true;
    machine.kenv.emplace_back("pptdevs", "1/0/0");
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    QVERIFY(host.run({"bhyvectl", "--create", "--vm=t"}, {}).has_value());
    const auto result = host.run({"bhyve", "-S", "-A", "-H", "-P", "-m", "64M", "-s", "0,hostbridge", "-s",
                                  "5,passthru,1/0/0", "-s", "6,passthru,1/0/0", "t"},
                                 {});
    QVERIFY(!result.has_value());
    QVERIFY2(result.error().what.find("panic: vtd_add_device: device 100 is already owned by domain 2") !=
                 std::string::npos,
             result.error().what.c_str());
    const auto after = host.run({"ls", "/dev/vmm"}, {});
    QVERIFY(after.has_value());
    QCOMPARE(after->status, 1);
}

QTEST_GUILESS_MAIN(TestDialogues)
#include "tst_dialogues.moc"
