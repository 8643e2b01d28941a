// SPDX-License-Identifier: BSD-2-Clause
#include "wire/codec.h"
#include "wire/message.h"

#include "support/fill_message.h"
#include "support/text.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace patchbay;
using namespace patchbay::wire;

namespace {

// The message filled, encoded, decoded and encoded again; another reader of JSON must see the same members.
template<typename T>
std::string roundTripComplaint(const std::string &name)
{
    T message;
    int counter = 0;
    fillMessage(shapeOf<T>(), &message, counter);
    const std::string once = encode(message);
    const Result<T> back = decode<T>(once);
    if (!back)
        return name + ": " + back.error().toString() + '\n';
    const auto seen = nlohmann::json::parse(once, nullptr, false);
    const bool good = encode(*back) == once && once.find('\n') == once.npos && seen.is_object() &&
        seen.size() == shapeOf<T>().fields.size();
    return good ? "" : name + ": came back other than it went\n";
}

#define COMPLAINT(T) +roundTripComplaint<T>(#T)
const auto roundTripComplaints = [] { return std::string() PATCHBAY_MESSAGES(COMPLAINT); };
#undef COMPLAINT

} // namespace

class TestCodec : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip()
    {
        QCOMPARE(toBytes(roundTripComplaints()), QByteArray());
    }

    void memberNames()
    {
        Function function;
        function.address = "pci0:2:0:0";
        function.classCode = "0x020000";
        const auto seen = nlohmann::json::parse(encode(function));
        QCOMPARE(seen["class"], "0x020000");
        QVERIFY(seen["msi"].is_null());
        QCOMPARE(seen["marks"].size(), 0u);
    }

    void strict_data()
    {
        static constexpr const char *rows[][2] = {
            {R"({"guests":[]})", ""},
            {R"({"gusts":[]})", "gusts: there is no such member; did you mean \"guests\"?"},
            {R"({"Guests":[]})", "Guests: there is no such member; did you mean \"guests\"?"},
            {R"({"zzz":[]})", "zzz: there is no such member; there are guests, reserved, remembered"},
            {R"({"guests":[{"name":"a","positions":[{"slto":7}]}]})",
             "guests[0].positions[0].slto: there is no such member; did you mean \"slot\"?"},
            {R"({"guests":[{"name":"a","memory":7}]})", "guests[0].memory: there is no such member; did you mean \"memoryMiB\"?"},
            {R"({"guests":[{"name":"a","positions":[{"slot":1,"function":0,"host":"2/0/0","expect":{"vender":"0x1"}}]}]})",
             "guests[0].positions[0].expect.vender: there is no such member; did you mean \"vendor\"?"},
            {"{\"a b\\u001b[2J\\u00e4\":1}", "a?b?[2J??: there is no such member; there are guests, reserved, remembered"},
            {R"({"guests":[{"name":"a","positions":[{"slot":32,"function":0,"host":"2/0/0"}]}]})",
             "guests[0].positions[0].slot: 32 is above 31"},
            {R"({"guests":[{"name":"a","positions":[{"slot":1,"function":-1,"host":"2/0/0"}]}]})",
             "guests[0].positions[0].function: -1 is below 0"},
            {R"({"guests":[{"name":"a","cpus":0}]})", "guests[0].cpus: 0 is below 1"},
            {"{\"guests\":[{\"name\":\"a\",\"extra\":[\"-x\",\"-o\\u0000\"]}]}",
             "guests[0].extra[1]: a control character (0x00), which may not stand here"},
            {"{\"guests\":[{\"name\":\"a\\nb\"}]}", "guests[0].name: a control character (0x0a), which may not stand here"},
        };
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("complaint");
        for (const auto &[json, complaint] : rows)
            QTest::newRow(json) << QByteArray(json) << QByteArray(complaint);
    }
    void strict()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, complaint);
        const auto plan = decodeStrict<Plan>(toText(json));
        QCOMPARE(plan ? QByteArray() : toBytes(plan.error().toString()), complaint);
        // What an engine answers may be newer than we are.
        if (!complaint.startsWith("guests[0].positions[0].slto"))
            QVERIFY(decode<Plan>(toText(json)).has_value());
    }

    void plan_data()
    {
        static const std::string deep = R"({"other":)" + std::string(70, '[') + std::string(70, ']') + "}";
        static const char *const rows[][2] = {
            {"{}", "guests 0"},
            {R"({"guests":[]})", "guests 0"},
            {"\xef\xbb\xbf{}", "guests 0"},
            {R"({"guests":[{"name":"a"}],"other":{"x":[1,2.5e3,null,true,"\u00e4"]}})", "guests 1"},
            {R"({"guests":[{"name":"a","positions":[{"slot":7,"function":0,"host":"pci0:2:0:0"}]}]})", "guests 1"},
            {"", "!line 1, column 1: the text ends too early"},
            {"   ", "!line 1, column 4: the text ends too early"},
            {"{", "!line 1, column 2: the text ends too early"},
            {"[]", "!expected an object"},
            {"nul", "!line 1, column 4: the text ends too early"},
            {"\"x\"", "!expected an object"},
            {"{}x", "!line 1, column 3: there is more after the end of the value"},
            {"{\n  \"guests\": [,]}", "!line 2, column 14: expected a value"},
            {R"({"guests":[{"name":"a",}]})", "!line 1, column 24: expected a text in double quotes"},
            {R"({"guests":[{"name":"a"},]})", "!line 1, column 25: expected a value"},
            {R"({"guests" [1]})", "!line 1, column 11: expected a colon"},
            {R"({"guests":[] "x":1})", "!line 1, column 14: expected a comma or a closing brace"},
            {R"({"guests":[{"name":"a"} {}]})", "!line 1, column 25: expected a comma or a closing bracket"},
            {R"({"guests":{}})", "!guests: expected a list"},
            {R"({"guests":null})", "!guests: expected a list"},
            {R"({"guests":[7]})", "!guests[0]: expected an object"},
            {R"({"guests":[{}]})", "!guests[0]: \"name\" is missing"},
            {R"({"guests":[{"name":7}]})", "!guests[0].name: expected a text"},
            {R"({"guests":[{"name":"a","name":"b"}]})", "!guests[0].name: given twice"},
            {R"({"guests":[{"name":"a","wired":1}]})", "!guests[0].wired: expected true or false"},
            {R"({"guests":[{"name":"a","memoryMiB":-1}]})", "!guests[0].memoryMiB: -1 is out of range"},
            {R"({"guests":[{"name":"a","memoryMiB":18446744073709551616}]})",
             "!guests[0].memoryMiB: 18446744073709551616 is out of range"},
            {R"({"guests":[{"name":"a","cpus":2147483648}]})", "!guests[0].cpus: 2147483648 is out of range"},
            {R"({"guests":[{"name":"a","cpus":1.5}]})", "!guests[0].cpus: expected a whole number"},
            {R"({"guests":[{"name":"a","cpus":"1"}]})", "!guests[0].cpus: expected a number"},
            {R"({"guests":[{"name":"a","cpus":01}]})",
             "!line 1, column 31: expected a comma or a closing brace"},
            {R"({"guests":[{"name":"a","cpus":-}]})", "!line 1, column 32: expected a digit"},
            {R"({"guests":[{"name":"a","boot":"grub"}]})",
             "!guests[0].boot: \"grub\" is not one of uefi, bhyveload"},
            {R"({"guests":[{"name":"a"},{"name":"b","positions":[{},{}]}]})",
             "!guests[1].positions[0]: \"slot\" is missing"},
            {R"({"guests":[{"name":"a","positions":[{"slot":1,"function":0,"host":"x"},{"slot":"x"}]}]})",
             "!guests[0].positions[1].slot: expected a number"},
            {R"({"reserved":["pci0:1:0:0",null]})", "!reserved[1]: expected a text"},
            {"{\"x\":\"a\n\"}", "!line 1, column 8: a control character inside a text"},
            {"{\"x\":\"\xff\"}", "!line 1, column 7: a byte that is not UTF-8"},
            {"{\"x\":\"\xed\xa0\x80\"}", "!line 1, column 8: a byte that is not UTF-8"},
            {R"({"x":"\ud800"})", "!line 1, column 13: half of a surrogate pair"},
            {R"({"x":"\q"})", "!line 1, column 8: there is no such escape in JSON"},
            {R"({"x":"\u12g4"})", "!line 1, column 11: expected four hex digits after \\u"},
            {"{\"x\":1 \"a\\\"\\\\\"}", "!line 1, column 8: expected a comma or a closing brace"},
            {"{\"x\":1 -2.5e+3}", "!line 1, column 8: expected a comma or a closing brace"},
            {"{}\n{}", "!line 2, column 1: there is more after the end of the value"},
            {"{\"x\":1e400}", "!line 1, column 10: a number that is too large"},
            {"{\"x\":7 ; last read: unexpected}", "!line 1, column 8: expected a comma or a closing brace"},
            {deep.c_str(), "!line 1, column 73: nested deeper than 64"},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected"); // number of guests, or "!" and the complaint
        for (const auto &[text, expected] : rows)
            QTest::addRow("%.60s", text) << QByteArray(text) << QByteArray(expected);
    }
    void plan()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        const auto plan = decode<Plan>(toText(text));
        QCOMPARE(toBytes(plan ? "guests " + std::to_string(plan->guests.size()) : '!' + plan.error().toString()),
                 expected);
    }

    void bytesThatAreNoUtf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("UTF-8") << QByteArray("\xc3\xbc \xf0\x9f\x90\xa1") << QByteArray("\xc3\xbc \xf0\x9f\x90\xa1");
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << QByteArray("a\0b", 3);
        QTest::newRow("Latin-1") << QByteArray("K\xfchler\t\x80") << QByteArray("K\xc3\xbchler\t\xc2\x80");
        QTest::newRow("mixed") << QByteArray("\xc3\xbc \xfc") << QByteArray("\xc3\x83\xc2\xbc \xc3\xbc");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\xc3\xad\xc2\xa0\xc2\x80");
        QTest::newRow("above U+10FFFF") << QByteArray("\xf4\x90\x80\x80")
                                        << QByteArray("\xc3\xb4\xc2\x90\xc2\x80\xc2\x80");
        QTest::newRow("cut off") << QByteArray("\xe2\x82") << QByteArray("\xc3\xa2\xc2\x82");
    }
    void bytesThatAreNoUtf8()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, expected);
        const auto back = decode<Oddity>(encode(Oddity{.where = toText(bytes), .text = {}}));
        QVERIFY(back);
        QCOMPARE(toBytes(back->where), expected);
    }

    void nulByte()
    {
        const auto plan = decode<Plan>(std::string_view("{}\0x", 4));
        QVERIFY(!plan);
        QCOMPARE(toBytes(plan.error().toString()), "line 1, column 3: a NUL byte, which JSON does not have");
    }

    // Values kept as they were written, wherever they stand and whatever follows.
    void rawValues()
    {
        for (const char *const value : {"1", "-2.50e3", "true", "null", "\"a, ]}\"", "{ \"b\" : [1 , 2] }", "[ ]", "{}"}) {
            for (const char *const after : {"", " ", "\n\t", ",\"id\":1", " , \"id\" : 1"}) {
                const std::string line = std::string("{ \"result\" : ") + value + after + "}";
                const auto envelope = parseEnvelope(line);
                QVERIFY2(envelope, line.c_str());
                QCOMPARE(toBytes(std::string(envelope->result.value_or(""))), QByteArray(value));
            }
            const std::string batch = std::string("[ ") + value + " ," + value + ',' + value + "]";
            const auto items = splitBatch(batch);
            QVERIFY2(items, batch.c_str());
            QCOMPARE(items->size(), 3u);
            for (const std::string_view item : *items)
                QCOMPARE(toBytes(std::string(item)), QByteArray(value));
        }
    }

    void everyByte()
    {
        for (int first = 0; first < 256; ++first) {
            for (int second = 0; second < 256; ++second) {
                const Oddity oddity{.where = {char(first), char(second)}, .text = {}};
                const std::string json = encode(oddity);
                QVERIFY(decode<Oddity>(json));
                QVERIFY(nlohmann::json::accept(json));
            }
        }
    }

    void envelope_data()
    {
        static const char *const rows[][2] = {
            {R"({"jsonrpc":"2.0","id":1,"method":"host.snapshot"})", "id 1 method host.snapshot params {}"},
            {R"({"params":{"a":[1]},"method":"x","id":"s","jsonrpc":"2.0"})", "id \"s\" method x params {\"a\":[1]}"},
            {R"({"method":"x","params":null})", "method x params {}"},
            {R"({"id":null,"result":{"x":1}})", "id null result {\"x\":1}"},
            {R"({"id":3,"error":{"code":-32001,"message":"no","data":[1]}})", "id 3 error -32001 no"},
            {R"({"method":1})", "!line 1, column 11: \"method\" must be a text"},
            {R"({"jsonrpc":"1.0"})", "!line 1, column 12: \"jsonrpc\" must be \"2.0\""},
            {R"({"id":[1]})", "!line 1, column 7: an id is a text, a number or null"},
            {R"({"id":1,"method":"x","params":"y"})", "!line 1, column 31: \"params\" must be an object"},
            {"garbage", "!line 1, column 1: expected a value"},
            {"7", "!line 1, column 1: expected an object"},
            {" [{}]", "!line 1, column 2: expected an object"},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        for (const auto &[text, expected] : rows)
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    }
    void envelope()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        const std::string line = toText(text);
        const auto envelope = parseEnvelope(line);
        std::string got;
        if (!envelope) {
            got = '!' + envelope.error().toString();
        } else {
            if (envelope->id)
                got += "id " + envelope->id->json + ' ';
            if (envelope->method)
                got += "method " + *envelope->method + " params " + std::string(envelope->params);
            if (envelope->result)
                got += "result " + std::string(*envelope->result);
            if (envelope->error)
                got += "error " + std::to_string(envelope->error->code) + ' ' + envelope->error->message;
        }
        QCOMPARE(toBytes(got), expected);
    }
};

QTEST_GUILESS_MAIN(TestCodec)
#include "tst_codec.moc"
