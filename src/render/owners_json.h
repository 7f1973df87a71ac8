/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_OWNERS_JSON_H
#define DTCARVE_RENDER_OWNERS_JSON_H

#include <jansson.h>
#include <stdio.h>

struct owners_report;

/* What the report has as "owners". */
json_t *owners_to_json(const struct owners_report *report);
void owners_write_json(const struct owners_report *report, FILE *out);

#endif
