/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Android's boot images: a header, then kernel, ramdisk and device trees, each
 * beginning at a page. Versions 0 to 2 of the boot image hold the trees
 * themselves, from version 3 on they are in the vendor_boot image.
 * Source: android:system/tools/mkbootimg/include/bootimg/bootimg.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/contents.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define NEWEST_VERSION 4
#define V3_PAGE_BYTES 4096
/* where version 0 has the version, Qualcomm's boot loaders had the size of a device-tree table */
#define QCOM_TABLE_LEAST 0x100

/* A cursor over the parts, each rounded up to pages. */
struct parts {
	struct contents *contents;
	struct bytes in;
	const struct origin *from;
	const char *format;
	uint64_t at, page;
};

static int next_part(struct parts *p, uint64_t size, const char *what, struct bytes *part,
					 struct origin *from, struct error *error)
{
	int ret = container_part(p->in, p->at, size, what, part, error);

	p->at += round_up(size, p->page);
	*from = origin_inside(p->contents, p->from, p->format, "%s", what);
	return ret;
}

/* A part that holds a kernel or trees, in whatever container. */
static int collect_part(struct parts *p, uint64_t size, const char *what, struct error *error)
{
	struct origin from;
	struct bytes part;
	int ret = next_part(p, size, what, &part, &from, error);

	if (ret || !size)
		return ret;
	ret = contents_collect(p->contents, part, &from, error);
	return ret ? error_prefix(error, "%s", what) : 0;
}

static int initrd_part(struct parts *p, uint64_t size, const char *what, struct error *error)
{
	struct origin from;
	struct bytes part;
	int ret = next_part(p, size, what, &part, &from, error);

	if (ret == 0)
		contents_add_initrd(p->contents, size, &from);
	return ret;
}

static int header_of(struct bytes in, size_t size, struct error *error)
{
	if (in.size >= size)
		return 0;
	return error_set(error, -EBADMSG, "is cut off: %zu bytes are less than its header of %zu", in.size, size);
}

static int check_page(uint64_t page, struct error *error)
{
	if (page >= 512 && page <= MIB(1) && (page & (page - 1)) == 0)
		return 0;
	return error_set(error, -EBADMSG, "pages of %llu bytes: expected a power of two from 512 on",
					 (unsigned long long)page);
}

static void add_cmdline(struct parts *p, size_t offset, size_t room)
{
	struct origin from = origin_inside(p->contents, p->from, p->format, "command line");

	contents_add_cmdline(p->contents, (const char *)p->in.data + offset, room, &from);
}

/* The first half ends at byte 512 wherever a word is, and goes on in extra_cmdline. */
static void add_split_cmdline(struct parts *p)
{
	char text[512 + 1024 + 1];

	snprintf(text, sizeof(text), "%.511s%.1024s", (const char *)p->in.data + 64,
			 (const char *)p->in.data + 608);
	contents_add_cmdline(
		p->contents, text, strlen(text),
		&(struct origin){ .format = p->from->format ? p->from->format : p->format, .place = "command line" });
}

static int collect_v0_to_v2(struct parts *p, uint32_t version, struct error *error)
{
	const unsigned char *header = p->in.data;
	bool is_table = version > QCOM_TABLE_LEAST;
	size_t least = is_table || version == 0 ? 1632 : version == 1 ? 1648 : 1660;
	int ret = header_of(p->in, least, error);

	if (ret)
		return ret;
	p->page = load_le32(header + 36);
	p->at = p->page;
	ret = check_page(p->page, error);
	if (ret)
		return ret;
	add_split_cmdline(p);
	ret = collect_part(p, load_le32(header + 8), "kernel", error);
	if (ret == 0)
		ret = initrd_part(p, load_le32(header + 16), "ramdisk", error);
	if (ret == 0)
		ret = collect_part(p, load_le32(header + 24), "second", error);
	if (ret == 0 && is_table)
		return collect_part(p, version, "device-tree table", error);
	if (ret == 0 && version >= 1)
		p->at += round_up(load_le32(header + 1632), p->page); /* overlays of the recovery, not of this boot */
	if (ret == 0 && version >= 2)
		ret = collect_part(p, load_le32(header + 1648), "dtb", error);
	return ret;
}

