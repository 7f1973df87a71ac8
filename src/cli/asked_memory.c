/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/asked_memory.h"

#include <errno.h>

#include "alloc/boot_state.h"
#include "proc/memory_capture.h"
#include "cli/board_options.h"
#include "policy/defaults.h"
#include "util/error.h"

static int from_captures(const struct board_options *board, const char *folder, struct memory_state **memory,
						 struct error *error)
{
	struct kernel *kernel;
	struct alloc_kernel known;
	struct kernel_options options = board->kernel;
	struct defaults defaults;
	int ret = board_read_image(board, &options, error);

	if (ret == 0)
		ret = captures_defaults(board, folder, &defaults, error);
	if (ret == 0) {
		defaults_lend_kernel(&defaults, &options);
		ret = kernel_load(&options, &kernel, error);
	}
	if (ret)
		return ret;
	known = alloc_kernel_from(kernel);
	kernel_free(kernel);
	if (board->boot.cpus)
		known.cpus = board->boot.cpus;
	return proc_state_read(folder, &known, memory, error);
}

int board_memory(struct prediction *p, const char *input, struct memory_state **memory, struct error *error)
{
	*memory = NULL;
	if (!p->boot->boots)
		return error_set(error, -ENODATA, "%s: this kernel does not come up on the board: %s", input,
						 p->boot->reason);
	*memory = p->settled;
	p->settled = NULL;
	return 0;
}

static int from_board(const struct board_options *board, const char *input, struct memory_state **memory,
					  struct error *error)
{
	struct prediction p;
	int ret = predict(board, input, &p, error);

	if (ret)
		return ret;
	ret = board_memory(&p, input, memory, error);
	prediction_free(&p);
	return ret;
}

int memory_load(const struct board_options *board, const char *folder, const char *input,
				struct memory_state **memory, struct error *error)
{
	*memory = NULL;
	return folder ? from_captures(board, folder, memory, error) : from_board(board, input, memory, error);
}
