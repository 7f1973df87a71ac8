/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_FIRST_POLICY_H
#define DTCARVE_RENDER_FIRST_POLICY_H

#include <stdio.h>

struct boot;
struct findings;
struct usual_headroom;

struct range;

/* What the boards were read with: their DDR, where --ddr told it, and their kernels, where --kernel did. */
struct policy_variants {
	const struct range *banks;
	size_t bank_count;
	const char *kernels; /* or NULL */
};

/* What stands above all boards of a first policy, then one of them: what it has today. */
void policy_write_head(FILE *out);
void policy_write_first(const struct boot *boot, const struct usual_headroom *headroom,
						const struct findings *findings, const struct policy_variants *variants, FILE *out);

#endif
