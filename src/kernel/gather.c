/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/gather.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/config_extent.h"
#include "kernel/facts.h"
#include "kernel/family.h"
#include "kernel/image.h"
#include "kernel/kernel.h"
#include "kernel/system_map.h"
#include "util/arena.h"
#include "util/decompress.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"

#define CONFIG_LIMIT ((size_t)MIB(8))
#define MAP_LIMIT ((size_t)MIB(128))

/* A text file, plain or compressed (/proc/config.gz). */
static int read_text(struct facts *facts, const char *path, size_t limit, struct bytes *text,
					 struct error *error)
{
	int ret = file_read(facts->arena, path, limit, text, error);
	const struct decompressor *d;
	struct bytes packed;
	size_t used;

	if (ret)
		return ret;
	d = decompressor_for(*text);
	if (!d)
		return 0;
	packed = *text;
	ret = decompress(d, facts->arena, packed, limit, text, &used, error);
	return ret ? error_prefix(error, "%s: %s-compressed data", path, d->name) : 0;
}

/* "# Linux/arm64 6.1.176 Kernel Configuration": NULL where the text has no such line at its beginning */
static const char *header_release(struct arena *arena, struct bytes text)
{
	size_t size = text.size < 400 ? text.size : 400;
	const char *line = memmem(text.data, size, "# Linux/", 8), *end = (const char *)text.data + size,
			   *version, *stop;

	version = line ? memchr(line + 8, ' ', (size_t)(end - line - 8)) : NULL;
	if (!version)
		return NULL;
	version++;
	stop = memchr(version, ' ', (size_t)(end - version));
	if (!stop || memchr(line, '\n', (size_t)(stop - line)))
		return NULL;
	version = arena_strndup(arena, version, (size_t)(stop - version));
	return kernel_version_parse(version) ? version : NULL;
}

/* A whole .config or the part of one: of the latter what is missing stays unknown. */
static int tell_options(struct facts *facts, const char *path, const struct config *config,
						const char *why_partial, struct error *error)
{
	int ret = facts_tell_config(facts, path, config, !why_partial, error);

	if (ret || !why_partial || !config->option_count)
		return ret;
	config_tell_implied(facts, path, config);
	if (*why_partial)
		facts_warn(facts, "what %s leaves out, as it is only part of a .config: %s", path, why_partial);
	return 0;
}

/* linux-6.1:scripts/kconfig/confdata.c:__conf_write puts it above a whole one, conf_write_defconfig does not */
static bool kconfig_wrote(struct bytes text)
{
	static const char *const words[] = { "# Automatically generated file; DO NOT EDIT.", " Kernel Configuration\n" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (memmem(text.data, text.size < 400 ? text.size : 400, words[i], strlen(words[i])))
			return true;
	return false;
}

static int read_config(struct facts *facts, const char *path, struct bytes *text, struct config *config,
					   struct error *error)
{
	int ret = read_text(facts, path, CONFIG_LIMIT, text, error);

	return ret ? ret
			   : config_parse(facts->arena, path, (const char *)text->data, text->size, config, error);
}

static int gather_config(struct facts *facts, const char *path, const char **release, struct error *error)
{
	const char *arch;
	struct config config;
	struct bytes text;
	int ret = read_config(facts, path, &text, &config, error);

	if (ret)
		return ret;
	if (!config.option_count && !config.fact_count)
		return error_set(error, -EINVAL, "%s: no CONFIG_ line in it: expected a kernel's .config", path);
	arch = config_arch(&config);
	*release = header_release(facts->arena, text);
	if (arch)
		ret = facts_tell(facts, path, "arch", arch, error);
	return ret ? ret
			   : tell_options(facts, path, &config,
							  config_why_partial(facts->arena, &config, kconfig_wrote(text), false), error);
}

static int gather_profile(struct facts *facts, const char *path, struct error *error)
{
	const char *kind, *why;
	struct config config;
	struct bytes text;
	int ret = read_config(facts, path, &text, &config, error);

	if (ret)
		return ret;
	kind = config_fact(&config, "config");
	why = kind ? strcmp(kind, "partial") == 0 ? "" : NULL
			   : config_why_partial(facts->arena, &config, kconfig_wrote(text), true);
	return tell_options(facts, path, &config, why, error);
}

static int gather_map(struct facts *facts, const char *path, struct error *error)
{
	struct bytes text;
	int ret = read_text(facts, path, MAP_LIMIT, &text, error);

	return ret ? ret : system_map_tell(facts, path, text, error);
}

bool kernel_option_is_file(const char *kernel)
{
	struct stat st;

	return kernel && stat(kernel, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* What vendors do to their kernels: of the one that was asked for, or that the release string names. */
static int gather_family(struct facts *facts, const struct kernel_options *o, struct error *error)
{
	const struct kernel_family *family = kernel_family_named(o->kernel);
	const char *release = config_fact(&facts->config, "release");
	bool inferred = !family;

	if (inferred)
		family = kernel_family_of_release(release ? release : o->kernel);
	if (!family)
		return 0;
	if (!release) {
		int ret = facts_tell(facts, inferred ? "--kernel" : family->name, "release",
							 inferred ? o->kernel : family->release, error);
		if (ret)
			return ret;
	}
	return kernel_family_tell(facts, family, inferred, error);
}

/* What a defaults file says, less than all else. */
static int gather_fallback(struct facts *facts, struct kernel_options *o, struct error *error)
{
	if (!o->fallback || o->kernel || config_fact(&facts->config, "release")) {
		o->fallback_from = NULL;
		return 0;
	}
	o->kernel = o->fallback;
	return kernel_option_is_file(o->kernel) ? gather_profile(facts, o->kernel, error) : 0;
}

int kernel_gather(struct facts *facts, struct kernel_options *o, struct error *error)
{
	const char *release = NULL; /* less than what "uname -r" says, so it counts last */
	int ret = o->config ? gather_config(facts, o->config, &release, error) : 0;

	if (ret == 0 && o->system_map)
		ret = gather_map(facts, o->system_map, error);
	if (ret == 0 && o->image)
		ret = image_tell(facts, o->image, o->image_bytes, error);
	if (ret == 0 && kernel_option_is_file(o->kernel))
		ret = gather_profile(facts, o->kernel, error);
	if (ret == 0 && !o->image && o->told_image.size)
		ret = image_tell(facts, o->told_image_from, o->told_image, error);
	if (ret == 0 && o->told_release && !config_fact(&facts->config, "release"))
		ret = facts_tell(facts, o->told_image_from, "release", o->told_release, error);
	if (ret == 0 && release && !config_fact(&facts->config, "release"))
		ret = facts_tell(facts, o->config, "release", release, error);
	if (ret == 0)
		ret = gather_fallback(facts, o, error);
	return ret ? ret : gather_family(facts, o, error);
}
