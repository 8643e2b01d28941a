// SPDX-License-Identifier: BSD-2-Clause
#include "app/engine_window.h"
#include "client/plan_changes.h"
#include "views/window_actions.h"

#include <QCheckBox>
#include <QDialog>
#include <QPlainTextEdit>
#include <QTemporaryDir>

using namespace patchbay;
using namespace Qt::StringLiterals;

/// The sheet shows on demand, in the same room, what a change on trial installs on the host. The real engine says what.
class TestWindowInstalled : public test::EngineWindowCase
{
    Q_OBJECT

    static constexpr int patience = 60'000;
    QTemporaryDir m_folder;

private slots:
    void initTestCase() { settleIn(u"window-installed"_s); }
    void cleanup() { drop(); }

    void shownInTheSameRoom()
    {
        raiseOver(m_folder.path());
        client::Session &session = *m_window->session();
        QTRY_VERIFY_WITH_TIMEOUT(session.preview(), patience);
        wire::Plan plan;
        plan.guests.push_back(client::freshGuest("web"));
        plan.guests[0].positions.push_back({.slot = 7, .function = 0, .host = "pci0:3:0:0", .expect = {}, .options = {}});
        session.propose(plan, u"web"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->actions()->review->isEnabled(), patience);
        m_window->actions()->review->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo") && pushButton("applyGo")->isEnabled(), patience);

        const auto *diff = m_window->findChild<QPlainTextEdit *>(u"applyDiff"_s);
        auto *show = m_window->findChild<QPushButton *>(u"trialShow"_s);
        auto *box = m_window->findChild<QCheckBox *>(u"trialOn"_s);
        const QString files = diff->toPlainText(), token = QString::fromStdString(session.preview()->token);
        const QRect room(show->window()->geometry());
        const int height = diff->height();
        QVERIFY(files.contains(u"pptdevs"_s) && box->isChecked());
        show->click();
        QTRY_VERIFY_WITH_TIMEOUT(diff->toPlainText().contains(u"# PROVIDE: patchbay_trial"_s), patience);
        QVERIFY(diff->toPlainText().contains(u"/usr/local/etc/rc.d/patchbay_trial"_s));
        QVERIFY(diff->toPlainText().contains(u"/var/db/patchbay/trial/order"_s));
        QVERIFY(!diff->toPlainText().contains(u"/boot/defaults"_s));
        QCOMPARE(diff->height(), height);
        QCOMPARE(show->window()->geometry(), room);
        QCOMPARE(show->text(), u"Show the boot files"_s);
        show->click();
        QCOMPARE(diff->toPlainText(), files);
        QCOMPARE(show->window()->geometry(), room);
        // Without a trial nothing is installed.
        show->click();
        box->click();
        QCOMPARE(diff->toPlainText(), files);
        QVERIFY(!show->isEnabled());
        QCOMPARE(QString::fromStdString(session.preview()->token), token); // looking asks for nothing new
        QTest::mouseClick(pushButton("applyCancel"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!pushButton("applyGo"), patience);
    }
};

QTEST_MAIN(TestWindowInstalled)
#include "tst_window_installed.moc"
