// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_text.h"
#include "support/text.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <format>

using namespace patchbay;

namespace {

std::string readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? toText(file.readAll()) : std::string();
}

QString corpus(const char *folder)
{
    return QString(PATCHBAY_SHARED "/corpus/") + folder;
}

void addFiles(const char *folder)
{
    QTest::addColumn<QString>("path");
    const QDir dir(corpus(folder));
    for (const QString &name : dir.entryList(QDir::Files))
        QTest::newRow(qPrintable(name)) << dir.filePath(name);
    if (dir.entryList(QDir::Files).isEmpty())
        QTest::newRow("none") << QString();
}

/// A text with one DRHD of two scopes, without the tabs.
const char *const plainText = "/*\n"
                              "DMAR: Length=72, Revision=1, Checksum=45 (Incorrect),\n"
                              "OEMID=ALASKA, OEM Table ID=A M I, OEM Revision=0x1,\n"
                              "Creator ID=INTL, Creator Revision=0x20091013\n"
                              "Host Address Width=39\n"
                              "Flags={INTR_REMAP,X2APIC_OPT_OUT}\n\n"
                              "Type=DRHD\nLength=40\nFlags=\nSegment=1\nAddress=0x00000000fed90000\nDevice Scope:\n"
                              "Type=PCI Endpoint Device\nLength=10\nEnumerationId=0\nStartBusNumber=3\nPath={28:4,0:1}\n\n"
                              "Type=5\nLength=8\nEnumerationId=1\nStartBusNumber=0\nPath={30:0}\n\n"
                              "Type=4\nLength=32\n"
                              " */\n";

std::string tableOf(std::string_view structures)
{
    Dmar empty{.hostAddressWidth = 39, .flags = 1, .structures = {}, .complete = true};
    std::string table = encodeDmar(empty) + std::string(structures);
    table[4] = char(table.size());
    return table;
}

std::string ivrsTable(std::string_view blocks)
{
    std::string table = encodeIvrs({}) + std::string(blocks);
    table[4] = char(table.size() & 0xff);
    table[5] = char(table.size() >> 8);
    return table;
}

/// What acpidump -t prints of a machine without an IOMMU.
std::string textOf(std::string_view root, std::size_t length, std::string_view entries,
                   const std::vector<std::string_view> &tables)
{
    std::string text = "/*\n  RSD PTR: OEM=BOCHS, ACPI_Rev=1.0x (0)\n\tRSDT=0x7ffe2ffe, cksum=168\n */\n";
    text += std::format("/*\n  {}: Length={}, Revision=1, Checksum=232,\n\tEntries={{ {} }}\n */\n", root, length, entries);
    for (const std::string_view table : tables)
        text += std::format("/*\n  {}:{}Length=244, Revision=3\n\tOEMID=BOCHS\n */\n", table, table == "FACS" ? '\t' : ' ');
    return text;
}

bool mentions(const AcpiReading &reading, std::string_view words)
{
    return std::any_of(reading.oddities.begin(), reading.oddities.end(),
                       [&](const Oddity &oddity) { return (oddity.where + " " + oddity.text).contains(words); });
}

} // namespace

class TstAcpi : public QObject
{
    Q_OBJECT

private slots:
    void textEqualsItsHexTwin_data() { addFiles("acpidump-t-dmar"); }
    void textEqualsItsHexTwin()
    {
        QFETCH(QString, path);
        if (path.isEmpty())
            QSKIP("no corpus of acpidump texts here");
        const auto text = readAcpi(readAll(path), "text");
        QVERIFY(text);
        QVERIFY(text->tables.read && text->tables.dmar && text->tables.dmar->complete);
        QCOMPARE(text->oddities.size(), std::size_t(0));
        QVERIFY(!text->tables.dmar->structures.empty());
        const auto encoded = decodeAcpiTable(encodeDmar(*text->tables.dmar), "encoded");
        QVERIFY(encoded && encoded->tables.dmar == text->tables.dmar && encoded->oddities.empty());

        const std::string twin = readAll(corpus("acpi-dmar-hex/") + QFileInfo(path).fileName());
        if (twin.empty())
            return;
        const auto hex = readAcpi(twin, "hex");
        QVERIFY(hex);
        QVERIFY(hex->tables.dmar == text->tables.dmar);
    }

