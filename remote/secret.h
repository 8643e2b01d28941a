// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

#include <cstring>
#include <string.h>

namespace patchbay::remote {

/// Bytes that are overwritten when they are no longer needed. Copies are deep, each wipes itself. Never written anywhere.
class Secret
{
public:
    Secret() = default;
    explicit Secret(const QString &text)
        : m_bytes(text.toUtf8())
    {
    }
    static Secret ofBytes(const QByteArray &bytes)
    {
        Secret made;
        made.m_bytes = QByteArray(bytes.constData(), bytes.size());
        return made;
    }
    Secret(const Secret &other)
        : m_bytes(other.m_bytes.constData(), other.m_bytes.size())
    {
    }
    Secret &operator=(const Secret &other)
    {
        if (this != &other) {
            wipe();
            m_bytes = QByteArray(other.m_bytes.constData(), other.m_bytes.size());
        }
        return *this;
    }
    ~Secret() { wipe(); }

    [[nodiscard]] const char *text() const { return m_bytes.constData(); }
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }

    void wipe()
    {
        if (!m_bytes.isEmpty())
            ::explicit_bzero(m_bytes.data(), std::size_t(m_bytes.size()));
        m_bytes.clear();
    }

private:
    QByteArray m_bytes; ///< never shared: data() must not make a copy
};

/// Overwrites a text in place, as far as it is not shared.
inline void wipe(QString &text)
{
    text.fill(u'\0');
    text.clear();
}

} // namespace patchbay::remote
