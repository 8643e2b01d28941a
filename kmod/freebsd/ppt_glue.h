/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the FreeBSD glue share.  The glue decides nothing: it
 * translates between newbus and vmm on one side and the core on the other.
 *
 * Locks, in order: the bus topology lock (Giant, where there is none yet),
 * then ppt_sx, which is the lock of the core's table and of the names in the
 * softcs.  No lock of the glue is held when a driver is attached or detached
 * except the topology lock.
 */
#ifndef PPT_GLUE_H
#define	PPT_GLUE_H

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/bus.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/malloc.h>
#include <sys/mutex.h>
#include <sys/rman.h>
#include <sys/sx.h>
#include <sys/sysctl.h>

#if __has_include("../core/ppt_core.h")
#include "../core/ppt_core.h"
#else				/* all sources were put into one folder */
#include "ppt_core.h"
#endif
#include "pptctl.h"

/*
 * Which interface the vmm sources beside us have.  The Makefile looks and
 * says so; where nobody did, the release decides.  For PPT_VCPU see
 * ppt_vmm.c.
 */
#ifndef PPT_IOMMU_ERRORS	/* the IOMMU takes a device and may refuse */
#define	PPT_IOMMU_ERRORS	(__FreeBSD_version >= 1500026)
#endif

struct ppt_softc {
	device_t dev;
	struct ppt_dev core;
	char	guest[PPTCTL_NAME];	/* under ppt_sx */
	struct resource *msix_res[2];	/* of the table, of the PBA */
	int	msix_rid[2];
};

extern struct sx ppt_sx;
extern struct ppt_table ppt_held_devices;
extern const struct ppt_ops ppt_freebsd_ops;
MALLOC_DECLARE(M_PPT);

void	ppt_topology_lock(void);
void	ppt_topology_unlock(void);

/* The values of ppt_spec_names; give them back after use. */
void	ppt_get_values(char *value[PPT_SPEC_NAMES]);
void	ppt_free_values(char *value[PPT_SPEC_NAMES]);

/* dev.ppt.N.state and so on; they go with the device. */
void	ppt_add_sysctls(struct ppt_softc *sc);

/* Where a function sits. */
struct ppt_addr ppt_address(device_t dev);

/* The softc of a function that ppt holds, or NULL; topology lock held. */
struct ppt_softc *ppt_softc_at(const struct ppt_addr *at);

/*
 * Whether a virtual machine exists that was ever given a function, and so
 * may have a DMA domain in the IOMMU.
 */
bool	ppt_has_guests(void);

/*
 * Have the next probe of a function answer as if pptdevs listed it (want
 * true), or did not (false).  Topology lock held.  ENOMEM.
 */
int	ppt_override(const struct ppt_addr *at, bool want);
/* Forget that. */
void	ppt_override_clear(const struct ppt_addr *at);

#endif
