/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"

#define MOST_LINKS 40

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* /dev/stdout and its like: a file that it was sent to with >> is not to be replaced. */
bool output_is_stdout(const char *path)
{
	struct stat named, standard;

	if (!path || strcmp(path, "-") == 0)
		return true;
	return stat(path, &named) == 0 && fstat(STDOUT_FILENO, &standard) == 0 && same_file(&named, &standard);
}

bool output_replaces(const char *path, const char *input)
{
	struct stat a, b;

	return path && strcmp(path, "-") != 0 && stat(path, &a) == 0 && S_ISREG(a.st_mode) &&
		   stat(input, &b) == 0 && same_file(&a, &b);
}

/* The folder of `path` with its last slash: as many bytes of it. */
static int folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (int)(slash + 1 - path) : 0;
}

/* Where the links end, though nothing may stand there yet; NULL with errno. The caller frees it. */
static char *follow_links(const char *path)
{
	char *at = strdup(path);

	for (int links = 0; at; links++) {
		char to[PATH_MAX], *next;
		ssize_t length = readlink(at, to, sizeof(to) - 1);

		if (length < 0)
			return at;
		to[length] = '\0';
		if (asprintf(&next, "%.*s%s", to[0] == '/' ? 0 : folder_length(at), at, to) < 0)
			next = NULL;
		free(at);
		at = next;
		if (links == MOST_LINKS) {
			free(at);
			errno = ELOOP;
			return NULL;
		}
	}
	return NULL;
}

static int or_errno(int ret)
{
	return ret < 0 ? -errno : ret;
}

/* A file that is in no folder; in memory where the file system of the target knows none such. -errno. */
static int open_nameless(const char *target)
{
	int length = folder_length(target), ret;
	char *folder;

	if (asprintf(&folder, "%.*s", length ? length : 1, length ? target : ".") < 0)
		return -ENOMEM;
	ret = access(folder, W_OK) < 0 ? -errno : 0;
	if (ret == 0)
		ret = or_errno(open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
	if (ret == -EOPNOTSUPP || ret == -EISDIR)
		ret = or_errno(memfd_create("output", MFD_CLOEXEC));
	free(folder);
	return ret;
}

/* For what is copied at the end. */
static int open_copied(struct output *output, int to)
{
	if (to < 0)
		return -errno;
	output->fd = to;
	return or_errno(memfd_create("output", MFD_CLOEXEC));
}

/* A closed one must not become the next file that is opened. */
static int open_stdout(struct output *output)
{
	return open_copied(output, fcntl(STDOUT_FILENO, F_GETFD) < 0 ? -1 : STDOUT_FILENO);
}

/* A plain file under /proc is another's open file, which may have no name any more. */
static int open_output(struct output *output)
{
	struct stat st;
	bool there = stat(output->path, &st) == 0;

	if (there && S_ISDIR(st.st_mode))
		return -EISDIR;
	if (there && !S_ISREG(st.st_mode))
		return open_copied(output, open(output->path, O_WRONLY | O_CLOEXEC));
	output->target = follow_links(output->path);
	if (!output->target)
		return -errno;
	if (strncmp(output->target, "/proc/", 6) == 0 || strncmp(output->path, "/proc/", 6) == 0 ||
		strncmp(output->path, "/dev/fd/", 8) == 0) {
		free(output->target);
		output->target = NULL;
		return open_copied(output, open(output->path, O_WRONLY | O_TRUNC | O_CLOEXEC));
	}
	return open_nameless(output->target);
}

void output_follow(struct output *output)
{
	*output = (struct output){ .out = stdout, .path = "<stdout>", .fd = -1 };
}

static void close_copied(struct output *output)
{
	if (output->fd >= 0 && output->fd != STDOUT_FILENO)
		close(output->fd);
	free(output->target);
}

int output_open(struct output *output, const char *path, struct error *error)
{
	bool to_stdout = output_is_stdout(path);
	int fd;

	*output = (struct output){ .path = to_stdout ? "<stdout>" : path, .fd = -1 };
	fd = to_stdout ? open_stdout(output) : open_output(output);
	output->out = fd < 0 ? NULL : fdopen(fd, "w");
	if (output->out)
		return 0;
	if (fd >= 0) {
		close(fd);
		fd = -ENOMEM;
	}
	close_copied(output);
	return error_set(error, fd, "%s: cannot write: %s", output->path, strerror(-fd));
}

static int copy_all(int from, int to)
{
	char buffer[65536];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(from, buffer, sizeof(buffer), at)) > 0) {
		for (ssize_t done = 0, n; done < got; done += n > 0 ? n : 0) {
			n = write(to, buffer + done, (size_t)(got - done));
			if (n < 0 && errno != EINTR)
				return -errno;
		}
		at += got;
	}
	return got < 0 ? -errno : 0;
}

/* As what stood there; a new file as the umask wants it, which mkostemp() does not ask. */
static int set_mode(int fd, const char *target)
{
	struct stat st;
	mode_t mask;

	if (stat(target, &st) == 0) {
		if (st.st_uid != geteuid() && fchown(fd, st.st_uid, st.st_gid) < 0 && errno != EPERM)
			return -errno;
		return fchmod(fd, st.st_mode & 07777) < 0 ? -errno : 0;
	}
	mask = umask(0);
	umask(mask);
	return fchmod(fd, 0666 & ~mask) < 0 ? -errno : 0;
}

/* From here on there is a file beside the target, for as short as can be. */
static int replace(int from, char *scratch, const char *target)
{
	int fd = mkostemp(scratch, O_CLOEXEC);
	int ret = fd < 0 ? -errno : copy_all(from, fd);

	if (fd < 0)
		return ret;
	if (ret == 0)
		ret = set_mode(fd, target);
	if (ret == 0 && fsync(fd) < 0 && errno != EINVAL)
		ret = -errno;
	if (close(fd) < 0 && ret == 0)
		ret = -errno;
	if (ret == 0 && rename(scratch, target) < 0)
		ret = -errno;
	if (ret)
		unlink(scratch);
	return ret;
}

/* Signals wait until the file has its name, or none. */
static int commit(const struct output *output)
{
	sigset_t all, before;
	char *scratch;
	int ret;

	if (asprintf(&scratch, "%s.XXXXXX", output->target) < 0)
		return -ENOMEM;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = replace(fileno(output->out), scratch, output->target);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	free(scratch);
	return ret;
}

int output_close(struct output *output, int ret, struct error *error)
{
	int trouble = 0;

	errno = 0;
	if (fflush(output->out) != 0 || ferror(output->out))
		trouble = errno ? -errno : -EIO;
	if (!ret && !trouble && output->target)
		trouble = commit(output);
	else if (!ret && !trouble && output->fd >= 0)
		trouble = copy_all(fileno(output->out), output->fd);
	if (output->out != stdout && fclose(output->out) != 0 && !trouble)
		trouble = -errno;
	close_copied(output);
	if (ret || !trouble)
		return ret;
	return error_set(error, trouble, "%s: cannot write: %s", output->path, strerror(-trouble));
}

int output_write(const char *path, const void *data, size_t size, struct error *error)
{
	struct output output;
	int ret = output_open(&output, path, error);

	if (ret)
		return ret;
	fwrite(data, 1, size, output.out);
	return output_close(&output, 0, error);
}
