/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PATCHBAY_TESTS_DISK_CALLS_H
#define PATCHBAY_TESTS_DISK_CALLS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Stands between a program and its C library for the calls that change files below one folder. Linked into a test, the
 * test sets disk_calls; preloaded into a program (libdisk_calls), its environment does:
 *
 *     PATCHBAY_DISK_ROOT    the folder
 *     PATCHBAY_DISK_KILL    SIGKILL instead of the call of this number, the first is 0
 *     PATCHBAY_DISK_STOP    SIGSTOP before it
 *     PATCHBAY_DISK_LOG     a line for every call is added to this file
 *
 * Nothing is ever really synced there: what matters is that it was asked for.
 */
#ifdef __cplusplus
extern "C" {
#endif

enum disk_kind { DISK_CREATE, DISK_WRITE, DISK_SYNC, DISK_RENAME, DISK_UNLINK, DISK_MKDIR };

struct disk_call {
	enum disk_kind kind;
	const char *path;
	const char *to;   /* of DISK_RENAME */
	const void *data; /* of DISK_WRITE */
	size_t size;
};

struct disk_calls {
	const char *root; /* NULL: off */
	long room;        /* bytes that can still be written, -1: any number */
	int fail;         /* errno of the call number fail_at; 0: none */
	long fail_at;
	long count;       /* calls so far */
	int (*before)(const struct disk_call *call); /* returns an errno, 0: go on */
	void (*after)(const struct disk_call *call); /* it was done */
};

extern struct disk_calls disk_calls;

#ifdef __cplusplus
}
#endif
#endif
