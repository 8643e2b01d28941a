/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_private.h"

/*
 * Find every function of a group, in the state that it must have, and mark
 * them as one.  On an error none is marked and *failed tells which it was.
 */
static int
gather(struct ppt_table *table, void *vm, enum ppt_state state,
    const struct ppt_addr *at, unsigned int count, struct ppt_dev **dev,
    unsigned int *failed)
{
	unsigned int n;
	int error = 0;

	*failed = 0;
	if (count == 0 || count > PPT_GROUP_MAX)
		return (EINVAL);
	for (n = 0; n < count; n++) {
		*failed = n;
		dev[n] = ppt_lookup(table, &at[n]);
		if (dev[n] == NULL)
			error = ENOENT;
		else if (dev[n]->in_group)
			error = EINVAL;
		else if (dev[n]->state != state || dev[n]->vm != vm)
			error = EBUSY;
		if (error != 0)
			break;
		dev[n]->in_group = true;
	}
	while (error != 0 && n-- > 0)
		dev[n]->in_group = false;
	return (error);
}

static void
scatter(struct ppt_dev *const *dev, unsigned int count)
{
	unsigned int n;

	for (n = 0; n < count; n++)
		dev[n]->in_group = false;
}

/* Reset all, one after the other, up to the first that fails. */
static int
reset_all(struct ppt_table *table, struct ppt_dev *const *dev,
    unsigned int count, unsigned int *failed)
{
	unsigned int n;
	int error = 0;

	table->reset_round++;
	for (n = 0; n < count && error == 0; n++) {
		*failed = n;
		error = ppt_reset_dev(table, dev[n]);
	}
	return (error);
}

/* Move all into a guest's domain, or none. */
static int
enter_domain(struct ppt_table *table, void *vm, struct ppt_dev *const *dev,
    unsigned int count, unsigned int *failed)
{
	unsigned int n;
	int error = 0;

	for (n = 0; n < count; n++) {
		*failed = n;
		error = table->ops->iommu_attach(dev[n]->hw, vm);
		if (error != 0)
			break;
	}
	while (error != 0 && n-- > 0)
		(void)table->ops->iommu_detach(dev[n]->hw, vm);
	return (error);
}

/* Move all out of it, or none. */
static int
leave_domain(struct ppt_table *table, void *vm, struct ppt_dev *const *dev,
    unsigned int count, unsigned int *failed)
{
	unsigned int n;
	int error = 0;

	for (n = 0; n < count && error == 0; n++) {
		*failed = n;
		dev[n]->undo = (uint16_t)ppt_rd(table, dev[n], REG_COMMAND, 2);
		ppt_command(table, dev[n], 0, COMMAND_MASTER);
		error = table->ops->iommu_detach(dev[n]->hw, vm);
	}
	if (error == 0)
		return (0);
	n--;
	ppt_wr(table, dev[n], REG_COMMAND, dev[n]->undo, 2);
	while (n-- > 0) {
		(void)table->ops->iommu_attach(dev[n]->hw, vm);
		ppt_wr(table, dev[n], REG_COMMAND, dev[n]->undo, 2);
	}
	return (error);
}

/* Switch on what the function's BARs need, and DMA. */
static void
enable(const struct ppt_table *table, const struct ppt_dev *dev)
{
	uint16_t set = COMMAND_MASTER;
	unsigned int n;

	for (n = 0; n < PPT_BAR_ROM; n++)
		if (dev->bar[n].kind == PPT_BAR_IO)
			set |= COMMAND_IO;
		else if (dev->bar[n].kind == PPT_BAR_MEMORY)
			set |= COMMAND_MEMORY;
	ppt_command(table, dev, set, 0);
}

/* What is left to do for a function that is out of its guest's domain. */
static void
take_back(struct ppt_table *table, struct ppt_dev *const *dev,
    unsigned int count)
{
	unsigned int n;

	for (n = 0; n < count; n++) {
		ppt_msi_clear(table, dev[n]);
		ppt_msix_clear(table, dev[n]);
		ppt_windows_clear(table, dev[n]);
	}
	table->reset_round++;
	for (n = 0; n < count; n++) {
		/* Nobody else will know that it keeps what it was told. */
		if (ppt_reset_dev(table, dev[n]) == ENXIO)
			dev[n]->reset_error = ENXIO;
		if ((table->flags & PPT_QUIET) != 0)
			ppt_command(table, dev[n], 0,
			    COMMAND_IO | COMMAND_MEMORY);
		dev[n]->state = PPT_CLAIMED;
		dev[n]->vm = NULL;
	}
}

