// SPDX-License-Identifier: BSD-2-Clause
#include "app/engine_window.h"
#include "client/plan_changes.h"
#include "views/outcome_panel.h"
#include "views/window_actions.h"

#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTemporaryDir>

using namespace patchbay;
using namespace Qt::StringLiterals;

/// The window over the real engine and a simulated host whose cards change places while it is off.
class TestWindowRenumbered : public test::EngineWindowCase
{
    Q_OBJECT

    static constexpr int patience = 60'000;

    static auto done(bool &answered)
    {
        return [&answered](const auto &answer) {
            QVERIFY2(answer.has_value(), answer ? "" : qPrintable(answer.error().message));
            answered = true;
        };
    }
    void change(const QByteArray &text)
    {
        QFile file(m_folder.filePath(u"home-server/hardware"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    void reboot()
    {
        bool answered = false;
        m_window->session()->reboot(this, done(answered));
        QTRY_VERIFY_WITH_TIMEOUT(answered && m_window->session()->preview(), patience);
    }
    void apply() { applyForGood(patience); }
    [[nodiscard]] bool isSaid(const QString &words) const
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (const QLabel *label : top->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(words))
                    return true;
            }
        }
        return false;
    }

    QTemporaryDir m_folder;

private slots:
    void initTestCase()
    {
        settleIn(u"window-renumbered"_s);
        raiseOver(m_folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->preview(), patience);
    }
    void cleanupTestCase() { drop(); }

    void theWayOutIsOneClick()
    {
        wire::Plan plan;
        plan.guests.push_back(client::freshGuest("web"));
        plan.guests[0].positions.push_back({.slot = 7, .function = 0, .host = "pci0:3:0:0", .expect = {}, .options = {}});
        m_window->session()->propose(plan, u"web"_s);
        apply();
        reboot();
        change("swap 1:0 3:0\n");
        reboot();

        const QString moved = u"The function planned as 3/0/0 is at 1/0/0 now"_s;
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->preview() && m_window->session()->preview()->blocked, patience);
        m_window->outcome()->showPage(views::OutcomePanel::Findings);
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(moved), patience);
        m_window->actions()->verify->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(moved + u", recognised by its serial number."_s), patience);
        for (QWidget *top : QApplication::topLevelWidgets()) {
            if (auto *dialog = top->findChild<QDialog *>(u"verifyDialog"_s))
                dialog->reject();
        }

        QPushButton *fix = nullptr; // rows are made anew whenever the host was read again
        const auto isOffered = [&] {
            for (auto *button : m_window->outcome()->findChildren<QPushButton *>()) {
                if (button->text() == u"Take 1/0/0 instead of 3/0/0"_s && button->isVisible())
                    fix = button;
            }
            return fix != nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isOffered(), patience);
        QTest::mouseClick(fix, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->preview() && !m_window->session()->preview()->blocked, patience);
        QCOMPARE(m_window->session()->plan().guests[0].positions[0].host, std::string("pci0:1:0:0"));
        QCOMPARE(m_window->boardModel()->index(7, 0).data(models::BoardModel::HostAddressRole).toString(), u"pci0:1:0:0"_s);
        m_window->actions()->review->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo"), patience);
        const auto *diff = pushButton("applyGo")->window()->findChild<QPlainTextEdit *>(u"applyDiff"_s);
        QTRY_VERIFY_WITH_TIMEOUT(diff->toPlainText().contains(u"pptdevs=\"1/0/0\""_s), patience);
        qobject_cast<QDialog *>(pushButton("applyGo")->window())->reject();

        apply();
        reboot();
        bool good = false;
        m_window->session()->verify(this, [&](const auto &answer) { good = answer && answer->good; });
        QTRY_VERIFY_WITH_TIMEOUT(good, patience);
    }
};

QTEST_MAIN(TestWindowRenumbered)
#include "tst_window_renumbered.moc"
