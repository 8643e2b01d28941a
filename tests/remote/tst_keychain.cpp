// SPDX-License-Identifier: BSD-2-Clause
// The real keychain: a Secret Service on a D-Bus session of its own, and none at all.
#include "remote/keychain.h"
#include "support/files_below.h"
#include "support/ssh_server.h"

#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using remote::Secret;

namespace {

bool canServe()
{
    return !QStandardPaths::findExecutable(u"dbus-run-session"_s).isEmpty() &&
           !QStandardPaths::findExecutable(u"gnome-keyring-daemon"_s).isEmpty();
}

} // namespace

class KeychainTest final : public QObject
{
    Q_OBJECT

    static std::optional<QByteArray> read(remote::Keychain &keychain, const QString &name)
    {
        std::optional<QByteArray> found;
        bool answered = false;
        keychain.read(name, [&](const std::optional<Secret> &secret) {
            answered = true;
            if (secret)
                found = QByteArray(secret->text());
        });
        [[maybe_unused]] const bool in = QTest::qWaitFor([&] { return answered; }, patience);
        return answered ? found : QByteArray("no answer");
    }
    static QString keep(remote::Keychain &keychain, const QString &host, const QString &name, const QString &secret)
    {
        QString problem = u"no answer"_s;
        bool answered = false;
        keychain.keep(host, name, Secret(secret), [&](const QString &why) {
            problem = why;
            answered = true;
        });
        [[maybe_unused]] const bool in = QTest::qWaitFor([&] { return answered; }, patience);
        return problem;
    }
    /// Whether any file of this test's home has the text.
    static bool isOnDisk(const QByteArray &text)
    {
        return std::ranges::any_of(filesBelow(qEnvironmentVariable("HOME")), [&text](const QByteArray &each) { return each.contains(text); });
    }

private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(u"patchbay"_s);
        QCoreApplication::setApplicationName(u"patchbay"_s);
    }

    void keptAndForgotten()
    {
        if (!canServe())
            QSKIP("there is no Secret Service to start here (packages gnome-keyring, libsecret, dbus-daemon)");
        if (qEnvironmentVariableIsEmpty("PATCHBAY_SECRET_SERVICE"))
            return; // the other run's
        const QString host = u"ssh://root@nas"_s, other = u"ssh://root@nas:2222/sim:x"_s, name = u"password of root at nas"_s;
        const QString odd = u"answer of ä at [::1]:22 to \"Code/of: 'x' = %2F\""_s;
        {
            remote::Keychain keychain;
            keychain.prepare();
            QVERIFY(QTest::qWaitFor([&] { return keychain.available(); }, patience));
            QVERIFY(keychain.keptFor(host).isEmpty());
            QCOMPARE(read(keychain, name), std::nullopt);
            QCOMPARE(keep(keychain, host, name, u"old ünd \u{1F511}"_s), QString());
            QCOMPARE(keep(keychain, host, name, u"hunter2 ünd \u{1F511}"_s), QString());
            QCOMPARE(keep(keychain, host, odd, u"1"_s), QString());
            QCOMPARE(keep(keychain, other, name, u"hunter2 ünd \u{1F511}"_s), QString());
        }
        remote::Keychain later;
        QCOMPARE(later.keptFor(host), (QStringList{name, odd}));
        QCOMPARE(later.keptFor(other), QStringList{name});
        QCOMPARE(read(later, name), QByteArray("hunter2 ünd \U0001F511"));
        QCOMPARE(read(later, odd), QByteArray("1"));
        QVERIFY2(!isOnDisk("hunter2"), "it is readable on the disk");
        later.forget(name);
        QCOMPARE(later.keptFor(host), QStringList{odd});
        QVERIFY(later.keptFor(other).isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return !read(later, name); }, patience));
        QCOMPARE(read(later, odd), QByteArray("1"));
    }

    void whereThereIsNone()
    {
        if (!qEnvironmentVariableIsEmpty("PATCHBAY_SECRET_SERVICE"))
            return; // the other run's
        remote::Keychain keychain;
        keychain.prepare();
        QVERIFY(!keep(keychain, u"ssh://root@nas"_s, u"password of root at nas"_s, u"hunter2"_s).isEmpty());
        QVERIFY(!keychain.available());
        QVERIFY(keychain.keptFor(u"ssh://root@nas"_s).isEmpty());
        QCOMPARE(read(keychain, u"password of root at nas"_s), std::nullopt);
        QVERIFY2(!isOnDisk("hunter2"), "it was written to a plain file");
    }
};

namespace {

int runAgain(const QStringList &command, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(command.first(), command.mid(1));
    return process.waitForFinished(4 * patience) && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 1;
}

} // namespace

// Each run has a home of its own; the one with a service runs inside a bus that ends with it.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (!qEnvironmentVariableIsEmpty("PATCHBAY_OWN_HOME")) {
        KeychainTest test;
        return QTest::qExec(&test, argc, argv);
    }
    const QStringList self{QCoreApplication::applicationFilePath()};
    int worst = 0;
    for (const bool service : {false, true}) {
        const QTemporaryDir home;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATCHBAY_OWN_HOME"_s, u"yes"_s);
        environment.insert(u"HOME"_s, home.path());
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=%1/none"_s.arg(home.path()));
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"}) {
            const QString folder = home.filePath(QString::fromLatin1(name).toLower());
            QDir().mkdir(folder);
            QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
            environment.insert(QString::fromLatin1(name), folder);
        }
        QStringList command = self;
        if (service && canServe()) {
            environment.insert(u"PATCHBAY_SECRET_SERVICE"_s, u"yes"_s);
            command = QStringList{u"dbus-run-session"_s, u"--"_s, u"sh"_s, u"-c"_s,
                                  u"printf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\""_s, u"sh"_s} + self;
        } else if (service) {
            break; // the first run has said what is missing
        }
        worst = qMax(worst, runAgain(command, environment));
    }
    return worst;
}

#include "tst_keychain.moc"
