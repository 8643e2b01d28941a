// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/convert.h"
#include "rpc/lifts.h"
#include "rpc/session.h"
#include "wire/shape.h"

#include "support/text.h"

#include <QRegularExpression>
#include <QTest>

using namespace patchbay;

namespace {

const std::vector<std::string> numbers{"0", "00", "1", "7", "007", "8", "31", "32", "99", "199", "249", "255", "256", "",
                                       "-1", "+1", "0x1", " 1"};

QRegularExpression regex(std::string_view pattern)
{
    return QRegularExpression(QString::fromUtf8(toBytes(pattern)));
}

/// Every way to join up to `count` of the numbers would be millions; each is put in each place among harmless ones.
std::vector<std::string> bodies(char separator)
{
    std::vector<std::string> all;
    for (int count = 1; count <= 5; ++count) {
        for (int place = 0; place < count; ++place) {
            for (const std::string &number : numbers) {
                for (const char *slot : {"0", "1"}) {
                    std::string body;
                    for (int i = 0; i < count; ++i)
                        body += (i > 0 ? std::string(1, separator) : "") + (i == place ? number : std::string(slot));
                    all.push_back(body);
                }
            }
        }
    }
    return all;
}

} // namespace

/// What the schema promises about texts that the codec does not look into.
class TestConvert : public QObject
{
    Q_OBJECT

private slots:
    void addressPattern()
    {
        const QRegularExpression pattern = regex(wire::pattern::address);
        std::vector<std::string> texts{"", "pci", "pci:", "x", "0:2:0:0", "pci4294967295:0:0:0", "pci4294967296:0:0:0",
                                       "pci4294967290:1:2:3", "pci9999999999:0:0:0", "pci3999999999:0:0:0"};
        for (const char *prefix : {"pci", "em0@pci", "@pci", "a@b@pci", "a/b@pci", "PCI"}) {
            for (const char *suffix : {"", ":", "::", "x"}) {
                for (const std::string &body : bodies(':'))
                    texts.push_back(prefix + body + suffix);
            }
        }
        for (const std::string &body : bodies('/'))
            texts.push_back(body);
        int good = 0;
        for (const std::string &text : texts) {
            const bool read = rpc::toAddresses({text}, "x").has_value();
            good += read;
            QVERIFY2(read == pattern.match(QString::fromUtf8(toBytes(text))).hasMatch(), text.c_str());
        }
        QVERIFY(good > 200);
    }

    /// A host is named as a console shows it, whatever the encoding its name was once set in.
    void hostNames()
    {
        const std::pair<const char *, const char *> rows[] = {
            {"nas", "nas"}, {"na\xc3\xa9s", "na\xc3\xa9s"}, {"na\xe9s", "na\xc3\xa9s"}, {"na\xe9s", "na\xe9s"}};
        for (const auto &[name, typed] : rows) {
            rpc::Reading reading;
            reading.facts.machineName = name;
            QVERIFY2(rpc::liftGuards(reading, {{"ssh-nic", "1/0/0", typed}}).has_value(), name);
            for (const char *other : {"", "NAS", "nas.", "na\xc3\xa8s", "na?s"})
                QVERIFY2(!rpc::liftGuards(reading, {{"ssh-nic", "1/0/0", other}}), other);
        }
    }

    void identityPattern()
    {
        for (const char *text : {"", "0x", "0x1", "0xffff", "0x10000", "0x00ffff", "0X1", "1", "8086", "0x-1", "0xg", "0x1 "}) {
            const wire::Position position{.slot = 1, .function = 0, .host = "2/0/0", .expect = {.vendor = text}, .options = {}};
            const auto plan = rpc::toPlan({.guests = {{.name = "a", .positions = {position}}}, .reserved = {}});
            QVERIFY2(plan.has_value() == regex(wire::pattern::id16).match(QString::fromUtf8(text)).hasMatch(), text);
        }
    }
};

QTEST_GUILESS_MAIN(TestConvert)
#include "tst_convert.moc"
