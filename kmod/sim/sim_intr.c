/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts.  A handler runs with intr_lock held and is removed with it
 * held: what bus_teardown_intr(9) promises, none is under way afterwards.
 */
#include "sim_private.h"

#define	RIDS	(PPT_MSIX_MAX + 1)

static void
set_control(struct sim_func *func, unsigned int reg, uint32_t bits,
    uint32_t value)
{
	sim_write(func, reg, (sim_read(func, reg, 2) & ~bits) | value, 2);
}

static int
take_vectors(struct sim_func *func, unsigned int count)
{
	struct sim_host *const host = func->host;

	if (func->vectors != 0)
		return (ENXIO);
	if (count > host->vectors - host->used)
		return (ENOSPC);
	host->used += count;
	func->vectors = count;
	return (0);
}

static void
give_vectors(struct sim_func *func)
{
	func->host->used -= func->vectors;
	func->vectors = 0;
}

int
sim_msi_alloc(void *hw, unsigned int count)
{
	struct sim_func *const func = hw;
	unsigned int log2 = 0;
	int error = sim_enter(func->host, SIM_MSI_ALLOC);

	if (error == 0)
		error = take_vectors(func, count);
	if (error != 0)
		return (error);
	while ((1u << log2) < count)
		log2++;
	set_control(func, func->caps.msi + MSI_CONTROL, MSI_ENABLED,
	    log2 << 4 | MSI_ENABLE);
	return (0);
}

void
sim_msi_free(void *hw)
{
	struct sim_func *const func = hw;

	give_vectors(func);
	set_control(func, func->caps.msi + MSI_CONTROL,
	    MSI_ENABLE | MSI_ENABLED, 0);
}

int
sim_msix_alloc(void *hw, unsigned int count, struct ppt_intr **intr)
{
	struct sim_func *const func = hw;
	int error = sim_enter(func->host, SIM_MSIX_ALLOC);

	if (error == 0)
		error = take_vectors(func, count);
	if (error != 0)
		return (error);
	*intr = sim_alloc(count * sizeof(**intr));
	set_control(func, func->caps.msix + MSIX_CONTROL, MSIX_MASK_ALL,
	    MSIX_ENABLE);
	return (0);
}

void
sim_msix_free(void *hw, struct ppt_intr *intr, unsigned int count)
{
	struct sim_func *const func = hw;

	(void)count;
	free(intr);
	give_vectors(func);
	set_control(func, func->caps.msix + MSIX_CONTROL, MSIX_ENABLE, 0);
}

int
sim_intr_setup(void *hw, unsigned int rid, struct ppt_intr *intr)
{
	struct sim_func *const func = hw;
	struct sim_host *const host = func->host;
	int error = sim_enter(host, SIM_INTR_SETUP);

	pthread_mutex_lock(&host->intr_lock);
	if (func->handler == NULL)
		func->handler = sim_alloc(RIDS * sizeof(struct ppt_intr *));
	if (error == 0 && (rid > func->vectors ||
	    func->handler[rid] != NULL))
		error = EINVAL;
	if (error == 0) {
		func->handler[rid] = intr;
		host->live++;
	}
	pthread_mutex_unlock(&host->intr_lock);
	return (error);
}

void
sim_intr_teardown(void *hw, unsigned int rid, struct ppt_intr *intr)
{
	struct sim_func *const func = hw;
	struct sim_host *const host = func->host;

	pthread_mutex_lock(&host->intr_lock);
	if (func->handler[rid] != intr)
		abort();
	func->handler[rid] = NULL;
	host->live--;
	pthread_mutex_unlock(&host->intr_lock);
}

void
sim_deliver(void *vm, uint64_t addr, uint64_t data)
{
	struct sim_guest *const guest = vm;

	guest->messages++;
	guest->last_addr = addr;
	guest->last_data = data;
}

bool
sim_raise(struct sim_func *func, unsigned int rid)
{
	struct sim_host *const host = func->host;
	bool taken = false;

	pthread_mutex_lock(&host->intr_lock);
	if (func->handler != NULL && rid < RIDS && func->handler[rid] != NULL)
		taken = ppt_intr_fire(func->handler[rid]);
	pthread_mutex_unlock(&host->intr_lock);
	return (taken);
}

uint64_t
sim_messages(struct sim_guest *guest, uint64_t *addr, uint64_t *data)
{
	uint64_t messages;

	pthread_mutex_lock(&guest->host->intr_lock);
	messages = guest->messages;
	if (addr != NULL)
		*addr = guest->last_addr;
	if (data != NULL)
		*data = guest->last_data;
	pthread_mutex_unlock(&guest->host->intr_lock);
	return (messages);
}

void
sim_set_vectors(struct sim_host *host, unsigned int free_vectors)
{
	host->vectors = host->used + free_vectors;
}

unsigned int
sim_handlers(const struct sim_host *host)
{
	return (host->live);
}

unsigned int
sim_vectors_used(const struct sim_host *host)
{
	return (host->used);
}
