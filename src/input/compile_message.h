/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_COMPILE_MESSAGE_H
#define DTCARVE_INPUT_COMPILE_MESSAGE_H


struct arena;

/* One complaint of cpp or dtc. */
struct compile_message {
	const char *file;           /* NULL: it names no place */
	unsigned long line, column; /* column 0: not told */
	const char *text;           /* "syntax error", "/node: Reference to non-existent node ..." */
};

/* Takes the first error out of what the program wrote; text is NULL where there is none. */
struct compile_message compile_message_of_cpp(struct arena *arena, const char *messages);
struct compile_message compile_message_of_dtc(struct arena *arena, const char *messages);

/*
 * Finds the file and line of `quoted`, a string such as an include's file name,
 * in preprocessed source by its line markers: dtc does not tell the place of an
 * include that it cannot open.
 */
void compile_message_locate(struct arena *arena, struct compile_message *m, const char *source,
							const char *quoted);

#endif
