// SPDX-License-Identifier: BSD-2-Clause
#include "pci/address.h"

#include "support/text.h"

#include <QTest>

using namespace patchbay;

class TestAddress : public QObject
{
    Q_OBJECT

private slots:
    void parse_data()
    {
        static constexpr const char *rows[][2] = {
            {"pci0:2:0:1", "pci0:2:0:1"},
            {"pci0:2:0:1:", "pci0:2:0:1"},
            {"em0@pci0:2:0:1:", "pci0:2:0:1"},
            {"odd@name0@pci0:2:0:1", "pci0:2:0:1"},
            {"pci2:3", "pci0:2:3:0"},
            {"pci2:3:4", "pci0:2:3:4"},
            {"pci65535:255:31:7", "pci65535:255:31:7"},
            {"pci65536:225:6:0", "pci65536:225:6:0"},
            {"pci0:6:0:128", "pci0:6:0:128"},
            {"pci0:6:0:255", "pci0:6:0:255"},
            {"pci0:6:1:128", "!function 128 exists only in slot 0"},
            {"pci0:6:0:256", "!function 256 is above 255"},
            {"pci0:256:0:0", "!bus 256 is above 255"},
            {"pci0:2:32:0", "!slot 32 is above 31"},
            {"pci4294967296:0:0:0", "!\"4294967296:0:0:0\" is not a number"},
            {"pci0", "!a selector has two to four numbers"},
            {"pci0:1:2:3:4", "!a selector has two to four numbers"},
            {"pci", "!a number is missing at the end"},
            {"pci0:2:0:1x", "!trailing characters \"x\""},
            {"pci0:-2:0:1", "!\"-2:0:1\" is not a number"},
            {"", "!expected a selector like pci0:2:0:1"},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected"); // canonical form, or "!" and the complaint
        for (const auto &[text, expected] : rows)
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    }
    void parse()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        const auto address = Address::parse(toText(text));
        QCOMPARE(toBytes(address ? address->toString() : '!' + address.error().what), expected);
    }

    void slashed_data()
    {
        static constexpr const char *rows[][2] = {
            {"2/0/1", "2/0/1"},
            {"02/00/1", "2/0/1"},
            {"2/0", "!expected bus/slot/function"},
            {"0/2/0/0", "!expected bus/slot/function"},
            {"2/0/1x", "!trailing characters \"x\""},
            {"2:0:1", "!trailing characters \":0:1\""},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        for (const auto &[text, expected] : rows)
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    }
    void slashed()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        const auto address = Address::parseSlashed(toText(text));
        QCOMPARE(toBytes(address ? address->toSlashed() : '!' + address.error().what), expected);
    }
};

QTEST_GUILESS_MAIN(TestAddress)
#include "tst_address.moc"
