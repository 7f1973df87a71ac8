/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_SIMULATE_H
#define DTCARVE_RENDER_SIMULATE_H

#include <stddef.h>
#include <stdio.h>

#include "alloc/headroom.h"
#include "document/simulation_report.h"
#include "render/pen.h"

struct markup;

/* Each writes the whole report. */
void simulation_print_text(const struct pen *pen, const struct simulation_report *report);

void simulation_print_json(FILE *out, const struct simulation_report *report);
void simulation_print_svg(FILE *out, const struct simulation_report *report);

/* The chart as an <svg> to stand in a page, and the rules for it. */
void simulation_write_chart(struct markup *m, const struct simulation_report *report);
void simulation_write_style(struct markup *m);

#endif
