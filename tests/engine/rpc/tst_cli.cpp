// SPDX-License-Identifier: BSD-2-Clause
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

namespace {

struct Outcome
{
    int status = -1;
    QByteArray out, err;
};

Outcome run(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(QStringLiteral(PATCHBAY_ENGINE), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    const bool ended = process.exitStatus() == QProcess::NormalExit;
    return {ended ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

/// The command line as a script sees it: exit status, standard output, standard error.
class TestCli : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
    }

private slots:
    void badInput_data()
    {
        static const char *const rows[][2] = {
            {"frobnicate", "frobnicate: there is no such command; patchbay-engine --help lists them"},
            {"topology --frob", "--frob: there is no such option"},
            {"topology --host", "--host: needs a value"},
            {"topology --json=1", "--json: takes no value"},
            {"topology --json --json", "--json: given twice"},
            {"topology x", "x: one word too many; usage: patchbay-engine topology [--host SPEC] [--json]"},
            {"schema x", "x: one word too many; usage: patchbay-engine schema"},
            {"check", "something is missing; usage: patchbay-engine check PLAN [--host SPEC] [--json]"},
            {"check @/missing.json", "@/missing.json: no such file"},
            {"check @/empty.json", "@/empty.json: line 1, column 1: the text ends too early"},
            {"check @/binary.json", "@/binary.json: line 1, column 5: a NUL byte, which JSON does not have"},
            {"check @/types.json", "@/types.json: guests[0].positions[0].slot: expected a number"},
            {"check @/range.json", "@/range.json: guests[0].positions[0].host: pci0:2:1:9: function 9 exists only in slot 0"},
            {"check @/", "@/: "},
            {"apply @/types.json", "apply: say --mode persistent, next-boot or now"},
            {"apply @/types.json --mode never", "apply: say --mode persistent, next-boot or now"},
            {"apply @/types.json --mode now --confirm-within soon", "--confirm-within soon: it wants a number of seconds"},
            {"preview @/slot.json --confirm-within 0", "@/slot.json: "},
            {"history frob", "frob: history knows list, compare and export"},
            {"history export x", "history export: takes nothing more"},
            {"history compare", "history compare: needs a point to compare with now"},
            {"history compare yesterday", "from: yesterday: is no point of a history: say 000003, before-000003 or now"},
            {"revert 1 --to 1", "--to: takes no ID beside it; --to says where to"},
            {"revert --preview", "--preview: belongs to --to"},
            {"loader-env", "loader-env: needs --root DIR"},
            {"loader-env --root @/missing", "@/missing: there is no folder \"boot\" in it"},
            {"loader-env --root @ --loader 13", "--loader 13: it may be 12, 14 or main"},
            {"check @/unknown.json", "@/unknown.json: guests[0].positons: there is no such member; did you mean \"positions\"?"},
            {"check @/slot.json", "@/slot.json: guests[0].positions[0].slot: 32 is above 31"},
            {"check @/control.json", "@/control.json: guests[0].extra[0]: a control character (0x1b), which may not stand here"},
            {"preview @/slot.json", "@/slot.json: guests[0].positions[0].slot: 32 is above 31"},
            {"apply @/unknown.json --mode persistent", "@/unknown.json: guests[0].positons: there is no such member"},
            {"topology --host dump:@/empty.json", "@/empty.json: "},
            {"topology --host dump:@/binary.json", "@/binary.json: "},
            {"topology --host dump:@/noise.bin", "@/noise.bin: "},
            {"topology --host dump:@/huge.json", "@/huge.json: is larger than 256 MiB"},
            {"check @/huge.json", "@/huge.json: is larger than 64 MiB"},
            {"guest define @/huge.json", "@/huge.json: is larger than 64 MiB"},
            {"guest frob x", "frob: guest knows list, show, define, start, stop and log"},
            {"guest start", "guest start: needs a name"},
            {"guest list x", "guest list: takes no name"},
            {"guest define @/types.json", "@/types.json: guests[0].positions[0].slot: expected a number"},
        };
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("complaint");
        for (const auto &[words, complaint] : rows)
            QTest::newRow(words) << QString::fromUtf8(words) << QString::fromUtf8(complaint);
        write(QStringLiteral("empty.json"), {});
        write(QStringLiteral("binary.json"), QByteArray("\x7f""ELF\0\xff", 6));
        write(QStringLiteral("types.json"), R"({"guests":[{"name":"a","positions":[{"slot":"1"}]}]})");
        write(QStringLiteral("range.json"),
              R"({"guests":[{"name":"a","positions":[{"slot":1,"function":0,"host":"pci0:2:1:9"}]}]})");
        write(QStringLiteral("unknown.json"), R"({"guests":[{"name":"a","positons":[]}]})");
        write(QStringLiteral("slot.json"), R"({"guests":[{"name":"a","positions":[{"slot":32,"function":0,"host":"2/0/0"}]}]})");
        write(QStringLiteral("control.json"), "{\"guests\":[{\"name\":\"a\",\"extra\":[\"\\u001b[2J\"]}]}");
        QByteArray noise;
        for (int i = 0; i < 100'000; ++i)
            noise += char(i * 7919 >> 3);
        write(QStringLiteral("noise.bin"), noise);
        QFile(write(QStringLiteral("huge.json"), "x")).resize(qint64(1) << 30); // one line of a gigabyte, most of it a hole
        write(QStringLiteral("boot/loader.conf"), "vmm_load=\"YES\"\n");
    }
    void badInput()
    {
        QFETCH(QString, words);
        QFETCH(QString, complaint);
        words.replace(u'@', m_folder.path());
        complaint.replace(u'@', m_folder.path());
        const Outcome outcome = run(words.split(u' '));
        QCOMPARE(outcome.status, 2);
        QCOMPARE(outcome.out, QByteArray());
        QVERIFY2(outcome.err.startsWith("patchbay-engine: " + complaint.toUtf8()), outcome.err);
        QCOMPARE(outcome.err.count('\n'), 1);
    }

    // A gigabyte without a newline is cut where the limit of a message is, and never held.
    void lineOfAGigabyte()
    {
        const QString huge = m_folder.filePath(QStringLiteral("line"));
        QFile(write(QStringLiteral("line"), "{")).resize(qint64(1) << 30);
        QProcess process;
        process.setStandardInputFile(huge);
        process.start(QStringLiteral(PATCHBAY_ENGINE), {QStringLiteral("serve"), QStringLiteral("--host"), QStringLiteral("nonsense:")});
        QVERIFY(process.waitForFinished(120'000));
        QCOMPARE(process.exitCode(), 0);
        const QByteArray out = process.readAllStandardOutput();
        QVERIFY2(out.endsWith("\n{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"the line is longer than "
                              "67108864 bytes\"}}\n"),
                 out.right(300));
        rusage usage{};
        QCOMPARE(::getrusage(RUSAGE_CHILDREN, &usage), 0); // the largest of all engines so far
        QVERIFY2(usage.ru_maxrss < 700L * 1024, qPrintable(QString::number(usage.ru_maxrss)));
    }

    // However many requests are thrown at it at once, each is answered, those it cannot keep with a refusal.
    void flood()
    {
        QByteArray input = "{\"id\":\"first\",\"method\":\"host.snapshot\"}\n";
        for (int i = 0; i < 5000; ++i)
            input += "{\"id\":" + QByteArray::number(i) + ",\"method\":\"nope\"}\n";
        qputenv("PATCHBAY_SIM_DIR", m_folder.filePath(QStringLiteral("flood")).toUtf8());
        const Outcome outcome = run({QStringLiteral("serve"), QStringLiteral("--host"), QStringLiteral("sim:home-server")}, input);
        QCOMPARE(outcome.status, 0);
        QCOMPARE(outcome.out.count("\"id\":\"first\",\"result\""), 1);
        const auto refused = outcome.out.count("1000 requests wait already; ask again when they are answered");
        QVERIFY2(refused > 0, "everything was kept");
        QCOMPARE(outcome.out.count("there is no method"), 5000 - refused);
    }

    // A dump as Windows' Notepad keeps it.
    void wideDump()
    {
        const QString listing = QStringLiteral("em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\r\n");
        QByteArray bytes("\xff\xfe", 2);
        for (const QChar c : listing)
            bytes.append(char(c.cell())).append(char(c.row()));
        const QString dump = write(QStringLiteral("wide.txt"), bytes);
        const Outcome outcome = run({QStringLiteral("topology"), QStringLiteral("--host"), QStringLiteral("dump:") + dump});
        if (outcome.status == 0)
            QVERIFY2(outcome.out.contains("pci0:1:0:0") || outcome.out.contains("1/0/0"), outcome.out);
        else
            QVERIFY2(outcome.status == 2 && outcome.err.contains("UTF-16") && outcome.err.count('\n') == 1, outcome.err);
    }

    // A plan that is no plan changes nothing, whichever command gets it.
    void refusedPlansChangeNothing()
    {
        qputenv("PATCHBAY_SIM_DIR", m_folder.filePath(QStringLiteral("quiet")).toUtf8());
        const QStringList host{QStringLiteral("--host"), QStringLiteral("sim:home-server")};
        const auto state = [&] {
            QByteArray all;
            QDirIterator files(m_folder.filePath(QStringLiteral("quiet")), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
            QStringList names;
            while (files.hasNext())
                names += files.next();
            names.sort();
            for (const QString &name : names) {
                QFile file(name);
                if (file.open(QIODevice::ReadOnly))
                    all += name.toUtf8() + '\n' + file.readAll();
            }
            return all;
        };
        QCOMPARE(run(QStringList{QStringLiteral("topology")} + host).status, 0);
        const QByteArray before = state();
        QVERIFY(!before.isEmpty());
        static const char *const plans[][2] = {
            {R"({"guests":{}})", "guests: expected a list"},
            {R"({"guests":[{"name":"a","positions":[{"slot":7,"function":8,"host":"4/0/0"}]}]})", "function: 8 is above 7"},
            {R"({"guests":[{"name":"a","positions":[{"slot":7,"function":0,"host":"4/32/0"}]}]})", "slot 32 is above 31"},
            {R"({"guests":[{"name":"a","positions":[{"slot":7,"function":0,"host":"99/0/0"}]}]})", "There is no function at 99/0/0."},
            {R"({"guests":[{"name":"../a"}]})", "\"../a\" cannot name a guest"},
        };
        for (const auto &[plan, complaint] : plans) {
            const QString path = write(QStringLiteral("bad.json"), plan);
            const Outcome applied = run(QStringList{QStringLiteral("apply"), path, QStringLiteral("--mode"), QStringLiteral("persistent")} + host);
            QVERIFY2(applied.status != 0 && (applied.err + applied.out).contains(complaint), applied.err + applied.out);
            const Outcome checked = run(QStringList{QStringLiteral("check"), path} + host);
            QVERIFY2(checked.status != 0 && (checked.err + checked.out).contains(complaint), checked.err + checked.out);
            QCOMPARE(state(), before);
        }
        const Outcome nobody = run(QStringList{QStringLiteral("guest"), QStringLiteral("start"), QStringLiteral("nobody")} + host);
        QCOMPARE(nobody.status, 2);
        QCOMPARE(nobody.err, QByteArray("patchbay-engine: name: there is no guest nobody\n"));
        QCOMPARE(state(), before);
    }

    void help()
    {
        QCOMPARE(run({}).status, 2);
        QCOMPARE(run({QStringLiteral("--version")}).out, QByteArray("patchbay-engine 1.0.0\n"));
        const Outcome all = run({QStringLiteral("--help")});
        QCOMPARE(all.status, 0);
        for (const char *command : {"topology", "survey", "check", "preview", "apply", "confirm", "revert", "history",
                                    "verify", "loader-env", "guest", "serve", "schema", "machines"}) {
            QVERIFY2(all.out.contains(QByteArray("\n  ") + command + ' '), command);
            const Outcome one = run({QString::fromUtf8(command), QStringLiteral("--help")});
            QCOMPARE(one.status, 0);
            QVERIFY2(one.out.startsWith(QByteArray("usage: patchbay-engine ") + command), one.out);
        }
        // What stands beside a command in the list is a sentence, not the beginning of one.
        const QByteArray list = all.out.mid(all.out.indexOf("\n\n") + 2);
        for (const QByteArray &row : list.left(list.indexOf("\n\n")).split('\n'))
            QVERIFY2(row.endsWith('.'), row);
    }

    // A plan goes onto a simulated host and holds after the boot; then it is taken back.
    void mainJob()
    {
        qputenv("PATCHBAY_SIM_DIR", m_folder.filePath(QStringLiteral("sim")).toUtf8());
        const QStringList host{QStringLiteral("--host"), QStringLiteral("sim:home-server")};
        const QString plan = write(QStringLiteral("plan.json"), R"({"guests":[{"name":"web","positions":[
            {"slot":7,"function":0,"host":"pci0:4:0:0"},{"slot":7,"function":1,"host":"pci0:4:0:1"}],
            "devices":[{"slot":0,"function":0,"kind":"hostbridge"},{"slot":31,"function":0,"kind":"lpc"}]}]})");
        const auto ask = [&](QStringList words) { return run(words + host); };
        const auto reboot = [&] {
            return run(QStringList{QStringLiteral("serve")} + host, "{\"id\":1,\"method\":\"boot.reboot\"}\n").out;
        };
        const Outcome check = ask({QStringLiteral("check"), plan});
        QVERIFY2(check.status == 0, check.out + check.err);
        const Outcome preview = ask({QStringLiteral("preview"), plan});
        QVERIFY2(preview.status == 0, preview.err);
        QVERIFY2(preview.out.contains("\n+pptdevs=\"4/0/0 4/0/1\"\n"), preview.out);
        QVERIFY2(preview.out.contains("-s 7:0,passthru,4/0/0") && preview.out.contains("-s 7:1,passthru,4/0/1"), preview.out);
        const Outcome applied = ask({QStringLiteral("apply"), plan, QStringLiteral("--mode"), QStringLiteral("persistent")});
        QVERIFY2(applied.status == 0 && applied.out.contains("wrote /boot/loader.conf"), applied.out + applied.err);
        QCOMPARE(ask({QStringLiteral("verify")}).status, 1);
        QVERIFY(reboot().contains("\"id\":1,\"result\":{}"));
        const Outcome verified = ask({QStringLiteral("verify")});
        QVERIFY2(verified.status == 0, verified.out + verified.err);
        QVERIFY2(ask({QStringLiteral("topology")}).out.contains(" · reserved"), "ppt holds nothing");
        QVERIFY(ask({QStringLiteral("history")}).out.contains("applied"));
        const Outcome reverted = ask({QStringLiteral("revert")});
        QVERIFY2(reverted.status == 0, reverted.err);
        QVERIFY(reboot().contains("result"));
        QVERIFY(!ask({QStringLiteral("topology")}).out.contains(" · reserved"));
    }

    void loaderEnv()
    {
        write(QStringLiteral("root/boot/loader.conf"), "vmm_load=\"YES\"\npptdevs=\"2/0/0\"\nbad line\npptdevs=\"2/0/1\"\n");
        write(QStringLiteral("root/boot/kernel/loader.conf"), "not read\n");
        const QStringList base{QStringLiteral("loader-env"), QStringLiteral("--root"), m_folder.filePath(QStringLiteral("root")),
                               QStringLiteral("--loader"), QStringLiteral("14")};
        const Outcome text = run(base);
        QCOMPARE(text.status, 0);
        QVERIFY2(text.out.contains("pptdevs=\"2/0/1\"  /boot/loader.conf:4\n"), text.out);
        QVERIFY2(text.out.contains("load vmm"), text.out);
        const QJsonObject json = QJsonDocument::fromJson(run(base + QStringList{QStringLiteral("--json")}).out).object();
        QCOMPARE(json["env"]["pptdevs"].toString(), QStringLiteral("2/0/1"));
        QCOMPARE(json["loads"].toArray(), QJsonArray{QStringLiteral("load vmm")});
        QCOMPARE(json["reads"].toArray(), QJsonArray{QStringLiteral("/boot/loader.conf")});
    }

    /// What boot files name is read wherever it is below the folder, and spelt however the loader takes it.
    void loaderEnvOutsideBoot()
    {
        write(QStringLiteral("away/boot/loader.conf"), "loader_conf_files=\"//etc/./one.conf etc/three.conf\"\n"
                                                       "loader_conf_dirs=\"/etc/two.d /etc/none.d /etc/empty.d\"\n"
                                                       "nextboot_conf=\"/etc/next boot\"\n");
        write(QStringLiteral("away/etc/one.conf"), "one=\"1\"\n");
        write(QStringLiteral("away/etc/three.conf"), "three=\"3\"\n");
        write(QStringLiteral("away/etc/two.d/x.conf"), "two=\"2\"\n");
        write(QStringLiteral("away/etc/next boot"), "nextboot_enable=\"YES\"\npptdevs=\"1/0/0\"\n");
        QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("away/etc/empty.d"))));
        const Outcome outcome = run({QStringLiteral("loader-env"), QStringLiteral("--json"), QStringLiteral("--root"),
                                     m_folder.filePath(QStringLiteral("away")), QStringLiteral("--loader"), QStringLiteral("14")});
        const QJsonObject json = QJsonDocument::fromJson(outcome.out).object();
        QCOMPARE(json["reads"].toArray(), (QJsonArray{QStringLiteral("/boot/loader.conf"), QStringLiteral("/etc/one.conf"),
                                                      QStringLiteral("/etc/three.conf"), QStringLiteral("/etc/two.d/x.conf"),
                                                      QStringLiteral("/etc/next boot")}));
        QCOMPARE(json["env"]["pptdevs"].toString(), QStringLiteral("1/0/0"));
        QVERIFY(json["says"].toArray().contains(QStringLiteral("Failed to load conf dir '/etc/none.d': not a directory")));
        QVERIFY2(!outcome.out.contains("'/etc/empty.d'"), outcome.out);
    }

    void loaderFacts()
    {
        int cases = 0;
        for (const char *generation : {"12", "14", "main"}) {
            QFile file(QStringLiteral(PATCHBAY_SHARED "/facts/loader/%1.json").arg(QLatin1String(generation)));
            if (!file.open(QIODevice::ReadOnly))
                QSKIP("no cases: ../shared/facts/loader is not here");
            const QJsonArray all = QJsonDocument::fromJson(file.readAll()).array();
            for (qsizetype i = 0; i < all.size(); i += 40, ++cases) {
                const QJsonObject one = all[i].toObject();
                const QJsonObject files = one["files"].toObject();
                const QString root = QStringLiteral("case%1").arg(cases);
                QDir().mkpath(m_folder.filePath(root + QStringLiteral("/boot/loader.conf.d")));
                for (auto entry = files.begin(); entry != files.end(); ++entry)
                    write(root + entry.key(), entry.value().toString().toUtf8());
                const Outcome outcome = run({QStringLiteral("loader-env"), QStringLiteral("--json"), QStringLiteral("--root"),
                                             m_folder.filePath(root), QStringLiteral("--loader"), QLatin1String(generation)});
                const QJsonObject got = QJsonDocument::fromJson(outcome.out).object();
                for (const char *part : {"env", "modules", "says", "reads"})
                    QVERIFY2(got[QLatin1String(part)] == one[QLatin1String(part)],
                             qPrintable(one["name"].toString() + u' ' + QLatin1String(part)));
            }
        }
        QVERIFY(cases > 20);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
