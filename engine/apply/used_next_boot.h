// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/transaction.h"

namespace patchbay {

/// Removes our nextboot.conf after the boot that used it, so that no later switch in the pool (nextboot(8) sets the same
/// one) brings an old trial back. It is used when the loader said so: in its first line where it can write (UFS), in the pool's
/// nvstore on ZFS. Nothing that waits to be confirmed, and no byte that is not ours, is touched. The change itself stays in
/// the history and may still be kept or taken back. Returns its id; nullopt: nothing was to be done. Idempotent.
Result<std::optional<std::string>> removeUsedNextBoot(Host &host, const ChangeLock &lock);

/// Whether it would: a look that needs no lock.
bool mayHaveUsedNextBoot(Host &host);

} // namespace patchbay
