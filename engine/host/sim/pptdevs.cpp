// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/kernel.h"

#include "core/ppt_spec.h"

namespace patchbay::sim {

bool pptdevsNames(std::string_view value, const Address &address)
{
    return ppt_spec_lists(value.data(), value.size(), address.bus, address.slot, address.function);
}

} // namespace patchbay::sim
