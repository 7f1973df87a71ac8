/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/result.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "util/error.h"
#include "util/file.h"

int result_open(struct result *result, struct error *error)
{
	*result = (struct result){ 0 };
	result->out = open_memstream(&result->text, &result->size);
	return result->out ? 0 : error_set(error, -errno, "no memory for the result: %s", strerror(errno));
}

int result_close(struct result *result, const char *path, int ret, struct error *error)
{
	if (fclose(result->out) != 0 || ret)
		ret = error_set(error, -EIO, "the result could not be written");
	else if (path)
		ret = file_replace(path, result->text, result->size, error);
	else if (fwrite(result->text, 1, result->size, stdout) != result->size || fflush(stdout) != 0)
		ret = error_set(error, -EIO, "<stdout>: %s", strerror(errno));
	free(result->text);
	return ret;
}

struct text_style result_style(void)
{
	return (struct text_style){ .unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0, .width = 80 };
}

int trouble(const struct error *error)
{
	fprintf(stderr, "dtcarve: %s\n", error->text);
	return EXIT_TROUBLE;
}
