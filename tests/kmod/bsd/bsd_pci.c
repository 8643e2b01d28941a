/* SPDX-License-Identifier: BSD-2-Clause */
/* pci(9) on simulated functions, and as much of vmm as calls ppt. */
#include "bsd_private.h"

struct vm {
	struct sim_guest *guest;
	const char *name;
};

static bool iommu_up;
static char host_domain;
static struct vm vms[256];
static size_t vm_count;

uint32_t pci_get_domain(device_t dev) { return (dev->func->addr.domain); }
uint8_t pci_get_bus(device_t dev) { return (dev->func->addr.bus); }
uint8_t pci_get_slot(device_t dev) { return (dev->func->addr.slot); }
uint8_t pci_get_function(device_t dev) { return (dev->func->addr.func); }

uint16_t
pci_get_rid(device_t dev)
{
	const struct ppt_addr *const at = &dev->func->addr;

	return ((uint16_t)(at->bus << 8 | at->slot << 3 | at->func));
}

uint32_t
pci_read_config(device_t dev, int reg, int width)
{
	return (sim_read(dev->func, (unsigned)reg, (unsigned)width));
}

void
pci_write_config(device_t dev, int reg, uint32_t value, int width)
{
	sim_write(dev->func, (unsigned)reg, value, (unsigned)width);
}

void
pci_save_state(device_t dev)
{
	memcpy(dev->saved, dev->func->config, sizeof(dev->saved));
}

void
pci_restore_state(device_t dev)
{
	static const int regs[] = { 0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30,
	    0x0c, 0x3c, 0x04 };
	uint32_t value;

	for (size_t i = 0; i < nitems(regs); i++) {
		memcpy(&value, dev->saved + regs[i], 4);
		sim_write(dev->func, (unsigned)regs[i], value,
		    regs[i] == 4 ? 2 : 4);
	}
}

struct pci_map *
pci_find_bar(device_t dev, int reg)
{
	struct ppt_bar bar[PPT_BARS];

	ppt_bars_size(&sim_ops, dev->func, bar);
	for (int i = 0; i < PPT_BAR_ROM; i++)
		if (bar[i].kind != PPT_BAR_NONE && bar[i].reg == reg) {
			dev->map.pm_value = sim_read(dev->func,
			    (unsigned)reg, 4);
			for (dev->map.pm_size = 0; (bar[i].size >>
			    dev->map.pm_size) > 1; dev->map.pm_size++)
				;
			return (&dev->map);
		}
	return (NULL);
}

device_t
pci_find_dbsf(uint32_t domain, uint8_t b, uint8_t s, uint8_t f)
{
	for (int i = 0; i < bsd_functions; i++) {
		const struct ppt_addr *const at = &bsd_function[i].func->addr;

		if (at->domain == domain && at->bus == b && at->slot == s &&
		    at->func == f)
			return (&bsd_function[i]);
	}
	return (NULL);
}

int
pci_alloc_msi(device_t dev, int *count)
{
	dev->msix = false;
	return (sim_msi_alloc(dev->func, (unsigned)*count));
}

int
pci_alloc_msix(device_t dev, int *count)
{
	struct ppt_intr *unwanted;
	const int error = sim_msix_alloc(dev->func, (unsigned)*count,
	    &unwanted);

	if (error == 0)
		free(unwanted);
	dev->msix = error == 0;
	return (error);
}

int
pci_release_msi(device_t dev)
{
	if (dev->msix)
		sim_msix_free(dev->func, NULL, 0);
	else
		sim_msi_free(dev->func);
	return (0);
}

int pci_msix_count(device_t dev) { return (dev->func->caps.msix_count); }

int
pci_msix_table_bar(device_t dev)
{
	return (dev->func->caps.msix_table_bar);
}

int pci_msix_pba_bar(device_t dev) { return (dev->func->caps.msix_pba_bar); }

struct vm *
bsd_vm(struct sim_guest *guest, const char *name)
{
	require(vm_count < nitems(vms));
	vms[vm_count].guest = guest;
	vms[vm_count].name = name;
	return (&vms[vm_count++]);
}

const char *vm_name(struct vm *vm) { return (vm->name); }
void *vm_iommu_domain(struct vm *vm) { return (vm->guest); }
void *iommu_host_domain(void) { return (iommu_up ? &host_domain : NULL); }

int
vm_map_mmio(struct vm *vm, vm_paddr_t gpa, size_t len, vm_paddr_t hpa)
{
	return (sim_mmio_map(bsd_machine->first, vm->guest, gpa, len, hpa));
}

int
vm_unmap_mmio(struct vm *vm, vm_paddr_t gpa, size_t len)
{
	sim_mmio_unmap(bsd_machine->first, vm->guest, gpa, len);
	return (0);
}

void
bsd_iommu(bool up)
{
	iommu_up = up;
	for (int i = 0; i < bsd_functions; i++) {
		const bool ppt = bsd_function[i].softc != NULL;

		bsd_function[i].func->attached = up && !ppt;
		bsd_function[i].func->domain = NULL;
	}
}

int
vm_assign_pptdev(struct vm *vm, int b, int s, int f)
{
	if (!iommu_up)
		bsd_iommu(true);
	return (ppt_assign_device(vm, b, s, f));
}

int
vm_unassign_pptdev(struct vm *vm, int b, int s, int f)
{
	return (ppt_unassign_device(vm, b, s, f));
}

int
lapic_intr_msi(struct vm *vm, uint64_t addr, uint64_t data)
{
	sim_deliver(vm->guest, addr, data);
	return (0);
}

static void *
domain(void *of)
{
	return (of == &host_domain ? NULL : of);
}

#if PPT_IOMMU_ERRORS
int
iommu_add_device(void *of, device_t dev, uint16_t rid)
{
	require(pci_get_rid(dev) == rid);
	return (sim_iommu_attach(dev->func, domain(of)));
}

int
iommu_remove_device(void *of, device_t dev, uint16_t rid)
{
	require(pci_get_rid(dev) == rid);
	return (sim_iommu_detach(dev->func, domain(of)));
}
#else
static device_t
by_rid(uint16_t rid)
{
	return (pci_find_dbsf(0, (uint8_t)(rid >> 8), rid >> 3 & 31,
	    rid & 7));
}

void
iommu_add_device(void *of, uint16_t rid)
{
	require(sim_iommu_attach(by_rid(rid)->func, domain(of)) == 0);
}

void
iommu_remove_device(void *of, uint16_t rid)
{
	(void)sim_iommu_detach(by_rid(rid)->func, domain(of));
}
#endif
