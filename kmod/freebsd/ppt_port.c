/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's table of functions on FreeBSD; a "hw" is a device_t. */
#include "ppt_glue.h"

#include <sys/pciio.h>

#include <dev/pci/pcireg.h>
#include <dev/pci/pcivar.h>

#include <machine/bus.h>
#include <machine/resource.h>
#include <machine/vmm.h>

#include "vmm_lapic.h"
#include "iommu.h"

#define	BELOW_MAX	65536	/* functions of a PCI domain */

static void
port_lock(void *host __unused)
{
	sx_xlock(&ppt_sx);
}

static void
port_unlock(void *host __unused)
{
	sx_xunlock(&ppt_sx);
}

static void
port_delay(void *host __unused, unsigned int ms)
{
	pause("pptrst", MAX(1, howmany((int64_t)ms * hz, 1000)));
}

static uint32_t
port_read(void *hw, unsigned int reg, unsigned int width)
{
	return (pci_read_config(hw, reg, width));
}

static void
port_write(void *hw, unsigned int reg, uint32_t value, unsigned int width)
{
	pci_write_config(hw, reg, value, width);
}

static void
port_bars(void *hw, struct ppt_bar *bar)
{
	const struct pci_map *pm;
	int i;

	memset(bar, 0, PPT_BARS * sizeof(*bar));
	for (i = 0; i < PPT_BAR_ROM; i++) {
		pm = pci_find_bar(hw, PCIR_BAR(i));
		if (pm != NULL && pm->pm_size > 0 && pm->pm_size < 64)
			ppt_bar_decode(PCIR_BAR(i), pm->pm_value,
			    ~(((uint64_t)1 << pm->pm_size) - 1), &bar[i]);
	}
}

static void
port_save(void *hw)
{
	pci_save_state(hw);
}

static void
port_restore(void *hw)
{
	pci_restore_state(hw);
}

/*
 * Before the IOMMU is initialised there is no domain of the host, and a
 * function is in none.
 */
static void *
domain_of(void *vm)
{
	return (vm == NULL ? iommu_host_domain() : vm_iommu_domain(vm));
}

static int
port_iommu_attach(void *hw, void *vm)
{
	void *const domain = domain_of(vm);

	if (domain == NULL)
		return (vm == NULL ? 0 : ENXIO);
#if PPT_IOMMU_ERRORS
	return (iommu_add_device(domain, hw, pci_get_rid(hw)));
#else
	iommu_add_device(domain, pci_get_rid(hw));
	return (0);
#endif
}

static int
port_iommu_detach(void *hw, void *vm)
{
	void *const domain = domain_of(vm);

	if (domain == NULL)
		return (0);
#if PPT_IOMMU_ERRORS
	return (iommu_remove_device(domain, hw, pci_get_rid(hw)));
#else
	iommu_remove_device(domain, pci_get_rid(hw));
	return (0);
#endif
}

static int
port_mmio_map(void *hw __unused, void *vm, uint64_t gpa, uint64_t len,
    uint64_t hpa)
{
	return (vm_map_mmio(vm, gpa, len, hpa));
}

static void
port_mmio_unmap(void *hw __unused, void *vm, uint64_t gpa, uint64_t len)
{
	(void)vm_unmap_mmio(vm, gpa, len);
}

static int
port_msi_alloc(void *hw, unsigned int count)
{
	int got = count;
	const int error = pci_alloc_msi(hw, &got);

	if (error != 0)
		return (error);
	if (got != (int)count) {
		pci_release_msi(hw);
		return (ENOSPC);
	}
	return (0);
}

static void
port_msi_free(void *hw)
{
	pci_release_msi(hw);
}

/* The kernel wants the BARs of the table and the PBA to be active. */
static int
hold_tables(struct ppt_softc *sc)
{
	const int bar[2] = {
		pci_msix_table_bar(sc->dev), pci_msix_pba_bar(sc->dev)
	};
	int i;

	for (i = 0; i < 2; i++) {
		if (i == 1 && bar[1] == bar[0])
			break;
		sc->msix_rid[i] = bar[i];
		sc->msix_res[i] = bus_alloc_resource_any(sc->dev,
		    SYS_RES_MEMORY, &sc->msix_rid[i], RF_ACTIVE);
		if (sc->msix_res[i] == NULL)
			return (ENOSPC);
	}
	return (0);
}

static void
drop_tables(struct ppt_softc *sc)
{
	int i;

	for (i = 0; i < 2; i++)
		if (sc->msix_res[i] != NULL) {
			bus_release_resource(sc->dev, SYS_RES_MEMORY,
			    sc->msix_rid[i], sc->msix_res[i]);
			sc->msix_res[i] = NULL;
		}
}

