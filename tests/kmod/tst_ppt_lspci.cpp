// SPDX-License-Identifier: BSD-2-Clause
// Real machines' configuration spaces: what the core reads in them is what lspci(8) of pciutils prints of the same bytes.
#include "machine.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace machine;

namespace {

struct Dumped
{
    QByteArray where;
    std::vector<std::uint8_t> bytes;
};

bool isHeading(const QByteArray &line)
{
    static const QRegularExpression heading("^([0-9a-f]{4,}:)?[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7] ");
    return heading.match(QString::fromLatin1(line)).hasMatch();
}

std::vector<Dumped> readDump(const QByteArray &text)
{
    static const QRegularExpression row("^([0-9a-f]{2,3}):((?: [0-9a-f]{2}){16})\\s*$");
    std::vector<Dumped> all;
    for (const QByteArray &line : text.split('\n')) {
        if (isHeading(line)) {
            all.push_back({line.left(line.indexOf(' ')), {}});
        } else if (const auto match = row.match(QString::fromLatin1(line)); match.hasMatch() && !all.empty()) {
            const std::size_t at = match.captured(1).toUInt(nullptr, 16);
            auto &bytes = all.back().bytes;
            bytes.resize(std::max(bytes.size(), at + 16));
            const QByteArray values = QByteArray::fromHex(match.captured(2).toLatin1());
            std::copy(values.begin(), values.end(), bytes.begin() + std::ptrdiff_t(at));
        }
    }
    return all;
}

QByteArray hex(std::uint64_t value, int width)
{
    return QByteArray::number(qulonglong(value), 16).rightJustified(width, '0');
}

/// One line a fact, in the words below.
QByteArray byCore(const Dumped &dump)
{
    const Host host(sim_new(4096, 0));
    const ppt_addr a = at(1);
    sim_func *func = sim_add(host.get(), &a, nullptr, dump.bytes.data(), dump.bytes.size());
    QByteArray text;
    ppt_bar bar[PPT_BARS];
    ppt_bars_read(&sim_ops, func, bar);
    for (unsigned n = 0; n < PPT_BAR_ROM; ++n)
        if (bar[n].kind == PPT_BAR_IO)
            text += "region " + QByteArray::number(n) + " io " + hex(bar[n].base, 4) + '\n';
        else if (bar[n].kind == PPT_BAR_MEMORY)
            text += "region " + QByteArray::number(n) + " memory " + hex(bar[n].base, 8) + ' '
                + (bar[n].bits == 20 ? "low-1M" : QByteArray::number(bar[n].bits) + "-bit")
                + (bar[n].prefetch ? " prefetchable\n" : " non-prefetchable\n");
    ppt_cap_walk walk;
    ppt_caps caps;
    ppt_caps_read(&sim_ops, func, &caps);
    for (const bool extended : {false, true}) {
        ppt_cap_first(&walk, &sim_ops, func, extended);
        while (ppt_cap_next(&walk))
            text += "capability " + hex(walk.offset, 2) + '\n';
    }
    const bool endpoint = caps.express_type == 0 || caps.express_type == 1 || caps.express_type == 9;
    if (caps.express != 0 && endpoint)
        text += caps.express_flr ? "flr\n" : "no flr\n";
    if (caps.af != 0)
        text += caps.af_flr ? "af flr\n" : "no af flr\n";
    if (caps.msi != 0)
        text += "msi " + QByteArray::number(caps.msi_count) + (caps.msi_masks ? " masks" : "") + (caps.msi_64 ? " wide\n" : "\n");
    if (caps.msix != 0) {
        text += "msix " + QByteArray::number(caps.msix_count) + '\n';
        text += "table " + QByteArray::number((caps.msix_table_bar - 0x10) / 4) + ' ' + hex(caps.msix_table, 8) + '\n';
        text += "pba " + QByteArray::number((caps.msix_pba_bar - 0x10) / 4) + ' ' + hex(caps.msix_pba, 8) + '\n';
    }
    if (caps.pm != 0)
        text += caps.pm_keeps ? "pm keeps\n" : "pm resets\n";
    return text;
}

/// The same facts from the lines lspci -vv prints of one function.
QByteArray byLspci(const QByteArrayList &lines)
{
    static const QRegularExpression memory("^\tRegion (\\d): Memory at (\\S+) \\((low-1M|\\d\\d-bit), ((?:non-)?prefetchable)\\)"),
        io("^\tRegion (\\d): I/O ports at (\\S+)"), capability("Capabilities: \\[([0-9a-f]+)"), flr("FLReset([+-])"),
        af("AFCap: TP([+-]) FLR([+-])"), msi("MSI: Enable. Count=\\d+/(\\d+) Maskable([+-]) 64bit([+-])"),
        msix("MSI-X: Enable. Count=(\\d+)"), table("Vector table: BAR=(\\d) offset=(\\S+)"), pba("PBA: BAR=(\\d) offset=(\\S+)"),
        soft("NoSoftRst([+-])");
    const auto base = [](const QString &text) { return text.startsWith('<') ? QByteArray("0") : text.toLatin1(); };
    QByteArray regions, capabilities, rest[6];
    int upperHalf = -1; // lspci prints the second register of a 64-bit BAR once more, as if it were one
    for (const QByteArray &bytes : lines) {
        const QString line = QString::fromLatin1(bytes);
        QRegularExpressionMatch m;
        if (((m = memory.match(line)).hasMatch() || (m = io.match(line)).hasMatch()) && m.captured(1).toInt() == upperHalf)
            continue;
        if ((m = memory.match(line)).hasMatch() && m.captured(3) == "64-bit")
            upperHalf = m.captured(1).toInt() + 1;
        if (m.hasMatch())
            regions += "region " + m.captured(1).toLatin1() + " memory " + base(m.captured(2)).rightJustified(8, '0') + ' '
                + m.captured(3).toLatin1() + ' ' + m.captured(4).toLatin1() + '\n';
        else if ((m = io.match(line)).hasMatch())
            regions += "region " + m.captured(1).toLatin1() + " io " + base(m.captured(2)).rightJustified(4, '0') + '\n';
        if ((m = capability.match(line)).hasMatch() && !line.contains("<chain looped>"))
            capabilities += "capability " + m.captured(1).toLatin1() + '\n';
        if ((m = flr.match(line)).hasMatch() && rest[0].isEmpty())
            rest[0] = m.captured(1) == "+" ? "flr\n" : "no flr\n";
        if ((m = af.match(line)).hasMatch())
            rest[1] = m.captured(1) == "+" && m.captured(2) == "+" ? "af flr\n" : "no af flr\n";
        if ((m = msi.match(line)).hasMatch() && rest[2].isEmpty())
            rest[2] = "msi " + m.captured(1).toLatin1() + (m.captured(2) == "+" ? " masks" : "")
                + (m.captured(3) == "+" ? " wide\n" : "\n");
        if ((m = msix.match(line)).hasMatch() && rest[3].isEmpty())
            rest[3] = "msix " + m.captured(1).toLatin1() + '\n';
        if ((m = table.match(line)).hasMatch())
            rest[4] = "table " + m.captured(1).toLatin1() + ' ' + m.captured(2).toLatin1() + '\n';
        if ((m = pba.match(line)).hasMatch())
            rest[4] += "pba " + m.captured(1).toLatin1() + ' ' + m.captured(2).toLatin1() + '\n';
        if ((m = soft.match(line)).hasMatch() && rest[5].isEmpty())
            rest[5] = m.captured(1) == "+" ? "pm keeps\n" : "pm resets\n";
    }
    return regions + capabilities + rest[0] + rest[1] + rest[2] + rest[3] + rest[4] + rest[5];
}

} // namespace

