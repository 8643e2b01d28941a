// SPDX-License-Identifier: BSD-2-Clause
#pragma once

namespace patchbay::tour {

class Stage;

/// What is hard to show well: many functions, long names, narrow windows, a full board, hosts that can only be looked at, a
/// guest that runs and one that does not start, a connection that is lost.
void hardScenes(Stage &stage);

} // namespace patchbay::tour
