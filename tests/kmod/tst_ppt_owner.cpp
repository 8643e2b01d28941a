// SPDX-License-Identifier: BSD-2-Clause
// Who holds a function: claim, bind, take back, release; groups all or none.
#include "machine.h"

#include <QTest>

#include <cerrno>

using namespace machine;

class TestPptOwner : public QObject
{
    Q_OBJECT
    struct World
    {
        Host host{sim_new(1 << 16, 0)};
        std::vector<sim_func *> funcs;
        std::vector<sim_guest *> guests;
        std::vector<ppt_addr> all;
        World()
        {
            for (unsigned func = 0; func < 4; ++func) {
                all.push_back(at(2, 0, func));
                funcs.push_back(add(host, all.back(), nic(func != 2)));
            }
            guests = {sim_guest_new(host.get(), 1 << 16), sim_guest_new(host.get(), 1 << 16)};
        }
        ppt_table *table() const { return sim_table(host.get()); }
        QByteArray picture() const { return snapshot(host, funcs, guests); }
        void claimAll() const
        {
            for (const ppt_addr &a : all)
                QCOMPARE(claim(host, a), 0);
        }
        int claimGroup(unsigned *failed) const
        {
            std::vector<ppt_dev *> dev;
            std::vector<void *> hw(funcs.begin(), funcs.end());
            for (sim_func *f : funcs)
                dev.push_back(sim_dev(f));
            return ppt_claim_group(table(), dev.data(), hw.data(), all.data(), unsigned(all.size()), failed);
        }
    };

private slots:
    void probe_data()
    {
        QTest::addColumn<int>("header");
        QTest::addColumn<QByteArray>("listed");
        QTest::addColumn<int>("answer");
        QTest::newRow("listed") << 0x00 << QByteArray("2/0/0") << int(PPT_PROBE_LISTED);
        QTest::newRow("listed, multi-function") << 0x80 << QByteArray("2/0/0") << int(PPT_PROBE_LISTED);
        QTest::newRow("not listed") << 0x00 << QByteArray("2/0/1") << int(PPT_PROBE_FORCED);
        QTest::newRow("bridge listed") << 0x01 << QByteArray("2/0/0") << int(PPT_PROBE_NEVER);
        QTest::newRow("cardbus listed") << 0x82 << QByteArray("2/0/0") << int(PPT_PROBE_NEVER);
        QTest::newRow("gone") << 0xff << QByteArray("2/0/0") << int(PPT_PROBE_NEVER);
    }
    void probe()
    {
        QFETCH(const int, header);
        QFETCH(const QByteArray, listed);
        QFETCH(const int, answer);
        for (int n = 0; n < PPT_SPEC_NAMES; ++n) {
            const char *value[PPT_SPEC_NAMES] = {};
            value[n] = listed.constData();
            QCOMPARE(int(ppt_probe_answer(unsigned(header), 2, 0, 0, value)), answer);
        }
    }

