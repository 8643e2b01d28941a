// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli.h"

int main(int argc, char **argv)
{
    return patchbay::rpc::runCommandLine(std::vector<std::string>(argv + (argc > 0), argv + argc));
}
