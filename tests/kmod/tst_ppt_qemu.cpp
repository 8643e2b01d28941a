// SPDX-License-Identifier: BSD-2-Clause
// The core on hardware that nobody here wrote: QEMU's devices, driven without booting anything.
#include "qemu_machine.h"

#include <QTest>

#include <cerrno>

class TestPptQemu : public QObject
{
    Q_OBJECT
    using Function = QemuMachine::Function;
    static constexpr std::uint32_t window1 = 0xc0000000, window2 = 0xc1000000, window3 = 0xc2000000, window4 = 0xc3000000,
        eduBase = 0xc4000000;

    // Root ports with an e1000e, an NVMe, a two-port igb and an e1000 behind them, and edu on the root bus.
    struct World
    {
        QemuMachine qemu;
        Function *e1000e = nullptr, *nvme = nullptr, *igb[2] = {}, *edu = nullptr, *e1000 = nullptr;
        bool start()
        {
            if (!qemu.start({"-device", "intel-iommu,intremap=off", "-device", "pcie-root-port,id=rp1,chassis=1,slot=1,addr=4",
                    "-device", "pcie-root-port,id=rp2,chassis=2,slot=2,addr=5", "-device",
                    "pcie-root-port,id=rp3,chassis=3,slot=3,addr=6", "-device", "e1000e,bus=rp1", "-drive",
                    "if=none,id=d0,driver=null-co,size=1M", "-device", "nvme,bus=rp2,drive=d0,serial=1", "-device",
                    "igb,bus=rp3,addr=0.0,multifunction=on", "-device", "igb,bus=rp3,addr=0.1", "-device", "edu,addr=7", "-device", "pcie-root-port,id=rp4,chassis=4,slot=4,addr=8", "-device",
                    "e1000,bus=rp4"}))
                return false;
            Function *ports[4];
            const std::uint32_t windows[4] = {window1, window2, window3, window4};
            for (unsigned n = 0; n < 4; ++n) {
                ports[n] = qemu.add({0, 0, std::uint8_t(n < 3 ? 4 + n : 8), 0});
                qemu.openBridge(ports[n], std::uint8_t(1 + n), windows[n]);
            }
            e1000e = place({0, 1, 0, 0}, ports[0], window1);
            nvme = place({0, 2, 0, 0}, ports[1], window2);
            igb[0] = place({0, 3, 0, 0}, ports[2], window3);
            igb[1] = place({0, 3, 0, 1}, ports[2], window3 + 0x400000);
            edu = place({0, 0, 7, 0}, nullptr, eduBase);
            e1000 = place({0, 4, 0, 0}, ports[3], window4);
            return true;
        }
        /// Give every memory BAR an address of its own: what firmware does before anybody claims.
        Function *place(const ppt_addr &at, Function *bridge, std::uint32_t base)
        {
            Function *func = qemu.add(at, bridge);
            ppt_bar bar[PPT_BARS];
            ppt_bars_size(&QemuMachine::ops, func, bar);
            for (const ppt_bar &b : bar)
                if (b.kind == PPT_BAR_MEMORY && b.reg != 0x30) {
                    base = std::uint32_t((base + b.size - 1) & ~(b.size - 1));
                    qemu.setConfig(at, b.reg, base, 4);
                    base += std::uint32_t(b.size);
                }
            qemu.setConfig(at, 0x04, 0x0002, 2);
            return func;
        }
        int claim(Function *func) { return ppt_claim(qemu.table(), &func->dev, func, &func->addr); }
        std::uint64_t bar(Function *func, unsigned n) { return func->dev.bar[n].base; }
    };