class TestPptLspci : public QObject
{
    Q_OBJECT
private slots:
    void agrees_data()
    {
        QTest::addColumn<QString>("path");
        const QDir dir(PATCHBAY_SHARED "/corpus/lspci-xxxx");
        for (const QString &name : dir.entryList(QDir::Files))
            QTest::newRow(qPrintable(name)) << dir.filePath(name);
        if (dir.entryList(QDir::Files).isEmpty())
            QSKIP("no dumps of real machines here");
    }
    void agrees()
    {
        QFETCH(const QString, path);
        const QString lspci = QStandardPaths::findExecutable("lspci", {"/usr/bin", "/usr/sbin", "/sbin"});
        if (lspci.isEmpty())
            QSKIP("no lspci here");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QProcess process;
        process.start(lspci, {"-n", "-vv", "-F", path});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        std::vector<QByteArrayList> printed;
        std::vector<QByteArray> places;
        for (const QByteArray &line : process.readAllStandardOutput().split('\n'))
            if (isHeading(line)) {
                places.push_back(line.left(line.indexOf(' ')));
                printed.emplace_back();
            } else if (!printed.empty()) {
                printed.back() += line;
            }
        const std::vector<Dumped> dumps = readDump(file.readAll());
        QVERIFY(!dumps.empty());
        for (const Dumped &dump : dumps) {
            if (dump.bytes.size() < 256)
                continue; // lists are cut short
            const auto place = std::find(places.begin(), places.end(), dump.where);
            QVERIFY2(place != places.end(), dump.where.constData());
            QCOMPARE(byCore(dump), byLspci(printed[std::size_t(place - places.begin())]));
        }
    }
};

QTEST_APPLESS_MAIN(TestPptLspci)
#include "tst_ppt_lspci.moc"
