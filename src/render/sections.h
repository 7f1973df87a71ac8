/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_SECTIONS_H
#define DTCARVE_RENDER_SECTIONS_H

/* The sections of the text report; each writes nothing where it has nothing to say. */
#include "render/pen.h"

struct report;

void text_header(const struct pen *pen, const struct report *report);
void text_outcome(const struct pen *pen, const struct report *report);
void text_account(const struct pen *pen, const struct report *report);
void text_regions(const struct pen *pen, const struct report *report);
void text_map(const struct pen *pen, const struct report *report);
void text_zones(const struct pen *pen, const struct report *report);
void text_headroom(const struct pen *pen, const struct report *report);
void text_blocks(const struct pen *pen, const struct report *report);
void text_findings(const struct pen *pen, const struct report *report);
void text_messages(const struct pen *pen, const struct report *report);
void text_plan(const struct pen *pen, const struct report *report);
void text_simulation(const struct pen *pen, const struct report *report);
void text_measured(const struct pen *pen, const struct report *report);
void text_notes(const struct pen *pen, const struct report *report);

#endif
