// SPDX-License-Identifier: BSD-2-Clause
#include "oracle.h"

#include "host/sim/host.h"
#include "host/sim/text.h"
#include "support/text.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::sim;

namespace {

/// The first line that differs, with its number: a whole listing is no readable failure.
QByteArray difference(const std::string &ours, const std::string &theirs)
{
    const auto a = lines(ours), b = lines(theirs);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const std::string_view left = i < a.size() ? a[i] : "(end)", right = i < b.size() ? b[i] : "(end)";
        if (left != right)
            return "line " + QByteArray::number(qulonglong(i + 1)) + "\nours:   " + toBytes(left) +
                "\ntheirs: " + toBytes(right);
    }
    return ours == theirs ? QByteArray() : QByteArray("only the ends of lines differ");
}

} // namespace

/// A machine made from the raw registers of a real FreeBSD 12.1 answers as that FreeBSD did, byte for byte.
class TestFidelity : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_transcript = Transcript::read("40-host-full.txt");
        if (m_transcript.entries.empty())
            QSKIP("needs ../shared/facts/oracle/40-host-full.txt");
        m_host = std::make_unique<SimulatedHost>("sim:oracle", oracleMachine(m_transcript),
                                                 toText(m_folder.path().toUtf8()));
        QVERIFY(m_host->powerOn().has_value());
    }
    void answers_data();
    void answers();

private:
    Transcript m_transcript;
    QTemporaryDir m_folder;
    std::unique_ptr<SimulatedHost> m_host;
};

void TestFidelity::answers_data()
{
    QTest::addColumn<QByteArray>("command");
    for (const char *command :
         {"pciconf -l", "pciconf -lv", "pciconf -lb", "pciconf -lc", "pciconf -lB", "pciconf -le",
          "pciconf -lV", "pciconf -lBbcevV", "pciconf -l pci0:1:0:0", "pciconf -r pci0:1:0:0 0:0xff",
          "pciconf -r -b pci0:1:0:0 0:0x3f", "pciconf -r -h pci0:1:0:0 0:0x3f", "pciconf -r pci0:0:4:0 0x18",
          "devinfo", "devinfo -v", "devinfo -p em0", "kenv", "kenv -q", "acpidump -t"})
        QTest::newRow(command) << QByteArray(command);
}

void TestFidelity::answers()
{
    QFETCH(QByteArray, command);
    const auto result = m_host->run(words(toText(command)), {});
    QVERIFY(result.has_value());
    const QByteArray wrong = difference(result->out, m_transcript.find(toText(command)));
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

QTEST_GUILESS_MAIN(TestFidelity)
#include "tst_fidelity.moc"
