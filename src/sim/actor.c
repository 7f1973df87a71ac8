/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "alloc/request.h"
#include "sim/simulate.h"
#include "util/arena.h"
#include "util/error.h"

bool is_asked(const struct consumer *c)
{
	return c->kind == CONSUMER_REQUEST || c->kind == CONSUMER_NETWORK;
}

/* The mask that the kernel itself uses for such pages. */
static const char *usual_gfp(const struct consumer *c)
{
	switch (c->kind) {
	case CONSUMER_ANON:
	case CONSUMER_FILE:
	case CONSUMER_SHMEM:
		return "GFP_HIGHUSER_MOVABLE";
	case CONSUMER_RECLAIMABLE:
		return "GFP_KERNEL|__GFP_RECLAIMABLE";
	case CONSUMER_BURST:
		return "GFP_ATOMIC";
	default:
		return "GFP_KERNEL";
	}
}

static const char *request_text(struct arena *arena, const struct alloc_kernel *kernel,
								const struct consumer *c)
{
	bool flagged = c->vendor_cma && kernel->gfp_config & GFP_CONFIG_ANDROID_CMA;

	if (is_asked(c))
		return c->request;
	return arena_printf(arena, "order=%u gfp=%s%s", c->order, c->gfp ? c->gfp : usual_gfp(c),
						flagged ? "|__GFP_CMA" : "");
}

int64_t amount_pages(const struct alloc_kernel *kernel, int64_t managed, const struct amount *amount)
{
	switch (amount->unit) {
	case AMOUNT_PAGES:
		return (int64_t)amount->value;
	case AMOUNT_BYTES:
		return (int64_t)amount->value >> kernel->page_shift;
	case AMOUNT_SHARE:
		return (int64_t)(amount->value * (double)managed);
	case AMOUNT_ALL:
		return INT64_MAX;
	default:
		return 0;
	}
}

static size_t find_shared(const struct workload *workload, const struct consumer *c)
{
	for (size_t i = 0; c->size.unit == AMOUNT_OF && i < workload->consumer_count; i++)
		if (strcmp(workload->consumers[i].name, c->size.of) == 0)
			return i;
	return SIZE_MAX;
}

static struct sim_request usual_request(const struct alloc_kernel *kernel, unsigned int order)
{
	struct gfp gfp;
	struct error error;

	gfp_parse(gfp_layout_for(kernel->version, kernel->gfp_config), "GFP_KERNEL", &gfp, &error);
	return sim_request_make(kernel, &gfp, order, CONTEXT_PROCESS);
}

/* 16 KiB: arch/arm64/include/asm/memory.h:MIN_THREAD_SHIFT */
static unsigned int stack_order(const struct alloc_kernel *kernel)
{
	return kernel->vmap_stack || kernel->page_shift >= PROCESS_STACK_SHIFT
			   ? 0
			   : PROCESS_STACK_SHIFT - kernel->page_shift;
}

static int make_actor(struct arena *arena, const struct alloc_kernel *kernel, int64_t managed,
					  const struct workload *workload, const struct consumer *c, struct actor *actor,
					  struct error *error)
{
	struct alloc_request request;
	int ret = request_parse(arena, kernel, request_text(arena, kernel, c), &request, error);

	if (ret)
		return error_prefix(error, "[%s %s]", consumer_kind_name(c->kind), c->name);
	*actor = (struct actor){
		.consumer = c,
		.request = sim_request_make(kernel, &request.gfp, request.order, request.context),
		.target = amount_pages(kernel, managed, &c->size),
		.target_most = amount_pages(kernel, managed, &c->size_most),
		.set = amount_pages(kernel, managed, &c->set),
		.share_of = find_shared(workload, c),
		.table = usual_request(kernel, 0),
		.stack = usual_request(kernel, stack_order(kernel)),
		.chunk = (uint32_t)amount_pages(kernel, managed, &c->chunk),
	};
	return 0;
}

int actors_make(struct arena *arena, const struct alloc_kernel *kernel, int64_t managed,
				const struct workload *workload, struct actor *actors, struct error *error)
{
	unsigned int requests = 0;

	for (size_t i = 0; i < workload->consumer_count; i++) {
		const struct consumer *c = &workload->consumers[i];
		int ret = make_actor(arena, kernel, managed, workload, c, &actors[i], error);

		if (ret)
			return ret;
		if (!is_asked(c))
			continue;
		if (requests == SIM_REQUESTS)
			return error_set(error, -EINVAL, "more than %d requests are counted at a time", SIM_REQUESTS);
		actors[i].index = requests++;
	}
	return 0;
}
