// SPDX-License-Identifier: BSD-2-Clause
#include "app/engine_window.h"
#include "client/plan_changes.h"
#include "look/metrics.h"
#include "views/banner.h"
#include "views/outcome_panel.h"
#include "views/trial_bar.h"
#include "views/window_actions.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QTemporaryDir>

using namespace patchbay;
using namespace Qt::StringLiterals;
using Phase = client::TrialClock::Phase;

/// The window over the real engine on a simulated host, whose start script is the real one: a change on trial is kept, given
/// more time, taken back, left without an answer. Time passes by the host's simulated clock.
class TestWindowTrial : public test::EngineWindowCase
{
    Q_OBJECT

    static constexpr int patience = 60'000;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<client::HostBook> m_otherBook;
    std::unique_ptr<views::MainWindow> m_other;
    QPointer<remote::ByteStream> m_stream; ///< of the connection made last
    int m_passed = 0;

    std::unique_ptr<client::HostBook> book()
    {
        return std::make_unique<client::HostBook>([this](const QString &spec) -> std::unique_ptr<remote::ByteStream> {
            auto stream = engine(spec);
            m_stream = stream.get();
            return stream;
        });
    }
    static void open(views::MainWindow &window)
    {
        window.resize(1440, 900);
        window.show();
        window.openHost(u"sim:home-server"_s);
        QTRY_VERIFY_WITH_TIMEOUT(window.session()->preview(), patience);
    }
    client::Session &session() const { return *m_window->session(); }

    void pass(int seconds)
    {
        m_passed += seconds;
        QFile file(m_folder->filePath(u"home-server/clock"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(u"passed %1\n"_s.arg(m_passed).toUtf8());
    }
    [[nodiscard]] bool onHost(const char *path) const { return QFile::exists(m_folder->filePath(u"home-server/root"_s + QString::fromLatin1(path))); }
    [[nodiscard]] static bool isSaid(const views::MainWindow &window, const char *name, const QString &words)
    {
        const auto *label = window.findChild<QLabel *>(QString::fromLatin1(name));
        return label && label->isVisible() && label->text().contains(words);
    }
    [[nodiscard]] bool says(const char *name, const QString &words) const { return isSaid(*m_window, name, words); }
    [[nodiscard]] std::string driver() const
    {
        for (const wire::Function &function : session().snapshot()->functions) {
            if (function.address == "pci0:3:0:0")
                return function.driver.value_or("?");
        }
        return "gone";
    }
    [[nodiscard]] QString shelfState() const
    {
        const auto *list = m_window->findChild<QAbstractItemView *>(u"hosts"_s);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QString text = list->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
            if (list->model()->index(row, 0).data(Qt::ToolTipRole).toString() == u"sim:home-server"_s)
                return text;
        }
        return {};
    }

    void click(const char *name) const
    {
        QTRY_VERIFY_WITH_TIMEOUT(pushButton(name) && pushButton(name)->isEnabled(), patience);
        QTest::mouseClick(pushButton(name), Qt::LeftButton);
    }
    void press(const char *name) const
    {
        QTRY_VERIFY_WITH_TIMEOUT(pushButton(name) && pushButton(name)->isEnabled(), patience);
        pushButton(name)->setFocus(Qt::TabFocusReason);
        QTest::keyClick(pushButton(name), Qt::Key_Space);
    }

    void plan()
    {
        wire::Plan plan;
        plan.guests.push_back(client::freshGuest("web"));
        plan.guests[0].positions.push_back({.slot = 7, .function = 0, .host = "pci0:3:0:0", .expect = {}, .options = {}});
        session().propose(plan, u"web"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->actions()->review->isEnabled(), patience);
    }
    /// Through the sheet. `mode`: empty for what it offers by itself.
    void apply(const QString &mode = {})
    {
        plan();
        m_window->actions()->review->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo"), patience);
        if (!mode.isEmpty())
            m_window->findChild<QRadioButton *>(u"mode-"_s + mode)->click();
        click("applyGo");
        QTRY_VERIFY_WITH_TIMEOUT(!pushButton("applyGo") && session().trial().phase() != Phase::None, patience);
    }
    void reboot()
    {
        click("trialReboot");
        click("questionGo");
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("verifyKeep"), patience);
        QCOMPARE(session().trial().phase(), Phase::Running);
    }
    void ended()
    {
        QTRY_COMPARE_WITH_TIMEOUT(session().trial().phase(), Phase::None, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<views::TrialBar *>()->isVisible(), patience);
    }

private slots:
    void initTestCase() { settleIn(u"window-trial"_s); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_passed = 0;
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
        QSettings().clear();
        m_book = book();
        m_window = std::make_unique<views::MainWindow>(m_book.get());
        open(*m_window);
    }
    void cleanup()
    {
        m_other.reset();
        m_otherBook.reset();
        drop();
    }

