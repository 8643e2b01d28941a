// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/secret_store.h"

#include <memory>

namespace patchbay::remote {

/// The system's keychain (Secret Service or KWallet, by QtKeychain). The names of what is there are in the application's
/// settings, so that nobody's keychain is opened for nothing. QtKeychain's fallback to plain files is never used: where there
/// is no service, nothing can be kept.
class Keychain final : public SecretStore
{
public:
    Keychain();
    ~Keychain() override;

    /// Looks for the service, in a thread of its own since it may have to be started first.
    void prepare() override;
    [[nodiscard]] bool available() const override;
    [[nodiscard]] QStringList keptFor(const QString &host) const override;
    void read(const QString &name, std::function<void(std::optional<Secret>)> then) override;
    void keep(const QString &host, const QString &name, const Secret &secret, std::function<void(QString)> then) override;
    void forget(const QString &name) override;

private:
    struct State;
    std::shared_ptr<State> m_state; ///< outlives us with the thread that looks
};

} // namespace patchbay::remote
