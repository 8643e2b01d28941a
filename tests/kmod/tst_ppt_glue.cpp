// SPDX-License-Identifier: BSD-2-Clause
// The FreeBSD glue itself, run on a small newbus and vmm: what devctl, bhyve and pptctl(8) would be answered.
#include "machine.h"

#include "bsd/bsd.h"
#include "freebsd/pptctl.h"

#include <QTest>

#include <cerrno>

using namespace machine;

namespace {

#if PPT_VCPU
int setupMsix(vm *guest, int index) { return ppt_setup_msix(guest, 0, 1, 0, 0, index, 0xfee00000, 0x31, 0); }
int setupMsi(vm *guest, int count) { return ppt_setup_msi(guest, 0, 1, 0, 0, 0xfee00000, 0x31, count); }
#else
int setupMsix(vm *guest, int index) { return ppt_setup_msix(guest, 1, 0, 0, index, 0xfee00000, 0x31, 0); }
int setupMsi(vm *guest, int count) { return ppt_setup_msi(guest, 1, 0, 0, 0xfee00000, 0x31, count); }
#endif

pptctl_addr place(unsigned bus, unsigned slot = 0, unsigned func = 0)
{
    return {0, std::uint8_t(bus), std::uint8_t(slot), std::uint8_t(func), 0};
}

pptctl_group group(std::initializer_list<pptctl_addr> members)
{
    pptctl_group g = {};
    g.version = PPTCTL_VERSION;
    for (const pptctl_addr &a : members)
        g.at[g.count++] = a;
    return g;
}

} // namespace

class TestPptGlue : public QObject
{
    Q_OBJECT
    // A root port with a NIC at 1/0/0; two functions of a card at 2/0/0 and 2/0/1.
    struct World
    {
        Host host{sim_new(4096, 0)};
        sim_func *port, *nicFunc;
        device_t portDev, nicDev, cardDev[2];
        vm *guest, *other;
        explicit World(const char *pptdevs)
        {
            bsd_boot(host.get());
            bsd_setenv("pptdevs2", pptdevs);
            port = add(host, at(0, 1), Config(1).express(0x40, false, 4));
            portDev = bsd_add(port, nullptr, "pcib");
            nicFunc = add(host, at(1), nic(), port);
            nicDev = bsd_add(nicFunc, portDev, "em");
            for (unsigned n = 0; n < 2; ++n)
                cardDev[n] = bsd_add(add(host, at(2, 0, n), nic()), nullptr, n == 0 ? "igb" : nullptr);
            guest = bsd_vm(sim_guest_new(host.get(), 4096), "one");
            other = bsd_vm(sim_guest_new(host.get(), 4096), "two");
        }
        ~World()
        {
            ppt_unassign_all(guest);
            ppt_unassign_all(other);
            bsd_shutdown();
        }
    };

private slots:
    void cleanup()
    {
        QCOMPARE(bsd_locks_held(), 0);
        QCOMPARE(bsd_allocations(), std::size_t(0));
    }

    void probe()
    {
        World w("1/0/0 0/1/0");
        QCOMPARE(bsd_driver_of(w.nicDev), "ppt");
        QCOMPARE(bsd_call(w.nicDev, device_probe), 0);
        QCOMPARE(bsd_driver_of(w.portDev), "pcib"); // a bridge, though listed
        QCOMPARE(bsd_call(w.portDev, device_probe), ENXIO);
        QCOMPARE(bsd_driver_of(w.cardDev[0]), "igb");
        QCOMPARE(bsd_call(w.cardDev[0], device_probe), BUS_PROBE_NOWILDCARD);
        QCOMPARE(bsd_read_sysctl("devices", nullptr), "1");
        QCOMPARE(ppt_avail_devices(), 1);
    }

    void report()
    {
        World w("1/0/0 2:0:0 3/0/0x");
        QCOMPARE(bsd_read_sysctl("pptdevs_report", nullptr),
            "ppt: pptdevs2, character 8, \"2:0:0\": a '/' must stand here; the token is ignored\n"
            "ppt: pptdevs2, character 18, \"3/0/0x\": text after the third number is ignored\n");
    }