    void hexDumpsDecodeWhole_data()
    {
        addFiles("acpi-dmar-hex");
        const QDir dir(corpus("acpi-ivrs-hex"));
        for (const QString &name : dir.entryList(QDir::Files))
            QTest::newRow(qPrintable("ivrs " + name)) << dir.filePath(name);
    }
    void hexDumpsDecodeWhole()
    {
        QFETCH(QString, path);
        if (path.isEmpty())
            QSKIP("no corpus of hex dumps here");
        const auto reading = readAcpi(readAll(path), "hex");
        QVERIFY(reading);
        const auto &[dmar, ivrs] = std::pair(reading->tables.dmar, reading->tables.ivrs);
        QVERIFY(dmar.has_value() != ivrs.has_value());
        QVERIFY(dmar ? dmar->complete && !dmar->structures.empty() : ivrs->complete && !ivrs->units.empty());
        for (const Oddity &odd : reading->oddities)
            qInfo("%s: %s", odd.where.c_str(), odd.text.c_str());
        if (ivrs) {
            const auto again = decodeAcpiTable(encodeIvrs(*ivrs), "encoded");
            QVERIFY(again && again->tables.ivrs == ivrs);
        }
    }

    void disassemblyEqualsItsRawData_data()
    {
        addFiles("acpi-dmar-iasl");
        const QDir dir(corpus("acpi-ivrs-iasl"));
        for (const QString &name : dir.entryList(QDir::Files))
            QTest::newRow(qPrintable("ivrs " + name)) << dir.filePath(name);
    }
    void disassemblyEqualsItsRawData()
    {
        QFETCH(QString, path);
        if (path.isEmpty())
            QSKIP("no corpus of disassembled tables here");
        const std::string text = readAll(path);
        const std::size_t raw = text.find("Raw Table Data");
        QVERIFY(raw != std::string::npos);
        const auto fields = readAcpi(text.substr(0, raw), "fields");
        const auto whole = readAcpi(text, "whole");
        QVERIFY(fields && whole);
        QVERIFY(whole->tables.dmar == fields->tables.dmar && whole->tables.ivrs == fields->tables.ivrs);
        QVERIFY(whole->tables.dmar ? whole->tables.dmar->complete : whole->tables.ivrs->complete);
        QVERIFY(whole->oddities.empty());
    }

    void textWithoutTabs()
    {
        const auto reading = parseAcpiText(plainText, "t");
        QVERIFY(reading);
        const Dmar &dmar = *reading->tables.dmar;
        QCOMPARE(int(dmar.hostAddressWidth), 39);
        QCOMPARE(int(dmar.flags), 3);
        QVERIFY(dmar.complete);
        QCOMPARE(dmar.structures.size(), std::size_t(2));
        const DmarStructure &unit = dmar.structures[0];
        QCOMPARE(int(unit.segment), 1);
        QCOMPARE(unit.base, std::uint64_t(0xfed90000));
        QVERIFY(!unit.includesAll());
        QCOMPARE(unit.scopes.size(), std::size_t(2));
        QCOMPARE(int(unit.scopes[0].startBus), 3);
        QVERIFY((unit.scopes[0].path == std::vector<DeviceScope::Hop>{{28, 4}, {0, 1}}));
        QCOMPARE(int(unit.scopes[1].type), 5);
        QCOMPARE(int(dmar.structures[1].type), 4);
        QVERIFY(mentions(*reading, "t:2 The checksum of the DMAR table is wrong."));
        QCOMPARE(reading->oddities.size(), std::size_t(1));
    }

    void wholeTextOfAnotherMachine()
    {
        const std::string others = textOf("RSDT", 40, "0x7ffe2e3a", {"FACP"});
        const auto none = parseAcpiText(others, "t");
        QVERIFY(none && none->tables.read && !none->tables.dmar && !none->tables.ivrs);
        const auto both = parseAcpiText(others + plainText + others, "t");
        QVERIFY(both && both->tables.read && both->tables.dmar);
        const auto grep = parseAcpiText("  FACP: Length=244, Revision=3, Checksum=192,\n", "t");
        QVERIFY(grep && !grep->tables.read);
    }

