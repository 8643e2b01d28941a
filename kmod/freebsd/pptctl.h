/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /dev/pptctl: who holds what, and moving functions to ppt and back in
 * groups, all or none.  Every request carries the version it was written
 * for and has one size, so that an old program and a new kernel know of it.
 *
 * Errors of all: ENOTTY (not one of these requests, or of another size),
 * EOPNOTSUPP (version), EINVAL (count, or an address outside its range),
 * EPERM (not root, or in a jail).
 */
#ifndef PPTCTL_H
#define	PPTCTL_H

#include <sys/types.h>
#include <sys/ioccom.h>

#define	PPTCTL_PATH	"/dev/pptctl"
#define	PPTCTL_VERSION	1
#define	PPTCTL_GROUP	64	/* functions of one request */
#define	PPTCTL_BATCH	16	/* entries of one PPTCTL_LIST */
#define	PPTCTL_NAME	128

struct pptctl_addr {
	uint32_t domain;
	uint8_t	bus;
	uint8_t	slot;
	uint8_t	func;		/* 0 ... 255 in slot 0, else 0 ... 7 */
	uint8_t	zero;
};

/* A function that ppt holds. */
struct pptctl_entry {
	struct pptctl_addr at;
	uint16_t vendor;
	uint16_t device;
	uint8_t	bound;		/* 1: a guest has it */
	uint8_t	reset;		/* last done: PPTCTL_RESET_... */
	uint8_t	reset_way;	/* what it would be now */
	uint8_t	reset_failed;	/* 1: did not come back from it */
	uint32_t windows;
	uint32_t msi;		/* vectors in use */
	uint32_t msi_max;
	uint32_t msix;
	uint32_t msix_max;
	int32_t	unit;		/* of pptN */
	uint64_t interrupts;
	char	guest[PPTCTL_NAME]; /* the name of the VM, or empty */
};

#define	PPTCTL_RESET_UNKNOWN	0
#define	PPTCTL_RESET_FLR	1
#define	PPTCTL_RESET_AF		2
#define	PPTCTL_RESET_D3HOT	3
#define	PPTCTL_RESET_BUS	4
#define	PPTCTL_RESET_NONE	5

/*
 * Entries from number first on: in: version, first; out: total held, count
 * entries.  A list that changes meanwhile may show a function twice or not.
 */
struct pptctl_list {
	uint32_t version;
	uint32_t first;
	uint32_t total;
	uint32_t count;
	struct pptctl_entry entry[PPTCTL_BATCH];
};

/* One function: in: version, entry.at; out: entry.  ENOENT: not held. */
struct pptctl_state {
	uint32_t version;
	uint32_t zero;
	struct pptctl_entry entry;
};

/*
 * A group: in: version, count, at[]; out, with the error: failed, the index
 * of the function that could not be moved; reset fills method[].
 * An ioctl that fails returns no output, so what happened to the group is
 * told in error, and the ioctl itself only fails as said at the top.  With an
 * error nothing was changed, except that a reset with EIO may have reset
 * others.
 */
struct pptctl_group {
	uint32_t version;
	uint32_t count;
	int32_t	error;		/* 0: done */
	uint32_t failed;
	struct pptctl_addr at[PPTCTL_GROUP];
	uint8_t	method[PPTCTL_GROUP];
};

#define	PPTCTL_LIST	_IOWR('P', 1, struct pptctl_list)
#define	PPTCTL_STATE	_IOWR('P', 2, struct pptctl_state)
/* Detach their drivers (EBUSY: one refuses, or is set) and attach ppt. */
#define	PPTCTL_CLAIM	_IOWR('P', 3, struct pptctl_group)
/* Detach ppt (EBUSY: a guest has it) and let the host's drivers have them. */
#define	PPTCTL_RELEASE	_IOWR('P', 4, struct pptctl_group)
/* Reset claimed functions; see ppt_reset_group() for errors. */
#define	PPTCTL_RESET	_IOWR('P', 5, struct pptctl_group)

#endif
