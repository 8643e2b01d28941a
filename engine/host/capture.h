// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/host.h"

#include <map>
#include <string>

namespace patchbay {

/// One thing read from a host, exactly as it came.
struct Blob
{
    std::string bytes;
    std::string source;         ///< the command or path: "pciconf -lBbcev"
    std::optional<Error> error; ///< it could not be read, and why; bytes may hold what came before
    bool whole = false;         ///< a program wrote it and ended with status 0: nothing is missing at its end
};

/// Everything one reading of a host brought: named blobs, when and how. The only thing readers return; parsers turn
/// it into facts. A folder of files named like the blobs is a recorded host.
///
/// Names: pciconf, lspci, sysfs, acpidump, dmar.bin, ivrs.bin, kenv, sysctl, kldstat, devinfo, uname, guests; what the host
/// stands on: mount, fstab, swapinfo, zpool, confxml, camcontrol, efibootmgr, ifconfig, netstat, sysctl-use, connection;
/// what names its devices: rc.conf, rc.conf.local; and boot files as "boot/loader.conf", "boot/loader.conf.d/x.conf",
/// "boot/defaults/loader.conf", "boot/nextboot.conf".
struct Capture
{
    std::map<std::string, Blob, std::less<>> blobs;
    std::int64_t takenAt = 0; ///< seconds since 1970, UTC
    std::string how;          ///< the host's spec

    [[nodiscard]] const Blob *find(std::string_view name) const
    {
        const auto it = blobs.find(name);
        return it == blobs.end() || it->second.error ? nullptr : &it->second;
    }

    /// Digest of all blobs that a plan depends on (not of the time): the revision that requests carry.
    [[nodiscard]] std::string revision() const;
};

/// Reads everything from a host; what cannot be read becomes a blob with an error, so this itself fails only when
/// nothing at all could be read.
Result<Capture> readHost(Host &host);

} // namespace patchbay
