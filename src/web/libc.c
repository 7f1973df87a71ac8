/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the C library of the browser leaves out, and src/ asks for. */
#include "web/libc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A file that has no name any more lives as long as it is open. */
int memfd_create(const char *name, unsigned int flags)
{
	static unsigned int made;
	char path[64];
	int fd;

	(void)flags;
	snprintf(path, sizeof(path), "/.dtcarve/%.32s.%u", name, made++);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info, const struct timespec *restrict pause)
{
	(void)set;
	(void)info;
	(void)pause;
	errno = EAGAIN;
	return -1;
}

/* For children, of which there are none. */
int close_range(unsigned int first, unsigned int last, int flags)
{
	(void)first;
	(void)last;
	(void)flags;
	errno = ENOSYS;
	return -1;
}

/* It begins with one that leaves no file readable. */
__attribute__((constructor)) static void begin_umask(void)
{
	umask(022);
}
