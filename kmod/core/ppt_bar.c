/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_bar.h"
#include "ppt_reg.h"

#define	BAR_IO		0x1u
#define	BAR_TYPE	0x6u
#define	 BAR_BELOW_1M	0x2u
#define	 BAR_64		0x4u
#define	BAR_PREFETCH	0x8u
#define	BAR_IO_BASE	(~(uint64_t)0x3)
#define	BAR_MEM_BASE	(~(uint64_t)0xf)
#define	ROM_ENABLE	0x1u
#define	ROM_BASE	0xfffff800u
#define	LAST_BAR	0x24

static bool
is_rom(unsigned int reg)
{
	return (reg == REG_ROM || reg == REG_BRIDGE_ROM);
}

static bool
is_wide(unsigned int reg, uint32_t value)
{
	return (!is_rom(reg) && (value & (BAR_IO | BAR_TYPE)) == BAR_64);
}

/* The size is the lowest address bit that took a one. */
static uint64_t
size_of(uint64_t address_bits)
{
	return (address_bits & (0 - address_bits));
}

void
ppt_bar_decode(unsigned int reg, uint64_t value, uint64_t mask,
    struct ppt_bar *bar)
{
	uint64_t bits;

	memset(bar, 0, sizeof(*bar));
	bar->reg = (uint8_t)reg;
	bar->bits = 32;
	bar->decoded = true;
	if (is_rom(reg)) {
		bits = ROM_BASE;
		bar->decoded = (value & ROM_ENABLE) != 0;
	} else if ((value & BAR_IO) != 0)
		bits = BAR_IO_BASE & 0xffffffff;
	else {
		bar->prefetch = (value & BAR_PREFETCH) != 0;
		if (is_wide(reg, (uint32_t)value))
			bar->bits = 64;
		else if ((value & BAR_TYPE) == BAR_BELOW_1M)
			bar->bits = 20;
		bits = bar->bits == 64 ? BAR_MEM_BASE :
		    BAR_MEM_BASE & 0xffffffff;
	}
	bar->base = value & bits;
	bar->size = size_of(mask & bits);
	if (bar->bits == 64 && reg == LAST_BAR)
		return;
	if (mask == 0 ? value == 0 : bar->size == 0)
		return;
	bar->kind = !is_rom(reg) && (value & BAR_IO) != 0 ? PPT_BAR_IO :
	    PPT_BAR_MEMORY;
}

/* The n-th register of a function of this header type; 0 when it has none. */
static unsigned int
register_of(uint32_t header, unsigned int n)
{
	const unsigned int bars = header == HEADER_ENDPOINT ? 6 :
	    header == HEADER_BRIDGE ? 2 : header == HEADER_CARDBUS ? 1 : 0;

	if (n < bars)
		return (REG_BAR0 + n * 4);
	if (n != PPT_BAR_ROM || header > HEADER_BRIDGE)
		return (0);
	return (header == HEADER_ENDPOINT ? REG_ROM : REG_BRIDGE_ROM);
}

/* Write ones to a register and put it back; returns what was read between. */
static uint32_t
probe_ones(const struct ppt_ops *ops, void *hw, unsigned int reg,
    uint32_t value)
{
	uint32_t mask;

	/* A one in the enable bit of a ROM would switch it on. */
	ops->cfg_write(hw, reg, is_rom(reg) ? ROM_BASE : 0xffffffff, 4);
	mask = ops->cfg_read(hw, reg, 4);
	ops->cfg_write(hw, reg, value, 4);
	return (mask);
}

static void
each_bar(const struct ppt_ops *ops, void *hw, bool size, struct ppt_bar *bar)
{
	const uint32_t header = ops->cfg_read(hw, REG_HEADER, 1) & HEADER_TYPE;
	unsigned int n, reg;
	uint64_t value, mask;
	bool wide;

	for (n = 0; n < PPT_BARS; n++)
		memset(&bar[n], 0, sizeof(bar[n]));
	for (n = 0; n < PPT_BARS; n++) {
		if ((reg = register_of(header, n)) == 0)
			continue;
		value = ops->cfg_read(hw, reg, 4);
		wide = is_wide(reg, (uint32_t)value) &&
		    register_of(header, n + 1) == reg + 4;
		mask = size ? probe_ones(ops, hw, reg, (uint32_t)value) : 0;
		if (wide) {
			const uint64_t high = ops->cfg_read(hw, reg + 4, 4);

			value |= high << 32;
			if (size)
				mask |= (uint64_t)probe_ones(ops, hw, reg + 4,
				    (uint32_t)high) << 32;
		}
		if (!size || mask != 0)
			ppt_bar_decode(reg, value, mask, &bar[n]);
		n += wide;
	}
}

void
ppt_bars_read(const struct ppt_ops *ops, void *hw, struct ppt_bar *bar)
{
	each_bar(ops, hw, false, bar);
}

void
ppt_bars_size(const struct ppt_ops *ops, void *hw, struct ppt_bar *bar)
{
	const uint32_t command = ops->cfg_read(hw, REG_COMMAND, 2);

	ops->cfg_write(hw, REG_COMMAND,
	    command & ~(uint32_t)(COMMAND_IO | COMMAND_MEMORY), 2);
	each_bar(ops, hw, true, bar);
	ops->cfg_write(hw, REG_COMMAND, command, 2);
}

const struct ppt_bar *
ppt_bar_holding(const struct ppt_bar *bar, uint64_t base, uint64_t length)
{
	unsigned int n;

	if (length == 0 || base + length - 1 < base)
		return (NULL);
	for (n = 0; n < PPT_BAR_ROM; n++)
		if (bar[n].kind == PPT_BAR_MEMORY && bar[n].base != 0 &&
		    base >= bar[n].base && length <= bar[n].size &&
		    base - bar[n].base <= bar[n].size - length)
			return (&bar[n]);
	return (NULL);
}

bool
ppt_bar_mappable(const struct ppt_bar *bar)
{
	return (bar->kind == PPT_BAR_MEMORY && bar->base != 0 &&
	    bar->size != 0 && bar->base % PPT_PAGE == 0 &&
	    bar->size % PPT_PAGE == 0);
}
