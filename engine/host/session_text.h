// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

/// How a process was reached, from what FreeBSD tells of its ancestors where nobody passed SSH_CONNECTION on: sudo, doas and
/// su - empty the environment.
struct SessionText
{
    enum class Kind : unsigned char {
        Remote,  ///< an sshd is above it
        Local,   ///< it runs on a terminal of this host, or nobody is here by SSH at all
        Unknown, ///< somebody is here by SSH, and nothing tells whether it is this process's user: tmux, screen, daemon
    };
    Kind kind = Kind::Unknown;
    std::string connection; ///< of Remote, as SSH_CONNECTION has it: "192.0.2.9 50000 192.0.2.5 22"
};

/// `processes`: `ps -ax -o pid -o ppid -o tty -o comm`; `sockets`: `sockstat -46cw -P tcp`; nullopt where the program failed.
/// An sshd is a process of that name (sshd-session since OpenSSH 9.8) that holds a TCP connection; of several above each
/// other the nearest counts. Pure.
SessionText sessionOf(std::optional<std::string_view> processes, std::optional<std::string_view> sockets, long process);

} // namespace patchbay
