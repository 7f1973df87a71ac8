/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/help.h"

#include <stdint.h>
#include <stdio.h>

#include "cli/board_options.h"

static char *as_it_is(const char *text)
{
	/* argp frees what is not the text that it gave */
	return (char *)(uintptr_t)text;
}

/* All names in one paragraph; NULL where there is no memory for them. */
static char *board_option_names(void)
{
	char *names = NULL;
	size_t size;
	FILE *out = open_memstream(&names, &size);

	if (!out)
		return NULL;
	fputs("The board, its kernel and boot loader, see \"dtcarve help board\":", out);
	for (const struct argp_option *option = board_argp.options; option->name || option->doc; option++)
		if (option->name)
			fprintf(out, " --%s", option->name);
	fclose(out);
	return names;
}

char *board_help_filter(int key, const char *text, void *input)
{
	(void)input;
	if (key != ARGP_KEY_HELP_HEADER)
		return as_it_is(text);
	/* the first header stands for all */
	return text == board_argp.options[0].doc ? board_option_names() : NULL;
}

void print_board_help(void)
{
	static char name[] = "dtcarve";
	struct argp_option shown[32] = { 0 };
	struct argp argp = { .options = shown };

	for (size_t i = 0; i + 1 < sizeof(shown) / sizeof(shown[0]); i++) {
		shown[i] = board_argp.options[i];
		shown[i].flags &= ~OPTION_HIDDEN;
		if (!shown[i].name && !shown[i].doc)
			break;
	}
	puts("Options of the commands that read a board: what the tree does not tell.\n");
	argp_help(&argp, stdout, ARGP_HELP_LONG, name);
	puts("\nExample: dtcarve report --ddr 512M@0x40000000,512M@0x80000000 board.dtb");
}
