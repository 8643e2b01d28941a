// SPDX-License-Identifier: BSD-2-Clause
// What a guest may do with a function it holds: windows, MSI, MSI-X.
#include "machine.h"

#include <QTest>

#include <cerrno>

using namespace machine;

class TestPptGuest : public QObject
{
    Q_OBJECT
    struct World
    {
        Host host{sim_new(4096, 0)};
        ppt_addr a = at(2), b = at(3);
        sim_func *func;
        sim_guest *guest, *other;
        explicit World(const Config &config = nic())
        {
            func = add(host, a, config);
            add(host, b, nic());
            guest = sim_guest_new(host.get(), 4096);
            other = sim_guest_new(host.get(), 4096);
            for (const ppt_addr &x : {a, b})
                if (claim(host, x) != 0 || ppt_bind(table(), guest, &x) != 0)
                    qFatal("cannot bind");
        }
        ppt_table *table() const { return sim_table(host.get()); }
        int map(std::uint64_t gpa, std::uint64_t len, std::uint64_t hpa) const
        {
            return ppt_window_map(table(), guest, &a, gpa, len, hpa);
        }
        int msi(int n) const { return ppt_msi_setup(table(), guest, &a, 0xfee00000, 0x30, n); }
        int msix(int index, unsigned control = 0) const
        {
            return ppt_msix_setup(table(), guest, &a, index, 0xfee01000, 0x50 + unsigned(index), control);
        }
    };

private slots:
    void windowArguments_data()
    {
        QTest::addColumn<quint64>("gpa");
        QTest::addColumn<quint64>("len");
        QTest::addColumn<quint64>("hpa");
        QTest::addColumn<int>("error");
        const auto row = [](const char *name, quint64 gpa, quint64 len, quint64 hpa, int error) {
            QTest::newRow(name) << gpa << len << hpa << error;
        };
        row("whole BAR", 0xc0000000, 0x20000, 0xfde40000, 0);
        row("its last page", 0xc0000000, 0x1000, 0xfde5f000, 0);
        row("page before the MSI-X table", 0xc0000000, 0x1000, 0xfde80000, 0);
        row("pages behind the MSI-X table", 0xc0000000, 0x2000, 0xfde82000, 0);
        row("the MSI-X table", 0xc0000000, 0x1000, 0xfde81000, EINVAL);
        row("a BAR with its MSI-X table", 0xc0000000, 0x4000, 0xfde80000, EINVAL);
        row("empty", 0xc0000000, 0, 0xfde40000, EINVAL);
        row("gpa not on a page", 0xc0000800, 0x1000, 0xfde40000, EINVAL);
        row("length not of pages", 0xc0000000, 0x1800, 0xfde40000, EINVAL);
        row("hpa not on a page", 0xc0000000, 0x1000, 0xfde40800, EINVAL);
        row("beyond the BAR", 0xc0000000, 0x21000, 0xfde40000, EINVAL);
        row("before the BAR", 0xc0000000, 0x2000, 0xfde3f000, EINVAL);
        row("memory of the host", 0xc0020000, 0x1000, 0x1000, EINVAL); // stock 12.1 maps it
        row("gpa wraps", 0xfffffffffffff000, 0x2000, 0xfde40000, EINVAL);
        row("hpa wraps", 0xc0000000, 0xffffffff0221f000, 0xfde40000, EINVAL);
        row("last page there is", 0xfffffffffffff000, 0x1000, 0xfde40000, 0);
    }
    void windowArguments()
    {
        QFETCH(const quint64, gpa);
        QFETCH(const quint64, len);
        QFETCH(const quint64, hpa);
        QFETCH(const int, error);
        World w;
        QCOMPARE(w.map(gpa, len, hpa), error);
        std::uint64_t reached = 0;
        const std::uint64_t last = gpa + len - 1;
        QCOMPARE(sim_guest_mmio(w.guest, last, &reached), error == 0);
        QCOMPARE(ppt_is_window(w.table(), w.guest, last), error == 0);
        QVERIFY(!ppt_is_window(w.table(), w.other, last));
        if (error == 0) {
            QCOMPARE(reached, hpa + len - 1);
            QVERIFY(!ppt_is_window(w.table(), w.guest, gpa - 1));
            QCOMPARE(ppt_window_unmap(w.table(), w.guest, &w.a, gpa, len - 1), ENOENT);
            QCOMPARE(ppt_window_unmap(w.table(), w.guest, &w.b, gpa, len), ENOENT);
            QCOMPARE(ppt_window_unmap(w.table(), w.other, &w.a, gpa, len), EBUSY);
            QCOMPARE(ppt_window_unmap(w.table(), w.guest, &w.a, gpa, len), 0);
            QVERIFY(!ppt_is_window(w.table(), w.guest, last));
        }
    }

