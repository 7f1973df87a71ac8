/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "util/arena.h"
#include "util/crew.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/text_file.h"

static int dropped;

static void drop(void *what)
{
	dropped = 10 * dropped + *(int *)what;
}

static int ask_too_much(void *context)
{
	int one = 1, two = 2;

	(void)context;
	memory_adopt(&one, drop);
	memory_adopt(&two, drop);
	arena_alloc(arena_new(), SIZE_MAX / 2);
	return 0;
}

Test(memory, what_is_not_had_is_an_error_and_the_latest_goes_first)
{
	struct error error;

	dropped = 0;
	cr_assert_eq(memory_guard(ask_too_much, NULL, &error), -ENOMEM);
	cr_assert_str_eq(error.text, "out of memory");
	cr_assert_eq(dropped, 21);
}

static int keep(void *context)
{
	*(void **)context = memory_new(8);
	return 7;
}

static int ask_inside(void *context)
{
	int ret = memory_guard(ask_too_much, NULL, NULL);

	return keep(context) + (ret == -ENOMEM ? 0 : 100);
}

Test(memory, a_guard_inside_another_goes_back_alone)
{
	void *kept = NULL;

	cr_assert_eq(memory_guard(ask_inside, &kept, NULL), 7);
	memcpy(kept, "1234567", 8);
	kept = memory_resize(kept, 100);
	cr_assert_str_eq(kept, "1234567");
	memory_free(kept);
}

static int release_first(void *context)
{
	int one = 1, two = 2;

	(void)context;
	memory_adopt(&one, drop);
	memory_adopt(&two, drop);
	memory_release(&one);
	memory_out();
}

Test(memory, what_was_released_is_not_dropped)
{
	dropped = 0;
	cr_assert_eq(memory_guard(release_first, NULL, NULL), -ENOMEM);
	cr_assert_eq(dropped, 2);
}

static void ask_in_a_thread(void *user)
{
	(void)user;
	memory_new(SIZE_MAX / 2);
}

static void stop(void *user)
{
	*(int *)user = 1;
}

static int work_together(void *user)
{
	struct crew *crew = crew_start(&(struct crew_job){ ask_in_a_thread, stop, user }, 3);

	crew_help(crew);
	crew_join(crew);
	return 0;
}

Test(memory, a_thread_that_has_none_ends_the_job)
{
	int stopped = 0;

	cr_assert_eq(memory_guard(work_together, &stopped, NULL), -ENOMEM);
	cr_assert_eq(stopped, 1);
}

Test(memory, a_text_file_has_all_that_was_written)
{
	struct text_file *file = text_file_open();
	char *text;

	for (int i = 0; i < 20000; i++)
		fprintf(file->out, "%d\n", i % 10);
	text = text_file_close(file);
	cr_assert_eq(strlen(text), 40000);
	cr_assert_str_eq(text + 39996, "8\n9\n");
	memory_free(text);
}
