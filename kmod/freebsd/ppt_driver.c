/* SPDX-License-Identifier: BSD-2-Clause */
/* The newbus driver. */
#include "ppt_glue.h"

#include <sys/module.h>
#include <sys/pciio.h>
#include <sys/queue.h>

#include <dev/pci/pcireg.h>
#include <dev/pci/pcivar.h>

#include <machine/vmm.h>

#include "iommu.h"

MALLOC_DEFINE(M_PPT, "ppt", "PCI passthrough");

struct sx ppt_sx;
SX_SYSINIT(ppt_sx, &ppt_sx, "ppt");

struct ppt_table ppt_held_devices;

/* Index memory in use and before it: a reader may still hold any of them. */
struct index_memory {
	SLIST_ENTRY(index_memory) next;
	void	*words[];
};
static SLIST_HEAD(, index_memory) index_memories =
    SLIST_HEAD_INITIALIZER(index_memories);

/* What pptctl(8) asked for, in place of pptdevs. */
struct override {
	SLIST_ENTRY(override) next;
	struct ppt_addr at;
	bool	want;
};
static SLIST_HEAD(, override) overrides = SLIST_HEAD_INITIALIZER(overrides);

void
ppt_topology_lock(void)
{
#if __FreeBSD_version >= 1400055
	bus_topo_lock();
#else
	mtx_lock(&Giant);
#endif
}

void
ppt_topology_unlock(void)
{
#if __FreeBSD_version >= 1400055
	bus_topo_unlock();
#else
	mtx_unlock(&Giant);
#endif
}

struct ppt_addr
ppt_address(device_t dev)
{
	const struct ppt_addr at = {
		.domain = pci_get_domain(dev),
		.bus = pci_get_bus(dev),
		.slot = pci_get_slot(dev),
		.func = pci_get_function(dev),
	};

	return (at);
}

static bool
same_address(const struct ppt_addr *a, const struct ppt_addr *b)
{
	return (a->domain == b->domain && a->bus == b->bus &&
	    a->slot == b->slot && a->func == b->func);
}

static struct override *
override_of(const struct ppt_addr *at)
{
	struct override *o;

	SLIST_FOREACH(o, &overrides, next)
		if (same_address(&o->at, at))
			break;
	return (o);
}

int
ppt_override(const struct ppt_addr *at, bool want)
{
	struct override *o = override_of(at);

	if (o == NULL) {
		o = malloc(sizeof(*o), M_PPT, M_NOWAIT | M_ZERO);
		if (o == NULL)
			return (ENOMEM);
		o->at = *at;
		SLIST_INSERT_HEAD(&overrides, o, next);
	}
	o->want = want;
	return (0);
}

void
ppt_override_clear(const struct ppt_addr *at)
{
	struct override *o = override_of(at);

	if (o != NULL) {
		SLIST_REMOVE(&overrides, o, override, next);
		free(o, M_PPT);
	}
}

void
ppt_get_values(char *value[PPT_SPEC_NAMES])
{
	int i;

	for (i = 0; i < PPT_SPEC_NAMES; i++)
		value[i] = kern_getenv(ppt_spec_names[i]);
}

void
ppt_free_values(char *value[PPT_SPEC_NAMES])
{
	int i;

	for (i = 0; i < PPT_SPEC_NAMES; i++)
		freeenv(value[i]);
}

static int
ppt_newbus_probe(device_t dev)
{
	const struct ppt_addr at = ppt_address(dev);
	const struct override *o = override_of(&at);
	struct pci_devinfo *const dinfo = device_get_ivars(dev);
	char *value[PPT_SPEC_NAMES];
	enum ppt_probe answer;

	ppt_get_values(value);
	answer = ppt_probe_answer(dinfo->cfg.hdrtype, at.bus, at.slot,
	    at.func, (const char *const *)value);
	ppt_free_values(value);
	if (o != NULL && answer != PPT_PROBE_NEVER)
		answer = o->want ? PPT_PROBE_LISTED : PPT_PROBE_FORCED;
	switch (answer) {
	case PPT_PROBE_LISTED:
		return (0);
	case PPT_PROBE_FORCED:
		/* Only a device whose driver was set to ppt takes this. */
		return (BUS_PROBE_NOWILDCARD);
	case PPT_PROBE_NEVER:
		break;
	}
	return (ENXIO);
}

/* See that the index has room for one device more. */
static int
make_room(void)
{
	const unsigned int room = ppt_held_devices.room;
	const unsigned int devices = room == 0 ? 16 : room * 2;
	const size_t bytes = ppt_index_bytes(devices);
	struct index_memory *memory;
	void *former;
	int error;

	if (ppt_held(&ppt_held_devices) < room)
		return (0);
	memory = malloc(sizeof(*memory) + bytes, M_PPT, M_WAITOK);
	error = ppt_table_room(&ppt_held_devices, memory->words, bytes,
	    devices, &former);
	if (error != 0)
		free(memory, M_PPT);
	else
		SLIST_INSERT_HEAD(&index_memories, memory, next);
	return (error);
}

