// SPDX-License-Identifier: BSD-2-Clause
#include "tour/cast.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "models/board_model.h"
#include "models/function_words.h"
#include "models/text.h"
#include "tour/stage.h"
#include "views/board_panel.h"
#include "views/carry.h"
#include "views/main_window.h"

#include <algorithm>

namespace patchbay::tour {

using namespace Qt::StringLiterals;

QStringList castOf(const wire::Snapshot &snapshot)
{
    const wire::Function *star = nullptr;
    for (const wire::Function &function : snapshot.functions) {
        const bool fit = function.endpoint && !function.locked && function.kind == "nic";
        if (fit && (!star || (function.multifunction && !star->multifunction)))
            star = &function;
    }
    QStringList cast;
    for (const wire::Function &function : snapshot.functions) {
        if (star && !function.locked && models::slotOf(function.address) == models::slotOf(star->address))
            cast.append(models::text(function.address));
    }
    return cast;
}

Cells cellsOf(const models::BoardModel &board)
{
    Cells cells;
    for (const wire::Option &option : board.options()->cells) {
        if (option.slot < 4 || option.slot > 12)
            continue;
        const QModelIndex cell = board.index(option.slot, option.function);
        if (option.legal && !cells.legal.isValid() && option.slot >= 6)
            cells.legal = cell;
        if (!option.legal && !cells.refused.isValid() && option.slot >= 8)
            cells.refused = cell;
    }
    if (!cells.refused.isValid())
        cells.refused = board.index(0, 0);
    return cells;
}

void giveGuest(Stage &stage, const QString &name)
{
    wire::Guest guest = client::freshGuest(models::bytes(name));
    guest.memoryMiB = 8192;
    guest.devices.push_back({2, 0, "virtio-blk", "/vm/" + models::bytes(name) + "/disk0.img"});
    guest.devices.push_back({3, 0, "virtio-net", "tap0"});
    client::Session *session = stage.window().session();
    session->propose(client::withGuest(session->plan(), guest), u"Add guest "_s + name);
    stage.until([&] { return session->preview() != nullptr; });
}

void fillBoard(Stage &stage, const QStringList &first)
{
    client::Session *session = stage.window().session();
    const auto &all = session->snapshot()->functions;
    wire::Plan plan = session->plan();
    if (plan.guests.empty())
        return;
    int slot = 4;
    for (const QString &address : first) {
        auto at = std::ranges::find(all, models::bytes(address), &wire::Function::address);
        for (int function = 0; function < 8 && at != all.end(); ++function, ++at)
            plan.guests.front().positions.push_back({slot, function, at->address, {}, {}});
        ++slot;
    }
    session->propose(std::move(plan), u"Fill the board"_s);
    stage.until([&] { return session->preview() != nullptr; });
}

bool place(Stage &stage, const QStringList &functions)
{
    views::MainWindow &window = stage.window();
    window.carry()->begin(views::Carry::How::Mouse, functions);
    if (!stage.until([&] { return window.boardModel()->options().has_value(); })) {
        stage.problems.append(u"no options for %1"_s.arg(functions.front()));
        return false;
    }
    int slot = -1, column = -1;
    for (const wire::Option &option : window.boardModel()->options()->cells) {
        if (slot < 0 && option.legal && option.slot >= 7) {
            slot = option.slot;
            column = option.function;
        }
    }
    if (slot < 0 || !window.carry()->drop(slot, column)) {
        stage.problems.append(u"%1 may land nowhere: %2"_s.arg(functions.front(),
                                                              models::text(window.boardModel()->options()->hint)));
        window.carry()->cancel();
        return false;
    }
    return stage.until([&] { return window.session()->preview() != nullptr; });
}

} // namespace patchbay::tour