int
ppt_bind_group(struct ppt_table *table, void *vm, const struct ppt_addr *at,
    unsigned int count, unsigned int *failed)
{
	struct ppt_dev *dev[PPT_GROUP_MAX];
	unsigned int n, which;
	int error;

	ppt_lock(table);
	error = gather(table, NULL, PPT_CLAIMED, at, count, dev, &which);
	if (error == 0) {
		error = reset_all(table, dev, count, &which);
		if (error == 0)
			error = enter_domain(table, vm, dev, count, &which);
		scatter(dev, count);
	}
	for (n = 0; n < count && error == 0; n++) {
		dev[n]->state = PPT_BOUND;
		dev[n]->vm = vm;
		if ((table->flags & PPT_ENABLE) != 0)
			enable(table, dev[n]);
	}
	ppt_unlock(table);
	if (error != 0)
		*failed = which;
	return (error);
}

int
ppt_bind(struct ppt_table *table, void *vm, const struct ppt_addr *at)
{
	unsigned int failed;

	return (ppt_bind_group(table, vm, at, 1, &failed));
}

int
ppt_unbind_group(struct ppt_table *table, void *vm, const struct ppt_addr *at,
    unsigned int count, unsigned int *failed)
{
	struct ppt_dev *dev[PPT_GROUP_MAX];
	unsigned int which;
	int error;

	ppt_lock(table);
	error = gather(table, vm, PPT_BOUND, at, count, dev, &which);
	if (error == 0) {
		error = leave_domain(table, vm, dev, count, &which);
		if (error == 0)
			take_back(table, dev, count);
		scatter(dev, count);
	}
	ppt_unlock(table);
	if (error != 0)
		*failed = which;
	return (error);
}

int
ppt_unbind(struct ppt_table *table, void *vm, const struct ppt_addr *at)
{
	unsigned int failed;

	return (ppt_unbind_group(table, vm, at, 1, &failed));
}

unsigned int
ppt_unbind_all(struct ppt_table *table, void *vm)
{
	struct ppt_dev *dev;
	unsigned int count = 0;

	ppt_lock(table);
	for (dev = table->first; dev != NULL; dev = dev->next) {
		dev->in_group = dev->state == PPT_BOUND && dev->vm == vm;
		if (!dev->in_group)
			continue;
		ppt_command(table, dev, 0, COMMAND_MASTER);
		(void)table->ops->iommu_detach(dev->hw, vm);
		count++;
	}
	for (dev = table->first; dev != NULL; dev = dev->next)
		if (dev->in_group)
			take_back(table, &dev, 1);
	for (dev = table->first; dev != NULL; dev = dev->next)
		dev->in_group = false;
	ppt_unlock(table);
	return (count);
}

int
ppt_reset_group(struct ppt_table *table, const struct ppt_addr *at,
    unsigned int count, enum ppt_reset *method, unsigned int *failed)
{
	struct ppt_dev *dev[PPT_GROUP_MAX];
	unsigned int n, which;
	int error;

	ppt_lock(table);
	error = gather(table, NULL, PPT_CLAIMED, at, count, dev, &which);
	if (error == 0) {
		for (n = 0; n < count && error == 0; n++) {
			which = n;
			if (ppt_gone(table, dev[n]))
				error = ENXIO;
			else if (ppt_reset_way(table, dev[n]) ==
			    PPT_RESET_NONE)
				error = EOPNOTSUPP;
		}
		if (error == 0)
			error = reset_all(table, dev, count, &which);
		for (n = 0; n < count && error == 0; n++)
			if (dev[n]->reset == PPT_RESET_NONE) {
				which = n;
				error = EIO;
			}
		for (n = 0; method != NULL && n < count; n++)
			method[n] = dev[n]->reset;
		scatter(dev, count);
	}
	ppt_unlock(table);
	if (error != 0)
		*failed = which;
	return (error);
}
