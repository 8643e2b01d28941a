// SPDX-License-Identifier: BSD-2-Clause
#include "app/engine_window.h"
#include "client/plan_changes.h"
#include "models/finding_model.h"
#include "views/findings_view.h"
#include "views/outcome_panel.h"
#include "views/window_actions.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace patchbay;
using namespace Qt::StringLiterals;

/// Guards are lifted one by one, by typing the host's name, for one plan; the history says which. The real engine judges.
class TestWindowGuards : public test::EngineWindowCase
{
    Q_OBJECT

    static constexpr int patience = 60'000;
    std::unique_ptr<QTemporaryDir> m_folder;

    client::Session &session() const { return *m_window->session(); }

    [[nodiscard]] bool judged() const { return session().preview() && !session().busy(); }
    void propose(const QString &function)
    {
        wire::Plan plan;
        plan.guests.push_back(client::freshGuest("web"));
        plan.guests[0].positions.push_back({.slot = 7, .function = 0, .host = function.toStdString(), .expect = {}, .options = {}});
        session().propose(plan, u"web"_s);
        QTRY_VERIFY_WITH_TIMEOUT(judged(), patience);
        m_window->outcome()->showPage(views::OutcomePanel::Findings);
    }

    /// Rules of the guards that block, or those that were lifted.
    [[nodiscard]] QStringList guards(bool lifted) const
    {
        QStringList rules;
        if (!session().preview())
            return rules;
        for (const wire::Finding &finding : session().preview()->findings)
            if (finding.guard && finding.lifted == lifted)
                rules.append(QString::fromStdString(finding.rule));
        return rules;
    }

    /// The button beside the finding of that rule; nullptr: none can be seen.
    [[nodiscard]] QPushButton *liftButton(const QString &rule) const
    {
        for (auto *lift : m_window->outcome()->findingsView()->findChildren<QPushButton *>(u"lift"_s)) {
            const auto words = lift->parentWidget()->findChildren<QLabel *>();
            const bool its = std::ranges::any_of(words, [&](const QLabel *label) { return label->text().contains(u"  "_s + rule + u"  "_s); });
            if (its && lift->isVisible())
                return lift;
        }
        return nullptr;
    }
    [[nodiscard]] QLineEdit *field() const
    {
        auto *sheet = m_window->findChild<QDialog *>(u"liftGuard"_s);
        return sheet && sheet->isVisible() ? sheet->findChild<QLineEdit *>(u"liftHostName"_s) : nullptr;
    }
    void openSheet(const QString &rule) const
    {
        QTRY_VERIFY_WITH_TIMEOUT(liftButton(rule), patience);
        QTest::mouseClick(liftButton(rule), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(field(), patience);
        QVERIFY(!pushButton("liftGo")->isEnabled());
    }
    void gone() const { QTRY_VERIFY_WITH_TIMEOUT(!field(), patience); }
    void lift(const QString &rule) const
    {
        openSheet(rule);
        QTest::keyClicks(field(), QString::fromStdString(session().snapshot()->name));
        QVERIFY(pushButton("liftGo")->isEnabled());
        QTest::keyClick(field(), Qt::Key_Return);
        gone();
        QTRY_VERIFY_WITH_TIMEOUT(judged() && guards(true).contains(rule), patience);
    }

private slots:
    void initTestCase() { settleIn(u"window-guards"_s); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        raiseOver(m_folder->path());
        QTRY_VERIFY_WITH_TIMEOUT(judged(), patience);
    }
    void cleanup() { drop(); }

    void oneByOne_data()
    {
        QTest::addColumn<QString>("function");
        QTest::addColumn<QStringList>("rules");
        QTest::newRow("boot disk") << u"pci0:2:0:0"_s << QStringList{u"boot-disk"_s, u"mounted-disk"_s, u"swap"_s};
        QTest::newRow("way here") << u"pci0:3:0:3"_s << QStringList{u"ssh-nic"_s, u"default-route"_s};
        QTest::newRow("console") << u"pci0:0:2:0"_s << QStringList{u"console"_s};
        QTest::newRow("keyboard") << u"pci0:0:20:0"_s << QStringList{u"keyboard"_s};
    }

    void oneByOne()
    {
        QFETCH(const QString, function);
        QFETCH(const QStringList, rules);
        propose(function);
        QCOMPARE(guards(false), rules);
        QVERIFY(!m_window->actions()->review->isEnabled() || session().preview()->blocked);
        for (qsizetype i = 0; i < rules.size(); ++i) {
            lift(rules[i]);
            QCOMPARE(guards(false), rules.mid(i + 1)); // the others stand
            QTRY_VERIFY_WITH_TIMEOUT(!liftButton(rules[i]), patience);
            QCOMPARE(session().preview()->blocked, i + 1 < rules.size());
        }

        // For this plan only: given up and made once more, it is stopped again.
        session().discard();
        QTRY_VERIFY_WITH_TIMEOUT(judged(), patience);
        propose(function);
        QCOMPARE(guards(false), rules);

        for (const QString &rule : rules)
            lift(rule);
        m_window->actions()->review->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo") && pushButton("applyGo")->isEnabled(), patience);
        QTest::mouseClick(pushButton("applyGo"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!pushButton("applyGo") && judged(), patience);
        m_window->actions()->history->trigger();
        const auto *list = [&] {
            auto *dialog = m_window->findChild<QDialog *>(u"historyDialog"_s);
            return dialog ? dialog->findChild<QTreeWidget *>(u"historyList"_s) : nullptr;
        }();
        QVERIFY(list);
        QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 1, patience);
        const QString what = list->topLevelItem(0)->text(4);
        for (const QString &rule : rules)
            QVERIFY2(what.section(u"guards lifted: "_s, 1).contains(rule + u" of "_s), qPrintable(what));
        QCOMPARE(list->topLevelItem(0)->toolTip(4), what);
    }

    void aWrongNameLiftsNothing()
    {
        propose(u"pci0:0:2:0"_s);
        const QString name = QString::fromStdString(session().snapshot()->name);
        for (const QString &wrong : {name.chopped(1), name + u'x', name.toUpper(), u' ' + name, u"sim:home-server"_s}) {
            openSheet(u"console"_s);
            QTest::keyClicks(field(), wrong);
            QVERIFY2(!pushButton("liftGo")->isEnabled(), qPrintable(wrong));
            QTest::keyClick(field(), Qt::Key_Return); // the default is to leave it
            gone();
            QCOMPARE(guards(false), QStringList{u"console"_s});
        }
        // The right name, and then another thought.
        openSheet(u"console"_s);
        QTest::keyClicks(field(), name + u'x');
        QTest::keyClick(field(), Qt::Key_Backspace);
        QVERIFY(pushButton("liftGo")->isEnabled());
        QTest::keyClick(field(), Qt::Key_Escape);
        gone();
        openSheet(u"console"_s);
        QCOMPARE(field()->text(), QString()); // what was typed before is not there any more
        QTest::mouseClick(pushButton("liftCancel"), Qt::LeftButton);
        gone();
        session().refresh();
        QTRY_VERIFY_WITH_TIMEOUT(judged(), patience);
        QCOMPARE(guards(false), QStringList{u"console"_s});
        QVERIFY(session().preview()->blocked);
    }
};

QTEST_MAIN(TestWindowGuards)
#include "tst_window_guards.moc"
