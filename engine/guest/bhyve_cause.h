// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <string>
#include <string_view>

namespace patchbay {

/// Why a guest could not start or ended, in one or two sentences with what to do; empty for an orderly end (exit status
/// 0 reboot, 1 power-off, 2 halt). bhyve says "is not using the ppt(4) driver" for every refusal of the kernel: the
/// situation, as it was just before the start, tells which it was. Pure.
///
/// `program`: "bhyve" or "bhyveload", of which only 0 is an orderly end. `status`: 128 + n for signal n. `output`: its
/// last 2 KiB are looked at.
std::string bhyveCause(std::string_view program, int status, std::string_view output, const Guest &guest,
                       const Situation &situation);

} // namespace patchbay
