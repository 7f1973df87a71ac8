/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_OWNERS_JSON_H
#define DTCARVE_RENDER_OWNERS_JSON_H

#include <stdio.h>

struct owners_report;

void owners_write_json(const struct owners_report *report, FILE *out);

#endif
