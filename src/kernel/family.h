/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_FAMILY_H
#define DTCARVE_KERNEL_FAMILY_H

/* Kernels of vendors: what they do otherwise than Linux of that version, as data that says where it was read. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct facts;

struct family_fact {
	const char *key, *value; /* a profile key, or CONFIG_NAME */
	const char *source;      /* file and function, or the change that brought it */
};

struct kernel_family {
	const char *name;    /* "android13-5.15", as --kernel takes it */
	const char *release; /* the series */
	const char *mark;    /* in the release string of such a kernel, e.g. "-android13"; NULL: it does not tell */
	const struct family_fact *facts;
};

/* All of them, by name; NULL behind the last. */
const struct kernel_family *kernel_family_at(size_t index);

/* "android13-5.15, l4t-5.10, ..." */
const char *kernel_family_names(struct arena *arena);

/* The version that --kernel names: a version, or a family's. 0: none. */
uint32_t kernel_named_version(const char *name);

/* By the name that a user typed, or the release string that a kernel has; NULL: none. */
const struct kernel_family *kernel_family_named(const char *name);
const struct kernel_family *kernel_family_of_release(const char *release);

/*
 * Adds what no input told: a configuration that is known whole keeps its options. `inferred`: from the release
 * string, and a warning says so.
 */
int kernel_family_tell(struct facts *facts, const struct kernel_family *family, bool inferred,
					   struct error *error);

#endif
