/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the core keeps of a function that ppt holds, and of all of them.  The
 * memory is the caller's (a driver's softc); the contents are the core's:
 * read them through ppt_status_at(), or under the lock.
 */
#ifndef PPT_DEV_H
#define	PPT_DEV_H

#include "ppt_bar.h"
#include "ppt_cap.h"
#include "ppt_ops.h"

#ifdef __cplusplus
extern "C" {
#endif

#define	PPT_MSI_MAX	32
#define	PPT_MSIX_MAX	2048
/* One window for each BAR, and one more where an MSI-X table splits one. */
#define	PPT_WINDOWS	7
#define	PPT_BUCKETS	256

/* unowned -> claimed -> bound(vm) -> claimed -> unowned. */
enum ppt_state {
	PPT_UNOWNED,		/* not in a table */
	PPT_CLAIMED,		/* held by ppt, in no DMA domain */
	PPT_BOUND		/* in the domain of a guest */
};

/* How a function was reset, the best way first. */
enum ppt_reset {
	PPT_RESET_UNKNOWN,	/* not tried yet */
	PPT_RESET_FLR,		/* PCIe function level reset */
	PPT_RESET_AF,		/* the same of conventional PCI */
	PPT_RESET_D3HOT,	/* D0, D3hot, D0 */
	PPT_RESET_BUS,		/* secondary bus reset of the bridge above */
	PPT_RESET_NONE		/* there is no way: registers were left as
				   they are */
};

/* One interrupt vector in use. */
struct ppt_intr {
	const struct ppt_ops *ops;
	void	*vm;		/* NULL: raises nothing */
	uint64_t addr;
	uint64_t data;
	uint64_t fired;		/* deliveries so far */
	bool	legacy;		/* INTx, maybe shared */
	bool	live;		/* intr_setup() was done */
	void	*os[2];		/* the intr functions' own */
};

struct ppt_window {
	uint64_t gpa;
	uint64_t len;		/* 0: not in use */
	uint64_t hpa;
};

/* The core's own copy of a configuration, where the system keeps none. */
#define	PPT_SAVED	24
struct ppt_saved {
	unsigned int count;
	struct {
		uint16_t reg;
		uint8_t	width;
		uint32_t value;
	} item[PPT_SAVED];
};

struct ppt_dev {
	void	*hw;
	struct ppt_addr addr;
	enum ppt_state state;
	void	*vm;			/* of PPT_BOUND */
	struct ppt_dev *next;		/* in order of claiming */
	struct ppt_dev *chain;		/* in its bucket */
	bool	in_group;		/* of the group now worked on */
	uint32_t reset_round;		/* of the last bus reset that hit it */
	uint16_t command;		/* register before the claim */
	uint16_t undo;			/* register before this call */
	enum ppt_reset reset;		/* how the last reset was done */
	int	reset_error;		/* of the last reset; 0, EIO, or
					   ENXIO: did not answer then */
	uint16_t vendor;
	uint16_t device;
	struct ppt_caps caps;
	struct ppt_bar bar[PPT_BARS];
	struct ppt_saved saved;
	struct ppt_window window[PPT_WINDOWS];
	unsigned int msi_count;		/* vectors in use */
	struct ppt_intr msi[PPT_MSI_MAX];
	unsigned int msix_count;	/* of the array; 0: not in use */
	struct ppt_intr *msix;
};

struct ppt_index;

struct ppt_table {
	const struct ppt_ops *ops;
	void	*host;
	unsigned int flags;
	unsigned int count;
	unsigned int room;		/* devices the index can serve */
	uint32_t reset_round;
	struct ppt_dev *first;
	struct ppt_dev *bucket[PPT_BUCKETS];
	struct ppt_index *index;
};

#ifdef __cplusplus
}
#endif

#endif
