/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/rendering.h"

#include <errno.h>
#include <stdlib.h>

#include "util/error.h"

int render_in_memory(int (*write)(const void *object, int choice, FILE *out), const void *object, int choice,
					 char **text, size_t *size, struct error *error)
{
	char *data = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&data, &length);
	int ret;

	*text = NULL;
	if (!memory)
		return error_set(error, -ENOMEM, "out of memory");
	ret = write(object, choice, memory);
	if (fclose(memory) != 0 && ret == 0)
		ret = error_set(error, -ENOMEM, "out of memory");
	if (ret) {
		free(data);
		return ret;
	}
	*text = data;
	if (size)
		*size = length;
	return 0;
}

int refuse_format(int format, struct error *error)
{
	return error_set(error, -EINVAL, "format %d: expected one of enum dtcarve_format that this is written in",
					 format);
}
