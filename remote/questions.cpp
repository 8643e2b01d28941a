// SPDX-License-Identifier: BSD-2-Clause
#include "remote/questions.h"

#include <QPointer>

namespace patchbay::remote {

qint64 Asker::ask(const QString &host, Question question, bool quietly, Then then)
{
    const qint64 id = ++m_last;
    m_open.insert(id, std::move(then));
    auto *secret = std::get_if<SecretQuestion>(&question);
    if (secret && m_store && !secret->name.isEmpty()) {
        secret->keepable = m_store->available();
        if (secret->problem.isEmpty() && m_store->keeps(host, secret->name)) {
            m_store->read(secret->name, [self = QPointer<Asker>(this), id, host, question, quietly](std::optional<Secret> found) {
                if (self && found)
                    self->answer(id, {.accepted = true, .secrets = {*found}, .kept = true});
                else if (self)
                    self->put(id, host, question, quietly);
            });
            return id;
        }
    }
    put(id, host, question, quietly);
    return id;
}

void Asker::put(qint64 id, const QString &host, const Question &question, bool quietly)
{
    if (!m_open.contains(id))
        return; // withdrawn meanwhile
    if (quietly)
        answer(id, {.secrets = {}, .absent = true});
    else
        emit asked(id, host, question);
}

void Asker::withdraw(qint64 id)
{
    if (m_open.remove(id) > 0)
        emit withdrawn(id);
}

void Asker::answer(qint64 id, Reply reply)
{
    if (const Then then = m_open.take(id))
        then(std::move(reply));
}

} // namespace patchbay::remote
