// SPDX-License-Identifier: BSD-2-Clause
// The ladder of resets: which way is taken, what it waits for, what it keeps.
#include "machine.h"

#include <QTest>

#include <cerrno>
#include <climits>

using namespace machine;

class TestPptReset : public QObject
{
    Q_OBJECT
    static Config bare() { return Config().bar(0x10, 0xfd000000); }
    static Config bridge(bool express, bool hotplug = false)
    {
        Config c(1);
        if (express)
            c.express(0x40, false, 4).put(0x42, 0x0142, 2).put(0x58, hotplug ? 0x1020 : 0, 2);
        return c;
    }

private slots:
    void way_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QByteArray>("way");
        QTest::newRow("FLR before all else") << 0 << QByteArray("flr");
        QTest::newRow("AF when PCIe has no FLR") << 1 << QByteArray("af-flr");
        QTest::newRow("D3hot") << 2 << QByteArray("d3hot");
        QTest::newRow("D3hot that keeps its registers is no reset") << 3 << QByteArray("none");
        QTest::newRow("nothing, and stock says nothing") << 4 << QByteArray("none");
        QTest::newRow("AF without transactions pending is no FLR") << 5 << QByteArray("none");
    }
    void way()
    {
        QFETCH(const int, which);
        QFETCH(const QByteArray, way);
        const Config configs[] = {
            bare().express(0x40, true).af(0x80).pm(0xa0),
            bare().express(0x40, false).af(0x80).pm(0xa0),
            bare().express(0x40, false).pm(0xa0),
            bare().pm(0xa0, true),
            bare(),
            bare().af(0x80).put(0x83, 0x02, 1),
        };
        const Host host(sim_new(4096, 0));
        const ppt_addr a = at(2);
        sim_func *func = add(host, a, configs[which]);
        QCOMPARE(claim(host, a), 0);
        QCOMPARE(ppt_reset_name(statusOf(host, a).reset_way), way.constData());
        sim_set_scratch(func, 77);
        const bool none = way == "none";
        ppt_reset method = PPT_RESET_UNKNOWN;
        unsigned failed = 99;
        QCOMPARE(ppt_reset_group(sim_table(host.get()), &a, 1, &method, &failed), none ? EOPNOTSUPP : 0);
        QCOMPARE(sim_scratch(func), none ? 77u : 0u);
        QCOMPARE(sim_resets(func), none ? 0u : 1u);
        QCOMPARE(sim_read(func, 0x10, 4), 0xfd000000u);
        // Binding goes on without a reset, and says so.
        QCOMPARE(ppt_bind(sim_table(host.get()), sim_guest_new(host.get(), 4096), &a), 0);
        QCOMPARE(ppt_reset_name(statusOf(host, a).reset), way.constData());
    }

    void keepsConfiguration()
    {
        const Host host(sim_new(4096, 0));
        const ppt_addr a = at(2);
        sim_func *func = add(host, a, nic());
        sim_write(func, 0x3c, 0x0b, 1);
        sim_write(func, 0x0c, 0x10, 1);
        sim_write(func, 0x80 + 0x08, 0x2810, 2);
        sim_write(func, 0x80 + 0x28, 0x0005, 2);
        sim_write(func, 0x54, 0xfee00000, 4);
        QCOMPARE(claim(host, a), 0);
        sim_write(func, 0x04, 0x0403, 2);
        const QByteArray before = snapshot(host, {func}, {});
        ppt_reset method;
        unsigned failed;
        QCOMPARE(ppt_reset_group(sim_table(host.get()), &a, 1, &method, &failed), 0);
        QCOMPARE(method, PPT_RESET_FLR);
        QCOMPARE(snapshot(host, {func}, {}), before);
    }

    void waits_data()
    {
        QTest::addColumn<unsigned>("slow");
        QTest::addColumn<unsigned>("pending");
        QTest::addColumn<unsigned>("least");
        QTest::addColumn<unsigned>("most");
        QTest::addColumn<int>("error");
        QTest::newRow("at once") << 0u << 0u << 100u << 110u << 0;
        QTest::newRow("transactions pending") << 0u << 40u << 140u << 180u << 0;
        QTest::newRow("transactions pending for ever: forced") << 0u << UINT_MAX << 150u << 200u << 0;
        QTest::newRow("back after 3 s") << 3000u << 0u << 3000u << 6000u << 0;
        QTest::newRow("never back") << UINT_MAX << 0u << 60000u << 70000u << int(EIO);
    }
    void waits()
    {
        QFETCH(const unsigned, slow);
        QFETCH(const unsigned, pending);
        QFETCH(const unsigned, least);
        QFETCH(const unsigned, most);
        QFETCH(const int, error);
        const Host host(sim_new(4096, 0));
        const ppt_addr a = at(2);
        sim_func *func = add(host, a, nic());
        QCOMPARE(claim(host, a), 0);
        sim_slow(func, slow);
        sim_pending(func, pending);
        sim_write(func, 0x04, 0x0007, 2);
        const std::uint64_t start = sim_now(host.get());
        unsigned failed;
        QCOMPARE(ppt_reset_group(sim_table(host.get()), &a, 1, nullptr, &failed), error);
        const std::uint64_t took = sim_now(host.get()) - start;
        QVERIFY2(took >= least && took <= most, qPrintable(QString::number(took)));
        QCOMPARE(statusOf(host, a).reset_error, error);
    }

    void bus_data()
    {
        QTest::addColumn<bool>("express");
        QTest::addColumn<bool>("hotplug");
        QTest::addColumn<unsigned>("least");
        QTest::newRow("PCIe port") << true << false << 102u;
        QTest::newRow("hot-plug port") << true << true << 102u;
        QTest::newRow("conventional bridge") << false << false << 1002u;
    }
    void bus()
    {
        QFETCH(const bool, express);
        QFETCH(const bool, hotplug);
        QFETCH(const unsigned, least);
        const Host host(sim_new(4096, 0));
        ppt_table *const table = sim_table(host.get());
        sim_func *port = add(host, at(0, 1), bridge(express, hotplug));
        if (hotplug)
            sim_write(port, 0x58, 0x0020, 2);
        const ppt_addr all[] = {at(2, 0, 0), at(2, 0, 1)};
        sim_func *func[] = {add(host, all[0], bare(), port), add(host, all[1], bare(), port)};
        sim_guest *guest = sim_guest_new(host.get(), 4096), *other = sim_guest_new(host.get(), 4096);

        QCOMPARE(claim(host, all[0]), 0);
        QCOMPARE(statusOf(host, all[0]).reset_way, PPT_RESET_NONE); // the second is the host's
        QCOMPARE(claim(host, all[1]), 0);
        QCOMPARE(statusOf(host, all[0]).reset_way, PPT_RESET_BUS);
        const std::uint64_t start = sim_now(host.get());
        QCOMPARE(ppt_bind(table, guest, &all[0]), 0);
        QVERIFY(sim_now(host.get()) - start >= least);
        QCOMPARE(sim_resets(func[0]), 1u);
        QCOMPARE(sim_resets(func[1]), 1u);
        QCOMPARE(sim_read(func[1], 0x10, 4), 0xfd000000u); // bystanders get theirs back too
        QCOMPARE(sim_read(port, 0x3e, 2) & 0x40u, 0u);
        QCOMPARE(sim_read(port, 0x58, 2) & 0x20u, hotplug ? 0x20u : 0u);

        // With one in a guest the other must not pull the line under it.
        QCOMPARE(statusOf(host, all[1]).reset_way, PPT_RESET_NONE);
        QCOMPARE(ppt_bind(table, other, &all[1]), 0);
        QCOMPARE(sim_resets(func[0]), 1u);
        QCOMPARE(ppt_unbind(table, other, &all[1]), 0);
        QCOMPARE(ppt_unbind(table, guest, &all[0]), 0);
        QCOMPARE(sim_resets(func[0]), 2u); // the bus is free again

        unsigned failed;
        QCOMPARE(ppt_bind_group(table, guest, all, 2, &failed), 0);
        QCOMPARE(sim_resets(func[0]), 3u); // one pulse for the group
        QCOMPARE(sim_resets(func[1]), 3u);
        QCOMPARE(ppt_unbind_group(table, guest, all, 2, &failed), 0);
        QCOMPARE(sim_resets(func[0]), 4u);
        QCOMPARE(ppt_bind_group(table, guest, all, 2, &failed), 0);
        QCOMPARE(ppt_unbind_all(table, guest), 2u);
        QVERIFY(sim_resets(func[0]) >= 6u);
    }

    // Power management that resets nothing although it does not say so is found out by the BARs still being there.
    void falseD3hot_data()
    {
        QTest::addColumn<bool>("alone");
        QTest::newRow("the bus is left") << true;
        QTest::newRow("nothing is left") << false;
    }
    void falseD3hot()
    {
        QFETCH(const bool, alone);
        const Host host(sim_new(4096, 0));
        sim_func *port = add(host, at(0, 1), bridge(true));
        const ppt_addr a = at(2);
        sim_func *func = add(host, a, bare().pm(0x40), port);
        if (!alone)
            add(host, at(2, 0, 1), bare(), port);
        sim_keeps(func, true);
        QCOMPARE(claim(host, a), 0);
        sim_set_scratch(func, 77);
        QCOMPARE(statusOf(host, a).reset_way, PPT_RESET_D3HOT);
        sim_guest *guest = sim_guest_new(host.get(), 4096);
        QCOMPARE(ppt_bind(sim_table(host.get()), guest, &a), 0);
        QCOMPARE(statusOf(host, a).reset, alone ? PPT_RESET_BUS : PPT_RESET_NONE);
        QCOMPARE(sim_scratch(func), alone ? 0u : 77u);
        QCOMPARE(ppt_unbind(sim_table(host.get()), guest, &a), 0);
        QCOMPARE(statusOf(host, a).reset_way, alone ? PPT_RESET_BUS : PPT_RESET_NONE);
        QCOMPARE(sim_read(func, 0x10, 4), 0xfd000000u);
    }

    void groupResetAllOrNone()
    {
        const Host host(sim_new(4096, 0));
        const ppt_addr all[] = {at(2, 0, 0), at(2, 0, 1)};
        sim_func *first = add(host, all[0], nic());
        add(host, all[1], bare());
        QCOMPARE(claim(host, all[0]), 0);
        QCOMPARE(claim(host, all[1]), 0);
        ppt_reset method[2];
        unsigned failed = 99;
        QCOMPARE(ppt_reset_group(sim_table(host.get()), all, 2, method, &failed), EOPNOTSUPP);
        QCOMPARE(failed, 1u);
        QCOMPARE(sim_resets(first), 0u);
        QCOMPARE(ppt_bind(sim_table(host.get()), sim_guest_new(host.get(), 4096), &all[0]), 0);
        QCOMPARE(ppt_reset_group(sim_table(host.get()), all, 1, method, &failed), EBUSY);
        const ppt_addr liar = at(3);
        sim_keeps(add(host, liar, bare().pm(0x40)), true);
        QCOMPARE(claim(host, liar), 0);
        QCOMPARE(ppt_reset_group(sim_table(host.get()), &liar, 1, method, &failed), EIO);
        QCOMPARE(method[0], PPT_RESET_NONE);
        QCOMPARE(ppt_reset_group(sim_table(host.get()), &liar, 1, method, &failed), EOPNOTSUPP);
        QCOMPARE(failed, 0u);
    }
};

QTEST_APPLESS_MAIN(TestPptReset)
#include "tst_ppt_reset.moc"
