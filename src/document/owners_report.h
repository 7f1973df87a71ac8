/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_OWNERS_REPORT_H
#define DTCARVE_DOCUMENT_OWNERS_REPORT_H

#include "owners/answers.h"

struct boot;

/* All that is said of a dump of owners. */
struct owners_report {
	const struct holdings *owners;
	const struct answers *answers;
	unsigned int page_shift;
	const struct boot *boot;     /* NULL: no tree was given */
	const struct holdings *before; /* an earlier dump, or NULL */
	const struct growth *growth;
	size_t growth_count;
};

#endif
