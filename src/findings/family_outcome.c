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

void check_does_not_boot(struct inspection *in)
{
	if (in->boot->boots)
		return;
	found(in, blamed(in), NULL, "mend what the other findings of this node tell",
		  "%s does not boot on this board: %s", linux_words(in), in->boot->reason);
}
