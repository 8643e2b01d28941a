// SPDX-License-Identifier: BSD-2-Clause
#include "look/metrics.h"
#include "look/theme.h"
#include "support/patience.h"
#include "views/widgets.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QRadioButton>
#include <QStyleOptionButton>
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

    void aLowEmptyRegionGivesUpItsPictureFirst()
    {
        EmptyState empty;
        empty.say(u"guest"_s, u"No output yet"_s, u"What bhyve prints appears here once the guest is started."_s);
        empty.resize(800, 400);
        empty.show();
        QVERIFY(QTest::qWaitForWindowExposed(&empty));
        const auto picture = [&] { return empty.findChildren<QLabel *>().front(); };
        QVERIFY(picture()->isVisible());
        const int words = empty.findChildren<QLabel *>().at(1)->height();
        empty.setMinimumSize(1, 1);
        empty.resize(800, 5 * words);
        QTRY_VERIFY(!picture()->isVisible());
        for (const QLabel *each : empty.findChildren<QLabel *>())
            QVERIFY2(!each->isVisible() || empty.rect().contains(each->geometry()), qPrintable(each->text()));
    }

    void marksGrowWithTheText()
    {
        QCheckBox box(u"Wire all memory"_s);
        QRadioButton radio(u"Make it permanent"_s);
        const auto mark = [](QAbstractButton &button, QStyle::SubElement part) {
            QStyleOptionButton option;
            option.initFrom(&button);
            button.ensurePolished();
            return button.style()->subElementRect(part, &option, &button).width();
        };
        const int usual = mark(box, QStyle::SE_CheckBoxIndicator);
        QCOMPARE(mark(radio, QStyle::SE_RadioButtonIndicator), usual);
        look::setTextSize(2 * look::usualText);
        look::dress(*qApp, look::Choice::Light);
        const int grown = mark(box, QStyle::SE_CheckBoxIndicator), roundGrown = mark(radio, QStyle::SE_RadioButtonIndicator);
        const int beside = look::besideMark();
        look::setTextSize(look::usualText);
        look::dress(*qApp, look::Choice::Light);
        QVERIFY2(grown > 3 * usual / 2, qPrintable(u"%1, and usually %2"_s.arg(grown).arg(usual)));
        QCOMPARE(roundGrown, grown);
        QCOMPARE(beside, grown + 8);
        QCOMPARE(look::besideMark(), usual + 8);
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
