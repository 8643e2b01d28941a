// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/session.h"

#include <QHash>
#include <QObject>

namespace patchbay::remote {
class Asker;
}

namespace patchbay::client {

/// The hosts a person knows and the session of each that was opened. Remembers added hosts and the last one shown in the
/// application's settings (below XDG_CONFIG_HOME): names, addresses, groups, and never a secret. What another window or a
/// person has written there meanwhile is taken up before a change is.
class HostBook final : public QObject
{
    Q_OBJECT
public:
    struct Host
    {
        QString spec, name;
        QString group;        ///< the heading it stands under; empty: the usual one
        bool shipped = false; ///< not the person's own: comes with the engine, or was only named for this run
        bool operator==(const Host &) const = default;
    };

    /// How a stream to a host is made; the default is engineStreams() with nobody to ask.
    explicit HostBook(Session::Streams streams = {}, QObject *parent = nullptr);

    [[nodiscard]] const QList<Host> &hosts() const { return m_hosts; }
    /// Adds a host and keeps it for the next start. A known spec only changes its name.
    void add(const QString &spec, const QString &name, const QString &group = {});
    /// Changes a host of the person's own. With another spec its session ends: it was one to another place.
    void change(const QString &spec, const Host &host);
    [[nodiscard]] Host host(const QString &spec) const; ///< empty when unknown
    [[nodiscard]] QStringList groups() const;           ///< in use, sorted
    void remove(const QString &spec);

    /// The session of that host, made at the first call; not opened.
    Session *session(const QString &spec);
    [[nodiscard]] Session *existing(const QString &spec) const { return m_sessions.value(spec); }

    /// The host shown last, "local" at the very first start.
    [[nodiscard]] QString last() const;
    void setLast(const QString &spec);

    /// patchbay-engine on this machine, and over SSH for ssh:// specs; `asker` takes their questions to a person.
    static Session::Streams engineStreams(remote::Asker *asker = nullptr);

signals:
    void hostsChanged();
    /// The list counts until the window is closed: the settings could not be written there.
    void notKept(const QString &path);
    void sessionChanged(const QString &spec);

private:
    static QList<Host> stored();
    void takeUp();
    void store();
    void learnMachines(Session *session);

    Session::Streams m_streams;
    QList<Host> m_hosts;
    QHash<QString, Session *> m_sessions;
    bool m_machinesKnown = false;
    bool m_kept = true; ///< what is here is in the settings
};

} // namespace patchbay::client
