// SPDX-License-Identifier: BSD-2-Clause
// bench_findings [FILE]: from a dump's bytes to every rule's findings over a plan. Without a file it makes a host of 396
// functions. Prints the milliseconds of all, then of its parts; last the functions and findings.
#include "plan/plan_change.h"
#include "rpc/session.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <format>
#include <fstream>
#include <iterator>

using namespace patchbay;

namespace {

/// 36 root ports, ten functions behind each.
std::string hostText()
{
    std::string text;
    for (unsigned i = 0; i < 396; ++i) {
        const bool port = i < 36;
        const unsigned bus = port ? 0 : 1 + (i - 36) / 10, at = port ? i : (i - 36) % 10;
        text += std::format("{}{}@pci0:{}:{}:{}:\tclass=0x{} rev=0x01 hdr=0x0{} vendor=0x8086 device=0x1521 subvendor=0x15d9 "
                            "subdevice=0x1521\n",
                            port ? "pcib" : "igb", i, bus, at >> 3, at & 7, port ? "060400" : "020000", port ? 1 : 0);
        text += "    vendor     = 'Intel Corporation'\n    device     = 'I350 Gigabit Network Connection'\n"
                "    class      = network\n    subclass   = ethernet\n";
        if (port)
            text += std::format("    bus range  = {0}-{0}\n", i + 1);
        else
            text += "    bar   [10] = type Memory, range 32, base 0xc7120000, size 131072, enabled\n"
                    "    bar   [1c] = type Memory, range 32, base 0xc7144000, size 16384, enabled\n";
        text += "    cap 01[40] = powerspec 3  supports D0 D3  current D0\n"
                "    cap 05[50] = MSI supports 1 message, 64 bit, vector masks \n";
        if (!port)
            text += "    cap 11[70] = MSI-X supports 10 messages, enabled\n"
                    "                 Table in map 0x1c[0x0], PBA in map 0x1c[0x2000]\n";
        text += std::format("    cap 10[a0] = PCI-Express 2 {} max data 256(512) FLR NS\n"
                            "                 link x4(x4) speed 5.0(5.0) ASPM disabled(L0s/L1)\n"
                            "    ecap 0001[100] = AER 2 0 fatal 0 non-fatal 1 corrected\n"
                            "    ecap 000e[150] = ARI 1\n",
                            port ? "root port" : "endpoint");
    }
    return text;
}

Plan planFor(const Topology &topology)
{
    Plan plan;
    for (const Node &node : topology.nodes) {
        if (!node.function.isEndpoint() || node.function.baseClass() == 6)
            continue;
        if (plan.guests.empty() || plan.guests.back().positions.size() == 16)
            plan.guests.push_back(defaultGuest("guest" + std::to_string(plan.guests.size())));
        if (plan.guests.size() == 5)
            break;
        Guest &guest = plan.guests.back();
        guest.positions.push_back({int(4 + guest.positions.size()), 0, node.function.address, {}, {}});
    }
    return plan;
}

double milliseconds()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

int main(int argc, char **argv)
{
    std::string text = hostText();
    if (argc > 1) {
        std::ifstream stream(argv[1], std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(stream), {});
    }
    double all = 1e9, read = 0, prepared = 0, judged = 0;
    std::size_t functions = 0, findings = 0;
    for (int run = 0; run < 30; ++run) {
        const double start = milliseconds();
        Capture capture;
        capture.blobs["dump"] = {.bytes = text, .source = "bench", .error = {}};
        Facts facts = makeFacts(capture);
        const double afterFacts = milliseconds();
        const rpc::Reading reading = rpc::makeReading(std::move(facts));
        const Plan plan = planFor(reading.situation.topology);
        const double afterReading = milliseconds();
        findings = judge(reading.situation, plan).size();
        const double end = milliseconds();
        functions = reading.situation.topology.nodes.size();
        if (end - start < all) {
            all = end - start;
            read = afterFacts - start;
            prepared = afterReading - afterFacts;
            judged = end - afterReading;
        }
    }
    std::printf("  %zu functions, bytes to findings    %8.3f ms (target 10; read %.3f, prepared %.3f, judged %.3f; %zu findings)\n",
                functions, all, read, prepared, judged, findings);
    return 0;
}
