/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_private.h"

void
ppt_table_init(struct ppt_table *table, const struct ppt_ops *ops, void *host,
    unsigned int flags)
{
	memset(table, 0, sizeof(*table));
	table->ops = ops;
	table->host = host;
	table->flags = flags;
}

static struct ppt_dev **
bucket_of(struct ppt_table *table, const struct ppt_addr *at)
{
	const unsigned int key = at->bus * 31u + at->slot * 8u + at->func;

	return (&table->bucket[key % PPT_BUCKETS]);
}

struct ppt_dev *
ppt_lookup(struct ppt_table *table, const struct ppt_addr *at)
{
	struct ppt_dev *dev, *other = NULL;
	const uint32_t domain =
	    at->domain == PPT_ANY_DOMAIN ? 0 : at->domain;

	for (dev = *bucket_of(table, at); dev != NULL; dev = dev->chain) {
		if (dev->addr.bus != at->bus || dev->addr.slot != at->slot ||
		    dev->addr.func != at->func)
			continue;
		if (dev->addr.domain == domain)
			return (dev);
		if (other == NULL)
			other = dev;
	}
	return (at->domain == PPT_ANY_DOMAIN ? other : NULL);
}

int
ppt_owned(struct ppt_table *table, void *vm, const struct ppt_addr *at,
    struct ppt_dev **dev)
{
	*dev = ppt_lookup(table, at);
	if (*dev == NULL)
		return (ENOENT);
	return ((*dev)->state == PPT_BOUND && (*dev)->vm == vm ? 0 : EBUSY);
}

bool
ppt_gone(const struct ppt_table *table, const struct ppt_dev *dev)
{
	return (ppt_rd(table, dev, REG_COMMAND, 4) == 0xffffffff);
}

void
ppt_command(const struct ppt_table *table, const struct ppt_dev *dev,
    uint16_t set, uint16_t clear)
{
	const uint32_t old = ppt_rd(table, dev, REG_COMMAND, 2);
	const uint32_t new = (old & ~(uint32_t)clear) | set;

	if (new != old)
		ppt_wr(table, dev, REG_COMMAND, new, 2);
}

enum ppt_probe
ppt_probe_answer(unsigned int header, int bus, int slot, int func,
    const char *const value[PPT_SPEC_NAMES])
{
	int n;

	if ((header & HEADER_TYPE) != HEADER_ENDPOINT)
		return (PPT_PROBE_NEVER);
	for (n = 0; n < PPT_SPEC_NAMES; n++)
		if (value[n] != NULL && ppt_spec_lists(value[n], SIZE_MAX,
		    bus, slot, func))
			return (PPT_PROBE_LISTED);
	return (PPT_PROBE_FORCED);
}

/* Join the list's end, so that it stays in order of claiming. */
static void
join(struct ppt_table *table, struct ppt_dev *dev)
{
	struct ppt_dev **end;

	for (end = &table->first; *end != NULL; end = &(*end)->next)
		;
	*end = dev;
	for (end = bucket_of(table, &dev->addr); *end != NULL;
	    end = &(*end)->chain)
		;
	*end = dev;
	table->count++;
}

static void
leave(struct ppt_table *table, struct ppt_dev *dev)
{
	struct ppt_dev **at;

	for (at = &table->first; *at != dev; at = &(*at)->next)
		;
	*at = dev->next;
	for (at = bucket_of(table, &dev->addr); *at != dev;
	    at = &(*at)->chain)
		;
	*at = dev->chain;
	dev->next = dev->chain = NULL;
	table->count--;
}

static bool
holds(const struct ppt_table *table, const struct ppt_dev *dev)
{
	const struct ppt_dev *at;

	for (at = table->first; at != NULL && at != dev; at = at->next)
		;
	return (at != NULL);
}

