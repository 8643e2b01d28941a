// SPDX-License-Identifier: BSD-2-Clause
#include "plan/next_boot.h"

namespace patchbay {

namespace {

constexpr const char *path = "/boot/nextboot.conf";
constexpr const char *otherwise = "; change the boot files for all boots instead";

std::string poolOf(const BootFiles &now)
{
    return now.device.substr(0, now.device.find('/'));
}

} // namespace

Result<BootEdit> planTrialBoot(const BootFiles &now, const WantedBoot &wanted)
{
    if (now.fileSystem == "ufs" && now.loaderCannotWrite)
        return fail("/boot is on " + now.device + ", which the loader only reads (it is encrypted, or memory), so it cannot note that "
                    "this file was used" + otherwise, path);
    if (now.fileSystem == "ufs")
        return planNextBoot(now, wanted);
    if (now.fileSystem.empty())
        return fail(std::string("it is not known which file system /boot is on, so the loader might take this file at "
                                "every boot") + otherwise, path);
    if (now.fileSystem != "zfs" || poolOf(now).empty())
        return fail("/boot is on " + now.fileSystem + ", where the loader cannot note that this file was used" + otherwise,
                    path);
    if (now.generation == LoaderGeneration::Twelve)
        return fail(std::string("this release's loader cannot note on ZFS that this file was used") + otherwise, path);
    auto edit = planNextBoot(now, wanted, false);
    if (edit)
        edit->notes.push_back("whether it is read is kept in the boot area of pool " + poolOf(now));
    return edit;
}

std::vector<std::string> trialSwitch(const BootFiles &now, bool on)
{
    if (now.fileSystem != "zfs")
        return {};
    return {"zfsbootcfg", "-z", poolOf(now), "-n", "freebsd:nvstore", "-k", "nextboot_enable", "-v", on ? "YES" : "NO"};
}

} // namespace patchbay
