/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/sample.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc/boot_state.h"
#include "alloc/usual.h"
#include "board/board.h"
#include "boot/boot.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "findings/findings.h"
#include "util/arena.h"
#include "util/error.h"

#define SAMPLES TEST_DATA "/../dts-samples/"

static struct sample predict(struct tree *tree, struct arena *arena, const char *kernel)
{
	char *profile = arena_printf(arena, SAMPLES "%s", kernel);
	struct kernel_options options = { .kernel = access(profile, R_OK) == 0 ? profile : kernel };
	struct boot_options boot = { 0 };
	struct sample s = { .arena = arena };
	struct error error;

	cr_assert_eq(board_read(tree, &s.board, &error), 0, "%s", error.text);
	tree_free(tree);
	options.arch = s.board->arch;
	cr_assert_eq(kernel_load(&options, &s.kernel, &error), 0, "%s", error.text);
	cr_assert_eq(boot_predict(s.board, s.kernel, &boot, &s.boot, &error), 0, "%s", error.text);
	s.settled = memory_state_from_boot(s.boot, s.board->cpus);
	s.headroom = arena_new_object(arena, struct usual_headroom);
	cr_assert_eq(usual_headroom(arena, s.settled, s.headroom, &error), 0, "%s", error.text);
	s.findings = findings_new(s.board, s.kernel, s.boot);
	s.report = (struct report){ .board = s.board,
								.kernel = s.kernel,
								.boot = s.boot,
								.settled = s.settled,
								.headroom = s.headroom,
								.findings = s.findings };
	return s;
}

struct sample sample_load(const char *board, const char *kernel)
{
	struct arena *arena = arena_new();
	struct tree *tree;
	struct error error;

	cr_assert_eq(tree_load(arena_printf(arena, SAMPLES "%s", board), NULL, &tree, &error), 0, "%s",
				 error.text);
	return predict(tree, arena, kernel);
}

struct sample sample_from_source(const char *source, const char *kernel)
{
	struct tree *tree;
	struct error error;

	cr_assert_eq(tree_from_bytes(source, strlen(source), "board.dts", NULL, &tree, &error), 0, "%s",
				 error.text);
	return predict(tree, arena_new(), kernel);
}

void sample_free(struct sample *s)
{
	findings_free(s->findings);
	memory_state_free(s->settled);
	boot_free(s->boot);
	kernel_free(s->kernel);
	board_free(s->board);
	arena_free(s->arena);
}

const char *sample_text(const struct sample *s, struct text_style style)
{
	char *data = NULL, *copy;
	size_t size = 0;
	FILE *out = open_memstream(&data, &size);

	cr_assert_not_null(out);
	report_write(&s->report, FORMAT_TEXT, &style, out);
	fclose(out);
	copy = arena_strndup(s->arena, data, size);
	free(data);
	return copy;
}
