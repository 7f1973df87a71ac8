/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "policy/gate.h"
#include "policy/policy_findings.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static struct arena *arena;
static struct gate gate;
static struct error error;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(gate, .init = setup, .fini = teardown);

static int parse(const char *text)
{
	struct bytes bytes = { (unsigned char *)arena_strdup(arena, text), strlen(text) };

	return gate_parse(arena, "p.ini", bytes, &gate, &error);
}

static void refuses(const char *text, const char *line)
{
	cr_expect_eq(parse(text), -EINVAL, "%s", text);
	cr_expect_str_eq(error.text, line);
}

Test(gate, all_sections)
{
	cr_assert_eq(
		parse(
			"[board]\nddr = 512M,1G\nkernel = 6.1\n[needs]\nneed.wifi = order=3 count=2\nneed = cma 4M\n"
			"[budget]\nno-map-max = 64M\ncma-max = 25%\norder-9-min = 300\n[severity]\n"
			"region-unreferenced = error\npolicy-cma = off\n[demand /reserved-memory/a@1]\nbuffers = 8M x2\n"
			"[region /reserved-memory/a@1]\nfixed = yes\n"),
		0, "%s", error.text);
	cr_expect_str_eq(gate.ddr, "512M,1G");
	cr_expect_str_eq(gate.kernels, "6.1");
	cr_expect_eq(gate.need_count, 2);
	cr_expect_str_eq(gate.needs[0].name, "wifi");
	cr_expect_str_eq(gate.needs[1].request, "cma 4M");
	cr_expect_eq(gate.no_map_max.value, MIB(64));
	cr_expect(gate.cma_max.percent);
	cr_expect_eq(gate.order_9_min.value, 300);
	cr_expect_not(gate.unmovable_min.present);
	cr_expect_eq(gate.demands[0].demand.parts[0].count, 2);
}

Test(gate, weighs_findings)
{
	enum severity severity = SEVERITY_NOTE;

	cr_assert_eq(
		parse("[severity]\nregion-unreferenced = warning\nregion-unreferenced = error\npolicy-cma = off\n"),
		0);
	cr_expect(gate_weigh(&gate, rule_find("region-unreferenced"), &severity));
	cr_expect_eq(severity, SEVERITY_ERROR);
	cr_expect_not(gate_weigh(&gate, &policy_findings[GATE_CMA], &severity));
	severity = SEVERITY_WARNING;
	cr_expect(gate_weigh(&gate, rule_find("cma-misaligned"), &severity));
	cr_expect_eq(severity, SEVERITY_WARNING);
}

Test(gate, acceptances_end_with_their_day)
{
	struct finding f = { .rule = rule_find("region-unreferenced"),
						 .path = "/reserved-memory/bootloader-log-area@98000000" };
	const struct gate_acceptance *a;
	int64_t day;

	cr_assert_eq(parse("[accept region-unreferenced /reserved-memory/bootloader-log-area@*]\nreason = known\n"
					   "until = 2026-02-28\n"),
				 0, "%s", error.text);
	cr_assert(date_parse("2026-02-28", &day));
	a = gate_accepts(&gate, &f, day);
	cr_assert_not_null(a);
	cr_expect_not(gate_expired(a, day));
	cr_expect(gate_expired(a, day + 1));
	cr_expect_str_eq(a->reason, "known");
	f.path = "/reserved-memory/other@98000000";
	cr_expect_null(gate_accepts(&gate, &f, day));
	f.path = "/reserved-memory/bootloader-log-area@98000000";
	f.rule = rule_find("cma-misaligned");
	cr_expect_null(gate_accepts(&gate, &f, day));
}

Test(gate, an_acceptance_that_holds_goes_first)
{
	struct finding f = { .rule = rule_find("region-unreferenced"), .path = "/a" };

	cr_assert_eq(parse("[accept region-unreferenced /a]\nreason = old\nuntil = 2000-01-01\n"
					   "[accept region-unreferenced /*]\nreason = new\n"),
				 0, "%s", error.text);
	cr_expect_str_eq(gate_accepts(&gate, &f, 20000)->reason, "new");
}

