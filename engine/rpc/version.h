// SPDX-License-Identifier: BSD-2-Clause
#pragma once

namespace patchbay::rpc {

/// Of the engine, as the hello line and --version tell it: "1.0.0".
extern const char *const version;

} // namespace patchbay::rpc
