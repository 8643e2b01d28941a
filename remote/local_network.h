// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

namespace patchbay::remote {

/// Whether an interface of this machine that is up has an address in one of these networks: "10.0.0.0/8,fd00::/8", as Match
/// localnetwork of ssh_config(5) has them. What is no network says nothing.
bool isInNetworks(const QString &networks);

} // namespace patchbay::remote
