// SPDX-License-Identifier: BSD-2-Clause
// What a snapshot costs on the wire.  bench_wire [FUNCTIONS]: 396 and 100,000 without.
#include "wire/codec.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace patchbay;

namespace {

wire::Snapshot makeSnapshot(int functions)
{
    wire::Snapshot snapshot;
    for (int i = 0; i < functions; ++i) {
        wire::Function function;
        function.address = "pci0:" + std::to_string(i >> 8) + ':' + std::to_string(i >> 3 & 31) + ':' + std::to_string(i & 7);
        function.slashed = function.address.substr(5);
        function.parent = "pci0:0:1:0";
        function.vendor = "0x8086";
        function.device = "0x1572";
        function.classCode = "0x020000";
        function.kind = "nic";
        function.name = "Ethernet Controller X710 for 10GbE SFP+";
        function.vendorName = "Intel Corporation";
        function.driver = "ixl" + std::to_string(i);
        function.msi = 1;
        function.msix = 129;
        function.reset = "flr";
        function.iommu = true;
        function.group = i;
        function.heldBy = "host \xc2\xb7 ixl" + std::to_string(i);
        snapshot.functions.push_back(function);
    }
    return snapshot;
}

double seconds(const auto &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void measure(int functions)
{
    const wire::Snapshot snapshot = makeSnapshot(functions);
    std::string json;
    bool good = false;
    const double out = seconds([&] { json = wire::encode(snapshot); });
    const double in = seconds([&] { good = wire::decode<wire::Snapshot>(json).has_value(); });
    if (!good)
        std::abort();
    std::printf("  snapshot of %6d functions, %6.1f MB: encode %7.2f ms, decode %7.2f ms\n", functions,
                double(json.size()) / 1e6, out * 1e3, in * 1e3);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1) {
        measure(std::atoi(argv[1]));
        return 0;
    }
    measure(396);
    measure(100'000);
}
