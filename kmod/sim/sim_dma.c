/* SPDX-License-Identifier: BSD-2-Clause */
/* Guests, their memory, and the IOMMU between functions and memory. */
#include "sim_private.h"

struct sim_guest *
sim_guest_new(struct sim_host *host, size_t memory)
{
	struct sim_guest *const guest = sim_alloc(sizeof(*guest));

	guest->host = host;
	guest->memory = sim_alloc(memory + 1);
	guest->size = memory;
	guest->next = host->guests;
	host->guests = guest;
	return (guest);
}

int
sim_iommu_attach(void *hw, void *vm)
{
	struct sim_func *const func = hw;
	const int error = sim_enter(func->host, SIM_IOMMU_ATTACH);

	if (error != 0)
		return (error);
	/* Real ones panic here: "already owned by domain". */
	if (func->attached)
		return (EBUSY);
	func->attached = true;
	func->domain = vm;
	return (0);
}

int
sim_iommu_detach(void *hw, void *vm)
{
	struct sim_func *const func = hw;
	const int error = sim_enter(func->host, SIM_IOMMU_DETACH);

	if (error != 0)
		return (error);
	if (!func->attached || func->domain != vm)
		return (EINVAL);
	func->attached = false;
	func->domain = NULL;
	return (0);
}

bool
sim_in_domain(const struct sim_func *func, const void *vm)
{
	return (func->attached && func->domain == vm);
}

/* Where DMA to addr ends, or NULL and why. */
static uint8_t *
translate(struct sim_func *func, uint64_t addr, int *error)
{
	uint8_t *const memory = func->domain != NULL ?
	    func->domain->memory : func->host->memory;
	const size_t size = func->domain != NULL ?
	    func->domain->size : func->host->size;

	*error = 0;
	if ((sim_read(func, REG_COMMAND, 2) & COMMAND_MASTER) == 0)
		*error = EPERM;
	else if (!func->attached || addr >= size)
		*error = EFAULT;
	return (*error == 0 ? memory + addr : NULL);
}

int
sim_dma_write(struct sim_func *func, uint64_t addr, uint8_t value)
{
	int error;
	uint8_t *const at = translate(func, addr, &error);

	if (at != NULL)
		*at = value;
	return (error);
}

int
sim_dma_read(struct sim_func *func, uint64_t addr, uint8_t *value)
{
	int error;
	const uint8_t *const at = translate(func, addr, &error);

	if (at != NULL)
		*value = *at;
	return (error);
}

uint8_t
sim_host_byte(const struct sim_host *host, uint64_t addr)
{
	return (addr < host->size ? host->memory[addr] : 0xff);
}

uint8_t
sim_guest_byte(const struct sim_guest *guest, uint64_t gpa)
{
	return (gpa < guest->size ? guest->memory[gpa] : 0xff);
}

int
sim_mmio_map(void *hw, void *vm, uint64_t gpa, uint64_t len, uint64_t hpa)
{
	struct sim_func *const func = hw;
	struct sim_guest *const guest = vm;
	const int error = sim_enter(func->host, SIM_MMIO_MAP);
	unsigned int n;

	if (error != 0)
		return (error);
	for (n = 0; n < SIM_GUEST_WINDOWS; n++)
		if (guest->window[n].len == 0) {
			guest->window[n] =
			    (struct sim_window){ gpa, len, hpa };
			return (0);
		}
	return (ENOMEM);
}

void
sim_mmio_unmap(void *hw, void *vm, uint64_t gpa, uint64_t len)
{
	struct sim_guest *const guest = vm;
	unsigned int n;

	(void)hw;
	for (n = 0; n < SIM_GUEST_WINDOWS; n++)
		if (guest->window[n].len == len && guest->window[n].gpa == gpa)
			memset(&guest->window[n], 0,
			    sizeof(guest->window[n]));
}

bool
sim_guest_mmio(const struct sim_guest *guest, uint64_t gpa, uint64_t *hpa)
{
	const struct sim_window *window;
	unsigned int n;

	for (n = 0; n < SIM_GUEST_WINDOWS; n++) {
		window = &guest->window[n];
		if (gpa >= window->gpa && gpa - window->gpa < window->len) {
			*hpa = window->hpa + (gpa - window->gpa);
			return (true);
		}
	}
	return (false);
}
