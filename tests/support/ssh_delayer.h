// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QElapsedTimer>
#include <QHostAddress>
#include <QQueue>
#include <QSemaphore>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace patchbay::test {

/// A far away server: passes on what a client and a server on this machine say to each other, each way `delay` milliseconds
/// later and in order. A connection takes what a TCP handshake over such a way would take. Works in a thread of its own, so
/// that a test may wait in any manner.
class Delayer final : public QThread
{
public:
    Delayer(quint16 server, int delay)
        : m_server(server)
        , m_delay(delay)
    {
        start();
        m_listening.acquire();
    }
    ~Delayer() override
    {
        quit();
        wait();
    }
    quint16 port() const { return m_port; }
    /// How often a client has spoken after it had heard something, since the last call: the round trips it has waited for.
    int turns() { return m_turns.exchange(0); }

private:
    /// One direction of a connection.
    class Way final : public QObject
    {
    public:
        Way(QTcpSocket *from, QTcpSocket *to, int delay)
            : QObject(from)
            , m_to(to)
            , m_delay(delay)
        {
            m_clock.start();
            m_timer.setTimerType(Qt::PreciseTimer);
            m_timer.setSingleShot(true);
            connect(&m_timer, &QTimer::timeout, this, [this] { pass(); });
        }
        void add(const QByteArray &bytes)
        {
            m_under.enqueue({m_clock.elapsed() + m_delay, bytes});
            if (!m_timer.isActive())
                m_timer.start(m_delay);
        }
        std::function<void()> arrived;

    private:
        void pass()
        {
            while (!m_under.isEmpty() && m_under.head().first <= m_clock.elapsed()) {
                m_to->write(m_under.dequeue().second);
                arrived();
            }
            if (!m_under.isEmpty())
                m_timer.start(int(m_under.head().first - m_clock.elapsed()));
        }
        QTcpSocket *m_to;
        int m_delay;
        QElapsedTimer m_clock;
        QTimer m_timer;
        QQueue<std::pair<qint64, QByteArray>> m_under;
    };

    void run() override
    {
        QTcpServer listener;
        listener.listen(QHostAddress::LocalHost);
        m_port = listener.serverPort();
        m_listening.release();
        connect(&listener, &QTcpServer::newConnection, &listener, [this, &listener] { accept(listener.nextPendingConnection()); });
        exec();
    }
    void accept(QTcpSocket *client)
    {
        auto *real = new QTcpSocket(client);
        for (QTcpSocket *each : {client, real})
            each->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        auto *up = new Way(client, real, m_delay), *down = new Way(real, client, m_delay);
        const auto heard = std::make_shared<bool>(true);
        up->arrived = [] {};
        down->arrived = [heard] { *heard = true; };
        const auto take = [this, client, real, up, heard] {
            if (real->state() != QAbstractSocket::ConnectedState || client->bytesAvailable() == 0)
                return;
            if (std::exchange(*heard, false))
                ++m_turns;
            up->add(client->readAll());
        };
        connect(client, &QTcpSocket::readyRead, real, take);
        // A server accepts when the handshake's third packet arrives; what a client has said until then came with it.
        connect(real, &QTcpSocket::connected, client, [client, real, heard] {
            if (client->bytesAvailable() > 0)
                *heard = false;
            real->write(client->readAll());
        });
        connect(real, &QTcpSocket::readyRead, client, [real, down] { down->add(real->readAll()); });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        connect(real, &QTcpSocket::disconnected, client, [this, client] {
            QTimer::singleShot(2 * m_delay, client, [client] { client->disconnectFromHost(); });
        });
        QTimer::singleShot(3 * m_delay, Qt::PreciseTimer, real, [this, real] { real->connectToHost(QHostAddress::LocalHost, m_server); });
    }

    quint16 m_server, m_port = 0;
    int m_delay;
    QSemaphore m_listening;
    std::atomic<int> m_turns = 0;
};

} // namespace patchbay::test
