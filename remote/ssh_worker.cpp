// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_worker.h"

#include "remote/harmless.h"

#include <QCoreApplication>

namespace patchbay::remote {

namespace {

constexpr qint64 unreadLimit = 4 << 20;
constexpr int parting = 2000; ///< ms for an engine to end once its input has

QString tr(const char *text)
{
    return QCoreApplication::translate("SshWorker", text);
}

} // namespace

SshWorker::SshWorker(SshStream &stream)
    : m_stream(stream)
    , m_shared(*stream.m_shared)
    , m_loop(m_shared.waker, m_shared.cancelled)
    , m_talk{.tell = [this](const QString &text) { m_talk.progress(text, 0, 0); },
             .progress =
                 [&stream](const QString &text, int done, int total) {
                     stream.post([&stream, text, done, total] { emit stream.progressed(text, done, total); });
                 },
             .output = [this](const QString &text) { m_talk.note(text); },
             .note = [&stream](const QString &text) { stream.post([&stream, text] { emit stream.noted(text); }); },
             .ask = [this](const Question &question) { return ask(question); },
             .keep =
                 [&stream](const QString &name, const Secret &secret) {
                     stream.post([&stream, name, secret] { stream.keep(name, secret); });
                 },
             .forget = [&stream](const QString &name) { stream.post([&stream, name] { stream.forget(name); }); }}
    , m_link(m_loop, m_talk, stream.m_options.settings, stream.m_target)
{
}

SshWorker::End SshWorker::run()
{
    const Outcome<> done = work();
    if (done || m_shared.cancelled)
        return {};
    if (m_absent)
        return {SshStream::needsPerson(), Hindrance::Absent};
    return done.error().isEmpty() ? End{SshStream::declined(), Hindrance::Declined} : End{done.error(), m_link.hindrance()};
}

Outcome<> SshWorker::work()
{
    if (auto opened = m_link.open(); !opened)
        return opened;
    m_absent = false; // another key did it
    m_open = true;
    const SshStream::Options &options = m_stream.m_options;
    EngineThere engine(m_loop, m_link, m_talk, options.settings, options.carried ? *options.carried : CarriedEngine::ours());
    QByteArray first;
    const auto channel = engine.start(m_stream.m_target.spec, options.rise, first);
    if (!channel)
        return std::unexpected(channel.error());
    {
        const std::lock_guard lock(m_shared.mutex);
        m_shared.running = true;
    }
    deliver(std::move(first));
    return pump(*channel);
}

Outcome<Reply> SshWorker::ask(const Question &question)
{
    {
        const std::lock_guard lock(m_shared.mutex);
        m_shared.reply.reset();
    }
    m_stream.post([&stream = m_stream, question] { stream.put(question); });
    for (;;) {
        const auto waited = m_loop.wait(QDeadlineTimer(QDeadlineTimer::Forever), m_open ? m_link.host().session() : nullptr);
        if (!waited)
            return std::unexpected(waited.error());
        if (m_open && !m_link.attend())
            return std::unexpected(SshStream::tr("The connection to %1 was lost: %2.").arg(m_link.host().host(), m_link.host().lastError()));
        const std::lock_guard lock(m_shared.mutex);
        if (m_shared.reply) {
            m_absent = m_absent || m_shared.reply->absent;
            return std::move(*m_shared.reply);
        }
    }
}

void SshWorker::deliver(QByteArray bytes)
{
    if (bytes.isEmpty())
        return;
    m_shared.unread += bytes.size();
    m_stream.post([&stream = m_stream, bytes = std::move(bytes)] {
        if (stream.m_shared->unread.fetch_sub(bytes.size()) > unreadLimit)
            stream.m_shared->waker.wake();
        if (!stream.m_over)
            emit stream.received(bytes);
    });
}

Outcome<> SshWorker::pump(ssh_channel channel)
{
    SshChannel stream(m_loop, m_link, channel, m_stream.m_options.settings.patience);
    QDeadlineTimer end(QDeadlineTimer::Forever);
    QByteArray received, complaints;
    for (;;) {
        bool closing = false;
        {
            const std::lock_guard lock(m_shared.mutex);
            stream.out += std::exchange(m_shared.out, {});
            closing = m_shared.closing;
        }
        if (closing && !stream.endOfInput) {
            stream.endOfInput = true;
            end.setRemainingTime(parting);
        }
        if (m_shared.unread > unreadLimit) { // the window is slower than the host: let the host wait
            if (auto waited = m_loop.wait(end, nullptr); !waited)
                return waited;
            continue;
        }
        const qsizetype left = stream.out.size();
        const auto open = stream.move(received, complaints);
        const bool moved = !received.isEmpty() || stream.out.size() < left;
        deliver(std::exchange(received, {}));
        if (!open)
            return std::unexpected(open.error());
        if (!*open)
            return closing ? Outcome<>() : std::unexpected(lastWords(stream, complaints));
        if (moved)
            continue;
        if (auto waited = stream.wait(end); !waited)
            return closing ? Outcome<>() : waited;
    }
}

QString SshWorker::lastWords(const SshChannel &stream, const QByteArray &complaints) const
{
    const QString words = lastLines(complaints);
    const QString how = stream.ending();
    const QString host = m_link.host().host();
    if (how.isEmpty())
        return words.isEmpty() ? tr("The engine on %1 ended.").arg(host) : words;
    return words.isEmpty() ? tr("The engine on %1 %2.").arg(host, how) : tr("The engine on %1 %2: %3").arg(host, how, words);
}

} // namespace patchbay::remote
