// SPDX-License-Identifier: BSD-2-Clause
#include "conf/conf_edit.h"

#include "support/text.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace patchbay;

namespace {

/// What stands between a command of a transcript and the next prompt; empty where the command is not there.
QByteArray outputOf(const QByteArray &transcript, const QByteArray &command)
{
    const qsizetype at = transcript.indexOf("\noracle# " + command);
    if (at < 0)
        return {};
    const qsizetype begin = transcript.indexOf('\n', at + 1) + 1;
    const qsizetype end = transcript.indexOf("\noracle# ", begin - 1);
    return transcript.mid(begin, end < 0 ? -1 : end + 1 - begin);
}

/// The bytes that `cat -v` showed.
std::string uncat(const QByteArray &shown)
{
    std::string bytes;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        unsigned high = 0;
        if (shown.mid(i, 2) == "M-" && i + 2 < shown.size()) {
            high = 0x80;
            i += 2;
        }
        if (shown[i] == '^' && i + 1 < shown.size())
            bytes += char(high | (unsigned(shown[++i]) ^ 0x40));
        else
            bytes += char(high | static_cast<unsigned char>(shown[i]));
    }
    return bytes;
}

} // namespace

/// What a real FreeBSD 12.1 had in kenv after its own loader had read the file.
class TestLoaderBoots : public QObject
{
    Q_OBJECT

private slots:
    void kenv_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *set : {"A", "B", "C", "D"})
            QTest::newRow(set) << QStringLiteral(PATCHBAY_SHARED "/facts/oracle/21-loader-conf-%1.txt").arg(QString(set));
    }
    void kenv()
    {
        QFETCH(const QString, file);
        QFile transcript(file);
        if (!transcript.open(QIODevice::ReadOnly))
            QSKIP("../shared/facts/oracle is not here");
        const QByteArray text = transcript.readAll();
        BootFiles boot;
        boot.generation = LoaderGeneration::Twelve;
        boot.files["/boot/loader.conf"] = uncat(outputOf(text, "cat -v /boot/loader.conf"));
        QVERIFY(boot.files["/boot/loader.conf"].size() > 100);

        const KernelEnvironment kernel = kernelEnvironment(evaluateLoader(boot));
        static const QRegularExpression asked("^(\"?[tT][-0-9]|export|pptdevs|vmm|hw.vmm)");
        QByteArrayList got;
        for (const auto &[name, value] : kernel.env) {
            const QByteArray line = toBytes(name + "=\"" + value + "\"");
            if (asked.match(QString::fromLatin1(line)).hasMatch())
                got << line;
        }
        QByteArrayList expected = outputOf(text, "kenv | grep").trimmed().split('\n');
        std::ranges::sort(got);
        std::ranges::sort(expected);
        QCOMPARE(got, expected);
        for (const std::string &warning : kernel.warnings)
            QVERIFY(text.contains(toBytes(warning)));
        QCOMPARE(qsizetype(kernel.warnings.size()), text.count("WARNING: too long kenv string"));
        QVERIFY(loadsVmm(evaluateLoader(boot)));
    }

    void generations()
    {
        BootFiles boot;
        boot.generation = LoaderGeneration::Main;
        QCOMPARE(detectGeneration(boot), LoaderGeneration::Main);
        boot.files["/boot/defaults/loader.conf"] = "loader_conf_files=\"/boot/loader.conf\"\n";
        QCOMPARE(detectGeneration(boot), LoaderGeneration::Twelve);
        boot.files["/boot/defaults/loader.conf"] += "loader_conf_dirs=\"/boot/loader.conf.d\"\n";
        QCOMPARE(detectGeneration(boot), LoaderGeneration::Fourteen);
        boot.files["/boot/defaults/loader.conf"] += "local_loader_conf_files=\"/boot/loader.conf.local\"\n";
        QCOMPARE(detectGeneration(boot), LoaderGeneration::Main);
    }

    void everyAssignmentHasItsPlace()
    {
        BootFiles boot;
        boot.files["/boot/loader.conf"] = "\n\npptdevs=\"1/0/0\"\n\nx y\nvmm_load=\"YES\"\n";
        boot.files["/boot/loader.conf.local"] = "# mine\npptdevs=\"${pptdevs} 2/0/0\"\n";
        const LoaderResult result = evaluateLoader(boot);
        const Assignment *last = lastAssignment(result, "pptdevs");
        QVERIFY(last != nullptr);
        QCOMPARE(toBytes(last->path + ":" + std::to_string(last->line) + " " + last->value),
                 QByteArray("/boot/loader.conf.local:2 1/0/0 2/0/0"));
        QCOMPARE(lastAssignment(result, "vmm_load")->line, 6);
        const auto malformed = std::ranges::find(result.says, "Malformed line (2):");
        QVERIFY(malformed != result.says.end());
        QVERIFY(result.saysFrom[std::size_t(malformed - result.says.begin())] == (Origin{"/boot/loader.conf", 5}));
    }

    /// A command that ends in "$", "${" or "$(" loses the word it stands in and is no error: what the loader's own
    /// interp_parse.c makes of it.
    void commandThatEndsInADollar_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("dollar") << QByteArray("echo a b$") << QByteArray("a");
        QTest::newRow("brace") << QByteArray("echo a b${") << QByteArray("a");
        QTest::newRow("bracket") << QByteArray("echo a $(") << QByteArray("a");
        QTest::newRow("never closed") << QByteArray("echo a ${b") << QByteArray("Failed to exec 'echo a ${b'");
        QTest::newRow("in quotes") << QByteArray("echo a 'b$") << QByteArray("Failed to exec 'echo a 'b$'");
    }
    void commandThatEndsInADollar()
    {
        QFETCH(const QByteArray, command);
        QFETCH(const QByteArray, says);
        BootFiles boot;
        boot.files["/boot/loader.conf"] = toText("exec=\"" + command + "\"\n");
        const LoaderResult result = evaluateLoader(boot);
        QVERIFY(std::ranges::find(result.says, toText(says)) != result.says.end());
    }

    /// Doubling a value line by line would fill any memory.
    void aGrowingValueEnds()
    {
        std::string conf = "t=\"xxxxxxxxxxxxxxxx\"\n";
        for (int i = 0; i < 60; ++i)
            conf += "t=\"${t}${t}\"\n";
        for (const auto generation : {LoaderGeneration::Twelve, LoaderGeneration::Fourteen, LoaderGeneration::Main}) {
            BootFiles boot;
            boot.generation = generation;
            boot.files["/boot/loader.conf"] = conf;
            QCOMPARE(toBytes(evaluateLoader(boot).stops.value_or("")), QByteArray("not enough memory"));
        }
    }
};

QTEST_GUILESS_MAIN(TestLoaderBoots)
#include "tst_loader_boots.moc"
