// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_block.h"
#include "conf/conf_edit.h"

#include <algorithm>
#include <string>

/// The laws every planned change of boot files keeps. Returns which one is broken and how, or nothing.
inline std::string brokenLaw(const patchbay::BootFiles &now, const patchbay::WantedBoot &wanted, bool *planned = nullptr)
{
    using namespace patchbay;
    const auto sorted = [](std::vector<Address> functions) {
        std::ranges::sort(functions);
        functions.erase(std::ranges::unique(functions).begin(), functions.end());
        return functions;
    };
    const auto others = [](const LoaderResult &result) {
        auto env = result.env;
        for (const std::string &name : blockNames())
            env.erase(name);
        return env;
    };

    const auto edit = planBootEdit(now, wanted);
    if (planned != nullptr)
        *planned = edit.has_value();
    if (!edit)
        return edit.error().what.empty() ? "an error without words" : "";
    const BootFiles after = applied(now, *edit);
    const LoaderResult result = evaluateLoader(withoutNextBoot(after));
    const PptValues values = pptValuesOf(result);
    if (sorted(values.functions()) != sorted(wanted.ppt))
        return "other functions would be claimed than wanted";
    if (wanted.vmm && !loadsVmm(result))
        return "vmm would not be loaded";
    if (wanted.amdvi && !enablesAmdvi(result))
        return "AMD-Vi would not be enabled";
    if (std::ranges::any_of(values.value, [](const auto &value) { return value && value->size() > pptValueLimit; }) &&
        !edit->target.empty() && sorted(pptValuesOf(evaluateLoader(now)).functions()) != sorted(wanted.ppt))
        return "a value is too long";

    BootFiles base = now;
    for (const auto &[path, text] : now.files) {
        if (const auto bare = withoutBlock(text, now.generation))
            base.files[path] = *bare;
        else
            base.files.erase(path);
    }
    const LoaderResult before = evaluateLoader(withoutNextBoot(base));
    if (!withoutNextBoot(base).files.empty() && others(before) != others(result))
        return "a variable that is none of ours changed";

    const auto again = planBootEdit(after, wanted);
    if (!again || !again->files.empty())
        return "planning it again " + (again ? "changes " + again->files.front().path : again.error().toString());
    const auto back = planBootEdit(after, {pptValuesOf(before).functions(), loadsVmm(before), enablesAmdvi(before)});
    if (!back)
        return "it cannot be taken back: " + back.error().toString();
    if (withoutNextBoot(applied(after, *back)).files != withoutNextBoot(base).files)
        return "taking it back does not give the same bytes";
    return {};
}

/// The laws of a change for the next boot: that boot finds exactly what is wanted and everything else as without us, and the
/// boot after finds what was there. `now` may hold a nextboot.conf of somebody, which is replaced.
inline std::string brokenTrialLaw(const patchbay::BootFiles &now, const patchbay::WantedBoot &wanted, bool *planned)
{
    using namespace patchbay;
    const auto others = [](const LoaderResult &result) {
        auto env = result.env;
        for (const std::string &name : blockNames())
            env.erase(name);
        env.erase("nextboot_enable");
        return env;
    };
    const auto edit = planNextBoot(now, wanted);
    *planned = edit.has_value();
    if (!edit)
        return edit.error().what.empty() ? "an error without words" : "";
    const BootFiles files = applied(now, *edit);
    const LoaderResult next = evaluateLoader(files);
    std::vector<Address> claimed = pptValuesOf(next).functions(), functions = wanted.ppt;
    for (auto *list : {&claimed, &functions}) {
        std::ranges::sort(*list);
        list->erase(std::ranges::unique(*list).begin(), list->end());
    }
    const LoaderResult before = evaluateLoader(withoutNextBoot(now));
    if (claimed != functions)
        return "the next boot would claim other functions than wanted";
    if (wanted.vmm && !loadsVmm(next))
        return "the next boot would not load vmm";
    if (wanted.amdvi && !enablesAmdvi(next))
        return "the next boot would not enable AMD-Vi";
    if (others(next) != others(before) && !withoutNextBoot(now).files.empty())
        return "a variable that is none of ours would change for the next boot";
    BootFiles after = files;
    for (const auto &[path, bytes] : next.left)
        after.files[path] = bytes;
    if (withoutNextBoot(after).files != withoutNextBoot(now).files)
        return "the loader would change another file";
    const LoaderResult last = evaluateLoader(after);
    if (last.env != before.env && !withoutNextBoot(now).files.empty() && !before.env.contains("nextboot_enable"))
        return "the boot after is not as it was";
    return {};
}