static int
ppt_newbus_attach(device_t dev)
{
	struct ppt_softc *const sc = device_get_softc(dev);
	const struct ppt_addr at = ppt_address(dev);
	int error;

	sc->dev = dev;
	error = make_room();
	if (error == 0)
		error = ppt_claim(&ppt_held_devices, &sc->core, dev, &at);
	if (error != 0) {
		device_printf(dev, "cannot be claimed: error %d\n", error);
		return (error);
	}
	ppt_add_sysctls(sc);
	if (bootverbose)
		device_printf(dev, "attached\n");
	return (0);
}

static int
ppt_newbus_detach(device_t dev)
{
	struct ppt_softc *const sc = device_get_softc(dev);

	return (ppt_release(&ppt_held_devices, &sc->core));
}

/* Nobody takes the power, or a reset, from under a running guest. */
static int
ppt_newbus_suspend(device_t dev)
{
	const struct ppt_addr at = ppt_address(dev);
	struct ppt_status status;

	return (ppt_status_at(&ppt_held_devices, &at, &status) == 0 &&
	    status.state == PPT_BOUND ? EBUSY : 0);
}

struct ppt_softc *
ppt_softc_at(const struct ppt_addr *at)
{
	device_t dev = pci_find_dbsf(at->domain, at->bus, at->slot, at->func);

	if (dev == NULL || !device_is_attached(dev) ||
	    strcmp(device_get_name(dev), "ppt") != 0)
		return (NULL);
	return (device_get_softc(dev));
}

static device_method_t ppt_methods[] = {
	DEVMETHOD(device_probe, ppt_newbus_probe),
	DEVMETHOD(device_attach, ppt_newbus_attach),
	DEVMETHOD(device_detach, ppt_newbus_detach),
	DEVMETHOD(device_suspend, ppt_newbus_suspend),
	DEVMETHOD_END
};

static driver_t ppt_driver = {
	"ppt", ppt_methods, sizeof(struct ppt_softc)
};

/*
 * vmm of 12 switches AMD's IOMMU off when its driver is gone already, and the
 * host panics.
 */
static bool
unload_panics(void)
{
#if __FreeBSD_version < 1300000
	const devclass_t ivhd = devclass_find("ivhd");

	return (iommu_host_domain() != NULL && ivhd != NULL &&
	    devclass_get_count(ivhd) > 0);
#else
	return (false);
#endif
}

/*
 * An unload that vmm would refuse in the end must not take drivers and IOMMU
 * away first.
 */
static int
ppt_event(module_t module __unused, int what, void *unused __unused)
{
	switch (what) {
	case MOD_LOAD:
	case MOD_UNLOAD:
		return (0);
	case MOD_QUIESCE:
		return (ppt_has_guests() || unload_panics() ? EBUSY : 0);
	default:
		return (EOPNOTSUPP);
	}
}

/*
 * Modules are unloaded in reverse, and ivhd, the driver of AMD's IOMMU, comes
 * at SI_ORDER_ANY: when it goes first, functions that are given back to the
 * host's domain after it find no IOMMU there, and the host panics.
 */
#define	AFTER_IVHD	(SI_ORDER_ANY + 1)

#if __FreeBSD_version >= 1400058
DRIVER_MODULE_ORDERED(ppt, pci, ppt_driver, ppt_event, NULL, AFTER_IVHD);
#else
static devclass_t ppt_devclass;
DRIVER_MODULE_ORDERED(ppt, pci, ppt_driver, ppt_devclass, ppt_event, NULL,
    AFTER_IVHD);
#endif

static void
start_table(void *unused __unused)
{
	ppt_table_init(&ppt_held_devices, &ppt_freebsd_ops, NULL,
	    PPT_IOMMU_ERRORS ? PPT_QUIET | PPT_ENABLE : 0);
}
SYSINIT(ppt_table, SI_SUB_LOCK, SI_ORDER_ANY, start_table, NULL);

static void
stop_table(void *unused __unused)
{
	struct index_memory *memory;
	struct override *o;

	while ((memory = SLIST_FIRST(&index_memories)) != NULL) {
		SLIST_REMOVE_HEAD(&index_memories, next);
		free(memory, M_PPT);
	}
	while ((o = SLIST_FIRST(&overrides)) != NULL) {
		SLIST_REMOVE_HEAD(&overrides, next);
		free(o, M_PPT);
	}
}
SYSUNINIT(ppt_table, SI_SUB_LOCK, SI_ORDER_ANY, stop_table, NULL);