    void overlappingBarsDoNotLeadToTheTable()
    {
        World w(nic().bar(0x14, 0xfde80000));
        QVERIFY(sim_dev(w.func)->bar[1].kind == PPT_BAR_MEMORY && sim_dev(w.func)->bar[1].size >= 0x4000);
        QCOMPARE(w.map(0xc0000000, 0x1000, 0xfde81000), EINVAL);
        QCOMPARE(w.map(0xc0000000, 0x4000, 0xfde80000), EINVAL);
        QCOMPARE(w.map(0xc0000000, 0x1000, 0xfde80000), 0);
    }

    void windowsAreFewAndApart()
    {
        World w;
        for (unsigned n = 0; n < PPT_WINDOWS; ++n)
            QCOMPARE(w.map(0xc0000000 + n * 0x2000, 0x1000, 0xfde40000), 0);
        QCOMPARE(w.map(0xd0000000, 0x1000, 0xfde40000), ENOSPC);
        QCOMPARE(ppt_window_map(w.table(), w.guest, &w.b, 0xc0001000, 0x1000, 0xfde40000), 0);
        QCOMPARE(ppt_window_map(w.table(), w.guest, &w.b, 0xc0003000, 0x2000, 0xfde40000), EEXIST);
        QCOMPARE(ppt_window_map(w.table(), w.guest, &w.b, 0xbffff000, 0x20000, 0xfde40000), EEXIST);
        QCOMPARE(ppt_window_map(w.table(), w.other, &w.b, 0xe0000000, 0x1000, 0xfde40000), EBUSY);
        const ppt_addr none = at(9);
        QCOMPARE(ppt_window_map(w.table(), w.guest, &none, 0xe0000000, 0x1000, 0xfde40000), ENOENT);
        QCOMPARE(ppt_window_unmap(w.table(), w.guest, &w.a, 0, 0), ENOENT);
        QCOMPARE(statusOf(w.host, w.a).windows, unsigned(PPT_WINDOWS));
        QCOMPARE(ppt_unbind(w.table(), w.guest, &w.a), 0);
        QVERIFY(!ppt_is_window(w.table(), w.guest, 0xc0000000));
        QVERIFY(ppt_is_window(w.table(), w.guest, 0xc0001000));
    }

    void windowMapFails()
    {
        World w;
        sim_fail(w.host.get(), SIM_MMIO_MAP, 1, ENOMEM);
        QCOMPARE(w.map(0xc0000000, 0x1000, 0xfde40000), ENOMEM);
        QVERIFY(!ppt_is_window(w.table(), w.guest, 0xc0000000));
        QCOMPARE(statusOf(w.host, w.a).windows, 0u);
        QCOMPARE(w.map(0xc0000000, 0x1000, 0xfde40000), 0);
    }

