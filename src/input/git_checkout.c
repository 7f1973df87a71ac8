/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/git_checkout.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "input/program.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define WORDS_LIMIT 16
#define MOST_TRIES 250

/* Where boards and what they include stand in a kernel tree, each with the folder for -i. */
#define KERNEL_MARK "scripts/dtc/include-prefixes"
static const char *const kernel_paths[] = { "arch/*/boot/dts", "arch/*/include/uapi/asm",
											"include/dt-bindings", "include/uapi/linux/input-event-codes.h",
											KERNEL_MARK };
static const char *const kernel_includes[] = { KERNEL_MARK, "include" };

static const char *first_line(struct arena *arena, struct bytes text)
{
	return arena_strndup(arena, (const char *)text.data, strcspn((const char *)text.data, "\n"));
}

static int run_git(struct arena *arena, const char *const argv[], const char **line, struct error *error)
{
	struct program_result result;
	const struct program program = { .argv = argv, .limit = MIB(1) };
	int ret = program_run(arena, &program, &result, error);

	if (ret == -ENOENT)
		return error_set(error, ret, "%s is not installed", argv[0]);
	if (ret)
		return error_prefix(error, "%s", argv[0]);
	if (!result.succeeded)
		return error_set(error, -EINVAL, "%s: %s", argv[0], first_line(arena, result.messages));
	if (line)
		*line = first_line(arena, result.output);
	return 0;
}

static bool has_path(struct arena *arena, const char *revision, const char *path)
{
	const char *const argv[] = { "git", "cat-file", "-e", arena_printf(arena, "%s:%s", revision, path),
								 NULL };
	struct error ignored;

	return run_git(arena, argv, NULL, &ignored) == 0;
}

static int unpack(struct arena *arena, const char *top, const char *commit, const char *folder, bool kernel,
				  struct error *error)
{
	const char *tar = arena_printf(arena, "%s/files.tar", folder),
			   *argv[WORDS_LIMIT] = { "git", "-C", top, "archive", "--format=tar", "-o", tar, commit, "--" };
	const char *const extract[] = { "tar", "-x", "-f", tar, "-C", folder, NULL };
	size_t count = 9;
	int ret;

	for (size_t i = 0; kernel && i < ARRAY_SIZE(kernel_paths); i++)
		argv[count++] =
			arena_printf(arena, ":(glob)%s%s", kernel_paths[i], strchr(kernel_paths[i], '.') ? "" : "/**");
	ret = run_git(arena, argv, NULL, error);
	if (ret == 0)
		ret = run_git(arena, extract, NULL, error);
	unlink(tar);
	return ret;
}

static void add_include(struct arena *arena, struct git_checkout *c, const char ***dirs, const char *dir)
{
	arena_push(arena, *dirs, c->options.include_dir_count, dir);
	c->options.include_dirs = *dirs;
}

/* The user's folders as they are in this revision; what it lacks is taken as it stands. */
static void set_includes(struct arena *arena, struct git_checkout *c, const struct tree_options *options,
						 const char *prefix, bool kernel)
{
	const char **dirs = NULL;

	c->options = *options;
	c->options.include_dir_count = 0;
	for (size_t i = 0; i < options->include_dir_count; i++) {
		const char *dir = arena_printf(arena, "%s/%s%s", c->folder, prefix, options->include_dirs[i]);

		add_include(arena, c, &dirs,
					options->include_dirs[i][0] != '/' && access(dir, F_OK) == 0 ? dir
																				 : options->include_dirs[i]);
	}
	for (size_t i = 0; kernel && i < ARRAY_SIZE(kernel_includes); i++)
		add_include(arena, c, &dirs, arena_printf(arena, "%s/%s", c->folder, kernel_includes[i]));
}

