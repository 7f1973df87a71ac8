/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_INI_READER_H
#define DTCARVE_POLICY_INI_READER_H

#include "util/file.h"

struct error;

/* One KEY = VALUE of an INI file, or the head of a section. */
struct ini_entry {
	const char *section;     /* "" before the first */
	const char *key, *value; /* NULL, "": the head */
	int line;                /* from 1 */
};

/*
 * Hands all entries of an INI file to `take`, in order, until it returns other
 * than 0, which is returned (it has filled `error`). -EINVAL with NAME:LINE
 * where the text is no INI. The text has a NUL behind it.
 */
int ini_read(const char *name, struct bytes text, int (*take)(void *user, const struct ini_entry *entry),
			 void *user, struct error *error);

#endif
