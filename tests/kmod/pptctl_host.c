/* SPDX-License-Identifier: BSD-2-Clause */
/* pptctl(8) with its device node replaced by the one of the harness. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

int	bsd_ioctl(unsigned long request, void *data, bool root);
int	pptctl_open(const char *path, int flags, ...);
int	pptctl_ioctl_call(int fd, unsigned long request, ...);

int
pptctl_open(const char *path, int flags, ...)
{
	(void)path;
	(void)flags;
	return (7);
}

int
pptctl_ioctl_call(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *data;
	int error;

	va_start(arguments, request);
	data = va_arg(arguments, void *);
	va_end(arguments);
	error = fd == 7 ? bsd_ioctl(request, data, true) : EBADF;
	errno = error;
	return (error == 0 ? 0 : -1);
}