    void utf16()
    {
        for (const int first : {0, 1}) {
            std::string wide = first ? "\xfe\xff" : "\xff\xfe";
            for (const char *c = plainText; *c; ++c)
                wide += first ? std::string{'\0', *c} : std::string{*c, '\0'};
            for (const std::string &bytes : {wide, wide.substr(2)}) {
                const auto reading = readAcpi(bytes, "t");
                QVERIFY(reading && reading->tables.dmar && reading->tables.dmar->complete);
            }
        }
    }

    void lackTellsOnlyInWholeTexts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("none");
        QTest::addColumn<QByteArray>("words");
        const std::string two = "0x7ffe2d46, 0x7ffe2e3a", wide = "0x000000007ffe2d46, 0x000000007ffe2e3a";
        const auto row = [](const char *name, const std::string &text, bool none, const char *words) {
            QTest::newRow(name) << toBytes(text) << none << QByteArray(words);
        };
        const std::string whole = textOf("RSDT", 44, two, {"FACP", "FACS", "DSDT", "APIC"});
        row("RSDT", whole, true, "");
        row("XSDT", textOf("XSDT", 52, wide, {"FACP", "FACS", "DSDT", "APIC"}), true, "");
        row("empty entries", textOf("RSDT", 52, two + ", 0x00000000, 0x0", {"FACP", "APIC"}), true, "");
        row("FACS and DSDT are not listed", textOf("RSDT", 44, two, {"FACP", "FACS", "DSDT"}), false,
            "t:20 The RSDT lists 2 tables, and the text holds only 1, so");
        row("a table is missing", textOf("XSDT", 60, wide + ", 0x1", {"FACP", "APIC"}), false,
            "The XSDT lists 3 tables, and the text holds only 2, so");
        row("cut in the last table", whole.substr(0, whole.size() - 5), false,
            "t:22 The APIC table is not in the text to its end.");
        row("cut after a header line", whole.substr(0, whole.rfind("\tOEMID")), false, "t:22 The APIC table is not");
        row("cut in the list", whole.substr(0, whole.find(", 0x7ffe2e3a")), false, "t:6 The RSDT table is not in the text");
        row("cut before the list", whole.substr(0, whole.find("  RSDT:")), false, "t:5 The list of all tables");
        row("a part", whole.substr(whole.rfind("/*")), false, "t:4 The list of all tables (RSDT or XSDT) is not");
        row("a hole", whole.substr(0, whole.find("\tEntries")) + whole.substr(whole.rfind("/*")), false,
            "t:6 The RSDT table is not in the text to its end.");
        row("passed over", "acpidump: RSDT entry 1 (sig WSMT) is corrupt\n" + textOf("RSDT", 44, two, {"FACP"}), true, "");
        row("ours passed over", "acpidump: RSDT entry 1 (sig DMAR) is corrupt\n" + textOf("RSDT", 44, two, {"FACP"}), false,
            "acpidump passed over a DMAR or IVRS table");
        const std::string list = "XSDT @ 0x0\n    0000: 58 53 44 54 2C 00 00 00 01 00 00 00 00 00 00 00  XSDT\n"
                                 "    0010: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ....\n"
                                 "    0020: 00 00 00 00 00 10 00 00 00 00 00 00  ....\n\n";
        row("hex", list + "FACP @ 0x0\n    0000: 46 41 43 50\n\n", true, "");
        row("hex, cut", list, false, "The XSDT lists 1 tables, and the text holds only 0, so");
        const auto dumped = [](const char *signature, const char *address, const char *length) {
            QByteArray text = QByteArray(signature) + " @ " + address + "\n    0000: ";
            for (int i = 0; i < 4; ++i)
                text += QByteArray::number(signature[i], 16) + ' ';
            return toText(text + length + " 00 00 00\n\n");
        };
        const char zero[] = "0x0000000000000000";
        const std::string sysfs = dumped("APIC", zero, "08") + dumped("DSDT", zero, "08") + dumped("SSDT", zero, "08") +
                                  dumped("FACP", zero, "08");
        row("hex of Linux, without a list", sysfs, true, "");
        row("hex of Linux, cut", sysfs + dumped("SSDT", zero, "09"), false, "The list of all tables");
        row("hex of Linux, some", dumped("APIC", zero, "08") + dumped("DSDT", zero, "08"), false, "The list of all tables");
        row("hex without a list, not of Linux", sysfs + dumped("SSDT", "0x7ffe0000", "08"), false, "The list of all tables");
        row("hex, one table", "FACP @ 0x0\n    0000: 46 41 43 50\n\n", false, "The list of all tables");
    }
    void lackTellsOnlyInWholeTexts()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, none);
        QFETCH(const QByteArray, words);
        const auto reading = parseAcpiText(toText(text), "t");
        QVERIFY(reading && !reading->tables.dmar && !reading->tables.ivrs);
        QCOMPARE(reading->tables.read, none);
        const char *odd = reading->oddities.empty() ? "nothing odd" : reading->oddities[0].text.c_str();
        QVERIFY2(words.isEmpty() ? reading->oddities.empty() : mentions(*reading, toText(words)), odd);
    }

    void ivrsAsHexAndAsHeaderOnly()
    {
        Ivrs wanted;
        wanted.info = 0x203040;
        wanted.units.push_back({.type = 0x11, .flags = 0xb0, .deviceId = 2, .segment = 0, .base = 0xfd200000, .all = false,
                                .ranges = {{8, 0xfffe}, {0xff00, 0xffff}}, .rangesBeforeStop = {}});
        wanted.memory.push_back({.type = 0x22, .flags = 8, .first = 0, .last = 0xfff, .base = 0x9618e000, .length = 4096});
        const std::string table = encodeIvrs(wanted);
        const std::string header = std::format("/*\n  IVRS: Length={}, Revision=2, Checksum=1,\n\tOEMID=AMD, OEM Table "
                                               "ID=A, OEM Revision=0x1,\n\tCreator ID=AMD, Creator Revision=0x1\n",
                                               table.size());
        std::string text = header + "\n\tData={";
        for (std::size_t i = 0; i < table.size(); ++i)
            text += std::format("{}{} {:02x}", i % 16 ? "" : "\n\t\t", i % 16 == 8 ? "   " : "",
                                std::uint8_t(table[i]));
        const auto hex = parseAcpiText(text + "\n\t}\n */\n", "t");
        QVERIFY(hex);
        QVERIFY(hex->tables.ivrs == wanted);
        QVERIFY(hex->oddities.empty());

        const auto bare = parseAcpiText(header + " */\n", "t");
        QVERIFY(bare && bare->tables.ivrs && !bare->tables.ivrs->complete);
        QVERIFY(mentions(*bare, "t:2 Only a part of the IVRS table is in the text."));
    }

    void cutAndContradictory_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        using namespace std::string_literals;
        QTest::newRow("empty") << QByteArray() << "t: no ACPI table in this text";
        QTest::newRow("noise") << QByteArray("\x7f\x45LG\0\1\2", 7) << "t: no ACPI table in this text";
        QTest::newRow("packed") << QByteArray("\x1f\x8b\x08\0", 4) << "t: this is packed with gzip: unpack it first";
        QTest::newRow("short") << QByteArray("DMAR\0\0\0\0", 8) << "t: byte 0x0: 8 bytes are too few";
        QTest::newRow("length 4") << toBytes("DMAR\4\0\0\0"s + std::string(40, 0)) << "byte 0x4: the table's length of 4";
        QTest::newRow("other table in a dump")
            << QByteArray("DMAR @ 0x0\n    0000: 46 41 43 50  FACP\n") << "t:2 (byte 0x0): 4 bytes are too few";
        QTest::newRow("dump without bytes") << QByteArray("IVRS @ 0x0\nnothing") << "t:1: no bytes follow \"IVRS @\"";
        QTest::newRow("structure of length 0") << toBytes(tableOf("\0\0\0\0"s)) << "t: byte 0x30 A structure of type 0 and";
        QTest::newRow("structure past the end")
            << toBytes(tableOf("\0\0\xff\0"s)) << "byte 0x30 A structure of type 0 and length 255";
        QTest::newRow("scope of length 0")
            << toBytes(tableOf("\0\0\x18\0\1\0\0\0"s + std::string(8, 0) + "\1\0\0\0\0\0\0\0"s))
            << "byte 0x40 A device scope of length 0";
        QTest::newRow("scope past its structure")
            << toBytes(tableOf("\0\0\x18\0\1\0\0\0"s + std::string(8, 0) + "\1\x28\0\0\0\0\2\0"s))
            << "byte 0x40 A device scope of length 40";
        QTest::newRow("block of length 0") << toBytes(ivrsTable("\x10\0\0\0"s)) << "byte 0x30 A block of type 0x10";
        QTest::newRow("range turned round")
            << toBytes(ivrsTable("\x10\0\x20\0"s + std::string(20, 0) + "\3\x10\0\0\4\x08\0\0"s))
            << "byte 0x4c A device entry of the IOMMU at 0x0 ends a range before its start";
        QTest::newRow("entry past its unit")
            << toBytes(ivrsTable("\x10\0\x1c\0"s + std::string(20, 0) + "\x48\0\0\0"s)) << "byte 0x48 A device entry";
    }
    void cutAndContradictory()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto reading = readAcpi(toText(bytes), "t");
        if (reading)
            QVERIFY2(mentions(*reading, toText(words.toUtf8())), reading->oddities.empty() ? "nothing odd" : reading->oddities[0].text.c_str());
        else
            QVERIFY2(reading.error().toString().contains(toText(words.toUtf8())), reading.error().toString().c_str());
    }

    void truncatedAnywhere()
    {
        Dmar dmar{.hostAddressWidth = 46, .flags = 1, .structures = {}, .complete = true};
        dmar.structures.push_back({.type = 0, .flags = 1, .segment = 0, .base = 0xfed91000, .limit = 0,
                                   .scopes = {{.type = 1, .enumerationId = 0, .startBus = 0, .path = {{2, 0}}}}});
        const std::string table = encodeDmar(dmar);
        for (std::size_t size = 36; size < table.size(); ++size) {
            const auto reading = decodeAcpiTable(table.substr(0, size), "t");
            QVERIFY(reading && !reading->tables.dmar->complete && !reading->oddities.empty());
        }
        const std::string text = plainText;
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto reading = parseAcpiText(text.substr(0, size), "t");
            QVERIFY(!reading || !reading->tables.dmar || size + 4 > text.size() || !reading->tables.dmar->complete);
        }
    }

    void wrongChecksumIsOnlyOdd()
    {
        std::string table = encodeDmar({.hostAddressWidth = 39, .flags = 0, .structures = {}, .complete = true});
        table[9] = char(table[9] + 1);
        const auto reading = decodeAcpiTable(table, "t");
        QVERIFY(reading && reading->tables.dmar->complete);
        QVERIFY(mentions(*reading, "t: byte 0x9 The checksum"));
    }

    void namedDevicesStopFreebsd()
    {
        using namespace std::string_literals;
        const std::string named = "\xf0\0\0\0"s + std::string(16, 0) + "\2\2AB"s; // an ACPI device with a UID of 2
        const auto reading = decodeAcpiTable(
            ivrsTable("\x40\0\x4c\0"s + std::string(36, 0) + "\2\x10\0\0"s + named + "\2\x18\0\0\1\0\0\0"s), "t");
        QVERIFY(reading);
        const Ivhd &unit = reading->tables.ivrs->units.at(0);
        QVERIFY((unit.ranges == std::vector<IvhdRange>{{0x10, 0x10}, {0x18, 0x18}}));
        QCOMPARE(unit.rangesBeforeStop, std::optional<std::size_t>(1));
        QVERIFY(!unit.all);
    }
};

QTEST_APPLESS_MAIN(TstAcpi)
#include "tst_acpi.moc"
