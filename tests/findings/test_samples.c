/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each rule has a board that breaks it, tests/findings/bad-ID.dts, and that board breaks nothing else. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "findings/rule_sample.h"
#include "util/error.h"

#define MOST_RULES 256

ParameterizedTestParameters(samples, finds_the_mistake)
{
	static size_t indices[MOST_RULES];

	for (size_t i = 0; i < MOST_RULES; i++)
		indices[i] = i;
	return cr_make_param_array(size_t, indices, rule_count());
}

static void expect_part(const struct rule_sample *s, const char *key, const char *text)
{
	const char *part = rule_sample_value(s, key);

	if (part)
		cr_expect(text && strstr(text, part), "%s: expected \"%s\" in \"%s\"", key, part, text ? text : "");
}

static bool is_listed(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; at && (at = strstr(at, word)); at += length)
		if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return true;
	return false;
}

static void expect_nothing_else(const struct rule_sample *s, const struct rule *rule)
{
	for (size_t i = 0; i < s->findings->count; i++) {
		const struct finding *f = &s->findings->items[i];

		cr_expect(f->rule == rule || is_listed(rule_sample_value(s, "also"), f->rule->id),
				  "also found: %s of %s: %s", f->rule->id, f->path, f->message);
	}
}

ParameterizedTest(const size_t *index, samples, finds_the_mistake)
{
	const struct rule *rule = rule_after("");
	char name[64];
	struct rule_sample *s;
	const struct finding *f;

	for (size_t i = 0; i < *index; i++)
		rule = rule_after(rule->id);
	snprintf(name, sizeof(name), "bad-%s", rule->id);
	s = rule_sample_load(name);
	f = rule_sample_finding(s, rule->id, rule_sample_value(s, "path"));
	cr_assert(f, "%s: nothing found of %s", rule->id, rule_sample_value(s, "path"));
	cr_expect_str_eq(severity_name(f->severity), rule_sample_value(s, "severity"));
	expect_part(s, "says", f->message);
	expect_part(s, "hint", f->hint);
	expect_part(s, "other", f->other_path);
	expect_nothing_else(s, rule);
	rule_sample_free(s);
}

Test(samples, each_is_for_a_rule)
{
	DIR *folder = opendir(TEST_DATA "/findings");
	const struct dirent *entry;
	size_t samples = 0;

	cr_assert(folder);
	while ((entry = readdir(folder))) {
		char id[64] = "";

		if (sscanf(entry->d_name, "bad-%63[^.].dts", id) != 1)
			continue;
		cr_expect(rule_find(id), "%s: there is no such rule", entry->d_name);
		samples++;
	}
	closedir(folder);
	cr_expect_eq(samples, rule_count());
}

Test(samples, a_clean_board_has_no_findings)
{
	struct rule_sample *s = rule_sample_load_path(TEST_DATA "/../dts-samples/clean.dts");

	for (size_t i = 0; i < s->findings->count; i++)
		cr_expect(false, "%s: %s", s->findings->items[i].rule->id, s->findings->items[i].message);
	rule_sample_free(s);
}

/* Every mistake of that board which names a node has an error or a warning there, or a note. */
Test(samples, no_mistake_of_the_sample_board_is_missed)
{
	static const char *const mistakes[][2] = {
		{ "usable-memory-range", "/chosen" },
		{ "default-cma-no-place", "/chosen" },
		{ "memory-overlap", "/memory@90000000" },
		{ "memory-disabled", "/memory@140000000" },
		{ "memory-empty", "/memory@150000800" },
		{ "memory-empty", "/memory@160000000" },
		{ "memory-without-device-type", "/memory@180000000" },
		{ "memory-reg-length", "/memory@1c0000000" },
		{ "memory-nested", "/soc@0/memory@1d0000000" },
		{ "overlaps-initrd", "/reserved-memory/on-initrd-no-map@88000000" },
		{ "overlaps-initrd", "/reserved-memory/on-initrd@88200000" },
		{ "overlaps-initrd", "/reserved-memory/on-initrd-pool@88400000" },
		{ "reg-several-ranges", "/reserved-memory/two-ranges@90000000" },
		{ "reg-length", "/reserved-memory/long-reg@90800000" },
		{ "reg-size-zero", "/reserved-memory/size-zero@91000000" },
		{ "reg-zero-and-size", "/reserved-memory/size-zero-twice@91100000" },
		{ "size-length", "/reserved-memory/wide-size" },
		{ "alignment-length", "/reserved-memory/narrow-alignment" },
		{ "alloc-ranges-length", "/reserved-memory/short-ranges" },
		{ "dynamic-no-place", "/reserved-memory/far-ranges" },
		{ "dynamic-unaligned", "/reserved-memory/odd-size" },
		{ "dynamic-above-4g", "/reserved-memory/high-pool" },
		{ "cma-misaligned", "/reserved-memory/odd-pool" },
		{ "cma-misaligned", "/reserved-memory/misaligned@98100000" },
		{ "cma-alignment-elsewhere", "/reserved-memory/two-mib@9a200000" },
		{ "reusable-and-no-map", "/reserved-memory/both@9c000000" },
		{ "pool-neither", "/reserved-memory/neither@9d000000" },
		{ "reusable-without-compatible", "/reserved-memory/no-compatible@9e000000" },
		{ "cma-default-against-cma", "/reserved-memory/default-one@a0000000" },
		{ "cma-default-twice", "/reserved-memory/default-two@a2000000" },
		{ "memreserve-no-map", "/reserved-memory/firmware@a4000000" },
		{ "regions-overlap", "/reserved-memory/overlapping@a5100000" },
		{ "no-map-refused", "/reserved-memory/refused@a6100000" },
		{ "no-map-unaligned", "/reserved-memory/ragged@a7000800" },
		{ "reference-to-disabled", "/reserved-memory/switched-off@a8000000" },
		{ "region-unreferenced", "/reserved-memory/nobody@a9000000" },
		{ "region-nested", "/reserved-memory/folder/buffer@aa000000" },
		{ "region-name-twice", "/reserved-memory/buffer@aa000000" },
		{ "cma-crosses-zone", "/reserved-memory/crossing@ff000000" },
		{ "pool-outside-ram", "/reserved-memory/edge@13fc00000" },
		{ "region-outside-ram", "/reserved-memory/beyond@200000000" },
		{ "reserved-memory-misplaced", "/reserved_memory" },
		{ "reserved-memory-misplaced", "/soc@0/reserved-memory" },
		{ "reference-to-other-node", "/soc@0/demux@14100000" },
		{ "reference-to-nothing", "/soc@0/audio@14200000" },
	};
	struct rule_sample *s = rule_sample_load_path(TEST_DATA "/../dts-samples/mistakes.dts");
	struct kernel_options options = { .kernel = "6.1", .arch = ARCH_ARM64 };
	struct boot_options boot = { 0 };
	struct error error;

	findings_free(s->findings);
	boot_free(s->boot);
	kernel_free(s->kernel);
	cr_assert_eq(kernel_load(&options, &s->kernel, &error), 0);
	cr_assert_eq(boot_predict(s->board, s->kernel, &boot, &s->boot, &error), 0);
	s->findings = findings_new(s->board, s->kernel, s->boot);
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		cr_expect(rule_sample_finding(s, mistakes[i][0], mistakes[i][1]), "%s of %s is missed",
				  mistakes[i][0], mistakes[i][1]);
	rule_sample_free(s);
}
