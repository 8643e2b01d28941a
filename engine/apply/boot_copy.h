// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/bectl_text.h"
#include "host/host.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A boot environment of bectl(8) that holds the root file system as it was before a change. The loader's menu offers it.
///
/// `once`: it is also what boots take, all but the next one, for which the running environment, with the change, is activated
/// once (bectl activate -t). So the change is booted one time; a boot that panics before anything of ours runs is followed by
/// one of the old files. Keeping the change, or taking it back, makes the running environment the usual one again.
/// It is this way round so that a change that is kept leaves the person in the environment they have always used.
struct BootCopy
{
    std::string name;    ///< "patchbay-000005"; empty: there is none
    std::string running; ///< whose copy it is: "default"
    bool once = false;

    [[nodiscard]] bool empty() const { return name.empty(); }
};

/// At most this many of them stay on a host; older ones are destroyed, unless something boots or mounts them.
inline constexpr std::size_t bootCopyLimit = 3;

/// What bectl lists; nullopt: root is no boot environment of ZFS, or there is no bectl.
std::optional<std::vector<BootEnvironment>> bootEnvironments(Host &host);

/// Whether a name is one of ours: "patchbay-000005", "patchbay-000005-2".
bool isBootCopy(std::string_view name);

/// What the copy before change `id` would be: a name that is free.
BootCopy planBootCopy(const std::vector<BootEnvironment> &all, const std::string &id);

/// Makes it, looks whether it is there, and destroys old ones beyond the limit. Errors: bectl's words.
Result<> makeBootCopy(Host &host, const BootCopy &copy);

/// Of a change that did not come about. One that cannot be destroyed is none the worse.
void dropBootCopy(Host &host, const BootCopy &copy);

/// After the files are written. Errors: bectl's words; then the running environment is the usual one, as before.
Result<> bootOnce(Host &host, const BootCopy &copy);

/// Ends bootOnce(), where boots still take the copy; what a person activated meanwhile stays. Errors: bectl's words.
Result<> endBootOnce(Host &host, const BootCopy &copy);

} // namespace patchbay
