// SPDX-License-Identifier: BSD-2-Clause
#include "plan/options.h"

#include "plan/board.h"
#include "plan/device.h"
#include "plan/identity.h"
#include "plan/function_check.h"
#include "plan/host_state.h"
#include "plan/plan_change.h"

#include <algorithm>
#include <format>
#include <set>

namespace patchbay {

namespace {

/// Functions of one host slot that land in one row.
struct Band
{
    std::vector<Address> functions; ///< the one that lands on the cell first
    bool keepsNumbers = false;
    std::string reason;
    std::vector<Identity> identities; ///< of the functions; looked up once for the whole board
};

struct Refusal
{
    std::string title, reason;
};

struct Drag
{
    const Situation &situation;
    const Guest *guest;
    Board board;
    std::vector<Band> bands;
    std::vector<Address> functions;
};

std::vector<Band> bandsOf(const Situation &situation, std::span<const Address> functions)
{
    std::vector<Band> bands;
    std::set<Address> taken;
    for (const Address &address : functions) {
        if (!taken.insert(address).second)
            continue;
        const Coupling coupling = couplingOf(situation, address);
        if (coupling.kind == Coupling::Kind::Coupled) {
            taken.insert(coupling.members.begin(), coupling.members.end());
            bands.push_back({coupling.members, true, coupling.reason, {}});
            continue;
        }
        const auto same = std::ranges::find_if(bands, [&](const Band &band) {
            return !band.keepsNumbers && band.functions[0].slotAddress() == address.slotAddress();
        });
        if (same != bands.end())
            same->functions.push_back(address);
        else
            bands.push_back({{address}, false, {}, {}});
    }
    for (Band &band : bands) {
        for (const Address &address : band.functions)
            band.identities.push_back(identityOf(situation.topology, address));
    }
    return bands;
}

std::string sentence(std::string text)
{
    if (!text.empty() && !text.ends_with('.'))
        text += '.';
    return text;
}

std::string mustBe(const Band &band)
{
    std::string text = band.reason + ", so ";
    for (std::size_t i = 0; i < band.functions.size(); ++i) {
        if (i > 0)
            text += i + 1 == band.functions.size() ? " and " : ", ";
        text += std::format("{} {} {}", shortName(band.functions[i]), i == 0 ? "must be function" : "function",
                            band.functions[i].function);
        if (i == 0)
            text += " of the slot";
    }
    return sentence(text);
}

/// The guest function numbers that a band gets when its first is meant for `column`.
std::optional<std::vector<int>> numbersOf(const Band &band, int column)
{
    std::vector<int> numbers;
    for (const Address &address : band.functions) {
        const int number =
            band.keepsNumbers ? address.function : column + address.function - band.functions[0].function;
        if (number < 0 || number >= boardFunctions)
            return std::nullopt;
        numbers.push_back(number);
    }
    return numbers;
}

std::optional<Refusal> refuseRow(const Drag &drag, const Band &band, int slot, const std::vector<int> &numbers)
{
    if (slot >= boardSlots)
        return Refusal{"Not here: there are not rows enough below.", "Each device needs a slot of its own."};
    if (const auto reserved = drag.board.reservedFor(slot))
        return Refusal{"Not here: the slot is reserved.", std::format("Slot {} {}.", slot, *reserved)};
    for (const int number : numbers) {
        if (drag.board.users(slot, number) > 0)
            return Refusal{"Not here: the place is taken.",
                           std::format("{} stands at {}:{}.", occupantOf(*drag.guest, slot, number, drag.functions), slot,
                                       number)};
    }
    if (!std::ranges::contains(numbers, 0) && drag.board.users(slot, 0) == 0)
        return Refusal{"Not here: the slot would have no function 0.",
                       std::format("A guest looks for {} only after it has found function 0 of slot {}.",
                                   shortName(band.functions[0]), slot)};
    return std::nullopt;
}

std::optional<Refusal> refuseColumn(const Band &band, int column)
{
    if (!band.keepsNumbers)
        return std::nullopt;
    const bool own = std::ranges::any_of(band.functions, [&](const Address &a) { return a.function == column; });
    return own ? std::nullopt : std::optional(Refusal{"Not here: functions must keep their numbers.", mustBe(band)});
}

void decide(const Drag &drag, CellOption &cell)
{
    for (std::size_t i = 0; i < drag.bands.size(); ++i) {
        const Band &band = drag.bands[i];
        const int slot = cell.slot + int(i);
        // Devices after the first keep the numbers they have on the host: only the first is aimed at a column.
        const int column = i == 0 ? cell.function : band.functions.size() == 1 ? 0 : band.functions[0].function;
        auto refusal = i == 0 ? refuseColumn(band, column) : std::nullopt;
        const auto numbers = numbersOf(band, column);
        if (!refusal && !numbers)
            refusal = Refusal{"Not here: functions go from 0 to 7.",
                              std::format("{} would lie beyond the row's end.", shortNames(band.functions))};
        if (!refusal)
            refusal = refuseRow(drag, band, slot, *numbers);
        if (refusal) {
            cell.title = std::move(refusal->title);
            cell.reason = std::move(refusal->reason);
            cell.lands.clear();
            return;
        }
        for (std::size_t f = 0; f < band.functions.size(); ++f)
            cell.lands.push_back({slot, (*numbers)[f], band.functions[f], band.identities[f], {}});
    }
    cell.legal = true;
}

std::string columnList(const std::set<int> &columns)
{
    const int first = *columns.begin(), last = *columns.rbegin();
    if (columns.size() == 1)
        return std::format("column {}", first);
    if (int(columns.size()) == last - first + 1)
        return std::format("columns {}–{}", first, last);
    std::string text = "columns";
    for (const int column : columns)
        text += std::format("{} {}", column == first ? "" : ",", column);
    return text;
}

std::string hintFor(const BoardOptions &board, const Drag &drag)
{
    std::set<int> common;
    bool any = false, sameEverywhere = true;
    for (int slot = 0; slot < boardSlots; ++slot) {
        std::set<int> columns;
        for (int function = 0; function < boardFunctions; ++function) {
            if (board.cells[std::size_t(slot) * boardFunctions + std::size_t(function)].legal)
                columns.insert(function);
        }
        if (columns.empty())
            continue;
        sameEverywhere = sameEverywhere && (!any || columns == common);
        if (!any)
            common = columns;
        any = true;
    }
    if (!any)
        return "No row has room: take something off the board first.";
    if (sameEverywhere)
        return std::format("Any {}row, {}.", drag.bands[0].keepsNumbers ? "" : "empty ", columnList(common));
    return "Any empty row, or beside function 0 of a row in use.";
}

void refuseAll(BoardOptions &board, const std::string &title, const std::string &reason, std::string hint)
{
    for (CellOption &cell : board.cells) {
        cell.title = title;
        cell.reason = reason;
    }
    board.hint = std::move(hint);
}

/// What speaks against the functions whatever the cell. Fills the board and returns true if something does.
bool refusedEverywhere(const Situation &situation, const Plan &plan, BoardOptions &board)
{
    for (const Address &address : board.functions) {
        const Node *node = situation.topology.find(address);
        if (!node) {
            refuseAll(board, "Nowhere: it is not there.", "There is no function at " + shortName(address) + ".",
                      "Read the host again.");
            return true;
        }
        if (auto remark = blockerBesideGuards(situation, *node)) {
            std::string title = remark->title;
            title[0] = title.starts_with("It ") || title.starts_with("This ") || title.starts_with("The ") ||
                               title.starts_with("A ") || title.starts_with("No ") || title.starts_with("Starting ")
                           ? char(title[0] - 'A' + 'a')
                           : title[0];
            refuseAll(board, "On no slot: " + title, remark->text, remark->hint);
            return true;
        }
    }
    std::vector<Address> claims = plannedClaims(situation, plan);
    claims.insert(claims.end(), board.functions.begin(), board.functions.end());
    std::ranges::sort(claims);
    const auto rest = std::ranges::unique(claims);
    claims.erase(rest.begin(), rest.end());
    if (fitsPptdevs(claims))
        return false;
    refuseAll(board, "On no slot: pptdevs is full.",
              std::format("{} functions do not fit into pptdevs, pptdevs2 and pptdevs3.", claims.size()),
              "Take other functions off the boards or out of the reserve first.");
    return true;
}

/// A guard does not keep a function off the board: its finding, which a person may lift, stops the plan from being applied.
std::string guardOver(const Situation &situation, const BoardOptions &board)
{
    for (const Address &address : board.functions) {
        const Node *node = situation.topology.find(address);
        if (const auto guard = node ? blockingGuard(situation, *node) : std::nullopt)
            return guard->text;
    }
    return {};
}

} // namespace

BoardOptions options(const Situation &situation, const Plan &plan, std::string_view guest,
                     std::span<const Address> functions)
{
    BoardOptions board{.guest = std::string(guest), .functions = {}, .cells = {}, .guard = {}, .hint = {}};
    for (int slot = 0; slot < boardSlots; ++slot) {
        for (int function = 0; function < boardFunctions; ++function)
            board.cells.push_back({.slot = slot, .function = function, .legal = false, .title = {}, .reason = {}, .lands = {}});
    }
    const auto found = std::ranges::find(plan.guests, guest, &Guest::name);
    const std::vector<Band> bands = bandsOf(situation, functions);
    for (const Band &band : bands)
        board.functions.insert(board.functions.end(), band.functions.begin(), band.functions.end());

    if (found == plan.guests.end()) {
        refuseAll(board, "Nowhere: there is no such guest.", "The plan has no guest called " + board.guest + ".", "");
    } else if (bands.empty()) {
        refuseAll(board, "Nothing to place.", "No function was named.", "");
    } else if (!refusedEverywhere(situation, plan, board)) {
        const Drag drag{situation, &*found, Board(*found, board.functions), bands, board.functions};
        for (CellOption &cell : board.cells)
            decide(drag, cell);
        board.guard = guardOver(situation, board);
        if (!board.guard.empty())
            board.hint = board.guard + " The plan cannot be applied until this guard is lifted. ";
        board.hint += hintFor(board, drag);
    }
    return board;
}

} // namespace patchbay
