// SPDX-License-Identifier: BSD-2-Clause
#include "conf/pptdevs.h"

#include "support/text.h"

#include <QTest>

using namespace patchbay;

namespace {

std::string shown(const std::vector<PptToken> &tokens)
{
    std::string text;
    for (const PptToken &token : tokens) {
        text += text.empty() ? "" : "; ";
        text += token.function ? token.function->toSlashed() : "-";
        if (!token.note.empty())
            text += " @" + std::to_string(token.trouble) + " " + token.note;
    }
    return text;
}

std::string shown(const Result<PptValues> &values)
{
    if (!values)
        return "!" + values.error().toString();
    std::string text;
    for (const auto &value : values->value)
        text += "[" + value.value_or("unset") + "]";
    return text;
}

/// `count` functions of the longest common spelling: "1xx/0/0".
std::vector<Address> many(int count, int from = 100)
{
    std::vector<Address> result;
    for (int i = 0; i < count; ++i)
        result.push_back({0, std::uint8_t(from + i / 8), 0, std::uint8_t(i % 8)});
    return result;
}

} // namespace

class TestPptdevs : public QObject
{
    Q_OBJECT

private slots:
    void scan_data()
    {
        // As the kernel of 12.1 took them, and as its scanf takes the rest.
        static constexpr const char *rows[][2] = {
            {"", ""},
            {"1/0/0", "1/0/0"},
            {"  1/0/0   2/0/0  ", "1/0/0; 2/0/0"},
            {"1/0/0x", "1/0/0 @5 \"x\" behind 1/0/0 is not looked at"},
            {"1/0/0/0", "1/0/0 @5 \"/0\" behind 1/0/0 is not looked at"},
            {"9/9/9,1/0/0", "- @0 \"9/9/9,1/0/0\" matches no function: function 9 exists only in slot 0"},
            {"9/9/1,1/0/0", "9/9/1 @5 \",1/0/0\" behind 9/9/1 is not looked at"},
            {"01/00/00", "1/0/0"},
            {"+1/0/0", "1/0/0"},
            {"0/2/0/0", "0/2/0 @5 \"/0\" behind 0/2/0 is not looked at"},
            {"1/0/0\t2/0/0", "1/0/0 @5 \"\t2/0/0\" behind 1/0/0 is not looked at"},
            {"\t1/\t0/ 0", "- @6 \"\t1/\t0/\" has no decimal function; - @8 \"0\" has no \"/\" before its slot"},
            {"\t1/\t0/\n3", "1/0/3"},
            {"1\t/0/0", "- @1 \"1\t/0/0\" has no \"/\" before its slot"},
            {"1:0:0", "- @1 \"1:0:0\" has no \"/\" before its slot"},
            {"pci0:1:0:0", "- @0 \"pci0:1:0:0\" has no decimal bus"},
            {"0x1/0/0", "- @1 \"0x1/0/0\" has no \"/\" before its slot"},
            {"1/0", "- @3 \"1/0\" has no \"/\" before its function"},
            {"1/0/", "- @4 \"1/0/\" has no decimal function"},
            {"-1/0/0", "- @0 \"-1/0/0\" matches no function: bus -1 does not exist"},
            {"256/0/0", "- @0 \"256/0/0\" matches no function: bus 256 does not exist"},
            {"1/32/0", "- @0 \"1/32/0\" matches no function: slot 32 does not exist"},
            {"1/0/200", "1/0/200"},
            {"4294967298/0/0", "2/0/0"},
            {"99999999999999999999/0/0", "- @0 \"99999999999999999999/0/0\" matches no function: bus -1 does not exist"},
            {"1/0/-99999999999999999999", "1/0/0"},
            {"-9223372036854775809/0/0", "0/0/0"},
            {"'1/0/0'", "- @0 \"'1/0/0'\" has no decimal bus"},
            {"--1/0/0", "- @0 \"--1/0/0\" has no decimal bus"},
        };
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("expected");
        for (const auto &[value, expected] : rows)
            QTest::newRow(value) << QByteArray(value) << QByteArray(expected);
    }
    void scan()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, expected);
        QCOMPARE(toBytes(shown(parsePptdevs(toText(value)))), expected);
    }

    void packKeepsWhatIsThere()
    {
        const PptValues existing{{"9/0/0 4/0/0", std::nullopt, "7/0/0  x 3/0/0"}};
        QCOMPARE(toBytes(shown(packPptdevs({{0, 3, 0, 0}, {0, 4, 0, 0}, {1, 5, 0, 1}, {0, 5, 0, 1}}, existing))),
                 QByteArray("[4/0/0 5/0/1][unset][3/0/0]"));
        QCOMPARE(toBytes(shown(packPptdevs({}, existing))), QByteArray("[unset][unset][unset]"));
    }

    void packSpills()
    {
        const auto packed = packPptdevs(many(20));
        QVERIFY(packed.has_value());
        QCOMPARE(packed->value[0]->size(), std::size_t(127)); // 16 × 7 and 15 spaces
        QCOMPARE(packed->value[1]->size(), std::size_t(31));
        QVERIFY(!packed->value[2]);
        QVERIFY(packed->functions() == many(20));
    }

    /// A value over 128 characters works from the loader but is not documented to: its tail moves on.
    void packShortensTooLong()
    {
        std::string tooLong;
        for (const Address &address : many(20))
            tooLong += address.toSlashed() + " ";
        const auto packed = packPptdevs(many(20), {{tooLong, std::nullopt, std::nullopt}});
        QVERIFY(packed.has_value());
        QVERIFY(packed->functions() == many(20));
        QCOMPARE(packed->value[0]->size(), std::size_t(127));
    }

    void packFull()
    {
        QVERIFY(packPptdevs(many(48)).has_value());
        QCOMPARE(toBytes(shown(packPptdevs(many(49)))),
                 QByteArray("!pptdevs: 49 functions need 391 characters, but the three variables hold 128 each"));
        const PptCapacity capacity = pptCapacity(many(49));
        QCOMPARE(capacity.characters, std::size_t(391));
        QCOMPARE(capacity.limit, std::size_t(384));
        // 383 characters would go into 384, were it not for the ends.
        std::vector<Address> tight;
        for (unsigned i = 0; i < 64; ++i)
            tight.push_back({0, std::uint8_t(1 + i / 8), 1, std::uint8_t(i % 8)});
        QCOMPARE(toBytes(shown(packPptdevs(tight))),
                 QByteArray("!pptdevs: 64 functions need 383 characters, but the three variables hold 128 each and no function "
                            "stands half in one, half in the next"));
    }

    /// First come first served leaves gaps here that nothing fits; sorting by length fills them.
    void packTight()
    {
        std::vector<Address> wanted = many(48, 200);
        wanted[3] = {0, 1, 0, 0};
        for (std::size_t i = 0; i < 3; ++i)
            wanted[i * 16] = {0, 200, 10, std::uint8_t(i)};
        const auto packed = packPptdevs(wanted);
        QVERIFY(packed.has_value());
        for (const auto &value : packed->value)
            QVERIFY(value->size() <= pptValueLimit);
        QCOMPARE(packed->functions().size(), wanted.size());
    }
};

QTEST_GUILESS_MAIN(TestPptdevs)
#include "tst_pptdevs.moc"
