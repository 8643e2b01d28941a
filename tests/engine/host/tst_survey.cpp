// SPDX-License-Identifier: BSD-2-Clause
#include "host/survey.h"

#include "host/facts.h"
#include "support/shared.h"
#include "support/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
namespace fs = std::filesystem;

namespace {

const char listing[] = "# pciconf -lc\n"
                       "hostb0@pci0:0:0:0:\tclass=0x060000 card=0x11001af4 chip=0x29c08086 rev=0x00 hdr=0x00\n"
                       "pcib1@pci0:0:1:0:\tclass=0x060400 card=0x00001b36 chip=0x000c1b36 rev=0x00 hdr=0x01\n"
                       "    cap 05[50] = MSI supports 1 message \n"
                       "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
                       "    cap 05[d0] = MSI supports 1 message, 64 bit \n"
                       "    cap 11[a0] = MSI-X supports 5 messages, enabled\n"
                       "                 Table in map 0x1c[0x0], PBA in map 0x1c[0x2000]\n";

void write(const fs::path &path, std::string_view text)
{
    std::ofstream(path, std::ios::binary) << text;
}

std::string names(const Survey &survey, const fs::path &below)
{
    std::string text;
    for (const SurveyedMachine &machine : survey.machines)
        text += fs::path(machine.path).lexically_relative(below).string() + (machine.errors.empty() ? " " : "! ");
    return text;
}

} // namespace

class TestSurvey : public QObject
{
    Q_OBJECT

private slots:
    void counts();
    void notAsked();
    void unreadable_data();
    void unreadable();
    void utf16();
    void folders();
    void deeperThanAPath();
    void wholeCorpus();
};

void TestSurvey::counts()
{
    const SurveyedMachine machine = surveyDump("x", listing);
    QCOMPARE(machine.functions, 3u);
    QCOMPARE(machine.endpoints, 2u);
    QCOMPARE(machine.msi, 2u);
    QCOMPARE(machine.msix, 1u);
    const std::vector<SurveyBlocker> expected{{{0, 0, 0, 0}, "it has no capability list"}, {{0, 0, 1, 0}, "it is a bridge"}};
    QVERIFY(machine.blockers == expected);
    QCOMPARE(machine.kind, "pciconf");
    QVERIFY(machine.errors.empty());
}

/// What the dump was not asked for is not zero.
void TestSurvey::notAsked()
{
    const SurveyedMachine machine =
        surveyDump("x", "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n");
    QVERIFY(!machine.msi && !machine.msix && !machine.groups);
    QVERIFY(machine.blockers.empty());
}

void TestSurvey::unreadable_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("empty") << QByteArray("\n  \n") << QByteArray("x: the text is empty");
    QTest::newRow("binary") << QByteArray("hello\0\1\2\3", 9) << QByteArray("x: this is binary, no pciconf or lspci listing");
    QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\0\0", 5) << QByteArray("x: this is packed with gzip: unpack it first");
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n", 6) << QByteArray("x: this is a picture, not a text");
    QTest::newRow("other") << QByteArray("hello\n") << QByteArray("x: this is no pciconf or lspci listing");
    QTest::newRow("machine form") << QByteArray("Slot:\t00:00.0\nClass:\tHost bridge\n")
                                  << QByteArray("x: this is lspci -m, which tells too little: make the dump with lspci -xxxx");
    QTest::newRow("tree form") << QByteArray("-[0000:00]-+-00.0\n")
                               << QByteArray("x: this is lspci -t, which tells too little: make the dump with lspci -xxxx");
    QTest::newRow("impossible address") << QByteArray("\nem0@pci0:300:0:0:\tclass=0x020000\n")
                                        << QByteArray("x, line 2: no line is the heading of a PCI function as pciconf -l prints it");
}

void TestSurvey::unreadable()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const SurveyedMachine machine = surveyDump("x", toText(text));
    QCOMPARE(machine.errors.size(), 1u);
    QCOMPARE(toBytes(machine.errors[0].toString()), expected);
    QCOMPARE(machine.functions, 0u);
}

