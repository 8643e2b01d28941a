// SPDX-License-Identifier: BSD-2-Clause
#include "pci/footing.h"

namespace patchbay {

std::string chainText(const Footing &footing)
{
    std::string text;
    for (const std::string &link : footing.chain)
        text += (text.empty() ? "" : " → ") + link;
    return footing.function ? text : text + (text.empty() ? "?" : " → ?");
}

} // namespace patchbay
