/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/firmware_map.h"

#include <errno.h>
#include <string.h>

#include "board/firmware_lines.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"

#define MAP_LIMIT_BYTES ((size_t)MIB(64)) /* whole console logs */

NAMER(map_source_name, map_source, MAP_SOURCE_LIST, ENUM_NAME)

enum map_source firmware_map_efi_source(const struct firmware_map *map)
{
	if (!map)
		return MAP_SOURCES;
	if (map->sources & 1u << MAP_EFI)
		return MAP_EFI;
	return map->log_by_efi && map->sources & 1u << MAP_LOG ? MAP_LOG : MAP_SOURCES;
}

/*
 * Ranges of memblock that touch differ in their flags, so of neighbours every other one is no-map
 * (linux:mm/memblock.c:memblock_merge_regions); which, their sizes tell: Linux has the larger part.
 */
static void tell_nomap_apart(struct firmware_map *map)
{
	for (size_t i = 0, next; i < map->count; i = next) {
		uint64_t bytes[2] = { 0 };
		const struct map_entry *last = &map->entries[i];

		next = i + 1;
		if (last->source != MAP_LOG)
			continue;
		bytes[0] = last->range.size;
		for (; next < map->count && map->entries[next].source == MAP_LOG &&
			   map->entries[next].range.base == range_end(map->entries[next - 1].range);
			 next++)
			bytes[(next - i) % 2] += map->entries[next].range.size;
		for (size_t j = i; j < next; j++)
			map->entries[j].use = (j - i) % 2 == (bytes[1] > bytes[0]) ? USE_FREE : USE_RUNTIME;
	}
}

/* A line that is longer tells nothing. */
static void read_lines(struct map_reader *r, const char *text, size_t length)
{
	const char *end = text + length;
	char line[1024];

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t size = (size_t)((newline ? newline : end) - text);

		r->line++;
		if (size < sizeof(line)) {
			memcpy(line, text, size);
			line[size] = '\0';
			firmware_line_read(r, line);
		}
		text += size + 1;
	}
}

int firmware_map_parse(struct arena *arena, const char *file, const char *text, size_t length,
					   const struct firmware_map **result, struct error *error)
{
	struct firmware_map *map = arena_new_object(arena, struct firmware_map);
	struct map_reader reader = { .arena = arena, .map = map };

	*result = NULL;
	map->file = arena_strdup(arena, file);
	read_lines(&reader, text, length);
	if (!map->count && reader.zeros)
		return error_set(error, -EBADMSG,
						 "%s: all addresses are 0, as users without rights see them: read /proc/iomem as root",
						 file);
	if (!map->count)
		return error_set(
			error, -EBADMSG,
			"%s: no memory map found; expected the output of memmap (UEFI), bdinfo or efidebug memmap (U-Boot), efi: lines of a boot with efi=debug, boot lines of TF-A or OP-TEE, /proc/iomem, or a log with node ranges",
			file);
	tell_nomap_apart(map);
	*result = map;
	return 0;
}

int firmware_map_read(struct arena *arena, const char *path, const struct firmware_map **map,
					  struct error *error)
{
	struct bytes text;
	int ret = file_read(arena, path, MAP_LIMIT_BYTES, &text, error);

	*map = NULL;
	return ret ? ret : firmware_map_parse(arena, path, (const char *)text.data, text.size, map, error);
}

struct range_set firmware_map_ram(struct arena *arena, const struct firmware_map *map, enum map_source *from)
{
	/* what firmware is surest of first */
	static const enum map_source best[] = { MAP_EFI, MAP_UBOOT, MAP_LOG, MAP_IOMEM };
	struct range_set ram = { 0 };
	size_t i = 0;

	*from = MAP_SOURCES;
	for (; i < ARRAY_SIZE(best) && !ram.count; i++)
		for (size_t j = 0; j < map->count; j++) {
			const struct map_entry *entry = &map->entries[j];

			if (entry->source != best[i] || !entry->cacheable ||
				(best[i] == MAP_UBOOT && entry->use != USE_BANK))
				continue;
			range_set_push(arena, &ram, entry->range);
			*from = best[i];
		}
	range_set_join(&ram);
	return ram;
}
