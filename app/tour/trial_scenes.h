// SPDX-License-Identifier: BSD-2-Clause
#pragma once

namespace patchbay::tour {

class Stage;

/// A change that waits to be kept: applied, tried, compared, out of reach, left without an answer, refused by the hardware.
void trialScenes(Stage &stage);

} // namespace patchbay::tour
