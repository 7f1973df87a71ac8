/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_RENDER_SAMPLE_H
#define TESTS_RENDER_SAMPLE_H

#include <stdint.h>

#include "alloc/usual.h"

#include "render/report_writer.h"

/* A board and kernel for tests, its prediction, and an arena that goes with them. */
struct sample {
	struct arena *arena;
	struct report report;
	struct board *board;
	struct kernel *kernel;
	struct boot *boot;
	struct memory_state *settled;
	struct usual_headroom *headroom;
	struct findings *findings;
};

/* A board of dts-samples/ with a kernel version, or a profile of that folder; fails the test where that
 * fails. */
struct sample sample_load(const char *board, const char *kernel);

/* A board out of source text. */
struct sample sample_from_source(const char *source, const char *kernel);
void sample_free(struct sample *sample);

/* The text report; in the sample's arena. */
const char *sample_text(const struct sample *sample, struct text_style style);

#endif
