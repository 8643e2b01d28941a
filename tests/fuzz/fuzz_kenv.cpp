// SPDX-License-Identifier: BSD-2-Clause
#include "host/devinfo_text.h"
#include "host/kenv_text.h"
#include "host/kldstat_text.h"
#include "host/sysctl_text.h"
#include "host/uname_text.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto [variables, oddities] = parseKenv(text);
    if (oddities.empty() && parseKenv(printKenv(variables)).variables != variables)
        std::abort(); // what we print, we must read back (a value without its closing quote may end as a name begins)

    const auto devinfo = parseDevinfo(text);
    for (std::size_t i = 0; i < devinfo.devices.size(); ++i)
        if (devinfo.devices[i].parent && *devinfo.devices[i].parent >= i)
            std::abort(); // parents stand before children
    attachedDevices(parseSysctl(text).values);
    if (const auto uname = parseUname(text); uname && uname->release.empty())
        std::abort();
    return parseKldstat(text).names().size() > size ? 1 : 0;
}
