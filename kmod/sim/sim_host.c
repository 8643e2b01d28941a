/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim_private.h"

#define	ROOM		4096	/* devices */
#define	VECTORS		100000

void *
sim_alloc(size_t bytes)
{
	void *const memory = calloc(1, bytes);

	if (memory == NULL)
		abort();
	return (memory);
}

struct sim_host *
sim_new(size_t memory, unsigned int flags)
{
	struct sim_host *const host = sim_alloc(sizeof(*host));
	const size_t bytes = ppt_index_bytes(ROOM);
	void *former;

	host->memory = sim_alloc(memory + 1);
	host->size = memory;
	host->index = sim_alloc(bytes);
	host->vectors = VECTORS;
	pthread_mutex_init(&host->lock, NULL);
	pthread_mutex_init(&host->intr_lock, NULL);
	ppt_table_init(&host->table, &sim_ops, host, flags);
	if (ppt_table_room(&host->table, host->index, bytes, ROOM, &former))
		abort();
	return (host);
}

void
sim_free(struct sim_host *host)
{
	struct sim_func *func, *next_func;
	struct sim_guest *guest, *next_guest;

	if (host == NULL)
		return;
	for (func = host->first; func != NULL; func = next_func) {
		next_func = func->next;
		free(func->handler);
		free(func->dev.msix);
		free(func);
	}
	for (guest = host->guests; guest != NULL; guest = next_guest) {
		next_guest = guest->next;
		free(guest->memory);
		free(guest);
	}
	pthread_mutex_destroy(&host->intr_lock);
	pthread_mutex_destroy(&host->lock);
	free(host->index);
	free(host->memory);
	free(host);
}

struct ppt_table *
sim_table(struct sim_host *host)
{
	return (&host->table);
}

struct sim_func *
sim_add(struct sim_host *host, const struct ppt_addr *at,
    struct sim_func *bridge, const uint8_t *config, size_t length)
{
	struct sim_func *const func = sim_alloc(sizeof(*func));
	struct sim_func **end;

	func->host = host;
	func->bridge = bridge;
	func->addr = *at;
	func->length = length > 256 ? SIM_SPACE : 256;
	memcpy(func->config, config,
	    length < func->length ? length : func->length);
	func->attached = true;		/* as the host has it */
	for (end = &host->first; *end != NULL; end = &(*end)->next)
		;
	*end = func;
	sim_learn(func);
	return (func);
}

struct sim_func *
sim_find(struct sim_host *host, const struct ppt_addr *at)
{
	struct sim_func *func;

	for (func = host->first; func != NULL; func = func->next)
		if (func->addr.domain == at->domain &&
		    func->addr.bus == at->bus && func->addr.slot == at->slot &&
		    func->addr.func == at->func)
			break;
	return (func);
}

struct ppt_dev *
sim_dev(struct sim_func *func)
{
	return (&func->dev);
}

void
sim_slow(struct sim_func *func, unsigned int ms)
{
	func->slow_ms = ms;
}

void
sim_keeps(struct sim_func *func, bool keeps)
{
	func->keeps = keeps;
}

void
sim_pending(struct sim_func *func, unsigned int ms)
{
	func->pending_ms = ms;
}

void
sim_unplug(struct sim_func *func, bool gone)
{
	func->unplugged = gone;
}

unsigned int
sim_resets(const struct sim_func *func)
{
	return (func->resets);
}

uint32_t
sim_scratch(const struct sim_func *func)
{
	return (func->scratch);
}

void
sim_set_scratch(struct sim_func *func, uint32_t value)
{
	func->scratch = value;
}

uint64_t
sim_now(const struct sim_host *host)
{
	return (host->now);
}

int
sim_enter(struct sim_host *host, enum sim_call call)
{
	host->fault[call].calls++;
	return (host->fault[call].calls == host->fault[call].fail_at ?
	    host->fault[call].error : 0);
}

void
sim_fail(struct sim_host *host, enum sim_call call, unsigned int n, int error)
{
	host->fault[call].fail_at = n == 0 ? 0 : host->fault[call].calls + n;
	host->fault[call].error = error;
}

unsigned int
sim_calls(const struct sim_host *host, enum sim_call call)
{
	return (host->fault[call].calls);
}

static void
lock(void *host)
{
	pthread_mutex_lock(&((struct sim_host *)host)->lock);
}

static void
unlock(void *host)
{
	pthread_mutex_unlock(&((struct sim_host *)host)->lock);
}

static void
delay(void *host, unsigned int ms)
{
	((struct sim_host *)host)->now += ms;
}

static uint32_t
cfg_read(void *hw, unsigned int reg, unsigned int width)
{
	return (sim_read(hw, reg, width));
}

static void
cfg_write(void *hw, unsigned int reg, uint32_t value, unsigned int width)
{
	sim_write(hw, reg, value, width);
}

static void *
bridge(void *hw)
{
	return (((struct sim_func *)hw)->bridge);
}

static bool
below(void *top, unsigned int n, void **hw)
{
	struct sim_func *const of = top;
	struct sim_func *func;
	const struct sim_func *up;

	for (func = of->host->first; func != NULL; func = func->next) {
		for (up = func->bridge; up != NULL && up != of;
		    up = up->bridge)
			;
		if (up != NULL && n-- == 0)
			break;
	}
	*hw = func;
	return (func != NULL);
}

const struct ppt_ops sim_ops = {
	.lock = lock,
	.unlock = unlock,
	.delay = delay,
	.cfg_read = cfg_read,
	.cfg_write = cfg_write,
	.iommu_attach = sim_iommu_attach,
	.iommu_detach = sim_iommu_detach,
	.mmio_map = sim_mmio_map,
	.mmio_unmap = sim_mmio_unmap,
	.msi_alloc = sim_msi_alloc,
	.msi_free = sim_msi_free,
	.msix_alloc = sim_msix_alloc,
	.msix_free = sim_msix_free,
	.intr_setup = sim_intr_setup,
	.intr_teardown = sim_intr_teardown,
	.deliver = sim_deliver,
	.bridge = bridge,
	.below = below,
};