    void theSheetSaysWhatIsInstalled_data();
    void theSheetSaysWhatIsInstalled();
    void aBootEnvironmentFirst();
    void kept();
    void keptByKeyboard();
    void givenMoreTime();
    void takenBack();
    void nobodyAnswered();
    void pptDidNotAttach();
    void twoConsoles();
    void aChangeOfTheRunningHost();
    void outOfReach();
    void closing();
};

void TestWindowTrial::theSheetSaysWhatIsInstalled_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("on");
    QTest::newRow("next boot") << u"next-boot"_s << true;
    QTest::newRow("permanent") << u"persistent"_s << true;
    QTest::newRow("now") << u"now"_s << false; // forgetting would restart everything that runs
}

void TestWindowTrial::theSheetSaysWhatIsInstalled()
{
    QFETCH(const QString, mode);
    QFETCH(const bool, on);
    plan();
    m_window->actions()->review->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo"), patience);
    m_window->findChild<QRadioButton *>(u"mode-"_s + mode)->click();
    auto *box = m_window->findChild<QCheckBox *>(u"trialOn"_s);
    const auto *about = m_window->findChild<QLabel *>(u"trialChoiceAbout"_s);
    QCOMPARE(box->isChecked(), on);
    QCOMPARE(about->text().contains(u"/usr/local/etc/rc.d/patchbay_trial"_s), on);
    QTest::mouseClick(box, Qt::LeftButton, {}, {8, box->height() / 2});
    QCOMPARE(box->isChecked(), !on);
    QCOMPARE(about->text().contains(u"keeping it removes both"_s), !on);
    QCOMPARE(m_window->findChild<QComboBox *>(u"trialSpan"_s)->isEnabled(), !on);
    const auto *diff = m_window->findChild<QPlainTextEdit *>(u"applyDiff"_s);
    for (const char *each : {"next-boot", "persistent"}) {
        m_window->findChild<QRadioButton *>(u"mode-"_s + QLatin1StringView(each))->click();
        QCOMPARE(box->isChecked(), !on); // a person's choice stays
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo")->isEnabled(), patience);
        // Room for all of it, and no more than that; a long one scrolls.
        QVERIFY(diff->verticalScrollBar()->maximum() == 0 || diff->height() == look::px(230));
        QVERIFY(diff->parentWidget()->height() - diff->height() <= 4);
    }
    const auto *sheet = pushButton("applyGo")->window();
    QVERIFY(sheet->rect().contains(QRect(pushButton("applyGo")->mapTo(sheet, QPoint()), pushButton("applyGo")->size())));
}

