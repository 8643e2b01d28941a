// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_run.h"

namespace patchbay {

bool LoaderRun::runLua(const std::string &, std::string_view)
{
    return true;
}

void LoaderRun::setFromLua(const std::string &, const std::string &) {}

} // namespace patchbay
