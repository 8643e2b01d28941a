/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration cycles: what can be written, and what writing does. */
#include "sim_private.h"

#define	GUESS_MAX	(16u << 20)

static uint32_t
get(const uint8_t *space, unsigned int reg, unsigned int width)
{
	uint32_t value = 0;
	unsigned int n;

	for (n = 0; n < width; n++)
		value |= (uint32_t)space[reg + n] << (8 * n);
	return (value);
}

static void
put(uint8_t *space, unsigned int reg, unsigned int width, uint32_t value)
{
	unsigned int n;

	for (n = 0; n < width; n++)
		space[reg + n] = (uint8_t)(value >> (8 * n));
}

/* Let bits of a register be written; after a reset they are clear. */
static void
allow(struct sim_func *func, unsigned int reg, unsigned int width,
    uint32_t bits)
{
	put(func->writable, reg, width, bits);
	put(func->fresh, reg, width, get(func->fresh, reg, width) & ~bits);
}

static void
allow_bar(struct sim_func *func, unsigned int reg, uint64_t size, bool wide)
{
	const uint64_t bits = size == 0 ? 0 : ~(size - 1);
	const bool rom = reg == REG_ROM || reg == REG_BRIDGE_ROM;
	const uint32_t flags = rom ? 0x7ff :
	    get(func->config, reg, 1) & 1 ? 3 : 0xf;

	if (size == 0) {
		put(func->config, reg, 4, 0);
		put(func->fresh, reg, 4, 0);
	}
	/* Address bits below the size read as 0, whatever the dump had. */
	put(func->config, reg, 4, get(func->config, reg, 4) &
	    ((uint32_t)bits | flags));
	put(func->fresh, reg, 4, get(func->fresh, reg, 4) &
	    ((uint32_t)bits | flags));
	allow(func, reg, 4, ((uint32_t)bits & ~flags) | (rom && size != 0));
	if (wide)
		allow(func, reg + 4, 4, (uint32_t)(bits >> 32));
}

static bool
bar_is_wide(const struct sim_func *func, unsigned int reg)
{
	return ((reg == REG_BAR0 || reg < 0x24) &&
	    (get(func->config, reg, 1) & 7) == 4);
}

void
sim_bar(struct sim_func *func, unsigned int reg, uint64_t size)
{
	allow_bar(func, reg, size,
	    reg < REG_ROM && bar_is_wide(func, reg));
}

/* The largest size that the base of a BAR allows. */
static uint64_t
guess(const struct ppt_bar *bar)
{
	const uint64_t most = bar->kind == PPT_BAR_IO ? 256 : GUESS_MAX;
	const uint64_t align = bar->base & (0 - bar->base);

	return (bar->base == 0 || align > most ? most : align);
}

static void
learn_header(struct sim_func *func)
{
	struct ppt_bar bar[PPT_BARS];
	const uint32_t header = get(func->config, REG_HEADER, 1) & HEADER_TYPE;
	unsigned int n;

	allow(func, REG_COMMAND, 2, 0x0547);
	allow(func, REG_CACHE_LINE, 2, 0xffff);
	allow(func, REG_INTLINE, 1, 0xff);
	if (header == HEADER_BRIDGE) {
		allow(func, 0x18, 4, 0xffffff);
		allow(func, 0x1c, 2, 0xf0f0);
		allow(func, 0x20, 4, 0xfff0fff0);
		allow(func, 0x24, 4, 0xfff0fff0);
		allow(func, 0x28, 4, 0xffffffff);
		allow(func, 0x2c, 4, 0xffffffff);
		allow(func, REG_BRIDGE_CONTROL, 2, 0x005f);
	}
	ppt_bars_read(&sim_ops, func, bar);
	for (n = 0; n < PPT_BARS; n++)
		if (bar[n].kind != PPT_BAR_NONE)
			allow_bar(func, bar[n].reg, guess(&bar[n]),
			    bar[n].bits == 64);
}

