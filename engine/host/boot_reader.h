// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"
#include "host/capture.h"

#include <optional>

namespace patchbay {

/// Reads every boot file the loader would read into blobs "boot/…" (and further ones that loader_conf_files names),
/// plus "boot-folder", the names in loader.conf.d in the disk's own order, and where /boot is a link "boot-path", what it leads
/// to. Missing files are no blobs.
void readBootBlobs(Host &host, Capture &capture);

/// "/boot", or what it leads to where it is a link, by realpath(1). Error: that cannot be told.
Result<std::string> bootPath(Host &host);

/// The boot files of a capture; nullopt when it has none at all (a dump). Detects the loader's generation.
std::optional<BootFiles> bootFilesOf(const Capture &capture);

/// The boot files below a folder that stands for a host's root: DIR/boot/loader.conf … Errors: no folder DIR/boot.
Result<BootFiles> readBootRoot(const std::string &root);

/// Adds what `boot` refers to that it does not have yet, from below the same folder ("" for the system's own root): files
/// and folders that loader_conf_files, local_loader_conf_files, loader_conf_dirs and nextboot_conf name, and what those
/// name in turn. Goes by boot.generation; what is not there is passed over.
void addNamedBootFiles(const std::string &root, BootFiles &boot);

} // namespace patchbay