static int
claim_locked(struct ppt_table *table, struct ppt_dev *dev, void *hw,
    const struct ppt_addr *at)
{
	uint32_t header;
	int error;

	if (at->domain == PPT_ANY_DOMAIN)
		return (EINVAL);
	if (holds(table, dev) || ppt_lookup(table, at) != NULL)
		return (EBUSY);
	if (table->count >= table->room)
		return (ENOSPC);
	memset(dev, 0, sizeof(*dev));
	dev->hw = hw;
	dev->addr = *at;
	header = ppt_rd(table, dev, REG_HEADER, 1);
	if (ppt_gone(table, dev) || (header & HEADER_TYPE) != HEADER_ENDPOINT)
		return (ENXIO);
	dev->command = (uint16_t)ppt_rd(table, dev, REG_COMMAND, 2);
	ppt_command(table, dev, 0, COMMAND_MASTER |
	    (table->flags & PPT_QUIET ? COMMAND_IO | COMMAND_MEMORY : 0));
	error = table->ops->iommu_detach(hw, NULL);
	if (error != 0) {
		ppt_wr(table, dev, REG_COMMAND, dev->command, 2);
		return (error);
	}
	dev->vendor = (uint16_t)ppt_rd(table, dev, REG_VENDOR, 2);
	dev->device = (uint16_t)ppt_rd(table, dev, REG_VENDOR + 2, 2);
	ppt_caps_read(table->ops, hw, &dev->caps);
	if (table->ops->bars != NULL)
		table->ops->bars(hw, dev->bar);
	else
		ppt_bars_size(table->ops, hw, dev->bar);
	dev->state = PPT_CLAIMED;
	join(table, dev);
	return (0);
}

int
ppt_claim_group(struct ppt_table *table, struct ppt_dev *const *dev,
    void *const *hw, const struct ppt_addr *at, unsigned int count,
    unsigned int *failed)
{
	unsigned int n;
	int error = 0;

	ppt_lock(table);
	for (n = 0; n < count; n++) {
		error = claim_locked(table, dev[n], hw[n], &at[n]);
		if (error != 0)
			break;
	}
	if (error != 0) {
		*failed = n;
		while (n-- > 0) {
			/* The host's domain held it a moment ago. */
			(void)table->ops->iommu_attach(hw[n], NULL);
			ppt_wr(table, dev[n], REG_COMMAND, dev[n]->command, 2);
			leave(table, dev[n]);
			dev[n]->state = PPT_UNOWNED;
		}
	}
	ppt_unlock(table);
	return (error);
}

int
ppt_claim(struct ppt_table *table, struct ppt_dev *dev, void *hw,
    const struct ppt_addr *at)
{
	unsigned int failed;

	return (ppt_claim_group(table, &dev, &hw, at, 1, &failed));
}

/* Everything that can refuse a release, before anything is changed. */
static int
may_release(struct ppt_table *table, struct ppt_dev *const *dev,
    unsigned int count, unsigned int *failed)
{
	unsigned int n;
	int error = 0;

	for (n = 0; n < count && error == 0; n++) {
		*failed = n;
		if (!holds(table, dev[n]))
			error = ENOENT;
		else if (dev[n]->state == PPT_BOUND)
			error = EBUSY;
		else if (dev[n]->in_group)
			error = EINVAL;
		else
			dev[n]->in_group = true;
	}
	for (n -= error != 0; n-- > 0;)
		dev[n]->in_group = false;
	return (error);
}

/* Give all to the host's domain, or none. */
static int
rejoin_host(struct ppt_table *table, struct ppt_dev *const *dev,
    unsigned int count, unsigned int *failed)
{
	unsigned int n;
	int error = 0;

	for (n = 0; n < count && error == 0; n++) {
		dev[n]->undo = (uint16_t)ppt_rd(table, dev[n], REG_COMMAND, 2);
		ppt_command(table, dev[n], 0, COMMAND_MASTER);
		error = table->ops->iommu_attach(dev[n]->hw, NULL);
		*failed = n;
	}
	if (error == 0)
		return (0);
	n--;
	ppt_wr(table, dev[n], REG_COMMAND, dev[n]->undo, 2);
	while (n-- > 0) {
		(void)table->ops->iommu_detach(dev[n]->hw, NULL);
		ppt_wr(table, dev[n], REG_COMMAND, dev[n]->undo, 2);
	}
	return (error);
}

int
ppt_release_group(struct ppt_table *table, struct ppt_dev *const *dev,
    unsigned int count, unsigned int *failed)
{
	unsigned int n, at = 0;
	int error;

	ppt_lock(table);
	error = may_release(table, dev, count, &at);
	if (error == 0)
		error = rejoin_host(table, dev, count, &at);
	if (error != 0)
		*failed = at;
	for (n = 0; n < count && error == 0; n++) {
		leave(table, dev[n]);
		dev[n]->state = PPT_UNOWNED;
	}
	ppt_unlock(table);
	return (error);
}

int
ppt_release(struct ppt_table *table, struct ppt_dev *dev)
{
	unsigned int failed;

	return (ppt_release_group(table, &dev, 1, &failed));
}
