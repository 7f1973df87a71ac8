/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_REPORT_JSON_H
#define DTCARVE_RENDER_REPORT_JSON_H

#include <jansson.h>

struct report;

/* The report as JSON, schema dtcarve-report-1; headroom and findings only where the report has them. A new reference. */
json_t *report_to_json(const struct report *report);

#endif
