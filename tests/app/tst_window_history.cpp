// SPDX-License-Identifier: BSD-2-Clause
#include "app/engine_window.h"
#include "client/plan_changes.h"
#include "views/window_actions.h"

#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace patchbay;
using namespace Qt::StringLiterals;

/// The history dialog over the real engine: compare, go back to a point, refused where somebody wrote the file since.
class TestWindowHistory : public test::EngineWindowCase
{
    Q_OBJECT

    static constexpr int patience = 60'000;
    QTemporaryDir m_folder;

    [[nodiscard]] QString loaderConf() const { return m_folder.filePath(u"home-server/root/boot/loader.conf"_s); }
    [[nodiscard]] QByteArray bytes() const
    {
        QFile file(loaderConf());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    template<typename Widget>
    [[nodiscard]] Widget *inDialog(const char *name) const
    {
        auto *dialog = m_window->findChild<QDialog *>(u"historyDialog"_s);
        return dialog ? dialog->findChild<Widget *>(QLatin1String(name)) : nullptr;
    }
    [[nodiscard]] QString code() const { return inDialog<QPlainTextEdit>("historyCode")->toPlainText(); }
    [[nodiscard]] QString about() const { return inDialog<QLabel>("historyAbout")->text(); }
    [[nodiscard]] int rows() const
    {
        const auto *list = inDialog<QTreeWidget>("historyList");
        return list ? list->topLevelItemCount() : -1;
    }
    void choose(int row) const
    {
        auto *list = inDialog<QTreeWidget>("historyList");
        list->setCurrentItem(list->topLevelItem(row));
    }

    void apply(const std::vector<std::string> &functions)
    {
        wire::Plan plan;
        plan.reserved = functions;
        m_window->session()->propose(plan, u"reserve"_s);
        applyForGood(patience);
    }

private slots:
    void initTestCase()
    {
        settleIn(u"window-history"_s);
        raiseOver(m_folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->preview(), patience);
        apply({"pci0:4:0:0", "pci0:4:0:1"});
        apply({"pci0:3:0:0"});
    }
    void cleanupTestCase() { drop(); }

    void comparesAndGoesBack()
    {
        const QByteArray second = bytes();
        m_window->actions()->history->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, patience);
        QTRY_VERIFY_WITH_TIMEOUT(code().contains(u"pptdevs=\"3/0/0\""_s), patience);
        choose(1);
        QTRY_VERIFY_WITH_TIMEOUT(code().contains(u"pptdevs=\"4/0/0 4/0/1\""_s) && !code().contains(u"3/0/0"_s), patience);
        QCOMPARE(inDialog<QComboBox>("historyFrom")->currentText(), u"Before change 000001"_s);

        QVERIFY(!pushButton("historyGo"));
        QTest::mouseClick(pushButton("historyBack"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("historyGo"), patience);
        QVERIFY(code().contains(u"pptdevs=\"4/0/0 4/0/1\""_s));
        QCOMPARE(about(), u"To go back, this is changed:"_s);
        const QByteArray folder = qgetenv("PATCHBAY_HISTORY_SHOT");
        if (!folder.isEmpty())
            QVERIFY(m_window->findChild<QDialog *>(u"historyDialog"_s)->grab().save(QString::fromUtf8(folder)));
        QCOMPARE(bytes(), second);
        // Another choice takes the offer back.
        choose(0);
        QVERIFY(!pushButton("historyGo"));
        choose(1);
        QTest::mouseClick(pushButton("historyBack"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("historyGo"), patience);
        QTest::mouseClick(pushButton("historyGo"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        QVERIFY(bytes().contains("pptdevs=\"4/0/0 4/0/1\""));
        QVERIFY(!pushButton("historyGo"));
    }

    void nothingToCompareIsSaidWhereTheLinesWouldBe()
    {
        auto *from = inDialog<QComboBox>("historyFrom"), *to = inDialog<QComboBox>("historyTo");
        from->setCurrentIndex(to->currentIndex());
        emit from->activated(from->currentIndex());
        QTRY_COMPARE_WITH_TIMEOUT(about(), u"No file differs."_s, patience);
        QCOMPARE(code(), QString());
        QVERIFY(!inDialog<QPlainTextEdit>("historyCode")->placeholderText().isEmpty());
        choose(1);
        QTRY_VERIFY_WITH_TIMEOUT(!code().isEmpty(), patience);
        QVERIFY(inDialog<QPlainTextEdit>("historyCode")->placeholderText().isEmpty());
    }

    void refusesToLoseAnEdit()
    {
        QFile file(loaderConf());
        QVERIFY(file.open(QIODevice::Append) && file.write("# mine\n") == 7);
        file.close();
        const QByteArray mine = bytes();
        choose(2);
        QTest::mouseClick(pushButton("historyBack"), Qt::LeftButton);
        // Change 1 is what the history left: only that somebody wrote below it stands in the way.
        QTRY_VERIFY_WITH_TIMEOUT(about().contains(u"was changed by somebody since the last change"_s), patience);
        QVERIFY(code().contains(u"# mine"_s));
        QVERIFY(!pushButton("historyGo"));
        QCOMPARE(bytes(), mine);
    }
};

QTEST_MAIN(TestWindowHistory)
#include "tst_window_history.moc"
