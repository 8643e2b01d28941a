// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArrayList>
#include <QString>
#include <QStringList>

namespace patchbay::remote {

/// A list of methods as ssh_config(5) has it, with + - ^ in front, for libssh, which takes names but no wildcards: these
/// become the names of OpenSSH they stand for. `keyword` in lower case: ciphers, macs, kexalgorithms, hostkeyalgorithms,
/// pubkeyacceptedalgorithms. Empty: nothing is left to be said, as where - takes away what nobody has.
QString methodsFor(const QString &keyword, const QString &value);

/// The host keys to ask for, best first: of what HostKeyAlgorithms chooses (empty: what is usual), first the kinds that are
/// remembered, "ssh-rsa" for every signature with such a key. A host with keys of several kinds is to show one that is known.
QStringList hostKeyOrder(const QString &chosen, const QByteArrayList &known);

} // namespace patchbay::remote
