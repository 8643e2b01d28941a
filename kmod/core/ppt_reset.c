/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ladder of resets: FLR (PCIe 6.6.2), FLR of conventional PCI (ECN
 * "Advanced Capabilities"), D3hot (PCI PM 1.2), secondary bus reset (PCI
 * Bridge 1.2, 3.2.5.17), none.
 */
#include "ppt_private.h"

#define	PENDING_MIN_MS	10	/* wait for transactions at least so long */
#define	FLR_MS		100
#define	D3HOT_MS	10
#define	PULSE_MS	2
#define	LINK_MS		100
#define	BUS_MS		1000	/* conventional PCI: 2^25 clocks */
#define	RETURN_MS	60000	/* for what needs its firmware first */

static void
delay(const struct ppt_table *table, unsigned int ms)
{
	table->ops->delay(table->host, ms);
}

/* Milliseconds after which a completion is given up (Device Control 2). */
static unsigned int
completion_timeout(const struct ppt_table *table, const struct ppt_dev *dev)
{
	static const unsigned int range[16] = {
		50, 1, 10, 50, 50, 55, 210, 50, 50, 900, 3500, 50, 50, 13000,
		64000, 50
	};
	const struct ppt_caps *const caps = &dev->caps;
	unsigned int ms = 50;

	if (caps->express_version >= 2)
		ms = range[ppt_rd(table, dev, caps->express + EXP_DEVCTL2, 2) &
		    EXP_TIMEOUT];
	return (ms > PENDING_MIN_MS ? ms : PENDING_MIN_MS);
}

/*
 * Wait until a bit of a byte or word is clear, for limit milliseconds.  A
 * reset goes ahead even if it never is: that is what resets are for.
 */
static void
wait_clear(const struct ppt_table *table, const struct ppt_dev *dev,
    unsigned int reg, unsigned int width, uint32_t bit, unsigned int limit)
{
	unsigned int waited = 0, step = 1;

	while (waited < limit && (ppt_rd(table, dev, reg, width) & bit) != 0) {
		delay(table, step);
		waited += step;
		step *= 2;
	}
}

static bool
wait_return(const struct ppt_table *table, const struct ppt_dev *dev)
{
	unsigned int waited = 0, step = 1;

	while (ppt_gone(table, dev)) {
		if (waited >= RETURN_MS)
			return (false);
		delay(table, step);
		waited += step;
		step = step < 1000 ? step * 2 : step;
	}
	return (true);
}

static void
do_flr(const struct ppt_table *table, const struct ppt_dev *dev)
{
	const unsigned int cap = dev->caps.express;

	wait_clear(table, dev, cap + EXP_DEVSTA, 2, EXP_PENDING,
	    completion_timeout(table, dev));
	ppt_wr(table, dev, cap + EXP_DEVCTL,
	    ppt_rd(table, dev, cap + EXP_DEVCTL, 2) | EXP_START_FLR, 2);
	delay(table, FLR_MS);
}

static void
do_af(const struct ppt_table *table, const struct ppt_dev *dev)
{
	const unsigned int cap = dev->caps.af;

	wait_clear(table, dev, cap + AF_STATUS, 1, AF_PENDING, 100);
	ppt_wr(table, dev, cap + AF_CONTROL, AF_START_FLR, 1);
	delay(table, FLR_MS);
}

/* Whether a BAR is where it was: a reset would have cleared it. */
static bool
is_set_up(const struct ppt_table *table, const struct ppt_dev *dev)
{
	const struct ppt_bar *bar;
	uint64_t value;

	for (bar = dev->bar; bar < dev->bar + PPT_BAR_ROM; bar++) {
		if (bar->kind == PPT_BAR_NONE || bar->base == 0)
			continue;
		value = ppt_rd(table, dev, bar->reg, 4);
		if (bar->bits == 64)
			value |= (uint64_t)ppt_rd(table, dev, bar->reg + 4u,
			    4) << 32;
		value &= bar->kind == PPT_BAR_IO ? ~(uint64_t)0x3 :
		    ~(uint64_t)0xf;
		if (value == bar->base)
			return (true);
	}
	return (false);
}

/* Returns whether that was a reset. */
static bool
do_d3hot(const struct ppt_table *table, struct ppt_dev *dev)
{
	const unsigned int reg = dev->caps.pm + PM_CONTROL;
	const uint32_t control = ppt_rd(table, dev, reg, 2) &
	    ~(uint32_t)(PM_STATE | PM_STATUS);

	ppt_wr(table, dev, reg, control | PM_STATE, 2);
	delay(table, D3HOT_MS);
	ppt_wr(table, dev, reg, control, 2);
	delay(table, D3HOT_MS);
	if (table->ops->bars != NULL)
		table->ops->bars(dev->hw, dev->bar);
	return (ppt_gone(table, dev) || !is_set_up(table, dev));
}

static struct ppt_dev *
dev_of(struct ppt_table *table, const void *hw)
{
	struct ppt_dev *dev;

	for (dev = table->first; dev != NULL && dev->hw != hw; dev = dev->next)
		;
	return (dev);
}

/*
 * Whether all that a reset of this bridge would hit is ours, and in no
 * guest's hands except those of the group at work.
 */
