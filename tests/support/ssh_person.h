// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_stream.h"
#include "support/ssh_server.h"

#include <QSignalSpy>

namespace patchbay::test {

/// The person at the console: answers questions as told and remembers what was asked.
class Person
{
public:
    bool trusts = true, remembers = true, builds = false;
    QStringList secrets; ///< in the order they are asked for; the last is given again and again
    QStringList asked;   ///< "key FINGERPRINT", "secret KIND ABOUT: PROMPT…", "build HOST"
    QList<remote::HostKeyQuestion> keys;
    QList<remote::SecretQuestion> secretQuestions;
    remote::Asker asker;

    Person()
    {
        QObject::connect(&asker, &remote::Asker::asked, &asker, [this](qint64 id, const QString &, const remote::Question &question) {
            asker.answer(id, std::visit([this](const auto &each) { return decide(each); }, question));
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
        remote::Reply reply{true, false, {}};
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
    bool waitFor(const QByteArray &bytes, int ms = 20000)
    {
        return QTest::qWaitFor([&] { return received.contains(bytes) || ended; }, ms) && received.contains(bytes);
    }
    bool waitForEnd(int ms = 20000)
    {
        return QTest::qWaitFor([&] { return ended; }, ms);
    }
};

} // namespace patchbay::test
