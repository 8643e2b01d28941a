// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/questions.h"
#include "views/sheet.h"

class QCheckBox;
class QLineEdit;

namespace patchbay::views {

/// A question of a connection. Closing it any other way than by its verb says no.
class SshSheet : public Sheet
{
    Q_OBJECT
public:
    using Sheet::Sheet;
    /// Call once, after accept().
    [[nodiscard]] virtual remote::Reply reply() = 0;

protected:
    void addVerbs(const QString &verb);
    void addText(const QString &text, const char *role = "secondary");
};

/// First contact: fingerprint and picture of the host's key.
class HostKeySheet final : public SshSheet
{
    Q_OBJECT
public:
    HostKeySheet(const remote::HostKeyQuestion &question, QWidget *window);
    remote::Reply reply() override;

private:
    QCheckBox *m_remember;
};

/// A passphrase, a password or whatever the server asks.
class SecretSheet final : public SshSheet
{
    Q_OBJECT
public:
    SecretSheet(const remote::SecretQuestion &question, QWidget *window);
    remote::Reply reply() override;

private:
    QList<QLineEdit *> m_fields;
    QCheckBox *m_remember = nullptr; ///< null: there is nowhere to keep it
};

/// Whether to build the engine on a host that has none.
class BuildSheet final : public SshSheet
{
    Q_OBJECT
public:
    BuildSheet(const remote::BuildQuestion &question, QWidget *window);
    remote::Reply reply() override;
};

} // namespace patchbay::views
