/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict of the replay as a whole. */
#include <string.h>

#include "findings/inspect.h"

static struct place blamed(const struct inspection *in)
{
	const char *path = in->boot->reason_path;

	for (size_t i = 0; path && i < in->board->rmem_count; i++)
		if (strcmp(in->board->rmem[i].path, path) == 0)
			return place_region(in, i);
	return place_root();
}

static void check_boots(struct inspection *in)
{
	struct finding *f;

	if (in->boot->boots)
		return;
	f = add_finding(in, blamed(in));
	f->message = words(in, "%s does not boot on this board: %s", linux_words(in), in->boot->reason);
	f->hint = "mend what the other findings of this node tell";
}

const struct rule outcome_rules[] = {
	{
		.id = "does-not-boot",
		.severity = SEVERITY_ERROR,
		.check = check_boots,
		.summary = "the kernel dies of this memory layout",
		.what = "The replay of early boot ends where the real kernel panics, oopses or corrupts itself.",
		.versions = "See the reason; newer versions forgive some of these mistakes.",
		.example = "a CMA pool on the initrd, Linux 6.1",
		.mend = "Mend the reason.",
	},
	{ .id = NULL },
};
