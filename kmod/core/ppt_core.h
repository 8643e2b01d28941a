/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The core of ppt: who holds a PCI function, and what a guest that holds it
 * may do with it.  Freestanding C17: no allocation, no clock, no logging, no
 * hardware but through struct ppt_ops (which also states the lock contract).
 *
 * All functions here take the table's lock themselves unless they say
 * otherwise, and all of them leave everything as it was when they return an
 * error, unless they say otherwise.  Errors are the system's errno values:
 *
 *   ENOENT  ppt does not hold this function
 *   EBUSY   somebody else, or something else, uses it
 *   EINVAL  an argument no caller may pass
 *   ENXIO   the function does not answer, or is none that ppt can hold
 *   EIO     the function did not come back from a reset
 *   ENOSPC  no room: windows, vectors, index
 *   EEXIST  overlaps what is there
 *   EOPNOTSUPP  there is no way to do it on this hardware
 *   others  passed on from the functions of struct ppt_ops
 */
#ifndef PPT_CORE_H
#define	PPT_CORE_H

#include "ppt_bar.h"
#include "ppt_cap.h"
#include "ppt_dev.h"
#include "ppt_ops.h"
#include "ppt_spec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* As a domain: the function in domain 0, else the first one claimed. */
#define	PPT_ANY_DOMAIN	0xffffffffu

/* Flags of a table: what claiming and binding do to the command register. */
#define	PPT_QUIET	0x1	/* claim: decoding off too, not only DMA */
#define	PPT_ENABLE	0x2	/* bind: decoding and DMA on */

/* --- table ------------------------------------------------------------ */

/*
 * Make an empty table.  Takes no lock; nobody may know the table yet.
 * Cannot fail.
 */
void	ppt_table_init(struct ppt_table *table, const struct ppt_ops *ops,
	    void *host, unsigned int flags);

/*
 * How many bytes of memory the index of guest windows needs for so many
 * devices.
 */
size_t	ppt_index_bytes(unsigned int devices);

/*
 * Give the table memory (aligned for pointers) to find the windows of so
 * many devices with; without it nothing can be claimed.  The windows there
 * are move over.  Stores the memory given before in *former (NULL the first
 * time): a guest's processor may still be reading it, so it must stay until
 * none can be, at the latest until the table goes.  EINVAL: bytes are fewer
 * than ppt_index_bytes(devices), or devices fewer than are claimed.
 */
int	ppt_table_room(struct ppt_table *table, void *memory, size_t bytes,
	    unsigned int devices, void **former);

/* --- probe, claim, release -------------------------------------------- */

/* What a driver's probe should answer. */
enum ppt_probe {
	PPT_PROBE_NEVER,	/* not an endpoint: not even by force */
	PPT_PROBE_FORCED,	/* only when someone named ppt for it */
	PPT_PROBE_LISTED	/* pptdevs names it: before any other driver */
};

/*
 * Whether ppt wants a function: header type (0x7f of the register counts)
 * and, if that is of an endpoint, whether one of the PPT_SPEC_NAMES values
 * lists it; a NULL value is one that is not set.  Pure, takes no lock.
 */
enum ppt_probe ppt_probe_answer(unsigned int header, int bus, int slot,
	    int func, const char *const value[PPT_SPEC_NAMES]);

/*
 * Take a function from the host: dev (all of its memory is set) joins the
 * table, the function loses bus mastering and leaves the host's DMA domain.
 * The caller keeps dev and hw until ppt_release().
 * EINVAL: the domain is PPT_ANY_DOMAIN.  EBUSY: this function is in the
 * table.  ENXIO: it does not answer, or is
 * not an endpoint.  ENOSPC: ppt_table_room() must come first.  Others: from
 * iommu_detach.  On an error dev is not in the table, and the function is as
 * it was.
 */
int	ppt_claim(struct ppt_table *table, struct ppt_dev *dev, void *hw,
	    const struct ppt_addr *at);

/*
 * Give a function back: it leaves the table and joins the host's DMA domain,
 * bus mastering off.  EBUSY: a guest has it.  ENOENT: it is not in the
 * table.  Others: from iommu_attach.
 */
int	ppt_release(struct ppt_table *table, struct ppt_dev *dev);

/*
 * The same for count functions, all or none: when the k-th fails, those
 * before it are undone in reverse and *failed is k; *failed is left alone on
 * success.  at[] and hw[] go with dev[].
 */
int	ppt_claim_group(struct ppt_table *table, struct ppt_dev *const *dev,
	    void *const *hw, const struct ppt_addr *at, unsigned int count,
	    unsigned int *failed);
int	ppt_release_group(struct ppt_table *table, struct ppt_dev *const *dev,
	    unsigned int count, unsigned int *failed);

/* --- bind, unbind ------------------------------------------------------ */

/*
 * Give claimed functions to a guest, all or none: every one is reset by the
 * best way it has (ppt_status_at() tells which; that there is none is no
 * error), with its configuration kept, and joins the guest's DMA domain.
 * Until then nothing of the guest can reach it, nor it anything.
 * EINVAL: count is 0 or above PPT_GROUP_MAX, or one is named twice.
 * ENOENT, EBUSY: not held; a guest has it, be it this one.  ENXIO, EIO: it
 * does not answer; did not come back.  Others: from iommu_attach.
 * *failed tells which; those before it are taken back in reverse.
 */
