/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/output.h"

static void expect_content(const char *path, const char *content)
{
	char text[64] = "";
	FILE *in = fopen(path, "r");

	cr_assert_not_null(in);
	cr_expect_eq(fread(text, 1, sizeof(text) - 1, in), strlen(content));
	cr_expect_str_eq(text, content);
	fclose(in);
}

Test(output, replaces_the_file_only_when_whole)
{
	char folder[] = "/tmp/output-XXXXXX", path[64];
	struct output output;
	struct error error;

	cr_assert(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/out", folder);
	cr_assert_eq(output_open(&output, path, &error), 0);
	fputs("one", output.out);
	fflush(output.out);
	cr_expect_neq(rmdir(folder), -1, "something stands in %s before it is whole", folder);
	cr_expect_eq(output_close(&output, 0, &error), -ENOENT, "the folder is gone");
	cr_expect(strstr(error.text, path));
	cr_assert_eq(mkdir(folder, 0700), 0);
	cr_assert_eq(output_write(path, "one", 3, &error), 0);
	expect_content(path, "one");
	cr_assert_eq(output_open(&output, path, &error), 0);
	fputs("two", output.out);
	cr_assert_eq(output_close(&output, -EIO, &error), -EIO);
	expect_content(path, "one");
	cr_expect_eq(unlink(path), 0);
	cr_expect_eq(rmdir(folder), 0, "something is left in %s", folder);
}

Test(output, an_unknown_folder_is_told)
{
	struct output output;
	struct error error;

	cr_expect_eq(output_open(&output, "/dev/null/x", &error), -ENOTDIR);
	cr_expect(strstr(error.text, "/dev/null/x"));
	cr_expect_eq(output_open(&output, "no-such-folder/x", &error), -ENOENT);
}

Test(output, tells_what_it_would_replace)
{
	cr_expect(output_replaces(TEST_DATA "/util/test_output.c", TEST_DATA "/../tests/util/test_output.c"));
	cr_expect_not(output_replaces(TEST_DATA "/util/test_output.c", TEST_DATA "/util/test_size.c"));
	cr_expect_not(output_replaces("/dev/null", "/dev/null"), "a device is not replaced");
	cr_expect_not(output_replaces(NULL, "x"));
}
