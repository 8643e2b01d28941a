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
