// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <string>

namespace patchbay {

/// Decisions out of a fuzzer's bytes, for targets that make their input themselves. Once the bytes are used up every decision
/// is 0, so whatever is made comes to an end.
class Dice
{
public:
    Dice(const unsigned char *data, std::size_t size)
        : m_at(data)
        , m_end(data + size)
    {
    }

    [[nodiscard]] bool any() const { return m_at != m_end; }
    /// 0 to below `count`, which is 256 at most.
    unsigned below(unsigned count) { return any() ? *m_at++ % count : 0; }
    bool once(unsigned in) { return any() && below(in) == in - 1; }

    /// As many bytes of any kind as are left, but no more than `most`.
    std::string bytes(unsigned most)
    {
        std::string text;
        for (unsigned left = below(most + 1); left > 0 && any(); --left)
            text += char(*m_at++);
        return text;
    }

private:
    const unsigned char *m_at, *m_end;
};

} // namespace patchbay
