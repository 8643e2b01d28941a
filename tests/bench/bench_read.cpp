// SPDX-License-Identifier: BSD-2-Clause
// bench_read [FILE...]: how fast pciconf text becomes a topology, on one core. Without files it makes a text of its own.
#include "host/pciconf_text.h"
#include "host/survey.h"
#include "pci/topology_builder.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <format>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using patchbay::buildTopology;
using patchbay::parsePciconf;

/// A server with `count` functions on a few domains, each with what pciconf -lvbc prints for a NIC's port.
std::string machineText(unsigned count)
{
    std::string text;
    for (unsigned i = 0; i < count; ++i) {
        text += std::format("igb{}@pci{}:{}:{}:{}:\tclass=0x020000 rev=0x01 hdr=0x00 vendor=0x8086 device=0x1521 "
                            "subvendor=0x15d9 subdevice=0x1521\n",
                            i, i >> 16, i >> 8 & 255, i >> 3 & 31, i & 7);
        text += "    vendor     = 'Intel Corporation'\n"
                "    device     = 'I350 Gigabit Network Connection'\n"
                "    class      = network\n"
                "    subclass   = ethernet\n"
                "    bar   [10] = type Memory, range 32, base 0xc7120000, size 131072, enabled\n"
                "    bar   [18] = type I/O Port, range 32, base 0x6020, size 32, enabled\n"
                "    bar   [1c] = type Memory, range 32, base 0xc7144000, size 16384, enabled\n"
                "    cap 01[40] = powerspec 3  supports D0 D3  current D0\n"
                "    cap 05[50] = MSI supports 1 message, 64 bit, vector masks \n"
                "    cap 11[70] = MSI-X supports 10 messages, enabled\n"
                "                 Table in map 0x1c[0x0], PBA in map 0x1c[0x2000]\n"
                "    cap 10[a0] = PCI-Express 2 endpoint max data 256(512) FLR NS\n"
                "                 max read 512\n"
                "                 link x4(x4) speed 5.0(5.0) ASPM disabled(L0s/L1)\n"
                "    ecap 0001[100] = AER 2 0 fatal 0 non-fatal 1 corrected\n"
                "    ecap 0003[140] = Serial 1 0cc47affff000000\n"
                "    ecap 000e[150] = ARI 1\n";
    }
    return text;
}

double seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Timing
{
    double best = 1e9;
    std::size_t functions = 0;
};

/// The best of several runs: other programs only ever make it slower.
Timing measure(const std::vector<std::string> &texts, bool build)
{
    Timing timing;
    constexpr int runs = 7;
    for (int run = 0; run < runs; ++run) {
        timing.functions = 0;
        const double start = seconds();
        for (const std::string &text : texts) {
            auto list = parsePciconf(text);
            if (!list)
                continue;
            timing.functions += list->functions.size();
            if (build)
                buildTopology(std::move(list->functions));
        }
        timing.best = std::min(timing.best, seconds() - start);
    }
    return timing;
}

void report(const char *what, const std::vector<std::string> &texts)
{
    double bytes = 0;
    for (const std::string &text : texts)
        bytes += double(text.size());
    const Timing parsed = measure(texts, false);
    const Timing built = measure(texts, true);
    std::printf("%s: %.1f MB, %zu functions\n", what, bytes / 1e6, built.functions);
    std::printf("  text to functions  %8.1f MB/s %10.0f functions/s\n", bytes / 1e6 / parsed.best,
                double(parsed.functions) / parsed.best);
    std::printf("  text to topology   %8.1f MB/s %10.0f functions/s  (%.6f s)\n", bytes / 1e6 / built.best,
                double(built.functions) / built.best, built.best);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 3 && std::string(argv[1]) == "--make") {
        std::fputs(machineText(unsigned(std::atoi(argv[2]))).c_str(), stdout);
        return 0;
    }
    std::vector<std::string> texts;
    for (int i = 1; i < argc; ++i) {
        std::ifstream stream(argv[i], std::ios::binary);
        texts.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    if (!texts.empty())
        report("the files given", texts);
    report("one machine of 400", {machineText(400)});
    report("one machine of 20000", {machineText(20000)});
    return 0;
}