    void msi_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("error");
        for (int n : {1, 2, 4, 8})
            QTest::addRow("%d of 8", n) << n << 0;
        for (int n : {3, 5, 7, 16, 32, 33, -1, INT_MAX, INT_MIN})
            QTest::addRow("%d of 8", n) << n << EINVAL;
    }
    void msi()
    {
        QFETCH(const int, count);
        QFETCH(const int, error);
        World w;
        QCOMPARE(w.msi(count), error);
        QCOMPARE(statusOf(w.host, w.a).msi, error == 0 ? unsigned(count) : 0u);
        QCOMPARE((sim_read(w.func, 0x52, 2) & 1) != 0, error == 0);
        QCOMPARE(sim_vectors_used(w.host.get()), error == 0 ? unsigned(count) : 0u);
        if (error != 0)
            return;
        std::uint64_t addr, data;
        QVERIFY(sim_raise(w.func, unsigned(count)));
        QCOMPARE(sim_messages(w.guest, &addr, &data), 1u);
        QCOMPARE(addr, 0xfee00000u);
        QCOMPARE(data, 0x30u + unsigned(count) - 1);
        QVERIFY(!sim_raise(w.func, unsigned(count) + 1));
        QCOMPARE(statusOf(w.host, w.a).fired, 1u);
        QCOMPARE(w.msi(0), 0);
        QCOMPARE(w.msi(0), 0);
        QCOMPARE(sim_handlers(w.host.get()), 0u);
        QCOMPARE(sim_read(w.func, 0x52, 2) & 1u, 0u);
    }

    void msiExactOrNothing()
    {
        World w;
        sim_set_vectors(w.host.get(), 3);
        QCOMPARE(w.msi(4), ENOSPC);
        QCOMPARE(w.msi(2), 0);
        sim_fail(w.host.get(), SIM_INTR_SETUP, 2, EBUSY);
        QCOMPARE(w.msi(2), ENXIO); // and the first of the two is gone again
        QCOMPARE(sim_handlers(w.host.get()), 0u);
        QCOMPARE(sim_vectors_used(w.host.get()), 0u);
        sim_fail(w.host.get(), SIM_MSI_ALLOC, 1, ENOMEM);
        QCOMPARE(w.msi(1), ENOMEM);
        QCOMPARE(statusOf(w.host, w.a).msi, 0u);
    }

    void legacy()
    {
        World w(Config().bar(0x10, 0xfd000000).pm(0x40));
        QCOMPARE(w.msi(2), EINVAL);
        QCOMPARE(w.msi(1), 0);
        QCOMPARE(sim_vectors_used(w.host.get()), 0u);
        QVERIFY(!sim_raise(w.func, 0)); // others on the line must look too
        QCOMPARE(sim_messages(w.guest, nullptr, nullptr), 1u);
        QCOMPARE(w.msi(0), 0);
        QCOMPARE(sim_handlers(w.host.get()), 0u);
    }

    // Stock panics the host on the first of these.
    void msixIndex_data()
    {
        QTest::addColumn<int>("index");
        for (int n : {5, 9, 2047, 2048, -1, INT_MAX, INT_MIN})
            QTest::addRow("%d of 5", n) << n;
    }
    void msixIndex()
    {
        QFETCH(const int, index);
        World w;
        QCOMPARE(w.msix(index), EINVAL);
        QCOMPARE(sim_calls(w.host.get(), SIM_MSIX_ALLOC), 0u);
        QCOMPARE(w.msix(0), 0);
        QCOMPARE(w.msix(index), EINVAL);
        QCOMPARE(statusOf(w.host, w.a).msix, 1u);
    }

    void msixLife()
    {
        World w;
        QCOMPARE(w.msix(4), 0);
        QCOMPARE(w.msix(0), 0);
        QCOMPARE(sim_vectors_used(w.host.get()), 5u); // all of the table at once
        QVERIFY(sim_raise(w.func, 5));
        std::uint64_t addr, data;
        QCOMPARE(sim_messages(w.guest, &addr, &data), 1u);
        QCOMPARE(data, 0x54u);
        QCOMPARE(w.msi(1), EBUSY);
        QCOMPARE(w.msi(0), 0);
        QCOMPARE(w.msix(4, 1), 0); // masked
        QVERIFY(!sim_raise(w.func, 5));
        QCOMPARE(w.msix(4), 0);
        QVERIFY(sim_raise(w.func, 5));
        QCOMPARE(ppt_msix_disable(w.table(), w.other, &w.a), EBUSY);
        QCOMPARE(ppt_msix_disable(w.table(), w.guest, &w.a), 0);
        QCOMPARE(ppt_msix_disable(w.table(), w.guest, &w.a), 0);
        QCOMPARE(sim_vectors_used(w.host.get()), 0u);
        QCOMPARE(w.msi(1), 0);
        QCOMPARE(w.msix(0), EBUSY);
    }

    void msixFails()
    {
        World w;
        sim_set_vectors(w.host.get(), 4);
        QCOMPARE(w.msix(0), ENOSPC);
        sim_set_vectors(w.host.get(), 5);
        sim_fail(w.host.get(), SIM_MSIX_ALLOC, 1, ENOMEM);
        QCOMPARE(w.msix(0), ENOMEM);
        QCOMPARE(statusOf(w.host, w.a).msix, 0u);
        sim_fail(w.host.get(), SIM_INTR_SETUP, 1, ENOMEM);
        QCOMPARE(w.msix(0), ENXIO);
        QCOMPARE(statusOf(w.host, w.a).msix, 0u);
        QCOMPARE(w.msix(0), 0);
    }

    void msixTable_data()
    {
        QTest::addColumn<unsigned>("count");
        QTest::addColumn<unsigned>("table");
        QTest::addColumn<int>("error");
        QTest::newRow("fills its BAR") << 1024u << 0x0003u << 0;
        QTest::newRow("beyond its BAR") << 1025u << 0x0003u << EINVAL;
        QTest::newRow("starts beyond") << 1u << 0x4003u << EINVAL;
        QTest::newRow("in the I/O BAR") << 1u << 0x0002u << EINVAL;
        QTest::newRow("in a BAR that is not there") << 1u << 0x0001u << EINVAL;
        QTest::newRow("reserved BIR") << 1u << 0x0007u << EINVAL;
    }
    void msixTable()
    {
        QFETCH(const unsigned, count);
        QFETCH(const unsigned, table);
        QFETCH(const int, error);
        World w(Config().bar(0x10, 0xfde40000).bar(0x18, 0xd001).bar(0x1c, 0xfde80000).msix(0x70, count, table, 3));
        QCOMPARE(w.msix(0), error);
        QCOMPARE(sim_vectors_used(w.host.get()), error == 0 ? count : 0u);
    }

    void noMsix()
    {
        World w(Config().bar(0x10, 0xfde40000).pm(0x40));
        QCOMPARE(w.msix(0), EINVAL);
        const ppt_addr none = at(9);
        QCOMPARE(ppt_msix_setup(w.table(), w.guest, &none, 0, 0, 0, 0), ENOENT);
        QCOMPARE(ppt_msi_setup(w.table(), w.guest, &none, 0, 0, 0), ENOENT);
        QCOMPARE(ppt_msi_setup(w.table(), w.guest, &none, 0, 0, 33), EINVAL);
    }
};

QTEST_APPLESS_MAIN(TestPptGuest)
#include "tst_ppt_guest.moc"
