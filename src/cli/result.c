/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/result.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <stdio.h>

#include "cli/command.h"
#include "cli/general_options.h"
#include "util/error.h"

#define WIDTH 80
#define LEAST_WIDTH 60
#define MOST_WIDTH 120

static unsigned int bounded(int columns)
{
	if (columns < LEAST_WIDTH)
		return WIDTH;
	return columns > MOST_WIDTH ? MOST_WIDTH : (unsigned int)columns;
}

/* COLUMNS as ls and man take it, else what the terminal says. */
static unsigned int terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (columns && atoi(columns) >= LEAST_WIDTH)
		return bounded(atoi(columns));
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return bounded(size.ws_col);
	return WIDTH;
}

static bool wants_colour(void)
{
	const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM"), *force = getenv("CLICOLOR_FORCE");

	/* bixense.com/clicolors: NO_COLOR goes before */
	if (force && *force && strcmp(force, "0") != 0 && !(no_colour && *no_colour))
		return true;
	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) && !(term && strcmp(term, "dumb") == 0);
}

/* The user's locale, not the one that numbers are written in. */
bool terminal_is_utf8(void)
{
	locale_t ours = uselocale(LC_GLOBAL_LOCALE);
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;

	uselocale(ours);
	return utf8;
}

struct text_style result_style(const char *path)
{
	return (struct text_style){ .quiet = general_verbosity() < 0,
								.verbose = general_verbosity() > 0,
								.colour = !path && wants_colour(),
								.unicode = terminal_is_utf8(),
								.width = path ? WIDTH : terminal_width() };
}

struct text_style result_lines_style(const char *path)
{
	struct text_style style = result_style(path);

	if (path || (!isatty(STDOUT_FILENO) && !getenv("COLUMNS")))
		style.width = 0;
	return style;
}

int trouble(const struct error *error)
{
	if (error->code == -EPIPE) /* who reads the output has seen enough */
		return EXIT_TROUBLE;
	fprintf(stderr, "dtcarve: %s\n", error->code == -ENOMEM ? "out of memory" : error->text);
	return EXIT_TROUBLE;
}

int64_t seconds_now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch && *epoch ? strtoll(epoch, NULL, 10) : (int64_t)time(NULL);
}
