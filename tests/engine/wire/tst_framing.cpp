// SPDX-License-Identifier: BSD-2-Clause
#include "wire/framing.h"

#include "support/text.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;

namespace {

// Everything a reader gives, one item a line; errors with "!".
template<typename Reader>
QByteArray drain(Reader &reader)
{
    QByteArray all;
    while (const auto line = reader.next())
        all += toBytes(*line ? **line : '!' + line->error().toString()) + '\n';
    return all;
}

template<typename Reader>
QByteArray inPieces(Reader reader, const QByteArray &bytes, qsizetype piece)
{
    QByteArray all;
    for (qsizetype i = 0; i < bytes.size(); i += piece) {
        reader.feed(toText(bytes.mid(i, piece)));
        all += drain(reader);
    }
    reader.finish();
    return all + drain(reader);
}

const QByteArray hello = R"({"jsonrpc":"2.0","method":"hello","params":{}})";

} // namespace

class TestFraming : public QObject
{
    Q_OBJECT

private slots:
    void lines_data()
    {
        static const char *const rows[][3] = {
            {"two", "a\nb\n", "a\nb\n"},
            {"crlf and empty lines", "a\r\n\r\n\n\nb\n", "a\nb\n"},
            {"too long", "123456789\nb\n", "!the line is longer than 8 bytes\nb\n"},
            {"as long as may be", "12345678\n", "12345678\n"},
            {"too long without an end", "123456789012345678901234567890", "!the line is longer than 8 bytes\n"},
            {"two too long", "123456789\n987654321\n", "!the line is longer than 8 bytes\n!the line is longer than 8 bytes\n"},
            {"cut off", "a\nb", "a\n!the stream ended in the middle of a line\n"},
            {"nothing", "", ""},
        };
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        for (const auto &[name, bytes, expected] : rows)
            QTest::newRow(name) << QByteArray(bytes) << QByteArray(expected);
        QTest::newRow("NUL") << QByteArray("a\0b\n\0\n", 6) << QByteArray("a\0b\n\0\n", 6);
    }
    void lines()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, expected);
        for (qsizetype piece = 1; piece <= bytes.size() + 1; ++piece)
            QCOMPARE(inPieces(LineReader(8), bytes, piece), expected);
    }

    void client_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("clean") << hello + "\n{}\n" << hello + "\n{}\n";
        QTest::newRow("motd") << "FreeBSD 14.3\r\n\r\n\"quotes\" {braces}\n" + hello + "\r\n{}\n" << hello + "\n{}\n";
        QTest::newRow("on the same line") << "$ " + hello + "\n{}\n" << hello + "\n{}\n";
        QTest::newRow("nearly too much") << QByteArray(65536, 'x') + hello + "\n" << hello + "\n";
        QTest::newRow("too much") << QByteArray(65537, 'x') + hello + "\n"
                                  << "!" + QByteArray(200, 'x') +
                ": more than 64 KiB came before the engine's hello; no engine seems to answer\n";
        QTest::newRow("no engine") << QByteArray("motd\nsh: patchbay-engine: not found\r\n")
                                   << QByteArray("!sh: patchbay-engine: not found: the engine ended without a hello\n");
        QTest::newRow("nothing") << QByteArray() << QByteArray("!the engine ended without a word\n");
    }
    void client()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, expected);
        for (const qsizetype piece : {1, 2, 7, 33, 4096, 1 << 20}) {
            const QByteArray got = inPieces(ClientReader(), bytes, piece);
            QCOMPARE(got.startsWith('!') ? got.right(80) : got, expected.startsWith('!') ? expected.right(80) : expected);
        }
    }

    void keepsLittle()
    {
        LineReader reader(1000);
        int errors = 0;
        for (int i = 0; i < 100'000; ++i) {
            reader.feed(std::string(1000, 'x'));
            while (const auto line = reader.next())
                errors += !*line;
        }
        QCOMPARE(errors, 1);
        reader.feed("\nback\n");
        const auto line = reader.next();
        QVERIFY(line && *line);
        QCOMPARE(toBytes(**line), QByteArray("back"));
    }
};

QTEST_GUILESS_MAIN(TestFraming)
#include "tst_framing.moc"
