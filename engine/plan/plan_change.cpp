// SPDX-License-Identifier: BSD-2-Clause
#include "plan/plan_change.h"

#include <algorithm>

namespace patchbay {

namespace {

Guest *guestOf(Plan &plan, std::string_view name)
{
    const auto it = std::ranges::find(plan.guests, name, &Guest::name);
    return it == plan.guests.end() ? nullptr : &*it;
}

std::unexpected<Error> noGuest(std::string_view name)
{
    return fail("no guest of this name in the plan", std::string(name));
}

/// Changes one guest of the plan in place.
template<typename Change>
Result<Plan> changeGuest(Plan plan, std::string_view name, Change change)
{
    Guest *guest = guestOf(plan, name);
    if (!guest)
        return noGuest(name);
    change(*guest);
    return plan;
}

} // namespace

Guest defaultGuest(std::string_view name)
{
    const std::string own(name);
    Guest guest;
    guest.name = own;
    guest.devices = {{0, 0, "hostbridge", ""},
                     {2, 0, "virtio-blk", "/var/db/patchbay/guests/" + own + "/disk0.img"},
                     {3, 0, "virtio-net", "tap0"},
                     {31, 0, "lpc", ""}};
    return guest;
}

Result<Plan> addGuest(Plan plan, const Guest &guest)
{
    if (guest.name.empty())
        return fail("a guest needs a name");
    if (guestOf(plan, guest.name))
        return fail("the plan has a guest of this name already", guest.name);
    plan.guests.push_back(guest);
    return plan;
}

Result<Plan> removeGuest(Plan plan, std::string_view guest)
{
    if (std::erase_if(plan.guests, [&](const Guest &g) { return g.name == guest; }) == 0)
        return noGuest(guest);
    return plan;
}

Result<Plan> renameGuest(Plan plan, std::string_view guest, std::string_view to)
{
    if (to.empty())
        return fail("a guest needs a name", std::string(guest));
    if (guest != to && guestOf(plan, to))
        return fail("the plan has a guest of this name already", std::string(to));
    return changeGuest(std::move(plan), guest, [&](Guest &g) { g.name = to; });
}

Result<Plan> placeFunctions(Plan plan, std::string_view guest, std::span<const Position> lands)
{
    if (!guestOf(plan, guest))
        return noGuest(guest);
    std::vector<Address> functions;
    for (const Position &position : lands)
        functions.push_back(position.host);
    std::vector<Position> placed(lands.begin(), lands.end());
    for (const Guest &old : plan.guests) {
        for (const Position &position : old.positions) {
            const auto it = std::ranges::find(placed, position.host, &Position::host);
            if (it != placed.end() && it->options.empty())
                it->options = position.options; // a rom= or bootindex= goes with the function
        }
    }
    plan = removeFunctions(std::move(plan), functions);
    std::ranges::move(placed, std::back_inserter(guestOf(plan, guest)->positions));
    return plan;
}

Plan removeFunctions(Plan plan, std::span<const Address> functions)
{
    for (Guest &guest : plan.guests)
        std::erase_if(guest.positions, [&](const Position &p) { return std::ranges::contains(functions, p.host); });
    return plan;
}

Result<Plan> moveDevice(Plan plan, std::string_view guest, int slot, int function, int toSlot, int toFunction)
{
    Guest *found = guestOf(plan, guest);
    if (!found)
        return noGuest(guest);
    const auto it = std::ranges::find_if(
        found->devices, [&](const GuestDevice &d) { return d.slot == slot && d.function == function; });
    if (it == found->devices.end())
        return fail("no emulated device at " + std::to_string(slot) + ":" + std::to_string(function), std::string(guest));
    it->slot = toSlot;
    it->function = toFunction;
    return plan;
}

Result<Plan> setMemory(Plan plan, std::string_view guest, std::uint64_t memoryMiB, bool wired)
{
    if (memoryMiB == 0)
        return fail("a guest needs memory", std::string(guest));
    return changeGuest(std::move(plan), guest, [&](Guest &g) {
        g.memoryMiB = memoryMiB;
        g.wired = wired;
    });
}

Result<Plan> setProcessors(Plan plan, std::string_view guest, unsigned cpus)
{
    if (cpus == 0)
        return fail("a guest needs a processor", std::string(guest));
    return changeGuest(std::move(plan), guest, [&](Guest &g) { g.cpus = cpus; });
}

Result<Plan> setBoot(Plan plan, std::string_view guest, BootMethod boot)
{
    return changeGuest(std::move(plan), guest, [&](Guest &g) { g.boot = boot; });
}

} // namespace patchbay
