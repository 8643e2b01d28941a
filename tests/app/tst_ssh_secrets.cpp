// SPDX-License-Identifier: BSD-2-Clause
// Where a secret is after it was typed and used: nowhere. Not in the memory of the console, in no file and no message.
#include "support/files_below.h"
#include "support/memory_search.h"
#include "support/odd_ssh_server.h"
#include "support/ssh_person.h"
#include "views/main_window.h"
#include "views/ssh_questions.h"

#include <QApplication>
#include <QDialog>
#include <QLineEdit>
#include <QSettings>
#include <QStandardPaths>

#include <cstdio>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using State = client::Session::State;

namespace {

constexpr int least = 4; ///< characters in a row; those of such a secret do not stand together by chance

/// No word of any language.
Scrambled secret()
{
    QByteArray bytes;
    for (const unsigned char c : {0x24, 0x0f, 0x62, 0x3e, 0x0a, 0x02, 0x66, 0x2d, 0x23, 0x7e, 0x1f, 0x6c, 0x33, 0x05, 0x31, 0x67})
        bytes.append(char(c));
    return Scrambled(bytes);
}

QByteArray inTheClear()
{
    const Scrambled hidden = secret();
    QByteArray text;
    text.reserve(hidden.size());
    for (qsizetype i = 0; i < hidden.size(); ++i)
        text.append(hidden.at(i));
    return text;
}

/// The far side, in a process of its own: there the secret may stand.
int farSide(const QStringList &arguments)
{
    const QString folder = arguments.value(3), way = arguments.value(2);
    if (way == u"key"_s) {
        runTool(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, QString::fromUtf8(inTheClear()), u"-f"_s, folder});
        return 0;
    }
    OddSshServer::Behaviour behaviour;
    behaviour.methods = way == u"password"_s ? SSH_AUTH_METHOD_PASSWORD : SSH_AUTH_METHOD_INTERACTIVE;
    behaviour.password = inTheClear();
    behaviour.rounds = {{{"Password:", false, inTheClear()}}};
    const OddSshServer server(QFile::encodeName(folder), behaviour);
    std::printf("%d\n", int(server.port()));
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
}

} // namespace

class SshSecretsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_settings;

    static bool typeSecret(const views::MainWindow &window)
    {
        QLineEdit *field = nullptr;
        if (!QTest::qWaitFor([&] { return (field = window.findChild<QLineEdit *>(u"secretField"_s)) && field->isVisible(); }, patience))
            return false;
        const Scrambled hidden = secret();
        for (qsizetype i = 0; i < hidden.size(); ++i)
            QTest::keyClick(field, hidden.at(i));
        QTest::keyClick(field, Qt::Key_Return);
        return true;
    }
    static int countInFiles(const QString &folder)
    {
        int count = 0;
        for (const QByteArray &bytes : filesBelow(folder))
            count += secret().runsIn(bytes.constData(), bytes.size(), least);
        return count;
    }

private slots:
    void initTestCase()
    {
        if (runsInMemory(secret(), least) < 0)
            QSKIP("this system does not show a process its own memory");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName(u"patchbay-test"_s);
        QCoreApplication::setApplicationName(u"tst_ssh_secrets"_s);
    }

    void whatIsThereIsFound()
    {
        QCOMPARE(runsInMemory(secret(), least), 0);
        auto text = std::make_unique<QByteArray>(inTheClear());
        auto wide = std::make_unique<QString>(QString::fromUtf8(*text));
        QCOMPARE(runsInMemory(secret(), least), 2 * (secret().size() - least + 1));
        text->fill('\0');
        wide->fill(u'\0');
        QCOMPARE(runsInMemory(secret(), least), 0);
    }

    void typedAndUsed_data()
    {
        QTest::addColumn<QString>("way");
        for (const char *way : {"password", "interactive", "key"})
            QTest::newRow(way) << QString::fromLatin1(way);
    }
    void typedAndUsed()
    {
        QFETCH(QString, way);
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
        const StandInEngine engine;
        SshServer sshd;
        const bool key = way == u"key"_s;
        QProcess far;
        endWithUs(far);
        quint16 port = 0;
        if (key) {
            const QString file = sshd.home() + u"/.ssh/id_ed25519"_s;
            QFile::remove(file);
            far.start(QCoreApplication::applicationFilePath(), {u"--far"_s, way, file});
            QVERIFY(far.waitForFinished(patience));
            sshd.authorizeNobody();
            sshd.authorize(u"client/.ssh/id_ed25519"_s);
            QVERIFY(sshd.start({}, engine.environment()));
            port = sshd.port();
        } else {
            far.start(QCoreApplication::applicationFilePath(), {u"--far"_s, way, sshd.path(u"hostkey"_s)});
            QByteArray said;
            QVERIFY(QTest::qWaitFor([&] { return (said += far.readAllStandardOutput()).endsWith('\n'); }, patience));
            port = quint16(said.toInt());
        }
        writeFile(sshd.home() + u"/.ssh/known_hosts"_s, sshd.hostKeyLine("[127.0.0.1]:" + QByteArray::number(port)));

        remote::Asker asker;
        client::HostBook book(diallerTo(sshd, asker));
        auto window = std::make_unique<views::MainWindow>(&book);
        new views::SshQuestions(&asker, window.get());
        window->show();
        window->openHost(addressAt(port));
        QVERIFY(typeSecret(*window));
        // Neither far side has an engine that talks; it is enough that it was logged in to.
        client::Session *session = window->session();
        QVERIFY(QTest::qWaitFor([&] { return session->state() == State::Failed || session->notes().join(u' ').contains(u"engine is"_s); }, patience));
        QVERIFY2(key ? session->notes().join(u' ').contains(u"engine is"_s) : session->problem().contains(u"starts no program"_s),
                 qPrintable(session->problem() + session->notes().join(u' ')));
        QTRY_VERIFY_WITH_TIMEOUT(!window->findChild<QLineEdit *>(u"secretField"_s), patience);
        QCOMPARE(runsInMemory(secret(), least), 0);
        window.reset();
        QSettings().sync();
        QCOMPARE(countInFiles(m_settings.path()) + countInFiles(sshd.path({})), 0);
        far.closeWriteChannel();
        far.waitForFinished(patience);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (application.arguments().contains(u"--far"_s))
        return farSide(application.arguments());
    QStandardPaths::setTestModeEnabled(true);
    SshSecretsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ssh_secrets.moc"
