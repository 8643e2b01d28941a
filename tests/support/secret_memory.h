// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/secret_store.h"

#include <QCoreApplication>
#include <QMap>

namespace patchbay::test {

/// A store that lives as long as it does.
class SecretMemory final : public remote::SecretStore
{
public:
    bool there = true, full = false;
    QMap<QString, QByteArray> secrets;
    QMultiMap<QString, QString> names; ///< by host

    bool available() const override { return there; }
    QStringList keptFor(const QString &host) const override { return names.values(host); }
    void read(const QString &name, std::function<void(std::optional<remote::Secret>)> then) override
    {
        const auto found = secrets.constFind(name);
        const std::optional<remote::Secret> secret = found == secrets.cend() ? std::nullopt : std::optional(remote::Secret::ofBytes(*found));
        QMetaObject::invokeMethod(qApp, [then, secret] { then(secret); }, Qt::QueuedConnection);
    }
    void keep(const QString &host, const QString &name, const remote::Secret &secret, std::function<void(QString)> then) override
    {
        if (full)
            return then(QStringLiteral("it is full"));
        secrets.insert(name, secret.text());
        names.insert(host, name);
        then({});
    }
    void forget(const QString &name) override
    {
        secrets.remove(name);
        names.removeIf([&](const auto &each) { return each.value() == name; });
    }
};

} // namespace patchbay::test
