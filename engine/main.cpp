// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli.h"

#if defined(__FreeBSD__)
#include <unwind.h>
// libthr ends every thread through this, by a weak reference that alone does not bring it into a static program.
[[gnu::used]] static auto *const endOfThread = &_Unwind_GetCFA;
#endif

int main(int argc, char **argv)
{
    return patchbay::rpc::runCommandLine(std::vector<std::string>(argv + (argc > 0), argv + argc));
}
