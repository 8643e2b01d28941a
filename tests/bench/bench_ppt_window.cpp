// SPDX-License-Identifier: BSD-2-Clause
// Is this guest address in a passthrough window? Asked on every nested page fault. The core's index beside a walk of a
// linked list of all devices and their windows, which is what the stock driver does. Exit 1: less than 10 times faster.
#include "sim/ppt_sim.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

namespace {

constexpr unsigned devices = 256, rounds = 2'000'000;

struct ListedDevice
{
    const void *vm = nullptr;
    struct { std::uint64_t gpa = 0, len = 0; } window[PPT_WINDOWS];
    ListedDevice *next = nullptr;
    char rest[2000]; // interrupt book-keeping lies between, so each is on cache lines of its own
};

bool walk(const ListedDevice *first, const void *vm, std::uint64_t gpa)
{
    for (const ListedDevice *dev = first; dev; dev = dev->next) {
        if (dev->vm != vm)
            continue;
        for (const auto &w : dev->window)
            if (w.len != 0 && gpa >= w.gpa && gpa < w.gpa + w.len)
                return true;
    }
    return false;
}

template<typename Ask>
double nanoseconds(const std::vector<sim_guest *> &guests, unsigned windows, unsigned count, Ask ask)
{
    std::uint64_t state = 1, found = 0;
    const auto start = std::chrono::steady_clock::now();
    for (unsigned n = 0; n < count; ++n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const void *vm = guests[(state >> 40) % guests.size()];
        found += ask(vm, 0xc0000000 + ((state >> 33) % (2 * windows)) * 0x1000);
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    if (found == 0)
        std::puts("nothing found");
    return took.count() / count;
}

/// With all devices spread over so many guests.
void compare(unsigned guestCount)
{
    const std::unique_ptr<sim_host, void (*)(sim_host *)> host(sim_new(4096, 0), sim_free);
    std::vector<sim_guest *> guests;
    std::vector<std::unique_ptr<ListedDevice>> list;
    std::vector<unsigned> used(guestCount);
    for (unsigned n = 0; n < guestCount; ++n)
        guests.push_back(sim_guest_new(host.get(), 4096));
    std::vector<std::uint8_t> bytes(256);
    for (unsigned n = 0; n < devices; ++n) {
        const ppt_addr at = {0, std::uint8_t(n), 0, 0};
        const unsigned g = n % guestCount;
        bytes[0x13] = 0xfd;
        sim_func *func = sim_add(host.get(), &at, nullptr, bytes.data(), bytes.size());
        list.push_back(std::make_unique<ListedDevice>());
        ListedDevice &dev = *list.back();
        dev.vm = guests[g];
        if (n > 0)
            list[n - 1]->next = &dev;
        if (ppt_claim(sim_table(host.get()), sim_dev(func), func, &at) || ppt_bind(sim_table(host.get()), guests[g], &at))
            return;
        for (unsigned w = 0; w < 2; ++w) { // as most devices have: before and after the MSI-X table
            const std::uint64_t gpa = 0xc0000000 + used[g]++ * 0x2000;
            dev.window[w] = {gpa, 0x1000};
            if (ppt_window_map(sim_table(host.get()), guests[g], &at, gpa, 0x1000, 0xfd000000 + w * 0x1000))
                return;
        }
    }
    const unsigned windows = used[0];
    const double slow = nanoseconds(guests, windows, rounds / 20,
        [&](const void *vm, std::uint64_t gpa) { return walk(list.front().get(), vm, gpa); });
    const double fast = nanoseconds(guests, windows, rounds,
        [&](const void *vm, std::uint64_t gpa) { return ppt_is_window(sim_table(host.get()), vm, gpa); });
    std::printf("%u devices in %3u guests: list %7.1f ns, index %5.1f ns, %5.1f times faster (target 10)\n", devices, guestCount, slow, fast,
        slow / fast);
}

} // namespace

int main()
{
    for (const unsigned guests : {1u, 4u, 16u, 64u, 256u})
        compare(guests);
}
