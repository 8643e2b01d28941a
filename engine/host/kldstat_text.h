// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A file linked into the kernel, as kldstat(8) lists it.
struct KernelFile
{
    std::uint32_t id = 0, references = 0;
    std::string name;                 ///< "vmm.ko"
    std::string path;                 ///< with -v: "/boot/kernel/vmm.ko"
    std::vector<std::string> modules; ///< with -v: "pci/ppt", "vmm"
};

struct KldstatText
{
    std::vector<KernelFile> files; ///< as listed: the kernel first
    std::vector<Oddity> oddities;

    /// Names of files and modules in one list, the files without their folder.
    [[nodiscard]] std::vector<std::string> names() const;
};

/// Reads kldstat or kldstat -v (with or without -h). That vmm.ko is listed does not prove that vmm works: it stays when
/// its start failed; the module "vmm" in -v tells. Pure; places are "SOURCE:LINE".
KldstatText parseKldstat(std::string_view text, std::string_view source = "kldstat");

} // namespace patchbay
