// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_link.h"

namespace patchbay::remote {

/// The engine's sources this console carries, to be built where none is installed.
struct CarriedEngine
{
    QByteArray archive; ///< tar.gz with SOURCES, the list of what to compile
    QByteArray digest;  ///< of its content, 16 hex digits
    QByteArray version;

    /// Those of this build.
    static const CarriedEngine &ours();
};

/// The arguments of /bin/sh that start `engine` on this machine as EngineThere starts one on others: as root where that needs
/// no password. What the script says before the engine greets is login noise to a client.
QStringList startHere(const QString &engine, const QString &spec);

/// Finds, builds and starts the engine on a host that is logged in to.
class EngineThere
{
public:
    EngineThere(SshLoop &loop, SshLink &link, const Talk &talk, const SshSettings &settings, const CarriedEngine &carried);

    /// A channel whose output is the engine's from its first byte on; what was already received of it is in `first`. Asks
    /// before it builds one. `spec`: what the engine is asked for. `rise`: false never becomes root.
    Outcome<ssh_channel> start(const QString &spec, bool rise, QByteArray &first);

private:
    struct Found
    {
        ssh_channel channel = nullptr; ///< null: no engine fits
        QByteArray first;
        QHash<QByteArray, QString> facts;
    };
    static QString describe(const Found &found);
    Outcome<Found> find(const QString &spec, bool rise);
    Outcome<> build(const Found &found);
    Outcome<> follow(SshChannel &channel, const QByteArray &mark);
    [[nodiscard]] QString noShell(const QString &ending, const QString &said) const;
    [[nodiscard]] QString loudShell(const QByteArray &lastLine) const;

    SshLoop &m_loop;
    SshLink &m_link;
    const Talk &m_talk;
    const SshSettings &m_settings;
    const CarriedEngine &m_carried;
};

} // namespace patchbay::remote
