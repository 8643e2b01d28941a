// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include <csignal>

#include <pwd.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#elifdef __FreeBSD__
#include <sys/procctl.h>
#endif

namespace patchbay::test {

/// How long a test waits for what must come, ms: no measure of speed, only an end for what hangs.
constexpr int patience = 60000;

inline bool writeFile(const QString &path, const QByteArray &bytes, QFile::Permissions mode = QFile::ReadOwner | QFile::WriteOwner)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.setPermissions(mode);
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QByteArray runTool(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(patience);
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 ? process.readAllStandardOutput() : QByteArray();
}

inline QString userName()
{
    const passwd *me = ::getpwuid(::getuid());
    return me ? QString::fromLocal8Bit(me->pw_name) : QString();
}

/// Below those that a system gives to whoever asks for any: while a server is down, nobody gets its port by chance, and nobody
/// who calls it is connected to himself.
inline quint16 freePort()
{
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const auto port = quint16(QRandomGenerator::global()->bounded(16000, 32000));
        if (QTcpServer probe; probe.listen(QHostAddress::LocalHost, port))
            return port;
    }
    return 0;
}

/// What `process` starts is ended by the system when this process ends, however that comes: a test that is killed leaves no
/// daemon behind.
inline void endWithUs(QProcess &process)
{
    process.setChildProcessModifier([parent = ::getpid()] {
        int signal = SIGTERM;
#ifdef __linux__
        ::prctl(PR_SET_PDEATHSIG, signal);
#elifdef __FreeBSD__
        ::procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &signal);
#endif
        if (::getppid() != parent)
            ::_exit(1); // it ended before it could be told
    });
}

/// A real sshd of OpenSSH on 127.0.0.1 with keys of its own, and a home for the client. Everything is below one temporary
/// folder; nothing of the user's is read or written.
class SshServer
{
public:
    QStringList wrapper; ///< a program with arguments that starts sshd instead of us

    QString home() const { return m_folder.path() + QStringLiteral("/client"); }
    QString path(const QString &name) const { return m_folder.path() + u'/' + name; }
    quint16 port() const { return m_port; }
    qint64 process() const { return m_sshd.processId(); }
    QByteArray log() const { return readFile(path(QStringLiteral("log"))); }

    /// Whether there is an sshd to test with, and somebody who can log in to it: a container's user may have no name.
    static bool exists()
    {
        if (userName().isEmpty())
            qWarning("user %u has no name here, so nobody can log in", unsigned(::getuid()));
        return QFile::exists(QStringLiteral("/usr/sbin/sshd")) && !userName().isEmpty();
    }

    SshServer()
    {
        endWithUs(m_sshd);
        m_folder.setAutoRemove(qEnvironmentVariableIsEmpty("PATCHBAY_KEEP"));
        QDir(m_folder.path()).mkpath(QStringLiteral("client/.ssh"));
        makeKey(QStringLiteral("hostkey"));
        makeKey(QStringLiteral("client/.ssh/id_ed25519"));
        authorize(QStringLiteral("client/.ssh/id_ed25519"));
    }
    ~SshServer() { stop(); }

    void makeKey(const QString &name, const QString &passphrase = {}, const QString &type = QStringLiteral("ed25519"))
    {
        QFile::remove(path(name));
        runTool(QStringLiteral("ssh-keygen"), {QStringLiteral("-q"), QStringLiteral("-t"), type, QStringLiteral("-N"), passphrase,
                                               QStringLiteral("-f"), path(name)});
    }
    void authorize(const QString &key, const QByteArray &options = {})
    {
        const QByteArray line = options + (options.isEmpty() ? "" : " ") + readFile(path(key) + QStringLiteral(".pub"));
        writeFile(path(QStringLiteral("authorized")), readFile(path(QStringLiteral("authorized"))) + line);
    }
    void authorizeNobody() { writeFile(path(QStringLiteral("authorized")), {}); }

