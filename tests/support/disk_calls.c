/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE
#include "disk_calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FD_MAX 256

struct disk_calls disk_calls = { NULL, -1, 0, -1, 0, NULL, NULL };

static char paths[FD_MAX][PATH_MAX];
static long kill_at = -1, stop_at = -1;
static const char *log_path;

static long
number(const char *name)
{
	const char *text = getenv(name);

	return (text != NULL ? atol(text) : -1);
}

__attribute__((constructor)) static void
start(void)
{
	disk_calls.root = getenv("PATCHBAY_DISK_ROOT");
	kill_at = number("PATCHBAY_DISK_KILL");
	stop_at = number("PATCHBAY_DISK_STOP");
	log_path = getenv("PATCHBAY_DISK_LOG");
}

static int
ours(const char *path)
{
	return (disk_calls.root != NULL && path != NULL &&
	    strncmp(path, disk_calls.root, strlen(disk_calls.root)) == 0);
}

static void
write_log(const struct disk_call *call)
{
	static const char *const names[] = { "create", "write", "sync", "rename", "unlink", "mkdir" };
	char line[3 * PATH_MAX];
	int fd, size;

	fd = NEXT(open)(log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return;
	size = snprintf(line, sizeof(line), "%s %s %s\n", names[call->kind], call->path,
	    call->to != NULL ? call->to : "");
	(void)!NEXT(write)(fd, line, (size_t)size);
	close(fd);
}

/* An errno, or 0: the call may be made. */
static int
enter(const struct disk_call *call)
{
	const long at = disk_calls.count++;

	if (log_path != NULL)
		write_log(call);
	if (at == kill_at)
		raise(SIGKILL);
	if (at == stop_at)
		raise(SIGSTOP);
	if (disk_calls.fail != 0 && at == disk_calls.fail_at)
		return (disk_calls.fail);
	return (disk_calls.before != NULL ? disk_calls.before(call) : 0);
}

static void
leave(const struct disk_call *call)
{
	if (disk_calls.after != NULL)
		disk_calls.after(call);
}

static int
refuse(int error)
{
	errno = error;
	return (-1);
}

static void
remember(int fd, const char *path)
{
	if (fd < 0 || fd >= FD_MAX)
		return;
	if (ours(path))
		snprintf(paths[fd], PATH_MAX, "%s", path);
	else
		paths[fd][0] = '\0';
}

static int
known(int fd)
{
	return (disk_calls.root != NULL && fd >= 0 && fd < FD_MAX && ours(paths[fd]));
}

static int
opened(const char *path, int flags, mode_t mode)
{
	struct stat st;
	struct disk_call call = { DISK_CREATE, path, NULL, NULL, 0 };
	int error, fd;
	const int makes = (flags & O_CREAT) != 0 && ours(path) && lstat(path, &st) != 0;

	if (makes && (error = enter(&call)) != 0)
		return (refuse(error));
	fd = NEXT(open)(path, flags, mode);
	remember(fd, path);
	if (makes && fd >= 0)
		leave(&call);
	return (fd);
}

int
open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = (mode_t)va_arg(arguments, unsigned);
	va_end(arguments);
	return (opened(path, flags, mode));
}

int
open64(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = (mode_t)va_arg(arguments, unsigned);
	va_end(arguments);
	return (opened(path, flags, mode));
}

int
mkostemp(char *path, int flags)
{
	static unsigned next;
	char *letters = path + strlen(path) - 6;

	for (;;) {
		char text[7];
		int fd;

		snprintf(text, sizeof(text), "%06u", (next++ + (unsigned)getpid()) % 1000000);
		memcpy(letters, text, 6);
		fd = opened(path, flags | O_CREAT | O_EXCL | O_RDWR, 0600);
		if (fd >= 0 || errno != EEXIST)
			return (fd);
	}
}

int
close(int fd)
{
	remember(fd, NULL);
	return (NEXT(close)(fd));
}

ssize_t
write(int fd, const void *data, size_t size)
{
	struct disk_call call = { DISK_WRITE, NULL, NULL, data, size };
	ssize_t done;
	int error;

	if (!known(fd))
		return (NEXT(write)(fd, data, size));
	call.path = paths[fd];
	if ((error = enter(&call)) != 0)
		return (refuse(error));
	if (disk_calls.room == 0 && size > 0)
		return (refuse(ENOSPC));
	if (disk_calls.room > 0 && (size_t)disk_calls.room < size)
		call.size = (size_t)disk_calls.room;
	done = NEXT(write)(fd, data, call.size);
	if (done > 0 && disk_calls.room > 0)
		disk_calls.room -= done;
	if (done >= 0)
		leave(&call);
	return (done);
}

int
fsync(int fd)
{
	struct disk_call call = { DISK_SYNC, NULL, NULL, NULL, 0 };
	int error;

	if (!known(fd))
		return (NEXT(fsync)(fd));
	call.path = paths[fd];
	if ((error = enter(&call)) != 0)
		return (refuse(error));
	leave(&call);
	return (0);
}

int
rename(const char *from, const char *to)
{
	struct disk_call call = { DISK_RENAME, from, to, NULL, 0 };
	int error;

	if (!ours(to))
		return (NEXT(rename)(from, to));
	if ((error = enter(&call)) != 0)
		return (refuse(error));
	if (NEXT(rename)(from, to) != 0)
		return (-1);
	leave(&call);
	return (0);
}

int
unlink(const char *path)
{
	struct disk_call call = { DISK_UNLINK, path, NULL, NULL, 0 };
	struct stat st;
	int error;

	if (!ours(path) || lstat(path, &st) != 0)
		return (NEXT(unlink)(path));
	if ((error = enter(&call)) != 0)
		return (refuse(error));
	if (NEXT(unlink)(path) != 0)
		return (-1);
	leave(&call);
	return (0);
}

int
mkdir(const char *path, mode_t mode)
{
	struct disk_call call = { DISK_MKDIR, path, NULL, NULL, 0 };
	int error;

	if (!ours(path))
		return (NEXT(mkdir)(path, mode));
	if ((error = enter(&call)) != 0)
		return (refuse(error));
	if (NEXT(mkdir)(path, mode) != 0)
		return (-1);
	leave(&call);
	return (0);
}
