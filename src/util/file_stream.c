/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/file_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"

int file_stream_open(struct file_stream *stream, const char *path, struct error *error)
{
	int fd;

	*stream = (struct file_stream){ .out = stdout, .path = path };
	if (!path)
		return 0;
	if (asprintf(&stream->scratch, "%s.XXXXXX", path) < 0)
		return error_set(error, -ENOMEM, "%s: %s", path, strerror(ENOMEM));
	fd = mkostemp(stream->scratch, O_CLOEXEC);
	stream->out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!stream->out) {
		int code = -errno;

		if (fd >= 0) {
			close(fd);
			unlink(stream->scratch);
		}
		free(stream->scratch);
		return error_set(error, code, "%s: %s", path, strerror(-code));
	}
	return 0;
}

/* mkstemp() makes files for their owner only; the umask of the user shall hold instead. */
static void set_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	fchmod(fd, 0666 & ~mask);
}

static int finish(struct file_stream *stream, int ret, struct error *error)
{
	bool bad = ferror(stream->out) || fflush(stream->out) != 0;

	set_mode(fileno(stream->out));
	if (fclose(stream->out) != 0 || bad)
		ret = ret ? ret : error_set(error, -EIO, "%s: cannot be written", stream->path);
	if (!ret && rename(stream->scratch, stream->path) != 0)
		ret = error_set(error, -errno, "%s: %s", stream->path, strerror(errno));
	if (ret)
		unlink(stream->scratch);
	free(stream->scratch);
	return ret;
}

int file_stream_close(struct file_stream *stream, int ret, struct error *error)
{
	if (stream->path)
		return finish(stream, ret, error);
	if ((fflush(stdout) != 0 || ferror(stdout)) && !ret)
		return error_set(error, -EIO, "standard output: cannot be written");
	return ret;
}
