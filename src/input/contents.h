/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_CONTENTS_H
#define DTCARVE_INPUT_CONTENTS_H

/*
 * What an input holds: the device trees of all its containers, counted by
 * structure, and what a boot loader would take with them: kernels, command
 * lines, the size of the initrd.
 */
#include <stdbool.h>
#include <stdint.h>

#include "input/blob.h"
#include "util/range.h"

struct arena;
struct error;

/* Where something was found, from the outermost container inwards. */
struct origin {
	const char *format;      /* "Android boot image"; NULL: nothing told yet */
	const char *place;       /* "entry 2", "/images/fdt-1", "offset 0x800"; or NULL */
	const char *compression; /* of the whole input, or NULL */
	const char *name;        /* of a FIT configuration, or NULL */
	const char *ids;         /* numbers by which a boot loader chooses, as words; or NULL */
	uint64_t id;
	bool has_id, numbered; /* numbered: an entry of a table, whose index says something */
	unsigned int layers;   /* containers one in the other */
};

struct found_tree {
	struct origin from;
	struct blob blob;
	const char *damage;     /* why it is no tree, or NULL; then there is no blob */
	bool is_default;        /* the container says that it is the one to boot */
	struct bytes *overlays; /* that a FIT configuration puts on it, as they are in the image */
	const char **overlay_names;
	size_t overlay_count;
};

struct found_kernel {
	struct origin from;
	struct bytes bytes;
};

/* A kernel command line, or a part of one. */
struct found_text {
	struct origin from;
	const char *text;
};

struct contents {
	struct arena *arena; /* what it points to lives here, or in the input */
	struct found_tree *trees;
	size_t tree_count;
	size_t builtin_count; /* trees that are a kernel's own: never a board's */
	struct found_kernel *kernels;
	size_t kernel_count;
	struct found_text *cmdlines; /* in the order in which the boot loader puts them together */
	size_t cmdline_count;
	const char *release; /* of the kernel, where a container tells it by itself; or NULL */
	uint64_t initrd_bytes;
	bool has_initrd;
	struct origin initrd_from;
	struct bytes source;             /* device-tree source, where the input is that; else empty */
	const char *source_compression;  /* or NULL */
	const char *config, *system_map; /* files beside the kernel, or NULL */
	struct range banks[2];           /* RAM that a boot loader's configuration tells */
	size_t bank_count;
	struct origin banks_from;
	size_t work; /* bytes of headers' sizes that were looked through */
};

/*
 * Adds what `in` holds, a container told apart by its content, and what that
 * contains in turn. Input without anything that is known adds nothing; a
 * container that is cut off or lies about its sizes is an error, with one line
 * that has the offset and no file name.
 */
int contents_collect(struct contents *contents, struct bytes in, const struct origin *from,
					 struct error *error);

/* --- for the readers of containers ------------------------------------------------------- */

/* One kind of container: what tells it from others, and what it holds. */
struct container_kind {
	const char *name;
	const char *magic;                /* that it begins with, */
	size_t least;                     /* and how many bytes it has then */
	bool (*matches)(struct bytes in); /* instead, where a magic is not enough */
	int (*collect)(struct contents *contents, struct bytes in, const struct origin *from,
				   struct error *error);
};

extern const struct container_kind android_boot_kind, android_vendor_boot_kind, android_table_kind;
extern const struct container_kind android_sparse_kind, qcdt_kind, dtbh_kind, sprd_kind, amlogic_kind;
extern const struct container_kind rockchip_resource_kind, rockchip_kernel_kind, mediatek_kind, uimage_kind;
extern const struct container_kind zboot_kind, uki_kind, capture_kind;

bool container_matches(const struct container_kind *kind, struct bytes in);

/* A part of a container; -EBADMSG with one line where it runs past the end. */
int container_part(struct bytes in, uint64_t offset, uint64_t size, const char *what, struct bytes *part,
				   struct error *error);

/* `from`, one container further in. */
struct origin origin_inside(struct contents *contents, const struct origin *from, const char *format,
							const char *place, ...) __attribute__((format(printf, 4, 5)));

void contents_add_kernel(struct contents *contents, struct bytes bytes, const struct origin *from);
/* Nothing where there is no text. It ends at the first NUL. */
void contents_add_cmdline(struct contents *contents, const char *text, size_t room,
						  const struct origin *from);
void contents_add_initrd(struct contents *contents, uint64_t bytes, const struct origin *from);
/* One tree at the start of `in`; *size is what it takes, 0 where it is damaged. */
/* What should be a tree and is none. */
void contents_add_damaged(struct contents *contents, const char *damage, const struct origin *from);
void contents_add_tree(struct contents *contents, struct bytes in, const struct origin *from, size_t *size);

/* The configurations of a FIT image, `in` beginning with its tree. */
bool fit_matches(const void *fdt); /* of a well-formed tree */
int fit_collect(struct contents *contents, struct bytes in, const struct origin *from, struct error *error);

/* Trees somewhere in bytes of an unknown kind; behind a kernel image only those at the very end. */
int scan_collect(struct contents *contents, struct bytes in, size_t start, bool at_end_only,
				 const struct origin *from, struct error *error);

#endif
