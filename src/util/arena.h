/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_ARENA_H
#define DTCARVE_UTIL_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * One arena for each model value (tree, board, kernel, boot state): whatever
 * the value points to lives in its arena and goes when the arena goes.
 *
 * Sizes that come from outside are bounded by the caller; where the machine itself
 * has no more, util/memory.h tells what happens: nothing here returns NULL.
 */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_memdup(struct arena *arena, const void *data, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strdup_or_null(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/*
 * An array that grows knows its room. NULL is an empty one; arena_reserve() makes
 * one with room for so many elements of `size` bytes; arena_grow() makes room for
 * one more behind `count` of them, and returns the (possibly moved) array. Any
 * other array must not be given to it: abort().
 */
void *arena_reserve(struct arena *arena, size_t room, size_t size);
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

#define arena_new_object(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_push(arena, array, count, element)                                                             \
	do {                                                                                                     \
		(array) = arena_grow((arena), (array), (count), sizeof(*(array)));                                   \
		(array)[(count)++] = (element);                                                                      \
	} while (0)

#endif
