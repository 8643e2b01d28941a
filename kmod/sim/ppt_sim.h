/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine made of memory: PCI functions that answer configuration cycles
 * as hardware does, an IOMMU that decides what DMA reaches, guests with
 * memory, and faults on demand, behind the same struct ppt_ops as the real
 * machine.  Tests and simulated hosts run the core on it.
 *
 * Memory comes from malloc(); a failed allocation ends the program.  Nothing
 * is freed before sim_free().  Functions are added and guests made before
 * threads start; after that sim_raise() may run beside anything, all else
 * needs the order the table's lock gives it.
 */
#ifndef PPT_SIM_H
#define	PPT_SIM_H

#include "../core/ppt_core.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sim_host;
struct sim_func;
struct sim_guest;

/* The table of functions that works on a sim_host; hw is a sim_func. */
extern const struct ppt_ops sim_ops;

/*
 * A machine without functions, with so many bytes of memory from address 0,
 * and its table (index room for 4096 devices), made with these flags.
 */
struct sim_host *sim_new(size_t memory, unsigned int flags);
void	sim_free(struct sim_host *host);
struct ppt_table *sim_table(struct sim_host *host);

/* --- functions --------------------------------------------------------- */

/*
 * Add a function from its configuration space: 64, 256 or 4096 bytes as
 * read from one (shorter: the rest is zero).  bridge is the bridge above it,
 * NULL on a root bus.  BARs get the size that their base allows at most, up
 * to 16 MiB; sim_bar() says otherwise.
 */
struct sim_func *sim_add(struct sim_host *host, const struct ppt_addr *at,
	    struct sim_func *bridge, const uint8_t *config, size_t length);

/* The function at an address, or NULL. */
struct sim_func *sim_find(struct sim_host *host, const struct ppt_addr *at);

/* Its storage for ppt_claim(). */
struct ppt_dev *sim_dev(struct sim_func *func);

/* Give the BAR at a config offset this size (a power of two, 0: none). */
void	sim_bar(struct sim_func *func, unsigned int reg, uint64_t size);

/*
 * How the function behaves: answers no configuration cycle until so many
 * milliseconds after a reset (UINT_MAX: never again); keeps transactions
 * pending for so long; is pulled out (reads as all ones).
 */
void	sim_slow(struct sim_func *func, unsigned int ms);
void	sim_pending(struct sim_func *func, unsigned int ms);
void	sim_unplug(struct sim_func *func, bool gone);

/* D3hot resets nothing in it, though it does not say No_Soft_Reset. */
void	sim_keeps(struct sim_func *func, bool keeps);

/* How often it was reset, and a register of its own that resets clear. */
unsigned int sim_resets(const struct sim_func *func);
uint32_t sim_scratch(const struct sim_func *func);
void	sim_set_scratch(struct sim_func *func, uint32_t value);

/* Configuration cycles, as sim_ops does them. */
uint32_t sim_read(struct sim_func *func, unsigned int reg,
	    unsigned int width);
void	sim_write(struct sim_func *func, unsigned int reg, uint32_t value,
	    unsigned int width);

/* Milliseconds that delays have taken so far. */
uint64_t sim_now(const struct sim_host *host);

/* --- guests and DMA ---------------------------------------------------- */

struct sim_guest *sim_guest_new(struct sim_host *host, size_t memory);

/*
 * The function reads or writes one byte by DMA.  Returns 0, or EPERM when
 * bus mastering is off, EFAULT when its domain (none at all, the host's or a
 * guest's) does not map the address.
 */
int	sim_dma_write(struct sim_func *func, uint64_t addr, uint8_t value);
int	sim_dma_read(struct sim_func *func, uint64_t addr, uint8_t *value);
uint8_t	sim_host_byte(const struct sim_host *host, uint64_t addr);
uint8_t	sim_guest_byte(const struct sim_guest *guest, uint64_t gpa);

/* Whether the function is in this guest's domain (NULL: the host's). */
bool	sim_in_domain(const struct sim_func *func, const void *vm);

/* Where a guest's access to gpa would go; false: nowhere. */
bool	sim_guest_mmio(const struct sim_guest *guest, uint64_t gpa,
	    uint64_t *hpa);

/* --- interrupts -------------------------------------------------------- */

/*
 * Raise a vector (0: legacy, 1 ...: message).  Returns whether a handler
 * was there and took it.  Any thread.
 */
bool	sim_raise(struct sim_func *func, unsigned int rid);

/* Messages a guest got, and the last one. */
uint64_t sim_messages(struct sim_guest *guest, uint64_t *addr,
	    uint64_t *data);

/* Messages the machine can still hand out; 100000 at first. */
void	sim_set_vectors(struct sim_host *host, unsigned int free_vectors);

/* Handlers and vectors in use: both 0 when everything was given back. */
unsigned int sim_handlers(const struct sim_host *host);
unsigned int sim_vectors_used(const struct sim_host *host);

/* --- faults ------------------------------------------------------------ */

enum sim_call {
	SIM_IOMMU_ATTACH,
	SIM_IOMMU_DETACH,
	SIM_MMIO_MAP,
	SIM_MSI_ALLOC,
	SIM_MSIX_ALLOC,
	SIM_INTR_SETUP,
	SIM_CALLS
};

/* From now on the n-th call (1 = the next) fails with error; n 0: none. */
void	sim_fail(struct sim_host *host, enum sim_call call, unsigned int n,
	    int error);

/* How often it was called since sim_new(). */
unsigned int sim_calls(const struct sim_host *host, enum sim_call call);

#ifdef __cplusplus
}
#endif

#endif
