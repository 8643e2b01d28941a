/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_private.h"

bool
ppt_intr_fire(struct ppt_intr *intr)
{
	void *const vm = __atomic_load_n(&intr->vm, __ATOMIC_ACQUIRE);

	if (vm != NULL) {
		__atomic_fetch_add(&intr->fired, 1, __ATOMIC_RELAXED);
		intr->ops->deliver(vm, intr->addr, intr->data);
	}
	return (!intr->legacy);
}

/* Stop one vector; when this returns nothing of it is under way. */
static void
stop(const struct ppt_table *table, const struct ppt_dev *dev,
    unsigned int rid, struct ppt_intr *intr)
{
	if (!intr->live)
		return;
	__atomic_store_n(&intr->vm, NULL, __ATOMIC_RELEASE);
	table->ops->intr_teardown(dev->hw, rid, intr);
	intr->live = false;
}

/* Start one vector, stopped before; 0 or ENXIO and it stays stopped. */
static int
start(const struct ppt_table *table, const struct ppt_dev *dev,
    unsigned int rid, struct ppt_intr *intr, uint64_t addr, uint64_t data)
{
	intr->ops = table->ops;
	intr->addr = addr;
	intr->data = data;
	intr->legacy = rid == 0;
	__atomic_store_n(&intr->vm, dev->vm, __ATOMIC_RELEASE);
	if (table->ops->intr_setup(dev->hw, rid, intr) != 0) {
		__atomic_store_n(&intr->vm, NULL, __ATOMIC_RELEASE);
		return (ENXIO);
	}
	intr->live = true;
	return (0);
}

void
ppt_msi_clear(struct ppt_table *table, struct ppt_dev *dev)
{
	const bool legacy = dev->msi_count != 0 && dev->msi[0].legacy;
	unsigned int n;

	if (dev->msi_count == 0)
		return;
	for (n = 0; n < dev->msi_count; n++)
		stop(table, dev, legacy ? 0 : n + 1, &dev->msi[n]);
	if (!legacy)
		table->ops->msi_free(dev->hw);
	dev->msi_count = 0;
	memset(dev->msi, 0, sizeof(dev->msi));
}

static int
msi_locked(struct ppt_table *table, struct ppt_dev *dev, uint64_t addr,
    uint64_t msg, unsigned int numvec)
{
	const bool legacy = dev->caps.msi_count == 0;
	const unsigned int most = legacy ? 1 : dev->caps.msi_count;
	unsigned int n;
	int error = 0;

	if (numvec != 0 && dev->msix_count != 0)
		return (EBUSY);
	ppt_msi_clear(table, dev);
	if (numvec == 0)
		return (0);
	if (numvec > most || (numvec & (numvec - 1)) != 0)
		return (EINVAL);
	if (!legacy)
		error = table->ops->msi_alloc(dev->hw, numvec);
	if (error != 0)
		return (error);
	dev->msi_count = numvec;
	dev->msi[0].legacy = legacy;
	for (n = 0; n < numvec && error == 0; n++)
		error = start(table, dev, legacy ? 0 : n + 1, &dev->msi[n],
		    addr, msg + n);
	if (error != 0)
		ppt_msi_clear(table, dev);
	return (error);
}

int
ppt_msi_setup(struct ppt_table *table, void *vm, const struct ppt_addr *at,
    uint64_t addr, uint64_t msg, int numvec)
{
	struct ppt_dev *dev;
	int error;

	if (numvec < 0 || numvec > PPT_MSI_MAX)
		return (EINVAL);
	ppt_lock(table);
	error = ppt_owned(table, vm, at, &dev);
	if (error == 0)
		error = msi_locked(table, dev, addr, msg,
		    (unsigned int)numvec);
	ppt_unlock(table);
	return (error);
}

void
ppt_msix_clear(struct ppt_table *table, struct ppt_dev *dev)
{
	unsigned int n;

	if (dev->msix_count == 0)
		return;
	for (n = 0; n < dev->msix_count; n++)
		stop(table, dev, n + 1, &dev->msix[n]);
	table->ops->msix_free(dev->hw, dev->msix, dev->msix_count);
	dev->msix = NULL;
	dev->msix_count = 0;
}

/* Whether the whole table lies inside its BAR. */
static bool
table_is_sound(const struct ppt_dev *dev)
{
	const struct ppt_caps *const caps = &dev->caps;
	const uint64_t bytes = caps->msix_count * MSIX_ENTRY;
	const struct ppt_bar *bar;
	unsigned int n;

	for (n = 0; n < PPT_BAR_ROM; n++) {
		bar = &dev->bar[n];
		if (bar->kind == PPT_BAR_MEMORY &&
		    bar->reg == caps->msix_table_bar)
			return (bytes <= bar->size &&
			    caps->msix_table <= bar->size - bytes);
	}
	return (false);
}

static int
msix_locked(struct ppt_table *table, struct ppt_dev *dev, int index,
    uint64_t addr, uint64_t msg, uint32_t control)
{
	struct ppt_intr *intr;
	int error;

	if (index < 0 || index >= dev->caps.msix_count)
		return (EINVAL);
	if (dev->msi_count != 0)
		return (EBUSY);
	if (dev->msix_count == 0) {
		if (!table_is_sound(dev))
			return (EINVAL);
		error = table->ops->msix_alloc(dev->hw, dev->caps.msix_count,
		    &dev->msix);
		if (error != 0)
			return (error);
		dev->msix_count = dev->caps.msix_count;
	}
	intr = &dev->msix[index];
	stop(table, dev, (unsigned int)index + 1, intr);
	return ((control & 1) != 0 ? 0 : start(table, dev,
	    (unsigned int)index + 1, intr, addr, msg));
}

int
ppt_msix_setup(struct ppt_table *table, void *vm, const struct ppt_addr *at,
    int index, uint64_t addr, uint64_t msg, uint32_t control)
{
	struct ppt_dev *dev;
	int error;

	ppt_lock(table);
	error = ppt_owned(table, vm, at, &dev);
	if (error == 0)
		error = msix_locked(table, dev, index, addr, msg, control);
	ppt_unlock(table);
	return (error);
}

int
ppt_msix_disable(struct ppt_table *table, void *vm, const struct ppt_addr *at)
{
	struct ppt_dev *dev;
	int error;

	ppt_lock(table);
	error = ppt_owned(table, vm, at, &dev);
	if (error == 0)
		ppt_msix_clear(table, dev);
	ppt_unlock(table);
	return (error);
}