    void life()
    {
        World w;
        const ppt_addr a = at(2, 0, 0);
        sim_write(w.funcs[0], 0x04, 0x0007, 2);
        QCOMPARE(claim(w.host, a), 0);
        QCOMPARE(claim(w.host, a), EBUSY);
        QCOMPARE(sim_read(w.funcs[0], 0x04, 2), 0x0003u); // decoding stays, DMA does not
        QVERIFY(!sim_in_domain(w.funcs[0], nullptr));
        QCOMPARE(statusOf(w.host, a).reset, PPT_RESET_UNKNOWN);

        QCOMPARE(ppt_bind(w.table(), w.guests[0], &a), 0);
        QCOMPARE(statusOf(w.host, a).vm, static_cast<void *>(w.guests[0]));
        QCOMPARE(statusOf(w.host, a).reset, PPT_RESET_FLR);
        QCOMPARE(sim_read(w.funcs[0], 0x10, 4), 0xfde40000u); // kept over the reset
        QVERIFY(sim_in_domain(w.funcs[0], w.guests[0]));
        QCOMPARE(ppt_held_by(w.table(), w.guests[0]), 1u);

        // Stock 12.1 lets the same guest have it twice and the host panics.
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &a), EBUSY);
        QCOMPARE(ppt_bind(w.table(), w.guests[1], &a), EBUSY);
        QCOMPARE(ppt_unbind(w.table(), w.guests[1], &a), EBUSY);
        QCOMPARE(ppt_release(w.table(), sim_dev(w.funcs[0])), EBUSY);

        QCOMPARE(ppt_unbind(w.table(), w.guests[0], &a), 0);
        QCOMPARE(ppt_unbind(w.table(), w.guests[0], &a), EBUSY);
        QCOMPARE(sim_resets(w.funcs[0]), 2u);
        QCOMPARE(ppt_release(w.table(), sim_dev(w.funcs[0])), 0);
        QCOMPARE(ppt_release(w.table(), sim_dev(w.funcs[0])), ENOENT);
        QVERIFY(sim_in_domain(w.funcs[0], nullptr));
        QCOMPARE(ppt_unbind(w.table(), w.guests[0], &a), ENOENT);
        QCOMPARE(ppt_held(w.table()), 0u);
    }

    void onlyEndpointsThatAnswer()
    {
        World w;
        add(w.host, at(9), Config(1));
        QCOMPARE(claim(w.host, at(9)), ENXIO);
        sim_unplug(w.funcs[0], true);
        QCOMPARE(claim(w.host, at(2, 0, 0)), ENXIO);
        QVERIFY(sim_in_domain(w.funcs[0], nullptr));
    }

    // A virtual function reads its vendor as all ones and is there all the same.
    void virtualFunction()
    {
        World w;
        add(w.host, at(3), nic().put(0x00, 0xffffffff, 4));
        QCOMPARE(claim(w.host, at(3)), 0);
        const ppt_addr a = at(3);
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &a), 0);
    }

    void anyDomain()
    {
        World w;
        const ppt_addr far = {1, 2, 0, 0}, any = {PPT_ANY_DOMAIN, 2, 0, 0};
        sim_func *other = add(w.host, far, nic());
        QCOMPARE(claim(w.host, far), 0);
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &w.all[0]), ENOENT);
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &any), 0); // the only one there is
        QCOMPARE(ppt_unbind(w.table(), w.guests[0], &any), 0);
        QCOMPARE(claim(w.host, w.all[0]), 0);
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &any), 0);
        QVERIFY(sim_in_domain(w.funcs[0], w.guests[0]));
        QVERIFY(!sim_in_domain(other, w.guests[0]));
    }

    void claimGroupAllOrNone()
    {
        for (unsigned k = 0; k < 4; ++k) {
            World w;
            for (sim_func *f : w.funcs)
                sim_write(f, 0x04, 0x0007, 2);
            const QByteArray before = w.picture();
            sim_fail(w.host.get(), SIM_IOMMU_DETACH, k + 1, EIO);
            unsigned failed = 99;
            QCOMPARE(w.claimGroup(&failed), EIO);
            QCOMPARE(failed, k);
            QCOMPARE(w.picture(), before);
            QCOMPARE(w.claimGroup(&failed), 0);
        }
    }

    void releaseGroupAllOrNone()
    {
        for (unsigned k = 0; k < 4; ++k) {
            World w;
            w.claimAll();
            std::vector<ppt_dev *> dev;
            for (sim_func *f : w.funcs)
                dev.push_back(sim_dev(f));
            const QByteArray before = w.picture();
            unsigned failed = 99;
            sim_fail(w.host.get(), SIM_IOMMU_ATTACH, k + 1, EIO);
            QCOMPARE(ppt_release_group(w.table(), dev.data(), 4, &failed), EIO);
            QCOMPARE(failed, k);
            QCOMPARE(w.picture(), before);

            QCOMPARE(ppt_bind(w.table(), w.guests[0], &w.all[k]), 0);
            QCOMPARE(ppt_release_group(w.table(), dev.data(), 4, &failed), EBUSY);
            QCOMPARE(failed, k);
            QCOMPARE(ppt_unbind(w.table(), w.guests[0], &w.all[k]), 0);
            std::swap(dev[0], dev[k]);
            dev[3] = dev[0];
            QCOMPARE(ppt_release_group(w.table(), dev.data(), 4, &failed), EINVAL);
        }
    }

    void bindGroupAllOrNone()
    {
        for (unsigned k = 0; k < 4; ++k) {
            World w;
            w.claimAll();
            const QByteArray before = w.picture();
            unsigned failed = 99;
            sim_fail(w.host.get(), SIM_IOMMU_ATTACH, k + 1, ENOMEM);
            QCOMPARE(ppt_bind_group(w.table(), w.guests[0], w.all.data(), 4, &failed), ENOMEM);
            QCOMPARE(failed, k);
            QCOMPARE(w.picture(), before);

            sim_slow(w.funcs[k], UINT_MAX); // never comes back
            QCOMPARE(ppt_bind_group(w.table(), w.guests[0], w.all.data(), 4, &failed), EIO);
            QCOMPARE(failed, k);
            for (sim_func *f : w.funcs)
                QVERIFY(!sim_in_domain(f, w.guests[0]));
            QCOMPARE(ppt_bind_group(w.table(), w.guests[0], w.all.data(), 4, &failed), ENXIO);
            QCOMPARE(ppt_held_by(w.table(), w.guests[0]), 0u);
        }
    }

    void unbindGroupAllOrNone()
    {
        for (unsigned k = 0; k < 4; ++k) {
            World w;
            w.claimAll();
            unsigned failed = 99;
            QCOMPARE(ppt_bind_group(w.table(), w.guests[0], w.all.data(), 4, &failed), 0);
            for (unsigned n = 0; n < 4; ++n) {
                sim_write(w.funcs[n], 0x04, 0x0007, 2);
                QCOMPARE(ppt_msix_setup(w.table(), w.guests[0], &w.all[n], 1, 0xfee00000, 0x31, 0), 0);
                QCOMPARE(ppt_window_map(w.table(), w.guests[0], &w.all[n], 0xc0000000 + n * 0x100000, 0x20000, 0xfde40000), 0);
            }
            const QByteArray before = w.picture();
            sim_fail(w.host.get(), SIM_IOMMU_DETACH, k + 1, EIO);
            QCOMPARE(ppt_unbind_group(w.table(), w.guests[0], w.all.data(), 4, &failed), EIO);
            QCOMPARE(failed, k);
            QCOMPARE(w.picture(), before);
            QCOMPARE(ppt_unbind_group(w.table(), w.guests[0], w.all.data(), 4, &failed), 0);
            QCOMPARE(sim_handlers(w.host.get()), 0u);
            QCOMPARE(sim_vectors_used(w.host.get()), 0u);
            QVERIFY(!ppt_is_window(w.table(), w.guests[0], 0xc0000000));
        }
    }

    void groupArguments()
    {
        World w;
        w.claimAll();
        unsigned failed = 99;
        QCOMPARE(ppt_bind_group(w.table(), w.guests[0], w.all.data(), 0, &failed), EINVAL);
        std::vector<ppt_addr> many(PPT_GROUP_MAX + 1, w.all[0]);
        QCOMPARE(ppt_bind_group(w.table(), w.guests[0], many.data(), unsigned(many.size()), &failed), EINVAL);
        std::vector<ppt_addr> twice = {w.all[0], w.all[1], w.all[0]};
        QCOMPARE(ppt_bind_group(w.table(), w.guests[0], twice.data(), 3, &failed), EINVAL);
        QCOMPARE(failed, 2u);
        twice[2] = at(9, 9, 1);
        QCOMPARE(ppt_bind_group(w.table(), w.guests[0], twice.data(), 3, &failed), ENOENT);
        QCOMPARE(ppt_bind_group(w.table(), w.guests[0], w.all.data(), 4, &failed), 0);
    }

    void guestGoesAway()
    {
        World w;
        w.claimAll();
        unsigned failed;
        QCOMPARE(ppt_bind_group(w.table(), w.guests[0], w.all.data(), 3, &failed), 0);
        QCOMPARE(ppt_bind(w.table(), w.guests[1], &w.all[3]), 0);
        sim_fail(w.host.get(), SIM_IOMMU_DETACH, 2, EIO);
        QCOMPARE(ppt_unbind_all(w.table(), w.guests[0]), 3u);
        QCOMPARE(ppt_held_by(w.table(), w.guests[0]), 0u);
        QCOMPARE(ppt_held_by(w.table(), w.guests[1]), 1u);
    }

    void unbindsWhatNoLongerAnswers()
    {
        World w;
        w.claimAll();
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &w.all[0]), 0);
        sim_unplug(w.funcs[0], true);
        QCOMPARE(ppt_unbind(w.table(), w.guests[0], &w.all[0]), 0);
        QCOMPARE(statusOf(w.host, w.all[0]).state, PPT_CLAIMED);
        QCOMPARE(statusOf(w.host, w.all[0]).reset_error, ENXIO);
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &w.all[0]), ENXIO);
        sim_unplug(w.funcs[0], false);
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &w.all[0]), 0);
        QCOMPARE(statusOf(w.host, w.all[0]).reset_error, 0);
    }

    void dmaReachesOneDomain()
    {
        World w;
        w.claimAll();
        std::uint8_t byte = 0;
        sim_write(w.funcs[0], 0x04, 0x0006, 2);
        QCOMPARE(sim_dma_write(w.funcs[0], 0x100, 7), EFAULT); // claimed: no domain at all
        QCOMPARE(ppt_bind(w.table(), w.guests[0], &w.all[0]), 0);
        sim_write(w.funcs[0], 0x04, 0x0006, 2);
        QCOMPARE(sim_dma_write(w.funcs[0], 0x100, 7), 0);
        QCOMPARE(int(sim_guest_byte(w.guests[0], 0x100)), 7);
        QCOMPARE(int(sim_guest_byte(w.guests[1], 0x100)), 0);
        QCOMPARE(int(sim_host_byte(w.host.get(), 0x100)), 0);
        QCOMPARE(sim_dma_read(w.funcs[0], 1 << 20, &byte), EFAULT);
        QCOMPARE(ppt_unbind(w.table(), w.guests[0], &w.all[0]), 0);
        QCOMPARE(sim_dma_write(w.funcs[0], 0x100, 8), EPERM);
    }

    void quietAndEnable()
    {
        const Host host(sim_new(4096, PPT_QUIET | PPT_ENABLE));
        sim_func *func = add(host, at(2), nic());
        sim_guest *guest = sim_guest_new(host.get(), 4096);
        const ppt_addr a = at(2);
        sim_write(func, 0x04, 0x0007, 2);
        QCOMPARE(claim(host, a), 0);
        QCOMPARE(sim_read(func, 0x04, 2) & 7u, 0u);
        QCOMPARE(ppt_bind(sim_table(host.get()), guest, &a), 0);
        QCOMPARE(sim_read(func, 0x04, 2) & 7u, 7u);
        QCOMPARE(ppt_unbind(sim_table(host.get()), guest, &a), 0);
        QCOMPARE(sim_read(func, 0x04, 2) & 7u, 0u);
    }

    void needsRoom()
    {
        ppt_table table;
        Host host(sim_new(4096, 0));
        sim_func *func = add(host, at(2), nic());
        const ppt_addr a = at(2);
        ppt_table_init(&table, &sim_ops, host.get(), 0);
        QCOMPARE(ppt_claim(&table, sim_dev(func), func, &a), ENOSPC);
        std::vector<void *> memory(ppt_index_bytes(1) / sizeof(void *) + 1);
        void *former = &table;
        QCOMPARE(ppt_table_room(&table, memory.data(), ppt_index_bytes(1) - 1, 1, &former), EINVAL);
        QCOMPARE(ppt_table_room(&table, memory.data(), ppt_index_bytes(1), 1, &former), 0);
        QCOMPARE(former, nullptr);
        QCOMPARE(ppt_claim(&table, sim_dev(func), func, &a), 0);
    }
};

QTEST_APPLESS_MAIN(TestPptOwner)
#include "tst_ppt_owner.moc"
