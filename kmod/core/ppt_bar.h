/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Base address registers (PCI 3.0, 6.2.5).  Nothing here takes a lock; the
 * caller keeps the function in place and, for ppt_bars_size(), unused.
 */
#ifndef PPT_BAR_H
#define	PPT_BAR_H

#include "ppt_ops.h"

#ifdef __cplusplus
extern "C" {
#endif

#define	PPT_BARS	7		/* 0x10 ... 0x24 and the ROM */
#define	PPT_BAR_ROM	6		/* index of the ROM's */
#define	PPT_PAGE	4096u		/* what a guest window is counted in */

enum ppt_bar_kind {
	PPT_BAR_NONE,		/* not there, or the upper half of a 64-bit
				   one, or of size 0 */
	PPT_BAR_IO,
	PPT_BAR_MEMORY
};

struct ppt_bar {
	enum ppt_bar_kind kind;
	uint8_t	reg;		/* config offset */
	uint8_t	bits;		/* of its address: 20, 32 or 64 */
	bool	prefetch;
	bool	decoded;	/* the ROM's own enable bit; others: true */
	uint64_t base;		/* bytes; 0 when not set up */
	uint64_t size;		/* bytes, a power of two; 0: not known */
};

/*
 * Decode one register (both halves of a 64-bit one) from what it holds and
 * what it read after ones were written to it; mask 0 means that was not
 * tried: size stays 0 and an all-zero value counts as not there.  A 64-bit
 * one that begins in the last register has no upper half and counts as not
 * there.  Touches only *bar.  Cannot fail.
 */
void	ppt_bar_decode(unsigned int reg, uint64_t value, uint64_t mask,
	    struct ppt_bar *bar);

/*
 * Decode every register without writing to any: sizes are not known.  The
 * header tells how many there are (6 and a ROM, 2 and a ROM, 1).  A function
 * that is gone has none.  Fills bar[PPT_BARS].  Cannot fail.
 */
void	ppt_bars_read(const struct ppt_ops *ops, void *hw,
	    struct ppt_bar *bar);

/*
 * The same with sizes: decoding is switched off, ones are written and read
 * back, and everything is put back as it was.  Cannot fail.
 */
void	ppt_bars_size(const struct ppt_ops *ops, void *hw,
	    struct ppt_bar *bar);

/*
 * The one memory BAR (never the ROM) that wholly holds [base, base + length),
 * or NULL.  A range that wraps, or is empty, is in none.
 */
const struct ppt_bar *ppt_bar_holding(const struct ppt_bar *bar,
	    uint64_t base, uint64_t length);

/*
 * Whether a guest can be given the whole BAR and nothing else: memory, set
 * up, and a multiple of PPT_PAGE in base and size.
 */
bool	ppt_bar_mappable(const struct ppt_bar *bar);

#ifdef __cplusplus
}
#endif

#endif
