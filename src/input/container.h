/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_CONTAINER_H
#define DTCARVE_INPUT_CONTAINER_H

#include <stdbool.h>

#include "input/blob.h"
#include "input/contents.h"

struct arena;
struct error;
struct tree_options;

/*
 * One input on its way from bytes to a flat tree. Errors carry no file name
 * unless `located` is set.
 */
struct unpacking {
	struct arena *arena; /* for whatever is unpacked on the way */
	const char *file;    /* for messages */
	const char *path;    /* of the file or pipe that holds just this input, or NULL (unpacked bytes, stdin) */
	const struct tree_options *options;
	bool wants_overlay;       /* an overlay is asked for, not a board's tree */
	struct bytes read;        /* the file as it is */
	struct contents contents; /* all that the input holds */
	bool located;             /* the error's line begins with the file already */
	struct blob blob;         /* the tree that was chosen */
	struct bytes symbols;     /* of source without overlays: compiled with its labels as well */
	const char *format, *entry, *compression;
};

/* Adds to u->contents what the bytes of one file hold; source is compiled. */
int container_read(struct unpacking *u, struct bytes in, struct error *error);

/* Sets blob, format and entry to the tree that is meant; -ENOTUNIQ with a list where several may be. */
int container_choose(struct unpacking *u, struct error *error);

/* Device-tree source. */
bool dts_matches(struct bytes in);
int dts_open(struct unpacking *u, struct bytes in, struct error *error);

#endif
