// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "conf/boot_files.h"
#include "conf/pptdevs.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What the next boots should find.
struct WantedBoot
{
    std::vector<Address> ppt; ///< exactly these are claimed; the domain is lost, as in pptdevs itself
    bool vmm = false;         ///< vmm must be preloaded; false: as the files have it without us
    bool amdvi = false;       ///< hw.vmm.amdvi.enable must be on; false: as the files have it without us
};

/// A file that changes. `before` and `after` are whole contents; nullopt: no such file.
struct FileEdit
{
    std::string path;
    std::optional<std::string> before;
    std::optional<std::string> after;

    bool operator==(const FileEdit &) const = default;
};

/// A change of boot files, ready to be shown and written.
struct BootEdit
{
    std::vector<FileEdit> files;    ///< by path; empty: nothing needs to change
    std::string target;             ///< the file that carries our block; empty where none is needed
    PptValues values;               ///< pptdevs, pptdevs2, pptdevs3 as they will reach the kernel
    std::vector<std::string> notes; ///< what a person should know: "read last, nothing overrides it"

    bool operator==(const BootEdit &) const = default;
};

/// Plans the change of the boot files that makes persistent boots find `wanted`, and nothing else different.
///
/// Our lines stand in one marked block (boot_block.h) of the file that is read last of those that set our names, else
/// of /boot/loader.conf. Foreign lines of these names in that file are taken over; elsewhere they are overridden, and
/// noted. The plan is checked by evaluating the result with the loader's own rules: exactly the wanted functions, vmm
/// and amdvi; every other variable, module and load as before. Planning the same again changes nothing; wanting what
/// was there without our block gives back the bytes that were there. nextboot.conf is looked through, and noted.
///
/// Errors: the functions do not fit; a file cannot be read; the loader itself stops at a line; vmm is blacklisted; or
/// something no boot file of ours can outlive sets the variable (named with its place); or several files of one folder set
/// it, and nobody knows which of them the loader reads last.
Result<BootEdit> planBootEdit(const BootFiles &now, const WantedBoot &wanted);

/// Plans /boot/nextboot.conf so that only the next boot finds `wanted`: all three pptdevs variables, since they replace
/// what loader.conf sets. No file where every boot brings it already. `enableLine` is false on ZFS, where nextboot_enable
/// is kept in the pool (facts section 3.4). Errors: as above.
Result<BootEdit> planNextBoot(const BootFiles &now, const WantedBoot &wanted, bool enableLine = true);

/// The files as they are after the edit.
BootFiles applied(const BootFiles &now, const BootEdit &edit);

/// The files as they are for all boots but the next: without nextboot.conf.
BootFiles withoutNextBoot(const BootFiles &now);

/// pptdevs, pptdevs2 and pptdevs3 as the kernel would find them: what is too long is not there.
PptValues pptValuesOf(const LoaderResult &loader);

/// Whether vmm is loaded before the kernel runs, by whatever name, and whether AMD-Vi is switched on for it.
bool loadsVmm(const LoaderResult &loader);
bool enablesAmdvi(const LoaderResult &loader);

/// The last place that set `name` ("pptdevs", "vmm_load"); nullptr where nothing does.
const Assignment *lastAssignment(const LoaderResult &loader, std::string_view name);

} // namespace patchbay
