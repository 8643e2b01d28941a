// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <utility>

#include <unistd.h>

namespace patchbay {

/// Owns a file descriptor; -1 means none.
class Handle
{
public:
    Handle() = default;
    explicit Handle(int fd)
        : m_fd(fd)
    {
    }
    Handle(Handle &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    Handle &operator=(Handle &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    ~Handle() { reset(); }

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] explicit operator bool() const { return m_fd >= 0; }
    void reset()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd = -1;
};

} // namespace patchbay
