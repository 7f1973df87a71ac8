/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/headroom.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/headroom.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "document/pages.h"
#include "lib/estimates.h"
#include "lib/objects.h"
#include "lib/rendering.h"
#include "render/headroom_json.h"
#include "util/arena.h"

struct dtcarve_headroom {
	struct dtcarve_boot *boot;
	struct memory_state *settled;
	struct alloc_request request;
	struct headroom headroom;
};

static struct error *error_of(const struct dtcarve_headroom *h)
{
	return &h->boot->board->ctx->error;
}

static int count(struct dtcarve_headroom *h, const char *request)
{
	const struct dtcarve_boot *boot = h->boot;
	int ret = boot_must_come_up(boot);

	if (ret)
		return ret;
	h->settled = memory_state_from_boot(boot->boot, boot->cpus);
	ret = request_parse(h->settled->arena, &h->settled->kernel, arena_strdup(h->settled->arena, request),
						&h->request, error_of(h));
	if (ret == 0)
		h->headroom = headroom_count(h->settled->arena, h->settled, &h->request);
	return ret;
}

int dtcarve_headroom_new(struct dtcarve_boot *boot, const char *request, struct dtcarve_headroom **result)
{
	struct dtcarve_headroom *headroom;
	int ret;

	*result = NULL;
	ENTRY(&boot->board->ctx->error);
	headroom = memory_new(sizeof(*headroom));
	headroom->boot = hold(boot);
	ret = count(headroom, request);
	GIVE(ret, headroom, dtcarve_headroom_free);
}

FREER(dtcarve_headroom_free, headroom, memory_state_free(headroom->settled),
	  dtcarve_boot_free(headroom->boot))

const char *dtcarve_limit_name(enum dtcarve_limit limit)
{
	return (unsigned int)limit <= DTCARVE_LIMIT_ZONE ? headroom_limit_name((enum headroom_limit)limit)
													 : "unknown";
}

GETTER(const char *, dtcarve_headroom_get_request, headroom, headroom->request.text)
GETTER(unsigned int, dtcarve_headroom_get_order, headroom, headroom->request.order)
GETTER(uint64_t, dtcarve_headroom_get_wanted, headroom, headroom->request.count)
GETTER(struct dtcarve_estimate, dtcarve_headroom_get_blocks, headroom,
	   public_estimate(headroom->headroom.blocks))
GETTER(bool, dtcarve_headroom_is_lower_bound, headroom, headroom->headroom.lower_bound)
GETTER(enum dtcarve_limit, dtcarve_headroom_get_limit, headroom, (enum dtcarve_limit)headroom->headroom.limit)
GETTER(size_t, dtcarve_headroom_get_zone_count, headroom, headroom->headroom.zone_count)

static const struct zone_headroom *zone_at(const struct dtcarve_headroom *headroom, size_t index)
{
	return index < headroom->headroom.zone_count ? &headroom->headroom.zones[index] : NULL;
}

const char *dtcarve_headroom_get_zone_name(const struct dtcarve_headroom *headroom, size_t index)
{
	const struct zone_headroom *zone = zone_at(headroom, index);

	return zone ? gfp_zone_name(zone->zone->kind) : NULL;
}

struct dtcarve_estimate dtcarve_headroom_get_zone_blocks(const struct dtcarve_headroom *headroom,
														 size_t index)
{
	const struct zone_headroom *zone = zone_at(headroom, index);

	return zone ? public_estimate(zone->blocks) : (struct dtcarve_estimate){ 0, 0, 0 };
}

int64_t dtcarve_headroom_get_zone_mark(const struct dtcarve_headroom *headroom, size_t index)
{
	const struct zone_headroom *zone = zone_at(headroom, index);

	return zone ? zone->mark + zone->reserve : 0;
}

int64_t dtcarve_headroom_get_zone_usable(const struct dtcarve_headroom *headroom, size_t index)
{
	const struct zone_headroom *zone = zone_at(headroom, index);

	return zone ? zone->usable : 0;
}

static int write_headroom(const void *object, const struct writing *w)
{
	const struct dtcarve_headroom *h = object;

	if (w->format == DTCARVE_FORMAT_JSON) {
		headroom_print_json(w->out, &h->headroom, 1, "boot");
		return 0;
	}
	return render_page(page_of_requests(w->arena, h->boot->board->board->file, h->settled, &h->headroom, 1), w);
}

RENDERER(dtcarve_headroom_render, headroom, write_headroom, error_of(headroom))
