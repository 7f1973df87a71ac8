/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes the place of input/program.c where no process can be started: in the browser. */
#include "input/program.h"

#include <errno.h>

#include "util/error.h"

int program_run(struct arena *arena, const struct program *program, struct program_result *result,
				struct error *error)
{
	(void)arena;
	(void)program;
	*result = (struct program_result){ 0 };
	return error_set(error, -ENOTSUP, "not here: a browser runs no programs (give it what needs none, such as a .dtb)");
}
