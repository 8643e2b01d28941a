/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the core's files know of one another.  Every function here wants the
 * table's lock held.
 */
#ifndef PPT_PRIVATE_H
#define	PPT_PRIVATE_H

#include "ppt_core.h"
#include "ppt_reg.h"

static inline void
ppt_lock(struct ppt_table *table)
{
	if (table->ops->lock != NULL)
		table->ops->lock(table->host);
}

static inline void
ppt_unlock(struct ppt_table *table)
{
	if (table->ops->unlock != NULL)
		table->ops->unlock(table->host);
}

static inline uint32_t
ppt_rd(const struct ppt_table *table, const struct ppt_dev *dev,
    unsigned int reg, unsigned int width)
{
	return (table->ops->cfg_read(dev->hw, reg, width));
}

static inline void
ppt_wr(const struct ppt_table *table, const struct ppt_dev *dev,
    unsigned int reg, uint32_t value, unsigned int width)
{
	table->ops->cfg_write(dev->hw, reg, value, width);
}

/*
 * The function at an address, or NULL.  ppt_owned() also wants it bound to
 * vm: ENOENT or EBUSY if not, else 0 and the function in *dev.
 */
struct ppt_dev *ppt_lookup(struct ppt_table *table, const struct ppt_addr *at);
int	ppt_owned(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at, struct ppt_dev **dev);

/*
 * Command and status read as all ones only when nothing answers; the vendor
 * does so on every virtual function.
 */
bool	ppt_gone(const struct ppt_table *table, const struct ppt_dev *dev);

/* Set and clear bits of the command register. */
void	ppt_command(const struct ppt_table *table, const struct ppt_dev *dev,
	    uint16_t set, uint16_t clear);

/* Keep the configuration, or put it back: by the system, or by ourselves. */
void	ppt_save(const struct ppt_table *table, struct ppt_dev *dev);
void	ppt_restore(const struct ppt_table *table, struct ppt_dev *dev);

/* The best way to reset; functions marked in_group may be hit together. */
enum ppt_reset ppt_reset_way(struct ppt_table *table, struct ppt_dev *dev);

/*
 * Reset by the best way with the configuration kept, and note it in dev.  A
 * function that a bus reset has hit in this reset_round is left alone.
 * ENXIO: gone.  EIO: did not come back.
 */
int	ppt_reset_dev(struct ppt_table *table, struct ppt_dev *dev);

/* Tear down, always with success. */
void	ppt_windows_clear(struct ppt_table *table, struct ppt_dev *dev);
void	ppt_msi_clear(struct ppt_table *table, struct ppt_dev *dev);
void	ppt_msix_clear(struct ppt_table *table, struct ppt_dev *dev);

/*
 * The index of windows.  Only insert can fail: EEXIST on an overlap, ENOSPC
 * when it is full.
 */
int	ppt_index_insert(struct ppt_index *index, const void *vm,
	    uint64_t gpa, uint64_t len);
void	ppt_index_remove(struct ppt_index *index, const void *vm,
	    uint64_t gpa);

#endif
