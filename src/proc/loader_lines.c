/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where U-Boot says that it put kernel, initrd and tree. Sources: u-boot:boot/bootm.c
 * (bootm_load_os, image_decomp), cmd/booti.c:booti_start, boot/image-board.c:
 * boot_ramdisk_high, boot/image-fdt.c:boot_get_fdt and boot_relocate_fdt.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/facts.h"
#include "proc/observed.h"
#include "util/arena.h"
#include "util/file.h"
#include "util/number.h"

#define LONGEST_LINE 200

static const char *find_last(struct bytes text, const char *words)
{
	const char *last = NULL, *at = (const char *)text.data, *end = at + text.size;

	while (at && at < end && (at = memmem(at, (size_t)(end - at), words, strlen(words))) != NULL)
		last = at++;
	return last;
}

/* What follows the last thing that ended an earlier boot, or an attempt at one. */
static struct bytes last_attempt(struct bytes text)
{
	static const char *const ends[] = { "Linux version ",
										"\nU-Boot ",
										"SCRIPT FAILED",
										"resetting ...",
										"ERROR: Failed to allocate",
										"## Booting kernel from",
										"## Loading kernel from" };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const char *at = find_last(text, ends[i]);

		if (at)
			text = bytes_from(text, (size_t)(at + 1 - (const char *)text.data));
	}
	return text;
}

/* The line of the last of these words, without them, in the arena; NULL where there is none. */
static const char *behind(struct arena *arena, struct bytes text, const char *words)
{
	const char *at = find_last(text, words), *end = (const char *)text.data + text.size;
	size_t length = 0;

	if (!at)
		return NULL;
	at += strlen(words);
	while (at + length < end && length < LONGEST_LINE && at[length] != '\n' && at[length] != '\r')
		length++;
	return arena_printf(arena, "%.*s", (int)length, at);
}

/* Hexadecimal, with or without 0x, as U-Boot has printed all of these; 0 where there is none. */
static uint64_t address_at(const char *text)
{
	char *end;
	uint64_t address = strtoull(text, &end, 16);

	return end > text && address <= INT64_MAX ? address : 0;
}

static uint64_t address_behind(const char *line, const char *words)
{
	const char *at = line ? strstr(line, words) : NULL;

	return at ? address_at(at + strlen(words)) : 0;
}

/* Of an Image that is moved after it was loaded only the last place counts. */
static uint64_t kernel_place(struct arena *arena, struct bytes text)
{
	static const char *const words[] = { "Moving Image from ", "Loading Kernel Image",
										 "Uncompressing Kernel Image", "XIP Kernel Image" };
	uint64_t place = 0;

	for (size_t i = 0; i < ARRAY_SIZE(words) && !place; i++)
		place = address_behind(behind(arena, text, words[i]), " to ");
	return place;
}

/* Where it is moved to, else where it stays, else where it was found. */
static uint64_t tree_place(struct arena *arena, struct bytes text)
{
	static const char *const words[] = { "Loading Device Tree to ", "Using Device Tree in place at ",
										 "Booting using the fdt blob at ",
										 "## Flattened Device Tree blob at " };
	uint64_t place = 0;

	for (size_t i = 0; i < ARRAY_SIZE(words) && !place; i++) {
		const char *line = behind(arena, text, words[i]);

		place = line ? address_at(line) : 0;
	}
	return place;
}

static int tell_initrd(struct facts *facts, const char *source, struct bytes text, struct error *error)
{
	const char *line = behind(facts->arena, text, "Loading Ramdisk to ");
	uint64_t start = line ? address_at(line) : 0, end = address_behind(line, ", end ");

	if (!start || end <= start || end - start > UINT32_MAX)
		return 0;
	return facts_tell(facts, source, "initrd",
					  arena_printf(facts->arena, "%#llx@%#llx", (unsigned long long)(end - start),
								   (unsigned long long)start),
					  error);
}

int learn_loader_lines(struct facts *facts, const char *source, struct bytes before, struct error *error)
{
	const char *arch = config_fact(&facts->config, "arch");
	struct bytes text = last_attempt(before);
	uint64_t kernel = kernel_place(facts->arena, text), tree = tree_place(facts->arena, text);
	int ret = tree ? facts_tell_number(facts, source, "fdt_base", tree, error) : 0;

	/* arm unpacks its zImage elsewhere */
	if (ret == 0 && kernel && arch && strcmp(arch, "arm64") == 0)
		ret = facts_tell_number(facts, source, "kernel_base", kernel, error);
	return ret ? ret : tell_initrd(facts, source, text, error);
}
