/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one table of functions through which the core meets a machine: the
 * FreeBSD glue, the simulated bus and the tests each supply one.
 *
 * "host" is the pointer given to ppt_table_init(), "hw" the pointer given to
 * ppt_claim() for one function (or returned by the bridge function), "vm"
 * the caller's name for a guest: the core only compares it, and never
 * passes NULL for a guest.
 *
 * Lock contract.  The core takes lock() at every entry point that changes or
 * reads the table and drops it before returning; all other functions of the
 * table are called with it held, except deliver().  lock() may sleep and is
 * not recursive; nothing called under it may enter the core again.  The two
 * entries that may run where nobody can sleep, ppt_is_window() and
 * ppt_intr_fire(), take no lock.
 */
#ifndef PPT_OPS_H
#define	PPT_OPS_H

#include "ppt_os.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ppt_bar;
struct ppt_intr;

/* Where a function sits; slot 0 with function above 7 is an ARI function. */
struct ppt_addr {
	uint32_t domain;
	uint8_t	bus;
	uint8_t	slot;
	uint8_t	func;
};

struct ppt_ops {
	/* Both NULL: there is one thread only. */
	void	(*lock)(void *host);
	void	(*unlock)(void *host);

	/* Wait at least this many milliseconds; may sleep. */
	void	(*delay)(void *host, unsigned int ms);

	/*
	 * One configuration access of 1, 2 or 4 bytes, naturally aligned.  A
	 * function that is gone, and a register beyond its space, read as
	 * all ones; writes to them are lost.
	 */
	uint32_t (*cfg_read)(void *hw, unsigned int reg, unsigned int width);
	void	(*cfg_write)(void *hw, unsigned int reg, uint32_t value,
		    unsigned int width);

	/*
	 * Fill bar[PPT_BARS] with what the system recorded.  NULL: the core
	 * sizes them itself by writing ones, once, when it claims.
	 */
	void	(*bars)(void *hw, struct ppt_bar *bar);

	/*
	 * Keep and put back the configuration round a reset.  Both NULL: the
	 * core does it itself.
	 */
	void	(*save)(void *hw);
	void	(*restore)(void *hw);

	/*
	 * Put the function into a DMA domain, or take it out; vm NULL is the
	 * domain of the host.  Return 0 or an errno, having changed nothing.
	 * A host without a domain of its own (not initialised yet) answers 0.
	 */
	int	(*iommu_attach)(void *hw, void *vm);
	int	(*iommu_detach)(void *hw, void *vm);

	/* Let the guest see len bytes of hpa at gpa; 0 or an errno. */
	int	(*mmio_map)(void *hw, void *vm, uint64_t gpa, uint64_t len,
		    uint64_t hpa);
	void	(*mmio_unmap)(void *hw, void *vm, uint64_t gpa, uint64_t len);

	/*
	 * Get exactly count messages and switch the capability on, or give
	 * all back and switch it off.  0 or an errno (ENOSPC: fewer to be
	 * had), having changed nothing.  msix_alloc() also supplies a zeroed
	 * array of count vectors in *intr, which msix_free() takes back.
	 */
	int	(*msi_alloc)(void *hw, unsigned int count);
	void	(*msi_free)(void *hw);
	int	(*msix_alloc)(void *hw, unsigned int count,
		    struct ppt_intr **intr);
	void	(*msix_free)(void *hw, struct ppt_intr *intr,
		    unsigned int count);

	/*
	 * Have ppt_intr_fire(intr) called when the vector is raised: rid 0
	 * is the legacy interrupt, 1 ... the messages.  0 or an errno.  When
	 * intr_teardown() returns, no call is under way or will come.
	 */
	int	(*intr_setup)(void *hw, unsigned int rid,
		    struct ppt_intr *intr);
	void	(*intr_teardown)(void *hw, unsigned int rid,
		    struct ppt_intr *intr);

	/* Raise a message in the guest; called from interrupts. */
	void	(*deliver)(void *vm, uint64_t addr, uint64_t data);

	/*
	 * The bridge above a function, good for cfg_read and cfg_write; NULL
	 * on a root bus.  below() names every function behind that bridge,
	 * at any depth, n = 0, 1, ...; false when there are no more.  Both
	 * NULL: no secondary bus reset.
	 */
	void	*(*bridge)(void *hw);
	bool	(*below)(void *bridge, unsigned int n, void **hw);
};

#ifdef __cplusplus
}
#endif

#endif
