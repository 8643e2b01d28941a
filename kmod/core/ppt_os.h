/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The port: the only place where the core meets a system's headers.  It
 * needs fixed-width integers, bool, size_t, NULL, the system's own errno
 * values, memset/memcpy/memmove, and the compiler's __atomic builtins.
 * In the FreeBSD kernel these come from sys/, elsewhere from the C library.
 */
#ifndef PPT_OS_H
#define	PPT_OS_H

#ifdef _KERNEL
#include <sys/param.h>
#include <sys/stdint.h>
#include <sys/systm.h>
#include <sys/errno.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#endif

#endif
