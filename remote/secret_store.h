// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/secret.h"

#include <QStringList>

#include <functional>
#include <optional>

namespace patchbay::remote {

/// Where secrets are kept from one connection to the next, by a name that says what they are and of whom ("password of
/// root@nas"). Used from the GUI thread; answers come later and from there. Only what a person asked for is ever kept.
class SecretStore
{
public:
    virtual ~SecretStore() = default;

    /// Somebody may be asked for a secret soon: begins to find out what available() says. Does nothing the second time.
    virtual void prepare() {}
    /// Whether something can be kept; false as long as that is not known.
    [[nodiscard]] virtual bool available() const = 0;

    /// Names of what is kept for a host, or was when it was last looked at. Reads no secret.
    [[nodiscard]] virtual QStringList keptFor(const QString &host) const = 0;

    /// nullopt where nothing of that name is kept, or the store does not give it out.
    virtual void read(const QString &name, std::function<void(std::optional<Secret>)> then) = 0;

    /// `then` gets why it could not be kept; empty: it is.
    virtual void keep(const QString &host, const QString &name, const Secret &secret, std::function<void(QString)> then) = 0;

    virtual void forget(const QString &name) = 0;

    [[nodiscard]] bool keeps(const QString &host, const QString &name) const { return keptFor(host).contains(name); }
};

} // namespace patchbay::remote
