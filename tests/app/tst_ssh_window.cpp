// SPDX-License-Identifier: BSD-2-Clause
// The main job over SSH: an address is typed, the questions answered, the host worked on, the connection cut and back.
// Everything is real: window, engine, sshd; the host is a simulated one at the far end.
#include "support/secret_memory.h"
#include "support/ssh_person.h"
#include "views/host_shelf.h"
#include "views/main_window.h"
#include "views/ssh_questions.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using State = client::Session::State;

class SshWindowTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_settings;
    std::unique_ptr<SshServer> m_server;
    SecretMemory m_store;
    std::unique_ptr<remote::Asker> m_asker;
    std::unique_ptr<client::HostBook> m_book;
    std::unique_ptr<views::MainWindow> m_window;

    QString spec() const { return addressOf(*m_server) + u"/sim:home-server"_s; }
    QByteArray environment() const { return m_server->simulating(PATCHBAY_ENGINE_FOLDER); }
    template<typename T>
    T *waitForChild(const QString &name) const
    {
        T *found = nullptr;
        [[maybe_unused]] const bool there = QTest::qWaitFor([&] {
            found = m_window->findChild<T *>(name);
            return found && found->isVisible();
        }, patience);
        return found;
    }
    void open()
    {
        m_window = std::make_unique<views::MainWindow>(m_book.get());
        new views::SshQuestions(m_asker.get(), m_window.get());
        m_window->resize(1440, 900);
        m_window->show();
        m_window->openHost(spec());
    }

    bool typeSecret(const QString &secret) const
    {
        auto *field = waitForChild<QLineEdit>(u"secretField"_s);
        if (!field || field->echoMode() != QLineEdit::Password)
            return false;
        QTest::keyClicks(field, secret);
        QTest::keyClick(field, Qt::Key_Return);
        return true;
    }
    static wire::Plan withSurvivor(client::Session &session)
    {
        wire::Plan plan = session.plan();
        wire::Guest guest;
        guest.name = "survivor";
        guest.memoryMiB = 512;
        plan.guests.push_back(guest);
        session.propose(plan, u"Add survivor"_s);
        [[maybe_unused]] const bool judged = QTest::qWaitFor([&] { return bool(session.preview()); }, patience);
        return plan;
    }
    /// The listener's children are the connections.
    void cut() const
    {
        runTool(u"sh"_s, {u"-c"_s, u"for p in $(ps -o pid= --ppid %1); do kill $p; done"_s.arg(m_server->process())});
    }

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
        QStandardPaths::setTestModeEnabled(true);
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName(u"patchbay-test"_s);
        QCoreApplication::setApplicationName(u"tst_ssh_window"_s);
    }
    void init()
    {
        QSettings().clear();
        m_server = std::make_unique<SshServer>();
        m_store = SecretMemory();
        m_asker = std::make_unique<remote::Asker>();
        m_book = std::make_unique<client::HostBook>(diallerTo(*m_server, *m_asker));
    }
    void cleanup()
    {
        m_window.reset();
        m_book.reset();
        m_asker.reset();
        m_server.reset();
    }

    void firstContact()
    {
        m_server->makeKey(u"client/.ssh/id_ed25519"_s, u"open sesame"_s);
        m_server->authorizeNobody();
        m_server->authorize(u"client/.ssh/id_ed25519"_s);
        QVERIFY(m_server->start({}, environment()));
        open();
        auto *key = waitForChild<QDialog>(u"hostKey"_s);
        QVERIFY(key);
        QVERIFY(key->findChild<QCheckBox *>(u"hostKeyRemember"_s)->isChecked());
        QTest::mouseClick(key->findChild<QPushButton *>(u"sshGo"_s), Qt::LeftButton);
        QVERIFY(typeSecret(u"open sesame"_s));
        client::Session *session = m_window->session();
        QVERIFY2(QTest::qWaitFor([&] { return session->state() == State::Ready; }, patience), qPrintable(session->problem()));
        QVERIFY(session->snapshot()->functions.size() > 10);
        QVERIFY(readFile(m_server->home() + u"/.ssh/known_hosts"_s).contains("ssh-ed25519"));
        QVERIFY(!session->notes().isEmpty());
    }

    void noIsNo()
    {
        QVERIFY(m_server->start({}, environment()));
        open();
        auto *key = waitForChild<QDialog>(u"hostKey"_s);
        QVERIFY(key);
        QTest::keyClick(key, Qt::Key_Escape);
        client::Session *session = m_window->session();
        QVERIFY(QTest::qWaitFor([&] { return session->state() == State::Failed; }, patience));
        QCOMPARE(session->problem(), remote::SshStream::declined());
        QTest::qWait(1500); // and nobody tries again
        QCOMPARE(session->state(), State::Failed);
        QVERIFY(!m_server->log().contains("Accepted"));
    }

    void cancelledWhileAsking()
    {
        QVERIFY(m_server->start({}, environment()));
        open();
        QVERIFY(waitForChild<QDialog>(u"hostKey"_s));
        m_window->session()->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<QDialog *>(u"hostKey"_s), patience);
    }

    // Secrets are wiped after use, so a person is needed again; but no dialog comes up while somebody works.
    void cutAndAPersonIsNeeded()
    {
        m_server->makeKey(u"client/.ssh/id_ed25519"_s, u"open sesame"_s);
        m_server->authorizeNobody();
        m_server->authorize(u"client/.ssh/id_ed25519"_s);
        QVERIFY(m_server->start({}, environment()));
        m_server->trust();
        open();
        QVERIFY(typeSecret(u"open sesame"_s));
        client::Session *session = m_window->session();
        QVERIFY2(QTest::qWaitFor([&] { return session->state() == State::Ready && session->preview(); }, patience),
                 qPrintable(session->problem()));
        const wire::Plan plan = withSurvivor(*session);
        QSignalSpy asked(m_asker.get(), &remote::Asker::asked);
        cut();
        QVERIFY(QTest::qWaitFor([&] { return session->state() == State::Failed && session->problem() == remote::SshStream::needsPerson(); }, patience));
        QCOMPARE(asked.count(), 0);
        QTest::qWait(1500); // longer than the first pause: nobody tries again
        QCOMPARE(session->state(), State::Failed);
        QCOMPARE(session->plan(), plan);
        auto *again = waitForChild<QPushButton>(u"bannerAction"_s);
        QVERIFY(again);
        QTest::mouseClick(again, Qt::LeftButton);
        QVERIFY(typeSecret(u"open sesame"_s));
        QVERIFY2(QTest::qWaitFor([&] { return session->state() == State::Ready && session->preview(); }, patience),
                 qPrintable(session->problem()));
        QCOMPARE(session->plan(), plan);
    }

    // "remember" is a person's own tick; then a cut needs nobody, until it is taken out again.
    void keptAndTakenOut()
    {
        m_server->makeKey(u"client/.ssh/id_ed25519"_s, u"open sesame"_s);
        m_server->authorizeNobody();
        m_server->authorize(u"client/.ssh/id_ed25519"_s);
        QVERIFY(m_server->start({}, environment()));
        m_server->trust();
        m_asker->setStore(&m_store);
        open();
        auto *remember = waitForChild<QCheckBox>(u"secretRemember"_s);
        QVERIFY(remember && !remember->isChecked());
        remember->setFocus();
        QTest::keyClick(remember, Qt::Key_Space);
        QVERIFY(remember->isChecked());
        QVERIFY(typeSecret(u"open sesame"_s));
        client::Session *session = m_window->session();
        QVERIFY2(QTest::qWaitFor([&] { return session->state() == State::Ready && session->preview(); }, patience),
                 qPrintable(session->problem()));
        QCOMPARE(m_store.secrets.values(), QList<QByteArray>{"open sesame"});
        QSignalSpy lost(session, &client::Session::lost);
        cut();
        QVERIFY(QTest::qWaitFor([&] { return lost.count() == 1 && session->state() == State::Ready; }, patience));

        views::HostShelf(m_book.get(), m_window.get()).details(spec());
        auto *forget = waitForChild<QPushButton>(u"connectionForget"_s);
        QVERIFY(forget);
        QTest::mouseClick(forget, Qt::LeftButton);
        QVERIFY(m_store.secrets.isEmpty() && !forget->isVisible());
        cut();
        QVERIFY(QTest::qWaitFor([&] { return session->problem() == remote::SshStream::needsPerson(); }, patience));
    }

    void cutAndBack()
    {
        QVERIFY(m_server->start({}, environment()));
        m_server->trust();
        open();
        client::Session *session = m_window->session();
        QVERIFY2(QTest::qWaitFor([&] { return session->state() == State::Ready && session->preview(); }, patience),
                 qPrintable(session->problem()));
        const wire::Plan plan = withSurvivor(*session);
        QSignalSpy lost(session, &client::Session::lost);
        cut();
        QVERIFY(QTest::qWaitFor([&] { return lost.count() > 0; }, patience));
        QVERIFY2(QTest::qWaitFor([&] { return session->state() == State::Ready && session->preview(); }, patience),
                 qPrintable(session->problem()));
        QCOMPARE(session->plan(), plan);
        QVERIFY(session->history().canUndo());
    }
};

QTEST_MAIN(SshWindowTest)
#include "tst_ssh_window.moc"
