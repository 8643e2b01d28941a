/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeping a configuration over a reset, where the system does not. */
#include "ppt_private.h"

static void
keep(const struct ppt_table *table, struct ppt_dev *dev, unsigned int reg,
    unsigned int width)
{
	struct ppt_saved *const saved = &dev->saved;

	if (saved->count == PPT_SAVED)
		return;
	saved->item[saved->count].reg = (uint16_t)reg;
	saved->item[saved->count].width = (uint8_t)width;
	saved->item[saved->count++].value = ppt_rd(table, dev, reg, width);
}

/* Registers are kept in the order they are to be put back. */
void
ppt_save(const struct ppt_table *table, struct ppt_dev *dev)
{
	const struct ppt_caps *const caps = &dev->caps;
	unsigned int n;

	if (table->ops->save != NULL) {
		table->ops->save(dev->hw);
		return;
	}
	dev->saved.count = 0;
	for (n = 0; n < 6; n++)
		keep(table, dev, REG_BAR0 + n * 4, 4);
	keep(table, dev, REG_ROM, 4);
	keep(table, dev, REG_CACHE_LINE, 1);
	keep(table, dev, REG_LATENCY, 1);
	keep(table, dev, REG_INTLINE, 1);
	if (caps->express != 0) {
		keep(table, dev, caps->express + EXP_DEVCTL, 2);
		keep(table, dev, caps->express + EXP_LNKCTL, 2);
		if (caps->express_version >= 2) {
			keep(table, dev, caps->express + EXP_DEVCTL2, 2);
			keep(table, dev, caps->express + EXP_LNKCTL2, 2);
		}
	}
	if (caps->msi != 0) {
		const unsigned int data = caps->msi + (caps->msi_64 ? 12 : 8);

		keep(table, dev, caps->msi + 4, 4);
		if (caps->msi_64)
			keep(table, dev, caps->msi + 8, 4);
		keep(table, dev, data, 2);
		if (caps->msi_masks)
			keep(table, dev, data + 4, 4);
		keep(table, dev, caps->msi + MSI_CONTROL, 2);
	}
	if (caps->msix != 0)
		keep(table, dev, caps->msix + MSIX_CONTROL, 2);
	keep(table, dev, REG_COMMAND, 2);
}

void
ppt_restore(const struct ppt_table *table, struct ppt_dev *dev)
{
	const struct ppt_saved *const saved = &dev->saved;
	unsigned int n;

	if (table->ops->restore != NULL) {
		table->ops->restore(dev->hw);
		return;
	}
	for (n = 0; n < saved->count; n++)
		if (ppt_rd(table, dev, saved->item[n].reg,
		    saved->item[n].width) != saved->item[n].value)
			ppt_wr(table, dev, saved->item[n].reg,
			    saved->item[n].value, saved->item[n].width);
}
