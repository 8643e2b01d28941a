// SPDX-License-Identifier: BSD-2-Clause
// Law: whatever is called in whatever order with whatever failing, a function is in exactly the DMA domain its state says,
// windows and index agree, a guest that has nothing hears nothing, and in the end everything can be given back.
#include "sim/ppt_sim.h"

#include "fuzz/law.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

constexpr unsigned functions = 5, guests = 3;

struct World
{
    sim_host *host = sim_new(4096, 0);
    ppt_table *table = sim_table(host);
    sim_func *func[functions];
    ppt_addr at[functions];
    sim_guest *guest[guests];

    World()
    {
        sim_func *port = nullptr;
        std::vector<std::uint8_t> bytes(256);
        const ppt_addr up = {0, 0, 1, 0};
        bytes[0x0e] = 1;
        port = sim_add(host, &up, nullptr, bytes.data(), bytes.size());
        for (unsigned n = 0; n < functions; ++n) {
            static constexpr std::uint8_t caps[] = {
                0x05, 0x50, 0x84, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // 40: MSI, 4 messages
                0x11, 0x60, 0x02, 0x00, 0x00, 0x10, 0, 0, 0x00, 0x20, 0, 0, 0, 0, 0, 0, // 50: MSI-X, 3 in the second page
                0x01, 0x00, 0x03, 0x00, 0, 0, 0, 0, // 60: PM
            };
            bytes.assign(256, 0);
            bytes[0x06] = 0x10;
            bytes[0x34] = n == 3 ? 0x00 : 0x40;
            bytes[0x12] = 0xd0 + std::uint8_t(n);
            bytes[0x13] = 0xfd;
            std::memcpy(&bytes[0x40], caps, sizeof caps);
            at[n] = {0, 2, 0, std::uint8_t(n)};
            func[n] = sim_add(host, &at[n], n < 2 ? port : nullptr, bytes.data(), bytes.size());
            sim_bar(func[n], 0x10, 0x4000);
        }
        for (auto &g : guest)
            g = sim_guest_new(host, 4096);
    }
    ~World() { sim_free(host); }

    void healthy() const
    {
        for (int call = 0; call < SIM_CALLS; ++call)
            sim_fail(host, sim_call(call), 0, 0);
    }

    void check() const
    {
        unsigned held = 0;
        for (unsigned n = 0; n < functions; ++n) {
            ppt_status s = {};
            const bool in = ppt_status_at(table, &at[n], &s) == 0;
            held += in;
            require(sim_in_domain(func[n], nullptr) == !in);
            for (const auto &g : guest)
                require(sim_in_domain(func[n], g) == (in && s.state == PPT_BOUND && s.vm == g));
            require(!in || s.state == PPT_BOUND || (s.windows == 0 && s.msi == 0 && s.msix == 0 && s.vm == nullptr));
            require(!in || s.msi == 0 || s.msix == 0);
        }
        require(held == ppt_held(table));
        for (const auto &g : guest)
            for (std::uint64_t page = 0; page < 32; ++page) {
                std::uint64_t hpa;
                require(ppt_is_window(table, g, page << 12) == sim_guest_mmio(g, page << 12, &hpa));
            }
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    World w;
    unsigned failed;
    for (std::size_t i = 0; i + 4 <= size && i < 400; i += 4) {
        const unsigned n = data[i + 1] % functions, count = 1 + data[i + 2] % (functions - n);
        sim_guest *const g = w.guest[data[i + 2] % guests];
        const std::uint64_t gpa = std::uint64_t(data[i + 3] % 16) << 12, len = std::uint64_t(data[i + 2] % 5) << 12;
        const std::uint64_t hpa = 0xfdd00000 + n * 0x10000 + (std::uint64_t(data[i + 3] >> 4) << 12);
        std::vector<ppt_dev *> dev;
        std::vector<void *> hw;
        for (unsigned k = n; k < n + count; ++k) {
            dev.push_back(sim_dev(w.func[k]));
            hw.push_back(w.func[k]);
        }
        switch (data[i] % 12) {
        case 0: ppt_claim_group(w.table, dev.data(), hw.data(), &w.at[n], count, &failed); break;
        case 1: ppt_release_group(w.table, dev.data(), count, &failed); break;
        case 2: ppt_bind_group(w.table, g, &w.at[n], count, &failed); break;
        case 3: ppt_unbind_group(w.table, g, &w.at[n], count, &failed); break;
        case 4: ppt_window_map(w.table, g, &w.at[n], gpa, len, hpa); break;
        case 5: ppt_window_unmap(w.table, g, &w.at[n], gpa, len); break;
        case 6: ppt_msi_setup(w.table, g, &w.at[n], 0xfee00000, data[i + 3], int(data[i + 3] % 6)); break;
        case 7: ppt_msix_setup(w.table, g, &w.at[n], int(data[i + 3] % 5) - 1, 0xfee00000, 1, data[i + 3] >> 7); break;
        case 8: ppt_msix_disable(w.table, g, &w.at[n]); break;
        // Taking everything from a dying guest passes over an IOMMU that refuses: then the law cannot hold.
        case 9: w.healthy(); ppt_unbind_all(w.table, g); break;
        case 10: w.healthy(); sim_fail(w.host, sim_call(data[i + 1] % SIM_CALLS), 1 + data[i + 2] % 4, EIO); continue;
        default: ppt_reset_group(w.table, &w.at[n], count, nullptr, &failed); break;
        }
        w.healthy();
        w.check();
        sim_raise(w.func[n], data[i + 3] % 5);
    }
    w.healthy();
    for (const auto &g : w.guest)
        ppt_unbind_all(w.table, g);
    for (unsigned n = 0; n < functions; ++n) {
        ppt_dev *dev = sim_dev(w.func[n]);
        const int error = ppt_release_group(w.table, &dev, 1, &failed);
        require(error == 0 || error == ENOENT);
    }
    w.check();
    require(ppt_held(w.table) == 0 && sim_handlers(w.host) == 0 && sim_vectors_used(w.host) == 0);
    return 0;
}
