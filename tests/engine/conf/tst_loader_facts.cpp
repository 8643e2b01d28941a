// SPDX-License-Identifier: BSD-2-Clause
#include "conf/boot_files.h"

#include "support/text.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

struct Generation
{
    const char *file;
    LoaderGeneration generation;
};

constexpr Generation generations[] = {
    {"12", LoaderGeneration::Twelve}, {"14", LoaderGeneration::Fourteen}, {"main", LoaderGeneration::Main}};

std::string bytesOf(const QJsonValue &value, bool latin1)
{
    return toText(latin1 ? value.toString().toLatin1() : value.toString().toUtf8());
}

std::map<std::string, std::string> mapOf(const QJsonValue &value, bool latin1)
{
    std::map<std::string, std::string> result;
    const QJsonObject object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry)
        result[toText(entry.key().toUtf8())] = bytesOf(entry.value(), latin1);
    return result;
}

std::vector<std::string> listOf(const QJsonValue &value, bool latin1)
{
    std::vector<std::string> result;
    for (const QJsonValue &entry : value.toArray())
        result.push_back(bytesOf(entry, latin1));
    return result;
}

std::string shown(const std::map<std::string, std::string> &map)
{
    std::string text;
    for (const auto &[name, value] : map)
        text += "  " + name + " = " + value + "\n";
    return text;
}

std::string shown(const std::vector<std::string> &list)
{
    std::string text;
    for (const std::string &line : list)
        text += "  " + line + "\n";
    return text;
}

std::string shown(const std::map<std::string, LoaderResult::Module> &modules)
{
    std::string text;
    for (const auto &[key, module] : modules)
        text += key + ":\n" + shown(module.fields);
    return text;
}

BootFiles bootOf(const QJsonObject &test, LoaderGeneration generation)
{
    const bool latin1 = test["encoding"] == "latin-1";
    BootFiles boot;
    boot.generation = generation;
    boot.files = mapOf(test["files"], latin1);
    boot.loaderEnv = mapOf(test["loader_env"], latin1);
    boot.loaderCannotWrite = test["cannot_write"].toBool();
    if (test["directory_order"] == "reverse") {
        for (const auto &[path, text] : boot.files)
            boot.folderOrder.insert(boot.folderOrder.begin(), path.substr(path.rfind('/') + 1));
    }
    return boot;
}

/// Everything a case says, as one text: a difference shows where it is.
std::string expectedOf(const QJsonObject &test)
{
    const bool latin1 = test["encoding"] == "latin-1";
    const auto sorted = [&](const char *name) {
        auto list = listOf(test[name], latin1);
        std::ranges::sort(list);
        return list;
    };
    std::map<std::string, LoaderResult::Module> modules;
    const QJsonObject object = test["modules"].toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry)
        modules[toText(entry.key().toUtf8())].fields = mapOf(entry.value(), latin1);
    return "env\n" + shown(mapOf(test["env"], latin1)) + "modules\n" + shown(modules) + "loads\n" +
           shown(sorted("loads")) + "not loaded\n" + shown(sorted("not_loaded")) + "says\n" +
           shown(listOf(test["says"], latin1)) + "boot says\n" + shown(listOf(test["boot_says"], latin1)) +
           "reads\n" + shown(listOf(test["reads"], latin1)) + "left\n" + shown(mapOf(test["left"], latin1)) +
           "stops\n" + bytesOf(test["stops"], latin1);
}

std::string textOf(const LoaderResult &result)
{
    return "env\n" + shown(result.env) + "modules\n" + shown(result.modules) + "loads\n" + shown(result.loads) +
           "not loaded\n" + shown(result.notLoaded) + "says\n" + shown(result.says) + "boot says\n" +
           shown(result.bootSays) + "reads\n" + shown(result.reads) + "left\n" + shown(result.left) + "stops\n" +
           result.stops.value_or("");
}

} // namespace

/// Runs every case that was put to the loader's own parsers and compares all of its outcome.
class TestLoaderFacts : public QObject
{
    Q_OBJECT

private slots:
    void cases_data()
    {
        QTest::addColumn<QJsonObject>("test");
        QTest::addColumn<int>("generation");
        for (const Generation &generation : generations) {
            QFile file(QStringLiteral(PATCHBAY_SHARED "/facts/loader/") + generation.file + ".json");
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QJsonArray tests = QJsonDocument::fromJson(file.readAll()).array();
            for (const QJsonValue &test : tests) {
                const QByteArray name = test["name"].toString().toUtf8();
                QTest::addRow("%s %s", generation.file, name.constData())
                    << test.toObject() << int(generation.generation);
            }
            m_count += int(tests.size());
        }
        if (m_count == 0)
            QTest::addRow("none") << QJsonObject() << 0;
    }

    void cases()
    {
        if (m_count == 0)
            QSKIP("no cases: ../shared/facts/loader is not here");
        QFETCH(const QJsonObject, test);
        QFETCH(const int, generation);
        const LoaderResult result = evaluateLoader(bootOf(test, LoaderGeneration(generation)));
        const std::string got = textOf(result);
        const std::string expected = expectedOf(test);
        if (got != expected)
            qWarning("got:\n%s\nexpected:\n%s", got.substr(0, 4000).c_str(), expected.substr(0, 4000).c_str());
        QVERIFY(got == expected);
        QCOMPARE(result.saysFrom.size(), result.says.size());
    }

    void cleanupTestCase() { qInfo("%d loader cases", m_count); }

private:
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TestLoaderFacts)
#include "tst_loader_facts.moc"
