/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan and the simulation, as suggest and simulate tell them, where they were asked for. */
#include "render/plan.h"
#include "render/sections.h"
#include "render/simulate.h"

void text_plan(const struct pen *pen, const struct report *report)
{
	if (!report->plan)
		return;
	pen_heading(pen, "PLAN", NULL);
	plan_print_text(pen->out, report->plan, report->evidence, false);
}

void text_simulation(const struct pen *pen, const struct report *report)
{
	if (!report->simulation || !report->simulation->variant_count)
		return;
	pen_heading(pen, "SIMULATION", NULL);
	simulation_print_text(pen, report->simulation);
}
