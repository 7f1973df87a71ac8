/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_INPUT_SCRATCH_H
#define DTCARVE_TESTS_INPUT_SCRATCH_H

#include <stddef.h>

#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"

/* A folder of its own for one test, and an arena. */
struct scratch {
	struct arena *arena;
	char folder[64];
};

struct scratch *scratch_new(void);
void scratch_free(struct scratch *s); /* and all that is in the folder */

/* Writes a file into the folder, with the folders in its name, and returns its path. */
const char *scratch_file(struct scratch *s, const char *name, struct bytes bytes);
const char *scratch_text(struct scratch *s, const char *name, const char *text);

struct bytes bytes_of(const char *text);
struct bytes bytes_copy(struct arena *arena, const void *data, size_t size);
struct bytes join(struct arena *arena, struct bytes a, struct bytes b);
struct bytes repeat(struct arena *arena, unsigned char byte, size_t count);
void put_text(void *fdt, const char *property, const char *value); /* while libfdt writes a tree */
void put_be32(unsigned char *at, unsigned int value);

/*
 * A board of about 2 KiB: memory, /memreserve/, cpus, three regions, their users
 * and /__symbols__ for the labels soc, wifi and pool.
 */
struct bytes board_blob(struct arena *arena);
/* A smaller one that has just this model, and no symbols. */
struct bytes model_blob(struct arena *arena, const char *model);
/* An overlay that sets status = "okay" at label wifi and adds a node to /soc by path. */
struct bytes overlay_blob(struct arena *arena);

/* An Image of arm64 by its header, of `size` bytes. */
struct bytes arm64_image(struct arena *arena, size_t size);

/* Loads bytes; the error is checked to be one line that begins with "FILE". */
int load(struct bytes in, const struct tree_options *options, struct tree **tree, struct error *error);
int load_file(const char *path, const struct tree_options *options, struct tree **tree, struct error *error);

const char *model_of(const struct tree *tree);

/* Expects that loading fails and the line has all of the words (up to a NULL). */
void expect_refusal(struct bytes in, const struct tree_options *options, ...) __attribute__((sentinel));
void expect_file_refusal(const char *path, const struct tree_options *options, ...) __attribute__((sentinel));

#endif
