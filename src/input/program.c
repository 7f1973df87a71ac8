/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define MESSAGES_LIMIT_BYTES ((size_t)KIB(64))
#define SECONDS_ALLOWED 60

/* What one pipe brings; beyond `limit` it is counted as too much, and dropped. */
struct stream {
	int fd;
	unsigned char *data;
	size_t size, room, limit;
	bool too_much;
};

static int stream_grow(struct stream *s)
{
	size_t room = s->room ? 2 * s->room : (size_t)KIB(64);
	unsigned char *bigger = realloc(s->data, room);

	if (!bigger)
		return -ENOMEM;
	s->data = bigger;
	s->room = room;
	return 0;
}

/* 0 with fd -1 at the end */
static int stream_read(struct stream *s)
{
	ssize_t n;

	if (s->size == s->room) {
		int ret = stream_grow(s);

		if (ret)
			return ret;
	}
	n = read(s->fd, s->data + s->size, s->room - s->size);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (n == 0) {
		close(s->fd);
		s->fd = -1;
	}
	s->size += (size_t)n;
	if (s->size > s->limit) {
		s->size = s->limit;
		s->too_much = true;
	}
	return 0;
}

static int seconds_left(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)(start->tv_sec + SECONDS_ALLOWED - now.tv_sec);
}

static int read_both(struct stream *output, struct stream *messages, struct error *error)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (output->fd >= 0 || messages->fd >= 0) {
		struct pollfd fds[] = { { output->fd, POLLIN, 0 }, { messages->fd, POLLIN, 0 } };
		int left = seconds_left(&start);
		int ret = left > 0 ? poll(fds, 2, left * 1000) : 0;

		if (ret == 0)
			return error_set(error, -ETIMEDOUT, "takes more than %d seconds", SECONDS_ALLOWED);
		if (ret < 0 && errno != EINTR)
			return error_set(error, -errno, "cannot be read from: %s", strerror(errno));
		ret = ret > 0 && fds[0].revents ? stream_read(output) : 0;
		if (ret == 0 && fds[1].revents)
			ret = stream_read(messages);
		if (ret)
			return error_set(error, ret, "cannot be read from: %s", strerror(-ret));
		if (output->too_much)
			return error_set(error, -EFBIG, "writes more than the %zu bytes that can be read", output->limit);
	}
	return 0;
}

/* The caller's environment in the C locale, and without include paths that the user of dtcarve did not ask
 * for. */
static char **plain_environment(struct arena *arena)
{
	static const char *const dropped[] = {
		"LC_", "LANG", "CPATH=", "C_INCLUDE_PATH=", "DEPENDENCIES_OUTPUT=", "SUNPRO_DEPENDENCIES="
	};
	static char locale[] = "LC_ALL=C";
	char **plain = NULL;
	char *end = NULL;
	size_t count = 0;

	arena_push(arena, plain, count, locale);
	for (char **e = environ; e && *e; e++) {
		bool drop = false;

		for (size_t i = 0; i < ARRAY_SIZE(dropped); i++)
			drop = drop || strncmp(*e, dropped[i], strlen(dropped[i])) == 0;
		if (!drop)
			arena_push(arena, plain, count, *e);
	}
	arena_push(arena, plain, count, end);
	return plain;
}

/* Arguments are the child's own business: posix_spawn() takes them without const, and does not write. */
static char **spawn_arguments(struct arena *arena, const char *const argv[])
{
	char **copy = NULL;
	char *end = NULL;
	size_t count = 0;

	while (argv[count]) {
		char *argument = arena_strdup(arena, argv[count]);

		arena_push(arena, copy, count, argument);
	}
	arena_push(arena, copy, count, end);
	return copy;
}

static int spawn(struct arena *arena, const char *const argv[], int in, int out, int err, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int ret;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setpgroup(&attributes, 0);
	ret = posix_spawnp(pid, argv[0], &actions, &attributes, spawn_arguments(arena, argv),
					   plain_environment(arena));
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -ret;
}

/* A file in memory rather than a pipe: nothing to feed while the output is read. */
static int input_file(struct bytes input)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	size_t done = 0;

	while (fd >= 0 && done < input.size) {
		ssize_t n = write(fd, input.data + done, input.size - done);

		if (n < 0 && errno != EINTR) {
			int ret = -errno;

			close(fd);
			return ret;
		}
		done += n > 0 ? (size_t)n : 0;
	}
	if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return fd;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

static struct bytes keep(struct arena *arena, const struct stream *s)
{
	struct bytes kept = { arena_alloc(arena, s->size + 1), s->size };

	if (s->size)
		memcpy(kept.data, s->data, s->size);
	return kept;
}

/* Reads what it writes, then waits for its end; kills it when there was an error. */
static int attend(struct arena *arena, pid_t pid, int out, int err, size_t limit,
				  struct program_result *result, struct error *error)
{
	struct stream output = { .fd = out, .limit = limit };
	struct stream messages = { .fd = err, .limit = MESSAGES_LIMIT_BYTES };
	int status = 0;
	int ret = read_both(&output, &messages, error);

	if (ret)
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	result->succeeded = ret == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	result->output = keep(arena, &output);
	result->messages = keep(arena, &messages);
	free(output.data);
	free(messages.data);
	close_if_open(output.fd);
	close_if_open(messages.fd);
	return ret;
}

int program_run(struct arena *arena, const char *const argv[], struct bytes input, size_t limit,
				struct program_result *result, struct error *error)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 };
	int in = input_file(input);
	pid_t pid;
	int ret = in < 0 ? in : 0;

	if (ret == 0 && (pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0))
		ret = -errno;
	if (ret == 0)
		ret = spawn(arena, argv, in, out[1], err[1], &pid);
	close_if_open(in);
	close_if_open(out[1]);
	close_if_open(err[1]);
	if (ret == 0)
		return attend(arena, pid, out[0], err[0], limit, result, error);
	close_if_open(out[0]);
	close_if_open(err[0]);
	return error_set(error, ret, "cannot be run: %s", strerror(-ret));
}
