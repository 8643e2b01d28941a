// SPDX-License-Identifier: BSD-2-Clause
#include "app/window_case.h"
#include "models/topology_model.h"
#include "views/outcome_panel.h"
#include "views/status_line.h"
#include "views/widgets.h"
#include "views/window_actions.h"
#include "views/window_memory.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QTabBar>
#include <QToolButton>
#include <QTreeWidget>

#include <set>

using namespace patchbay;
using namespace patchbay::views;
using namespace Qt::StringLiterals;
using models::TopologyModel;

/// What a person set stays as it was set, and nothing is torn, cut or shaded on the way.
class TestWindowKept : public test::WindowCase
{
    Q_OBJECT

    static constexpr int patience = 30'000;

    [[nodiscard]] QHeaderView *head() const { return tree()->header(); }
    [[nodiscard]] QList<int> widths() const
    {
        return {head()->sectionSize(TopologyModel::FunctionColumn), head()->sectionSize(TopologyModel::CapabilityColumn),
                head()->sectionSize(TopologyModel::HolderColumn)};
    }
    /// The right edge of a column, by the mouse.
    void drag(int column, int by)
    {
        QWidget *area = head()->viewport();
        const QPoint from(head()->sectionViewportPosition(column) + head()->sectionSize(column) - 1, area->height() / 2);
        QTest::mousePress(area, Qt::LeftButton, {}, from);
        QTest::mouseMove(area, from + QPoint(by / 2, 0));
        QTest::mouseMove(area, from + QPoint(by, 0));
        QTest::mouseRelease(area, Qt::LeftButton, {}, from + QPoint(by, 0));
    }
    void again()
    {
        remember(*m_window);
        drop();
        show(std::make_unique<client::HostBook>([this](const QString &) {
                 auto engine = std::make_unique<test::FakeEngine>();
                 test::serveSmallHost(*engine);
                 m_engine = engine.get();
                 return engine;
             }),
             u"sim:small"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->preview(), patience);
    }
    [[nodiscard]] bool allInSight() const
    {
        const QList<int> now = widths();
        return std::ranges::min(now) >= head()->minimumSectionSize() && now[0] + now[1] + now[2] <= tree()->viewport()->width();
    }

private slots:
    void initTestCase() { settleIn(u"window-kept"_s); }
    void init() { raise(); }
    void cleanup() { drop(); }

    void columns()
    {
        const QList<int> before = widths();
        drag(TopologyModel::FunctionColumn, -90);
        drag(TopologyModel::CapabilityColumn, 40);
        const QList<int> chosen = widths();
        QCOMPARE(chosen[0], before[0] - 90);
        QCOMPARE(chosen[1], before[1] + 40);

        const auto reads = m_engine->asked.count(u"host.snapshot"_s);
        m_window->actions()->refresh->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->asked.count(u"host.snapshot"_s) > reads && !m_window->session()->busy(), patience);
        QCOMPARE(widths(), chosen);
        auto *filter = m_window->findChild<QLineEdit *>(u"filter"_s);
        filter->setText(u"msi"_s);
        filter->clear();
        QCOMPARE(widths(), chosen);
        m_window->resize(1100, 800);
        QTRY_VERIFY_WITH_TIMEOUT(widths() != chosen && allInSight(), patience);
        m_window->resize(1440, 900);
        QTRY_COMPARE_WITH_TIMEOUT(widths(), chosen, patience);
        again();
        QTRY_COMPARE_WITH_TIMEOUT(widths(), chosen, patience);

        QTest::mouseDClick(head()->viewport(), Qt::LeftButton, {},
                           QPoint(head()->sectionSize(TopologyModel::FunctionColumn) - 1, head()->height() / 2));
        QCOMPARE(widths(), before);
        again();
        QTRY_COMPARE_WITH_TIMEOUT(widths(), before, patience);
    }

    void noColumnIsLost_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<int>("by");
        QTest::newRow("function over all") << int(TopologyModel::FunctionColumn) << 900;
        QTest::newRow("function to nothing") << int(TopologyModel::FunctionColumn) << -900;
        QTest::newRow("capabilities over all") << int(TopologyModel::CapabilityColumn) << 900;
    }

    void noColumnIsLost()
    {
        QFETCH(const int, column);
        QFETCH(const int, by);
        drag(column, by);
        QVERIFY2(allInSight(), qPrintable(u"%1 %2 %3"_s.arg(widths()[0]).arg(widths()[1]).arg(widths()[2])));
    }

    void nonsenseInTheSettings_data()
    {
        QTest::addColumn<QString>("kept");
        for (const char *kept : {"", "x y", "0.5", "2 3", "-1 0.5", "nan nan", "inf 0", "0.5 0.5", "0.2 0.2 0.2"})
            QTest::newRow(kept) << QString::fromLatin1(kept);
    }

    void nonsenseInTheSettings()
    {
        QFETCH(const QString, kept);
        QSettings().setValue(u"window/columns"_s, kept);
        recall(*m_window);
        QVERIFY(!tree()->shares());
        QVERIFY(allInSight());
    }

    void tabsAreNotTorn()
    {
        m_window->resize(760, 700);
        m_window->outcome()->showPage(OutcomePanel::Output);
        auto *tabs = m_window->findChild<QTabBar *>(u"outcome"_s);
        auto *back = tabs->findChild<QToolButton *>(u"ScrollLeftButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(back && back->isVisible() && back->isEnabled(), patience);
        const QImage picture = tabs->grab().toImage();
        const QRgb ground = look::palette()[look::Token::Panel].rgb();
        for (int x = 0; x < 3; ++x)
            for (int y = 3; y < picture.height() - 3; ++y)
                QCOMPARE(QColor(picture.pixel(x, y)).name(), QColor(ground).name());
    }

    /// A paint may come before the next turn of the event loop.
    void statusIsWholeAtOnce()
    {
        StatusLine line;
        line.resize(1200, 30);
        line.QWidget::show();
        line.show(nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(line.isVisible(), patience);
        QCoreApplication::processEvents();
        line.show(m_window->session());
        const auto *words = line.findChild<ElidedLabel *>();
        QVERIFY2(words->text().contains(u"read "_s), qPrintable(words->text()));
        QVERIFY2(words->width() >= words->sizeHint().width(), qPrintable(u"%1 of %2"_s.arg(words->width()).arg(words->sizeHint().width())));
    }

    void chosenRowHasOneColour()
    {
        m_engine->answer("boot.history", wire::History{{{"2", 0, "persistent", "applied", "2/0/0 to ppt"}, {"1", 0, "next-boot", "applied", "1/0/1 to ppt"}}});
        m_engine->answer("boot.compare", wire::Comparison{{test::smallFile("persistent")}, {}});
        m_window->activateWindow();
        m_window->actions()->history->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QTreeWidget *>(u"historyList"_s), patience);
        auto *list = m_window->findChild<QTreeWidget *>(u"historyList"_s);
        QTRY_VERIFY_WITH_TIMEOUT(list->currentItem() && list->isVisible(), patience);
        list->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Up);
        const QImage picture = list->viewport()->grab().toImage();
        const QRect row = list->visualItemRect(list->topLevelItem(0));
        std::set<QString> colours;
        for (int y = row.top(); y <= row.bottom(); ++y)
            colours.insert(QColor(picture.pixel(list->viewport()->width() - 5, y)).name());
        QCOMPARE(QStringList(colours.begin(), colours.end()), QStringList{look::palette()[look::Token::AccentSoft].name()});
    }
};

QTEST_MAIN(TestWindowKept)
#include "tst_window_kept.moc"
