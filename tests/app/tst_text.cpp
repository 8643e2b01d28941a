// SPDX-License-Identifier: BSD-2-Clause
#include "text/diff_rows.h"
#include "text/syntax.h"

#include <QtTest>

using namespace patchbay::text;
using namespace Qt::StringLiterals;

class TextTest : public QObject
{
    Q_OBJECT
    static QString print(const QList<DiffRow> &rows)
    {
        QString lines;
        for (const DiffRow &row : rows)
            lines += u"%1%2 %3\n"_s.arg(QLatin1Char(" +-#"[int(row.kind)])).arg(row.number).arg(row.text);
        return lines;
    }

private slots:
    void diff_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("diff");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << u"a\nb\n"_s << QString() << u" 1 a\n 2 b\n"_s;
        QTest::newRow("a change in the middle") << u"a\nb\nc\nd\n"_s
            << u"--- x\n+++ x\n@@ -2,2 +2,3 @@\n b\n-c\n+C\n+D\n"_s << u" 1 a\n 2 b\n-3 c\n+3 C\n+4 D\n 5 d\n"_s;
        QTest::newRow("added at the end") << u"a\n"_s << u"@@ -1,0 +2 @@\n+b\n"_s << u" 1 a\n+2 b\n"_s;
        QTest::newRow("a new file") << QString() << u"@@ -0,0 +1,2 @@\n+a\n+b\n"_s << u"+1 a\n+2 b\n"_s;
        QTest::newRow("no newline at the end") << u"a"_s << u"@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"_s
                                               << u"-1 a\n+1 b\n"_s;
        QTest::newRow("two hunks") << u"a\nb\nc\nd\n"_s << u"@@ -1 +1 @@\n-a\n+A\n@@ -4 +4 @@\n-d\n+D\n"_s
                                   << u"-1 a\n+1 A\n 2 b\n 3 c\n-4 d\n+4 D\n"_s;
        QTest::newRow("nonsense") << u"a\n"_s << u"what is this\n@@ -99 +99 @@\n"_s << u" 1 a\n"_s;
    }
    void diff()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, diff);
        QTEST(print(diffRows(before.isEmpty() ? std::nullopt : std::optional(before), diff)), "expected");
    }

    void loaderConf_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("inks"); // a letter per character: m module, s string, c comment, space plain
        QTest::newRow("a module") << u"zfs_load=\"YES\""_s << u"mmmmmmmm sssss"_s;
        QTest::newRow("pptdevs") << u"pptdevs2=\"1/0/0\" # fc"_s << u"mmmmmmmm sssssss cccc"_s;
        QTest::newRow("a variable") << u"boot_serial=YES"_s << u"            sss"_s;
        QTest::newRow("a comment") << u"# Patchbay: end"_s << u"ccccccccccccccc"_s;
        QTest::newRow("vmm") << u"hw.vmm.amdvi.enable=\"1\""_s << u"mmmmmmmmmmmmmmmmmmm sss"_s;
    }
    void loaderConf()
    {
        QFETCH(const QString, line);
        QString inks(line.size(), u' ');
        const QList<QList<Span>> lines = highlight(Language::LoaderConf, {line});
        for (const Span &span : lines.front()) {
            for (qsizetype i = span.at; i < span.at + span.length; ++i)
                inks[i] = QLatin1Char(" msc"[int(span.ink)]);
        }
        QTEST(inks, "inks");
    }
};

QTEST_MAIN(TextTest)
#include "tst_text.moc"
