/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_OWNERS_REPORT_H
#define DTCARVE_DOCUMENT_OWNERS_REPORT_H

#include "owners/answers.h"

struct boot;
struct evidence;
struct pool_rows;

#define REMEDY_POLLUTERS 3

/* What suggest can do about it on this board. */
struct owners_remedy {
	const struct pool_rows *pools;
	const struct evidence *evidence; /* of the dump */
	uint64_t gain;                   /* bytes that all cuts of CMA pools give to requests that cannot use CMA */
	const char *command;             /* that plans them all; NULL: nothing is to be cut */
	/* by polluter: that plans for as many whole blocks more as would come back without it; NULL: none, or more than
	 * the cuts give */
	const char *commands[REMEDY_POLLUTERS];
};

/* All that is said of a dump of owners. */
struct owners_report {
	const struct holdings *owners;
	const struct answers *answers;
	unsigned int page_shift;
	const struct boot *boot;     /* NULL: no tree was given */
	const struct holdings *before; /* an earlier dump, or NULL */
	const struct owners_remedy *remedy; /* NULL: no tree, no places in the dump, or not of this board */
	const struct growth *growth;
	size_t growth_count;
};

#endif
