/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

const struct fuzz_target fuzz_targets[] = {
	{ "baseline", fuzz_baseline },
	{ "board", fuzz_board },
	{ "boot_config", fuzz_boot_config },
	{ "capture", fuzz_capture },
	{ "command", fuzz_command },
	{ "defaults", fuzz_defaults },
	{ "evidence", fuzz_evidence },
	{ "firmware_map", fuzz_firmware_map },
	{ "folder", fuzz_folder },
	{ "image", fuzz_image },
	{ "kernel", fuzz_kernel },
	{ "klog", fuzz_klog },
	{ "messages", fuzz_messages },
	{ "overlay", fuzz_overlay },
	{ "overlay_params", fuzz_overlay_params },
	{ "owners", fuzz_owners },
	{ "policy", fuzz_policy },
	{ "proc", fuzz_proc },
	{ "profile", fuzz_profile },
	{ "request", fuzz_request },
	{ "source", fuzz_source },
	{ "system_map", fuzz_system_map },
	{ "tree", fuzz_tree },
	{ "workload", fuzz_workload },
	{ NULL, NULL },
};

const struct fuzz_target *fuzz_target_named(const char *name)
{
	const struct fuzz_target *target = fuzz_targets;

	while (target->name && strcmp(target->name, name) != 0)
		target++;
	return target->name ? target : NULL;
}

const char *fuzz_file(unsigned int slot, const uint8_t *data, size_t size)
{
	static char paths[4][40];
	static int files[4];

	if (!files[slot])
		files[slot] = memfd_create("fuzz", MFD_CLOEXEC);
	if (files[slot] < 0 || ftruncate(files[slot], 0) < 0 ||
		pwrite(files[slot], data, size, 0) != (ssize_t)size)
		abort();
	snprintf(paths[slot], sizeof(paths[slot]), "/proc/self/fd/%d", files[slot]);
	return paths[slot];
}
