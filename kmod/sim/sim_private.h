/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SIM_PRIVATE_H
#define	SIM_PRIVATE_H

#include <pthread.h>
#include <stdlib.h>

#include "ppt_sim.h"
#include "../core/ppt_reg.h"

#define	SIM_SPACE	4096
#define	SIM_GUEST_WINDOWS 2048

struct sim_window {
	uint64_t gpa, len, hpa;
};

struct sim_guest {
	struct sim_guest *next;
	struct sim_host *host;
	uint8_t	*memory;
	size_t	size;
	struct sim_window window[SIM_GUEST_WINDOWS];
	uint64_t messages, last_addr, last_data;	/* under intr_lock */
};

struct sim_func {
	struct sim_func *next;
	struct sim_host *host;
	struct sim_func *bridge;
	struct ppt_addr addr;
	struct ppt_dev dev;
	struct ppt_caps caps;
	uint8_t	config[SIM_SPACE];	/* as it reads now */
	uint8_t	fresh[SIM_SPACE];	/* as it reads after a reset */
	uint8_t	writable[SIM_SPACE];	/* bits that take what is written */
	size_t	length;			/* of the space */
	bool	unplugged;
	bool	keeps;			/* over D3hot, whatever it says */
	unsigned int slow_ms, pending_ms;
	uint64_t back_at, pending_until; /* in sim_now() */
	unsigned int resets;
	uint32_t scratch;
	bool	attached;		/* to a domain: */
	struct sim_guest *domain;	/* a guest's, or NULL: the host's */
	unsigned int vectors;		/* allocated */
	struct ppt_intr **handler;	/* by rid; under intr_lock */
	unsigned int handlers;
};

struct sim_host {
	struct ppt_table table;
	pthread_mutex_t lock;		/* the table's */
	pthread_mutex_t intr_lock;	/* handlers and messages */
	struct sim_func *first;
	struct sim_guest *guests;
	uint8_t	*memory;
	size_t	size;
	void	*index;
	uint64_t now;
	unsigned int vectors, used, live;
	struct {
		unsigned int calls, fail_at;
		int	error;
	} fault[SIM_CALLS];
};

void	*sim_alloc(size_t bytes);

/* Count a call; the error it is to fail with, or 0. */
int	sim_enter(struct sim_host *host, enum sim_call call);

/* Work out which bits of a configuration space can be written. */
void	sim_learn(struct sim_func *func);

int	sim_iommu_attach(void *hw, void *vm);
int	sim_iommu_detach(void *hw, void *vm);
int	sim_mmio_map(void *hw, void *vm, uint64_t gpa, uint64_t len,
	    uint64_t hpa);
void	sim_mmio_unmap(void *hw, void *vm, uint64_t gpa, uint64_t len);
int	sim_msi_alloc(void *hw, unsigned int count);
void	sim_msi_free(void *hw);
int	sim_msix_alloc(void *hw, unsigned int count, struct ppt_intr **intr);
void	sim_msix_free(void *hw, struct ppt_intr *intr, unsigned int count);
int	sim_intr_setup(void *hw, unsigned int rid, struct ppt_intr *intr);
void	sim_intr_teardown(void *hw, unsigned int rid, struct ppt_intr *intr);
void	sim_deliver(void *vm, uint64_t addr, uint64_t data);

#endif
