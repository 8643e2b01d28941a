/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_private.h"

/*
 * Whether a window would show the guest a page of the MSI-X table: writing
 * there it could raise any vector of the host.  BARs that overlap lead to it
 * by more than one.
 */
static bool
shows_msix_table(const struct ppt_dev *dev, uint64_t hpa, uint64_t len)
{
	const struct ppt_caps *const caps = &dev->caps;
	uint64_t first, last;
	unsigned int n;

	for (n = 0; n < PPT_BAR_ROM; n++)
		if (caps->msix != 0 && dev->bar[n].kind == PPT_BAR_MEMORY &&
		    dev->bar[n].reg == caps->msix_table_bar)
			break;
	if (n == PPT_BAR_ROM)
		return (false);
	first = dev->bar[n].base + caps->msix_table;
	last = first + caps->msix_count * MSIX_ENTRY - 1;
	first &= ~(uint64_t)(PPT_PAGE - 1);
	last |= PPT_PAGE - 1;
	return (hpa <= last && hpa + len - 1 >= first);
}

static int
check(struct ppt_table *table, struct ppt_dev *dev, uint64_t gpa,
    uint64_t len, uint64_t hpa)
{
	if (len == 0 || ((gpa | len | hpa) & (PPT_PAGE - 1)) != 0 ||
	    gpa + len - 1 < gpa || hpa + len - 1 < hpa)
		return (EINVAL);
	/* The system may have moved a BAR since the claim. */
	if (table->ops->bars != NULL)
		table->ops->bars(dev->hw, dev->bar);
	if (ppt_bar_holding(dev->bar, hpa, len) == NULL ||
	    shows_msix_table(dev, hpa, len))
		return (EINVAL);
	return (0);
}

static int
map_locked(struct ppt_table *table, void *vm, struct ppt_dev *dev,
    uint64_t gpa, uint64_t len, uint64_t hpa)
{
	struct ppt_window *window = dev->window;
	struct ppt_window *const end = window + PPT_WINDOWS;
	int error;

	error = check(table, dev, gpa, len, hpa);
	if (error != 0)
		return (error);
	while (window < end && window->len != 0)
		window++;
	if (window == end)
		return (ENOSPC);
	error = ppt_index_insert(table->index, vm, gpa, len);
	if (error != 0)
		return (error);
	error = table->ops->mmio_map(dev->hw, vm, gpa, len, hpa);
	if (error != 0) {
		ppt_index_remove(table->index, vm, gpa);
		return (error);
	}
	*window = (struct ppt_window){ .gpa = gpa, .len = len, .hpa = hpa };
	return (0);
}

int
ppt_window_map(struct ppt_table *table, void *vm, const struct ppt_addr *at,
    uint64_t gpa, uint64_t len, uint64_t hpa)
{
	struct ppt_dev *dev;
	int error;

	ppt_lock(table);
	error = ppt_owned(table, vm, at, &dev);
	if (error == 0)
		error = map_locked(table, vm, dev, gpa, len, hpa);
	ppt_unlock(table);
	return (error);
}

static void
unmap(struct ppt_table *table, struct ppt_dev *dev, struct ppt_window *window)
{
	table->ops->mmio_unmap(dev->hw, dev->vm, window->gpa, window->len);
	ppt_index_remove(table->index, dev->vm, window->gpa);
	memset(window, 0, sizeof(*window));
}

int
ppt_window_unmap(struct ppt_table *table, void *vm, const struct ppt_addr *at,
    uint64_t gpa, uint64_t len)
{
	struct ppt_dev *dev;
	unsigned int n = 0;
	int error;

	ppt_lock(table);
	error = ppt_owned(table, vm, at, &dev);
	if (error == 0) {
		while (n < PPT_WINDOWS && (len == 0 ||
		    dev->window[n].gpa != gpa || dev->window[n].len != len))
			n++;
		if (n == PPT_WINDOWS)
			error = ENOENT;
		else
			unmap(table, dev, &dev->window[n]);
	}
	ppt_unlock(table);
	return (error);
}

void
ppt_windows_clear(struct ppt_table *table, struct ppt_dev *dev)
{
	unsigned int n;

	for (n = 0; n < PPT_WINDOWS; n++)
		if (dev->window[n].len != 0)
			unmap(table, dev, &dev->window[n]);
}
