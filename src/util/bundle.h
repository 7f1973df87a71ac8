/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_BUNDLE_H
#define DTCARVE_UTIL_BUNDLE_H

#include <stdbool.h>

#include "util/file.h"

struct arena;
struct error;
struct tar_member;

enum bundle_form {
	BUNDLE_FILE,   /* no bundle: one file, in `file` */
	BUNDLE_FOLDER,
	BUNDLE_TAR,
	BUNDLE_PREFIX, /* nothing of that name, but maybe files that begin with it: "state/quiet_end" */
};

/* Files that were captured together. All of it lives in `arena`. */
struct bundle {
	struct arena *arena;
	const char *path;
	enum bundle_form form;
	struct bytes file; /* unpacked */
	struct tar_member *members;
	size_t member_count;
};

/* What is captured unpacks to this much at most. */
#define BUNDLE_LIMIT ((size_t)1 << 28)

/* A folder, a tar, or something compressed, which may be one: no file that can be read piece by piece. */
bool bundle_at(const char *path);

/* A folder, a tar or any other file, each also compressed; "-" is standard input. */
int bundle_open(struct arena *arena, const char *path, struct bundle *bundle, struct error *error);

/*
 * The file of that name, as captures are called: with "proc_" or "proc/" before, ".txt",
 * ".log" or ".gz" behind, or not; in a tar below one folder or not. Unpacked, with a NUL
 * behind. *path, for messages, is NULL where there is none.
 */
int bundle_read(const struct bundle *bundle, const char *name, const char **path, struct bytes *bytes,
				struct error *error);

/* Whether it has a file or folder of exactly that name. */
bool bundle_holds(const struct bundle *bundle, const char *name);

#endif
