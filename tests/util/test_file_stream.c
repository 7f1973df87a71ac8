/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"
#include "util/file_stream.h"

static void expect_content(const char *path, const char *content)
{
	char text[64] = "";
	FILE *in = fopen(path, "r");

	cr_assert_not_null(in);
	cr_expect_eq(fread(text, 1, sizeof(text) - 1, in), strlen(content));
	cr_expect_str_eq(text, content);
	fclose(in);
}

Test(file_stream, replaces_the_file_only_when_whole)
{
	char folder[] = "/tmp/stream-XXXXXX", path[64];
	struct file_stream stream;
	struct error error;

	cr_assert(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/out", folder);
	cr_assert_eq(file_stream_open(&stream, path, &error), 0);
	fputs("one", stream.out);
	cr_expect_neq(access(path, F_OK), 0);
	cr_assert_eq(file_stream_close(&stream, 0, &error), 0);
	expect_content(path, "one");
	cr_assert_eq(file_stream_open(&stream, path, &error), 0);
	fputs("two", stream.out);
	cr_assert_eq(file_stream_close(&stream, -EIO, &error), -EIO);
	expect_content(path, "one");
	cr_expect_eq(unlink(path), 0);
	cr_expect_eq(rmdir(folder), 0, "something is left in %s", folder);
}

Test(file_stream, an_unknown_folder_is_told)
{
	struct file_stream stream;
	struct error error;

	cr_expect_eq(file_stream_open(&stream, "/dev/null/x", &error), -ENOTDIR);
	cr_expect(strstr(error.text, "/dev/null/x"));
}
