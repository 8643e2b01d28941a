// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_stream.h"
#include "support/ssh_server.h"

#include <QSignalSpy>

namespace patchbay::test {

/// The stand-in for an engine, to be found by PATH: it greets, then gives back what it gets.
class StandInEngine
{
public:
    static constexpr char hello[] = "hello from the engine";

    /// `serve`: what it does when it is to serve, in sh.
    explicit StandInEngine(const QByteArray &serve = QByteArray("echo ") + hello + "\necho \"as $*\"\nexec cat\n")
    {
        const QFile::Permissions all = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther;
        writeFile(m_folder.filePath(QStringLiteral("patchbay-engine")),
                  "#!/bin/sh\n[ \"$1\" = --version ] && echo patchbay-engine 1.0.0 && exit\n" + serve, all);
        QFile::setPermissions(m_folder.path(), all);
    }
    QString folder() const { return m_folder.path(); }
    /// For SshServer::start().
    QByteArray environment() const { return "PATH=" + m_folder.path().toUtf8() + ":/usr/bin:/bin"; }

private:
    QTemporaryDir m_folder;
};

/// Of a client whose home is the server's folder, with no agent.
inline remote::SshStream::Options optionsFor(const SshServer &server)
{
    remote::SshStream::Options made;
    made.settings.home = server.home();
    made.settings.configFiles = {server.home() + QStringLiteral("/.ssh/config")};
    made.settings.agent = QStringLiteral("none");
    return made;
}

/// Makes the connections of a session or host book to it. Both must outlive what is made.
inline auto diallerTo(const SshServer &server, remote::Asker &asker)
{
    return [&server, &asker](const QString &spec) -> std::unique_ptr<remote::ByteStream> {
        return std::make_unique<remote::SshStream>(*remote::SshTarget::parse(spec), &asker, optionsFor(server));
    };
}

inline QString addressAt(quint16 port)
{
    return QStringLiteral("ssh://%1@127.0.0.1:%2").arg(userName()).arg(port);
}
inline QString addressOf(const SshServer &server)
{
    return addressAt(server.port());
}

/// The person at the console: answers questions as told and remembers what was asked.
class Person
{
public:
    bool trusts = true, remembers = true, builds = false;
    bool answers = true; ///< else whoever asks waits
    bool keeps = false;  ///< ticks that a secret is to be kept, where that is offered
    QStringList secrets; ///< in the order they are asked for; the last is given again and again
    QStringList asked;   ///< "key FINGERPRINT", "secret KIND ABOUT: PROMPT…", "build HOST"
    QList<remote::HostKeyQuestion> keys;
    QList<remote::SecretQuestion> secretQuestions;
    remote::Asker asker;

    Person()
    {
        QObject::connect(&asker, &remote::Asker::asked, &asker, [this](qint64 id, const QString &, const remote::Question &question) {
            const remote::Reply reply = std::visit([this](const auto &each) { return decide(each); }, question);
            if (answers)
                asker.answer(id, reply);
        }, Qt::QueuedConnection);
    }

private:
    remote::Reply decide(const remote::HostKeyQuestion &question)
    {
        keys.append(question);
        asked.append(QStringLiteral("key ") + question.host);
        return {trusts, remembers, {}};
    }
    remote::Reply decide(const remote::SecretQuestion &question)
    {
        secretQuestions.append(question);
        QString line = QStringLiteral("secret ") + QString::number(int(question.kind)) + u' ' + question.about + u':';
        remote::Reply reply{true, keeps && question.keepable, {}};
        for (const auto &prompt : question.prompts) {
            line += u' ' + prompt.text;
            reply.secrets.append(remote::Secret(secrets.value(0)));
            if (secrets.size() > 1)
                secrets.removeFirst();
        }
        asked.append(line);
        return reply;
    }
    remote::Reply decide(const remote::BuildQuestion &question)
    {
        asked.append(QStringLiteral("build ") + question.host);
        return {builds, false, {}};
    }
};

/// One connection and everything it said.
struct Connection
{
    std::unique_ptr<remote::SshStream> stream;
    QByteArray received;
    QStringList steps, notes;
    QString reason;
    bool ended = false;

    Connection(Person &person, const QString &target, remote::SshStream::Options options)
        : stream(std::make_unique<remote::SshStream>(*remote::SshTarget::parse(target), &person.asker, std::move(options)))
    {
        QObject::connect(stream.get(), &remote::ByteStream::received, [this](const QByteArray &bytes) { received += bytes; });
        QObject::connect(stream.get(), &remote::ByteStream::progressed, [this](const QString &text, int, int) { steps.append(text); });
        QObject::connect(stream.get(), &remote::ByteStream::noted, [this](const QString &text) { notes.append(text); });
        QObject::connect(stream.get(), &remote::ByteStream::closed, [this](const QString &why) {
            reason = why;
            ended = true;
        });
    }

    /// Waits for bytes or the end.
    bool waitFor(const QByteArray &bytes, int ms = patience)
    {
        return QTest::qWaitFor([&] { return received.contains(bytes) || ended; }, ms) && received.contains(bytes);
    }
    bool waitForEnd(int ms = patience)
    {
        return QTest::qWaitFor([&] { return ended; }, ms);
    }
};

} // namespace patchbay::test
