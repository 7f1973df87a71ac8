/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as the configuration of each boot loader, the first byte tells which.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fuzz.h"
#include "input/boot_entry.h"
#include "util/arena.h"
#include "util/number.h"

int fuzz_boot_config(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct boot_entries *, const char *, const char *) = {
		extlinux_read, bls_read, raspberry_read, armbian_read, uenv_read, grub_read,
	};
	struct boot_entries entries = { .arena = arena_new(), .folder = "/nonexistent", .prefix = "" };

	if (size)
		readers[data[0] % ARRAY_SIZE(readers)](&entries, "FILE",
											   arena_strndup(entries.arena, (const char *)data + 1, size - 1));
	for (size_t i = 0; i < entries.count; i++)
		for (size_t j = 0; j < entries.items[i].overlay_count; j++)
			for (size_t p = 0; p < entries.items[i].overlays[j].param_count; p++)
				if (!entries.items[i].overlays[j].params[p])
					abort();
	arena_free(entries.arena);
	return 0;
}
