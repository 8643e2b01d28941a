/* SPDX-License-Identifier: BSD-2-Clause */
/* What vmm.c and vmm_dev.c call: the interface of io/ppt.h. */
#include "ppt_glue.h"

#include <sys/queue.h>

#include <machine/vmm.h>
#ifdef __has_include
#if __has_include(<dev/vmm/vmm_vm.h>)	/* where vm_name() went */
#include <dev/vmm/vmm_vm.h>
#endif
#endif

#include "ppt.h"

/* Older releases do not declare all of these. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

/*
 * Whether MSI calls have a vcpu argument.  It went together with the fixed
 * number of CPUs, in 14 and in the middle of 13.
 */
#ifndef PPT_VCPU
#ifdef VM_MAXCPU
#define	PPT_VCPU	1
#else
#define	PPT_VCPU	0
#endif
#endif

#if PPT_VCPU
#define	VCPU_ARGUMENT	int vcpu __unused,
#else
#define	VCPU_ARGUMENT
#endif

/* The interface knows no PCI domain. */
static bool
address(int bus, int slot, int func, struct ppt_addr *at)
{
	if (bus < 0 || bus > 255 || slot < 0 || slot > 31 || func < 0 ||
	    func > 255)
		return (false);
	*at = (struct ppt_addr){
		.domain = PPT_ANY_DOMAIN, .bus = bus, .slot = slot,
		.func = func
	};
	return (true);
}

/* From the first function that was asked for until the guest goes. */
struct guest {
	SLIST_ENTRY(guest) next;
	struct vm *vm;
};
static SLIST_HEAD(, guest) guests = SLIST_HEAD_INITIALIZER(guests);

static struct guest *
guest_of(struct vm *vm)
{
	struct guest *g;

	SLIST_FOREACH(g, &guests, next)
		if (g->vm == vm)
			break;
	return (g);
}

static void
remember_guest(struct vm *vm)
{
	struct guest *g = malloc(sizeof(*g), M_PPT, M_WAITOK | M_ZERO);

	g->vm = vm;
	sx_xlock(&ppt_sx);
	if (guest_of(vm) == NULL) {
		SLIST_INSERT_HEAD(&guests, g, next);
		g = NULL;
	}
	sx_xunlock(&ppt_sx);
	free(g, M_PPT);
}

static void
forget_guest(struct vm *vm)
{
	struct guest *g;

	sx_xlock(&ppt_sx);
	g = guest_of(vm);
	if (g != NULL)
		SLIST_REMOVE(&guests, g, guest, next);
	sx_xunlock(&ppt_sx);
	free(g, M_PPT);
}

bool
ppt_has_guests(void)
{
	bool any;

	sx_slock(&ppt_sx);
	any = !SLIST_EMPTY(&guests);
	sx_sunlock(&ppt_sx);
	return (any);
}

/* Remember the guest's name for those who ask; "" for none. */
static void
note_guest(const struct ppt_addr *at, const char *name)
{
	struct ppt_status status;
	struct ppt_softc *sc = NULL;

	if (ppt_status_at(&ppt_held_devices, at, &status) == 0)
		sc = ppt_softc_at(&status.addr);
	if (sc != NULL) {
		sx_xlock(&ppt_sx);
		strlcpy(sc->guest, name, sizeof(sc->guest));
		sx_xunlock(&ppt_sx);
	}
}

/* What is to be said of the reset when a guest takes or leaves a function. */
static void
note_reset(const struct ppt_addr *at, bool taken)
{
	struct ppt_status status;
	struct ppt_softc *sc;

	if (ppt_status_at(&ppt_held_devices, at, &status) != 0 ||
	    (sc = ppt_softc_at(&status.addr)) == NULL)
		return;
	if (status.reset_error == ENXIO)
		device_printf(sc->dev, "does not answer, and was not reset\n");
	else if (status.reset == PPT_RESET_NONE && taken)
		device_printf(sc->dev, "cannot be reset: no FLR, no D3hot "
		    "that resets, and its bus is not ours alone\n");
	else if (status.reset_error != 0)
		device_printf(sc->dev, "did not come back from its reset "
		    "(%s)\n", ppt_reset_name(status.reset));
	else if (bootverbose && status.reset != PPT_RESET_NONE)
		device_printf(sc->dev, "reset by %s\n",
		    ppt_reset_name(status.reset));
}

