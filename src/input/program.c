/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/number.h"

#define MESSAGES_LIMIT_BYTES ((size_t)KIB(64))
#define SECONDS_ALLOWED 60

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* What one pipe brings; beyond `limit` it is counted as too much, and dropped. */
struct stream {
	int fd;
	unsigned char *data;
	size_t size, room, limit;
	bool too_much;
};

/* 0 with fd -1 at the end */
static int stream_read(struct stream *s)
{
	ssize_t n;

	if (s->size == s->room) {
		s->room = s->room ? 2 * s->room : (size_t)KIB(64);
		s->data = memory_resize(s->data, s->room);
	}
	n = read(s->fd, s->data + s->size, s->room - s->size);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (n == 0)
		close_end(&s->fd);
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

/* Arguments are the child's own business: exec() takes them without const, and does not write. */
static char **own_arguments(struct arena *arena, const char *const argv[])
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

/* --- the processes ---------------------------------------------------------------- */

/*
 * A warden stands between this program and the one that is run. It is the first
 * of a group of its own with all that comes of that program (cpp runs cc1), and
 * ends the whole group when this program ends, however it does: its end of
 * `life` closes then. Between fork() and exec() nothing is allocated, as other
 * threads may hold the allocator's locks.
 */
struct child {
	pid_t warden;
	int life;      /* open for as long as the group may live */
	int out, err;  /* to be read */
	int exec_fail; /* the errno of exec(), or the end */
};

/* Ends of pipes and files as the processes see them. */
struct ends {
	int in, out, err, extra, life, exec_fail;
	int done; /* open while anything of the group but the warden lives */
};

enum { EXTRA_FD = PROGRAM_EXTRA_FD, DONE_FD, FIRST_FREE_FD };

static void limit_to(int what, rlim_t most)
{
	const struct rlimit limit = { most, most };

	setrlimit(what, &limit);
}

static _Noreturn void become(const struct program *p, char *const argv[], char *const environment[],
							 const struct ends *ends)
{
	int error;

	limit_to(RLIMIT_CORE, 0);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	dup2(ends->in, STDIN_FILENO);
	dup2(ends->out, STDOUT_FILENO);
	dup2(ends->err, STDERR_FILENO);
	if (ends->extra >= 0)
		dup2(ends->extra, EXTRA_FD);
	dup2(ends->done, DONE_FD);
	/* last, as this program may have more than the other is to get: under a sanitizer it does */
	if (p->limited) {
		limit_to(RLIMIT_CPU, PROGRAM_CPU_SECONDS);
		limit_to(RLIMIT_FSIZE, p->limit);
		limit_to(RLIMIT_AS, PROGRAM_MEMORY_BYTES);
	}
	execvpe(argv[0], argv, environment);
	error = errno;
	_exit(write(ends->exec_fail, &error, sizeof(error)) == sizeof(error) ? 127 : 126);
}

/* Until the program has ended, or this one has. */
static _Noreturn void watch(pid_t program, int life, int done)
{
	struct pollfd fds[] = { { life, POLLIN, 0 }, { done, POLLIN, 0 } };
	int status;

	while (poll(fds, 2, -1) < 0 || !fds[1].revents)
		if (fds[0].revents)
			kill(0, SIGKILL);
	while (waitpid(program, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		kill(getpid(), WTERMSIG(status));
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 126);
}

/* What another thread opened meanwhile must not stay open here: who reads its other end would wait for it. */
static void close_above(int fd)
{
	if (close_range((unsigned int)fd + 1, ~0U, 0) == 0)
		return;
	for (int i = fd + 1; i < 1024; i++)
		close(i);
}

static _Noreturn void be_warden(const struct program *p, char *const argv[], char *const environment[],
								struct ends *ends)
{
	int *const all[] = { &ends->in,   &ends->out,       &ends->err, &ends->extra,
						 &ends->life, &ends->exec_fail, &ends->done };
	int done[2];
	pid_t program;

	setpgid(0, 0);
	if (pipe2(done, O_CLOEXEC) < 0)
		_exit(126);
	ends->done = done[1];
	/* out of the way of the numbers that they get */
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (*all[i] >= 0)
			*all[i] = fcntl(*all[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
	done[0] = fcntl(done[0], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
	program = fork();
	if (program == 0)
		become(p, argv, environment, ends);
	if (program < 0)
		_exit(126);
	dup2(ends->life, STDIN_FILENO);
	dup2(done[0], STDOUT_FILENO);
	close_above(STDOUT_FILENO);
	watch(program, STDIN_FILENO, STDOUT_FILENO);
}

static void end_child(void *user)
{
	struct child *child = user;
	int status;

	close_end(&child->life);
	close_end(&child->out);
	close_end(&child->err);
	close_end(&child->exec_fail);
	if (child->warden > 0) {
		kill(-child->warden, SIGKILL);
		while (waitpid(child->warden, &status, 0) < 0 && errno == EINTR)
			;
	}
	child->warden = 0;
}

static int start(struct arena *arena, const struct program *p, int in, struct child *child)
{
	char **argv = own_arguments(arena, p->argv), **environment = plain_environment(arena);
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, life[2] = { -1, -1 }, fail[2] = { -1, -1 }, ret = 0;

	if (pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0 || pipe2(life, O_CLOEXEC) < 0 ||
		pipe2(fail, O_CLOEXEC) < 0)
		ret = -errno;
	*child = (struct child){ .life = life[1], .out = out[0], .err = err[0], .exec_fail = fail[0] };
	if (ret == 0) {
		struct ends ends = { in, out[1], err[1], p->extra_fd ? p->extra_fd : -1, life[0], fail[1], -1 };

		child->warden = fork();
		if (child->warden == 0)
			be_warden(p, argv, environment, &ends);
		if (child->warden < 0)
			ret = -errno;
		else
			setpgid(child->warden, child->warden);
	}
	close_end(&out[1]);
	close_end(&err[1]);
	close_end(&life[0]);
	close_end(&fail[1]);
	return ret;
}

/* 0 once the program has begun. */
static int wait_for_exec(struct child *child)
{
	int error = 0;
	ssize_t n;

	do
		n = read(child->exec_fail, &error, sizeof(error));
	while (n < 0 && errno == EINTR);
	return n == sizeof(error) ? -error : 0;
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

static struct bytes keep(struct arena *arena, const struct stream *s)
{
	struct bytes kept = { arena_alloc(arena, s->size + 1), s->size };

	if (s->size)
		memcpy(kept.data, s->data, s->size);
	return kept;
}

static int end_of(const struct program *p, int status, struct program_result *result, struct error *error)
{
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	result->succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (signal == SIGXCPU || (signal == SIGKILL && p->limited))
		return error_set(error, -ETIMEDOUT, "takes more than %d seconds of the processor",
						 PROGRAM_CPU_SECONDS);
	if (signal)
		return error_set(error, -EIO, "ended by signal %d (%s)", signal, strsignal(signal));
	return 0;
}

/* Reads what it writes, then waits for its end. */
static int attend(struct arena *arena, const struct program *p, struct child *child,
				  struct program_result *result, struct error *error)
{
	struct stream output = { .fd = child->out, .limit = p->limit };
	struct stream messages = { .fd = child->err, .limit = MESSAGES_LIMIT_BYTES };
	int status = 0, ret = read_both(&output, &messages, error);

	child->out = output.fd;
	child->err = messages.fd;
	if (ret == 0) {
		while (waitpid(child->warden, &status, 0) < 0 && errno == EINTR)
			;
		child->warden = 0;
		result->output = keep(arena, &output);
		result->messages = keep(arena, &messages);
	}
	memory_free(output.data);
	memory_free(messages.data);
	return ret ? ret : end_of(p, status, result, error);
}

int program_run(struct arena *arena, const struct program *p, struct program_result *result,
				struct error *error)
{
	struct child *child = memory_new(sizeof(*child));
	int in = input_file(p->input);
	int ret = in < 0 ? in : 0;

	*result = (struct program_result){ 0 };
	*child = (struct child){ .life = -1, .out = -1, .err = -1, .exec_fail = -1 };
	memory_adopt(child, end_child);
	if (ret == 0) {
		fd_adopt(in);
		ret = start(arena, p, in, child);
		fd_close(in);
	}
	if (ret == 0)
		ret = wait_for_exec(child);
	ret = ret ? error_set(error, ret, "cannot be run: %s", strerror(-ret))
			  : attend(arena, p, child, result, error);
	memory_release(child);
	end_child(child);
	memory_free(child);
	return ret;
}
