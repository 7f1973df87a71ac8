/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What UEFI starts: unified kernel images, whose sections are kernel, command
 * line, initrd and trees, and the kernel's own compressed EFI image.
 * Sources: UAPI group: unified_kernel_image; linux:drivers/firmware/efi/libstub/zboot-header.S.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/contents.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define PE_HEADER_BYTES 24
#define SECTION_BYTES 40
#define SECTION_LIMIT 256

/* --- EFI zboot --------------------------------------------------------------------------- */

static bool zboot_matches(struct bytes in)
{
	return in.size >= 64 && memcmp(in.data, "MZ", 2) == 0 && memcmp(in.data + 4, "zimg", 4) == 0;
}

static int zboot_collect(struct contents *contents, struct bytes in, const struct origin *from,
						 struct error *error)
{
	struct origin behind = origin_inside(contents, from, "appended DTB", "behind the kernel");
	struct bytes payload;
	int ret =
		container_part(in, load_le32(in.data + 8), load_le32(in.data + 12), "its payload", &payload, error);

	if (ret)
		return ret;
	contents_add_kernel(contents, in, from);
	return scan_collect(contents, in, (size_t)(payload.data - in.data) + payload.size, true, &behind, error);
}

const struct container_kind zboot_kind = { "EFI zboot image", NULL, 0, zboot_matches, zboot_collect };

/* --- unified kernel image ---------------------------------------------------------------- */

struct sections {
	const unsigned char *first;
	unsigned int count;
};

/* Whether it is a PE file, and where its section headers are. */
static bool find_sections(struct bytes in, struct sections *sections)
{
	uint64_t at;

	if (in.size < 64 || memcmp(in.data, "MZ", 2) != 0)
		return false;
	at = load_le32(in.data + 0x3c);
	if (at > in.size || in.size - at < PE_HEADER_BYTES || memcmp(in.data + at, "PE\0\0", 4) != 0)
		return false;
	sections->count = in.data[at + 6] | (unsigned int)in.data[at + 7] << 8;
	at += PE_HEADER_BYTES + (in.data[at + 20] | (uint64_t)in.data[at + 21] << 8);
	if (sections->count > SECTION_LIMIT || at > in.size || sections->count > (in.size - at) / SECTION_BYTES)
		return false;
	sections->first = in.data + at;
	return true;
}

static bool is_named(const unsigned char *section, const char *name)
{
	return strncmp((const char *)section, name, 8) == 0;
}

/* A kernel with an EFI stub is a PE file, too, but has no section of these names. */
static bool uki_matches(struct bytes in)
{
	struct sections s;

	if (!find_sections(in, &s))
		return false;
	for (unsigned int i = 0; i < s.count; i++)
		if (is_named(s.first + i * SECTION_BYTES, ".linux"))
			return true;
	return false;
}

static int collect_section(struct contents *contents, const unsigned char *section, struct bytes data,
						   const struct origin *from, struct error *error)
{
	struct origin here = origin_inside(contents, from, "unified kernel image", "%.8s", (const char *)section);

	if (is_named(section, ".dtb") || is_named(section, ".dtbauto") || is_named(section, ".linux"))
		return contents_collect(contents, data, &here, error);
	if (is_named(section, ".cmdline"))
		contents_add_cmdline(contents, (const char *)data.data, data.size, &here);
	else if (is_named(section, ".initrd"))
		contents_add_initrd(contents, data.size, &here);
	else if (is_named(section, ".uname"))
		contents->release = arena_printf(contents->arena, "%.*s", (int)strcspn((const char *)data.data, "\n"),
										 (const char *)data.data);
	return 0;
}

static int uki_collect(struct contents *contents, struct bytes in, const struct origin *from,
					   struct error *error)
{
	struct sections s = { 0 };
	int ret = 0;

	find_sections(in, &s);
	for (unsigned int i = 0; i < s.count && ret == 0; i++) {
		const unsigned char *section = s.first + i * SECTION_BYTES;
		uint32_t used = load_le32(section + 8), size = load_le32(section + 16);
		struct bytes data;

		ret = container_part(in, load_le32(section + 20), min_u64(size, used ? used : size),
							 (const char *)section, &data, error);
		if (ret == 0) {
			data.data = memcpy(arena_alloc(contents->arena, data.size + 1), data.data, data.size);
			data.data[data.size] = '\0';
			ret = collect_section(contents, section, data, from, error);
		}
	}
	return ret;
}

const struct container_kind uki_kind = { "unified kernel image", NULL, 0, uki_matches, uki_collect };
