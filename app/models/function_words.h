// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "models/roles.h"
#include "wire/messages.h"

#include <QList>

/// How one function reads in a row: words from what the engine measured. Unknown says so and is never shown as none.
namespace patchbay::models {

QList<Badge> badgesOf(const wire::Function &function);

/// "2/0/0", with the domain in front when it is not 0: "1:2/0/0".
QString shortAddress(const wire::Function &function);

/// domain:bus:slot of an address, the part all functions of a card share: "pci0:2:0".
std::string_view slotOf(std::string_view address);

/// domain of an address: "pci0".
std::string_view domainOf(std::string_view address);

} // namespace patchbay::models
