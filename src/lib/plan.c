/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/plan.h>

#include "alloc/boot_state.h"
#include "boot/boot.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "lib/objects.h"
#include "lib/rendering.h"
#include "plan/evidence.h"
#include "policy/gate.h"
#include "policy/policy.h"
#include "document/pages.h"
#include "render/plan.h"
#include "util/arena.h"

struct dtcarve_plan_options {
	struct arena *arena;
	const char **needs, **evidence;
	size_t need_count, evidence_count;
	const char *policy;
	unsigned int margin;
};

struct dtcarve_plan {
	struct dtcarve_tree *tree;
	struct dtcarve_boot *boot;
	struct arena *arena;
	struct memory_state *settled;
	struct site site;
	struct need *needs;
	size_t need_count;
	struct policy policy;
	struct gate gate;
	struct evidence evidence;
	struct plan *plan;
};

/* --- options ------------------------------------------------------------------ */

int dtcarve_plan_options_new(struct dtcarve_plan_options **result)
{
	struct dtcarve_plan_options *options = calloc(1, sizeof(*options));

	*result = NULL;
	if (!options)
		return -ENOMEM;
	options->arena = arena_new();
	options->margin = EVIDENCE_MARGIN_PERCENT;
	*result = options;
	return 0;
}

void dtcarve_plan_options_free(struct dtcarve_plan_options *options)
{
	if (!options)
		return;
	arena_free(options->arena);
	free(options);
}

void dtcarve_plan_options_add_need(struct dtcarve_plan_options *options, const char *need)
{
	const char *copy = arena_strdup(options->arena, need);

	arena_push(options->arena, options->needs, options->need_count, copy);
}

void dtcarve_plan_options_set_policy(struct dtcarve_plan_options *options, const char *path)
{
	options->policy = path ? arena_strdup(options->arena, path) : NULL;
}

void dtcarve_plan_options_add_evidence(struct dtcarve_plan_options *options, const char *path)
{
	const char *copy = arena_strdup(options->arena, path);

	arena_push(options->arena, options->evidence, options->evidence_count, copy);
}

void dtcarve_plan_options_set_margin(struct dtcarve_plan_options *options, unsigned int percent)
{
	options->margin = percent;
}

/* --- the search --------------------------------------------------------------- */

static struct error *error_of(const struct dtcarve_plan *plan)
{
	return &plan->tree->ctx->error;
}

static int add_needs(struct dtcarve_plan *p, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct need need;
		int ret =
			need_parse(p->arena, &p->settled->kernel, arena_strdup(p->arena, texts[i]), &need, error_of(p));

		if (ret)
			return ret;
		arena_push(p->arena, p->needs, p->need_count, need);
	}
	return 0;
}

static int read_options(struct dtcarve_plan *p, const struct dtcarve_plan_options *options)
{
	int ret = add_needs(p, options->needs, options->need_count);

	if (ret == 0 && options->policy)
		ret = policy_read(p->arena, options->policy, &p->policy, error_of(p));
	if (ret == 0 && options->policy)
		ret = gate_read(p->arena, options->policy, &p->gate, error_of(p));
	if (ret == 0)
		ret = add_needs(p, p->policy.needs, p->policy.need_count);
	if (ret == 0 && p->need_count == 0)
		ret = error_set(error_of(p), -EINVAL, "no need: give one, or a policy that has one");
	p->evidence.margin_percent = options->margin;
	for (size_t i = 0; ret == 0 && i < options->evidence_count; i++)
		ret = evidence_read(p->arena, options->evidence[i], p->boot->kernel->kernel->page_shift, &p->evidence,
							error_of(p));
	return ret;
}

static int search(struct dtcarve_plan *p, const struct dtcarve_plan_options *options)
{
	struct dtcarve_boot *boot = p->boot;
	struct plan_input input;
	int ret = boot_must_come_up(boot);

	if (ret)
		return ret;
	p->settled = memory_state_from_boot(boot->boot, boot->cpus);
	p->site = (struct site){ .board = boot->board->board,
							 .kernel = boot->kernel->kernel,
							 .options = &boot->options,
							 .cpus = boot->cpus,
							 .boot = boot->boot,
							 .settled = p->settled };
	ret = read_options(p, options);
	if (ret)
		return ret;
	input = (struct plan_input){ .tree = p->tree->tree,
								 .sites = &p->site,
								 .site_count = 1,
								 .needs = p->needs,
								 .need_count = p->need_count,
								 .policy = p->policy.file ? &p->policy : NULL,
								 .gate = p->gate.file ? &p->gate : NULL,
								 .today = INT64_MIN,
								 .evidence = p->evidence.file_count ? &p->evidence : NULL };
	return plan_make(&input, &p->plan, error_of(p));
}

