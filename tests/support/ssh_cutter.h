// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>

namespace patchbay::test {

/// Passes on what a client and a server on this machine say to each other, and cuts the connection once so many bytes went
/// through, in whichever direction. Later connections pass until the next arm().
class Cutter final : public QTcpServer
{
public:
    explicit Cutter(quint16 server)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, server] {
            QTcpSocket *client = nextPendingConnection();
            auto *real = new QTcpSocket(client);
            real->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(client, &QTcpSocket::readyRead, real, [this, client, real] { pass(*client, *real); });
            connect(real, &QTcpSocket::readyRead, client, [this, client, real] { pass(*real, *client); });
            connect(real, &QTcpSocket::connected, client, [this, client, real] { pass(*client, *real); });
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            connect(real, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
            real->connectToHost(QHostAddress::LocalHost, server);
        });
    }

    qint64 passed = 0; ///< since arm()
    int cuts = 0;

    /// Counts from now on and cuts after `limit` bytes; -1: never.
    void arm(qint64 limit)
    {
        passed = 0;
        m_limit = limit;
    }

private:
    void pass(QTcpSocket &from, QTcpSocket &to)
    {
        if (to.state() != QAbstractSocket::ConnectedState)
            return;
        const bool cutting = m_limit >= 0;
        const QByteArray bytes = cutting ? from.read(qMax(qint64(0), m_limit - passed)) : from.readAll();
        passed += bytes.size();
        to.write(bytes);
        if (!cutting || passed < m_limit)
            return;
        m_limit = -1;
        ++cuts;
        to.flush(); // what was let through arrives, and nothing after it
        from.disconnectFromHost();
        to.disconnectFromHost();
    }

    qint64 m_limit = -1;
};

} // namespace patchbay::test
