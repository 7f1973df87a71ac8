/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/rule_sample.h"

#include "board/firmware_map.h"

#include <criterion/criterion.h>
#include <string.h>

#include "util/arena.h"
#include "util/bank.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"

static const char *read_source(struct arena *arena, const char *path)
{
	struct bytes bytes;
	struct error error;

	cr_assert_eq(file_read(arena, path, MIB(1), &bytes, &error), 0, "%s", error.text);
	return (const char *)bytes.data;
}

const char *rule_sample_value(const struct rule_sample *sample, const char *key)
{
	const char *line = sample->source;

	while (strncmp(line, "// ", 3) == 0) {
		size_t length = strcspn(line, "\n");
		size_t name = strlen(key);

		if (strncmp(line + 3, key, name) == 0 && strncmp(line + 3 + name, ": ", 2) == 0)
			return arena_strndup(sample->arena, line + name + 5, length - name - 5);
		line += length + (line[length] == '\n');
	}
	return NULL;
}

static uint64_t number(const struct rule_sample *sample, const char *key, bool *given)
{
	const char *text = rule_sample_value(sample, key);
	uint64_t value = 0;

	*given = text != NULL;
	if (text)
		cr_assert(parse_size(text, &value), "%s: %s", key, text);
	return value;
}

static void set_ddr(struct rule_sample *s)
{
	const char *ddr = rule_sample_value(s, "ddr");
	struct banks banks = { 0 };
	struct error error;

	if (!ddr)
		return;
	cr_assert_eq(banks_parse(s->arena, "ddr", ddr, &banks, &error), 0, "%s", error.text);
	cr_assert_eq(board_set_ddr(s->board, banks.items, banks.count, false, &error), 0, "%s", error.text);
}

static void load_kernel(struct rule_sample *s)
{
	const char *config = rule_sample_value(s, "config"), *arch = rule_sample_value(s, "arch");
	struct kernel_options options = { .kernel = rule_sample_value(s, "kernel"), .arch = s->board->arch };
	struct error error;
	bool given;

	if (!options.kernel)
		options.kernel = "7.2";
	if (config)
		options.config = arena_printf(s->arena, TEST_DATA "/findings/%s.config", config);
	if (arch)
		cr_assert(arch_from_name(arch, &options.arch));
	options.page_size = number(s, "page-size", &given);
	cr_assert_eq(kernel_load(&options, &s->kernel, &error), 0, "%s", error.text);
}

static void load_boot(struct rule_sample *s)
{
	const char *map = rule_sample_value(s, "firmware-map");
	struct boot_options options = { 0 };
	struct error error;

	if (map) {
		map = arena_printf(s->arena, TEST_DATA "/findings/%s.map", map);
		cr_assert_eq(firmware_map_read(s->arena, map, &options.firmware_map, &error), 0, "%s", error.text);
	}
	options.kernel_base = number(s, "kernel-base", &options.has_kernel_base);
	options.fdt_base = number(s, "fdt-base", &options.has_fdt_base);
	cr_assert_eq(boot_predict(s->board, s->kernel, &options, &s->boot, &error), 0, "%s", error.text);
}

struct rule_sample *rule_sample_load_path(const char *path)
{
	struct arena *arena = arena_new();
	struct rule_sample *s = arena_new_object(arena, struct rule_sample);
	struct error error;

	s->arena = arena;
	s->source = read_source(arena, path);
	cr_assert_eq(tree_load(path, NULL, &s->tree, &error), 0, "%s", error.text);
	cr_assert_eq(board_read(s->tree, &s->board, &error), 0, "%s", error.text);
	set_ddr(s);
	load_kernel(s);
	load_boot(s);
	s->findings = findings_new(s->board, s->kernel, s->boot);
	return s;
}

struct rule_sample *rule_sample_load(const char *name)
{
	struct arena *arena = arena_new();
	struct rule_sample *s = rule_sample_load_path(arena_printf(arena, TEST_DATA "/findings/%s.dts", name));

	arena_free(arena);
	return s;
}

void rule_sample_free(struct rule_sample *s)
{
	findings_free(s->findings);
	boot_free(s->boot);
	kernel_free(s->kernel);
	board_free(s->board);
	tree_free(s->tree);
	arena_free(s->arena);
}

const struct finding *rule_sample_finding(const struct rule_sample *s, const char *id, const char *path)
{
	for (size_t i = 0; i < s->findings->count; i++) {
		const struct finding *f = &s->findings->items[i];

		if (strcmp(f->rule->id, id) == 0 && (!path || strcmp(f->path, path) == 0))
			return f;
	}
	return NULL;
}
