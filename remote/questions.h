// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/secret_store.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>
#include <variant>

namespace patchbay::remote {

/// A host nobody remembers shows its key. All texts are harmless to show.
struct HostKeyQuestion
{
    QString host;        ///< "nas" or "[nas]:2222"
    QString keyType;     ///< "ssh-ed25519"
    QString fingerprint; ///< "SHA256:…", as ssh-keygen -lf prints it
    QString art;         ///< the picture ssh-keygen -lv prints, eleven lines
    QString file;        ///< where it would be remembered
    QStringList notes;   ///< what else a person should know before answering
};

/// A passphrase, a password, or what the server wants to know.
struct SecretQuestion
{
    enum class Kind { Passphrase, Password, Interactive };
    struct Prompt
    {
        QString text;
        bool echo = false; ///< the answer may be shown while it is typed
    };
    Kind kind = Kind::Password;
    QString about;        ///< whom it is for: "root@nas", or the key file
    QString instruction;  ///< the server's own words; may be empty
    QString problem;      ///< why it is asked again; empty the first time
    QList<Prompt> prompts;
    QString name;         ///< under which the answer may be kept: "password of root@nas"; empty: it makes no sense to
    bool keepable = false; ///< there is a place to keep it, to be offered; set by the Asker
};

/// No engine on the host that this console can talk to.
struct BuildQuestion
{
    QString host;
    QString system;   ///< "FreeBSD 14.3-RELEASE amd64"
    QString compiler; ///< what it will be compiled with
    QString folder;   ///< where it will be put
    QString found;    ///< an engine that is there but too old or too new; may be empty
};

using Question = std::variant<HostKeyQuestion, SecretQuestion, BuildQuestion>;

/// What a person answered.
struct Reply
{
    bool accepted = false;
    bool remember = false;   ///< the host's key, for ever; a secret, in the system's keychain
    QList<Secret> secrets;   ///< one for each prompt
    bool absent = false;     ///< nobody was there to be asked
    bool kept = false;       ///< from the keychain, no person was asked
};

/// Takes questions of connections to a person and the answers back. One for the whole console, in the GUI thread; the
/// window listens to asked() and calls answer() once, later. What a person had kept in the store is answered from there, once
/// for each login: a question that is asked again, with its problem, goes to the person.
class Asker final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    using Then = std::function<void(Reply)>;

    /// May be null; outlives the asker.
    void setStore(SecretStore *store) { m_store = store; }
    [[nodiscard]] SecretStore *store() const { return m_store; }

    /// Puts a question; `then` is called in the GUI thread, unless withdraw() comes first. Returns its number. `quietly`: no
    /// person is asked; the reply is absent where one would have been.
    qint64 ask(const QString &host, Question question, bool quietly, Then then);
    /// The connection is gone: the question need not be answered any more.
    void withdraw(qint64 id);
    /// Does nothing when the question was withdrawn or answered.
    void answer(qint64 id, Reply reply);

signals:
    void asked(qint64 id, const QString &host, const patchbay::remote::Question &question);
    void withdrawn(qint64 id);

private:
    void put(qint64 id, const QString &host, const Question &question, bool quietly);

    SecretStore *m_store = nullptr;
    qint64 m_last = 0;
    QHash<qint64, Then> m_open;
};

} // namespace patchbay::remote
