// SPDX-License-Identifier: BSD-2-Clause
#include "core/ppt_spec.h"

#include <QTest>

#include <string>

namespace {

/// Every token as "bus/slot/func" when the kernel takes it, else "!offset: reason"; an odd but used one carries "?stop: reason".
std::string describe(const QByteArray &text)
{
    std::string all;
    ppt_spec_token token;
    std::size_t at = 0;
    while (ppt_spec_next(text.constData(), std::size_t(text.size()), &at, &token)) {
        all += all.empty() ? "" : " | ";
        const std::string reason = ppt_spec_reason(token.verdict);
        if (!ppt_spec_used(&token)) {
            all += '!' + std::to_string(token.stop) + ": " + reason;
            continue;
        }
        all += std::to_string(token.bus) + '/' + std::to_string(token.slot) + '/' + std::to_string(token.func);
        if (!reason.empty())
            all += " ?" + std::to_string(token.stop) + ": " + reason;
    }
    return all;
}

bool lists(const QByteArray &text, int bus, int slot, int func)
{
    return ppt_spec_lists(text.constData(), std::size_t(text.size()), bus, slot, func);
}

} // namespace

class TestPptSpec : public QObject
{
    Q_OBJECT
private slots:
    // What FreeBSD 12.1 answered to each string when pci0:1:0:0 was detached and attached again.
    void kernelAnswers_data()
    {
        static constexpr struct { const char *text; bool taken; } rows[] = {
            {"1/0/0", true},         {"9/9/9 1/0/0", true}, {"9/9/9  1/0/0", true}, {" 1/0/0", true},
            {"9/9/9,1/0/0", false},  {"1/0/0,9/9/9", true}, {"1/0/0;9/9/9", true},  {"1/0", false},
            {"1/0/0/0", true},       {"0/1/0/0", false},    {"01/00/00", true},     {"1:0:0", false},
            {"pci0:1:0:0", false},   {"1/0/0x", true},      {"1/ 0/0", false},      {"0x1/0/0", false},
            {"1/0/1", false},        {"+1/0/0", true},      {"1/0/-0", true},       {"9/9/9\t1/0/0", false},
            {"9/9/9\n1/0/0", false}, {"garbage 1/0/0", true}, {"", false},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("taken");
        for (const auto &[text, taken] : rows)
            QTest::newRow(*text ? text : "empty") << QByteArray(text) << taken;
    }
    void kernelAnswers()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, taken);
        QCOMPARE(lists(text, 1, 0, 0), taken);
    }

    void tokens_data()
    {
        static constexpr const char *rows[][2] = {
            {"", ""},
            {"   ", ""},
            {"2/0/0 3/0/1", "2/0/0 | 3/0/1"},
            {"2/0/0x", "2/0/0 ?5: text after the third number is ignored"},
            {"9/9/9,1/0/0", "9/9/9 ?5: no function can have this address"},
            {"9/9/1,1/0/0", "9/9/1 ?5: text after the third number is ignored"},
            {"0/2/0/0", "0/2/0 ?5: text after the third number is ignored"},
            {"2:0:0", "!1: a '/' must stand here"},
            {"1/0", "!3: a '/' must stand here"},
            {"1/0/", "!4: a decimal number must stand here"},
            {"1/+/0", "!2: a decimal number must stand here"},
            {"pci0:2:0:0", "!0: a decimal number must stand here"},
            {"1/0/0  x 3/0/0", "1/0/0 | !7: a decimal number must stand here | 3/0/0"},
            {"1/\t0/0", "1/0/0"},
            {"1\t/0/0", "!1: a '/' must stand here"},
            {"300/0/0", "300/0/0 ?7: no function can have this address"},
            {"6/0/128", "6/0/128"},
            {"6/0/256", "6/0/256 ?7: no function can have this address"},
            {"-1/0/0", "-1/0/0 ?6: no function can have this address"},
            {"4294967297/0/0", "1/0/0"},
            {"4294967295/0/0", "-1/0/0 ?14: no function can have this address"},
            {"99999999999999999999/0/0", "-1/0/0 ?24: no function can have this address"},
            {"1/0/-99999999999999999999", "1/0/0"},
            {"0000000000000000000000000000001/0/0", "1/0/0"},
            {"00000000000000000000000000000001/0/0", "!31: a '/' must stand here"},
            {"1/0/00000000000000000000000000000009", "1/0/0 ?35: text after the third number is ignored"},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        for (const auto &[text, expected] : rows)
            QTest::newRow(*text ? text : "empty") << QByteArray(text) << QByteArray(expected);
    }
    void tokens()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        QCOMPARE(describe(text).c_str(), expected.constData());
    }

    void endsAtNul() { QCOMPARE(describe(QByteArray("1/0/0\0 2/0/0", 12)).c_str(), "1/0/0"); }

    void longAndBinary()
    {
        QByteArray text;
        for (int i = 0; i < 1600; ++i)
            text += "9/9/9 ";
        QVERIFY(!lists(text, 1, 0, 0));
        QVERIFY(lists(text + "1/0/0", 1, 0, 0));
        QByteArray binary;
        for (int i = 0; i < 10240; ++i)
            binary += char(1 + i % 255);
        QVERIFY(!lists(binary, 1, 0, 0));
    }

    void names()
    {
        QCOMPARE(ppt_spec_names[0], "pptdevs");
        QCOMPARE(ppt_spec_names[1], "pptdevs2");
        QCOMPARE(ppt_spec_names[2], "pptdevs3");
    }
};

QTEST_APPLESS_MAIN(TestPptSpec)
#include "tst_ppt_spec.moc"
