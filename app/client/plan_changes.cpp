// SPDX-License-Identifier: BSD-2-Clause
#include "client/plan_changes.h"

#include <QCoreApplication>

#include <algorithm>

namespace patchbay::client {

using namespace Qt::StringLiterals;

namespace {

bool holds(const std::vector<std::string> &list, const std::string &address)
{
    return std::ranges::find(list, address) != list.end();
}

QHash<QString, QString> places(const wire::Plan &plan)
{
    QHash<QString, QString> places;
    for (const wire::Guest &guest : plan.guests) {
        for (const wire::Position &position : guest.positions) {
            places.insert(QString::fromStdString(position.host),
                          u"%1 · %2:%3"_s.arg(QString::fromStdString(guest.name)).arg(position.slot)
                              .arg(position.function));
        }
    }
    return places;
}

/// Whether anything but its passed-through functions differs.
bool settingsDiffer(wire::Guest one, wire::Guest other)
{
    one.positions.clear();
    other.positions.clear();
    return one != other;
}

} // namespace

const wire::Guest *guestNamed(const wire::Plan &plan, const std::string &name)
{
    const auto found = std::ranges::find(plan.guests, name, &wire::Guest::name);
    return found == plan.guests.end() ? nullptr : &*found;
}

wire::Plan placed(wire::Plan plan, const std::string &guest, const std::vector<wire::Position> &lands)
{
    const auto target = std::ranges::find(plan.guests, guest, &wire::Guest::name);
    if (target == plan.guests.end())
        return plan;
    const auto moves = [&](const wire::Position &position) {
        return std::ranges::find(lands, position.host, &wire::Position::host) != lands.end();
    };
    for (wire::Guest &each : plan.guests)
        std::erase_if(each.positions, moves);
    target->positions.insert(target->positions.end(), lands.begin(), lands.end());
    std::ranges::sort(target->positions, {}, [](const wire::Position &p) { return p.slot * 8 + p.function; });
    return plan;
}

wire::Plan released(wire::Plan plan, const std::vector<std::string> &functions)
{
    for (wire::Guest &guest : plan.guests)
        std::erase_if(guest.positions, [&](const wire::Position &p) { return holds(functions, p.host); });
    if (plan.reserved)
        std::erase_if(*plan.reserved, [&](const std::string &address) { return holds(functions, address); });
    return plan;
}

wire::Plan withGuest(wire::Plan plan, wire::Guest guest, const std::string &formerly)
{
    const std::string &old = formerly.empty() ? guest.name : formerly;
    const auto found = std::ranges::find(plan.guests, old, &wire::Guest::name);
    if (found != plan.guests.end())
        *found = std::move(guest);
    else
        plan.guests.push_back(std::move(guest));
    return plan;
}

wire::Plan withoutGuest(wire::Plan plan, const std::string &name)
{
    std::erase_if(plan.guests, [&](const wire::Guest &guest) { return guest.name == name; });
    return plan;
}

wire::Guest freshGuest(std::string name)
{
    wire::Guest guest;
    guest.name = std::move(name);
    guest.memoryMiB = 2048;
    guest.cpus = 2;
    guest.devices = {{0, 0, "hostbridge", ""}, {31, 0, "lpc", ""}};
    return guest;
}

QHash<QString, QString> movedFunctions(const wire::Plan &host, const wire::Plan &plan)
{
    const QHash<QString, QString> before = places(host);
    QHash<QString, QString> moved;
    const QHash<QString, QString> after = places(plan);
    for (auto place = after.begin(); place != after.end(); ++place) {
        if (before.value(place.key()) != place.value())
            moved.insert(place.key(), place.value());
    }
    const QString back = QCoreApplication::translate("PlanChanges", "back to the host");
    for (auto place = before.begin(); place != before.end(); ++place) {
        if (!after.contains(place.key()))
            moved.insert(place.key(), back);
    }
    if (plan.reserved && host.reserved) {
        for (const std::string &address : *host.reserved) {
            if (!holds(*plan.reserved, address) && !after.contains(QString::fromStdString(address)))
                moved.insert(QString::fromStdString(address), back);
        }
    }
    return moved;
}

int changeCount(const wire::Plan &host, const wire::Plan &plan)
{
    int count = int(movedFunctions(host, plan).size());
    for (const wire::Guest &guest : plan.guests) {
        const wire::Guest *before = guestNamed(host, guest.name);
        count += !before || settingsDiffer(*before, guest);
    }
    for (const wire::Guest &guest : host.guests)
        count += !guestNamed(plan, guest.name);
    return count;
}

bool saysNothingNew(const wire::Plan &plan, wire::Plan kept)
{
    std::erase_if(kept.remembered, [&](const wire::Remembered &each) {
        return std::ranges::find(plan.remembered, each.host, &wire::Remembered::host) == plan.remembered.end();
    });
    for (std::size_t g = 0; g < std::min(plan.guests.size(), kept.guests.size()); ++g) {
        const auto &mine = plan.guests[g].positions;
        auto &theirs = kept.guests[g].positions;
        for (std::size_t p = 0; p < std::min(mine.size(), theirs.size()); ++p) {
            if (mine[p].expect == wire::Expect())
                theirs[p].expect = {};
        }
    }
    return plan == kept;
}

} // namespace patchbay::client