    static QByteArray bars(const Function *func)
    {
        QByteArray text;
        for (const ppt_bar &b : func->dev.bar)
            if (b.kind != PPT_BAR_NONE && b.reg != 0x30)
                text += QByteArray::number(b.reg, 16) + (b.kind == PPT_BAR_IO ? " io " : " mem") + (b.kind == PPT_BAR_IO ? "" : QByteArray::number(b.bits))
                    + (b.kind == PPT_BAR_IO ? "" : " ") + QByteArray::number(qulonglong(b.size), 16) + ", ";
        return text.isEmpty() ? text : text.chopped(2);
    }

private slots:
    // Sizes as QEMU's sources and FreeBSD's pciconf(8) on the same devices have them.
    void sizes()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        for (Function *func : {w.e1000e, w.nvme, w.igb[0], w.igb[1], w.edu})
            QCOMPARE(w.claim(func), 0);
        QCOMPARE(bars(w.e1000e), "10 mem32 20000, 14 mem32 20000, 18 io 20, 1c mem32 4000");
        QCOMPARE(bars(w.nvme), "10 mem64 4000");
        QCOMPARE(bars(w.edu), "10 mem32 100000");
        QCOMPARE(int(w.e1000e->dev.caps.msix_count), 5);
        QCOMPARE(int(w.e1000e->dev.caps.msix_table_bar), 0x1c);
        QCOMPARE(int(w.nvme->dev.caps.msix_count), 65);
        QVERIFY(w.nvme->dev.caps.express_flr);
        QVERIFY(!w.e1000e->dev.caps.express_flr);
        QCOMPARE(int(w.igb[0]->dev.caps.msix_count), 10);
        QCOMPARE(int(w.edu->dev.caps.msi_count), 1);
        QCOMPARE(w.edu->dev.caps.walk, PPT_WALK_END);
        QCOMPARE(w.igb[1]->dev.caps.extended, PPT_WALK_END);
    }

    void flr()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        QCOMPARE(w.claim(w.nvme), 0);
        const std::uint64_t masked = w.bar(w.nvme, 0) + 0x0c; // interrupt mask
        w.qemu.write(masked, 5, 4);
        QCOMPARE(w.qemu.read(masked, 4), 5u);
        ppt_reset method = PPT_RESET_UNKNOWN;
        unsigned failed;
        QCOMPARE(ppt_reset_group(w.qemu.table(), &w.nvme->addr, 1, &method, &failed), 0);
        QCOMPARE(ppt_reset_name(method), "flr");
        QCOMPARE(w.qemu.config(w.nvme->addr, 0x10, 4) & ~15u, std::uint32_t(w.bar(w.nvme, 0)));
        QCOMPARE(w.qemu.read(masked, 4), 0u);
    }

    // An e1000 has no capabilities at all: only the bus is left, and it is alone there.
    void secondaryBus()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        QCOMPARE(w.claim(w.e1000), 0);
        const std::uint64_t ring = w.bar(w.e1000, 0) + 0x2800; // receive descriptor base
        w.qemu.write(ring, 0x12340000, 4);
        QCOMPARE(w.qemu.read(ring, 4), 0x12340000u);
        ppt_reset method = PPT_RESET_UNKNOWN;
        unsigned failed;
        QCOMPARE(ppt_reset_group(w.qemu.table(), &w.e1000->addr, 1, &method, &failed), 0);
        QCOMPARE(ppt_reset_name(method), "bus");
        QCOMPARE(w.qemu.config(w.e1000->addr, 0x10, 4), std::uint32_t(w.bar(w.e1000, 0)));
        QCOMPARE(w.qemu.read(ring, 4), 0u);
    }

    // No FLR, but power management: through D3hot, and by the bus where QEMU makes nothing of that; the configuration is
    // as before.
    void powerState()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        QCOMPARE(w.claim(w.e1000e), 0);
        w.qemu.setConfig(w.e1000e->addr, 0x3c, 0x0b, 1);
        const std::uint64_t ring = w.bar(w.e1000e, 0) + 0x2800; // receive descriptor base
        w.qemu.write(ring, 0x12340000, 4);
        QCOMPARE(w.qemu.read(ring, 4), 0x12340000u);
        ppt_reset method = PPT_RESET_UNKNOWN;
        unsigned failed;
        QCOMPARE(ppt_reset_group(w.qemu.table(), &w.e1000e->addr, 1, &method, &failed), 0);
        QCOMPARE(ppt_reset_name(method), w.e1000e->dev.caps.pm_keeps ? "bus" : "d3hot");
        QCOMPARE(w.qemu.read(ring, 4), 0u);
        QCOMPARE(w.qemu.config(w.e1000e->addr, w.e1000e->dev.caps.pm + 4u, 2) & 3u, 0u);
        QCOMPARE(w.qemu.config(w.e1000e->addr, 0x3c, 1), 0x0bu);
        QCOMPARE(w.qemu.config(w.e1000e->addr, 0x10, 4), std::uint32_t(w.bar(w.e1000e, 0)));
    }

    void noWayToReset()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        QCOMPARE(w.claim(w.edu), 0);
        unsigned failed;
        QCOMPARE(ppt_reset_group(w.qemu.table(), &w.edu->addr, 1, nullptr, &failed), EOPNOTSUPP);
        QCOMPARE(ppt_bind(w.qemu.table(), w.qemu.guest(), &w.edu->addr), 0);
        QCOMPARE(w.edu->dev.reset, PPT_RESET_NONE);
    }

    void groupOfTwoPorts()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        QCOMPARE(w.claim(w.igb[0]), 0);
        const ppt_addr both[] = {w.igb[0]->addr, w.igb[1]->addr};
        unsigned failed = 9;
        QCOMPARE(ppt_bind_group(w.qemu.table(), w.qemu.guest(), both, 2, &failed), ENOENT);
        QCOMPARE(failed, 1u);
        QCOMPARE(w.claim(w.igb[1]), 0);
        QCOMPARE(ppt_bind_group(w.qemu.table(), w.qemu.guest(), both, 2, &failed), 0);
        for (Function *func : w.igb) {
            QCOMPARE(w.qemu.config(func->addr, 0x10, 4) & ~15u, std::uint32_t(func->dev.bar[0].base));
            QCOMPARE(func->dev.reset, PPT_RESET_FLR);
        }
        QCOMPARE(ppt_unbind_group(w.qemu.table(), w.qemu.guest(), both, 2, &failed), 0);
    }

    void msixMessage()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        QCOMPARE(w.claim(w.e1000e), 0);
        const ppt_addr &a = w.e1000e->addr;
        QCOMPARE(ppt_bind(w.qemu.table(), w.qemu.guest(), &a), 0);
        w.qemu.setConfig(a, 0x04, 0x0006, 2);
        constexpr std::uint64_t landing = 0x2000000;
        QCOMPARE(ppt_msix_setup(w.qemu.table(), w.qemu.guest(), &a, 5, landing, 0x4142, 0), EINVAL);
        QCOMPARE(ppt_msix_setup(w.qemu.table(), w.qemu.guest(), &a, 2, landing, 0x4142, 0), 0);
        QVERIFY(w.qemu.config(a, w.e1000e->dev.caps.msix + 2u, 2) & 0x8000u);
        const std::uint64_t nic = w.bar(w.e1000e, 0);
        const ppt_caps &caps = w.e1000e->dev.caps;
        const std::uint64_t entry = w.bar(w.e1000e, (caps.msix_table_bar - 0x10) / 4) + caps.msix_table + 2 * 16;
        const std::uint64_t pending = w.bar(w.e1000e, (caps.msix_pba_bar - 0x10) / 4) + caps.msix_pba;
        const auto raise = [&] {
            w.qemu.write(landing, 0, 4);
            w.qemu.write(nic + 0x00e4, 0xa0000, 4);  // IVAR: other causes raise vector 2
            w.qemu.write(nic + 0x00d0, 1u << 24, 4); // IMS: other causes
            w.qemu.write(nic + 0x00c8, 1u << 24, 4); // ICS: now
            const bool masked = w.qemu.read(entry + 12, 4) & 1;
            w.qemu.waitFor([&] { return masked ? (w.qemu.read(pending, 8) & 4) != 0 : w.qemu.read(landing, 4) != 0; });
            return w.qemu.read(landing, 4);
        };
        QCOMPARE(raise(), 0x4142u);
        QCOMPARE(ppt_msix_setup(w.qemu.table(), w.qemu.guest(), &a, 2, landing, 0x4142, 1), 0);
        w.qemu.read(nic + 0x00c0, 4); // ICR: clears
        QCOMPARE(raise(), 0u);
        QCOMPARE(ppt_unbind(w.qemu.table(), w.qemu.guest(), &a), 0);
        QVERIFY(!(w.qemu.config(a, w.e1000e->dev.caps.msix + 2u, 2) & 0x8000u));
    }

    // What is on the board: no capability to reset it by, and no bus of its own.
    void diskController()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        Function *ahci = w.place({0, 0, 0x1f, 2}, nullptr, eduBase + 0x200000);
        QCOMPARE(w.claim(ahci), 0);
        QCOMPARE(bars(ahci), "20 io 20, 24 mem32 1000");
        QCOMPARE(int(ahci->dev.caps.msi_count), 1);
        QCOMPARE(int(ahci->dev.caps.msix_count), 0);
        ppt_status status;
        QCOMPARE(ppt_status_at(w.qemu.table(), &ahci->addr, &status), 0);
        QCOMPARE(ppt_reset_name(status.reset_way), "none");
        QCOMPARE(ppt_msix_setup(w.qemu.table(), w.qemu.guest(), &ahci->addr, 0, 0x2000000, 1, 0), EBUSY);
        QCOMPARE(ppt_bind(w.qemu.table(), w.qemu.guest(), &ahci->addr), 0);
        QCOMPARE(ppt_msix_setup(w.qemu.table(), w.qemu.guest(), &ahci->addr, 0, 0x2000000, 1, 0), EINVAL);
    }

    void msiMessage()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        QCOMPARE(w.claim(w.edu), 0);
        const ppt_addr &a = w.edu->addr;
        QCOMPARE(ppt_bind(w.qemu.table(), w.qemu.guest(), &a), 0);
        w.qemu.setConfig(a, 0x04, 0x0006, 2);
        constexpr std::uint64_t landing = 0x2000000;
        const auto raise = [&] {
            w.qemu.write(landing, 0, 4);
            w.qemu.write(eduBase + 0x60, 1, 4); // raise
            const auto seen = w.qemu.read(landing, 4);
            w.qemu.write(eduBase + 0x64, 1, 4); // acknowledge
            return seen;
        };
        QCOMPARE(ppt_msi_setup(w.qemu.table(), w.qemu.guest(), &a, landing, 0x4343, 2), EINVAL);
        QCOMPARE(ppt_msi_setup(w.qemu.table(), w.qemu.guest(), &a, landing, 0x4343, 1), 0);
        QCOMPARE(raise(), 0x4343u);
        QCOMPARE(ppt_msi_setup(w.qemu.table(), w.qemu.guest(), &a, landing, 0x4343, 0), 0);
        QCOMPARE(raise(), 0u);
    }

    // A virtual function reads as all ones where others have vendor and device, and is there all the same.
    void virtualFunction()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        const ppt_addr &pf = w.igb[0]->addr;
        ppt_cap_walk walk;
        unsigned sriov = 0;
        ppt_cap_first(&walk, &QemuMachine::ops, w.igb[0], true);
        while (ppt_cap_next(&walk))
            if (walk.id == 0x10)
                sriov = walk.offset;
        QVERIFY(sriov != 0);
        const unsigned first = 0x300 + w.qemu.config(pf, sriov + 0x14, 2);
        const ppt_addr vf = {0, std::uint8_t(first >> 8), std::uint8_t(first >> 3 & 31), std::uint8_t(first & 7)};
        Function *func = w.qemu.add(vf, w.igb[0]->bridge);
        QCOMPARE(w.claim(func), ENXIO); // not switched on yet
        w.qemu.setConfig(pf, sriov + 0x10, 2, 2);
        w.qemu.setConfig(pf, sriov + 0x08, 0x0009, 2);
        QCOMPARE(w.qemu.config(vf, 0, 4), 0xffffffffu);
        QCOMPARE(w.claim(func), 0);
        QVERIFY(func->dev.caps.express_flr);
        QVERIFY(func->dev.caps.msix_count > 0);
        QCOMPARE(bars(func), ""); // they are in the SR-IOV capability of the function that owns it
        QCOMPARE(ppt_bind(w.qemu.table(), w.qemu.guest(), &vf), 0);
        QCOMPARE(func->dev.reset, PPT_RESET_FLR);
        QCOMPARE(ppt_msix_setup(w.qemu.table(), w.qemu.guest(), &vf, 0, 0x2000000, 1, 0), EINVAL);
        w.qemu.setConfig(pf, sriov + 0x08, 0, 2); // and it is gone
        QCOMPARE(ppt_unbind(w.qemu.table(), w.qemu.guest(), &vf), 0);
        QCOMPARE(ppt_bind(w.qemu.table(), w.qemu.guest(), &vf), ENXIO);
    }

    // edu copies memory by DMA. Bound, it reaches its guest's memory and nothing else; claimed, nothing at all.
    void dmaReachesOnlyItsGuest()
    {
        World w;
        if (!w.start())
            QSKIP("no QEMU here");
        const ppt_addr &a = w.edu->addr;
        const auto edu = [&](std::uint64_t from, std::uint64_t to, unsigned command) {
            w.qemu.setConfig(a, 0x04, 0x0006, 2);
            w.qemu.write(eduBase + 0x80, from, 8);
            w.qemu.write(eduBase + 0x88, to, 8);
            w.qemu.write(eduBase + 0x90, 4, 8);
            w.qemu.write(eduBase + 0x98, command, 8);
            w.qemu.waitFor([&] { return (w.qemu.read(eduBase + 0x98, 8) & 1) == 0; });
        };
        constexpr std::uint64_t buffer = 0x40000, gpa = 0x3000;
        w.qemu.startIommu();
        QCOMPARE(w.claim(w.edu), 0);
        w.qemu.write(gpa, 0x11111111, 4); // the host's memory at that very address
        w.qemu.write(QemuMachine::guestBase + gpa, 0x22222222, 4);

        QCOMPARE(ppt_bind(w.qemu.table(), w.qemu.guest(), &a), 0);
        edu(gpa, buffer, 1); // read the guest's word …
        edu(buffer, gpa + 0x10, 3); // … and write it behind
        QCOMPARE(w.qemu.read(QemuMachine::guestBase + gpa + 0x10, 4), 0x22222222u);
        QCOMPARE(w.qemu.read(gpa + 0x10, 4), 0u);
        edu(buffer, QemuMachine::guestSize + 0x1000, 3); // beyond the guest
        QCOMPARE(w.qemu.read(QemuMachine::guestSize + 0x1000, 4), 0u);

        QCOMPARE(ppt_unbind(w.qemu.table(), w.qemu.guest(), &a), 0);
        edu(buffer, gpa + 0x20, 3);
        QCOMPARE(w.qemu.read(QemuMachine::guestBase + gpa + 0x20, 4), 0u);
        QCOMPARE(w.qemu.read(gpa + 0x20, 4), 0u);
    }
};

QTEST_APPLESS_MAIN(TestPptQemu)
#include "tst_ppt_qemu.moc"
