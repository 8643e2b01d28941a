// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/trial.h"
#include "plan/preview.h"
#include "rpc/call.h"
#include "rpc/session.h"

namespace patchbay::rpc {

/// Of an apply: what takes the change back when nobody confirms it. Without id: nothing does.
struct TrialPart
{
    std::string id; ///< of the record that is about to be made

    /// Tells the running kernel that this boot is the one in which the change was made, so that a start script does not
    /// take it for the trial. Undone by the next boot.
    Reply<wire::Nothing> mark(Host &host, const std::string &mode) const;
    /// Of a change of the running host: its time begins at once.
    void startNow(Host &host) const;
};

/// Refuses with code::invalidParams what no host waits.
Reply<wire::Nothing> checkPatience(std::optional<int> confirmWithin);

/// Puts it in front of the order's files, where the request asks for it.
Reply<TrialPart> addTrialPart(Host &host, const Reading &reading, const Preview &preview, const wire::ApplyRequest &request,
                              ApplyOrder &order);

/// The start script and its order, as applying with these would write them; empty where the request asks for none or the
/// change is none. Refuses as addTrialPart().
Reply<std::vector<FileWrite>> trialFiles(Host &host, const Reading &reading, const Preview &preview, const std::string &mode,
                                         std::optional<int> confirmWithin);

/// One at a time: code::blocked while a change other than `except` waits to be confirmed.
Reply<wire::Nothing> refuseWhileTrial(Host &host, const std::string &except = {});

wire::HistoryEntry fromRecord(const HistoryRecord &record);

/// What boot.trial answers. A host that cannot be asked has no trial.
Reply<wire::Trial> trialOf(Host &host);

} // namespace patchbay::rpc
