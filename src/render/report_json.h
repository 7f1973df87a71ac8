/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_REPORT_JSON_H
#define DTCARVE_RENDER_REPORT_JSON_H

#include <jansson.h>

struct evidence;
struct measured;
struct plan;
struct report;
struct simulation_report;

/* The report as JSON, schema dtcarve-report-1; headroom and findings only where the report has them. A new
 * reference. */
json_t *report_to_json(const struct report *report);

/* Parts of it that are documents of their own, too; new references, NULL without memory. */
json_t *plan_to_json(const struct plan *plan, const struct evidence *evidence);
json_t *simulation_to_json(const struct simulation_report *report);
json_t *measured_to_json(const struct measured *measured);

#endif
