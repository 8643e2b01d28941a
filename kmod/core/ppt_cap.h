/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walking the capability lists of a function and what ppt needs from them.
 * Nothing here writes to the function; no lock is needed beyond keeping the
 * function in place.
 */
#ifndef PPT_CAP_H
#define	PPT_CAP_H

#include "ppt_ops.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Capability ids (PCI Code and ID Assignment). */
#define	PPT_CAP_PM	0x01
#define	PPT_CAP_MSI	0x05
#define	PPT_CAP_EXPRESS	0x10
#define	PPT_CAP_MSIX	0x11
#define	PPT_CAP_AF	0x13

/* How a walk ended. */
enum ppt_walk {
	PPT_WALK_MORE,		/* not yet */
	PPT_WALK_END,		/* at a null pointer: a sound list, or none */
	PPT_WALK_LOOP,		/* at a capability already seen */
	PPT_WALK_BOUNDS,	/* at a pointer into the header or beyond the
				   space */
	PPT_WALK_BROKEN		/* at an entry of all ones: nothing answers */
};

/* A walk over one of the two lists; start it with ppt_cap_first(). */
struct ppt_cap_walk {
	const struct ppt_ops *ops;
	void	*hw;
	bool	extended;
	enum ppt_walk state;
	uint16_t offset;	/* of the entry at hand */
	uint16_t id;
	uint8_t	version;	/* of an extended capability */
	uint16_t next;
	uint8_t	seen[128];	/* a bit for every dword of the space */
};

/*
 * Start a walk over the standard list (extended false) or the extended one.
 * Cannot fail; the first entry is had with ppt_cap_next().
 */
void	ppt_cap_first(struct ppt_cap_walk *walk, const struct ppt_ops *ops,
	    void *hw, bool extended);

/*
 * Step to the next entry and fill offset, id and version.  Returns false at
 * the end, when walk->state tells how it ended.  Every entry is returned
 * once: a walk has at most 48 (extended: 960) steps whatever the bytes are.
 * An extended id of 0 is a null entry and is passed over.
 */
bool	ppt_cap_next(struct ppt_cap_walk *walk);

/* What ppt uses of a function's capabilities; offsets of 0: not there. */
struct ppt_caps {
	enum ppt_walk walk;	/* how the standard list ended */
	enum ppt_walk extended;
	uint16_t pm;
	uint16_t msi;
	uint16_t msix;
	uint16_t express;
	uint16_t af;
	bool	pm_keeps;	/* D3hot resets nothing: No_Soft_Reset says so,
				   or it was seen */
	bool	express_flr;
	bool	af_flr;
	uint8_t	express_type;	/* device/port type field */
	uint8_t	express_version;
	uint8_t	msi_count;	/* messages it can ask for, 0 = none */
	bool	msi_64;
	bool	msi_masks;
	uint16_t msix_count;	/* table size, 0 = none */
	uint8_t	msix_table_bar;	/* config offset of the BAR; 0: reserved BIR */
	uint8_t	msix_pba_bar;
	uint32_t msix_table;	/* offset in the BAR */
	uint32_t msix_pba;
};

/*
 * Walk both lists and fill *caps; of two capabilities with one id the first
 * counts, as for the kernel.  A function that is gone has none.  Cannot
 * fail.
 */
void	ppt_caps_read(const struct ppt_ops *ops, void *hw,
	    struct ppt_caps *caps);

#ifdef __cplusplus
}
#endif

#endif