/// Offered where root is ZFS: then the change is booted once, and boots take the copy until it is kept.
void TestWindowTrial::aBootEnvironmentFirst()
{
    plan();
    m_window->actions()->review->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo") && pushButton("applyGo")->isEnabled(), patience);
    m_window->findChild<QRadioButton *>(u"mode-persistent"_s)->click();
    auto *box = m_window->findChild<QCheckBox *>(u"copyOn"_s);
    QTRY_VERIFY_WITH_TIMEOUT(box->isVisible() && box->text().endsWith(u"boot environment patchbay-000001"_s), patience);
    QVERIFY(!box->isChecked());
    box->click();
    const auto *about = m_window->findChild<QLabel *>(u"copyAbout"_s);
    QTRY_VERIFY_WITH_TIMEOUT(about->isVisible() && about->text().contains(u"even a kernel that panics"_s), patience);
    m_window->findChild<QCheckBox *>(u"trialOn"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(about->text().contains(u"The loader's menu"_s), patience);
    m_window->findChild<QRadioButton *>(u"mode-now"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!box->isVisible(), patience);
    m_window->findChild<QRadioButton *>(u"mode-persistent"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(box->isVisible() && pushButton("applyGo")->isEnabled(), patience);
    QTest::mouseClick(pushButton("applyGo"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(onHost("/boot/loader.conf") && QFile::exists(m_folder->filePath(u"home-server/environments/patchbay-000001"_s)), patience);
}

void TestWindowTrial::kept()
{
    apply();
    QVERIFY(says("trialTitle", u"waits for the boot that tries it"_s));
    QVERIFY(onHost("/usr/local/etc/rc.d/patchbay_trial"));
    QVERIFY(shelfState().contains(u"to be tried"_s));
    const int connection = session().connection();
    reboot();
    QVERIFY2(session().connection() > connection, "only a new connection shows who can still reach the host");
    QVERIFY(says("trialCount", u":"_s));
    QVERIFY(shelfState().contains(u"keep within"_s));
    click("verifyKeep");
    ended();
    QTRY_VERIFY_WITH_TIMEOUT(!pushButton("verifyKeep"), patience);
    QVERIFY(!onHost("/usr/local/etc/rc.d/patchbay_trial") && !onHost("/var/db/patchbay/trial/order"));
    QFile loader(m_folder->filePath(u"home-server/root/boot/loader.conf"_s));
    QVERIFY(loader.open(QIODevice::ReadOnly) && loader.readAll().contains("pptdevs=\"3/0/0"));
    pass(7200);
    session().refresh();
    QTRY_VERIFY_WITH_TIMEOUT(session().state() == client::Session::State::Ready && driver().starts_with("ppt"), patience);
}

void TestWindowTrial::keptByKeyboard()
{
    apply(u"persistent"_s);
    QTest::keyClick(m_window.get(), Qt::Key_F6);
    press("trialReboot");
    press("questionGo");
    QTRY_VERIFY_WITH_TIMEOUT(pushButton("verifyLater"), patience);
    press("verifyLater");
    QTRY_VERIFY_WITH_TIMEOUT(!pushButton("verifyLater"), patience);
    press("trialKeep");
    ended();
    QVERIFY(!onHost("/usr/local/etc/rc.d/patchbay_trial"));
    QTRY_VERIFY_WITH_TIMEOUT(session().snapshot() && driver().starts_with("ppt"), patience);
}

void TestWindowTrial::givenMoreTime()
{
    apply();
    reboot();
    click("verifyLater");
    const int before = session().trial().left().value_or(-1);
    QVERIFY(before > 0 && before <= 600);
    click("trialExtend");
    QTRY_VERIFY_WITH_TIMEOUT(session().trial().left().value_or(0) > 600, patience);
    pass(700); // more than it was given first
    session().refresh();
    QTRY_VERIFY_WITH_TIMEOUT(session().trial().left().value_or(9999) <= 500, patience);
    QCOMPARE(session().trial().phase(), Phase::Running);
    m_window->actions()->keep->trigger();
    ended();
}

void TestWindowTrial::takenBack()
{
    apply();
    reboot();
    click("verifyLater");
    click("trialBack");
    click("questionGo");
    ended();
    QVERIFY(!onHost("/boot/nextboot.conf") && !onHost("/usr/local/etc/rc.d/patchbay_trial"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->banner()->isVisible(), patience);
    click("bannerAction");
    click("questionGo");
    QTRY_VERIFY_WITH_TIMEOUT(pushButton("verifyKeep"), patience);
    QVERIFY(!driver().starts_with("ppt"));
}

void TestWindowTrial::nobodyAnswered()
{
    apply();
    reboot();
    pass(650);
    // The sheet has nothing to decide any more, the host is shown as it is.
    ended();
    QTRY_VERIFY_WITH_TIMEOUT(!pushButton("verifyKeep"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(says("bannerWords", u"put its old boot files back by itself"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!driver().starts_with("ppt"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(session().plan().guests.empty(), patience);
    QVERIFY(!onHost("/usr/local/etc/rc.d/patchbay_trial"));
}

void TestWindowTrial::pptDidNotAttach()
{
    QFile hardware(m_folder->filePath(u"home-server/hardware"_s));
    apply();
    // The card is gone when the host comes back.
    QVERIFY(hardware.open(QIODevice::WriteOnly) && hardware.write("remove 3:0\n") > 0);
    hardware.close();
    reboot();
    const auto *sheet = pushButton("verifyKeep")->window();
    QVERIFY2(sheet->windowTitle().contains(u"not as planned"_s), qPrintable(sheet->windowTitle()));
    QVERIFY(!pushButton("verifyKeep")->isDefault());
    click("verifyBack");
    ended();
    QVERIFY(!onHost("/boot/nextboot.conf"));
}

void TestWindowTrial::twoConsoles()
{
    m_otherBook = book();
    m_other = std::make_unique<views::MainWindow>(m_otherBook.get());
    open(*m_other);
    apply();
    const auto *there = m_other->findChild<views::TrialBar *>();
    QTRY_VERIFY_WITH_TIMEOUT(there->isVisible() && isSaid(*m_other, "trialTitle", u"waits for the boot"_s), patience);
    reboot();
    QTRY_VERIFY_WITH_TIMEOUT(m_other->session()->trial().phase() == Phase::Running, patience);
    QVERIFY(isSaid(*m_other, "trialCount", u":"_s));
    QTest::mouseClick(m_other->findChild<QPushButton *>(u"trialKeep"_s), Qt::LeftButton);
    ended();
    QTRY_VERIFY_WITH_TIMEOUT(!there->isVisible(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(says("bannerWords", u"Somebody else kept change"_s), patience);
    QVERIFY2(!m_other->banner()->isVisible(), "who did it knows");
}

void TestWindowTrial::aChangeOfTheRunningHost()
{
    plan();
    m_window->actions()->review->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo"), patience);
    m_window->findChild<QRadioButton *>(u"mode-now"_s)->click();
    auto *box = m_window->findChild<QCheckBox *>(u"trialOn"_s);
    QTest::mouseClick(box, Qt::LeftButton, {}, {8, box->height() / 2});
    const int connection = session().connection();
    click("applyGo");
    QTRY_VERIFY_WITH_TIMEOUT(pushButton("verifyKeep"), patience);
    QVERIFY(session().connection() > connection);
    QCOMPARE(session().trial().phase(), Phase::Running);
    click("verifyKeep");
    ended();
    QTRY_VERIFY_WITH_TIMEOUT(driver().starts_with("ppt"), patience);
}

void TestWindowTrial::outOfReach()
{
    apply();
    reboot();
    click("verifyLater");
    emit m_stream->closed(u"The network is down."_s);
    QTRY_VERIFY_WITH_TIMEOUT(says("trialTitle", u"does not answer"_s), patience);
    QVERIFY(says("trialAbout", u"by itself and restarts"_s));
    QVERIFY(says("trialCount", u":"_s));
    QVERIFY(says("trialAbout", u"The network is down."_s));
    QVERIFY(!pushButton("trialKeep") && !m_window->banner()->isVisible()); // one strip says it all
    QVERIFY(shelfState().contains(u"not connected · "_s));
    pass(700);
    click("trialReconnect");
    ended();
    QTRY_VERIFY_WITH_TIMEOUT(says("bannerWords", u"put its old boot files back by itself"_s), patience);
}

void TestWindowTrial::closing()
{
    apply();
    reboot();
    click("verifyLater");
    QTRY_VERIFY_WITH_TIMEOUT(!pushButton("verifyLater"), patience);
    QVERIFY(!m_window->close());
    QTRY_VERIFY_WITH_TIMEOUT(pushButton("questionGo"), patience);
    click("questionCancel");
    QTRY_VERIFY_WITH_TIMEOUT(!pushButton("questionGo"), patience);
    QVERIFY(m_window->isVisible());
    QVERIFY(!m_window->close());
    click("questionGo");
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), patience);
}

QTEST_MAIN(TestWindowTrial)
#include "tst_window_trial.moc"