int
ppt_assign_device(struct vm *vm, int bus, int slot, int func)
{
	struct ppt_addr at;
	int error;

	remember_guest(vm);
	if (!address(bus, slot, func, &at))
		return (ENOENT);
	ppt_topology_lock();
	error = ppt_bind(&ppt_held_devices, vm, &at);
	if (error == 0)
		note_guest(&at, vm_name(vm));
	if (error == 0 || error == EIO)
		note_reset(&at, true);
	ppt_topology_unlock();
	return (error);
}

int
ppt_unassign_device(struct vm *vm, int bus, int slot, int func)
{
	struct ppt_addr at;
	int error;

	if (!address(bus, slot, func, &at))
		return (ENOENT);
	ppt_topology_lock();
	error = ppt_unbind(&ppt_held_devices, vm, &at);
	if (error == 0) {
		note_guest(&at, "");
		note_reset(&at, false);
	}
	ppt_topology_unlock();
	return (error);
}

/* The first function that a guest has from number *from on. */
static bool
next_of(struct vm *vm, unsigned int *from, struct ppt_addr *at)
{
	struct ppt_status status;

	while (ppt_status_nth(&ppt_held_devices, *from, &status) == 0) {
		if (status.state == PPT_BOUND && status.vm == vm) {
			*at = status.addr;
			return (true);
		}
		(*from)++;
	}
	return (false);
}

int
ppt_unassign_all(struct vm *vm)
{
	struct ppt_addr at;
	unsigned int n = 0;

	ppt_topology_lock();
	/*
	 * Through vm.c, which unmaps the guest's memory with the last one.
	 * It comes back to us, so no lock of the core may be held.
	 */
	while (next_of(vm, &n, &at)) {
		(void)vm_unassign_pptdev(vm, at.bus, at.slot, at.func);
		n++;
	}
	/* The guest goes away, whatever the IOMMU had to say. */
	n = 0;
	while (next_of(vm, &n, &at)) {
		note_guest(&at, "");
		n++;
	}
	n = ppt_unbind_all(&ppt_held_devices, vm);
	ppt_topology_unlock();
	forget_guest(vm);
	if (n > 0)
		printf("ppt: %u function(s) of VM %s were taken back in spite "
		    "of errors\n", n, vm_name(vm));
	return (0);
}

int
ppt_map_mmio(struct vm *vm, int bus, int slot, int func, vm_paddr_t gpa,
    size_t len, vm_paddr_t hpa)
{
	struct ppt_addr at;

	if (!address(bus, slot, func, &at))
		return (ENOENT);
	return (ppt_window_map(&ppt_held_devices, vm, &at, gpa, len, hpa));
}

int
ppt_unmap_mmio(struct vm *vm, int bus, int slot, int func, vm_paddr_t gpa,
    size_t len)
{
	struct ppt_addr at;

	if (!address(bus, slot, func, &at))
		return (ENOENT);
	return (ppt_window_unmap(&ppt_held_devices, vm, &at, gpa, len));
}

/* What it returns is a boolean_t or a bool: whatever the header says. */
__typeof(ppt_is_mmio(NULL, 0))
ppt_is_mmio(struct vm *vm, vm_paddr_t gpa)
{
	return (ppt_is_window(&ppt_held_devices, vm, gpa));
}

int
ppt_setup_msi(struct vm *vm, VCPU_ARGUMENT int bus, int slot, int func,
    uint64_t addr, uint64_t msg, int numvec)
{
	struct ppt_addr at;

	if (!address(bus, slot, func, &at))
		return (ENOENT);
	return (ppt_msi_setup(&ppt_held_devices, vm, &at, addr, msg, numvec));
}

int
ppt_setup_msix(struct vm *vm, VCPU_ARGUMENT int bus, int slot, int func,
    int idx, uint64_t addr, uint64_t msg, uint32_t vector_control)
{
	struct ppt_addr at;

	if (!address(bus, slot, func, &at))
		return (ENOENT);
	return (ppt_msix_setup(&ppt_held_devices, vm, &at, idx, addr, msg,
	    vector_control));
}

int
ppt_disable_msix(struct vm *vm, int bus, int slot, int func)
{
	struct ppt_addr at;

	if (!address(bus, slot, func, &at))
		return (ENOENT);
	return (ppt_msix_disable(&ppt_held_devices, vm, &at));
}

int
ppt_assigned_devices(struct vm *vm)
{
	return (ppt_held_by(&ppt_held_devices, vm));
}

int
ppt_avail_devices(void)
{
	return (ppt_held(&ppt_held_devices));
}
