// SPDX-License-Identifier: BSD-2-Clause
#include "wire/schema.h"

#include "support/fill_message.h"
#include "support/json_schema.h"
#include "support/text.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;

namespace {

using Json = nlohmann::json;

template<typename T>
Json schemaOf()
{
    SchemaWriter writer;
    Json schema = Json::parse(writer.request(shapeOf<T>()));
    schema["$defs"] = Json::parse('{' + writer.definitions() + '}');
    return schema;
}

// A message as it is by default and one with everything in it must fit the schema; so must nothing else.
template<typename T>
std::string complaintAbout(const std::string &name)
{
    const Json schema = schemaOf<T>();
    const JsonSchema validator(schema);
    T full;
    int counter = 0;
    fillMessage(shapeOf<T>(), &full, counter);
    if (const std::string words = validator.complaint(Json::parse(encode(full))); !words.empty())
        return name + ": " + words + '\n';
    // An address that nobody has filled in yet is the one default that may not be sent.
    if (const std::string words = validator.complaint(Json::parse(encode(T()))); !words.empty() && !words.contains("pci"))
        return name + ": " + words + '\n';
    return validator.complaint(Json::array()).empty() ? name + ": a list fits as well\n" : "";
}

#define COMPLAINT(T) +complaintAbout<T>(#T)
const auto complaints = [] { return std::string() PATCHBAY_MESSAGES(COMPLAINT); };
#undef COMPLAINT

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

private slots:
    void everyMessage() { QCOMPARE(toBytes(complaints()), QByteArray()); }

    // What the codec refuses the schema refuses, and the other way round.
    void agreesWithTheCodec_data()
    {
        static const char *const rows[] = {
            R"({})",
            R"({"guests":null})",
            R"({"guests":[{"name":"a"}]})",
            R"({"guests":[{}]})",
            R"({"guests":[{"name":1}]})",
            R"({"guests":[{"name":"a","boot":"uefi"}]})",
            R"({"guests":[{"name":"a","boot":"grub"}]})",
            R"({"guests":[{"name":"a","cpus":2147483648}]})",
            R"({"guests":[{"name":"a","cpus":0}]})",
            R"({"guests":[{"name":"a","cpus":1}]})",
            R"({"guests":[{"name":"a","cpus":65535}]})",
            R"({"guests":[{"name":"a","cpus":65536}]})",
            R"({"guests":[{"name":"a","memoryMiB":0}]})",
            R"({"guests":[{"name":"a","memoryMiB":17592186044416}]})",
            R"({"guests":[{"name":"a","memoryMiB":17592186044417}]})",
            R"({"guests":[{"name":"a","devices":[{"slot":31,"function":7,"kind":"lpc"}]}]})",
            R"({"guests":[{"name":"a","devices":[{"slot":32,"function":7,"kind":"lpc"}]}]})",
            R"({"guests":[{"name":"a","devices":[{"slot":31,"function":8,"kind":"lpc"}]}]})",
            R"({"guests":[{"name":"a","devices":[{"slot":-1,"function":0,"kind":"lpc"}]}]})",
            "{\"guests\":[{\"name\":\"a\",\"extra\":[\"-o\",\"x=\\u0000\"]}]}",
            "{\"guests\":[{\"name\":\"a\\u001b[2J\"}]}",
            "{\"guests\":[{\"name\":\"a\",\"console\":\"\\u007f\"}]}",
            R"({"guests":[{"name":"a","positons":[]}]})",
            R"({"guest":[]})",
            R"({"guests":[{"name":"a","memoryMiB":-1}]})",
            R"({"guests":[{"name":"a","memoryMiB":18446744073709551615}]})",
            R"({"guests":[{"name":"a","cpus":1.5}]})",
            R"({"guests":[{"name":"a","positions":[{"slot":1,"function":2,"host":"pci0:2:0:0"}]}]})",
            R"({"guests":[{"name":"a","positions":[{"slot":1,"function":2}]}]})",
            R"({"guests":[{"name":"a","positions":[{"slot":1,"function":2,"host":"pci0:2:0:0","expect":{"vendor":null}}]}]})",
            R"({"guests":[{"name":"a","positions":[{"slot":1,"function":2,"host":"pci0:2:0:0","expect":{"vendor":7}}]}]})",
            R"({"guests":[{"name":"a","positions":[{"slot":1,"function":2,"host":"2/0/0","expect":{"vendor":"0x8086"}}]}]})",
            R"({"reserved":null})",
            R"({"reserved":["2/0/0"]})",
            R"({"reserved":[null]})",
            R"({"unknown":[null]})",
        };
        QTest::addColumn<QByteArray>("json");
        for (const char *json : rows)
            QTest::newRow(json) << QByteArray(json);
    }
    void agreesWithTheCodec()
    {
        QFETCH(const QByteArray, json);
        const Json schema = schemaOf<Plan>();
        const std::string words = JsonSchema(schema).complaint(Json::parse(toText(json)));
        QCOMPARE(words.empty(), decodeStrict<Plan>(toText(json)).has_value());
    }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
