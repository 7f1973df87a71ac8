/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_OBJECTS_H
#define DTCARVE_LIB_OBJECTS_H

/*
 * The public objects: each wraps one value of a room and counts who needs it,
 * so that they can be given back in any order. What has no life of its own
 * (regions, zones, pools, nodes) is the room's own struct under a public name.
 */
#include "boot/boot.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/range.h"

#include <dtcarve/types.h>

struct dtcarve_ctx {
	unsigned int users;
	struct error error;
};

struct dtcarve_tree {
	unsigned int users;
	struct dtcarve_ctx *ctx;
	struct tree *tree;
	bool has_file; /* its name is that of a file */
};

struct dtcarve_board {
	unsigned int users;
	struct dtcarve_ctx *ctx;
	struct dtcarve_tree *tree;
	struct board *board;
};

struct dtcarve_kernel {
	unsigned int users;
	struct dtcarve_ctx *ctx;
	struct dtcarve_tree *tree; /* that it is for, or NULL */
	struct arena *arena;       /* what was read of its image */
	struct kernel *kernel;
};

struct dtcarve_boot {
	unsigned int users;
	struct dtcarve_board *board;
	struct dtcarve_kernel *kernel;
	struct boot *boot;
	unsigned int cpus;           /* possible ones */
	struct arena *arena;         /* of the text in the options */
	struct boot_options options; /* as it was predicted with */
};

/* -ENODATA with the reason where the kernel does not get through. */
int boot_must_come_up(const struct dtcarve_boot *boot);

/*
 * The objects begin with their users. Who is held in an entry that runs out of
 * memory is let go again, and what the entry allocated is freed (util/memory.h).
 */
void *hold(void *object);   /* it, with one more user */
bool let_go(void *object); /* was the last user */

/* What is left of the function is an entry, which returns -ENOMEM where memory is out. */
#define ENTRY(error)                                                                                         \
	MEMORY_GUARD(entry_guard);                                                                               \
	if (setjmp(entry_guard.back))                                                                            \
	return error_set((error), -ENOMEM, "out of memory")

/* The end of an entry that makes an object: handed out or, after an error, freed. */
#define GIVE(ret, object, free_object)                                                                       \
	do {                                                                                                     \
		if (ret)                                                                                             \
			free_object(object);                                                                             \
		else                                                                                                 \
			*result = (object);                                                                              \
		return ret;                                                                                          \
	} while (0)

/* And of its life: what it has is freed, and it. */
#define FREER(function, object, ...)                                                                         \
	void function(struct dtcarve_##object *object)                                                           \
	{                                                                                                        \
		if (!object)                                                                                         \
			return;                                                                                          \
		__VA_ARGS__;                                                                                         \
		memory_free(object);                                                                                 \
	}

/* The same by the last of its users. */
#define USER_FREER(function, object, ...)                                                                    \
	void function(struct dtcarve_##object *object)                                                           \
	{                                                                                                        \
		if (!object || !let_go(object))                                                                      \
			return;                                                                                          \
		__VA_ARGS__;                                                                                         \
		memory_free(object);                                                                                 \
	}

/* --- what an object tells: functions of one expression, in which it is called as its type is --------- */

#define GETTER(type, function, object, value)                                                                \
	type function(const struct dtcarve_##object *object)                                                     \
	{                                                                                                        \
		return value;                                                                                        \
	}

/* Of the one at `index`; `none` where there are not so many. */
#define GETTER_AT(type, function, object, count, value, none)                                                \
	type function(const struct dtcarve_##object *object, size_t index)                                       \
	{                                                                                                        \
		return index < (count) ? (value) : (none);                                                           \
	}

/* What takes an index, and has a value for any. */
#define GETTER_BY(type, function, object, value)                                                             \
	type function(const struct dtcarve_##object *object, size_t index)                                       \
	{                                                                                                        \
		return value;                                                                                        \
	}

#define NO_RANGE ((struct dtcarve_range){ 0, 0 })

/* --- options: begin with their arena and out_of_memory -------------------------------------------------- */

/* NAME_new(), with the defaults of those that are not 0, and NAME_free(). */
#define OPTIONS_LIFE(name, ...)                                                                              \
	int name##_new(struct name **result)                                                                     \
	{                                                                                                        \
		struct name *options;                                                                                \
                                                                                                             \
		*result = NULL;                                                                                      \
		ENTRY(NULL);                                                                                         \
		options = memory_new(sizeof(*options));                                                              \
		*options = (struct name){ .arena = arena_new(), __VA_ARGS__ };                                       \
		*result = options;                                                                                   \
		return 0;                                                                                            \
	}                                                                                                        \
	void name##_free(struct name *options)                                                                   \
	{                                                                                                        \
		if (!options)                                                                                        \
			return;                                                                                          \
		arena_free(options->arena);                                                                          \
		memory_free(options);                                                                                \
	}

/* What is left of a setter, which cannot fail, is an entry: those who use the options fail. */
#define SETTER_ENTRY(options)                                                                                \
	MEMORY_GUARD(entry_guard);                                                                               \
	if (setjmp(entry_guard.back)) {                                                                          \
		(options)->out_of_memory = true;                                                                     \
		return;                                                                                              \
	}                                                                                                        \
	(void)0

#define SETTER(type, function, object, member)                                                               \
	void function(struct dtcarve_##object *options, type value)                                              \
	{                                                                                                        \
		options->member = value;                                                                             \
	}

#define TEXT_SETTER(function, object, member)                                                                \
	void function(struct dtcarve_##object *options, const char *text)                                        \
	{                                                                                                        \
		SETTER_ENTRY(options);                                                                               \
		options->member = arena_strdup_or_null(options->arena, text);                                        \
	}

#define TEXT_ADDER(function, object, list, count)                                                            \
	void function(struct dtcarve_##object *options, const char *text)                                        \
	{                                                                                                        \
		SETTER_ENTRY(options);                                                                               \
		arena_push(options->arena, options->list, options->count, arena_strdup_or_null(options->arena, text)); \
	}

/* The public numbers are the rooms' own. */
#define SAME(name) ((int)DTCARVE_##name == name)

static inline struct dtcarve_range public_range(struct range r)
{
	return (struct dtcarve_range){ r.base, r.size };
}

#endif
