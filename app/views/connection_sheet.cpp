// SPDX-License-Identifier: BSD-2-Clause
#include "views/connection_sheet.h"

#include "client/session.h"
#include "look/metrics.h"
#include "models/text.h"
#include "remote/secret_store.h"
#include "remote/ssh_target.h"
#include "views/footer_row.h"
#include "views/widgets.h"

#include <QGuiApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPlainTextEdit>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

QString stateOf(const client::Session &session)
{
    using State = client::Session::State;
    switch (session.state()) {
    case State::Closed: return ConnectionSheet::tr("not connected");
    case State::Connecting: return session.step().isEmpty() ? ConnectionSheet::tr("connecting…") : session.step();
    case State::Reading: return ConnectionSheet::tr("connected, the host is being read");
    case State::Ready: return ConnectionSheet::tr("connected");
    case State::Failed: break;
    }
    return session.problem();
}

} // namespace

QString ConnectionSheet::describe(const client::Session &session)
{
    QStringList lines{tr("Address: %1").arg(session.spec()), tr("State: %1").arg(stateOf(session))};
    if (!session.engineVersion().isEmpty())
        lines.append(tr("Engine: version %1").arg(session.engineVersion()));
    if (session.latency() >= 0)
        lines.append(tr("Last answer after: %1 ms").arg(session.latency()));
    if (session.snapshot() && session.snapshot()->readOnly)
        lines.append(tr("To be looked at only: %1").arg(models::text(*session.snapshot()->readOnly)));
    if (!session.notes().isEmpty())
        lines += QStringList{{}, tr("On the way:")} + session.notes();
    return lines.join(u'\n');
}

ConnectionSheet::ConnectionSheet(const client::Session &session, remote::SecretStore *store, QWidget *window)
    : Sheet(tr("The connection"), window)
{
    setObjectName(u"connectionSheet"_s);
    setUsualWidth(640);
    auto *text = new QPlainTextEdit(describe(session), this);
    text->setObjectName(u"connectionText"_s);
    text->setAccessibleName(tr("Details of the connection"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setMinimumHeight(look::px(120));
    body()->addWidget(text);
    const auto show = [&session, text] {
        const QString now = describe(session);
        if (text->toPlainText() != now)
            text->setPlainText(now);
    };
    connect(&session, &client::Session::stateChanged, text, show);
    connect(&session, &client::Session::snapshotChanged, text, show);

    QPushButton *copy = button(tr("Copy"), "", "connectionCopy", this);
    QPushButton *close = button(tr("Close"), "primary", "connectionClose", this);
    close->setDefault(true);
    const auto target = remote::SshTarget::parse(session.spec());
    offerForgetting(target ? target->toString() : session.spec(), store);
    footer()->addStretch();
    footer()->addWidget(copy);
    footer()->addWidget(close);
    connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text->toPlainText()); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&session, &QObject::destroyed, this, &QDialog::reject);
}

void ConnectionSheet::offerForgetting(const QString &host, remote::SecretStore *store)
{
    const QStringList names = store ? store->keptFor(host) : QStringList();
    if (names.isEmpty())
        return;
    QLabel *words = label(tr("In the system's keychain: %1").arg(names.join(u", "_s)), "secondary", this);
    words->setWordWrap(true);
    body()->addWidget(words);
    QPushButton *forget = button(tr("Take it out of the keychain"), "", "connectionForget", this);
    footer()->addWidget(forget);
    connect(forget, &QPushButton::clicked, this, [store, host, words, forget] {
        for (const QString &name : store->keptFor(host))
            store->forget(name);
        words->setText(tr("Nothing of this host is in the system's keychain any more."));
        forget->hide();
    });
}

} // namespace patchbay::views