static int collect_v3(struct parts *p, struct error *error)
{
	const unsigned char *header = p->in.data;
	int ret = header_of(p->in, 1580, error);

	if (ret)
		return ret;
	p->page = p->at = V3_PAGE_BYTES;
	add_cmdline(p, 44, 1536);
	ret = collect_part(p, load_le32(header + 8), "kernel", error);
	return ret ? ret : initrd_part(p, load_le32(header + 12), "ramdisk", error);
}

static int boot_collect(struct contents *contents, struct bytes in, const struct origin *from,
						struct error *error)
{
	struct parts p = { .contents = contents, .in = in, .from = from, .format = "Android boot image" };
	uint32_t version;
	int ret = header_of(in, 48, error);

	if (ret)
		return ret;
	version = load_le32(in.data + 40);
	if (version == 3 || version == 4)
		return collect_v3(&p, error);
	if (version > NEWEST_VERSION && version <= QCOM_TABLE_LEAST)
		return error_set(error, -ENOTSUP, "header version %u (offset 40): 0 to %d are known", version,
						 NEWEST_VERSION);
	return collect_v0_to_v2(&p, version, error);
}

const struct container_kind android_boot_kind = { "Android boot image", "ANDROID!", 8, NULL, boot_collect };

/*
 * "kernel.cma = 64M" lines of a bootconfig become the command line's "cma=64M".
 * Source: linux:init/main.c:xbc_snprint_cmdline.
 */
static void add_bootconfig(struct contents *contents, struct bytes in, const struct origin *from)
{
	static const char prefix[] = "kernel.";
	const char *line = arena_printf(contents->arena, "%.*s", (int)in.size, (const char *)in.data);

	for (; *line; line += strspn(line, "\n;")) {
		size_t length = strcspn(line, "\n;");
		const char *equals = memchr(line, '=', length);
		char text[512];

		if (strncmp(line, prefix, strlen(prefix)) == 0 && equals) {
			const char *key = line + strlen(prefix), *value = equals + 1 + strspn(equals + 1, " \"");
			int value_length = (int)strcspn(value, "\"\n;");

			snprintf(text, sizeof(text), "%.*s=%.*s", (int)strcspn(key, " ="), key, value_length, value);
			contents_add_cmdline(contents, text, strlen(text), from);
		}
		line += length;
	}
}

static int collect_v4_rest(struct parts *p, struct error *error)
{
	const unsigned char *header = p->in.data;
	struct origin from;
	struct bytes part;
	int ret = header_of(p->in, 2128, error);

	if (ret == 0)
		ret = next_part(p, load_le32(header + 2112), "ramdisk table", &part, &from, error);
	if (ret == 0)
		ret = next_part(p, load_le32(header + 2124), "bootconfig", &part, &from, error);
	if (ret == 0)
		add_bootconfig(p->contents, part, &from);
	return ret;
}

static int vendor_collect(struct contents *contents, struct bytes in, const struct origin *from,
						  struct error *error)
{
	struct parts p = { .contents = contents, .in = in, .from = from, .format = "Android vendor_boot image" };
	int ret = header_of(in, 2112, error);

	if (ret)
		return ret;
	p.page = load_le32(in.data + 12);
	ret = check_page(p.page, error);
	if (ret)
		return ret;
	p.at = round_up(load_le32(in.data + 2096), p.page);
	add_cmdline(&p, 28, 2048);
	ret = initrd_part(&p, load_le32(in.data + 24), "vendor ramdisk", error);
	if (ret == 0)
		ret = collect_part(&p, load_le32(in.data + 2100), "dtb", error);
	if (ret == 0 && load_le32(in.data + 8) >= 4)
		ret = collect_v4_rest(&p, error);
	return ret;
}

const struct container_kind android_vendor_boot_kind = { "Android vendor_boot image", "VNDRBOOT", 8, NULL,
														 vendor_collect };
