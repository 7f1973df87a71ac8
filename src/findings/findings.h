/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_FINDINGS_FINDINGS_H
#define DTCARVE_FINDINGS_FINDINGS_H

#include <stddef.h>

struct arena;
struct board;
struct boot;
struct inspection;
struct kernel;

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* "note", "warning", "error" */
const char *severity_name(enum severity severity);

/* One kind of mistake. Identifiers are stable: policies and baselines name them. */
struct rule {
	const char *id;         /* kebab-case */
	enum severity severity; /* where the version does not make it better or worse */
	void (*check)(struct inspection *in);
	const char *summary;  /* one line */
	const char *what;     /* what the kernel does, and why */
	const char *versions; /* what differs by version, page size or architecture */
	const char *example;  /* a few lines that have the mistake */
	const char *mend;     /* how to get rid of it */
};

/* One mistake of one board with one kernel. All text lives in the arena of the list. */
struct finding {
	const struct rule *rule;
	enum severity severity;
	const char *path;       /* node, or "/memreserve/N" */
	const char *other_path; /* the other node of a pair, or NULL */
	const char *property;   /* the property to look at, or NULL */
	const char *message;    /* what this kernel does, and what it prints */
	const char *hint;       /* how to mend it, or NULL */
};

/* In the order of the tree, then of the identifiers; the same input gives the same list. */
struct findings {
	struct arena *arena;
	struct finding *items;
	size_t count;
};

/*
 * Holds a board and the boot that was predicted for it against all rules.
 * All three must outlive the result, which the caller frees with
 * findings_free().
 */
struct findings *findings_new(const struct board *board, const struct kernel *kernel,
							  const struct boot *boot);
void findings_free(struct findings *findings);

size_t rule_count(void);
const struct rule *
rule_after(const char *id); /* the next by identifier, "": the first; NULL behind the last one */
const struct rule *rule_find(const char *id); /* NULL: no such rule */

#endif
