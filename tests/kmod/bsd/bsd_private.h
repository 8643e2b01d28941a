/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BSD_PRIVATE_H
#define	BSD_PRIVATE_H

#include "bsd.h"

#include "sim/sim_private.h"

enum { MOST = 64 };

struct bsd_device {
	device_t parent, child[MOST];
	int	children;
	const char *driver;	/* attached now; also the name of its class */
	const char *host_driver; /* what would take it were ppt not there */
	const char *pinned;
	bool	refuses;
	int	unit;
	void	*softc;
	struct sim_func *func;	/* NULL: a bus, or the host bridge */
	struct pci_devinfo info;
	struct pci_map map;
	uint8_t	saved[256];
	bool	msix;
};

extern struct bsd_device bsd_function[MOST];
extern int bsd_functions;
extern struct sim_host *bsd_machine;

/* What must hold in a kernel, or it panics. */
static inline void
require(bool law)
{
	if (!law)
		abort();
}

void	bsd_forget_sysctls(const void *of);
void	bsd_run_boot(bool undo);

#endif
