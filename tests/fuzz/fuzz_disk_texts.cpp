// SPDX-License-Identifier: BSD-2-Clause
#include "fuzz/law.h"
#include "host/bectl_text.h"
#include "host/camcontrol_text.h"
#include "host/efibootmgr_text.h"
#include "host/mount_text.h"
#include "host/swapinfo_text.h"
#include "host/zpool_text.h"

#include <algorithm>
#include <string>

using namespace patchbay;

// Text before a listing never takes anything away from it: what the listing names is found behind any noise.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string noise = std::string(reinterpret_cast<const char *>(data), size) + "\n";

    const auto mounts = parseMounts(noise + "/dev/x\\040y\t/m\\011n\tufs\trw,a\t1 1\n");
    require(!mounts.empty() && mounts.back() == MountLine{"/dev/x y", "/m\tn", "ufs", "rw,a"});
    require(std::ranges::all_of(mounts, [](const MountLine &m) { return m.place.starts_with('/') && !m.device.empty(); }));

    const auto swaps = parseSwapinfo(noise + "Device          1K-blocks     Used    Avail Capacity\n/dev/s 10 0 10 0%\n");
    require(swaps && std::ranges::contains(*swaps, "/dev/s"));
    require(std::ranges::none_of(*swaps, &std::string::empty));

    const auto pools = parseZpool(noise + "  pool: p\nconfig:\n\n\tNAME  STATE  READ\n\tp     ONLINE    0\n\t  a b ONLINE    0\n");
    require(!pools.empty() && pools.back().name == "p");
    require(pools.back().leaves == std::vector{PoolLeaf{"a b", "ONLINE", "data", ""}});

    const auto disks = parseCamcontrol(noise + "scbus99 on mps7 bus 0:\n<X Y>  at scbus99 target 0 lun 0 (pass0,zz0)\n");
    require(disks.contains("zz0") && disks.find("zz0")->second == "mps7");

    // Of environments, all or nothing: what is done with them hangs on who runs and who is next.
    const auto environments = parseBectlList(noise);
    require(!environments || std::ranges::count(*environments, true, &BootEnvironment::booted) == 1);
    require(!environments || std::ranges::none_of(*environments, [](const auto &each) { return each.name.empty(); }));

    const auto boot = bootPartition(noise);
    require(!boot || (boot->starts_with("HD(") && boot->ends_with(')')));
    return 0;
}
