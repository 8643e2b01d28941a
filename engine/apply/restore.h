// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/past.h"

namespace patchbay {

/// The way back to a point of the history: an ordinary change, not yet made.
struct Restore
{
    /// A file that stands in the way.
    struct Refusal
    {
        std::string path;
        std::optional<std::string> left, found; ///< as the history left it last, and as it is
        std::string reason;
    };
    ApplyOrder order; ///< `reverts`: every change after that point
    std::vector<Refusal> refusals; ///< none: the order may be carried out
    std::vector<std::string> notes;
};

/// Every file that changes have to do with as it was at `point`, whatever lies between. Where somebody wrote a file since
/// the last change, it is a refusal, not an overwrite. What was for one boot is not tried again: a nextboot.conf of ours
/// goes, none is brought back. Devices of the running host stay where they are, which is noted.
/// Errors: no such point, a change that never stood.
Result<Restore> restoreOrder(Host &host, const Point &point, std::int64_t now);

/// The whole history as one text: of each change what is known of it and what it did to every file, in the form that
/// patch(1) takes. A damaged record or copy is said to be damaged. `title` is the host's name.
Result<std::string> historyText(Host &host, const std::string &title);

} // namespace patchbay
