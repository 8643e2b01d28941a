// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QFile>
#include <QList>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace patchbay::test {

/// A secret of characters that are all different, which stands nowhere in this process as it is, so that it can be looked for.
class Scrambled
{
public:
    /// `scrambled`: every byte of the secret by ^ 0x55.
    explicit Scrambled(QByteArray scrambled)
        : m_bytes(std::move(scrambled))
    {
        std::fill(std::begin(m_place), std::end(m_place), std::int8_t(-1));
        for (qsizetype i = 0; i < size(); ++i)
            m_place[quint8(at(i))] = std::int8_t(i);
    }
    qsizetype size() const { return m_bytes.size(); }
    char at(qsizetype i) const { return char(m_bytes[i] ^ m_key); }

    /// How often `least` of its characters stand one after the other: in 8-bit text, in Qt's and in UTF-32. The whole of it is
    /// size() - least + 1 of those.
    [[gnu::no_sanitize("address", "undefined")]] int runsIn(const char *bytes, qsizetype length, int least) const
    {
        int count = 0;
        for (const int step : {1, 2, 4}) {
            const qsizetype last = length - step * least;
            for (qsizetype i = 0; i <= last; ++i) {
                const int place = m_place[quint8(bytes[i])];
                if (place < 0 || m_place[quint8(bytes[i + step])] != place + 1 || place + least > size())
                    continue;
                bool all = true;
                for (int k = 0; all && k < step * least; ++k)
                    all = k % step == 0 ? m_place[quint8(bytes[i + k])] == place + k / step : bytes[i + k] == 0;
                count += all ? 1 : 0;
            }
        }
        return count;
    }

private:
    QByteArray m_bytes;
    volatile char m_key = 0x55;  ///< volatile: no compiler shall put it together
    std::int8_t m_place[256];    ///< where in the secret a character stands
};

/// The same in all that this process may write to: heap, stacks, data; also what was freed and not overwritten. Linux's
/// /proc; -1 where there is none.
inline int runsInMemory(const Scrambled &secret, int least)
{
    constexpr std::size_t piece = 8 << 20, margin = 4096;
    const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    QFile maps(QStringLiteral("/proc/self/maps"));
    char *buffer = static_cast<char *>(::mmap(nullptr, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (memory < 0 || buffer == MAP_FAILED || !maps.open(QIODevice::ReadOnly))
        return -1;
    int count = 0;
    for (const QByteArray &line : maps.readAll().split('\n')) {
        const QByteArrayList words = line.simplified().split(' ');
        if (words.size() < 2 || !words[1].startsWith("rw"))
            continue;
        const qulonglong first = words[0].split('-')[0].toULongLong(nullptr, 16), end = words[0].split('-')[1].toULongLong(nullptr, 16);
        if (end - first > 1ull << 32)
            continue; // the sanitizer's own notes
        for (qulonglong at = first; at < end; at += piece - margin) {
            // What was read is in the buffer itself; neighbours may be shown as one region with it.
            const qulonglong own = reinterpret_cast<qulonglong>(buffer);
            if (at < own + piece && own < at + piece)
                continue;
            const ssize_t got = ::pread(memory, buffer, std::size_t(qMin(qulonglong(piece), end - at)), off_t(at));
            if (got > 0)
                count += secret.runsIn(buffer, got, least);
            std::memset(buffer, 0, piece);
        }
    }
    ::munmap(buffer, piece);
    ::close(memory);
    return count;
}

} // namespace patchbay::test
