/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_private.h"

unsigned int
ppt_held(struct ppt_table *table)
{
	unsigned int count;

	ppt_lock(table);
	count = table->count;
	ppt_unlock(table);
	return (count);
}

unsigned int
ppt_held_by(struct ppt_table *table, const void *vm)
{
	const struct ppt_dev *dev;
	unsigned int count = 0;

	ppt_lock(table);
	for (dev = table->first; dev != NULL; dev = dev->next)
		count += dev->state == PPT_BOUND && dev->vm == vm;
	ppt_unlock(table);
	return (count);
}

static uint64_t
fired(const struct ppt_intr *intr)
{
	return (__atomic_load_n(&intr->fired, __ATOMIC_RELAXED));
}

static void
fill(struct ppt_table *table, struct ppt_dev *dev, struct ppt_status *status)
{
	unsigned int n;

	memset(status, 0, sizeof(*status));
	status->addr = dev->addr;
	status->state = dev->state;
	status->vm = dev->vm;
	status->vendor = dev->vendor;
	status->device = dev->device;
	status->reset = dev->reset;
	status->reset_way = ppt_reset_way(table, dev);
	status->reset_error = dev->reset_error;
	status->msi = dev->msi_count;
	status->msi_max = dev->caps.msi_count;
	status->msix_max = dev->caps.msix_count;
	for (n = 0; n < PPT_WINDOWS; n++)
		status->windows += dev->window[n].len != 0;
	for (n = 0; n < dev->msi_count; n++)
		status->fired += fired(&dev->msi[n]);
	for (n = 0; n < dev->msix_count; n++) {
		status->msix += dev->msix[n].live;
		status->fired += fired(&dev->msix[n]);
	}
}

int
ppt_status_nth(struct ppt_table *table, unsigned int n,
    struct ppt_status *status)
{
	struct ppt_dev *dev;

	ppt_lock(table);
	for (dev = table->first; dev != NULL && n > 0; n--)
		dev = dev->next;
	if (dev != NULL)
		fill(table, dev, status);
	ppt_unlock(table);
	return (dev != NULL ? 0 : ENOENT);
}

int
ppt_status_at(struct ppt_table *table, const struct ppt_addr *at,
    struct ppt_status *status)
{
	struct ppt_dev *dev;

	ppt_lock(table);
	dev = ppt_lookup(table, at);
	if (dev != NULL)
		fill(table, dev, status);
	ppt_unlock(table);
	return (dev != NULL ? 0 : ENOENT);
}
