/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PROC_OBSERVED_H
#define DTCARVE_PROC_OBSERVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/file.h"
#include "util/range.h"

struct captures;
struct error;
struct facts;

/* How one boot came out: what a prediction of it is held against, and where the boot loader put things. */
struct observed {
	int64_t managed;         /* pages of all zones; -1: not captured */
	int64_t reserved_kb;     /* of the "Memory:" line; INT64_MIN: not in the log */
	int64_t total_kb;        /* of the same line; -1: not in the log */
	int64_t min_free_kbytes; /* -1: not captured */
	const char *cmdline;     /* or NULL */
	bool has_kernel_base;
	uint64_t kernel_base;
	struct range *reserved; /* memblock.reserved in the end */
	size_t reserved_count;
};

/*
 * Tells the facts that a boot's captures hold of its kernel, and what else is to
 * be seen. -EINVAL where a log tells nothing of a boot, or the captures tell of
 * another kernel than the facts.
 */
int learn_captures(struct facts *facts, const struct captures *captures, struct observed *observed,
				   struct error *error);

/* The parts of it: boot_lines.c, loader_lines.c and proc_lines.c. */
int learn_boot_lines(struct facts *facts, const struct captures *captures, struct observed *observed,
					 struct error *error);
int learn_loader_lines(struct facts *facts, const char *source, struct bytes before, struct error *error);

#endif
