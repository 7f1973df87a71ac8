/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_SOURCE_MAP_H
#define DTCARVE_INPUT_SOURCE_MAP_H

/* Where nodes and properties of a tree stand in the source that it was compiled from. */
#include <stddef.h>

#include "util/file.h"

struct arena;
struct error;
struct tree_options;

struct source_place {
	const char *file;           /* NULL: not known */
	unsigned long line, column; /* from 1 */
};

struct source_map;

/*
 * Compiles the source in `path` once more, to its annotated form ("dtc -T -T"),
 * and reads the places out of it. The map lives in the arena. Errors are those
 * of tree_load(); -ENOTSUP where the file is no source or dtc is too old.
 */
int source_map_read(struct arena *arena, const char *path, const struct tree_options *options,
					struct source_map **map, struct error *error);

/* Reads annotated source; lines that are none of its own are passed over. `reserves` places its /memreserve/
 * entries. */
struct source_map *source_map_parse(struct arena *arena, struct bytes annotated,
									const struct source_place *reserves, size_t reserve_count);

/* Where the node, or "/memreserve/N", is opened first; no file where the map does not have it. */
struct source_place source_map_node(const struct source_map *map, const char *path);

/* Where it is opened last: an override (&label { ... }), or the same place. */
struct source_place source_map_override(const struct source_map *map, const char *path);

/* Where the property's value comes from. */
struct source_place source_map_property(const struct source_map *map, const char *path, const char *property);

#endif