int dtcarve_plan_new(struct dtcarve_tree *tree, struct dtcarve_boot *boot,
					 const struct dtcarve_plan_options *options, struct dtcarve_plan **result)
{
	struct dtcarve_plan *plan;
	int ret;

	*result = NULL;
	if (tree->ctx != boot->board->ctx)
		return error_set(&tree->ctx->error, -EINVAL,
						 "tree and boot are of different contexts: make both in one");
	plan = object_new(tree->ctx, sizeof(*plan));
	if (!plan)
		return -ENOMEM;
	plan->tree = tree_hold(tree);
	plan->boot = boot_hold(boot);
	plan->arena = arena_new();
	ret = search(plan, options);
	if (ret)
		dtcarve_plan_free(plan);
	else
		*result = plan;
	return ret;
}

void dtcarve_plan_free(struct dtcarve_plan *plan)
{
	if (!plan)
		return;
	plan_free(plan->plan);
	memory_state_free(plan->settled);
	arena_free(plan->arena);
	dtcarve_boot_free(plan->boot);
	dtcarve_tree_free(plan->tree);
	free(plan);
}

/* --- what it is ------------------------------------------------------------------ */

bool dtcarve_plan_is_met(const struct dtcarve_plan *plan)
{
	return plan->plan->met;
}

size_t dtcarve_plan_get_need_count(const struct dtcarve_plan *plan)
{
	return plan->need_count;
}

const char *dtcarve_plan_get_need(const struct dtcarve_plan *plan, size_t index)
{
	return index < plan->need_count ? plan->needs[index].text : NULL;
}

int64_t dtcarve_plan_get_need_before(const struct dtcarve_plan *plan, size_t index)
{
	return index < plan->need_count ? plan->plan->before.values[index].value : 0;
}

int64_t dtcarve_plan_get_need_after(const struct dtcarve_plan *plan, size_t index)
{
	return index < plan->need_count ? plan->plan->after.values[index].value : 0;
}

size_t dtcarve_plan_get_change_count(const struct dtcarve_plan *plan)
{
	return plan->plan->change_count;
}

static const struct change *change_at(const struct dtcarve_plan *plan, size_t index)
{
	return index < plan->plan->change_count ? &plan->plan->changes[index] : NULL;
}

const char *dtcarve_plan_get_change_path(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? change->path : NULL;
}

const char *dtcarve_plan_get_change_action(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? change_action_name(change->action) : NULL;
}

const char *dtcarve_plan_get_change_reason(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? change->reason : NULL;
}

struct dtcarve_range dtcarve_plan_get_change_from(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? public_range(change->from) : (struct dtcarve_range){ 0, 0 };
}

struct dtcarve_range dtcarve_plan_get_change_to(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? public_range(change->to) : (struct dtcarve_range){ 0, 0 };
}

const void *dtcarve_plan_get_fdt(const struct dtcarve_plan *plan, size_t *size)
{
	const struct tree *tree = plan->plan->changed ? plan->plan->changed : plan->plan->tree;

	*size = tree->size;
	return tree->fdt;
}

static int write_plan(const void *object, int format, FILE *out)
{
	const struct dtcarve_plan *p = object;

	if (format == DTCARVE_FORMAT_JSON) {
		plan_print_json(out, p->plan, &p->evidence);
		return 0;
	}
	return render_page(page_of_plan(p->plan->arena, p->plan, &p->evidence, false), format, NULL, out,
					   error_of(p));
}

int dtcarve_plan_render(const struct dtcarve_plan *plan, enum dtcarve_format format, char **text,
						size_t *size)
{
	return render_in_memory(write_plan, plan, (int)format, text, size, error_of(plan));
}

static int write_overlay(const void *object, int choice, FILE *out)
{
	const struct dtcarve_plan *p = object;

	(void)choice;
	return plan_print_overlay(out, p->plan, error_of(p));
}

int dtcarve_plan_render_overlay(const struct dtcarve_plan *plan, char **text, size_t *size)
{
	return render_in_memory(write_overlay, plan, 0, text, size, error_of(plan));
}
