// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/plan_file.h"

#include "base/file.h"
#include "rpc/convert.h"
#include "wire/codec.h"

namespace patchbay::rpc {

Result<wire::Plan> readPlanFile(const std::string &path)
{
    const Result<std::string> text = readFile(path == "-" ? "/dev/stdin" : path);
    if (!text)
        return pass(text.error());
    auto plan = wire::decodeStrict<wire::Plan>(*text);
    if (!plan)
        return fail(plan.error().toString(), path);
    if (const auto converted = toPlan(*plan); !converted)
        return fail(converted.error().toString(), path);
    return plan;
}

} // namespace patchbay::rpc
