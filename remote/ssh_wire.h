// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QtEndian>

#include <concepts>
#include <optional>

namespace patchbay::remote {

/// RFC 4251's string: its length in four bytes, then its bytes.
inline QByteArray sshString(const QByteArray &bytes)
{
    QByteArray out(4, '\0');
    qToBigEndian(quint32(bytes.size()), out.data());
    return out + bytes;
}

/// Takes values of RFC 4251 from the front of bytes; once something is not there nothing more is.
class SshTaker
{
public:
    explicit SshTaker(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] bool atEnd() const { return m_at == m_bytes.size(); }
    [[nodiscard]] qsizetype at() const { return m_at; }

    QByteArray bytes(qsizetype count)
    {
        m_good = m_good && count <= m_bytes.size() - m_at;
        if (!m_good)
            return {};
        m_at += count;
        return m_bytes.mid(m_at - count, count);
    }
    template<std::unsigned_integral T>
    T number()
    {
        const QByteArray raw = bytes(qsizetype(sizeof(T)));
        return m_good ? qFromBigEndian<T>(raw.constData()) : T(0);
    }
    QByteArray string() { return bytes(number<quint32>()); }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
    bool m_good = true;
};

} // namespace patchbay::remote
