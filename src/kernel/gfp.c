/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/gfp.h"

#include "kernel/gfp_layout.h"
#include "util/number.h"

enum gfp_flag gfp_flag_at(const struct gfp_layout *layout, unsigned int bit)
{
	return (enum gfp_flag)(bit < 24 ? layout->low[bit] : layout->high[bit & 7]);
}

struct gfp gfp_decode(const struct gfp_layout *layout, uint32_t mask)
{
	struct gfp gfp = { .layout = layout, .mask = mask };

	for (unsigned int bit = 0; bit < 32; bit++) {
		enum gfp_flag flag = gfp_flag_at(layout, bit);

		if (!(mask >> bit & 1))
			continue;
		if (flag == GFP_FLAG_NONE)
			gfp.unknown |= 1u << bit;
		else
			gfp.flags |= (gfp_set)1 << flag;
	}
	return gfp;
}

/* 6.1.y kept __GFP_ATOMIC, and so did every release of that layout: no exception is needed. */
static bool in_range(const struct gfp_layout *layout, uint32_t version)
{
	return version >= layout->from && version <= layout->to;
}

const struct gfp_layout *gfp_layout_for(uint32_t version, unsigned int config)
{
	const struct gfp_layout *plain = &gfp_layouts[0];

	for (size_t i = 0; i < gfp_layout_count; i++) {
		const struct gfp_layout *l = &gfp_layouts[i];

		if (in_range(l, version) && l->config == config)
			return l;
		if (l->config == 0 && l->from <= version)
			plain = l;
	}
	return plain;
}

const char *gfp_layout_first(const struct gfp_layout *layout)
{
	return layout->first;
}

const char *gfp_layout_last(const struct gfp_layout *layout)
{
	return layout->last;
}

/* How far-fetched the reading of a mask in a layout is: a composite explains many bits at the cost of one. */
static unsigned int reading_cost(const struct gfp *gfp)
{
	gfp_set left = gfp->flags;
	unsigned int cost = 0;

	for (size_t i = 0; gfp_next_composite(gfp, &left, &i); i++) {
		cost++;
		if (left == 0)
			break;
	}
	if (gfp->flags == 0 && cost == 0)
		cost = 2;
	return cost + 2 * (unsigned int)__builtin_popcountll(left) +
		   8 * (unsigned int)__builtin_popcount(gfp->unknown);
}

/* What the guess weighs, the weightiest first. */
static unsigned int guess_cost(const struct gfp_layout *layout, uint32_t mask, const char *names,
							   uint32_t version)
{
	struct gfp gfp = gfp_decode(layout, mask);
	unsigned int strange = 0, cost = 0;

	if (names && (gfp_parse_names(layout, names, &strange) != gfp.flags || gfp.unknown || strange))
		cost += 1u << 16;
	if (version && !in_range(layout, version))
		cost += 1u << 12;
	if (gfp.unknown)
		cost += 1u << 11;
	if (layout->config)
		cost += version || names ? 1 : 1u << 10;
	return cost + (version ? 0 : 8 * reading_cost(&gfp));
}

const struct gfp_layout *gfp_layout_guess(uint32_t mask, const char *names, uint32_t version, bool *agrees)
{
	const struct gfp_layout *best = gfp_layout_for(version ? version : UINT32_MAX, 0);
	unsigned int best_cost = guess_cost(best, mask, names, version);

	/* the release's own layout explains all: the usual case */
	for (size_t i = best_cost == 0 ? gfp_layout_count : 0; i < gfp_layout_count; i++) {
		unsigned int cost = guess_cost(&gfp_layouts[i], mask, names, version);

		/* nothing but the mask: of two layouts that read it alike, the newer one */
		if (cost < best_cost || (cost == best_cost && !version && !gfp_layouts[i].config)) {
			best = &gfp_layouts[i];
			best_cost = cost;
		}
	}
	if (agrees)
		*agrees = names && best_cost < 1u << 16;
	return best;
}

void gfp_layout_span(const struct gfp_layout *layout, uint32_t mask, uint32_t *from, uint32_t *to)
{
	struct gfp gfp = gfp_decode(layout, mask), other;

	*from = layout->from;
	*to = layout->to;
	for (size_t i = 0; i < gfp_layout_count; i++) {
		const struct gfp_layout *l = &gfp_layouts[i];

		other = gfp_decode(l, mask);
		if (l->config || other.flags != gfp.flags || other.unknown != gfp.unknown ||
			reading_cost(&other) != reading_cost(&gfp))
			continue;
		*from = l->from < *from ? l->from : *from;
		*to = l->to > *to ? l->to : *to;
	}
}

bool gfp_may_sleep(const struct gfp *gfp)
{
	return (gfp->flags & (GFP_SET(WAIT) | GFP_SET(DIRECT_RECLAIM))) != 0;
}

bool gfp_wakes_kswapd(const struct gfp *gfp)
{
	if (gfp->layout->revision == REV_WAIT)
		return !gfp_has(gfp, GFP_FLAG_NO_KSWAPD);
	return gfp_has(gfp, GFP_FLAG_KSWAPD_RECLAIM);
}

enum gfp_class gfp_class(const struct gfp *gfp)
{
	if (!gfp_may_sleep(gfp))
		return gfp_has(gfp, GFP_FLAG_HIGH) ? GFP_CLASS_ATOMIC : GFP_CLASS_NOWAIT;
	if (gfp_has(gfp, GFP_FLAG_MOVABLE))
		return GFP_CLASS_MOVABLE;
	if (!gfp_has(gfp, GFP_FLAG_IO))
		return GFP_CLASS_NOIO;
	if (!gfp_has(gfp, GFP_FLAG_FS))
		return GFP_CLASS_NOFS;
	return gfp_has(gfp, GFP_FLAG_HARDWALL) ? GFP_CLASS_USER : GFP_CLASS_KERNEL;
}

NAMER(gfp_class_name, gfp_class, GFP_CLASSES, ENUM_NAME)

enum migratetype gfp_migratetype(const struct gfp *gfp)
{
	if (gfp_has(gfp, GFP_FLAG_MOVABLE))
		return MIGRATE_MOVABLE;
	return gfp_has(gfp, GFP_FLAG_RECLAIMABLE) ? MIGRATE_RECLAIMABLE : MIGRATE_UNMOVABLE;
}

const char *gfp_zone_name(enum gfp_zone zone)
{
	static const char *const names[GFP_ZONES] = { "DMA", "DMA32", "Normal", "HighMem", "Movable" };

	return names[zone];
}

enum gfp_zone gfp_highest_zone(const struct gfp *gfp, unsigned int configured)
{
	static const struct {
		enum gfp_flag flag;
		enum gfp_zone zone;
	} modifiers[] = {
		{ GFP_FLAG_DMA, GFP_ZONE_DMA },
		{ GFP_FLAG_DMA32, GFP_ZONE_DMA32 },
		{ GFP_FLAG_HIGHMEM, GFP_ZONE_HIGHMEM },
	};
	enum gfp_zone zone = GFP_ZONE_NORMAL;
	int named = 0;

	for (size_t i = 0; i < ARRAY_SIZE(modifiers); i++) {
		if (!gfp_has(gfp, modifiers[i].flag))
			continue;
		named++;
		if (configured >> modifiers[i].zone & 1)
			zone = modifiers[i].zone;
	}
	if (named > 1)
		return GFP_ZONES;
	if (gfp_has(gfp, GFP_FLAG_HIGHMEM) && gfp_has(gfp, GFP_FLAG_MOVABLE))
		return GFP_ZONE_MOVABLE;
	return zone;
}
