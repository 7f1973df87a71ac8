/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/check_job.h"

#include <errno.h>

#include "check/baseline.h"
#include "input/image_kernel.h"
#include "policy/board_scope.h"
#include "policy/defaults.h"
#include "policy/gate.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/text.h"

/* An older tree is checked now, in the same way as the boards will be. */
static int check_older(struct arena *arena, const char *path, struct check_options *o, struct error *error)
{
	struct board_list list = { 0 };
	struct check *check;
	int ret = 0;

	board_list_add(arena, &list, path, &o->tree);
	check = check_run(o, &list);
	for (size_t i = 0; i < check->board_count && ret == 0; i++)
		if (check->boards[i].trouble_count)
			ret = error_set(error, -EINVAL, "%s", check->boards[i].troubles[0]);
	o->baseline = baseline_from(arena, check);
	check_free(check);
	return ret;
}

static int read_baseline(struct arena *arena, const char *path, struct check_options *o, struct error *error)
{
	struct baseline *baseline;
	int ret;

	if (!text_ends_with(path, ".json"))
		return check_older(arena, path, o, error);
	ret = baseline_read(arena, path, &baseline, error);
	if (ret == 0)
		o->baseline = baseline;
	return ret;
}

/* What is wrong with it is told once, not for every board: in all its sections, and that each has its board. */
static int read_policy(struct arena *arena, const char *path, const struct board_list *list,
					   struct error *error)
{
	const char **boards = NULL;
	struct gate gate;
	size_t count = 0;
	int ret = gate_read(arena, path, NULL, &gate, error);

	for (size_t i = 0; i < list->count; i++)
		arena_push(arena, boards, count, list->items[i].path);
	return ret ? ret : board_scope_check(arena, path, boards, count, error);
}

static int read_files(struct arena *arena, const struct check_request *r, const struct board_list *list,
					  struct check_options *o, struct error *error)
{
	struct variants variants;
	int ret = 0;

	if (o->kernel.image)
		ret = image_kernel_read(arena, o->kernel.image, &o->kernel.image_bytes, error);
	if (ret == 0)
		ret = variants_read(arena, o->ddr, o->ddr_count, o->kernels, &variants, error);
	for (size_t i = 0; ret == 0 && o->defaults && i < list->count; i++) {
		const struct default_files *files;

		ret = defaults_read(arena, list->items[i].path, &o->user_defaults, &files, error);
	}
	if (ret == 0 && r->policy)
		ret = read_policy(arena, r->policy, list, error);
	o->policy = r->policy;
	return ret == 0 && r->baseline ? read_baseline(arena, r->baseline, o, error) : ret;
}

int check_job_run(struct arena *arena, const struct check_request *request, const struct board_list *list,
				  struct check **check, struct error *error)
{
	struct check_options options = request->options;
	int ret = read_files(arena, request, list, &options, error);

	*check = ret ? NULL : check_run(&options, list);
	return ret;
}