    // The dialogue with the stock driver on VT-d, answer by answer.
    void dialogue()
    {
        World w("1/0/0 2/0/1");
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(bsd_device_detach(w.nicDev), EBUSY);
        QCOMPARE(vm_assign_pptdev(w.other, 1, 0, 0), EBUSY);
        QCOMPARE(vm_assign_pptdev(w.other, 2, 0, 0), ENOENT);
        QCOMPARE(vm_assign_pptdev(w.other, 9, 9, 9), ENOENT);
        QCOMPARE(vm_assign_pptdev(w.other, 2, 0, 1), 0);
        QCOMPARE(ppt_assigned_devices(w.other), 1);
        QCOMPARE(vm_unassign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(vm_unassign_pptdev(w.guest, 1, 0, 0), EBUSY);
        QCOMPARE(vm_unassign_pptdev(w.other, 2, 0, 1), 0);

        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(ppt_map_mmio(w.guest, 1, 0, 0, 0xc0000000, 0x20000, 0xfde40000), 0);
        QVERIFY(ppt_is_mmio(w.guest, 0xc001ffff));
        QCOMPARE(setupMsi(w.guest, 1), 0);
        QCOMPARE(setupMsi(w.guest, 0), 0);
        QCOMPARE(setupMsix(w.guest, 0), 0);
        QCOMPARE(setupMsix(w.guest, 1), 0);
        QCOMPARE(vm_unassign_pptdev(w.guest, 1, 0, 0), 0);
        QVERIFY(!ppt_is_mmio(w.guest, 0xc001ffff));
        QCOMPARE(bsd_device_detach(w.nicDev), 0);
        bsd_setenv("pptdevs2", nullptr);
        QCOMPARE(device_probe_and_attach(w.nicDev), 0);
        QCOMPARE(bsd_driver_of(w.nicDev), "em");
        QVERIFY(sim_in_domain(w.nicFunc, nullptr));
    }

    // Where the stock driver panics.
    void msixIndexBeyondTheTable()
    {
        World w("1/0/0");
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(setupMsix(w.guest, 0), 0);
        QCOMPARE(setupMsix(w.guest, 9), EINVAL);
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), EBUSY);
    }

    void guestIsDestroyed()
    {
        World w("1/0/0 2/0/0 2/0/1");
        for (int func : {0, 1})
            QCOMPARE(vm_assign_pptdev(w.guest, 2, 0, func), 0);
        QCOMPARE(vm_assign_pptdev(w.other, 1, 0, 0), 0);
        sim_fail(w.host.get(), SIM_IOMMU_DETACH, 1, EIO);
        QCOMPARE(ppt_unassign_all(w.guest), 0);
        QCOMPARE(ppt_assigned_devices(w.guest), 0);
        QCOMPARE(ppt_assigned_devices(w.other), 1);
        sim_fail(w.host.get(), SIM_IOMMU_DETACH, 0, 0);
        const ppt_addr first = at(2);
        // What the IOMMU would not let go is not put back into the host's domain by it.
        QVERIFY(!sim_in_domain(sim_find(w.host.get(), &first), nullptr));
        bsd_iommu(true);
    }

    // A refused kldunload took AMD's IOMMU driver away under the stock driver, and the next assignment the host. Ours is
    // asked before anything is detached, and remembers guests whose functions are gone: their DMA domain is not.
    void unloadIsRefusedFirst()
    {
        World w("1/0/0");
        QCOMPARE(bsd_ppt_event(nullptr, MOD_QUIESCE, nullptr), 0);
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(bsd_ppt_event(nullptr, MOD_QUIESCE, nullptr), EBUSY);
        QCOMPARE(vm_unassign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(vm_assign_pptdev(w.other, 9, 0, 0), ENOENT);
        QCOMPARE(bsd_ppt_event(nullptr, MOD_QUIESCE, nullptr), EBUSY);
        QCOMPARE(ppt_unassign_all(w.guest), 0);
        QCOMPARE(bsd_ppt_event(nullptr, MOD_QUIESCE, nullptr), EBUSY);
        QCOMPARE(ppt_unassign_all(w.other), 0);
        QCOMPARE(bsd_ppt_event(nullptr, MOD_QUIESCE, nullptr), 0);
        QCOMPARE(bsd_ppt_event(nullptr, MOD_UNLOAD, nullptr), 0);
        // On 12 with AMD's IOMMU in use vmm itself panics as it is unloaded.
        bsd_ivhd_units = 1;
        QCOMPARE(bsd_ppt_event(nullptr, MOD_QUIESCE, nullptr), PPT_VCPU ? EBUSY : 0);
        bsd_ivhd_units = 0;
    }

    void lateIommu()
    {
        World w("1/0/0");
        bsd_iommu(false);
        QCOMPARE(bsd_device_detach(w.nicDev), 0);
        QCOMPARE(device_probe_and_attach(w.nicDev), 0);
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
    }

    void deviceSysctls()
    {
        World w("1/0/0");
        QCOMPARE(bsd_read_sysctl("state", w.nicDev), "claimed");
        QCOMPARE(bsd_read_sysctl("guest", w.nicDev), "");
        QCOMPARE(bsd_read_sysctl("reset", w.nicDev), "unknown");
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(setupMsix(w.guest, 2), 0);
        QVERIFY(sim_raise(w.nicFunc, 3));
        QCOMPARE(bsd_read_sysctl("state", w.nicDev), "bound");
        QCOMPARE(bsd_read_sysctl("guest", w.nicDev), "one");
        QCOMPARE(bsd_read_sysctl("reset", w.nicDev), "flr");
        QCOMPARE(bsd_read_sysctl("msix", w.nicDev), "1");
        QCOMPARE(bsd_read_sysctl("interrupts", w.nicDev), "1");
        QCOMPARE(bsd_call(w.nicDev, device_suspend), EBUSY);
        QCOMPARE(vm_unassign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(bsd_read_sysctl("guest", w.nicDev), "");
        QCOMPARE(bsd_call(w.nicDev, device_suspend), 0);
    }

    void manyDevices()
    {
        const Host host(sim_new(4096, 0));
        bsd_boot(host.get());
        QByteArray listed;
        for (int n = 1; n < 50; ++n)
            listed += QByteArray::number(n) + "/0/0 ";
        bsd_setenv("pptdevs", listed);
        for (unsigned n = 1; n < 50; ++n)
            bsd_add(add(host, at(n), nic()), nullptr, "em");
        QCOMPARE(bsd_read_sysctl("devices", nullptr), "49");
        bsd_shutdown();
    }

    void ctlClaimAndRelease()
    {
        World w("");
        pptctl_group g = group({place(1), place(2, 0, 0), place(2, 0, 1)});
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, true), 0);
        QCOMPARE(g.error, 0);
        for (device_t dev : {w.nicDev, w.cardDev[0], w.cardDev[1]})
            QCOMPARE(bsd_driver_of(dev), "ppt");
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, true), 0);
        QCOMPARE(g.error, EBUSY);
        QCOMPARE(vm_assign_pptdev(w.guest, 2, 0, 1), 0);
        QCOMPARE(bsd_ioctl(PPTCTL_RELEASE, &g, true), 0);
        QCOMPARE(g.error, EBUSY);
        QCOMPARE(g.failed, 2u);
        QCOMPARE(bsd_driver_of(w.nicDev), "ppt");

        pptctl_list list = {};
        list.version = PPTCTL_VERSION;
        QCOMPARE(bsd_ioctl(PPTCTL_LIST, &list, true), 0);
        QCOMPARE(list.total, 3u);
        QCOMPARE(list.count, 3u);
        QCOMPARE(int(list.entry[2].bound), 1);
        QCOMPARE(list.entry[2].guest, "one");
        QCOMPARE(list.entry[0].msix_max, 5u);

        QCOMPARE(vm_unassign_pptdev(w.guest, 2, 0, 1), 0);
        QCOMPARE(bsd_ioctl(PPTCTL_RELEASE, &g, true), 0);
        QCOMPARE(g.error, 0);
        QCOMPARE(bsd_driver_of(w.nicDev), "em");
        QCOMPARE(bsd_driver_of(w.cardDev[1]), ""); // nobody wants it, as before
    }

    void ctlClaimAllOrNone()
    {
        World w("");
        bsd_refuse_detach(w.cardDev[0], true);
        pptctl_group g = group({place(1), place(2, 0, 1), place(2, 0, 0)});
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, true), 0);
        QCOMPARE(g.error, EBUSY);
        QCOMPARE(g.failed, 2u);
        QCOMPARE(bsd_driver_of(w.nicDev), "em");
        QCOMPARE(bsd_driver_of(w.cardDev[0]), "igb");
        QCOMPARE(bsd_driver_of(w.cardDev[1]), "");
        g = group({place(1), place(0, 1, 0)});
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, true), 0);
        QCOMPARE(g.error, ENXIO); // a bridge
        QCOMPARE(bsd_driver_of(w.nicDev), "em");
        g = group({place(9)});
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, true), 0);
        QCOMPARE(g.error, ENOENT);
        bsd_pin_driver(w.nicDev, "em"); // devctl set driver: no other can have it
        g = group({place(2, 0, 1), place(1)});
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, true), 0);
        QCOMPARE(g.error, EBUSY);
        QCOMPARE(g.failed, 1u);
        QCOMPARE(bsd_driver_of(w.nicDev), "em");
        QCOMPARE(bsd_driver_of(w.cardDev[1]), "");
    }

    // What pptdevs lists can be released as well, until it is claimed again.
    void ctlReleaseListed()
    {
        World w("1/0/0");
        pptctl_group g = group({place(1)});
        QCOMPARE(bsd_ioctl(PPTCTL_RELEASE, &g, true), 0);
        QCOMPARE(g.error, 0);
        QCOMPARE(bsd_driver_of(w.nicDev), "em");
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, true), 0);
        QCOMPARE(g.error, 0);
        QCOMPARE(bsd_driver_of(w.nicDev), "ppt");
        bsd_pin_driver(w.nicDev, "ppt"); // devctl set driver: ours is no match for that
        QCOMPARE(bsd_ioctl(PPTCTL_RELEASE, &g, true), 0);
        QCOMPARE(g.error, EBUSY);
        QCOMPARE(bsd_driver_of(w.nicDev), "ppt");
    }

    void ctlResetAndState()
    {
        World w("1/0/0");
        pptctl_group g = group({place(1)});
        QCOMPARE(bsd_ioctl(PPTCTL_RESET, &g, true), 0);
        QCOMPARE(g.error, 0);
        QCOMPARE(int(g.method[0]), PPTCTL_RESET_FLR);
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(bsd_ioctl(PPTCTL_RESET, &g, true), 0);
        QCOMPARE(g.error, EBUSY);
        pptctl_state s = {};
        s.version = PPTCTL_VERSION;
        s.entry.at = place(1);
        QCOMPARE(bsd_ioctl(PPTCTL_STATE, &s, true), 0);
        QCOMPARE(s.entry.guest, "one");
        QCOMPARE(int(s.entry.reset), PPTCTL_RESET_FLR);
        s.entry.at = place(2);
        QCOMPARE(bsd_ioctl(PPTCTL_STATE, &s, true), ENOENT);
    }

    void ctlBadInput()
    {
        World w("1/0/0");
        pptctl_group g = group({place(1)});
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM, &g, false), EPERM);
        QCOMPARE(bsd_ioctl(PPTCTL_CLAIM + (1ul << 16), &g, true), ENOTTY); // another size
        QCOMPARE(bsd_ioctl(0, &g, true), ENOTTY);
        for (const std::uint32_t version : {0u, 2u, 0xffffffffu}) {
            g.version = version;
            QCOMPARE(bsd_ioctl(PPTCTL_RELEASE, &g, true), EOPNOTSUPP);
        }
        g.version = PPTCTL_VERSION;
        for (const std::uint32_t count : {0u, PPTCTL_GROUP + 1u, 0xffffffffu}) {
            g.count = count;
            QCOMPARE(bsd_ioctl(PPTCTL_RELEASE, &g, true), EINVAL);
        }
        for (const pptctl_addr &bad : {pptctl_addr{0xffffffff, 1, 0, 0, 0}, pptctl_addr{0, 1, 32, 0, 0},
                 pptctl_addr{0, 1, 1, 8, 0}, pptctl_addr{0, 1, 0, 0, 1}}) {
            g = group({bad});
            QCOMPARE(bsd_ioctl(PPTCTL_RELEASE, &g, true), EINVAL);
        }
        pptctl_list list = {};
        list.version = PPTCTL_VERSION;
        list.first = 0xffffffff;
        QCOMPARE(bsd_ioctl(PPTCTL_LIST, &list, true), 0);
        QCOMPARE(list.count, 0u);
        QCOMPARE(bsd_driver_of(w.nicDev), "ppt");
        QCOMPARE(vm_assign_pptdev(w.guest, -1, 0, 0), ENOENT);
        QCOMPARE(vm_assign_pptdev(w.guest, 257, 0, 0), ENOENT);
    }

#if PPT_IOMMU_ERRORS
    void iommuRefuses()
    {
        World w("1/0/0");
        sim_fail(w.host.get(), SIM_IOMMU_ATTACH, 1, EIO);
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), EIO);
        QCOMPARE(ppt_assigned_devices(w.guest), 0);
        QCOMPARE(vm_assign_pptdev(w.guest, 1, 0, 0), 0);
        QCOMPARE(sim_read(w.nicFunc, 0x04, 2) & 7u, 7u);
        sim_fail(w.host.get(), SIM_IOMMU_DETACH, 1, EIO);
        QCOMPARE(vm_unassign_pptdev(w.guest, 1, 0, 0), EIO);
        QCOMPARE(ppt_assigned_devices(w.guest), 1);
    }
#endif
};

QTEST_APPLESS_MAIN(TestPptGlue)
#include "tst_ppt_glue.moc"