static void
learn_caps(struct sim_func *func)
{
	const struct ppt_caps *const caps = &func->caps;

	if (caps->pm != 0)
		allow(func, caps->pm + PM_CONTROL, 2, PM_STATE | 0x0100);
	if (caps->express != 0) {
		allow(func, caps->express + EXP_DEVCTL, 2, 0x7fff);
		allow(func, caps->express + EXP_LNKCTL, 2, 0x01cb);
		allow(func, caps->express + EXP_SLTCTL, 2, 0x1fff);
		if (caps->express_version >= 2) {
			allow(func, caps->express + EXP_DEVCTL2, 2, 0x003f);
			allow(func, caps->express + EXP_LNKCTL2, 2, 0x001f);
		}
	}
	if (caps->msi != 0) {
		const unsigned int data = caps->msi + (caps->msi_64 ? 12 : 8);

		allow(func, caps->msi + MSI_CONTROL, 2,
		    MSI_ENABLE | MSI_ENABLED);
		allow(func, caps->msi + 4, 4, 0xfffffffc);
		if (caps->msi_64)
			allow(func, caps->msi + 8, 4, 0xffffffff);
		allow(func, data, 2, 0xffff);
		if (caps->msi_masks)
			allow(func, data + 4, 4, 0xffffffff);
	}
	if (caps->msix != 0)
		allow(func, caps->msix + MSIX_CONTROL, 2,
		    MSIX_ENABLE | MSIX_MASK_ALL);
}

void
sim_learn(struct sim_func *func)
{
	memcpy(func->fresh, func->config, sizeof(func->fresh));
	ppt_caps_read(&sim_ops, func, &func->caps);
	learn_header(func);
	learn_caps(func);
}

static void
reset(struct sim_func *func)
{
	memcpy(func->config, func->fresh, sizeof(func->config));
	func->scratch = 0;
	func->resets++;
	func->pending_until = 0;
	func->back_at = func->slow_ms == UINT32_MAX ? UINT64_MAX :
	    func->host->now + func->slow_ms;
}

static bool
is_below(const struct sim_func *func, const struct sim_func *bridge)
{
	for (func = func->bridge; func != NULL && func != bridge;
	    func = func->bridge)
		;
	return (func != NULL);
}

/* What a write sets off beside changing bits. */
static void
act(struct sim_func *func, unsigned int reg, unsigned int width,
    uint32_t before, uint32_t value)
{
	const struct ppt_caps *const caps = &func->caps;
	const unsigned int pm = caps->pm + PM_CONTROL;
	struct sim_func *below;

	if (caps->express_flr && reg == caps->express + EXP_DEVCTL &&
	    width >= 2 && (value & EXP_START_FLR) != 0)
		reset(func);
	else if (caps->af_flr && reg == caps->af + AF_CONTROL &&
	    (value & AF_START_FLR) != 0)
		reset(func);
	else if (caps->pm != 0 && reg == pm && !caps->pm_keeps &&
	    !func->keeps && (before & PM_STATE) == 3 &&
	    (value & PM_STATE) == 0)
		reset(func);
	else if (reg == REG_BRIDGE_CONTROL && width == 2 &&
	    (get(func->config, REG_HEADER, 1) & HEADER_TYPE) ==
	    HEADER_BRIDGE && (before & BRIDGE_RESET) != 0 &&
	    (value & BRIDGE_RESET) == 0)
		for (below = func->host->first; below != NULL;
		    below = below->next)
			if (is_below(below, func))
				reset(below);
}

static bool
answers(const struct sim_func *func)
{
	return (!func->unplugged && func->host->now >= func->back_at);
}

static uint32_t
ones(unsigned int width)
{
	return (width == 4 ? 0xffffffff : (1u << (8 * width)) - 1);
}

uint32_t
sim_read(struct sim_func *func, unsigned int reg, unsigned int width)
{
	uint32_t value;

	if (reg + width > func->length || !answers(func))
		return (ones(width));
	value = get(func->config, reg, width);
	if (func->host->now < func->pending_until) {
		if (func->caps.express != 0 &&
		    reg == func->caps.express + EXP_DEVSTA)
			value |= EXP_PENDING;
		if (func->caps.af != 0 && reg == func->caps.af + AF_STATUS)
			value |= AF_PENDING;
	}
	return (value);
}

void
sim_write(struct sim_func *func, unsigned int reg, uint32_t value,
    unsigned int width)
{
	uint32_t before, mask;

	if (reg + width > func->length || !answers(func))
		return;
	before = get(func->config, reg, width);
	mask = get(func->writable, reg, width);
	put(func->config, reg, width, (before & ~mask) | (value & mask));
	if (reg == REG_COMMAND && (value & COMMAND_MASTER) == 0 &&
	    (before & COMMAND_MASTER) != 0)
		func->pending_until = func->host->now + func->pending_ms;
	act(func, reg, width, before, value);
}
