// SPDX-License-Identifier: BSD-2-Clause
#include "conf/edit_check.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr const char *mainFile = "/boot/loader.conf";
constexpr const char *nextFile = "/boot/nextboot.conf";

/// Whether a boot would bring all that is wanted, and no function more.
bool gives(const LoaderResult &result, const WantedBoot &wanted)
{
    return sortedFunctions(pptValuesOf(result).functions()) == sortedFunctions(wanted.ppt) &&
           (!wanted.vmm || loadsVmm(result)) && (!wanted.amdvi || enablesAmdvi(result));
}

bool readsNextBoot(const LoaderResult &result)
{
    return std::ranges::contains(result.assignments, nextFile, &Assignment::path);
}

} // namespace

Result<BootEdit> planNextBoot(const BootFiles &now, const WantedBoot &wanted, bool enableLine)
{
    const BootFiles steady = withoutNextBoot(now);
    const LoaderResult without = evaluateOwn(steady);
    if (without.stops)
        return fail("the loader itself gives up on these files: " + *without.stops, mainFile);
    if (const std::string *path = unreadFile(now))
        return fail("the loader reads this file, but it cannot be read here: it may set other functions for ppt", *path);
    const auto packed = packPptdevs(wanted.ppt, pptValuesOf(without));
    if (!packed)
        return pass(packed.error());

    if (gives(without, wanted) && !readsNextBoot(evaluateLoader(now)))
        return BootEdit{.files = {}, .target = nextFile, .values = *packed, .notes = {"the next boot gives this already"}};

    std::string text = enableLine ? "nextboot_enable=\"YES\"\n" : "";
    if (wanted.vmm)
        text += "vmm_load=\"YES\"\n";
    for (std::size_t i = 0; i < pptVariables.size(); ++i)
        text += std::string(pptVariables[i]) + "=\"" + packed->value[i].value_or("") + "\"\n";
    if (wanted.amdvi)
        text += std::string(amdviName) + "=\"1\"\n";

    const auto old = now.files.find(nextFile);
    BootEdit edit{.files = {{nextFile, old == now.files.end() ? std::nullopt : std::optional(old->second), text}},
                  .target = nextFile,
                  .values = *packed,
                  .notes = {std::string(nextFile) + ": read last, for one boot"}};
    BootFiles next = applied(now, edit);
    if (!enableLine)
        next.loaderEnv["nextboot_enable"] = "YES";
    const LoaderResult result = evaluateLoader(next);
    if (!readsNextBoot(result))
        return fail("the loader passes over this file, since nextboot_enable is set before it", nextFile);
    if (sortedFunctions(pptValuesOf(result).functions()) != sortedFunctions(wanted.ppt))
        return fail("the loader would not take its values from this file", nextFile);
    if (wanted.vmm && !loadsVmm(result))
        return fail("vmm would not be loaded: it is blacklisted or renamed", nextFile);
    if (wanted.amdvi && !enablesAmdvi(result))
        return fail("hw.vmm.amdvi.enable would not be on", nextFile);
    return edit;
}

} // namespace patchbay
