/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_TAR_H
#define DTCARVE_UTIL_TAR_H

#include <stdbool.h>

#include "util/file.h"

struct arena;
struct error;

/* A plain file in an archive. */
struct tar_member {
	const char *name; /* without "./" before it */
	struct bytes bytes;
};

/* By the header's magic: ustar, GNU's and pax's; older ones have none. */
bool tar_matches(struct bytes in);

/*
 * The plain files of an archive, whose bytes stay where they are in `in`; links,
 * folders and devices are passed over. -EBADMSG where it is cut off or damaged, or a
 * name leads out of it; -EFBIG beyond TAR_MEMBERS. The error's line has no file name.
 */
#define TAR_MEMBERS 65536
int tar_read(struct arena *arena, struct bytes in, struct tar_member **members, size_t *count,
			 struct error *error);

#endif
