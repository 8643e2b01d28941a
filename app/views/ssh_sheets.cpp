// SPDX-License-Identifier: BSD-2-Clause
#include "views/ssh_sheets.h"

#include "views/footer_row.h"
#include "views/secret_field.h"
#include "views/widgets.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLineEdit>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

QString titleOf(const remote::SecretQuestion &question)
{
    using Kind = remote::SecretQuestion::Kind;
    switch (question.kind) {
    case Kind::Passphrase: return SecretSheet::tr("The passphrase of a key");
    case Kind::Password: return SecretSheet::tr("The password of %1").arg(question.about);
    case Kind::Interactive: break;
    }
    return SecretSheet::tr("%1 asks").arg(question.about);
}

} // namespace

void SshSheet::addText(const QString &text, const char *role)
{
    QLabel *words = label(text, role, this);
    words->setWordWrap(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    body()->addWidget(words);
}

void SshSheet::addVerbs(const QString &verb)
{
    QPushButton *cancel = button(tr("Cancel"), "", "sshCancel", this);
    QPushButton *go = button(verb, "primary", "sshGo", this);
    footer()->addStretch();
    footer()->addWidget(cancel);
    footer()->addWidget(go);
    go->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
}

HostKeySheet::HostKeySheet(const remote::HostKeyQuestion &question, QWidget *window)
    : SshSheet(tr("Is this %1?").arg(question.host), window)
    , m_remember(new QCheckBox(tr("Remember it in %1").arg(question.file), this))
{
    setObjectName(u"hostKey"_s);
    setUsualWidth(560);
    addText(tr("Nobody has logged in to it from here before. Compare the fingerprint with the one its owner gives you, or that "
               "ssh-keygen -lv prints there. If it is another, somebody stands in between."));
    addText(question.keyType + u'\n' + question.fingerprint, "bold");
    QLabel *art = label(question.art, "", this);
    art->setObjectName(u"hostKeyArt"_s);
    art->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    art->setAccessibleName(tr("Picture of the key"));
    body()->addWidget(art);
    for (const QString &note : question.notes)
        addText(note);
    m_remember->setObjectName(u"hostKeyRemember"_s);
    m_remember->setChecked(true);
    body()->addWidget(m_remember);
    addVerbs(tr("It is the same: connect"));
}

remote::Reply HostKeySheet::reply()
{
    return {true, m_remember->isChecked(), {}};
}

SecretSheet::SecretSheet(const remote::SecretQuestion &question, QWidget *window)
    : SshSheet(titleOf(question), window)
{
    setObjectName(u"secret"_s);
    setUsualWidth(520);
    if (question.kind == remote::SecretQuestion::Kind::Passphrase)
        setSubtitle(question.about);
    if (!question.instruction.isEmpty())
        addText(question.instruction);
    for (const remote::SecretQuestion::Prompt &prompt : question.prompts) {
        body()->addWidget(label(prompt.text, "", this));
        QLineEdit *field = prompt.echo ? new QLineEdit(this) : new SecretField(this);
        field->setObjectName(u"secretField"_s);
        field->setAccessibleName(prompt.text);
        body()->addWidget(field);
        m_fields.append(field);
    }
    if (question.kind == remote::SecretQuestion::Kind::Passphrase)
        addText(tr("Left empty, the login goes on without this key."));
    if (question.keepable) {
        m_remember = new QCheckBox(tr("Remember it in the system's keychain"), this);
        m_remember->setObjectName(u"secretRemember"_s);
        body()->addWidget(m_remember);
    }
    complain(question.problem);
    addVerbs(tr("Log in"));
    if (!m_fields.isEmpty())
        m_fields.first()->setFocus();
}

remote::Reply SecretSheet::reply()
{
    remote::Reply reply{true, m_remember && m_remember->isChecked(), {}};
    for (QLineEdit *field : m_fields) {
        auto *secret = qobject_cast<SecretField *>(field);
        reply.secrets.append(secret ? secret->take() : remote::Secret(field->text()));
    }
    return reply;
}

BuildSheet::BuildSheet(const remote::BuildQuestion &question, QWidget *window)
    : SshSheet(tr("Build the engine on %1?").arg(question.host), window)
{
    setObjectName(u"buildEngine"_s);
    setUsualWidth(560);
    addText(question.found.isEmpty()
                ? tr("%1 has no patchbay-engine.").arg(question.host)
                : tr("%1 has an engine this console cannot talk to: %2.").arg(question.host, question.found));
    addText(tr("This console carries its sources. They are sent there, compiled, and the result is kept in %1 for the next time. "
               "Nothing else on the host is touched. It takes some minutes.").arg(question.folder));
    addText(question.system + u'\n' + (question.compiler.isEmpty() ? tr("no C++ compiler was found there") : question.compiler), "small");
    addVerbs(tr("Build the engine on this host"));
}

remote::Reply BuildSheet::reply()
{
    return {true, false, {}};
}

} // namespace patchbay::views
