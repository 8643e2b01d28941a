// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

#include <optional>

namespace patchbay::remote {

/// Where to log in, and which host the engine there is asked for. Written ssh://USER@HOST:PORT/SPEC; all but HOST may be
/// left out. HOST may be a name of ~/.ssh/config.
struct SshTarget
{
    QString user;            ///< empty: what ~/.ssh/config says, else ours
    QString host;            ///< IPv6 addresses without brackets
    int port = 0;            ///< 0: what ~/.ssh/config says, else 22
    QString spec;            ///< for the engine there; empty means "local"
    bool operator==(const SshTarget &) const = default;

    /// "ssh://root@nas:2222/sim:x", the form hosts are remembered in.
    [[nodiscard]] QString toString() const;
    /// "root@nas", for people.
    [[nodiscard]] QString name() const;

    /// Takes ssh://… and, as a person types it, root@nas, nas:2222 or root@[::1]:22. nullopt for what names no host, a
    /// port outside 1..65535, a name with blanks or control characters, or one that starts with '-'.
    static std::optional<SshTarget> parse(const QString &text);

    /// Whether a host spec is one for SSH.
    static bool isSpec(const QString &spec) { return spec.startsWith(QLatin1String("ssh://")); }
};

} // namespace patchbay::remote
