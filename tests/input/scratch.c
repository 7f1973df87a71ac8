/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <ftw.h>
#include <libfdt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "FILE"

struct scratch *scratch_new(void)
{
	struct scratch *s = malloc(sizeof(*s));

	cr_assert(s);
	s->arena = arena_new();
	snprintf(s->folder, sizeof(s->folder), "/tmp/dtcarve-test.XXXXXX");
	cr_assert(mkdtemp(s->folder));
	return s;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st, (void)kind, (void)walk;
	return remove(path);
}

void scratch_free(struct scratch *s)
{
	nftw(s->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(s->arena);
	free(s);
}

static void make_folders(char *path, size_t from)
{
	for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		cr_assert(mkdir(path, 0777) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

const char *scratch_file(struct scratch *s, const char *name, struct bytes bytes)
{
	char *path = arena_printf(s->arena, "%s/%s", s->folder, name);
	FILE *f;

	make_folders(path, strlen(s->folder) + 1);
	f = fopen(path, "w");
	cr_assert(f, "%s: %s", path, strerror(errno));
	cr_assert_eq(fwrite(bytes.data, 1, bytes.size, f), bytes.size);
	cr_assert_eq(fclose(f), 0);
	return path;
}

const char *scratch_text(struct scratch *s, const char *name, const char *text)
{
	struct bytes bytes = { (unsigned char *)arena_strdup(s->arena, text), strlen(text) };

	return scratch_file(s, name, bytes);
}

struct bytes bytes_copy(struct arena *arena, const void *data, size_t size)
{
	return (struct bytes){ arena_memdup(arena, data, size), size };
}

struct bytes join(struct arena *arena, struct bytes a, struct bytes b)
{
	struct bytes both = { arena_alloc(arena, a.size + b.size + 1), a.size + b.size };

	if (a.size)
		memcpy(both.data, a.data, a.size);
	if (b.size)
		memcpy(both.data + a.size, b.data, b.size);
	return both;
}

struct bytes repeat(struct arena *arena, unsigned char byte, size_t count)
{
	struct bytes all = { arena_alloc(arena, count + 1), count };

	memset(all.data, byte, count);
	return all;
}

void put_be32(unsigned char *at, unsigned int value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> (24 - 8 * i));
}

void put_text(void *fdt, const char *name, const char *value)
{
	cr_assert_eq(fdt_property(fdt, name, value, (int)strlen(value) + 1), 0);
}

static void cells(void *fdt, const char *name, const unsigned int *values, size_t count)
{
	fdt32_t out[8];

	for (size_t i = 0; i < count; i++)
		out[i] = cpu_to_fdt32(values[i]);
	cr_assert_eq(fdt_property(fdt, name, out, (int)(4 * count)), 0);
}

#define CELLS(fdt, name, ...)                                                                                \
	cells(fdt, name, (const unsigned int[]){ __VA_ARGS__ },                                                  \
		  sizeof((const unsigned int[]){ __VA_ARGS__ }) / sizeof(unsigned int))

static void begin(void *fdt, const char *name)
{
	cr_assert_eq(fdt_begin_node(fdt, name), 0);
}

static void end(void *fdt)
{
	cr_assert_eq(fdt_end_node(fdt), 0);
}

static void *start_blob(struct arena *arena)
{
	void *fdt = arena_alloc(arena, 16384);

	cr_assert_eq(fdt_create(fdt, 16384), 0);
	return fdt;
}

static struct bytes finish_blob(struct arena *arena, void *fdt)
{
	cr_assert_eq(fdt_finish(fdt), 0);
	return (struct bytes){ arena_memdup(arena, fdt, fdt_totalsize(fdt)), fdt_totalsize(fdt) };
}

static void add_region(void *fdt, const char *name, unsigned int base, unsigned int size,
					   unsigned int phandle, const char *flag)
{
	begin(fdt, name);
	put_text(fdt, "compatible", "shared-dma-pool");
	CELLS(fdt, "reg", 0, base, 0, size);
	CELLS(fdt, "phandle", phandle);
	cr_assert_eq(fdt_property(fdt, flag, NULL, 0), 0);
	end(fdt);
}

static void add_soc(void *fdt)
{
	begin(fdt, "soc");
	CELLS(fdt, "phandle", 5);
	CELLS(fdt, "#address-cells", 2);
	CELLS(fdt, "#size-cells", 2);
	for (unsigned int i = 0; i < 6; i++) {
		char name[32];

		snprintf(name, sizeof(name), "uart@%x", 0x54006000 + 0x100 * i);
		begin(fdt, name);
		put_text(fdt, "compatible", "vendor,uart");
		put_text(fdt, "status", "disabled");
		CELLS(fdt, "reg", 0, 0x54006000 + 0x100 * i, 0, 0x100);
		end(fdt);
	}
	begin(fdt, "wifi@5a000000");
	put_text(fdt, "compatible", "vendor,wifi");
	put_text(fdt, "status", "disabled");
	CELLS(fdt, "phandle", 4);
	CELLS(fdt, "memory-region", 1);
	end(fdt);
	end(fdt);
}

static void add_symbols(void *fdt)
{
	begin(fdt, "__symbols__");
	put_text(fdt, "soc", "/soc");
	put_text(fdt, "wifi", "/soc/wifi@5a000000");
	put_text(fdt, "pool", "/reserved-memory/pool@90000000");
	end(fdt);
}

struct bytes board_blob(struct arena *arena)
{
	void *fdt = start_blob(arena);

	cr_assert_eq(fdt_add_reservemap_entry(fdt, 0x80000000, 0x80000), 0);
	cr_assert_eq(fdt_finish_reservemap(fdt), 0);
	begin(fdt, "");
	put_text(fdt, "model", "board");
	put_text(fdt, "compatible", "vendor,board");
	CELLS(fdt, "#address-cells", 2);
	CELLS(fdt, "#size-cells", 2);
	begin(fdt, "memory@80000000");
	put_text(fdt, "device_type", "memory");
	CELLS(fdt, "reg", 0, 0x80000000, 0, 0x40000000);
	end(fdt);
	begin(fdt, "reserved-memory");
	CELLS(fdt, "#address-cells", 2);
	CELLS(fdt, "#size-cells", 2);
	cr_assert_eq(fdt_property(fdt, "ranges", NULL, 0), 0);
	add_region(fdt, "pool@90000000", 0x90000000, 0x4000000, 1, "reusable");
	add_region(fdt, "secure@a0000000", 0xa0000000, 0x1000000, 2, "no-map");
	add_region(fdt, "dsp@a8000000", 0xa8000000, 0x1000000, 3, "no-map");
	end(fdt);
	add_soc(fdt);
	add_symbols(fdt);
	end(fdt);
	return finish_blob(arena, fdt);
}

struct bytes model_blob(struct arena *arena, const char *model)
{
	void *fdt = start_blob(arena);

	cr_assert_eq(fdt_finish_reservemap(fdt), 0);
	begin(fdt, "");
	put_text(fdt, "model", model);
	begin(fdt, "soc");
	end(fdt);
	end(fdt);
	return finish_blob(arena, fdt);
}

struct bytes overlay_blob(struct arena *arena)
{
	void *fdt = start_blob(arena);

	cr_assert_eq(fdt_finish_reservemap(fdt), 0);
	begin(fdt, "");
	begin(fdt, "fragment@0");
	CELLS(fdt, "target", 0xffffffff);
	begin(fdt, "__overlay__");
	put_text(fdt, "status", "okay");
	end(fdt);
	end(fdt);
	begin(fdt, "fragment@1");
	put_text(fdt, "target-path", "/soc");
	begin(fdt, "__overlay__");
	begin(fdt, "camera@5b000000");
	CELLS(fdt, "phandle", 1);
	CELLS(fdt, "memory-region", 0xffffffff);
	CELLS(fdt, "self", 1);
	end(fdt);
	end(fdt);
	end(fdt);
	begin(fdt, "__symbols__");
	put_text(fdt, "camera", "/fragment@1/__overlay__/camera@5b000000");
	end(fdt);
	begin(fdt, "__fixups__");
	put_text(fdt, "wifi", "/fragment@0:target:0");
	put_text(fdt, "pool", "/fragment@1/__overlay__/camera@5b000000:memory-region:0");
	end(fdt);
	begin(fdt, "__local_fixups__");
	begin(fdt, "fragment@1");
	begin(fdt, "__overlay__");
	begin(fdt, "camera@5b000000");
	CELLS(fdt, "self", 0);
	end(fdt);
	end(fdt);
	end(fdt);
	end(fdt);
	end(fdt);
	return finish_blob(arena, fdt);
}

struct bytes arm64_image(struct arena *arena, size_t size)
{
	struct bytes image = repeat(arena, 0x5a, size);

	cr_assert_geq(size, 64);
	memcpy(image.data + 0x38, "ARM\x64", 4);
	return image;
}

static void check_line(const struct error *error, const char *name)
{
	cr_assert_eq(strncmp(error->text, name, strlen(name)), 0, "the line must begin with %s: %s", name,
				 error->text);
	cr_assert_not(strchr(error->text, '\n'), "more than one line: %s", error->text);
	cr_assert_gt(strlen(error->text), strlen(name) + 3);
}

int load(struct bytes in, const struct tree_options *options, struct tree **tree, struct error *error)
{
	int ret = tree_from_bytes(in.data, in.size, NAME, options, tree, error);

	if (ret)
		check_line(error, NAME);
	else
		cr_assert_eq(fdt_check_full((*tree)->fdt, (*tree)->size), 0);
	return ret;
}

int load_file(const char *path, const struct tree_options *options, struct tree **tree, struct error *error)
{
	int ret = tree_load(path, options, tree, error);

	if (ret == 0)
		cr_assert_eq(fdt_check_full((*tree)->fdt, (*tree)->size), 0);
	return ret;
}

const char *model_of(const struct tree *tree)
{
	const char *model = fdt_getprop(tree->fdt, 0, "model", NULL);

	return model ? model : "";
}

static void expect_words(int ret, const struct error *error, va_list words)
{
	const char *word;

	cr_assert_lt(ret, 0, "must be refused");
	while ((word = va_arg(words, const char *)))
		cr_assert(strstr(error->text, word), "'%s' must be in: %s", word, error->text);
}

void expect_refusal(struct bytes in, const struct tree_options *options, ...)
{
	struct error error = { 0 };
	struct tree *tree;
	va_list words;
	int ret = load(in, options, &tree, &error);

	va_start(words, options);
	expect_words(ret, &error, words);
	va_end(words);
}

void expect_file_refusal(const char *path, const struct tree_options *options, ...)
{
	struct error error = { 0 };
	struct tree *tree;
	va_list words;
	int ret = load_file(path, options, &tree, &error);

	va_start(words, options);
	expect_words(ret, &error, words);
	va_end(words);
	cr_assert_not(strchr(error.text, '\n'));
}

struct bytes bytes_of(const char *string)
{
	static unsigned char room[4096];
	size_t size = strlen(string);

	cr_assert_lt(size, sizeof(room));
	memcpy(room, string, size + 1);
	return (struct bytes){ room, size };
}