/* Until nothing is left: what git and tar still write while they are ended goes, too. Allocates nothing. */
static _Noreturn void remove_folder(const char *folder)
{
	const char *const argv[] = { "rm", "-rf", "--", folder, NULL };
	const struct timespec pause = { .tv_nsec = 20000000 };

	for (int tries = 0; tries < MOST_TRIES && access(folder, F_OK) == 0; tries++) {
		pid_t rm = fork();

		if (rm == 0) {
			execvp(argv[0], (char *const *)(uintptr_t)argv);
			_exit(127);
		}
		waitpid(rm, NULL, 0);
		if (tries)
			nanosleep(&pause, NULL);
	}
	_exit(0);
}

/* No signal to this program's group and nothing that it writes to keeps the janitor from its work. */
static _Noreturn void be_janitor(const char *folder, int life)
{
	int null = open("/dev/null", O_RDWR);
	char byte;

	setsid();
	dup2(life, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		;
	remove_folder(folder);
}

/* The signals that would end it before it is out of the group wait for that. */
static int start_janitor(struct git_checkout *c)
{
	sigset_t all, before;
	int life[2], ret = 0;

	if (pipe2(life, O_CLOEXEC) < 0)
		return -errno;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (!mkdtemp((char *)(uintptr_t)c->folder))
		ret = -errno;
	c->janitor = ret ? 0 : fork();
	if (!ret && c->janitor == 0)
		be_janitor(c->folder, life[0]);
	if (!ret && c->janitor < 0) {
		ret = -errno;
		rmdir(c->folder);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(life[0]);
	c->life = life[1];
	if (ret)
		close(life[1]);
	return ret;
}

static int make_folder(struct arena *arena, struct git_checkout *c, struct error *error)
{
	const char *tmp = getenv("TMPDIR");
	int ret;

	c->folder = arena_printf(arena, "%s/dtcarve.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	ret = start_janitor(c);
	if (ret) {
		error_set(error, ret, "%s: cannot make a folder: %s", c->folder, strerror(-ret));
		c->folder = NULL;
	}
	return ret;
}

int git_checkout_make(struct arena *arena, const char *revision, const char *path,
					  const struct tree_options *options, struct git_checkout *checkout, struct error *error)
{
	const char *const top_argv[] = { "git", "rev-parse", "--show-toplevel", NULL };
	const char *const prefix_argv[] = { "git", "rev-parse", "--show-prefix", NULL };
	const char *const commit_argv[] = {
		"git",     "rev-parse",        "--verify",
		"--quiet", "--end-of-options", arena_printf(arena, "%s^{commit}", revision),
		NULL
	};
	const char *top, *prefix, *commit;
	bool kernel;
	int ret;

	*checkout = (struct git_checkout){ 0 };
	if (*path == '/')
		return error_set(error, -EINVAL, "%s: expected a path relative to the working folder", path);
	ret = run_git(arena, top_argv, &top, error);
	if (ret == 0)
		ret = run_git(arena, prefix_argv, &prefix, error);
	if (ret)
		return ret;
	if (run_git(arena, commit_argv, &commit, error) != 0)
		return error_set(error, -EINVAL, "%s: no such revision", revision);
	if (!has_path(arena, commit, arena_printf(arena, "./%s", path)))
		return error_set(error, -EINVAL, "%s: there is no %s%s in this revision", revision, prefix, path);
	kernel = has_path(arena, commit, KERNEL_MARK);
	ret = make_folder(arena, checkout, error);
	if (ret == 0)
		ret = unpack(arena, top, commit, checkout->folder, kernel, error);
	if (ret)
		return ret;
	checkout->path = arena_printf(arena, "%s/%s%s", checkout->folder, prefix, path);
	set_includes(arena, checkout, options, prefix, kernel);
	return 0;
}

void git_checkout_remove(struct git_checkout *checkout)
{
	if (!checkout->folder)
		return;
	close(checkout->life);
	while (waitpid(checkout->janitor, NULL, 0) < 0 && errno == EINTR)
		;
	checkout->folder = NULL;
}
