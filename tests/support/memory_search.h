// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QFile>
#include <QList>

#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace patchbay::test {

/// A secret that stands nowhere in this process as it is, so that it can be looked for.
class Scrambled
{
public:
    /// `scrambled`: every byte of the secret by ^ 0x55.
    explicit Scrambled(QByteArray scrambled)
        : m_bytes(std::move(scrambled))
    {
    }
    qsizetype size() const { return m_bytes.size(); }
    char at(qsizetype i) const { return char(m_bytes[i] ^ m_key); }

    /// Whether it stands at `bytes`, one of its characters every `step` bytes.
    bool isAt(const char *bytes, int step) const
    {
        for (qsizetype i = 0; i < size(); ++i) {
            if (bytes[i * step] != at(i))
                return false;
        }
        return true;
    }
    /// In 8-bit text and in Qt's.
    int countIn(const char *bytes, qsizetype length) const
    {
        int count = 0;
        for (const int step : {1, 2}) {
            const qsizetype last = length - step * size();
            for (qsizetype i = 0; i <= last; ++i) {
                const void *next = std::memchr(bytes + i, at(0), std::size_t(last - i + 1));
                if (!next)
                    break;
                i = static_cast<const char *>(next) - bytes;
                count += isAt(bytes + i, step) ? 1 : 0;
            }
        }
        return count;
    }

private:
    QByteArray m_bytes;
    volatile char m_key = 0x55; ///< volatile: no compiler shall put it together
};

/// How often a secret stands in what this process may write to: heap, stacks, data; also what was freed and not overwritten.
/// Linux's /proc; -1 where there is none.
inline int countInMemory(const Scrambled &secret)
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
                count += secret.countIn(buffer, got);
            std::memset(buffer, 0, piece);
        }
    }
    ::munmap(buffer, piece);
    ::close(memory);
    return count;
}

} // namespace patchbay::test
