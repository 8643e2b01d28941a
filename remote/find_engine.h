// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

namespace patchbay::remote {

/// Where this machine's patchbay-engine is: the file PATCHBAY_ENGINE names, else beside the running program, else in
/// ../engine from there (a build folder), else on PATH. Empty when it is nowhere.
QString findEngine();

} // namespace patchbay::remote
