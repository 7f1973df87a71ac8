/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/memory.h"

/* With AddressSanitizer nobody may touch what lies between two objects, nor what no object has yet. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define FORBID(start, size) ASAN_POISON_MEMORY_REGION(start, size)
#define ALLOW(start, size) ASAN_UNPOISON_MEMORY_REGION(start, size)
#define GAP_BYTES 32
#else
#define FORBID(start, size) ((void)(start))
#define ALLOW(start, size) ((void)(start))
#define GAP_BYTES 0
#endif

#define LEAST_CHUNK_BYTES 1024
#define MOST_CHUNK_BYTES 16384

/* Longer texts are formatted twice. */
#define USUAL_TEXT_BYTES 512
#define LEAST_ROOM 4

struct chunk {
	struct chunk *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *chunks;
	size_t usual; /* bytes of the next chunk: small values stay small */
};

static void free_chunks(void *user)
{
	struct chunk *next;

	for (struct chunk *c = ((struct arena *)user)->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
}

struct arena *arena_new(void)
{
	struct arena *arena = memory_new_with(sizeof(*arena), free_chunks);

	arena->usual = LEAST_CHUNK_BYTES;
	return arena;
}

void arena_free(struct arena *arena)
{
	memory_free(arena);
}

static struct chunk *chunk_new(size_t room)
{
	struct chunk *c;

	if (room > SIZE_MAX - sizeof(*c))
		memory_out();
	c = memory_chunk(sizeof(*c) + room);
	c->next = NULL;
	c->used = 0;
	c->size = room;
	FORBID(c->bytes, room);
	return c;
}

/* Of its own, behind the chunk that is being filled: what is left in that one is not lost. */
static void *alloc_large(struct arena *arena, size_t size)
{
	struct chunk *c = chunk_new(size);

	c->used = size;
	c->next = arena->chunks->next;
	arena->chunks->next = c;
	ALLOW(c->bytes, size);
	return c->bytes;
}

static void add_chunk(struct arena *arena, size_t size)
{
	struct chunk *c = chunk_new(size > arena->usual ? size : arena->usual);

	arena->usual = 2 * arena->usual > MOST_CHUNK_BYTES ? MOST_CHUNK_BYTES : 2 * arena->usual;
	c->next = arena->chunks;
	arena->chunks = c;
}

/* Bytes of any content: most of what a chunk holds is written at once. */
static void *take(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct chunk *c = arena->chunks;
	size_t start = c ? (c->used + GAP_BYTES + align - 1) / align * align : 0;

	if (!c || start > c->size || size > c->size - start) {
		if (c && size > arena->usual / 2)
			return alloc_large(arena, size);
		add_chunk(arena, size);
		c = arena->chunks;
		start = 0;
	}
	c->used = start + size;
	ALLOW(c->bytes + start, size);
	return c->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

void *arena_memdup(struct arena *arena, const void *data, size_t size)
{
	void *copy = take(arena, size);

	if (size)
		memcpy(copy, data, size);
	return copy;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = take(arena, length + 1);

	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_strdup_or_null(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char usual[USUAL_TEXT_BYTES];
	va_list again;
	int length;
	char *text;

	va_copy(again, args);
	length = vsnprintf(usual, sizeof(usual), format, again);
	va_end(again);
	if (length < 0)
		memory_out();
	if ((size_t)length < sizeof(usual))
		return arena_strndup(arena, usual, (size_t)length);
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

/* What stands before the first element of an array that grows. */
struct vector {
	size_t room;
	const void *self; /* tells such an array from any other */
	alignas(max_align_t) unsigned char elements[];
};

void *arena_reserve(struct arena *arena, size_t room, size_t size)
{
	struct vector *v;

	if (room > (SIZE_MAX - sizeof(*v)) / size)
		memory_out();
	v = arena_alloc(arena, sizeof(*v) + room * size);
	v->room = room;
	v->self = v;
	return v->elements;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	struct vector *v =
		array ? (struct vector *)((unsigned char *)array - offsetof(struct vector, elements)) : NULL;
	void *bigger;

	if (v && v->self != v)
		abort();
	if (v && count < v->room)
		return array;
	bigger = arena_reserve(arena, v && v->room > LEAST_ROOM / 2 ? 2 * v->room : LEAST_ROOM, size);
	if (count)
		memcpy(bigger, array, count * size);
	return bigger;
}
