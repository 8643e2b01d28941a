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

/// Answers that follow from more than a listing and a device tree hold.
const char *cannotBeKnown(std::string_view command)
{
    struct Reason
    {
        std::string_view start;
        const char *why;
    };
    static constexpr Reason reasons[] = {
        {"dmesg", "drivers tell what no listing holds"},
        {"kldstat", "the kernel's size and address"},
        {"devinfo -r", "resources of devices that are no PCI functions"},
        {"sysctl dev.", "counters of drivers"},
        {"sysctl hw.vmm", "figures of the processor"},
        {"pciconf -r", "registers that pciconf does not put into words"},
        {"vmstat", "counters"},
        {"ls -la", "dates and sizes"},
    };
    for (const Reason &reason : reasons) {
        if (command.starts_with(reason.start))
            return reason.why;
    }
    return nullptr;
}

QByteArray difference(const std::string &ours, const std::string &theirs)
{
    const auto a = lines(ours), b = lines(theirs);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const std::string_view left = i < a.size() ? a[i] : "(end)", right = i < b.size() ? b[i] : "(end)";
        if (left != right)
            return "line " + QByteArray::number(qulonglong(i + 1)) + "\nours:   " + toBytes(left) +
                "\ntheirs: " + toBytes(right);
    }
    return {};
}

} // namespace

/// Machines made from nothing but what pciconf -lvbceV, pciconf -lB and devinfo -v of a real FreeBSD 12.1 say
/// answer every command of the transcript as it did, byte for byte; of the last one, ppt holds functions
/// behind a switch and a conventional bridge since the boot.
class TestLineups : public QObject
{
    Q_OBJECT

private slots:
    void answers_data();
    void answers();
};

void TestLineups::answers_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("pptdevs");
    QTest::addColumn<int>("least"); // answers that must have been compared
    QTest::newRow("root ports") << QByteArray("01-base.txt") << QByteArray() << 15;
    QTest::newRow("switch, conventional bridge, expander bus")
        << QByteArray("16-lineup-bridges.txt") << QByteArray() << 6;
    QTest::newRow("i440fx") << QByteArray("17-lineup-i440fx.txt") << QByteArray() << 6;
    QTest::newRow("ppt behind bridges") << QByteArray("18-ppt-bridges.txt")
                                        << QByteArray("0/2/0 3/0/0 6/1/0 129/0/0 7/1/0 131/0/0 130/0/0") << 6;
}

void TestLineups::answers()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, pptdevs);
    QFETCH(int, least);
    const Transcript transcript = Transcript::read(toText(file));
    if (transcript.entries.empty())
        QSKIP("needs ../shared/facts/oracle");
    Machine machine = listedMachine(transcript);
    QVERIFY(!machine.functions.empty());
    machine.preloadVmm = !pptdevs.isEmpty();
    if (!pptdevs.isEmpty())
        machine.kenv.emplace_back("pptdevs", toText(pptdevs));
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    Shell shell(host, toText(folder.path().toUtf8()));
    int same = 0;
    for (const Transcript::Entry &entry : transcript.entries) {
        if (cannotBeKnown(entry.command))
            continue;
        const QByteArray wrong = difference(shell.type(entry.command), entry.output);
        QVERIFY2(wrong.isEmpty(), (toBytes(entry.command) + "\n" + wrong).constData());
        ++same;
    }
    QVERIFY2(same >= least, QByteArray::number(same).constData());
}

QTEST_GUILESS_MAIN(TestLineups)
#include "tst_lineups.moc"
