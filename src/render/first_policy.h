/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_FIRST_POLICY_H
#define DTCARVE_RENDER_FIRST_POLICY_H

#include <stdio.h>

struct boot;
struct findings;
struct usual_headroom;

/*
 * A policy file that the board passes as it is: budgets at what it has now,
 * and what is found today accepted, to be looked at. `kernels` is as the user
 * gave it, or NULL.
 */
void policy_write_first(const struct boot *boot, const struct usual_headroom *headroom,
						const struct findings *findings, const char *kernels, FILE *out);

#endif