#define	PPT_GROUP_MAX	64
int	ppt_bind_group(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at, unsigned int count,
	    unsigned int *failed);
int	ppt_bind(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at);

/*
 * Take functions back from a guest, all or none: DMA off and out of the
 * guest's domain, interrupts and windows torn down, reset.  The function is
 * claimed again even if it no longer answers or does not come back from the
 * reset (see ppt_status_at()).
 * EINVAL, ENOENT: as above.  EBUSY: this guest does not have it.  Others:
 * from iommu_detach; the guest still has all of them.
 */
int	ppt_unbind_group(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at, unsigned int count,
	    unsigned int *failed);
int	ppt_unbind(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at);

/*
 * Take back whatever a guest that is going away has: as ppt_unbind(), but
 * errors of iommu_detach are passed over.  Returns how many functions that
 * concerned.
 */
unsigned int ppt_unbind_all(struct ppt_table *table, void *vm);

/* --- reset ------------------------------------------------------------- */

/*
 * Reset claimed functions that no guest has, all or none: when one has no
 * way to be reset, none is.  method (may be NULL) receives count answers.
 * EINVAL, ENOENT, EBUSY: as above.  EOPNOTSUPP: no way.  ENXIO: it does not
 * answer.  EIO: it did not come back, or D3hot, tried for the first time,
 * turned out to reset nothing and no other way is left; others have been
 * reset.
 */
int	ppt_reset_group(struct ppt_table *table, const struct ppt_addr *at,
	    unsigned int count, enum ppt_reset *method,
	    unsigned int *failed);

/* "flr", "af-flr", "d3hot", "bus", "none", "unknown". */
const char *ppt_reset_name(enum ppt_reset method);

/* --- windows ----------------------------------------------------------- */

/*
 * Show a guest [hpa, hpa + len) of a function at gpa.
 * EINVAL: len 0; not multiples of PPT_PAGE; wraps; not inside one memory
 * BAR; touches a page of the MSI-X table.  ENOENT, EBUSY: as above.
 * EEXIST: overlaps a window of the same guest.  ENOSPC: PPT_WINDOWS are in
 * use.  Others: from mmio_map.
 */
int	ppt_window_map(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at, uint64_t gpa, uint64_t len,
	    uint64_t hpa);

/*
 * Take it away.  ENOENT: not held, or no window is at gpa with this very
 * length.  EBUSY: this guest does not have the function.
 */
int	ppt_window_unmap(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at, uint64_t gpa, uint64_t len);

/*
 * Whether gpa is in a window of the guest.  For the vm-exit path: takes no
 * lock, does not sleep, and costs the logarithm of this guest's windows
 * whatever else there is.
 */
bool	ppt_is_window(const struct ppt_table *table, const void *vm,
	    uint64_t gpa);

/* --- interrupts -------------------------------------------------------- */

/*
 * Deliver numvec MSI messages to the guest, the n-th as (addr, msg + n); 0
 * switches them off.  What was set up before is gone even on an error.  A
 * function without MSI uses its legacy interrupt, and numvec may be 1.
 * EINVAL: not 0 or a power of two up to what the function can send.
 * ENOENT, EBUSY: as above, or MSI-X is on.  ENXIO: no handler to be had.
 * Others: from msi_alloc.
 */
int	ppt_msi_setup(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at, uint64_t addr, uint64_t msg,
	    int numvec);

/*
 * Deliver MSI-X vector index as (addr, msg), or stop it when bit 0 of
 * control masks it.  The first call gets all vectors of the table.
 * EINVAL: no MSI-X; index outside its table; the table is not inside its
 * BAR.  ENOENT, EBUSY: as above, or MSI is on.  ENXIO: no handler to be had;
 * the vector is off.  Others: from msix_alloc.
 */
int	ppt_msix_setup(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at, int index, uint64_t addr,
	    uint64_t msg, uint32_t control);

/* Stop every vector and give them back.  ENOENT, EBUSY: as above. */
int	ppt_msix_disable(struct ppt_table *table, void *vm,
	    const struct ppt_addr *at);

/*
 * A vector was raised.  Runs in an interrupt: takes no lock.  Returns false
 * when others on a shared line must look too.
 */
bool	ppt_intr_fire(struct ppt_intr *intr);

/* --- asking ------------------------------------------------------------ */

struct ppt_status {
	struct ppt_addr addr;
	enum ppt_state state;
	void	*vm;
	uint16_t vendor;
	uint16_t device;
	enum ppt_reset reset;		/* last done, or UNKNOWN */
	enum ppt_reset reset_way;	/* what it would be now */
	int	reset_error;		/* 0; EIO: not back from it; ENXIO:
					   did not answer when it was due */
	unsigned int windows;
	unsigned int msi;		/* vectors in use */
	unsigned int msi_max;
	unsigned int msix;		/* vectors live */
	unsigned int msix_max;
	uint64_t fired;			/* interrupts since set up */
};

/* Functions held, and functions a guest has. */
unsigned int ppt_held(struct ppt_table *table);
unsigned int ppt_held_by(struct ppt_table *table, const void *vm);

/*
 * The state of the n-th function in order of claiming, or of one address.
 * ENOENT: there is none.
 */
int	ppt_status_nth(struct ppt_table *table, unsigned int n,
	    struct ppt_status *status);
int	ppt_status_at(struct ppt_table *table, const struct ppt_addr *at,
	    struct ppt_status *status);

#ifdef __cplusplus
}
#endif

#endif
