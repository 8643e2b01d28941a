// SPDX-License-Identifier: BSD-2-Clause
#include "host/host.h"

#include "host/posix_host.h"
#include "host/recorded_host.h"
#include "host/sim/simulated_host.h"

namespace patchbay {

Result<std::unique_ptr<Host>> openHost(std::string_view spec)
{
    if (spec == "local")
        return std::make_unique<PosixHost>();
    const auto colon = spec.find(':');
    const std::string_view kind = spec.substr(0, colon);
    const std::string rest(colon == std::string_view::npos ? "" : spec.substr(colon + 1));
    if (kind != "sim" && kind != "recorded" && kind != "dump")
        return fail("a host is named local, sim:NAME, recorded:FOLDER or dump:FILE", std::string(spec));
    if (rest.empty())
        return fail("a name is missing after the colon", std::string(spec));
    if (rest.find('\0') != std::string::npos)
        return fail("a name cannot hold a NUL byte", std::string(kind));
    if (kind == "sim")
        return openSimulatedHost(rest);
    return kind == "dump" ? openDump(rest) : openRecorded(rest);
}

} // namespace patchbay
