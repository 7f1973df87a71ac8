/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_REPORT_H
#define DTCARVE_DOCUMENT_REPORT_H

struct board;
struct boot;
struct findings;
struct kernel;
struct memory_state;
struct evidence;
struct measured;
struct owners_report;
struct plan;
struct simulation_report;
struct source_map;
struct usual_headroom;

/* All that a report tells of one board; nothing here is owned. */
struct report {
	const struct origin *origin; /* of the page, or NULL */
	const struct board *board;
	const struct kernel *kernel;
	const struct boot *boot;
	const struct memory_state *settled;    /* free lists and counters once the system is up, estimated */
	const struct usual_headroom *headroom; /* what usual requests get from it */
	const struct findings *findings;
	/* what was asked for beside, each NULL otherwise */
	const struct source_map *sources; /* where the nodes stand in the board's source */
	const struct plan *plan;
	const struct evidence *evidence; /* that the plan was made by */
	const struct simulation_report *simulation;
	const struct measured *measured;
	const struct owners_report *owners;
};

#endif