static bool
bus_is_ours(struct ppt_table *table, void *bridge)
{
	const struct ppt_dev *dev;
	unsigned int n;
	void *hw;

	for (n = 0; table->ops->below(bridge, n, &hw); n++) {
		dev = dev_of(table, hw);
		if (dev == NULL || (dev->state == PPT_BOUND && !dev->in_group))
			return (false);
	}
	return (n > 0);
}

/* Pull a bridge's reset line without its port taking it for an unplugging. */
static void
pulse(const struct ppt_table *table, void *bridge)
{
	const struct ppt_ops *const ops = table->ops;
	struct ppt_caps caps;
	uint32_t control, slot = 0;

	ppt_caps_read(ops, bridge, &caps);
	if (caps.express != 0 && (ops->cfg_read(bridge,
	    caps.express + EXP_FLAGS, 2) & EXP_SLOT) != 0)
		slot = ops->cfg_read(bridge, caps.express + EXP_SLTCTL, 2);
	if ((slot & EXP_HOTPLUG_INTR) != 0)
		ops->cfg_write(bridge, caps.express + EXP_SLTCTL,
		    slot & ~(uint32_t)EXP_HOTPLUG_INTR, 2);
	control = ops->cfg_read(bridge, REG_BRIDGE_CONTROL, 2);
	ops->cfg_write(bridge, REG_BRIDGE_CONTROL, control | BRIDGE_RESET, 2);
	delay(table, PULSE_MS);
	ops->cfg_write(bridge, REG_BRIDGE_CONTROL,
	    control & ~(uint32_t)BRIDGE_RESET, 2);
	delay(table, caps.express != 0 ? LINK_MS : BUS_MS);
	if ((slot & EXP_HOTPLUG_INTR) != 0) {
		ops->cfg_write(bridge, caps.express + EXP_SLTSTA,
		    EXP_PRESENCE_CHANGED | EXP_LINK_CHANGED, 2);
		ops->cfg_write(bridge, caps.express + EXP_SLTCTL, slot, 2);
	}
}

static int
do_bus(struct ppt_table *table, struct ppt_dev *asked)
{
	void *const bridge = table->ops->bridge(asked->hw);
	struct ppt_dev *dev;
	unsigned int n;
	void *hw;
	int error = 0;

	for (n = 0; table->ops->below(bridge, n, &hw); n++)
		if ((dev = dev_of(table, hw)) != NULL && dev != asked) {
			ppt_command(table, dev, 0, COMMAND_MASTER);
			ppt_save(table, dev);
		}
	pulse(table, bridge);
	for (n = 0; table->ops->below(bridge, n, &hw); n++) {
		if ((dev = dev_of(table, hw)) == NULL)
			continue;
		dev->reset_round = table->reset_round;
		dev->reset = PPT_RESET_BUS;
		dev->reset_error = wait_return(table, dev) ? 0 : EIO;
		if (dev == asked)
			error = dev->reset_error;
		else if (dev->reset_error == 0)
			ppt_restore(table, dev);
	}
	return (error);
}

enum ppt_reset
ppt_reset_way(struct ppt_table *table, struct ppt_dev *dev)
{
	const struct ppt_caps *const caps = &dev->caps;
	void *bridge;

	if (caps->express_flr)
		return (PPT_RESET_FLR);
	if (caps->af_flr)
		return (PPT_RESET_AF);
	if (caps->pm != 0 && !caps->pm_keeps)
		return (PPT_RESET_D3HOT);
	if (table->ops->bridge == NULL || table->ops->below == NULL)
		return (PPT_RESET_NONE);
	bridge = table->ops->bridge(dev->hw);
	return (bridge != NULL && bus_is_ours(table, bridge) ?
	    PPT_RESET_BUS : PPT_RESET_NONE);
}

int
ppt_reset_dev(struct ppt_table *table, struct ppt_dev *dev)
{
	enum ppt_reset way;
	int error = 0;

	if (ppt_gone(table, dev))
		return (ENXIO);
	if (dev->reset_round == table->reset_round &&
	    dev->reset == PPT_RESET_BUS)
		return (dev->reset_error);
	way = ppt_reset_way(table, dev);
	ppt_save(table, dev);
	ppt_command(table, dev, 0, COMMAND_MASTER);
	switch (way) {
	case PPT_RESET_FLR:
		do_flr(table, dev);
		break;
	case PPT_RESET_AF:
		do_af(table, dev);
		break;
	case PPT_RESET_D3HOT:
		if (do_d3hot(table, dev))
			break;
		dev->caps.pm_keeps = true;
		way = ppt_reset_way(table, dev);
		if (way == PPT_RESET_BUS)
			error = do_bus(table, dev);
		break;
	case PPT_RESET_BUS:
		error = do_bus(table, dev);
		break;
	case PPT_RESET_UNKNOWN:
	case PPT_RESET_NONE:
		break;
	}
	if (error == 0 && !wait_return(table, dev))
		error = EIO;
	if (error == 0)
		ppt_restore(table, dev);
	dev->reset = way;
	dev->reset_error = error;
	return (error);
}

const char *
ppt_reset_name(enum ppt_reset method)
{
	switch (method) {
	case PPT_RESET_FLR:
		return ("flr");
	case PPT_RESET_AF:
		return ("af-flr");
	case PPT_RESET_D3HOT:
		return ("d3hot");
	case PPT_RESET_BUS:
		return ("bus");
	case PPT_RESET_NONE:
		return ("none");
	case PPT_RESET_UNKNOWN:
		break;
	}
	return ("unknown");
}
