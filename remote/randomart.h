// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/known_hosts.h"

namespace patchbay::remote {

/// The picture `ssh-keygen -lv` draws of a key's SHA-256, eleven lines ("The drunken bishop", Loss, Limmer, von Gernler).
QString randomart(const HostKey &key);

/// Bits of a key, for RSA from its modulus; 0: not known.
int keyBits(const HostKey &key);

} // namespace patchbay::remote
