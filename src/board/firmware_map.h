/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_FIRMWARE_MAP_H
#define DTCARVE_BOARD_FIRMWARE_MAP_H

/* What firmware says of the memory, beside the tree: dumps and logs, told apart by their lines. */
#include <stdbool.h>
#include <stddef.h>

#include "util/named.h"
#include "util/range.h"
#include "util/range_set.h"

struct arena;
struct error;

#define MAP_SOURCE_LIST(X)                                                                                   \
	X(MAP_EFI, "UEFI memory map") /* UEFI Shell's memmap, U-Boot's efidebug memmap, the kernel's "efi: " lines with efi=debug */ \
	X(MAP_UBOOT, "U-Boot's banks") /* bdinfo, lmb_dump_all */                                                \
	X(MAP_SECURE, "boot lines of the secure world") /* TF-A, OP-TEE */                                       \
	X(MAP_IOMEM, "/proc/iomem") /* /proc/iomem of a running board */                                         \
	X(MAP_LOG, "node ranges of a kernel's log") /* "Early memory node ranges" of a kernel's log */
enum map_source { MAP_SOURCE_LIST(ENUM_VALUE) MAP_SOURCES };

enum map_use {
	USE_FREE,     /* for the operating system */
	USE_BANK,     /* DRAM, whoever has what of it */
	USE_RESERVED, /* EfiReservedMemoryType: nobody but its owner */
	USE_RUNTIME,  /* firmware's while Linux runs; in a log: mapped by nobody */
	USE_RECLAIM,  /* ACPI tables */
	USE_SECURE,   /* the secure world's: an access of Linux is a fault */
	USE_SHARED,   /* the secure world's to exchange messages with Linux */
};

struct map_entry {
	struct range range;
	enum map_use use;
	enum map_source source;
	const char *name; /* as it is called there */
	bool boot_data;   /* EfiBootServicesData */
	bool loader;      /* of the boot loader or the stub: images may be in it */
	bool cacheable;   /* write-back, write-through or write-combined: memory */
	bool write_back;
	size_t line;
};

struct firmware_map {
	const char *file;
	struct map_entry *entries; /* as they stand in the file */
	size_t count;
	unsigned int sources; /* bits of enum map_source */
	bool log_by_efi;      /* a kernel's log says that EFI booted it */
};

/* Reads a file; -EBADMSG with one line where it holds no map. */
int firmware_map_read(struct arena *arena, const char *path, const struct firmware_map **map,
					  struct error *error);
int firmware_map_parse(struct arena *arena, const char *file, const char *text, size_t length,
					   const struct firmware_map **map, struct error *error);

const char *map_source_name(enum map_source source);

/* The source that tells what the kernel takes as RAM where EFI starts it; MAP_SOURCES: none. */
enum map_source firmware_map_efi_source(const struct firmware_map *map);

/* All that is RAM to the best of the sources; *from is that one, MAP_SOURCES where none tells it. */
struct range_set firmware_map_ram(struct arena *arena, const struct firmware_map *map, enum map_source *from);

#endif
