// SPDX-License-Identifier: BSD-2-Clause
#include "host/dump_text.h"
#include "host/text_clean.h"

#include "support/function_print.h"
#include "support/text.h"

#include <QTest>

using namespace patchbay;

class TestTextClean : public QObject
{
    Q_OBJECT

private slots:
    void texts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("clean"); // empty: as it was
        const auto row = [](const char *name, const char *text, const char *clean) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(clean);
        };
        row("nothing", "em0@pci0:1:0:0:\tclass=0x020000\r\n    vendor = 'A & B'\r\n", "");
        row("a boot message", "hdac0: <Intel ICH9 <x> HDA> mem 0xf0 at device 27.0 on pci0\n", "");
        row("colours", "\x1b[01;31m\x1b[Kem0\x1b[m\x1b[K@pci\n", "em0@pci\n");
        row("a recording", "\x1b]0;root@nas\a\x1b[?2004hroot@nas:~ # ls\x1b(B\x1b=\n\x1b]0;a\x1b\\b\n", "root@nas:~ # ls\nb\n");
        row("a title without an end", "\x1b]0;root\nem0\n", "0;root\nem0\n");
        row("cut in an escape", "em0\x1b", "em0");
        row("a page", "<html><body><p>mine:</p><pre class=\"x\"><code>em0@pci0\n  a = &#39;A&amp;B&#x27;&nbsp;&quot;\n</code></pre>",
            "mine:\nem0@pci0\n  a = 'A&B' \"\n");
        row("breaks", "em0<br />\nem1<br>em2<BR>\n", "em0\nem1\nem2<BR>\n");
        row("a page with a boot message", "<pre>pci0: <ACPI PCI bus> on pcib0 &bull; &#9731;</pre>", "pci0: <ACPI PCI bus> on pcib0 &bull; &#9731;");
        row("blanks that do not break", "a\xc2\xa0\xc2\xa0= b", "a  = b");
        row("quoted-printable", "class=3D0x020000 card=3D0x0=\n0008086 =zz\r\n", "class=0x020000 card=0x00008086 =zz\r\n");
        row("quoted-printable, cut", "class=3D0x020000 a=4", "class=0x020000 a=4");
        row("lone CR", "a\rb\r", "a\nb\n");
    }
    void texts()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, clean);
        const auto got = cleanText(toText(text));
        QCOMPARE(got.has_value(), !clean.isEmpty());
        if (got)
            QCOMPARE(toBytes(*got), clean);
    }

    /// The whole way: a listing in a page that was saved from a coloured terminal.
    void dumps()
    {
        const auto dump = readDump("<pre><code class=\"language-sh\">\x1b[31mem0\x1b[m@pci0:1:0:0:\tclass=0x020000 card=0x00008086 "
                                   "chip=0x10d38086 rev=0x00 hdr=0x00\n    device     = &#39;82574L&#39;\n</code></pre>\n");
        QVERIFY(dump);
        QCOMPARE(toBytes(printFunctions(dump->list)), QByteArray("em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 device'82574L'"));
    }
};

QTEST_GUILESS_MAIN(TestTextClean)
#include "tst_text_clean.moc"
