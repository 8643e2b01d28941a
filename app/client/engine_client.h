// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/byte_stream.h"
#include "wire/framing.h"
#include "wire/message.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>

#include <expected>
#include <functional>
#include <memory>

namespace patchbay::client {

/// Why a question was not answered: the engine's words, or that the connection is gone.
struct Refusal
{
    int code = 0; ///< wire::code, 0 when the connection ended
    QString message;
};

template<typename T>
using Answer = std::function<void(std::expected<T, Refusal>)>;

/// Typed questions to one engine over a byte stream. Lives in the GUI thread and never waits: an answer comes later,
/// exactly once, unless its context died or the question was cancelled; then never. Answers above 256 KiB are decoded in a
/// worker thread. After closed() every open question has been answered with a Refusal of code 0.
class EngineClient final : public QObject
{
    Q_OBJECT
public:
    using Ticket = qint64; ///< 0: none

    explicit EngineClient(std::unique_ptr<remote::ByteStream> stream, QObject *parent = nullptr);
    ~EngineClient() override;

    void open();
    void openQuietly(); ///< as its stream's
    void close();
    /// Whether the engine has said hello and the stream still stands.
    [[nodiscard]] bool ready() const { return m_ready; }
    [[nodiscard]] const wire::Hello &hello() const { return m_hello; }
    /// After closed(): what stood in the way.
    [[nodiscard]] remote::Hindrance hindrance() const { return m_stream->hindrance(); }
    /// How long the last answer took, in milliseconds; -1 before the first.
    [[nodiscard]] qint64 lastLatency() const { return m_latency; }

    template<typename T, typename Request>
    Ticket call(std::string_view method, const Request &request, QObject *context, Answer<T> then);

    /// The answer will not be delivered; the engine is told to stop working on it. Unknown tickets are ignored.
    void cancel(Ticket ticket);

signals:
    /// Until it has greeted: what is being done to reach it, and notes about the way there.
    void approaching(const QString &text, int done, int total);
    void noted(const QString &text);
    void greeted();
    void closed(const QString &reason);
    void progressed(qint64 ticket, const QString &text, int done, int total);
    void hostChanged(const QString &revision);
    void guestOutput(const QString &guest, const QString &text);
    void guestChanged(const QString &guest);
    void bootChanged(const patchbay::wire::Trial &trial);
    /// A line of the engine's that is no message; the connection goes on.
    void garbled(const QString &complaint);

private:
    using Deliver = std::function<void()>;
    using Outcome = std::expected<std::string_view, Refusal>;
    /// Turns an outcome into what is left to do in the GUI thread; runs in any thread.
    using Decode = std::function<Deliver(const Outcome &)>;

    struct Open
    {
        QPointer<QObject> context;
        Decode decode;
        QElapsedTimer since;
    };

    Ticket send(std::string_view method, const std::string &params, QObject *context, Decode decode);
    void receive(const QByteArray &bytes);
    void drain();
    void take(std::shared_ptr<std::string> line);
    void greet(const std::string &line);
    void answered(const wire::Envelope &envelope, std::shared_ptr<std::string> line);
    void deliver(Ticket ticket, const Deliver &deliver);
    void notified(const wire::Envelope &envelope);
    void end(const QString &reason);

    std::unique_ptr<remote::ByteStream> m_stream;
    wire::ClientReader m_reader;
    wire::Hello m_hello;
    bool m_ready = false;
    bool m_ended = false;
    Ticket m_last = 0;
    qint64 m_latency = -1;
    QHash<Ticket, Open> m_open;
};

template<typename T, typename Request>
EngineClient::Ticket EngineClient::call(std::string_view method, const Request &request, QObject *context,
                                        Answer<T> then)
{
    const auto decode = [then = std::move(then)](const Outcome &outcome) -> Deliver {
        if (!outcome)
            return [then, refusal = outcome.error()] { then(std::unexpected(refusal)); };
        auto message = std::make_shared<Result<T>>(wire::decode<T>(*outcome));
        if (!*message) {
            const QString words = QString::fromStdString(message->error().toString());
            return [then, words] { then(std::unexpected(Refusal{wire::code::parseError, words})); };
        }
        return [then, message] { then(std::move(**message)); };
    };
    return send(method, wire::encode(request), context, decode);
}

} // namespace patchbay::client
