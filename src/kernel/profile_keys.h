/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_PROFILE_KEYS_H
#define DTCARVE_KERNEL_PROFILE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One key of the "#dtcarve key=value" lines. */
struct profile_key {
	const char *name;
	const char *expected; /* for the error's line: "a size of up to 1 GiB" */
	bool (*takes)(const struct profile_key *key, const char *value);
	uint64_t low, high;
	bool in_kib;   /* the kernel prints it rounded down to 1 KiB */
	bool identity; /* two values of it are two kernels */
};

/* NULL for a key that is unknown. */
const struct profile_key *profile_key(const char *name);
bool profile_key_takes(const struct profile_key *key, const char *value);

/* All keys in the order in which a profile lists them. */
const struct profile_key *profile_keys(size_t *count);

/* The options of a .config that the models ask for: all that a profile needs to keep. */
const char *const *profile_options(size_t *count);

#endif
