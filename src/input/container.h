/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_CONTAINER_H
#define DTCARVE_INPUT_CONTAINER_H

#include <stdbool.h>

#include "input/blob.h"

struct arena;
struct error;
struct tree_options;

/*
 * One input on its way from bytes to a flat tree. An opener sets `blob` and, when it is the outermost that
 * has something to tell, format and entry. Errors carry no file name unless `located` is set.
 */
struct unpacking {
	struct arena *arena; /* for whatever is unpacked on the way */
	const char *file;    /* for messages */
	const char *path;    /* of the file or pipe that holds just this input, or NULL (unpacked bytes, stdin) */
	const struct tree_options *options;
	bool wants_overlay; /* an overlay is asked for, not a board's tree */
	struct bytes read;  /* the file as it is */
	unsigned int layers;
	bool located; /* the error's line begins with the file already */
	struct blob blob;
	struct bytes symbols; /* of source without overlays: compiled with its labels as well */
	const char *format, *entry, *compression;
};

/* Tells the container by its content and opens it, and what it contains in turn. */
int container_open(struct unpacking *u, struct bytes in, struct error *error);

/* The openers, each with what tells its kind from others. */
bool fit_matches(const void *fdt); /* of a well-formed tree */
int fit_open(struct unpacking *u, struct bytes in, struct error *error);

bool dtbo_image_matches(struct bytes in);
int dtbo_image_open(struct unpacking *u, struct bytes in, struct error *error);

bool dts_matches(struct bytes in);
int dts_open(struct unpacking *u, struct bytes in, struct error *error);

/*
 * A device tree behind a kernel image or somewhere in bytes of an unknown kind.
 * -ENOENT without a line where there is none.
 */
int appended_open(struct unpacking *u, struct bytes in, struct error *error);

/* The start of a line about several trees of which one must be chosen: "0 (title), 1 (title), ..." */
void list_choice(char *list, size_t room, unsigned int index, const char *title);

#endif
