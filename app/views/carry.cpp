// SPDX-License-Identifier: BSD-2-Clause
#include "views/carry.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "models/board_model.h"
#include "models/function_words.h"
#include "models/text.h"

#include <algorithm>
#include <utility>

namespace patchbay::views {

using namespace Qt::StringLiterals;

Carry::Carry(models::BoardModel *board, QObject *parent)
    : QObject(parent)
    , m_board(board)
{
}

void Carry::setSession(client::Session *session)
{
    cancel();
    if (m_session)
        m_session->disconnect(this);
    m_session = session;
    if (!session)
        return;
    connect(session, &client::Session::snapshotChanged, this, &Carry::askAgain);
    connect(session, &client::Session::planChanged, this, &Carry::askAgain);
    connect(session, &client::Session::lost, this, &Carry::cancel);
}

const wire::Function *Carry::find(const QString &address) const
{
    if (!m_session || !m_session->snapshot())
        return nullptr;
    const auto &functions = m_session->snapshot()->functions;
    const auto found = std::ranges::find(functions, models::bytes(address), &wire::Function::address);
    return found == functions.end() ? nullptr : &*found;
}

void Carry::begin(How how, const QStringList &functions)
{
    if (m_wish)
        return emit refused(tr("%1 is still being put down.").arg(caption()));
    cancel();
    if (!m_session || functions.isEmpty())
        return;
    if (!m_board->guest())
        return emit refused(tr("There is no guest to give it to yet: add one with +."));
    m_how = how;
    m_functions = functions;
    m_guest = m_board->guest()->name;
    m_first = true;
    m_guard.clear();
    m_board->setAsking();
    emit begun();
    ask();
}

void Carry::ask()
{
    std::vector<std::string> addresses;
    for (const QString &address : std::as_const(m_functions))
        addresses.push_back(models::bytes(address));
    const int turn = ++m_turn;
    m_session->askOptions(m_guest, addresses, this, [this, turn](auto answer) {
        if (turn != m_turn || m_how == How::None)
            return;
        if (answer)
            return took(std::move(*answer));
        if (answer.error().code == wire::code::stale)
            return m_session->refresh(); // and what is read then asks again
        emit refused(answer.error().message);
        cancel();
    });
}

void Carry::askAgain()
{
    if (m_how == How::None)
        return;
    if (!client::guestNamed(m_session->plan(), m_guest))
        return cancel();
    m_board->setAsking();
    ask();
}

void Carry::guestChanged()
{
    if (m_how == How::None || m_wish)
        return;
    if (!m_board->guest())
        return cancel();
    m_guest = m_board->guest()->name;
    askAgain();
}

void Carry::took(wire::Options answer)
{
    QStringList moving;
    for (const std::string &address : answer.functions)
        moving.append(models::text(address));
    if (!moving.isEmpty())
        m_functions = moving;
    m_guard = answer.guard;
    if (m_wish) {
        const auto &[slot, function] = *m_wish;
        const auto wished = std::ranges::find_if(answer.cells, [&](const wire::Option &option) {
            return option.slot == slot && option.function == function;
        });
        if (wished != answer.cells.end() && place(answer.guest, *wished))
            return;
        if (wished != answer.cells.end())
            emit refused(models::text(wished->title) + u' ' + models::text(wished->reason));
        return cancel();
    }
    m_board->setOptions(std::move(answer));
    emit answered(std::exchange(m_first, false));
}

bool Carry::drop(int slot, int function)
{
    if (m_how == How::None || !m_session)
        return false;
    if (m_board->asking()) {
        m_wish = {slot, function};
        return true;
    }
    const wire::Option *option = m_board->option(slot, function);
    return option && place(m_guest, *option);
}

bool Carry::place(const std::string &guest, const wire::Option &option)
{
    if (!option.legal)
        return false;
    const QString what = tr("%1 to %2 at %3:%4").arg(caption(), models::text(guest)).arg(option.slot).arg(option.function);
    wire::Plan plan = client::placed(m_session->plan(), guest, option.lands);
    end(true);
    m_session->propose(std::move(plan), what);
    return true;
}

void Carry::letGo()
{
    if (!m_wish)
        cancel();
}

void Carry::cancel()
{
    if (m_how != How::None)
        end(false);
}

void Carry::end(bool dropped)
{
    m_how = How::None;
    m_wish.reset();
    ++m_turn;
    m_functions.clear();
    m_board->clearOptions();
    emit ended(dropped);
}

void Carry::release(const QStringList &functions)
{
    const QString what = tr("%1 back to the host").arg(captionOf(functions));
    m_guard.clear();
    if (m_how != How::None)
        end(true);
    if (!m_session)
        return;
    std::vector<std::string> addresses;
    for (const QString &address : functions)
        addresses.push_back(models::bytes(address));
    m_session->propose(client::released(m_session->plan(), addresses), what);
}

QString Carry::caption() const
{
    return captionOf(m_functions);
}

QString Carry::captionOf(const QStringList &functions) const
{
    if (functions.isEmpty())
        return {};
    const wire::Function *first = find(functions.front());
    const QString name = first ? models::text(first->name) : functions.front();
    if (functions.size() > 1)
        return name + u" · "_s + tr("%1 functions").arg(functions.size());
    return first ? name + u" · "_s + models::shortAddress(*first) : name;
}

QString Carry::kindOf(const QString &address) const
{
    const wire::Function *function = find(address);
    return function ? models::text(function->kind) : u"other"_s;
}

} // namespace patchbay::views
