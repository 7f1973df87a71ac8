/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_ERROR_H
#define DTCARVE_UTIL_ERROR_H

/*
 * An error is a value: a negative errno, and one line that names the file, the
 * offset or node path, what is wrong and what would be right. Functions return
 * 0 or the negative errno and fill the caller's struct error on failure only.
 */
struct error {
	int code;
	char text[1024];
};

/* Sets the line (what a terminal must not get made visible) and returns `code`, which is a negative errno. */
int error_set(struct error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " before the line that is there; returns the error's code. */
int error_prefix(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