    QByteArray hostKeyLine(const QByteArray &name) const
    {
        return name + ' ' + readFile(path(QStringLiteral("hostkey.pub"))).split(' ').mid(0, 2).join(' ') + '\n';
    }
    QByteArray knownName() const { return "[127.0.0.1]:" + QByteArray::number(m_port); }
    void trust() { writeFile(home() + QStringLiteral("/.ssh/known_hosts"), hostKeyLine(knownName())); }
    void trustAnyPort() { writeFile(home() + QStringLiteral("/.ssh/known_hosts"), hostKeyLine("[127.0.0.1]:*")); }
    /// The client takes every name for this server, and trusts it; so jump hosts are names of it, each with a login of its own.
    /// `target`: what holds for the name target alone. `before`: what holds for all, and first.
    void answerToAnyName(const QByteArray &target = {}, const QByteArray &before = {})
    {
        writeFile(home() + QStringLiteral("/.ssh/known_hosts"), hostKeyLine("me"));
        writeFile(home() + QStringLiteral("/.ssh/config"), before + "Host target\n" + target + "\nHost *\nHostName 127.0.0.1\nHostKeyAlias me\nPort " +
                                                               QByteArray::number(m_port) + '\n');
    }
    /// For start(): a real engine, of this folder, with simulated hosts.
    QByteArray simulating(const QByteArray &folder) const
    {
        return "PATH=" + folder + ":/usr/bin:/bin HOME=" + home().toUtf8() + " PATCHBAY_SIM_DIR=" + path(QStringLiteral("sim")).toUtf8() +
               " PATCHBAY_RESOURCES=" PATCHBAY_SOURCE "/resources ASAN_OPTIONS=detect_leaks=0";
    }

    /// `extra` goes first, so that it wins. The engine under test is found by PATH there. True once sshd itself says that it
    /// listens: that something answers on the port may also mean that another process has taken it.
    bool start(const QByteArray &extra = {}, const QByteArray &environment = {})
    {
        // sshd wants a folder of root's for itself, which a fresh /run has not.
        if (::getuid() == 0)
            QDir().mkpath(QStringLiteral("/run/sshd"));
        const bool anew = m_port == 0;
        for (int attempt = 0; attempt < 20; ++attempt) {
            if (anew)
                m_port = freePort();
            configure(extra, environment);
            if (listen())
                return true;
            stop();
        }
        qWarning("sshd did not start: %s", log().constData());
        return false;
    }
    void stop()
    {
        if (m_sshd.state() == QProcess::NotRunning)
            return;
        m_sshd.terminate();
        if (!m_sshd.waitForFinished(patience))
            m_sshd.kill();
        m_sshd.waitForFinished(patience);
    }

private:
    void configure(const QByteArray &extra, const QByteArray &environment)
    {
        const QByteArray folder = QFile::encodeName(m_folder.path());
        writeFile(path(QStringLiteral("sshd_config")),
                  extra + "\nListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey " + folder + "/hostkey\n" +
                      "PidFile " + folder + "/pid\nAuthorizedKeysFile " + folder + "/authorized\nStrictModes no\nUsePAM no\n" +
                      "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nLogLevel VERBOSE\n" +
                      "PrintMotd no\nMaxStartups 200\nMaxSessions 100\nPerSourcePenalties no\n" +
                      (environment.isEmpty() ? QByteArray() : "SetEnv " + environment + "\n"));
    }
    bool listen()
    {
        // A new file, for connections of an sshd that was stopped may live on, and write to theirs.
        QFile::remove(path(QStringLiteral("log")));
        m_sshd.setStandardErrorFile(path(QStringLiteral("log")));
        m_sshd.setStandardOutputFile(QProcess::nullDevice());
        const QStringList command = wrapper + QStringList{QStringLiteral("/usr/sbin/sshd"), QStringLiteral("-D"), QStringLiteral("-e"),
                                                          QStringLiteral("-f"), path(QStringLiteral("sshd_config"))};
        m_sshd.start(command.first(), command.mid(1));
        const QByteArray listening = "Server listening on 127.0.0.1 port " + QByteArray::number(m_port) + '.';
        return QTest::qWaitFor([&] { return m_sshd.state() == QProcess::NotRunning || log().contains(listening); }, patience) &&
               log().contains(listening);
    }

    QTemporaryDir m_folder;
    quint16 m_port = 0;
    QProcess m_sshd;
};

} // namespace patchbay::test