/// As a Windows console's redirection writes it, with and without its mark, either byte first.
void TestSurvey::utf16()
{
    for (const bool bigFirst : {false, true}) {
        std::string wide = bigFirst ? "\xfe\xff" : "\xff\xfe";
        for (const char c : std::string_view(listing))
            wide += bigFirst ? std::string{'\0', c} : std::string{c, '\0'};
        for (const std::string &bytes : {wide, wide.substr(2)}) {
            QCOMPARE(surveyDump("x", bytes).functions, 3u);
            Capture capture;
            capture.blobs["pciconf"] = {.bytes = bytes, .source = "pciconf", .error = {}};
            QCOMPARE(makeFacts(capture).topology.nodes.size(), 3u);
        }
    }
    Capture capture;
    capture.blobs["pciconf"] = {.bytes = "\x1f\x8b\x08", .source = "pciconf", .error = {}};
    QVERIFY(makeFacts(capture).oddities == std::vector<Oddity>({{"pciconf", "this is packed with gzip: unpack it first"}}));
}

void TestSurvey::folders()
{
    QTemporaryDir temporary;
    const fs::path top = temporary.path().toUtf8().constData();
    fs::create_directories(top / "b" / "deep");
    write(top / "b" / "deep" / "two.txt", listing);
    write(top / "one.txt", listing);
    write(top / "notes.md", "# These are dumps\n");
    write(top / "broken.txt", "em0@pci0:999:0:0:\tclass=0x020000\n");
    write(top / "empty.txt", "");
    fs::create_directory_symlink(top, top / "b" / "loop");
    fs::create_symlink(top / "one.txt", top / "z-link.txt");
    fs::create_symlink(top / "nowhere", top / "dangling.txt");

    std::size_t seen = 0;
    const Survey survey = surveyPaths({top.string()}, [&](const SurveyedMachine &) { ++seen; });
    QCOMPARE(names(survey, top), "broken.txt! empty.txt! one.txt z-link.txt b/deep/two.txt ");
    QCOMPARE(seen, survey.machines.size());
    QCOMPARE(survey.skipped, 1u);
    QVERIFY(!survey.allRead());
    const Survey::Summary expected{.machines = 5, .functions = 9, .endpoints = 6, .msi = 6, .msix = 3, .blockers = 6, .errors = 2};
    QVERIFY(survey.summary() == expected);

    const Survey named = surveyPaths({(top / "notes.md").string(), (top / "gone").string()});
    QCOMPARE(names(named, top), "notes.md! ");
    QCOMPARE(named.errors, std::vector<Error>{Error("no such file", (top / "gone").string())});
    QVERIFY(surveyPaths({(top / "one.txt").string()}).allRead());
}

/// What no path can name any more is said, not passed over.
void TestSurvey::deeperThanAPath()
{
    QTemporaryDir temporary;
    const fs::path top = temporary.path().toUtf8().constData();
    write(top / "one.txt", listing);
    int folder = ::open(top.c_str(), O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 300 && folder >= 0; ++i) {
        const char *const name = "a-folder-of-twenty-s";
        ::mkdirat(folder, name, 0700);
        const int next = ::openat(folder, name, O_RDONLY | O_DIRECTORY);
        ::close(folder);
        folder = next;
    }
    QVERIFY(folder >= 0);
    ::close(folder);
    const Survey survey = surveyPaths({top.string()});
    fs::remove_all(top / "a-folder-of-twenty-s");
    QCOMPARE(survey.machines.size(), 1u);
    QCOMPARE(survey.errors.size(), 1u);
    QCOMPARE(toBytes(survey.errors[0].what), QByteArray("File name too long"));
    QVERIFY(!survey.allRead());
}

void TestSurvey::wholeCorpus()
{
    const fs::path corpus = PATCHBAY_SHARED "/corpus";
    if (filesOf(corpus / "pciconf-lvbc").empty())
        QSKIP("the folder of real machines is not here");
    const Survey survey = surveyPaths({(corpus / "pciconf-lvbc").string(), (corpus / "pciconf-ll").string(),
                                       (corpus / "pciconf-partial").string(), (corpus / "lspci-xxxx").string()});
    std::size_t files = 0;
    for (const char *folder : {"pciconf-lvbc", "pciconf-ll", "pciconf-partial", "lspci-xxxx"})
        files += filesOf(corpus / folder).size();
    QCOMPARE(survey.machines.size(), files);
    QVERIFY(survey.allRead());
}

QTEST_GUILESS_MAIN(TestSurvey)
#include "tst_survey.moc"
