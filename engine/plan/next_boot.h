// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/conf_edit.h"

#include <string>
#include <vector>

namespace patchbay {

/// planNextBoot() as the file system of /boot wants it (facts section 3.3, 3.4): on UFS the loader itself marks the file
/// as used, on ZFS it marks it in the pool. Errors: anything else, UFS on
/// what the loader only reads (its geli has no write support), and those of planNextBoot().
Result<BootEdit> planTrialBoot(const BootFiles &now, const WantedBoot &wanted);

/// The command that makes the loader take nextboot.conf at the next boot (`on`), or not; empty where none is needed.
std::vector<std::string> trialSwitch(const BootFiles &now, bool on);

} // namespace patchbay
