/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/alloc_kernel.h"

#include <errno.h>
#include <unistd.h>

#include "kernel/config.h"
#include "kernel/version.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"

#define NEWEST_VERSION "7.2"
#define PROFILE_LIMIT MIB(8)

static unsigned int gfp_config_of(const struct config *config)
{
	unsigned int flags = 0;

	if (config_is_set(config, "LOCKDEP"))
		flags |= GFP_CONFIG_LOCKDEP;
	if (config_is_set(config, "KASAN_HW_TAGS"))
		flags |= GFP_CONFIG_KASAN_HW_TAGS;
	return flags;
}

static void read_facts(const struct config *config, struct alloc_kernel *kernel)
{
	uint64_t number;

	if (config_fact_number(config, "page_size", &number) && number >= KIB(4) && number <= KIB(64) &&
		(number & (number - 1)) == 0)
		kernel->page_shift = ilog2_u64(number);
	if (config_number(config, "NR_CPUS", &number) && number == 1)
		kernel->cpus = 1;
	kernel->gfp_config = gfp_config_of(config);
}

static int read_profile(struct arena *arena, const char *path, struct alloc_kernel *kernel,
						struct error *error)
{
	struct bytes bytes;
	struct config config;
	const char *release;
	int ret = file_read(arena, path, PROFILE_LIMIT, &bytes, error);

	if (!ret)
		ret = config_parse(arena, path, (const char *)bytes.data, bytes.size, &config, error);
	if (ret)
		return ret;
	release = config_fact(&config, "release");
	kernel->version = release ? kernel_version_parse(release) : 0;
	if (!kernel->version)
		return error_set(error, -EINVAL, "%s: no '#dtcarve release=VERSION' line: say --kernel VERSION",
						 path);
	read_facts(&config, kernel);
	return 0;
}

int alloc_kernel_load(const char *text, struct alloc_kernel *kernel, struct error *error)
{
	struct arena *arena = arena_new();
	int ret = 0;

	*kernel = (struct alloc_kernel){ .page_shift = 12, .pageblock_order = 10, .max_order = 10 };
	kernel->version = kernel_version_parse(text ? text : NEWEST_VERSION);
	if (text && access(text, F_OK) == 0)
		ret = read_profile(arena, text, kernel, error);
	else if (!kernel->version)
		ret = error_set(error, -EINVAL, "kernel '%s': neither a version like 6.1 nor a profile file", text);
	kernel->rules = page_alloc_rules_for(kernel->version);
	arena_free(arena);
	return ret;
}
