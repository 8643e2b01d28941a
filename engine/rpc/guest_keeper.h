// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "guest/life.h"
#include "rpc/call.h"
#include "rpc/session.h"

#include <map>
#include <memory>
#include <string>

namespace patchbay::rpc {

/// The guests that this engine started and looks after. Used from the session's thread.
class GuestKeeper
{
public:
    /// Errors: the guest runs already, a program is missing. Anything later shows in the guest's state.
    Result<> start(Host &host, const Guest &guest, const Situation &situation);

    /// Takes over a guest that runs though no engine looks after it. Errors: as GuestLife::adopt().
    Result<GuestLife *> adopt(Host &host, const std::string &name);

    /// The guest's life if it is ours and goes on; nullptr: not ours, or over.
    [[nodiscard]] GuestLife *find(const std::string &name);

    [[nodiscard]] bool empty() const { return m_lives.empty(); }

    /// Goes on with every life; `output` and `changed` are told what is new. A life that is over is let go after that.
    void tick(const std::function<void(const std::string &name, const std::string &text)> &output,
              const std::function<void(const GuestStatus &status)> &changed);

private:
    std::map<std::string, std::unique_ptr<GuestLife>> m_lives;
};

/// What bhyvectl, ps and our own state files say of a guest, in the words of the wire. `held` functions come from the
/// reading.
wire::GuestState guestStateOf(const Reading &reading, const GuestStatus *status, const std::string &name);

} // namespace patchbay::rpc
