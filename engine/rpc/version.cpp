// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/version.h"

namespace patchbay::rpc {

const char *const version = PATCHBAY_VERSION;

} // namespace patchbay::rpc
