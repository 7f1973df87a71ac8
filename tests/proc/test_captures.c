/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "input/packing.h"
#include "input/scratch.h"
#include "proc/captures.h"

Test(captures, names_of_proc_with_and_without_endings)
{
	struct scratch *s = scratch_new();
	struct captures c;
	struct error error;

	scratch_text(s, "proc_zoneinfo.txt", "zones");
	scratch_text(s, "meminfo", "memory");
	scratch_text(s, "dmesg.log", "log");
	cr_assert_eq(captures_read(s->arena, s->folder, &c, &error), 0, "%s", error.text);
	cr_expect_str_eq((char *)c.files[CAPTURE_ZONEINFO].text.data, "zones");
	cr_expect_str_eq((char *)c.files[CAPTURE_MEMINFO].text.data, "memory");
	cr_expect_str_eq((char *)c.files[CAPTURE_LOG].text.data, "log");
	cr_expect_null(c.files[CAPTURE_IOMEM].path);
	scratch_free(s);
}

Test(captures, compressed)
{
	for (const struct packer *p = packers; p->name; p++) {
		struct scratch *s = scratch_new();
		struct captures c;
		struct error error;
		const char *path = scratch_file(s, "log.packed", p->pack(s->arena, bytes_of("a log")));

		cr_assert_eq(captures_read(s->arena, path, &c, &error), 0, "%s", error.text);
		cr_expect_str_eq((char *)c.files[CAPTURE_LOG].text.data, "a log");
		scratch_free(s);
	}
}

Test(captures, folder_of_other_things)
{
	struct scratch *s = scratch_new();
	struct captures c;
	struct error error;

	scratch_text(s, "notes.txt", "nothing");
	cr_expect_eq(captures_read(s->arena, s->folder, &c, &error), -ENOENT);
	cr_expect(strstr(error.text, "has none of the files"));
	cr_expect_eq(captures_read(s->arena, "no-such-file", &c, &error), -ENOENT);
	scratch_free(s);
}
