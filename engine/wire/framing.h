// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

/// Cuts a byte stream into lines: one message each. However the stream is split, the same lines come out. A carriage
/// return before the newline and empty lines are dropped. Not thread-safe.
class LineReader
{
public:
    static constexpr std::size_t maximum = 64u << 20;

    explicit LineReader(std::size_t limit = maximum);

    void feed(std::string_view bytes);

    /// The stream has ended: what is left without a newline becomes an error.
    void finish();

    /// The next line without its newline, nullopt when more bytes are needed. A line above the limit gives one error;
    /// reading goes on with the line after it, and no more than the limit is ever kept.
    [[nodiscard]] std::optional<Result<std::string>> next();

private:
    std::size_t m_limit;
    std::string m_bytes;
    std::size_t m_start = 0;   ///< of the current line
    std::size_t m_scanned = 0; ///< no newline before this
    bool m_skipping = false;   ///< inside a line that was too long
    bool m_finished = false;
};

/// The client's side: login noise (motd, profile output) may come before the engine's hello line, even on the same
/// line. Gives the hello and every line after it. Not thread-safe.
class ClientReader
{
public:
    static constexpr std::size_t noiseLimit = 64u << 10;

    void feed(std::string_view bytes);
    void finish();

    /// As LineReader::next(). Before the hello: an error once more than 64 KiB of noise came, or when the stream ends
    /// without a hello; the error quotes the last line of the noise, which usually is the true cause ("sh:
    /// patchbay-engine: not found"). After such an error nothing more comes.
    [[nodiscard]] std::optional<Result<std::string>> next();

    [[nodiscard]] bool greeted() const { return m_greeted; }

private:
    std::optional<Result<std::string>> nextOfNoise();

    LineReader m_lines;
    std::string m_noise;
    bool m_greeted = false;
    bool m_finished = false;
    bool m_dead = false;
};

} // namespace patchbay::wire
