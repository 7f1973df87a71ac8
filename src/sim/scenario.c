/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/scenario.h"

#include <errno.h>

#include "alloc/request.h"
#include "sim/simulate.h"
#include "util/arena.h"
#include "util/error.h"

void scenario_apply(const struct scenario *scenario, struct memory_state *memory)
{
	if (scenario->vendor_cma)
		memory->kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
}

/* Pages that are gone when user space begins. */
static int64_t pages_used(const struct memory_state *memory)
{
	int64_t used = 0;

	for (size_t i = 0; i < memory->zone_count; i++)
		used += (int64_t)memory->zones[i].managed - memory->zones[i].free;
	return used > 0 ? used : 0;
}

static struct workload *copy(const struct workload *from)
{
	struct workload *w = workload_new();
	struct arena *arena = w->arena;

	*w = *from;
	w->arena = arena;
	w->consumers = NULL;
	w->consumer_count = 0;
	for (size_t i = 0; i < from->consumer_count; i++)
		arena_push(arena, w->consumers, w->consumer_count, from->consumers[i]);
	return w;
}

/* Two ways to write the same request. */
static bool same_request(struct arena *arena, const struct alloc_kernel *kernel, const char *a, const char *b)
{
	struct alloc_request x, y;
	struct error error;

	return request_parse(arena, kernel, a, &x, &error) == 0 &&
		   request_parse(arena, kernel, b, &y, &error) == 0 && x.order == y.order &&
		   x.gfp.mask == y.gfp.mask && x.context == y.context;
}

/* Which of the workload's requests this one is; SIZE_MAX: none. `first` is the consumer of the first of them.
 */
static size_t find_request(const struct workload *w, const struct alloc_kernel *kernel, const char *asked,
						   size_t *first, size_t *requests)
{
	size_t found = SIZE_MAX;

	*requests = 0;
	for (size_t i = 0; i < w->consumer_count; i++) {
		const struct consumer *c = &w->consumers[i];

		if (c->kind != CONSUMER_REQUEST)
			continue;
		if (*requests == 0)
			*first = i;
		if (found == SIZE_MAX && same_request(w->arena, kernel, c->request, asked))
			found = *requests;
		++*requests;
	}
	return found;
}

static int ask(struct workload *w, const struct alloc_kernel *kernel, const char *asked, size_t *place,
			   struct error *error)
{
	size_t first = 0, requests;
	struct consumer c;

	*place = find_request(w, kernel, asked, &first, &requests);
	if (*place != SIZE_MAX)
		return 0;
	if (requests == 0)
		return error_set(error, -EINVAL,
						 "workload %s: counts no request: expected a [request NAME] with a rate", w->name);
	if (requests == SIM_REQUESTS)
		return error_set(error, -EINVAL, "workload %s: has no room for one more request", w->name);
	c = w->consumers[first];
	c.name = c.request = arena_strdup(w->arena, asked);
	arena_push(w->arena, w->consumers, w->consumer_count, c);
	*place = requests;
	return 0;
}

const char *scenario_text(struct arena *arena, const struct scenario *scenario,
						  const struct memory_state *memory)
{
	return footprint_text(arena, &scenario->footprint, pages_used(memory), scenario->request);
}

int scenario_workload(const struct scenario *scenario, const struct memory_state *memory,
					  const char *const *asked, size_t count, struct workload **workload, size_t *places,
					  struct error *error)
{
	struct workload *w = scenario->fixed ? copy(scenario->fixed)
										 : workload_from_footprint(&scenario->footprint, pages_used(memory),
																   count ? asked[0] : scenario->request);

	*workload = NULL;
	for (size_t i = 0; i < count; i++) {
		size_t place;
		int ret = ask(w, &memory->kernel, asked[i], &place, error);

		if (ret) {
			workload_free(w);
			return ret;
		}
		if (places)
			places[i] = place;
	}
	*workload = w;
	return 0;
}
