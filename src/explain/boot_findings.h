/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_BOOT_FINDINGS_H
#define DTCARVE_EXPLAIN_BOOT_FINDINGS_H

#include "klog/boot_log.h"

/* A boot line that says that memory was asked for and not had, and what that means. */
struct boot_finding {
	const char *id; /* "cma-misaligned", ... */
	uint64_t line;
	const char *name; /* the node or area, "" where the line does not tell */
	const char *text;
	const char *meaning;
	uint64_t bytes; /* of RAM that is lost; 0: the line does not tell */
};

struct boot_explanation {
	const struct boot_log *boot;
	struct boot_finding findings[BOOT_REGIONS + 1];
	size_t count;
};

/* Points into the boot log, which must outlive the explanation. */
void explain_boot(struct boot_explanation *explanation, const struct boot_log *boot);

#endif
