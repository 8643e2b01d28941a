// SPDX-License-Identifier: BSD-2-Clause
#include "look/icons.h"
#include "look/palette.h"
#include "look/theme.h"

#include <QApplication>
#include <QFile>
#include <QtTest>

using namespace patchbay::look;
using namespace Qt::StringLiterals;

class PaletteTest : public QObject
{
    Q_OBJECT
private slots:
    void readable_data()
    {
        QTest::addColumn<int>("ink");
        QTest::addColumn<int>("ground");
        const auto row = [](Token ink, Token ground) {
            QTest::addRow("%s on %s", Palette::name(ink), Palette::name(ground)) << int(ink) << int(ground);
        };
        for (const Token ground : {Token::Window, Token::Panel, Token::Sidebar, Token::AccentSoft, Token::Reserved,
                                   Token::DiffAdded, Token::DiffRemoved, Token::OkSoft, Token::WarnSoft,
                                   Token::BlockSoft, Token::IommuSoft})
            row(Token::Text, ground);
        for (const Token ground : {Token::Window, Token::Panel, Token::Sidebar, Token::AccentSoft})
            row(Token::TextSecondary, ground);
        for (const Token ground : {Token::Panel, Token::AccentSoft})
            row(Token::Accent, ground);
        for (const Token ink : {Token::SyntaxModule, Token::SyntaxString, Token::SyntaxComment}) {
            for (const Token ground : {Token::Panel, Token::DiffAdded})
                row(ink, ground);
        }
        row(Token::SyntaxModule, Token::DiffRemoved); // strings of removed lines are drawn as plain text
        row(Token::SyntaxComment, Token::DiffRemoved);
        row(Token::Ok, Token::OkSoft);
        row(Token::Ok, Token::Panel);
        row(Token::Warn, Token::WarnSoft);
        row(Token::Warn, Token::Panel);
        row(Token::Block, Token::BlockSoft);
        row(Token::Block, Token::Panel);
        row(Token::Iommu, Token::IommuSoft);
        row(Token::AccentText, Token::Accent);
    }
    void readable()
    {
        QFETCH(const int, ink);
        QFETCH(const int, ground);
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
            const Palette &palette = Palette::of(scheme);
            const double got = contrast(palette[Token(ink)], palette[Token(ground)]);
            QVERIFY2(got >= 4.5, qPrintable(u"%1 : 1 in the %2 scheme"_s.arg(got).arg(
                                     scheme == Scheme::Light ? u"light"_s : u"dark"_s)));
        }
    }

    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
        QVERIFY(qAbs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
    }

    void everyKindHasItsIcon()
    {
        for (const char *kind : {"nic", "storage", "display", "audio", "usb", "bridge", "hostbridge", "chipset",
                                 "accelerator", "serial", "crypto", "other", "card", "root", "group"}) {
            const QString name = QString::fromLatin1(kind);
            QCOMPARE(iconOfKind(name), name);
            const QImage drawn = pixmap(name, Token::Text, 16, 2.0).toImage();
            QCOMPARE(drawn.size(), QSize(32, 32));
            QVERIFY2(drawn != QPixmap(QSize(32, 32)).toImage().convertToFormat(drawn.format()), kind);
            bool inked = false;
            for (int y = 0; y < 32 && !inked; ++y) {
                for (int x = 0; x < 32 && !inked; ++x)
                    inked = qAlpha(drawn.pixel(x, y)) > 128;
            }
            QVERIFY2(inked, kind);
        }
        QCOMPARE(iconOfKind(u"flux capacitor"_s), u"other"_s);
    }

    void theSheetLeavesNoTokenUnfilled()
    {
        dress(*qApp, Choice::Dark);
        QVERIFY(!qApp->styleSheet().isEmpty());
        const QString sheet = qApp->styleSheet().mid(qApp->styleSheet().indexOf(u"*/"_s));
        QVERIFY2(!sheet.contains(u'@'), qPrintable(sheet.mid(sheet.indexOf(u'@') - 40, 80)));
        QCOMPARE(palette().scheme(), Scheme::Dark);
        dress(*qApp, Choice::Light);
        QCOMPARE(palette().scheme(), Scheme::Light);
    }
};

QTEST_MAIN(PaletteTest)
#include "tst_palette.moc"
