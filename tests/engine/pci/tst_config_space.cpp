// SPDX-License-Identifier: BSD-2-Clause
#include "pci/config_decode.h"
#include "pci/config_space.h"

#include "support/text.h"

#include <QTest>

#include <sstream>

using namespace patchbay;

namespace {

/// Config space of `size` bytes from "offset=bytes" words: "6=10 34=40 40=0550".
std::vector<std::uint8_t> spaceOf(std::size_t size, const std::string &words)
{
    std::vector<std::uint8_t> bytes(size, 0);
    bytes[0] = 0x86;
    bytes[1] = 0x80;
    std::istringstream stream(words);
    for (std::string word; stream >> word;) {
        auto at = std::size_t(std::stoul(word, nullptr, 16));
        const std::string digits = word.substr(word.find('=') + 1);
        for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
            bytes.at(at++) = std::uint8_t(std::stoul(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

std::string walked(const CapabilityWalk &walk)
{
    std::ostringstream text;
    text << std::hex;
    for (const CapabilityPlace &place : walk.places)
        text << (place.extended ? "e" : "") << place.id << '@' << place.offset << ' ';
    text << (walk.complete ? "whole" : "part") << (walk.extendedComplete ? " whole" : " part");
    for (const std::string &complaint : walk.complaints)
        text << "; " << complaint;
    return text.str();
}

Function decoded(std::size_t size, const std::string &words)
{
    Function function;
    decodeConfigSpace(spaceOf(size, words), function);
    return function;
}

} // namespace

class TestConfigSpace : public QObject
{
    Q_OBJECT

private slots:
    void reads();
    void walk_data();
    void walk();
    void interrupts();
    void expressAndPower();
    void extended();
    void bars();
    void bridge();
    void gone();
    void anyLength();
};

void TestConfigSpace::reads()
{
    const std::vector<std::uint8_t> bytes{1, 2, 3, 4, 5};
    const ConfigSpace space(bytes);
    QCOMPARE(space.word(0), 0x0201);
    QCOMPARE(space.dword(1), 0x05040302u);
    QVERIFY(space.byte(4) && !space.byte(5));
    QVERIFY(!space.word(4) && !space.dword(2) && !space.dword(std::size_t(-1)));
    QVERIFY(!ConfigSpace({}).word(0));
}

void TestConfigSpace::walk_data()
{
    struct Row
    {
        const char *name;
        int size;
        const char *words;
        const char *expected;
    };
    static constexpr Row rows[] = {
        {"no list", 64, "", "whole whole"},
        {"list beyond the header dump", 64, "6=10 34=40", "part part"},
        {"two", 256, "6=10 34=40 40=0150 50=0500", "1@40 5@50 whole whole"},
        {"low bits do not count", 256, "6=10 34=43 40=0151 50=0500", "1@40 5@50 whole whole"},
        {"loop", 256, "6=10 34=40 40=0150 50=0540", "1@40 5@50 whole whole; the capability list comes back to 0x40"},
        {"to itself", 256, "6=10 34=40 40=0140", "1@40 whole whole; the capability list comes back to 0x40"},
        {"into the header", 256, "6=10 34=40 40=0110",
         "1@40 whole whole; the capability list points into the header, to 0x10"},
        {"nothing there", 256, "6=10 34=40 40=0150 50=ffff",
         "1@40 whole whole; there is no capability at 0x50, where the list points"},
        {"cut short", 128, "6=10 34=40 40=0190", "1@40 part part"},
        {"cardbus keeps the pointer elsewhere", 256, "6=10 e=02 14=80 34=40 80=0100", "1@80 whole whole"},
        {"a header nobody defines", 256, "6=10 e=83 34=40 40=0100",
         "part part; nobody defines header type 0x3: where its capability list would be is not known"},
        {"express, 256 bytes", 256, "6=10 34=40 40=1000", "10@40 whole part"},
        {"express, no extended", 4096, "6=10 34=40 40=1000", "10@40 whole whole"},
        {"extended", 4096, "6=10 34=40 40=1000 100=01000114 140=03000100", "10@40 e1@100 e3@140 whole whole"},
        {"extended loop", 4096, "6=10 34=40 40=1000 100=01000110",
         "10@40 e1@100 whole whole; the extended capability list comes back to 0x100"},
        {"extended below", 4096, "6=10 34=40 40=1000 100=01000108",
         "10@40 e1@100 whole whole; the extended capability list points below 0x100, to 0x80"},
        {"extended all ones", 4096, "6=10 34=40 40=1000 100=ffffffff", "10@40 whole whole"},
        {"extended cut short", 512, "6=10 34=40 40=1000 100=01000130", "10@40 e1@100 whole part"},
        {"extended without express", 4096, "100=01000114", "whole whole"},
    };
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("expected");
    for (const Row &row : rows)
        QTest::newRow(row.name) << row.size << QByteArray(row.words) << QByteArray(row.expected);
}

void TestConfigSpace::walk()
{
    QFETCH(const int, size);
    QFETCH(const QByteArray, words);
    QFETCH(const QByteArray, expected);
    const auto bytes = spaceOf(std::size_t(size), toText(words));
    QCOMPARE(toBytes(walked(ConfigSpace(bytes).capabilities())), expected);
}

void TestConfigSpace::interrupts()
{
    const Function function = decoded(256, "6=10 34=40 40=0550b701 50=1100098001200000 58=04300000");
    QCOMPARE(function.msi, (Msi{.messages = 8, .enabled = 8, .wide = true, .masks = true}));
    const MsiX expected{.messages = 10, .enabled = true, .tableBar = 0x14, .tableOffset = 0x2000, .pbaBar = 0x20, .pbaOffset = 0x3000};
    QCOMPARE(function.msix, expected);
    QVERIFY(!decoded(256, "6=10 34=fc fc=0500").msix);
    QVERIFY(!decoded(256, "6=10 34=fc fc=1100").msix); // its table lies beyond the end
    QCOMPARE(decoded(256, "6=10 34=40 40=0500fe00").msi->messages, 128); // a reserved code
}

void TestConfigSpace::expressAndPower()
{
    const Function function = decoded(256, "6=10 34=40 40=0150 44=08000000 50=1070020100000010 5c=43000000 62=2100 70=1300ff02");
    QCOMPARE(function.powerManagement, 0x40);
    QVERIFY(function.powerNoSoftReset);
    QVERIFY(function.express->flr && function.express->slotImplemented);
    QCOMPARE(function.express->maxWidth, 4);
    QCOMPARE(function.express->maxSpeed, 80);
    QCOMPARE(function.express->width, 2);
    QCOMPARE(function.express->speed, 25);
    QVERIFY(function.advancedFeaturesFlr);
    QVERIFY(!function.express->ariForwarding);
    QVERIFY(function.capabilitiesKnown && !function.extendedKnown);
}

void TestConfigSpace::extended()
{
    const Function function = decoded(4096, "6=10 34=40 40=1000 42=0200 100=0d000114 104=5f001d00 140=03000118 144=0100000002000000 "
                                            "180=0e00011c 1c0=10000100 1c8=01000000 1ce=0800 1d0=0200 1d4=80000200 1da=2015");
    QCOMPARE(function.acs, (Acs{.supported = 0x5f, .enabled = 0x1d, .known = true}));
    QCOMPARE(function.serial, 0x0000000200000001u);
    QVERIFY(function.ari && function.extendedKnown);
    const SrIov expected{.enabled = true, .configured = 2, .supported = 8, .firstOffset = 0x80, .stride = 2, .vfDevice = 0x1520};
    QCOMPARE(function.sriov, expected);
}

void TestConfigSpace::bars()
{
    const Function function =
        decoded(64, "4=0300 10=0c0000f018000000 18=01e00000 1c=000010fe 24=0c0000f0 2c=d9151106 30=0100f0fd");
    QCOMPARE(function.bars.size(), 5u);
    QCOMPARE(function.bars[0], (Bar{0x10, Bar::Kind::Prefetchable, 64, 0x18f0000000, std::nullopt, true}));
    QCOMPARE(function.bars[1], (Bar{0x18, Bar::Kind::Io, 32, 0xe000, std::nullopt, true}));
    QCOMPARE(function.bars[2], (Bar{0x1c, Bar::Kind::Memory, 32, 0xfe100000, std::nullopt, true}));
    QCOMPARE(function.bars[3].bits, 0); // the last register cannot be 64 bits wide
    QCOMPARE(function.bars[4], (Bar{0x30, Bar::Kind::Memory, 32, 0xfdf00000, std::nullopt, true}));
    QCOMPARE(function.subvendor, 0x15d9);
    QCOMPARE(function.subdevice, 0x0611);
    QVERIFY(!decoded(64, "4=0000 10=000010fe").bars[0].enabled);
    // A bridge's capability counts for bridges only, as in the kernel.
    QCOMPARE(decoded(256, "6=10 2c=d9151106 34=40 40=0d00 44=34127856").subvendor, 0x15d9);
}

void TestConfigSpace::bridge()
{
    const Function function = decoded(256, "4=0700 6=10 e=81 18=000203 1c=d1e1 20=00fe10fe 24=01fd11fd 28=0100000002000000 30=01000200 "
                                           "34=40 40=0d00 44=d9151106");
    QCOMPARE(function.buses, (BridgeBuses{std::uint8_t(0), 2, 3}));
    QCOMPARE(function.windows.size(), 3u);
    QCOMPARE(function.windows[0], (Window{0x1c, Bar::Kind::Io, 32, 0x1d000, 0x2efff, true}));
    QCOMPARE(function.windows[1], (Window{0x20, Bar::Kind::Memory, 32, 0xfe000000, 0xfe1fffff, true}));
    QCOMPARE(function.windows[2], (Window{0x24, Bar::Kind::Prefetchable, 64, 0x1fd000000, 0x2fd1fffff, true}));
    QCOMPARE(function.subvendor, 0x15d9);
    QVERIFY(function.isBridge());
}

void TestConfigSpace::gone()
{
    Function function;
    function.vendor = 0x8086;
    const auto complaints = decodeConfigSpace(std::vector<std::uint8_t>(256, 0xff), function);
    QCOMPARE(complaints, std::vector<std::string>{"all ones: nothing answers at this address"});
    QCOMPARE(function.vendor, 0x8086);
    QVERIFY(!function.capabilitiesKnown);
    QCOMPARE(function.config.size(), 256u);
}

void TestConfigSpace::anyLength()
{
    const auto whole = spaceOf(4096, "6=10 e=01 34=f8 f8=10fc fc=1100 100=1000ff0f 104=ffff ff0=0d00010e");
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        Function function;
        decodeConfigSpace(std::span(whole).first(length), function);
        QCOMPARE(function.config.size(), length);
        QVERIFY(length >= 64 || !function.headerType);
    }
}

QTEST_GUILESS_MAIN(TestConfigSpace)
#include "tst_config_space.moc"
