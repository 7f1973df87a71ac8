/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/image_kernel.h"

#include <errno.h>

#include "input/contents.h"
#include "input/size_limits.h"
#include "util/error.h"
#include "util/number.h"

#define IMAGE_LIMIT_BYTES ((size_t)MIB(1024)) /* a vmlinux has its debug information */

int image_kernel_read(struct arena *arena, const char *path, struct bytes *kernel, struct error *error)
{
	static const struct origin outside;
	struct contents contents = { .arena = arena };
	struct error ignored;
	int ret = file_read(arena, path, IMAGE_LIMIT_BYTES, kernel, error);

	if (ret)
		return ret;
	/* what is no container is the kernel itself, or what comes next says that it is none */
	if (contents_collect(&contents, *kernel, &outside, &ignored) || !contents.kernel_count)
		return 0;
	*kernel = contents.kernels[0].bytes;
	return 0;
}
