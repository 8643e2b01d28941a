// SPDX-License-Identifier: BSD-2-Clause
#include "plan/options.h"
#include "plan/plan_change.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace patchbay;

namespace {

/// 400 functions: 48 root ports, behind them cards of eight functions, half of them coupled.
Situation largeHost()
{
    Situation situation;
    situation.quirks = Quirks::builtIn();
    situation.osVersion = 1403000;
    situation.acpi.read = true;
    situation.acpi.dmar.emplace();
    situation.loader.emplace().loads = {"vmm"};
    for (unsigned i = 0; i < 400; ++i) {
        Node node;
        Function &function = node.function;
        const bool port = i < 48;
        const auto card = std::uint8_t(port ? 0 : 1 + (i - 48) / 8);
        function.address = {0, card, std::uint8_t(port ? i / 8 : 0), std::uint8_t(i % 8)};
        function.vendor = card % 2 ? 0x1077 : 0x8086;
        function.device = 0x2532;
        function.classCode = port ? 0x060400 : card % 2 ? 0x0c0400 : 0x020000;
        function.headerType = port ? 1 : 0;
        function.capabilitiesKnown = true;
        function.capabilities = {{.id = 0x11, .offset = 0x70, .extended = false, .text = {}}};
        function.msix.emplace().messages = 8;
        function.bars = {{.reg = 0x10, .kind = Bar::Kind::Memory, .bits = 64, .base = 0xfe000000, .size = 0x20000, .enabled = true}};
        node.iommu = Coverage::Covered;
        node.reset = ResetMethod::Flr;
        node.group = card;
        situation.topology.index[function.address] = i;
        situation.topology.nodes.push_back(std::move(node));
        if (i > 48 && i % 8 != 0)
            situation.topology.joins.push_back({i - 1, i, "functions of one device without ACS"});
    }
    return situation;
}

template<typename Work>
double bestMilliseconds(Work work)
{
    double best = 1e9;
    for (int run = 0; run < 50; ++run) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        best = std::min(best, took.count());
    }
    return best;
}

} // namespace

int main()
{
    const Situation situation = largeHost();
    Plan plan;
    for (int g = 0; g < 4; ++g) {
        Guest guest = defaultGuest("guest" + std::to_string(g));
        for (int slot = 4; slot < 12; ++slot) {
            const auto bus = std::uint8_t(1 + g * 8 + slot - 4);
            guest.positions.push_back({slot, 0, {0, bus, 0, 0}, {}, {}});
        }
        plan.guests.push_back(std::move(guest));
    }
    const Address single{0, 40, 0, 0};
    std::size_t legal = 0, findings = 0;
    const double board = bestMilliseconds([&] {
        legal = std::size_t(std::ranges::count_if(options(situation, plan, "guest0", {&single, 1}).cells, &CellOption::legal));
    });
    const double verdict = bestMilliseconds([&] { findings = judge(situation, plan).size(); });
    std::printf("  a board's options, 400-function host  %8.3f ms (target 10; %zu cells legal)\n", board, legal);
    std::printf("  every rule over 32 placed functions   %8.3f ms (%zu findings)\n", verdict, findings);
    return 0;
}
