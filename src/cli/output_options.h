/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_OUTPUT_OPTIONS_H
#define DTCARVE_CLI_OUTPUT_OPTIONS_H

/*
 * -o and --format, argp children of every command that writes a result or one in
 * several formats; the `input` of both is a struct output_options. What --format
 * takes, its help and its error come from the command's set of formats.
 */
#include <argp.h>

#include "document/origin.h"
#include "render/format.h"
#include "util/output.h"

struct error;
struct page;

struct output_options {
	struct arena *arena;
	unsigned int formats; /* those that the command writes, FORMAT_BIT()s */
	const char *given;    /* the format's name, or NULL */
	const char *path;     /* NULL: standard output */
	struct origin origin; /* of the page */
	const char *const *suffixes; /* of what the command writes beside its formats, NULL-terminated; or NULL */
};

extern const struct argp output_argp, format_argp;

/* What most commands have: the options of a board (child 0), of the output (child 1), and of its format
 * (child 2). */
extern const struct argp_child board_and_output_argp[], board_and_format_argp[];

/* Without a board: the output is child 0, its format child 1. */
extern const struct argp_child output_and_format_argp[];

/* What --format says, else what the file's name ends in, else text. */
enum format_id output_format(const struct output_options *o);

/* Ends the program where the file's name promises what the command does not write: for those that narrow their
 * formats once all options are read. */
void output_check_suffix(struct argp_state *state, const struct output_options *o);

/* The document in that format, which is one of FORMAT_DOCUMENTS. */
int output_page(const struct output_options *o, struct page *page, struct error *error);

/* The end of a function: the document where the format is one, else what `other` writes to `out`. */
#define OUTPUT(o, document, other, error)                                                                    \
	do {                                                                                                     \
		struct output whole;                                                                                 \
		int failed;                                                                                          \
		FILE *out;                                                                                           \
                                                                                                             \
		if (formats[output_format(o)].page)                                                                  \
			return output_page((o), (document), (error));                                                    \
		failed = output_open(&whole, (o)->path, (error));                                                    \
		if (failed)                                                                                          \
			return failed;                                                                                   \
		out = whole.out;                                                                                     \
		other;                                                                                               \
		return output_close(&whole, 0, (error));                                                             \
	} while (0)

#endif
