/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_SIMULATION_WRITERS_H
#define DTCARVE_RENDER_SIMULATION_WRITERS_H

#include <stdio.h>

#include "document/simulation_report.h"

struct markup;
struct page_writer;

void simulation_print_json(FILE *out, const struct simulation_report *report);
void simulation_print_svg(FILE *out, const struct simulation_report *report);

/* The chart as an <svg> to stand in a page, and the rules for it; and for a terminal. */
void simulation_write_chart(struct markup *m, const struct simulation_report *report);
void simulation_write_style(struct markup *m);
void simulation_write_plots(const struct page_writer *w, const struct simulation_report *report);

#endif
