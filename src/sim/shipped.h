/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_SHIPPED_H
#define DTCARVE_SIM_SHIPPED_H

struct arena;
struct error;
struct workload;

/*
 * The workloads that come with the program: the files of workloads/, built in, so
 * that a name finds them wherever the program runs.
 */

struct shipped_workload {
	const char *name; /* "camera" */
	const char *text; /* as of workload_parse() */
};

/* Sorted by name; the last one has none. Made from workloads/ when the program is built. */
extern const struct shipped_workload shipped_workloads[];

/* "android-tv, camera, ..." The arena owns it. */
const char *shipped_names(struct arena *arena);

/*
 * A workload by what a user says: a file, or else the name of a shipped one.
 * -ENOENT names those there are. Freed with workload_free().
 */
int workload_open(const char *file_or_name, struct workload **workload, struct error *error);

#endif
