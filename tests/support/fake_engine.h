// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/byte_stream.h"
#include "wire/message.h"

#include <QHash>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace patchbay::test {

/// A byte stream with a scripted engine at the other end, for tests of the client and the window. Answers come from the
/// event loop, never from inside write(). What has no answer gets unknownMethod.
class FakeEngine final : public remote::ByteStream
{
    Q_OBJECT
public:
    /// Parameters in, result out, both JSON.
    using Handler = std::function<std::string(std::string_view params)>;

    using ByteStream::ByteStream;

    std::map<std::string, Handler> handlers;
    std::string greeting;            ///< sent at open(); empty: a proper hello with the handlers' names
    QStringList asked;               ///< methods, in order
    std::string lastParams;
    QHash<QString, std::string> lastOf; ///< parameters by method
    /// Set by a handler: this answer is a refusal with that code and message.
    std::optional<std::pair<int, std::string>> refusal;
    QList<QByteArray> held;          ///< with `hold`: answers not sent yet
    bool hold = false;
    bool wasClosed = false;

    template<typename T>
    void answer(const std::string &method, T value)
    {
        handlers[method] = [value](std::string_view) { return wire::encode(value); };
    }

    void open() override
    {
        if (greeting.empty()) {
            wire::Hello hello;
            hello.engine = "1.0.0";
            for (const auto &[name, handler] : handlers)
                hello.methods.push_back(name);
            greeting = wire::makeNotification("hello", wire::encode(hello)) + '\n';
        }
        later(QByteArray::fromStdString(greeting));
    }

    void write(const QByteArray &bytes) override
    {
        for (const QByteArray &line : bytes.split('\n')) {
            if (!line.isEmpty())
                take(line.toStdString());
        }
    }

    void close() override
    {
        wasClosed = true;
        QTimer::singleShot(0, this, [this] { emit closed({}); });
    }

    void push(const std::string &method, const std::string &params)
    {
        later(QByteArray::fromStdString(wire::makeNotification(method, params) + '\n'));
    }
    void die(const QString &reason) { emit closed(reason); }

private:
    void take(const std::string &line)
    {
        const auto envelope = wire::parseEnvelope(line);
        if (!envelope || !envelope->method)
            return;
        asked.append(QString::fromStdString(*envelope->method));
        lastParams = std::string(envelope->params);
        lastOf[asked.back()] = lastParams;
        if (!envelope->id)
            return;
        const auto handler = handlers.find(*envelope->method);
        std::string reply, result;
        refusal.reset();
        if (handler != handlers.end())
            result = handler->second(envelope->params);
        if (handler == handlers.end())
            reply = wire::makeFailure(*envelope->id, {wire::code::unknownMethod, "unknown method"});
        else if (refusal)
            reply = wire::makeFailure(*envelope->id, {refusal->first, refusal->second});
        else
            reply = wire::makeAnswer(*envelope->id, result);
        const QByteArray bytes = QByteArray::fromStdString(reply + '\n');
        if (hold)
            held.append(bytes);
        else
            later(bytes);
    }

    void later(const QByteArray &bytes)
    {
        QTimer::singleShot(0, this, [this, bytes] { emit received(bytes); });
    }
};

} // namespace patchbay::test
