/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_BOARD_OPTIONS_H
#define DTCARVE_CLI_BOARD_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#include "alloc/usual.h"
#include "boot/boot.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "plan/trial.h"
#include "findings/findings.h"
#include "util/bank.h"
#include "util/error.h"

struct arena;
struct defaults;
struct memory_state;
struct origin;

/* The options that all commands share which read a board. */
struct board_options {
	struct arena *arena;
	struct tree_options tree;
	struct kernel_options kernel;
	struct boot_options boot;
	struct banks banks;
	bool arch_given;
	struct origin *origin; /* where files are told that were read by default */
	const char *at; /* where the board stands, for defaults, when its file is a copy; NULL: its file */
	bool many; /* --ddr may be a list of variants: kept as words */
	const char **ddr_words;
	size_t ddr_word_count;
	const char *typed; /* those that were given, to be typed again; NULL: none */
};

/* An argp child; its `input` is a struct board_options whose arena is set. */
extern const struct argp board_argp;

/* One board with its kernel, the predicted boot and what is wrong with it; each freed by prediction_free().
 */
struct prediction {
	struct tree *tree;
	struct board *board;
	struct kernel *kernel;
	struct boot *boot;
	struct memory_state *settled;   /* what requests meet once the system is up */
	struct usual_headroom headroom; /* what usual requests get from it */
	struct findings *findings;
};

/* One more image of the board (--with-image); 0. */
int board_add_image(struct board_options *options, const char *path);

/* The tree in `path` with the DDR of the options or defaults; tree and board are freed by the caller. */
int board_load(const struct board_options *options, const char *path, struct tree **tree,
			   struct board **board, struct defaults *defaults, struct error *error);

/* The defaults for a folder of captures: nothing that is of one board. */
int captures_defaults(const struct board_options *options, const char *folder, struct defaults *defaults,
					  struct error *error);

/* Reads what --image names into `kernel`. */
int board_read_image(const struct board_options *options, struct kernel_options *kernel, struct error *error);

/* Loads the board in `path` and replays its boot; 0 or a negative errno and one line. */
int predict(const struct board_options *options, const char *path, struct prediction *prediction,
			struct error *error);

/* Likewise of a tree from there that was read already; it is the prediction's, also where that fails. */
int predict_tree(const struct board_options *options, const char *path, struct tree *tree,
				 struct prediction *prediction, struct error *error);
void prediction_free(struct prediction *prediction);

/* It as a site of a plan, whose kernel is that of all sites; `name` tells several apart, or NULL. */
struct site prediction_site(const struct board_options *options, const struct prediction *prediction,
							const struct kernel *kernel, const char *name);

#endif
