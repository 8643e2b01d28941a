// SPDX-License-Identifier: BSD-2-Clause
#include "base/digest.h"

#include "support/text.h"

#include <QCryptographicHash>
#include <QTest>

using namespace patchbay;

class TestDigest : public QObject
{
    Q_OBJECT

private slots:
    /// Qt's own SHA-256 is the judge, over every length round the block size.
    void agreesWithQt()
    {
        QByteArray bytes;
        for (int length = 0; length < 300; ++length) {
            QCOMPARE(toBytes(digest(toText(bytes))), QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
            bytes += char(length * 37);
        }
    }

    void piecesMakeNoDifference()
    {
        Digest pieces;
        pieces.add("loa");
        pieces.add("");
        pieces.add("der.conf");
        QCOMPARE(toBytes(pieces.finish()), toBytes(digest("loader.conf")));
    }

    void fieldsDoNotRunTogether()
    {
        Digest a, b;
        a.addField("ab"), a.addField("c");
        b.addField("a"), b.addField("bc");
        QVERIFY(a.finish() != b.finish());
    }
};

QTEST_GUILESS_MAIN(TestDigest)
#include "tst_digest.moc"
