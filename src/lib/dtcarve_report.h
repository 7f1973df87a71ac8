/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_DTCARVE_REPORT_H
#define DTCARVE_LIB_DTCARVE_REPORT_H

#include "alloc/usual.h"
#include "findings/findings.h"
#include "lib/objects.h"
#include "render/writer.h"

#include <dtcarve/report.h>

struct dtcarve_report {
	unsigned int users;
	struct dtcarve_boot *boot;
	struct memory_state *settled;
	struct usual_headroom headroom;
	struct findings *findings;
	const struct dtcarve_finding *objects; /* the findings, as others see them */
	const struct measured *expected;       /* what the target is to show */
	struct text_style style;
};

#endif
