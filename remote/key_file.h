// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/secret.h"

#include <QString>

#include <memory>
#include <optional>

#include <libssh/libssh.h>

namespace patchbay::remote {

struct FreeKey
{
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using KeyPointer = std::unique_ptr<ssh_key_struct, FreeKey>;

/// A private key's file.
struct KeyFile
{
    enum class State { Usable, Missing, TooOpen, Unreadable };
    State state = State::Missing;
    bool locked = false; ///< needs a passphrase
    QString closed; ///< not empty: the cipher it is encrypted with, which libssh 0.11 cannot take (it crashes); agents can
    bool onDevice = false; ///< a FIDO key: libssh 0.11 cannot sign with what the file has, agents can
    KeyPointer publicKey; ///< of NAME.pub, else of the file itself where it shows it; may be null
    KeyPointer certificate; ///< of NAME-cert.pub; may be null
};

/// The public key of NAME.pub, else of the file itself where it shows it or is one; also where the private key is elsewhere,
/// with an agent or on a token. May be null.
KeyPointer publicKeyFor(const QString &path);

/// A public key or certificate as it is sent; empty where there is none.
QByteArray blobOf(ssh_key key);

/// The other way round; null where it is none that libssh knows.
KeyPointer keyOf(const QByteArray &blob);

/// Looks at a key without a passphrase. TooOpen: it is ours and others may read it (ssh does not use such keys either).
KeyFile lookAtKey(const QString &path);

/// The private key; null when the passphrase is wrong, the file no key or closed to us.
KeyPointer loadKey(const QString &path, const Secret &passphrase);

/// A certificate of its own file; null when it is none.
KeyPointer loadCertificate(const QString &path);

} // namespace patchbay::remote