static int
port_msix_alloc(void *hw, unsigned int count, struct ppt_intr **intr)
{
	struct ppt_softc *const sc = device_get_softc(hw);
	int got = count, error;

	/* The kernel may know of a reason not to use it. */
	if (pci_msix_count(hw) != (int)count)
		return (EINVAL);
	error = hold_tables(sc);
	if (error == 0)
		error = pci_alloc_msix(hw, &got);
	if (error == 0 && got != (int)count) {
		pci_release_msi(hw);
		error = ENOSPC;
	}
	if (error != 0)
		drop_tables(sc);
	else
		*intr = mallocarray(count, sizeof(**intr), M_PPT,
		    M_WAITOK | M_ZERO);
	return (error);
}

static void
port_msix_free(void *hw, struct ppt_intr *intr, unsigned int count __unused)
{
	pci_release_msi(hw);
	drop_tables(device_get_softc(hw));
	free(intr, M_PPT);
}

static int
port_filter(void *arg)
{
	return (ppt_intr_fire(arg) ? FILTER_HANDLED : FILTER_STRAY);
}

static int
port_intr_setup(void *hw, unsigned int rid, struct ppt_intr *intr)
{
	struct resource *res;
	int id = rid, error;

	res = bus_alloc_resource_any(hw, SYS_RES_IRQ, &id,
	    RF_ACTIVE | (rid == 0 ? RF_SHAREABLE : 0));
	if (res == NULL)
		return (ENXIO);
	error = bus_setup_intr(hw, res, INTR_TYPE_NET | INTR_MPSAFE,
	    port_filter, NULL, intr, &intr->os[1]);
	if (error != 0) {
		bus_release_resource(hw, SYS_RES_IRQ, id, res);
		return (error);
	}
	intr->os[0] = res;
	return (0);
}

static void
port_intr_teardown(void *hw, unsigned int rid, struct ppt_intr *intr)
{
	struct resource *const res = intr->os[0];

	bus_teardown_intr(hw, res, intr->os[1]);
	bus_release_resource(hw, SYS_RES_IRQ, rid, res);
	intr->os[0] = intr->os[1] = NULL;
}

static void
port_deliver(void *vm, uint64_t addr, uint64_t data)
{
	(void)lapic_intr_msi(vm, addr, data);
}

static bool
is_pci(device_t dev)
{
	return (dev != NULL && device_get_devclass(dev) != NULL &&
	    strcmp(devclass_get_name(device_get_devclass(dev)), "pci") == 0);
}

/* function -> pciN -> pcibN; a host bridge is not on a PCI bus itself. */
static void *
port_bridge(void *hw)
{
	device_t bus = device_get_parent(hw);
	device_t bridge = bus == NULL ? NULL : device_get_parent(bus);

	if (!is_pci(bus) || bridge == NULL ||
	    !is_pci(device_get_parent(bridge)))
		return (NULL);
	return (bridge);
}

/*
 * The n-th function behind a bridge, depth first; n goes down as they are
 * passed.  Where the list cannot be had, a stranger is behind it: the bus is
 * not ours.  The topology lock is held by whoever entered the core.
 */
static device_t
nth_below(device_t parent, unsigned int *n)
{
	device_t *child, found = NULL;
	int count, i;

	if (device_get_children(parent, &child, &count) != 0)
		return (parent);
	for (i = 0; i < count && found == NULL; i++) {
		if (is_pci(parent) && (*n)-- == 0)
			found = child[i];
		else if (is_pci(parent) || is_pci(child[i]))
			found = nth_below(child[i], n);
	}
	free(child, M_TEMP);
	return (found);
}

static bool
port_below(void *bridge, unsigned int n, void **hw)
{
	*hw = n < BELOW_MAX ? nth_below(bridge, &n) : NULL;
	return (*hw != NULL);
}

const struct ppt_ops ppt_freebsd_ops = {
	.lock = port_lock,
	.unlock = port_unlock,
	.delay = port_delay,
	.cfg_read = port_read,
	.cfg_write = port_write,
	.bars = port_bars,
	.save = port_save,
	.restore = port_restore,
	.iommu_attach = port_iommu_attach,
	.iommu_detach = port_iommu_detach,
	.mmio_map = port_mmio_map,
	.mmio_unmap = port_mmio_unmap,
	.msi_alloc = port_msi_alloc,
	.msi_free = port_msi_free,
	.msix_alloc = port_msix_alloc,
	.msix_free = port_msix_free,
	.intr_setup = port_intr_setup,
	.intr_teardown = port_intr_teardown,
	.deliver = port_deliver,
	.bridge = port_bridge,
	.below = port_below,
};
