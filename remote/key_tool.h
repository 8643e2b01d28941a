// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/known_hosts.h"

#include <functional>

namespace patchbay::remote {

/// What only OpenSSH's own ssh-keygen can say, which is wherever ssh is. Blocks for 10 s at the most, or until `stop` says true.
/// The errors: it is not there, or could not tell.

/// Whether a certificate's signature is the one of the authority it names: ssh-keygen shows no other.
std::expected<bool, QString> isSignedRight(const QByteArray &certificate, const std::function<bool()> &stop);

/// Whether a KRL (ssh-keygen -k) revokes a key or certificate.
std::expected<bool, QString> isRevokedByKrl(const QString &krl, const QByteArray &key, const std::function<bool()> &stop);

} // namespace patchbay::remote
