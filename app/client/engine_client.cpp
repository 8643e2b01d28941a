// SPDX-License-Identifier: BSD-2-Clause
#include "client/engine_client.h"

#include <QCoreApplication>
#include <QThreadPool>

#include <utility>

namespace patchbay::client {

namespace {

constexpr std::size_t largeLine = 256u << 10;

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

wire::RawJson idOf(qint64 ticket)
{
    return {std::to_string(ticket)};
}

qint64 ticketOf(const wire::RawJson &id)
{
    return QByteArray::fromRawData(id.json.data(), qsizetype(id.json.size())).toLongLong();
}

} // namespace

EngineClient::EngineClient(std::unique_ptr<remote::ByteStream> stream, QObject *parent)
    : QObject(parent)
    , m_stream(std::move(stream))
{
    connect(m_stream.get(), &remote::ByteStream::received, this, &EngineClient::receive);
    connect(m_stream.get(), &remote::ByteStream::closed, this, &EngineClient::end);
    connect(m_stream.get(), &remote::ByteStream::progressed, this, &EngineClient::approaching);
    connect(m_stream.get(), &remote::ByteStream::noted, this, &EngineClient::noted);
}

EngineClient::~EngineClient() = default;

void EngineClient::open()
{
    m_stream->open();
}

void EngineClient::openQuietly()
{
    m_stream->openQuietly();
}

void EngineClient::close()
{
    m_stream->close();
}

EngineClient::Ticket EngineClient::send(std::string_view method, const std::string &params, QObject *context,
                                        Decode decode)
{
    const Ticket ticket = ++m_last;
    Open open{context, std::move(decode), {}};
    open.since.start();
    m_open.insert(ticket, std::move(open));
    if (m_ended) {
        const Deliver refuse = m_open[ticket].decode(std::unexpected(Refusal{0, tr("The connection is closed.")}));
        QMetaObject::invokeMethod(this, [this, ticket, refuse] { deliver(ticket, refuse); }, Qt::QueuedConnection);
        return ticket;
    }
    const std::string line = wire::makeRequest(idOf(ticket), method, params) + '\n';
    m_stream->write(QByteArray(line.data(), qsizetype(line.size())));
    return ticket;
}

void EngineClient::cancel(Ticket ticket)
{
    if (m_open.remove(ticket) == 0 || m_ended)
        return;
    const std::string line =
        wire::makeNotification("$/cancel", wire::encode(wire::Cancel{idOf(ticket)})) + '\n';
    m_stream->write(QByteArray(line.data(), qsizetype(line.size())));
}

void EngineClient::receive(const QByteArray &bytes)
{
    if (m_ended)
        return; // a closed stream may still bring what was under way; nobody waits for it
    m_reader.feed({bytes.constData(), std::size_t(bytes.size())});
    drain();
}

void EngineClient::drain()
{
    const QPointer<EngineClient> self(this); // an answer may make somebody open another connection
    while (self && !m_ended) {
        auto line = m_reader.next();
        if (!line)
            return;
        if (*line)
            take(std::make_shared<std::string>(std::move(**line)));
        else if (!m_reader.greeted())
            return end(text(line->error().toString()));
        else
            emit garbled(text(line->error().toString()));
    }
}

void EngineClient::take(std::shared_ptr<std::string> line)
{
    if (!m_ready)
        return greet(*line);
    const auto handle = [this, line](Result<wire::Envelope> envelope) {
        if (!envelope)
            emit garbled(text(envelope.error().toString()));
        else if (envelope->method)
            notified(*envelope);
        else
            answered(*envelope, line);
    };
    if (line->size() <= largeLine)
        return handle(wire::parseEnvelope(*line));
    QPointer<EngineClient> self(this);
    QThreadPool::globalInstance()->start([self, line, handle] {
        auto envelope = std::make_shared<Result<wire::Envelope>>(wire::parseEnvelope(*line));
        QMetaObject::invokeMethod(qApp, [self, envelope, handle] {
            if (self && !self->m_ended)
                handle(*envelope);
        });
    });
}

void EngineClient::greet(const std::string &line)
{
    const auto envelope = wire::parseEnvelope(line);
    auto hello = envelope ? wire::decode<wire::Hello>(envelope->params) : Result<wire::Hello>(pass(envelope.error()));
    if (!hello)
        return end(tr("The engine's greeting cannot be read: %1").arg(text(hello.error().toString())));
    if (hello->protocol != wire::Hello{}.protocol)
        return end(tr("The engine there speaks protocol %1, this console %2.")
                       .arg(hello->protocol).arg(wire::Hello{}.protocol));
    m_hello = std::move(*hello);
    m_ready = true;
    emit greeted();
}

void EngineClient::answered(const wire::Envelope &envelope, std::shared_ptr<std::string> line)
{
    const Ticket ticket = envelope.id ? ticketOf(*envelope.id) : 0;
    const auto found = m_open.constFind(ticket);
    if (found == m_open.constEnd())
        return; // cancelled, or never asked: late answers die quietly
    m_latency = found->since.elapsed();
    Outcome outcome = std::unexpected(Refusal{wire::code::invalidRequest, tr("The engine's answer is empty.")});
    if (envelope.error)
        outcome = std::unexpected(Refusal{envelope.error->code, text(envelope.error->message)});
    else if (envelope.result)
        outcome = *envelope.result;
    if (line->size() <= largeLine)
        return deliver(ticket, found->decode(outcome));
    QPointer<EngineClient> self(this);
    QThreadPool::globalInstance()->start([self, ticket, line, outcome, decode = found->decode] {
        const Deliver ready = decode(outcome);
        QMetaObject::invokeMethod(qApp, [self, ticket, ready] {
            if (self)
                self->deliver(ticket, ready);
        });
    });
}

void EngineClient::deliver(Ticket ticket, const Deliver &deliver)
{
    const auto found = m_open.constFind(ticket);
    if (found == m_open.constEnd())
        return;
    const QPointer<QObject> context = found->context;
    m_open.erase(found);
    if (context)
        deliver();
}

void EngineClient::notified(const wire::Envelope &envelope)
{
    const std::string_view params = envelope.params;
    if (*envelope.method == "$/progress") {
        if (const auto progress = wire::decode<wire::Progress>(params))
            emit progressed(ticketOf(progress->id), text(progress->text), progress->done, progress->total);
    } else if (*envelope.method == "host.changed") {
        if (const auto changed = wire::decode<wire::HostChanged>(params))
            emit hostChanged(text(changed->revision));
    } else if (*envelope.method == "guest.output") {
        if (const auto output = wire::decode<wire::GuestOutput>(params))
            emit guestOutput(text(output->guest), text(output->text));
    } else if (*envelope.method == "guest.changed") {
        if (const auto changed = wire::decode<wire::GuestChanged>(params))
            emit guestChanged(text(changed->guest.name));
    } else if (*envelope.method == "boot.changed") {
        if (const auto trial = wire::decode<wire::Trial>(params))
            emit bootChanged(*trial);
    }
}

void EngineClient::end(const QString &reason)
{
    if (std::exchange(m_ended, true))
        return;
    QString words = reason;
    if (!m_ready && !reason.isEmpty()) {
        m_reader.finish(); // what came instead of a greeting usually is the true cause
        while (auto line = m_reader.next()) {
            if (!*line && !line->error().where.empty())
                words = reason + u'\n' + text(line->error().toString());
        }
    }
    m_ready = false;
    m_stream->close(); // what goes on talking after the end is not listened to
    const QHash<Ticket, Open> open = std::exchange(m_open, {});
    QPointer<EngineClient> self(this);
    for (const Open &question : open) {
        const Refusal gone{0, words.isEmpty() ? tr("The connection was closed.") : words};
        if (question.context)
            question.decode(std::unexpected(gone))();
    }
    if (!self)
        return;
    emit closed(words);
}

} // namespace patchbay::client
