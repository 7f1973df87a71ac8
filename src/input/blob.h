/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_BLOB_H
#define DTCARVE_INPUT_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/file.h"
#include "util/load.h"

struct arena;
struct error;

bool blob_has_magic(struct bytes in);

/* The header alone: version, size and the bounds of the blocks. As blob_check(), but cheap. */
int blob_check_header(struct bytes in, struct error *error);

/* What the walk through the structure notes on its way, as finding it with libfdt means as long a way again.
 */
struct outline {
	size_t size; /* of the tree, from its header; bytes behind it are no concern */
	const char
		*fragment;   /* the first child of the root that has a child __overlay__: it is an overlay; or NULL */
	bool has_images; /* the root has a child images: it may be a FIT image */
};

/*
 * Whether `in` begins with a well-formed flat tree of version 16 or 17, at any
 * alignment: header, memory reservations, structure (tags, names, lengths, at
 * most NODE_DEPTH_LIMIT levels) and names in the strings block. Reads nothing
 * outside `in`. The outline points into `in`.
 * The error's line has the offset and the node path, and no file name.
 *
 * It asks for all that fdt_check_full() does, in an eighth of the time, and does not loop on a property length
 * that wraps around, as that of libfdt 1.6.1 does: what passes here passes there (tests/input/test_blob.c and the
 * fuzz target "tree" hold it against that).
 */
int blob_check(struct bytes in, struct outline *outline, struct error *error);

/* A checked tree where libfdt can read it: 8-byte aligned, a copy where it must be. */
struct blob {
	struct bytes fdt;
	const char *fragment; /* as in the outline */
	bool has_images;
};

int blob_adopt(struct arena *arena, struct bytes in, struct blob *blob, struct error *error);

/* /model, else the first /compatible, else "no model"; never NULL. */
const char *blob_title(const void *fdt);

#endif
