// SPDX-License-Identifier: BSD-2-Clause
// Bind, unbind, interrupts, windows and the vm-exit path at once. Run by the tsan preset it also proves that nothing is
// shared without a lock or an atomic; here it proves that nothing is lost.
#include "machine.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace machine;

class TestPptThreads : public QObject
{
    Q_OBJECT
#if defined(__SANITIZE_THREAD__)
    static constexpr unsigned rounds = 40, moves = 150;
#else
    static constexpr unsigned rounds = 300, moves = 2000;
#endif
private slots:
    void allAtOnce()
    {
        constexpr unsigned devices = 6;
        const Host host(sim_new(4096, 0));
        ppt_table *const table = sim_table(host.get());
        std::vector<sim_func *> func;
        std::vector<ppt_addr> where;
        for (unsigned n = 0; n < devices; ++n) {
            where.push_back(at(2, 0, n));
            func.push_back(add(host, where[n], nic()));
            QCOMPARE(claim(host, where[n]), 0);
        }
        sim_guest *const guest[2] = {sim_guest_new(host.get(), 4096), sim_guest_new(host.get(), 4096)};
        std::atomic<bool> stop = false;
        std::atomic<unsigned> bound = 0, wrong = 0;

        // Each owner fights the other for every function and uses what it gets.
        const auto owner = [&](sim_guest *mine) {
            for (unsigned n = 0; n < rounds; ++n) {
                const unsigned k = n % (devices - 1);
                unsigned failed;
                if (ppt_bind_group(table, mine, &where[k], 2, &failed) != 0)
                    continue;
                ++bound;
                const std::uint64_t gpa = 0xc0000000 + k * 0x100000;
                for (unsigned d = 0; d < 2; ++d) {
                    wrong += ppt_window_map(table, mine, &where[k + d], gpa + d * 0x20000, 0x20000, 0xfde40000) != 0;
                    wrong += ppt_msix_setup(table, mine, &where[k + d], 2, 0xfee00000, k, 0) != 0;
                    wrong += !ppt_is_window(table, mine, gpa + d * 0x20000);
                    wrong += ppt_msix_setup(table, mine, &where[k + d], 2, 0xfee00000, k + 1, 0) != 0;
                }
                wrong += ppt_unbind_group(table, mine, &where[k], 2, &failed) != 0;
                wrong += ppt_is_window(table, mine, gpa);
            }
        };
        const auto device = [&] {
            for (unsigned n = 0; !stop; ++n)
                sim_raise(func[n % devices], 1 + n % 5);
        };
        const auto processor = [&](sim_guest *mine) {
            for (std::uint64_t n = 0; !stop; ++n)
                ppt_is_window(table, mine, 0xc0000000 + (n % 64) * 0x8000);
        };
        const auto watcher = [&] {
            struct ppt_status s;
            for (unsigned n = 0; !stop; ++n)
                if (ppt_status_nth(table, n % devices, &s) == 0)
                    wrong += s.state == PPT_CLAIMED && (s.windows != 0 || s.msix != 0);
        };
        std::vector<std::thread> noise;
        noise.emplace_back(device);
        noise.emplace_back(processor, guest[0]);
        noise.emplace_back(processor, guest[1]);
        noise.emplace_back(watcher);
        std::thread first(owner, guest[0]), second(owner, guest[1]);
        first.join();
        second.join();
        stop = true;
        for (std::thread &t : noise)
            t.join();

        QCOMPARE(wrong.load(), 0u);
        QVERIFY(bound.load() > 0);
        QCOMPARE(sim_handlers(host.get()), 0u);
        QCOMPARE(sim_vectors_used(host.get()), 0u);
        for (unsigned n = 0; n < devices; ++n)
            QCOMPARE(statusOf(host, where[n]).state, PPT_CLAIMED);
    }

    // A reader must never see a window that was neither there before nor after, however the index moves.
    void indexUnderReaders()
    {
        const Host host(sim_new(4096, 0));
        ppt_table *const table = sim_table(host.get());
        const ppt_addr a = at(2), b = at(3);
        add(host, a, nic());
        add(host, b, nic());
        sim_guest *const guest = sim_guest_new(host.get(), 4096), *const other = sim_guest_new(host.get(), 4096);
        QCOMPARE(claim(host, a), 0);
        QCOMPARE(claim(host, b), 0);
        QCOMPARE(ppt_bind(table, guest, &a), 0);
        QCOMPARE(ppt_bind(table, other, &b), 0);
        QCOMPARE(ppt_window_map(table, guest, &a, 0xd0000000, 0x1000, 0xfde40000), 0);
        std::atomic<bool> stop = false;
        std::atomic<unsigned> wrong = 0;
        std::thread reader([&] {
            while (!stop) {
                wrong += !ppt_is_window(table, guest, 0xd0000000); // stays all the time
                wrong += ppt_is_window(table, guest, 0xe0000000);  // is never there
            }
        });
        for (unsigned n = 0; n < moves; ++n) {
            const std::uint64_t gpa = 0xc0000000 + (n % 7) * 0x8000000;
            if (ppt_window_map(table, other, &b, gpa, 0x1000, 0xfde40000) == 0)
                ppt_window_unmap(table, other, &b, gpa, 0x1000);
            if (gpa != 0xd0000000 && ppt_window_map(table, guest, &a, gpa + 0x1000, 0x1000, 0xfde40000) == 0)
                ppt_window_unmap(table, guest, &a, gpa + 0x1000, 0x1000);
        }
        stop = true;
        reader.join();
        QCOMPARE(wrong.load(), 0u);
    }
};

QTEST_APPLESS_MAIN(TestPptThreads)
#include "tst_ppt_threads.moc"
