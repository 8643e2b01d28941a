// SPDX-License-Identifier: BSD-2-Clause
#include "wire/framing.h"

namespace patchbay::wire {

namespace {

constexpr std::string_view helloStart = R"({"jsonrpc":"2.0","method":"hello")";

constexpr std::size_t keptCapacity = std::size_t(1) << 20;

// The last line that says anything, without control characters: what a person wants to read.
std::string lastWords(std::string_view noise)
{
    while (!noise.empty() && static_cast<unsigned char>(noise.back()) <= ' ')
        noise.remove_suffix(1);
    noise.remove_prefix(noise.rfind('\n') + 1); // npos + 1 is 0
    std::string words;
    for (const char c : noise.substr(0, 200))
        words += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    return words;
}

} // namespace

LineReader::LineReader(std::size_t limit)
    : m_limit(limit)
{
}

void LineReader::feed(std::string_view bytes)
{
    if (m_start > 0 && m_start == m_bytes.size()) {
        m_bytes.clear();
        m_start = m_scanned = 0;
        if (m_bytes.capacity() > keptCapacity)
            m_bytes.shrink_to_fit(); // one long line is no reason to keep its room for ever
    }
    m_bytes.append(bytes);
}

void LineReader::finish()
{
    m_finished = true;
}

std::optional<Result<std::string>> LineReader::next()
{
    for (;;) {
        const std::size_t newline = m_bytes.find('\n', m_scanned);
        const bool complete = newline != m_bytes.npos;
        const std::size_t end = complete ? newline : m_bytes.size();
        const std::size_t length = end - m_start;
        const bool tooLong = !m_skipping && length > m_limit;
        std::string line;
        if (complete && !m_skipping && !tooLong)
            line = m_bytes.substr(m_start, length);
        const bool drop = complete || m_skipping || tooLong;
        if (drop)
            m_start = complete ? end + 1 : end;
        m_scanned = complete ? m_start : end;
        if (drop && m_start > m_bytes.size() / 2) {
            m_bytes.erase(0, m_start);
            m_scanned -= m_start;
            m_start = 0;
        }
        m_skipping = (m_skipping || tooLong) && !complete;
        if (tooLong)
            return fail("the line is longer than " + std::to_string(m_limit) + " bytes");
        if (!complete)
            break;
        if (line.ends_with('\r'))
            line.pop_back();
        if (!line.empty())
            return line;
    }
    if (m_finished && !m_skipping && m_start < m_bytes.size()) {
        m_start = m_scanned = m_bytes.size();
        return fail("the stream ended in the middle of a line");
    }
    return std::nullopt;
}

void ClientReader::feed(std::string_view bytes)
{
    if (m_dead)
        return;
    if (m_greeted)
        m_lines.feed(bytes);
    else
        m_noise.append(bytes);
}

void ClientReader::finish()
{
    m_finished = true;
    m_lines.finish();
}

std::optional<Result<std::string>> ClientReader::nextOfNoise()
{
    const std::size_t hello = m_noise.find(helloStart);
    if (hello <= noiseLimit) {
        m_greeted = true;
        m_lines.feed(std::string_view(m_noise).substr(hello));
        m_noise.clear();
        return m_lines.next();
    }
    // Part of the hello may have come already, so the limit counts only what cannot be its start.
    const bool tooMuch = hello != m_noise.npos || m_noise.size() > noiseLimit + helloStart.size();
    if (!tooMuch && !m_finished)
        return std::nullopt;
    m_dead = true;
    const std::string words = lastWords(m_noise);
    if (tooMuch)
        return fail("more than 64 KiB came before the engine's hello; no engine seems to answer", words);
    return fail(words.empty() ? "the engine ended without a word" : "the engine ended without a hello", words);
}

std::optional<Result<std::string>> ClientReader::next()
{
    if (m_dead)
        return std::nullopt;
    return m_greeted ? m_lines.next() : nextOfNoise();
}

} // namespace patchbay::wire
