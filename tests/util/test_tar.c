/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/packing.h"
#include "input/scratch.h"
#include "util/bundle.h"
#include "util/tar.h"

#define BLOCK 512

struct archive {
	unsigned char data[64 * BLOCK];
	size_t size;
};

static void seal(unsigned char *header)
{
	unsigned int sum = 0;

	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += header[i];
	snprintf((char *)header + 148, 8, "%06o", sum);
}

static unsigned char *add(struct archive *a, const char *name, char type, const char *content)
{
	unsigned char *header = a->data + a->size;
	size_t length = strlen(content);

	memcpy(header, name, strlen(name));
	snprintf((char *)header + 124, 12, "%011o", (unsigned int)length % 65536);
	memcpy(header + 257, "ustar", 6);
	header[156] = (unsigned char)type;
	memcpy(header + BLOCK, content, length);
	seal(header);
	a->size += BLOCK + (length + BLOCK - 1) / BLOCK * BLOCK;
	return header;
}

static struct bytes ended(struct archive *a)
{
	return (struct bytes){ a->data, a->size + (size_t)2 * BLOCK };
}

static const char *member(const struct tar_member *m, struct arena *arena)
{
	return arena_printf(arena, "%s=%.*s", m->name, (int)m->bytes.size, (char *)m->bytes.data);
}

Test(tar, files_with_names_of_all_kinds)
{
	struct archive a = { .size = 0 };
	struct arena *arena = arena_new();
	struct tar_member *m;
	struct error error;
	unsigned char *header;
	size_t count;

	add(&a, "./", '5', "");
	add(&a, "./meminfo", '0', "memory");
	add(&a, "link", '2', "");
	add(&a, "././@LongLink", 'L', "device-tree/of/gnu");
	add(&a, "device-tree/o", '0', "g");
	add(&a, "PaxHeaders/x", 'x', "11 mtime=1\n21 path=of/posix/pax\n");
	add(&a, "of/p", '\0', "p");
	header = add(&a, "tail", '0', "u");
	memcpy(header + 345, "of/ustar", 8);
	seal(header);
	cr_assert_eq(tar_read(arena, ended(&a), &m, &count, &error), 0, "%s", error.text);
	cr_assert_eq(count, 4);
	cr_expect_str_eq(member(&m[0], arena), "meminfo=memory");
	cr_expect_str_eq(member(&m[1], arena), "device-tree/of/gnu=g");
	cr_expect_str_eq(member(&m[2], arena), "of/posix/pax=p");
	cr_expect_str_eq(member(&m[3], arena), "of/ustar/tail=u");
	arena_free(arena);
}

static const char *refusal(struct bytes in)
{
	static struct error error;
	struct arena *arena = arena_new();
	struct tar_member *m;
	size_t count;
	int ret = tar_read(arena, in, &m, &count, &error);

	arena_free(arena);
	return ret ? error.text : "";
}

Test(tar, names_that_lead_out)
{
	static const char *const names[] = { "/etc/passwd", "../x", "a/../../x", "a/.." };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct archive a = { .size = 0 };

		add(&a, names[i], '0', "x");
		cr_expect(strstr(refusal(ended(&a)), "leads out"), "%s", names[i]);
	}
}

Test(tar, damaged_and_cut_off)
{
	struct archive a = { .size = 0 };

	add(&a, "meminfo", '0', "memory");
	cr_expect(strstr(refusal((struct bytes){ a.data, BLOCK }), "cut off"));
	cr_expect(strstr(refusal((struct bytes){ a.data, a.size + 7 }), "cut off"));
	a.data[0] = 'M';
	cr_expect(strstr(refusal(ended(&a)), "damaged header at offset 0"));
}

/* Bytes changed anywhere: it is read or refused, and no member reaches out of the bytes. */
Test(tar, random_damage)
{
	uint64_t seed = 1;

	for (int round = 0; round < 4000; round++) {
		struct archive a = { .size = 0 };
		struct arena *arena = arena_new();
		struct tar_member *m;
		struct error error;
		struct bytes in;
		size_t count;

		add(&a, "x", 'x', "21 path=of/posix/pax\n");
		add(&a, "meminfo", '0', "memory");
		in = ended(&a);
		for (int i = 0; i < 3; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			in.data[(seed >> 33) % in.size] = (unsigned char)(seed >> 56);
		}
		seal(a.data);
		seal(a.data + (size_t)2 * BLOCK);
		in.size = (seed >> 40) % (in.size + 1);
		if (tar_read(arena, in, &m, &count, &error) == 0)
			for (size_t i = 0; i < count; i++)
				cr_assert(m[i].bytes.data >= in.data && m[i].bytes.data + m[i].bytes.size <= in.data + in.size);
		arena_free(arena);
	}
}

static void expect_file(const struct bundle *bundle, const char *name, const char *text)
{
	struct bytes bytes;
	struct error error;
	const char *path;

	cr_assert_eq(bundle_read(bundle, name, &path, &bytes, &error), 0, "%s", error.text);
	cr_assert_not_null(path, "%s", name);
	cr_expect_str_eq((char *)bytes.data, text);
}

Test(bundle, tars_are_as_folders)
{
	for (const struct packer *p = packers; p->name; p++) {
		struct archive a = { .size = 0 };
		struct scratch *s = scratch_new();
		struct bundle bundle;
		struct error error;

		add(&a, "board/proc_meminfo.txt", '0', "memory");
		add(&a, "board/device-tree/model", '0', "m");
		cr_assert_eq(bundle_open(s->arena, scratch_file(s, "a.tar", p->pack(s->arena, ended(&a))), &bundle, &error), 0,
					 "%s", error.text);
		cr_expect_eq(bundle.form, BUNDLE_TAR);
		cr_expect(bundle_holds(&bundle, "device-tree"));
		cr_expect(!bundle_holds(&bundle, "device"));
		expect_file(&bundle, "meminfo", "memory");
		scratch_free(s);
	}
}
