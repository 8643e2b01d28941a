// SPDX-License-Identifier: BSD-2-Clause
#include "look/metrics.h"
#include "look/theme.h"
#include "support/patience.h"
#include "views/widgets.h"

#include <QAccessible>
#include <QApplication>
#include <QtTest>

using namespace patchbay;
using namespace patchbay::views;
using namespace Qt::StringLiterals;

/// The small parts that every region is made of.
class TestWidgets : public QObject
{
    Q_OBJECT

    static QString spoken(QWidget &widget, QAccessible::Text what)
    {
        const QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&widget);
        return face ? face->text(what) : QString();
    }

private slots:
    void initTestCase() { look::dress(*qApp, look::Choice::Light); }

    void whatIsDrawnIsSpoken()
    {
        Pill pill;
        pill.show(u"AMD-Vi off"_s, look::Tone::Warn, u"warning"_s, u"hw.vmm.amdvi.enable is not set"_s);
        ElidedLabel words(Qt::AlignLeft, nullptr);
        words.setText(u"FreeBSD 15.0-RELEASE on a processor with a long name"_s);
        for (QWidget *widget : {static_cast<QWidget *>(&pill), static_cast<QWidget *>(&words)})
            QCOMPARE(QAccessible::queryAccessibleInterface(widget)->role(), QAccessible::StaticText);
        QCOMPARE(spoken(pill, QAccessible::Name), u"AMD-Vi off"_s);
        QCOMPARE(spoken(pill, QAccessible::Description), u"hw.vmm.amdvi.enable is not set"_s);
        QCOMPARE(spoken(words, QAccessible::Name), words.text());
        pill.show(u"AMD-Vi on"_s, look::Tone::Ok);
        QCOMPARE(spoken(pill, QAccessible::Name), u"AMD-Vi on"_s);
        QCOMPARE(spoken(pill, QAccessible::Description), QString());
    }

    void anEmptyRegionKeepsItsWordsInside()
    {
        EmptyState empty;
        empty.resize(220, 400);
        empty.say(u"guest"_s, u"No guest yet"_s, u"A guest's board has 32 slots with 8 functions each. Add a guest, then drag "
                                                 "PCI functions onto it."_s);
        empty.show();
        QVERIFY(QTest::qWaitForWindowExposed(&empty));
        const QList<QLabel *> labels = empty.findChildren<QLabel *>();
        for (const QLabel *each : labels)
            QVERIFY2(empty.rect().contains(each->geometry()), qPrintable(each->text()));
        const int needed = empty.minimumSizeHint().height();
        empty.resize(800, 400);
        QTRY_VERIFY(empty.minimumSizeHint().height() < needed); // fewer lines need less room
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
