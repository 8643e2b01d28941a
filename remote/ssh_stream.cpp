// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_stream.h"

#include "remote/ssh_worker.h"

namespace patchbay::remote {

SshStream::SshStream(SshTarget target, Asker *asker, Options options, QObject *parent)
    : ByteStream(parent)
    , m_target(std::move(target))
    , m_asker(asker)
    , m_options(std::move(options))
    , m_shared(std::make_unique<Shared>())
{
}

SshStream::SshStream(SshTarget target, Asker *asker, QObject *parent)
    : SshStream(std::move(target), asker, Options(), parent)
{
}

SshStream::~SshStream()
{
    if (m_asker && m_question != 0)
        m_asker->withdraw(m_question);
    m_shared->cancelled = true;
    m_shared->waker.wake();
    if (m_thread.joinable())
        m_thread.join();
}

QString SshStream::declined()
{
    return tr("Cancelled.");
}

QString SshStream::needsPerson()
{
    return tr("It answers again, but asks something that only you can answer: reconnect when you are here.");
}

void SshStream::openQuietly()
{
    m_quiet = true;
    open();
}

void SshStream::open()
{
    if (m_asker && m_asker->store())
        m_asker->store()->prepare();
    m_thread = std::thread([this] {
        SshWorker::End end;
        {
            SshWorker worker(*this);
            end = worker.run();
        }
        post([this, end] {
            m_hindrance = end.hindrance;
            finish(end.reason);
        });
    });
}

void SshStream::post(const std::function<void()> &what)
{
    QMetaObject::invokeMethod(this, what, Qt::QueuedConnection);
}

void SshStream::put(const Question &question)
{
    const auto answered = [self = QPointer<SshStream>(this)](Reply reply) {
        if (!self)
            return;
        self->m_question = 0;
        const std::lock_guard lock(self->m_shared->mutex);
        self->m_shared->reply = std::make_unique<Reply>(std::move(reply));
        self->m_shared->waker.wake();
    };
    if (m_asker && !m_over)
        m_question = m_asker->ask(m_target.toString(), question, m_quiet, answered);
    else
        answered({.secrets = {}, .absent = m_quiet});
}

void SshStream::keep(const QString &name, const Secret &secret)
{
    SecretStore *store = m_asker ? m_asker->store() : nullptr;
    if (!store)
        return;
    store->keep(m_target.toString(), name, secret, [self = QPointer<SshStream>(this), name](const QString &problem) {
        if (self && !self->m_over)
            emit self->noted(problem.isEmpty() ? tr("The %1 is in the system's keychain now.").arg(name)
                                               : tr("The %1 could not be kept in the system's keychain: %2").arg(name, problem));
    });
}

void SshStream::forget(const QString &name)
{
    if (SecretStore *store = m_asker ? m_asker->store() : nullptr)
        store->forget(name);
    emit noted(tr("The %1 was wrong and has been taken out of the system's keychain.").arg(name));
}

void SshStream::write(const QByteArray &bytes)
{
    if (m_over)
        return;
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->closing)
        return;
    m_shared->out += bytes;
    m_shared->waker.wake();
}

void SshStream::close()
{
    if (m_over)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->closing = true;
        if (!m_shared->running)
            m_shared->cancelled = true;
    }
    m_shared->waker.wake();
    if (!m_thread.joinable())
        post([this] { finish({}); });
}

void SshStream::finish(const QString &reason)
{
    if (m_over)
        return;
    m_over = true;
    if (m_asker && m_question != 0)
        m_asker->withdraw(m_question);
    m_question = 0;
    emit closed(reason);
}

} // namespace patchbay::remote
