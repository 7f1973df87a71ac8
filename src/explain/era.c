/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/era.h"

#include <string.h>

#include "kernel/migratetype.h"
#include "kernel/version.h"
#include "util/number.h"

static bool any_zone(const struct klog_event *event, size_t offset)
{
	for (size_t i = 0; i < event->zone_count; i++) {
		if (klog_has(*(const int64_t *)((const char *)&event->zones[i] + offset)))
			return true;
	}
	return false;
}

static bool any_letter(const struct klog_event *event, enum migratetype type)
{
	for (size_t i = 0; i < event->zone_count; i++) {
		for (size_t k = 0; k < event->zones[i].orders; k++) {
			if (event->zones[i].list[k].types >> type & 1)
				return true;
		}
	}
	return false;
}

static bool letter_before(const char *letters, char first, char second)
{
	const char *a = strchr(letters, first), *b = strchr(letters, second);

	return a && b && a < b;
}

static void at_least(struct era *era, bool evidence, uint32_t version)
{
	if (evidence && version > era->from && version <= era->to)
		era->from = version;
}

static void at_most(struct era *era, bool evidence, uint32_t version)
{
	if (evidence && version < era->to && version >= era->from)
		era->to = version;
}

#define HAS_ZONE(event, field) any_zone((event), offsetof(struct klog_zone, field))

/*
 * Source: the line formats of mm/page_alloc.c:warn_alloc and show_free_areas in
 * the versions read; a vendor may have taken over a field earlier.
 */
static void read_form(struct era *era, const struct klog_event *event)
{
	bool plain_failure = event->kind == KLOG_PAGE_ALLOC && event->has_mode;

	at_most(era, klog_has(event->counters.active), KERNEL_VERSION(2, 6, 27));
	at_most(era, event->oomkilladj, KERNEL_VERSION(2, 6, 35));
	at_most(era, event->old_style, KERNEL_VERSION(3, 0, 255));
	at_most(era, any_letter(event, MIGRATE_RESERVE), KERNEL_VERSION(4, 3, 255));
	at_most(era, letter_before(event->letters, 'E', 'M'), KERNEL_VERSION(4, 3, 255));
	at_most(era, plain_failure && !event->has_names, KERNEL_VERSION(4, 5, 255));
	at_most(era, HAS_ZONE(event, pages_scanned), KERNEL_VERSION(4, 7, 255));
	at_least(era, HAS_ZONE(event, free_pcp), KERNEL_VERSION(4, 1, 0));
	at_least(era, any_letter(event, MIGRATE_HIGHATOMIC), KERNEL_VERSION(4, 4, 0));
	at_least(era, letter_before(event->letters, 'M', 'E'), KERNEL_VERSION(4, 4, 0));
	at_least(era, event->has_names, KERNEL_VERSION(4, 6, 0));
	at_least(era, event->node_count > 0, KERNEL_VERSION(4, 8, 0));
	at_least(era, plain_failure && event->nodemask[0], KERNEL_VERSION(4, 12, 0));
	at_least(era, HAS_ZONE(event, reserved_highatomic), KERNEL_VERSION(5, 8, 0));
	at_least(era, HAS_ZONE(event, boost), KERNEL_VERSION(5, 12, 0));
	at_least(era, HAS_ZONE(event, free_highatomic), KERNEL_VERSION(6, 13, 0));
}

struct era era_of(const struct klog_event *event)
{
	struct era era = { KERNEL_VERSION(2, 6, 24), KERNEL_VERSION(7, 255, 255), false };
	uint32_t version = kernel_version_parse(event->release);

	if (version)
		return (struct era){ version, version, true };
	read_form(&era, event);
	return era;
}

uint32_t era_version(const struct era *era)
{
	/* long-lived releases, which most logs are of */
	static const uint32_t likely[] = { KERNEL_VERSION(4, 19, 0), KERNEL_VERSION(5, 10, 0),
									   KERNEL_VERSION(6, 1, 0),  KERNEL_VERSION(6, 12, 0),
									   KERNEL_VERSION(4, 14, 0), KERNEL_VERSION(4, 9, 0),
									   KERNEL_VERSION(4, 4, 0),  KERNEL_VERSION(3, 18, 0) };

	for (size_t i = 0; i < ARRAY_SIZE(likely); i++) {
		if (likely[i] >= era->from && likely[i] <= era->to)
			return likely[i];
	}
	return era->from;
}
