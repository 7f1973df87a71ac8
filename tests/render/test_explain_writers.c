/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "klog/collect.h"
#include "render/explain_writers.h"
#include "util/arena.h"

static char *rendered(const struct explain_format *format, const char *log)
{
	struct collected *c = collect_text(log);
	void *state = calloc(1, format->state_size);
	struct boot_explanation *boot = calloc(1, sizeof(*boot));
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	format->begin(state, &(struct text_style){ .width = 80 }, out);
	for (size_t i = 0; i < c->count; i++) {
		struct arena *arena = arena_new();
		struct explanation x;
		struct diagnosis d;

		diagnose(&d, &c->events[i]);
		explain_diagnosis(arena, &d, NULL, &x);
		format->event(state, NULL, &x);
		arena_free(arena);
	}
	for (size_t i = 0; i < c->boot_count; i++) {
		explain_boot(boot, &c->boots[i]);
		format->boot(state, "a file", boot);
	}
	format->end(state, true);
	fclose(out);
	free(state);
	free(boot);
	collect_free(c);
	return text;
}

static json_t *as_json(const char *log)
{
	char *text = rendered(&explain_json, log);
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	cr_assert_not_null(json, "%s: %s", error.text, text);
	free(text);
	return json;
}

static const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static json_int_t number_of(const json_t *object, const char *key)
{
	cr_assert(json_is_integer(json_object_get(object, key)), "%s", key);
	return json_integer_value(json_object_get(object, key));
}

Test(explain_json, keeps_the_contract)
{
	json_t *json = as_json(ld20_log), *e, *z;

	cr_expect_str_eq(string_of(json, "schema"), "dtcarve-explain-1");
	cr_assert_eq(json_array_size(json_object_get(json, "events")), 1);
	e = json_array_get(json_object_get(json, "events"), 0);
	cr_expect_str_eq(string_of(e, "kind"), "page-allocation-failure");
	cr_expect_eq(number_of(e, "line"), 1);
	cr_expect_float_eq(json_real_value(json_object_get(e, "time")), 1798.829657, 1e-6);
	cr_expect_str_eq(string_of(e, "process"), "radio@1.0-servi");
	cr_expect_str_eq(string_of(e, "kernel"), "4.19.176");
	cr_expect_eq(number_of(e, "order"), 3);
	cr_expect_str_eq(string_of(e, "mode"), "0x484020");
	cr_expect_eq(json_array_size(json_object_get(e, "gfp")), 4);
	cr_expect_str_eq(json_string_value(json_array_get(json_object_get(e, "gfp"), 0)), "__GFP_HIGH");
	cr_expect_str_eq(json_string_value(json_array_get(json_object_get(e, "gfp"), 3)), "__GFP_KSWAPD_RECLAIM");
	cr_expect_str_eq(string_of(e, "request"), "atomic");
	cr_expect_str_eq(string_of(e, "migratetype"), "unmovable");
	z = json_array_get(json_object_get(e, "zones"), 0);
	cr_expect_str_eq(string_of(z, "name"), "DMA32");
	cr_expect_eq(number_of(z, "free_kb"), 362116);
	cr_expect_eq(number_of(z, "min_kb"), 4556);
	cr_expect_eq(number_of(z, "managed_kb"), 1306504);
	cr_expect_eq(number_of(z, "free_cma_kb"), 321800);
	cr_expect_eq(number_of(z, "usable_kb"), 40316);
	cr_expect_eq(number_of(z, "needed_kb"), 428 * 4);
	cr_expect(json_is_true(json_object_get(z, "watermark_ok")));
	cr_expect_eq(json_array_size(json_object_get(z, "free_list")), 11);
	cr_expect_str_eq(string_of(json_array_get(json_object_get(z, "free_list"), 3), "types"), "UC");
	cr_expect_eq(number_of(json_object_get(e, "totals"), "ram_pages"), 345696);
	cr_expect_eq(number_of(json_object_get(e, "totals"), "cma_pages"), 95232);
	cr_expect_str_eq(string_of(json_object_get(e, "verdict"), "cause"), "race");
	cr_expect_gt(json_array_size(json_object_get(e, "advice")), 2);
	json_decref(json);
}

Test(explain_json, what_the_log_does_not_hold_is_left_out)
{
	json_t *json = as_json("page allocation failure: order:\n"),
		   *e = json_array_get(json_object_get(json, "events"), 0);
	static const char *const absent[] = { "time", "process", "kernel", "order", "mode",
										  "gfp",  "request", "zones",  "totals" };

	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		cr_expect_null(json_object_get(e, absent[i]), "%s", absent[i]);
	json_decref(json);
	json = as_json("Mem-Info:\nNormal free:10kB min:2kB\n");
	e = json_array_get(json_object_get(json_array_get(json_object_get(json, "events"), 0), "zones"), 0);
	cr_expect_eq(number_of(e, "min_kb"), 2);
	cr_expect_null(json_object_get(e, "low_kb"));
	cr_expect_null(json_object_get(e, "needed_kb"));
	cr_expect_null(json_object_get(e, "verdict"));
	json_decref(json);
}

Test(explain_json, boots_and_names_of_any_bytes)
{
	json_t *json = as_json("\xff\"<\\: page allocation failure: order:1, mode:0x20\n"
						   "[    0.000000] Booting Linux\n[    0.000000] cma: Failed to reserve 64 MiB\n");

	cr_assert_eq(json_array_size(json_object_get(json, "events")), 2);
	cr_expect_str_eq(string_of(json_array_get(json_object_get(json, "events"), 1), "kind"), "boot");
	json_decref(json);
}

Test(explain_text, verdict_before_evidence_in_80_columns)
{
	char *text = rendered(&explain_text, ld20_log), *verdict = strstr(text, "Verdict: race (certain"),
		 *evidence = strstr(text, "Evidence"), *change = strstr(text, "What to change");

	cr_assert(verdict && evidence && change, "%s", text);
	cr_expect(verdict < evidence && evidence < change);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		cr_expect_leq(strlen(line), 80, "%s", line);
	free(text);
}

Test(explain_markdown, log_text_is_no_markup)
{
	char *text = rendered(&explain_markdown, "a<b>*_`: page allocation failure: order:1, mode:0x20\n");

	cr_expect(strstr(text, "a&lt;b>\\*\\_\\`"), "%s", text);
	free(text);
	text = rendered(&explain_markdown, ld20_log);
	cr_expect(strstr(text, "| DMA32 | 362116 | 321800 | 4556 | 40288 | 1712 | passes |"), "%s", text);
	free(text);
}
