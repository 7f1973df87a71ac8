/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fixture.h"

static const char failure[] =
	"[  100.000001] worker: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), nodemask=(null)\n"
	"[  100.000002] CPU: 0 PID: 77 Comm: worker Not tainted 6.1.100 #1\n"
	"[  100.000003] Mem-Info:\n"
	"[  100.000004] active_anon:10 inactive_anon:20 isolated_anon:0\n"
	"[  100.000005] DMA free:3000kB boost:0kB min:4000kB low:5000kB high:6000kB reserved_highatomic:0KB "
	"active_anon:0kB inactive_anon:0kB active_file:0kB inactive_file:0kB unevictable:0kB writepending:0kB "
	"present:1048576kB managed:1000000kB mlocked:0kB bounce:0kB free_pcp:0kB local_pcp:0kB free_cma:0kB\n"
	"[  100.000006] lowmem_reserve[]: 0 0 0 0\n"
	"[  100.000007] DMA: 750*4kB (U) 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB "
	"0*4096kB = 3000kB\n"
	"[  100.000008] 262144 pages RAM\n"
	"[  100.000009] 0 pages HighMem/MovableOnly\n"
	"[  100.000010] 12144 pages reserved\n";

static struct dtcarve_ctx *ctx;

static void setup(void)
{
	ctx = new_context();
}

static void teardown(void)
{
	dtcarve_ctx_free(ctx);
}

TestSuite(lib_explanation, .init = setup, .fini = teardown);

static struct dtcarve_explanation *explain(const char *text, struct dtcarve_boot *boot)
{
	struct dtcarve_explanation *log = NULL;
	int ret = dtcarve_explanation_from_bytes(ctx, text, strlen(text), boot, &log);

	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	return log;
}

Test(lib_explanation, tells_each_event)
{
	struct dtcarve_explanation *log = explain(failure, NULL);

	cr_assert_eq(dtcarve_explanation_get_count(log), 1);
	cr_expect_eq(dtcarve_explanation_get_line(log, 0), 1);
	cr_expect_str_eq(dtcarve_explanation_get_process(log, 0), "worker");
	cr_expect(strstr(dtcarve_explanation_get_request(log, 0), "order 4"));
	cr_expect_str_eq(dtcarve_explanation_get_cause(log, 0), "watermark");
	cr_expect_str_neq(dtcarve_explanation_get_confidence(log, 0), "");
	cr_expect_str_neq(dtcarve_explanation_get_verdict(log, 0), "");
	cr_assert_gt(dtcarve_explanation_get_advice_count(log, 0), 0);
	cr_expect_str_neq(dtcarve_explanation_get_advice(log, 0, 0), "");
	dtcarve_explanation_free(log);
}

Test(lib_explanation, has_nothing_beyond_the_last_event)
{
	struct dtcarve_explanation *log = explain(failure, NULL);

	cr_expect_eq(dtcarve_explanation_get_line(log, 1), 0);
	cr_expect_null(dtcarve_explanation_get_cause(log, 1));
	cr_expect_null(dtcarve_explanation_get_verdict(log, 1));
	cr_expect_eq(dtcarve_explanation_get_advice_count(log, 1), 0);
	cr_expect_null(dtcarve_explanation_get_advice(log, 0, 1000));
	dtcarve_explanation_free(log);
}

Test(lib_explanation, a_log_without_a_failure_has_no_event)
{
	struct dtcarve_explanation *log = explain("[    0.000000] Booting Linux\n", NULL);
	char *text = NULL;

	cr_expect_eq(dtcarve_explanation_get_count(log), 0);
	cr_assert_eq(dtcarve_explanation_render(log, DTCARVE_FORMAT_JSON, &text, NULL), 0);
	cr_expect(strstr(text, "\"events\""));
	free(text);
	dtcarve_explanation_free(log);
}

Test(lib_explanation, renders_every_document_and_json)
{
	struct dtcarve_boot *boot = new_boot(ctx, board_source, "6.1");
	struct dtcarve_explanation *log = explain(failure, boot);
	char *text = NULL, *json = NULL;
	size_t size = 0;

	dtcarve_boot_free(boot);
	cr_assert_eq(dtcarve_explanation_render(log, DTCARVE_FORMAT_TEXT, &text, &size), 0);
	cr_expect_eq(size, strlen(text));
	cr_expect(strstr(text, "worker"));
	cr_assert_eq(dtcarve_explanation_render(log, DTCARVE_FORMAT_JSON, &json, NULL), 0);
	cr_expect(strstr(json, "dtcarve-explain-1"));
	free(text);
	cr_assert_eq(dtcarve_explanation_render(log, DTCARVE_FORMAT_MARKDOWN, &text, NULL), 0);
	cr_expect(strstr(text, "worker"));
	free(text);
	cr_assert_eq(dtcarve_explanation_render(log, DTCARVE_FORMAT_HTML, &text, NULL), 0);
	cr_expect(strstr(text, "</html>"));
	free(text);
	text = NULL;
	cr_expect_eq(dtcarve_explanation_render(log, (enum dtcarve_format)1000, &text, NULL), -EINVAL);
	cr_expect_null(text);
	free(json);
	dtcarve_explanation_free(log);
}

Test(lib_explanation, refuses_what_is_not_there)
{
	struct dtcarve_ctx *other = new_context();
	struct dtcarve_boot *stranger = new_boot(other, board_source, "6.1");
	struct dtcarve_explanation *log = NULL;

	cr_expect_eq(dtcarve_explanation_load(ctx, "/nowhere/dmesg.txt", NULL, &log), -ENOENT);
	cr_expect_eq(dtcarve_explanation_from_bytes(ctx, failure, sizeof(failure) - 1, stranger, &log), -EINVAL);
	cr_expect_null(log);
	dtcarve_boot_free(stranger);
	dtcarve_ctx_free(other);
}
