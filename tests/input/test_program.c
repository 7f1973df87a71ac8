/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "input/program.h"
#include "input/scratch.h"

static struct scratch *s;

static void setup(void)
{
	s = scratch_new();
}

static void teardown(void)
{
	scratch_free(s);
}

TestSuite(program, .init = setup, .fini = teardown);

static int run(const char *const argv[], struct bytes input, struct program_result *result,
			   struct error *error)
{
	const struct program program = { .argv = argv, .input = input, .limit = 1 << 20 };

	return program_run(s->arena, &program, result, error);
}

Test(program, input_output_and_messages)
{
	const char *const argv[] = { "sh", "-c", "cat; echo no >&2; exit 3", NULL };
	struct bytes input = repeat(s->arena, 'x', 700000);
	struct program_result result;
	struct error error;

	cr_assert_eq(run(argv, input, &result, &error), 0, "%s", error.text);
	cr_assert_not(result.succeeded);
	cr_assert_eq(result.output.size, input.size);
	cr_assert_eq(memcmp(result.output.data, input.data, input.size), 0);
	cr_assert_str_eq((char *)result.messages.data, "no\n");
}

Test(program, arguments_reach_it_as_they_are)
{
	const char *const argv[] = { "printf", "%s", "$(echo x); `y` \"'*", NULL };
	struct program_result result;
	struct error error;

	cr_assert_eq(run(argv, (struct bytes){ NULL, 0 }, &result, &error), 0, "%s", error.text);
	cr_assert(result.succeeded);
	cr_assert_str_eq((char *)result.output.data, argv[2]);
}

Test(program, its_locale_is_plain_and_include_paths_are_not_inherited)
{
	const char *const argv[] = { "sh", "-c", "printf %s \"$LC_ALL:$CPATH\"", NULL };
	struct program_result result;
	struct error error;

	setenv("CPATH", "/elsewhere", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	cr_assert_eq(run(argv, (struct bytes){ NULL, 0 }, &result, &error), 0, "%s", error.text);
	cr_assert_str_eq((char *)result.output.data, "C:");
}

Test(program, too_much_output_ends_it)
{
	const char *const argv[] = { "yes", NULL };
	struct program_result result;
	struct error error;

	cr_assert_eq(run(argv, (struct bytes){ NULL, 0 }, &result, &error), -EFBIG);
	cr_assert(strstr(error.text, "more than the 1048576 bytes"), "%s", error.text);
}

/* What had been read goes with the refusal. */
Test(program, too_much_output_is_not_kept)
{
	const char *const argv[] = { "yes", NULL };
	struct program_result result;
	struct error error;
	struct mallinfo2 before = mallinfo2(), after;

	cr_assert_eq(run(argv, (struct bytes){ NULL, 0 }, &result, &error), -EFBIG);
	after = mallinfo2();
	cr_assert_lt(after.uordblks + after.hblkhd, before.uordblks + before.hblkhd + (1 << 20));
}

Test(program, too_many_messages_are_dropped)
{
	const char *const argv[] = { "sh", "-c", "yes | head -c 300000 >&2; echo done", NULL };
	struct program_result result;
	struct error error;

	cr_assert_eq(run(argv, (struct bytes){ NULL, 0 }, &result, &error), 0, "%s", error.text);
	cr_assert_eq(result.messages.size, 65536);
	cr_assert_str_eq((char *)result.output.data, "done\n");
}

Test(program, one_that_is_not_there_is_told)
{
	const char *const argv[] = { "dtcarve-no-such-program", NULL };
	struct program_result result;
	struct error error;

	cr_assert_eq(run(argv, (struct bytes){ NULL, 0 }, &result, &error), -ENOENT);
}
