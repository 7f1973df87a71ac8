/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_ZONE_TEST_H
#define DTCARVE_EXPLAIN_ZONE_TEST_H

#include "explain/diagnosis.h"

/* Whether the report tells the order of its request. */
bool has_order(const struct klog_event *e);

/* One finding for each zone of the dump, in `d->zones`. */
void test_zones(struct diagnosis *d);

/*
 * A dump without its request is held against the plainest one, an unmovable
 * page: what that would have met is worth knowing.
 */
void suppose_request(struct diagnosis *d);

/*
 * The zone whose reason is the cause: of the zones that are large enough to
 * matter (a 16 MiB DMA zone behind gigabytes does not), the one that was nearest
 * to serving the request; the higher zone, which is asked first, among equals.
 * NULL where none was tested.
 */
const struct zone_finding *deciding_zone(const struct diagnosis *d);

#endif