Test(gate, wrong_words)
{
	refuses("[bugdet]\nx = 1\n", "p.ini:1: unknown section \"bugdet\": did you mean \"budget\"?");
	refuses("[budget]\nno-map = 1M\n", "p.ini:2: unknown key \"no-map\": expected no-map-max, cma-max, "
									   "unmovable-min, cma-run-min or order-9-min");
	refuses("[budget]\n\ncma-max = 101%\n",
			"p.ini:3: cma-max \"101%\": expected a size such as 64M, or a share of the RAM such as 10%");
	refuses("[budget]\norder-9-min = 5%\n", "p.ini:2: order-9-min \"5%\": expected a number of blocks");
	refuses("[board]\nkernl = 5\n", "p.ini:2: unknown key \"kernl\": did you mean \"kernel\"?");
	refuses("[severity]\ncma-misalined = off\n",
			"p.ini:2: unknown rule \"cma-misalined\": did you mean \"cma-misaligned\"?");
	refuses("[severity]\ncma-misaligned = fatal\n",
			"p.ini:2: severity \"fatal\": expected note, warning, error or off");
	refuses("[accept cma-misaligned /a]\nreason = r\nuntil = 2026-02-30\n",
			"p.ini:3: until \"2026-02-30\": expected a date YYYY-MM-DD");
	refuses("[accept cma-misaligned /a]\nuntil = 2026-02-20\n",
			"p.ini:2: [accept cma-misaligned /a] has no reason: expected reason = TEXT");
	refuses("[accept cma-misaligned]\nreason = r\n",
			"p.ini:1: section \"accept cma-misaligned\": expected [accept RULE PATH], with a node's path");
	refuses("[region /a]\nfix = yes\n", "p.ini:2: unknown key \"fix\": did you mean \"fixed\"?");
	refuses("[region /a]\nsize = yes\n",
			"p.ini:2: unknown key \"size\": expected fixed, may-shrink-to, min-size, max-shrink, may-move, "
			"may-convert, may-merge, may-remove, reach or weight");
	refuses("[board\n", "p.ini:1: expected [section] or KEY = VALUE");
}

Test(gate, dates)
{
	int64_t day;

	cr_expect(date_parse("1970-01-01", &day));
	cr_expect_eq(day, 0);
	cr_expect(date_parse("2000-03-01", &day));
	cr_expect_eq(day, 11017);
	cr_expect(date_parse("2024-02-29", &day));
	cr_expect_eq(day, 19782);
	for (const char *const *wrong =
			 (const char *const[]){ "2023-02-29", "2023-13-01", "2023-00-10", "2023-1-1", "", "1969-12-31",
									"2023-01-32", "-023-01-01", NULL };
		 *wrong; wrong++)
		cr_expect_not(date_parse(*wrong, &day), "%s", *wrong);
}

Test(gate, its_own_rules_stand_among_the_others_by_name)
{
	size_t own = 0, count = 0;

	for (const struct rule *rule = gate_rule_after(""), *last = NULL; rule;
		 last = rule, rule = gate_rule_after(rule->id), count++) {
		own += strncmp(rule->id, "policy-", 7) == 0;
		cr_expect(!last || strcmp(last->id, rule->id) < 0, "%s", rule->id);
		cr_expect_eq(gate_rule_find(rule->id), rule);
		cr_expect(*rule->what && *rule->versions && *rule->example && *rule->mend, "%s", rule->id);
	}
	cr_expect_eq(own, POLICY_FINDINGS);
	cr_expect_eq(count, rule_count() + POLICY_FINDINGS);
}

Test(gate, sections_without_a_key_are_looked_at)
{
	refuses("[bord]\n", "p.ini:1: unknown section \"bord\": did you mean \"board\"?");
	refuses("[board]\n[accept cma-misaligned /x]\n",
			"p.ini:2: [accept cma-misaligned /x] has no reason: expected reason = TEXT");
	refuses("ddr = 1G\n", "p.ini:1: key \"ddr\": expected a section such as [board] or [budget] before it");
	refuses("[region /x]\nfixd = yes\n", "p.ini:2: unknown key \"fixd\": did you mean \"fixed\"?");
	refuses("[region x]\n", "p.ini:1: section \"x\": expected [region /reserved-memory/NAME], a node's path");
	cr_expect_eq(parse("[board]\n[needs]\n[region /x]\n[demand /x]\n"), 0, "%s", error.text);
}
