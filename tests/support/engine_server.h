// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/byte_stream.h"

#include <QHostAddress>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>

#include <unistd.h>

namespace patchbay::test {

/// Serves each connection with an engine of its own whose input and output it is, as inetd(8) would. What is cut between the
/// two reaches the engine as a cut, without the time an sshd and a login take.
class EngineServer final : public QTcpServer
{
public:
    EngineServer(QString engine, QStringList arguments)
        : m_engine(std::move(engine))
        , m_arguments(std::move(arguments))
    {
        listen(QHostAddress::LocalHost);
    }
    ~EngineServer() override
    {
        for (QProcess *each : findChildren<QProcess *>()) {
            each->kill();
            each->waitForFinished();
        }
    }
    /// How many engines live.
    int engines() const
    {
        int count = 0;
        for (const QProcess *each : findChildren<QProcess *>())
            count += each->state() != QProcess::NotRunning;
        return count;
    }

protected:
    void incomingConnection(qintptr socket) override
    {
        auto *engine = new QProcess(this);
        engine->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        engine->setChildProcessModifier([fd = int(socket)] {
            ::dup2(fd, STDIN_FILENO);
            ::dup2(fd, STDOUT_FILENO);
        });
        connect(engine, &QProcess::finished, engine, &QObject::deleteLater);
        engine->start(m_engine, m_arguments);
        ::close(int(socket));
    }

private:
    QString m_engine;
    QStringList m_arguments;
};

/// The console's end of such a connection.
class SocketStream final : public remote::ByteStream
{
public:
    explicit SocketStream(quint16 port)
        : m_port(port)
    {
        connect(&m_socket, &QTcpSocket::connected, this, [this] { m_socket.write(std::exchange(m_early, {})); });
        connect(&m_socket, &QTcpSocket::readyRead, this, [this] { emit received(m_socket.readAll()); });
        connect(&m_socket, &QTcpSocket::disconnected, this, [this] { finish(); });
        connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { finish(); });
    }
    ~SocketStream() override { m_over = true; }
    void open() override { m_socket.connectToHost(QHostAddress::LocalHost, m_port); }
    void write(const QByteArray &bytes) override
    {
        if (m_socket.state() == QAbstractSocket::ConnectedState)
            m_socket.write(bytes);
        else if (!m_over)
            m_early += bytes;
    }
    void close() override { m_socket.disconnectFromHost(); }

private:
    void finish()
    {
        if (!std::exchange(m_over, true))
            emit closed(m_socket.errorString());
    }
    quint16 m_port;
    QTcpSocket m_socket;
    QByteArray m_early;
    bool m_over = false;
};

} // namespace patchbay::test
