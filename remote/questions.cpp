// SPDX-License-Identifier: BSD-2-Clause
#include "remote/questions.h"

namespace patchbay::remote {

qint64 Asker::ask(const QString &host, Question question, Then then)
{
    const qint64 id = ++m_last;
    m_open.insert(id, std::move(then));
    emit asked(id, host, question);
    return id;
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
