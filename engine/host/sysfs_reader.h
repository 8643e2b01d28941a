// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <string>

namespace patchbay {

/// Collects the PCI functions of a Linux machine from ROOT/sys/bus/pci/devices as the text that parseSysfs() reads. Only
/// reads files; an ordinary user gets the first 64 bytes of config space. The one place in the engine that knows Linux.
/// `root`: "" for this machine, a folder for tests.
///
/// A function that goes away while it is read is left out. Errors: no such folder, no function in it.
Result<std::string> collectSysfs(const std::string &root = {});

} // namespace patchbay
