/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PROC_MEMORY_CAPTURE_H
#define DTCARVE_PROC_MEMORY_CAPTURE_H

#include "alloc/zone_state.h"

struct error;

/*
 * Zone state out of captured /proc files, in any kernel's format.
 *
 * `path` is a folder or tar with zoneinfo and pagetypeinfo, or what such names begin
 * with ("state/quiet_end" for state/quiet_end.zoneinfo.txt), see util/bundle.h. `kernel` tells version and page size; zones,
 * orders, pageblock order and CPUs are read from the captures. Returns 0 and a
 * state that the caller frees with memory_state_free(), or a negative errno with
 * one line in `error` that begins with the file's name.
 */
int proc_state_read(const char *path, const struct alloc_kernel *kernel, struct memory_state **state,
					struct error *error);

/* The same from texts, which are cut in place; `source` and the two names stand for the files in errors. */
struct proc_texts {
	const char *source, *zoneinfo_name, *pagetypeinfo_name;
	char *zoneinfo, *pagetypeinfo;
};

int proc_state_parse(const struct proc_texts *texts, const struct alloc_kernel *kernel,
					 struct memory_state **state, struct error *error);

#endif
