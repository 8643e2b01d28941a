// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_text.h"

#include "host/pciconf_reader.h"

namespace patchbay {

Result<FunctionList> parsePciconf(std::string_view text, Ending ending)
{
    FunctionList list = PciconfReader(text, ending).read();
    if (list.functions.empty())
        return fail("no line is the heading of a PCI function as pciconf -l prints it",
                    list.oddities.empty() ? std::string() : list.oddities.front().where);
    return list;
}

} // namespace patchbay
