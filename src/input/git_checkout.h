/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_GIT_CHECKOUT_H
#define DTCARVE_INPUT_GIT_CHECKOUT_H

/* One revision's files in a folder of their own; the repository is only read. */
#include <sys/types.h>

#include "input/tree.h"

struct arena;
struct error;

struct git_checkout {
	const char *folder;          /* NULL: none was made */
	pid_t janitor;               /* removes it as soon as this program closes `life`, or ends */
	int life;
	const char *path;            /* of the board in it */
	struct tree_options options; /* the caller's, with include folders in it */
};

/*
 * Unpacks `revision` of the repository that the working folder is in, as far
 * as the board's source needs: of a kernel tree its boards and bindings, else
 * all of it. `path` is relative to the working folder. Whatever is returned,
 * the caller calls git_checkout_remove(). -ENOENT where git or tar is not
 * installed, -EINVAL where the revision or path does not exist.
 */
int git_checkout_make(struct arena *arena, const char *revision, const char *path,
					  const struct tree_options *options, struct git_checkout *checkout, struct error *error);
void git_checkout_remove(struct git_checkout *checkout);

#endif
