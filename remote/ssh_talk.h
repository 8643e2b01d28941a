// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/questions.h"
#include "remote/ssh_loop.h"

#include <functional>

namespace patchbay::remote {

/// What a connection says to the person in front of the console, called from the connection's thread.
struct Talk
{
    std::function<void(const QString &)> tell; ///< what is being done now
    std::function<void(const QString &text, int done, int total)> progress; ///< of a long job
    std::function<void(const QString &)> output; ///< lines a program on the host printed
    std::function<void(const QString &)> note; ///< what belongs into the connection's details
    /// Waits for the answer, in the loop; the error: cancelled.
    std::function<Outcome<Reply>(Question)> ask;
    /// To the keychain, and out of it; by the name of a question.
    std::function<void(const QString &, const Secret &)> keep;
    std::function<void(const QString &)> forget;
};

/// How long each part may take, seconds. A person's answer may take for ever.
struct SshPatience
{
    int connect = 15;   ///< name, TCP, key exchange; ConnectTimeout overrides
    int answer = 40;    ///< one answer of an authentication: PAM delays wrong passwords
    int agentList = 3;  ///< an agent that lists its keys
    int agentSign = 60; ///< one that signs: a person may have to touch or confirm
    int engine = 60;    ///< until the engine starts: slow login shells
    int alive = 8;      ///< without a sign of life the connection is taken for cut
};

} // namespace patchbay::remote
