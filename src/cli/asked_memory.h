/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_ASKED_MEMORY_H
#define DTCARVE_CLI_ASKED_MEMORY_H

struct board_options;
struct error;
struct memory_state;
struct prediction;

/*
 * The memory that a command asks about: captured /proc files of `folder` where
 * there is one, else `input`'s board once its kernel is up (-ENODATA where it does
 * not come up). Freed with memory_state_free().
 */
int memory_load(const struct board_options *board, const char *folder, const char *input,
				struct memory_state **memory, struct error *error);

/* The same out of a prediction, which then has it no more. */
int board_memory(struct prediction *prediction, const char *input, struct memory_state **memory,
				 struct error *error);

#endif
