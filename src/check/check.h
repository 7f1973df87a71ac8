/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CHECK_CHECK_H
#define DTCARVE_CHECK_CHECK_H

/* Many boards, each in all its variants, held against the rules: what gates a change. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/boot.h"
#include "check/board_list.h"
#include "check/board_variant.h"
#include "input/source_map.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "findings/findings.h"
#include "policy/defaults.h"

struct arena;
struct baseline;

enum check_standing {
	STANDING_NEW,      /* counts */
	STANDING_KNOWN,    /* the baseline has it, as bad or worse */
	STANDING_ACCEPTED, /* the policy accepts it */
};

/* One finding, in all variants of the board that have it in the same words. */
struct check_finding {
	const struct rule *rule;
	enum severity severity;                                    /* as the policy weighs it */
	const char *path, *other_path, *property, *message, *hint; /* as in struct finding */
	struct source_place place;       /* of the property or node; no file for binary input */
	struct source_place twin;        /* another place of the node: its last override, or its definition */
	const char *twin_text;           /* what `twin` is: "changed here", "defined here"; NULL: there is none */
	struct source_place other_place; /* of other_path */
	uint64_t variants;               /* bits: index into the board's variants */
	enum check_standing standing;
	const char *reason; /* why it is accepted, or NULL */
	unsigned int alike; /* findings before this one that only lines and words tell from it */
};

/* What a variant was checked with: the kernel it came to, and its RAM. */
struct check_basis {
	bool checked, accepted; /* accepted: Linux takes the memory layout */
	bool given;             /* somebody told the kernel */
	const char *release, *kernel; /* "6.1.0-50-arm64"; as it stands at the head of an output */
	const char *config;           /* "whole", "partial" or "none" */
	const char *rules[2];         /* the releases whose rules were used */
	size_t rule_count;
	uint64_t ram; /* bytes */
	/* the lines of defaults files that told the RAM, the kernel and its configuration; or NULL */
	const char *ddr_from, *kernel_from, *config_from;
};

/* What was found of one input. */
struct check_board {
	struct arena *arena;
	const char *file;
	const char *model; /* or NULL */
	struct variants variants;
	struct check_basis *bases; /* one a variant; NULL where nothing could be checked */
	bool has_policy;
	bool ram_start_guessed; /* neither the tree nor the user told where RAM begins */
	uint64_t ram_start;     /* the guess */
	const char **troubles;  /* why it, or some of its variants, could not be checked: one line each */
	size_t trouble_count;
	struct check_finding *findings; /* in the order of the tree */
	size_t finding_count;
	size_t *places, place_room; /* by a hash of what it says: its number from 1, or 0 (judge.c) */
};

struct check {
	struct arena *arena;
	struct check_board *boards; /* as the inputs were given */
	size_t board_count;
	size_t counts[SEVERITY_ERROR + 1]; /* findings that count, by severity */
	size_t known, accepted, troubles, variant_count;
	size_t policies; /* boards that a policy was held against */
	size_t guessed; /* boards whose start of RAM is a guess */
	const char **skipped; /* files of the folders that were not looked at */
	size_t skipped_count;
};

struct check_options {
	struct tree_options tree;
	struct kernel_options kernel; /* its version comes from `kernels` */
	struct boot_options boot;
	bool arch_given;
	const char **ddr; /* as variants_read() takes them; none: as the policy or the tree tells */
	size_t ddr_count;
	const char *kernels;             /* likewise; NULL: as the policy tells, or the newest rules */
	const char *policy;              /* file of all boards; NULL: the one beside each, where there is one */
	bool no_policy;                  /* do not look for one */
	bool defaults;                   /* those of policy/defaults.h hold where neither options nor policy tell */
	struct default_user user_defaults;
	const struct baseline *baseline; /* or NULL */
	int64_t today;                   /* days since 1970-01-01, for acceptances that expire */
	unsigned int jobs;               /* threads, at least 1 */
	void (*progress)(void *user, size_t done, size_t total); /* or NULL; one call at a time */
	void *progress_user;
};

/*
 * Checks all boards. What cannot be read is trouble of that board, and no
 * reason to stop. The result does not depend on `jobs`. Caller frees it with
 * check_free(); `options` need not outlive it.
 */
struct check *check_run(const struct check_options *options, const struct board_list *list);
void check_free(struct check *check);

/* Whether a finding that counts is at least so bad. */
bool check_reaches(const struct check *check, enum severity threshold);

#endif
