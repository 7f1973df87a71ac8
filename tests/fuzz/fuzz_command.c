/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole commands: eight bytes choose command, kernel, format and options, what follows is the tree, or with
 * the bit FROM_RULES of the first byte the numbers that a board is made of. Everything stays in memory. Kernels
 * are read once: three of four boards have one that is told whole, which boots once and not in twenty ways. Plans
 * have a budget, and runs of a load are short: more would be hundreds of inputs less.
 */
#include <dtcarve/dtcarve.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "input/container.h"
#include "util/number.h"

#define HEADER_BYTES 8
#define FROM_RULES 0x80
#define BOARD_BYTES 16384

enum { COMMAND, RELEASE, FORMAT, ARCH, DDR, CMDLINE, NEED, EXTRA };

static const char *const releases[] = { "3.18",    "4.4", "4.9", "4.14", "4.19.176", "5.4", "5.10",
										"5.15.90", "6.1", "6.6", "6.12", "7.2",      "7.3", NULL };
static const char *const cmdlines[] = {
	NULL,
	"cma=64M",
	"mem=256M nokaslr",
	"crashkernel=64M kernelcore=50% hugepagesz=2M hugepages=8 coherent_pool=1M",
	"cma=16M@0x48000000 swiotlb=1024 numa=fake=2 log_buf_len=4M",
	"movablecore=64M debug_pagealloc=on vmalloc=512M page_owner=on",
};
/* From what most boards have to what few have. */
static const char *const needs[] = {
	"order=3 gfp=GFP_ATOMIC count=64",   "cma 48M",
	"order=9 free 16",                   "unmovable 200M",
	"order=0 gfp=GFP_KERNEL count=1",    "order=4 gfp=GFP_DMA count=9",
	"cma 160M",                          "order=10 free 50",
	"unmovable 480M",                    "managed 480M",
	"order=9 free 200",                  "order=3 gfp=GFP_ATOMIC count=20000",
	"unmovable 950M",                    "managed 1300M",
	"order=10 free 220",                 "cma 300M",
};

static const char *const policies[] = {
	"[needs]\nneed = order=3 gfp=GFP_ATOMIC count=256\n[budget]\nno-map-max = 16M\ncma-max = 64M\norder-9-min = 8\n"
	"[region /reserved-memory/*]\nmay-remove = yes\nmax-shrink = 50%\n[accept cma-misaligned *]\nreason = x\n",
	"[region /reserved-memory/*]\nmay-shrink-to = 2M\n",
	"[region /reserved-memory/*]\nmay-convert = yes\nmay-merge = yes\nmay-remove = no\nmax-shrink = 0\n",
	"[region /reserved-memory/*]\nfixed = no\nmax-shrink = 64M\nweight = 2\n"
	"[demand /reserved-memory/*]\nbuffers = 1920x1080 XR24 x3 + 8M\n",
};

/* Some seconds of what goes on in a small board. */
static const char *const workloads[] = {
	"[workload]\nname = one\nduration = 1 s\ntick = 50 ms\n[anon daemons]\nsize = 6%\nramp = 1 s\nlifetime = 1 s\n"
	"[burst network]\ngfp = GFP_ATOMIC\ncount = 16\nevery = 1 s\nhold = 20 ms\n"
	"[request atomic]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 50/s\nhold = 100 ms\n",
	"[workload]\nname = other\nduration = 1 s\ntick = 50 ms\n[file programs]\nsize = 40%\nramp = 200 ms\nlifetime = 1 s\n"
	"[slab objects]\nsize = 5%\nramp = 100 ms\nlifetime = 300 ms\n[reclaimable inodes]\nsize = 4% of programs\n"
	"lifetime = 1 s\n[request large]\nrequest = order=9 gfp=GFP_KERNEL\nrate = 20/s\nhold = 50 ms\n"
	"[request atomic]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 20/s\nhold = 10 ms\n",
};

/* What plans must stand. */
static const char *const loads[] = {
	"[workload]\nname = drivers\nduration = 600 ms\ntick = 100 ms\n[kernel drivers]\nsize = 150M\nramp = 200 ms\n"
	"gfp = GFP_ATOMIC\n[request atomic]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 200/s\nhold = 100 ms\n",
	"[workload]\nname = slab\nduration = 600 ms\ntick = 100 ms\n[slab objects]\nsize = 250M\nramp = 300 ms\n"
	"[request large]\nrequest = order=9 gfp=GFP_KERNEL\nrate = 100/s\nhold = 100 ms\n",
};
static const char *const failing[] = {
	"order=3 gfp=GFP_ATOMIC fail<10%",
	"order=9 gfp=GFP_KERNEL fail<20%",
	"order=3 gfp=GFP_ATOMIC fail<50%",
	"order=5 gfp=GFP_DMA fail<5%",
};

/* Of a kernel that leaves nothing open. */
static const char known_kernel[] =
	"#dtcarve release=%s\n#dtcarve image_size=33619968\n#dtcarve code_size=13565952\n"
	"#dtcarve rwdata_size=2873344\n#dtcarve rodata_size=9732096\n#dtcarve init_size=6619136\n"
	"#dtcarve bss_size=642048\n#dtcarve percpu_static=87208\n#dtcarve init_freed=6619136\n#dtcarve lpa2=0\n"
	"CONFIG_MODULES=y\nCONFIG_NUMA=y\nCONFIG_CMA=y\nCONFIG_DMA_CMA=y\nCONFIG_CMA_SIZE_MBYTES=32\n"
	"CONFIG_CMA_DEBUGFS=y\nCONFIG_SPARSEMEM=y\nCONFIG_SPARSEMEM_VMEMMAP=y\nCONFIG_TRANSPARENT_HUGEPAGE=y\n"
	"CONFIG_DMA_RESTRICTED_POOL=y\nCONFIG_ZONE_DMA=y\nCONFIG_ZONE_DMA32=y\nCONFIG_SWIOTLB=y\nCONFIG_HIGHMEM=y\n";

static const struct dtcarve_range banks[] = { { 0x40000000, MIB(512) },
											  { 0x40000000, GIB(4) },
											  { 0x80000000, MIB(64) } };

struct board {
	const uint8_t *data;
	size_t size, at;
	void *fdt;
};

static uint32_t take(struct board *b, uint32_t below)
{
	uint32_t value = b->at < b->size ? b->data[b->at++] : 0;

	return value % below;
}

static void text(struct board *b, const char *name, const char *value)
{
	fdt_property(b->fdt, name, value, (int)strlen(value) + 1);
}

static void property(struct board *b, const char *name)
{
	fdt_property(b->fdt, name, NULL, 0);
}

static void reg(struct board *b, const char *name, uint64_t base, uint64_t size)
{
	uint32_t cells[] = { cpu_to_fdt32((uint32_t)(base >> 32)), cpu_to_fdt32((uint32_t)base),
						 cpu_to_fdt32((uint32_t)(size >> 32)), cpu_to_fdt32((uint32_t)size) };

	fdt_property(b->fdt, name, cells, sizeof(cells));
}

static uint64_t amount(struct board *b)
{
	static const uint64_t units[] = { 1, KIB(4), KIB(64), MIB(1), MIB(2), MIB(4), MIB(16), GIB(1) };

	return units[take(b, 8)] * take(b, 64);
}

/* /reserved-memory's children: what each may say, right or wrong. */
static void region(struct board *b, unsigned int number)
{
	static const char *const compatible[] = { "shared-dma-pool", "restricted-dma-pool", "ramoops",
											  "vendor,carve" };
	uint32_t flags = take(b, 256);
	uint64_t base = 0x40000000 + amount(b) * 4, size = amount(b);
	char name[40];

	snprintf(name, sizeof(name), flags & 1 ? "pool@%llx" : "pool%llu",
			 (unsigned long long)(flags & 1 ? base : number));
	fdt_begin_node(b->fdt, name);
	if (flags & 1)
		reg(b, "reg", base, size);
	else
		fdt_property_u64(b->fdt, "size", size);
	if (flags & 2)
		property(b, "reusable");
	if (flags & 4)
		property(b, "no-map");
	if (flags & 8)
		text(b, "compatible", compatible[take(b, 4)]);
	if (flags & 16)
		property(b, take(b, 2) ? "linux,cma-default" : "linux,dma-default");
	if (flags & 32)
		fdt_property_u64(b->fdt, "alignment", amount(b));
	if (flags & 64)
		reg(b, "alloc-ranges", 0x40000000 + amount(b) * 4, amount(b) * 8);
	if (flags & 128)
		text(b, "status", take(b, 2) ? "disabled" : "okay");
	fdt_property_u32(b->fdt, "phandle", number + 1);
	fdt_end_node(b->fdt);
}

static void cells(struct board *b, uint32_t address, uint32_t size)
{
	fdt_property_u32(b->fdt, "#address-cells", address);
	fdt_property_u32(b->fdt, "#size-cells", size);
}

static void device(struct board *b, unsigned int number, unsigned int regions)
{
	char name[32];
	uint32_t handles[] = { cpu_to_fdt32(take(b, regions + 2) + 1), cpu_to_fdt32(take(b, regions + 2) + 1) };

	snprintf(name, sizeof(name), "video-codec@%u", number);
	fdt_begin_node(b->fdt, name);
	text(b, "compatible", "vendor,codec");
	fdt_property(b->fdt, "memory-region", handles, take(b, 2) ? 8 : 4);
	if (take(b, 2))
		text(b, "status", "disabled");
	fdt_end_node(b->fdt);
}

static void memory(struct board *b)
{
	uint64_t base = 0x40000000;

	for (uint32_t i = 0, count = take(b, 4) + 1; i < count; i++) {
		uint64_t size = MIB(16) * (take(b, 64) + 1) + (take(b, 8) ? 0 : amount(b));
		char name[40];

		snprintf(name, sizeof(name), "memory@%llx", (unsigned long long)base);
		fdt_begin_node(b->fdt, name);
		text(b, "device_type", "memory");
		reg(b, "reg", base, size);
		if (!take(b, 8))
			fdt_property_u32(b->fdt, "numa-node-id", i);
		fdt_end_node(b->fdt);
		base += size + (take(b, 3) ? 0 : amount(b) * 16);
	}
}

/* A board of the numbers; its size, 0 where it has no room. */
static size_t make_board(struct board *b)
{
	uint32_t regions = 0;

	if (fdt_create(b->fdt, BOARD_BYTES))
		return 0;
	for (uint32_t i = take(b, 3); i; i--)
		fdt_add_reservemap_entry(b->fdt, 0x40000000 + amount(b) * 4, amount(b) + 1);
	fdt_finish_reservemap(b->fdt);
	fdt_begin_node(b->fdt, "");
	text(b, "compatible", "vendor,board");
	cells(b, 2, 2);
	fdt_begin_node(b->fdt, "cpus");
	cells(b, 1, 0);
	for (uint32_t i = 0, count = take(b, 5); i < count; i++) {
		char name[16];

		snprintf(name, sizeof(name), "cpu@%u", i);
		fdt_begin_node(b->fdt, name);
		text(b, "device_type", "cpu");
		fdt_property_u32(b->fdt, "reg", i);
		fdt_end_node(b->fdt);
	}
	fdt_end_node(b->fdt);
	memory(b);
	fdt_begin_node(b->fdt, "reserved-memory");
	cells(b, 2, 2);
	property(b, "ranges");
	for (regions = 0; regions < 12 && b->at < b->size; regions++)
		region(b, regions);
	fdt_end_node(b->fdt);
	fdt_begin_node(b->fdt, "soc");
	for (uint32_t i = 0; i < regions / 2; i++)
		device(b, i, regions);
	fdt_end_node(b->fdt);
	fdt_end_node(b->fdt);
	return fdt_finish(b->fdt) ? 0 : fdt_totalsize(b->fdt);
}

/* --- the commands ------------------------------------------------------------------------ */

struct run {
	const uint8_t *header;
	struct dtcarve_ctx *ctx;
	struct dtcarve_options *options;
	const uint8_t *tree;
	size_t size;
	uint64_t page_size; /* 0: the usual one */
};

static enum dtcarve_format format_of(const struct run *r, unsigned int count)
{
	return (enum dtcarve_format)(r->header[FORMAT] % count);
}

/* What succeeds has text. */
static void expect_text(int ret, char **text)
{
	if (ret == 0 && (!*text || !**text))
		abort();
	free(*text);
}

static const char *text_file(unsigned int slot, const char *text)
{
	return fuzz_file(slot, (const uint8_t *)text, strlen(text));
}

static bool is_told(const struct run *r)
{
	return (r->header[DDR] & 0x60) != 0x60;
}

static int load_kernel(const struct run *r, const char *release, enum dtcarve_arch arch,
					   struct dtcarve_kernel **kernel)
{
	char told[sizeof(known_kernel) + 16];

	snprintf(told, sizeof(told), known_kernel, release ? release : "7.2");
	return dtcarve_kernel_load(r->ctx, is_told(r) ? text_file(3, told) : release, arch, r->options, kernel);
}

static struct dtcarve_kernel *kernel_of(const struct run *r, unsigned int release)
{
	static const enum dtcarve_arch archs[] = { DTCARVE_ARCH_ARM64, DTCARVE_ARCH_ARM, DTCARVE_ARCH_RISCV64 };
	static struct dtcarve_kernel *kept[ARRAY_SIZE(archs)][ARRAY_SIZE(releases)][3][2];
	unsigned int arch = r->header[ARCH] % ARRAY_SIZE(archs);
	struct dtcarve_kernel **kernel =
		&kept[arch][release % ARRAY_SIZE(releases)][r->page_size >> 14 & 1 ? 1 : r->page_size >> 16][is_told(r)];

	if (!*kernel)
		load_kernel(r, releases[release % ARRAY_SIZE(releases)], archs[arch], kernel);
	return *kernel;
}

static struct dtcarve_boot *boot_of(const struct run *r, unsigned int release, bool ddr)
{
	struct dtcarve_kernel *kernel = kernel_of(r, release);
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;
	struct dtcarve_boot *boot = NULL;
	int ret;

	if (!kernel) /* of pages that the architecture has not */
		return NULL;
	ret = dtcarve_tree_from_bytes(r->ctx, r->tree, r->size, "FILE", r->options, &tree);
	if (ret == 0)
		ret = dtcarve_board_read(tree, r->options, &board);
	if (ret == 0 && ddr)
		ret = dtcarve_board_set_ddr(board, &banks[r->header[DDR] % ARRAY_SIZE(banks)], 1);
	if (ret == 0)
		ret = dtcarve_boot_predict(board, kernel, r->options, &boot);
	if (ret && !dtcarve_ctx_get_error(r->ctx)[0])
		abort();
	dtcarve_board_free(board);
	dtcarve_tree_free(tree);
	return boot;
}

static struct dtcarve_boot *asked_boot(const struct run *r)
{
	return boot_of(r, r->header[RELEASE], r->header[DDR] & 0x80);
}

static void report(const struct run *r)
{
	struct dtcarve_boot *boot = asked_boot(r);
	struct dtcarve_report *made = NULL;
	char *text = NULL;

	if (boot && dtcarve_report_new(boot, &made) == 0) {
		dtcarve_report_set_width(made, 60 + r->header[EXTRA] % 64u);
		dtcarve_report_set_unicode(made, r->header[EXTRA] & 64);
		expect_text(dtcarve_report_render(made, format_of(r, 5), &text, NULL), &text);
	}
	dtcarve_report_free(made);
	dtcarve_boot_free(boot);
}

static void diff(const struct run *r)
{
	struct dtcarve_boot *before = asked_boot(r);
	struct dtcarve_boot *after = boot_of(r, r->header[EXTRA], !(r->header[DDR] & 0x80));
	struct dtcarve_report *old = NULL, *now = NULL;
	struct dtcarve_diff *made = NULL;
	char *text = NULL;

	if (before && after && dtcarve_report_new(before, &old) == 0 && dtcarve_report_new(after, &now) == 0 &&
		dtcarve_diff_new(old, now, &made) == 0)
		expect_text(dtcarve_diff_render(made, format_of(r, 4), &text, NULL), &text);
	dtcarve_diff_free(made);
	dtcarve_report_free(old);
	dtcarve_report_free(now);
	dtcarve_boot_free(before);
	dtcarve_boot_free(after);
}

static void headroom(const struct run *r)
{
	static const char *const requests[] = { "order=1 gfp=GFP_KERNEL", "order=3 gfp=GFP_ATOMIC count=16",
											"kmalloc=40000 gfp=GFP_KERNEL",
											"order=9 gfp=GFP_HIGHUSER_MOVABLE", "order=0 gfp=GFP_DMA" };
	struct dtcarve_boot *boot = asked_boot(r);
	struct dtcarve_headroom *made = NULL;
	char *text = NULL;

	if (boot && dtcarve_headroom_new(boot, requests[r->header[NEED] % ARRAY_SIZE(requests)], &made) == 0)
		expect_text(dtcarve_headroom_render(made, format_of(r, 4), &text, NULL), &text);
	dtcarve_headroom_free(made);
	dtcarve_boot_free(boot);
}

static const char *workload_of(const struct run *r)
{
	return text_file(2, workloads[r->header[CMDLINE] % ARRAY_SIZE(workloads)]);
}

static void simulate(const struct run *r)
{
	struct dtcarve_boot *boot = asked_boot(r);
	struct dtcarve_simulation_options *options = NULL;
	struct dtcarve_simulation *made = NULL;
	char *text = NULL;

	if (dtcarve_simulation_options_new(&options))
		abort();
	dtcarve_simulation_options_set_workload(options, workload_of(r));
	dtcarve_simulation_options_set_runs(options, 1 + r->header[EXTRA] % 2u);
	dtcarve_simulation_options_set_jobs(options, 1);
	dtcarve_simulation_options_set_seed(options, r->header[NEED]);
	dtcarve_simulation_options_set_compare(options, (r->header[EXTRA] & 12) == 12);
	dtcarve_simulation_options_set_vendor_cma(options, r->header[EXTRA] & 16);
	if (boot && dtcarve_simulation_new(boot, options, &made) == 0)
		expect_text(dtcarve_simulation_render(made, format_of(r, 5), &text, NULL), &text);
	dtcarve_simulation_free(made);
	dtcarve_simulation_options_free(options);
	dtcarve_boot_free(boot);
}

/* A plan whose overlay is none would be no plan. */
static void render_plan(const struct run *r, const struct dtcarve_plan *plan)
{
	char *text = NULL;

	expect_text(dtcarve_plan_render(plan, format_of(r, 4), &text, NULL), &text);
	text = NULL;
	expect_text(dtcarve_plan_render_overlay(plan, &text, NULL), &text);
}

/* With what it is asked for; as many replays and runs as leave no input slow. */
static void plan(const struct run *r, struct dtcarve_plan_options *options)
{
	struct dtcarve_boot *boot = asked_boot(r);
	struct dtcarve_plan *made = NULL;

	if (r->header[EXTRA] & 1)
		dtcarve_plan_options_set_policy(options,
										text_file(1, policies[(r->header[EXTRA] >> 2) % ARRAY_SIZE(policies)]));
	dtcarve_plan_options_set_likely(options, r->header[EXTRA] & 2);
	dtcarve_plan_options_set_jobs(options, 1);
	dtcarve_plan_options_set_limits(options, r->header[EXTRA] & 0xe0 ? 1 : 6, r->header[EXTRA] & 0xe0 ? 4 : 12);
	if (boot && dtcarve_plan_new(boot, options, &made) == 0)
		render_plan(r, made);
	dtcarve_plan_free(made);
	dtcarve_plan_options_free(options);
	dtcarve_boot_free(boot);
}

static struct dtcarve_plan_options *plan_options(void)
{
	struct dtcarve_plan_options *options = NULL;

	if (dtcarve_plan_options_new(&options))
		abort();
	return options;
}

static void suggest(const struct run *r)
{
	struct dtcarve_plan_options *options = plan_options();

	dtcarve_plan_options_add_need(options, needs[r->header[NEED] % ARRAY_SIZE(needs)]);
	plan(r, options);
}

static void endure(const struct run *r)
{
	struct dtcarve_plan_options *options = plan_options();

	dtcarve_plan_options_add_need(options, failing[r->header[NEED] % ARRAY_SIZE(failing)]);
	if (r->header[NEED] & 0x80)
		dtcarve_plan_options_add_need(options, needs[(r->header[NEED] >> 3) % ARRAY_SIZE(needs)]);
	dtcarve_plan_options_set_workload(options, text_file(2, loads[r->header[CMDLINE] % ARRAY_SIZE(loads)]));
	dtcarve_plan_options_set_load_margin(options, r->header[NEED] & 4 ? 1 : 1.25);
	plan(r, options);
}

static void check(const struct run *r)
{
	const char *path = fuzz_file(0, r->tree, r->size);
	struct dtcarve_check_options *options = NULL;
	struct dtcarve_check *made = NULL;
	char *text = NULL;

	if (dtcarve_check_options_new(&options))
		abort();
	dtcarve_check_options_set_policy_beside(options, false);
	if (r->header[EXTRA] & 1)
		dtcarve_check_options_set_policy(options,
										 text_file(1, policies[r->header[NEED] % ARRAY_SIZE(policies)]));
	if (r->header[EXTRA] & 2)
		dtcarve_check_options_add_ddr(options, "256M@0x40000000,1G@0x40000000");
	dtcarve_check_options_set_kernels(
		options,
		r->header[EXTRA] & 4 ? "4.19,6.1" : releases[r->header[RELEASE] % (ARRAY_SIZE(releases) - 1)]);
	if (dtcarve_check_new(r->ctx, &path, 1, r->options, options, &made) == 0)
		expect_text(dtcarve_check_render(made, format_of(r, 9), &text, NULL), &text);
	dtcarve_check_free(made);
	dtcarve_check_options_free(options);
}

/* The bytes are a log; with a board where the log is beside one that is made of its numbers. */
static void explain(const struct run *r)
{
	const char *path = fuzz_file(0, r->tree, r->size);
	static char tree[BOARD_BYTES];
	struct board board = { r->tree, r->size, 0, tree };
	struct run beside = *r;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_explanation *made = NULL;
	char *text = NULL;

	beside.tree = (const uint8_t *)tree;
	if (r->header[EXTRA] & 1 && (beside.size = make_board(&board)) > 0)
		boot = asked_boot(&beside);
	if (dtcarve_explanation_load(r->ctx, path, boot, &made) == 0)
		dtcarve_explanation_render(made, format_of(r, 4), &text, NULL);
	free(text);
	dtcarve_explanation_free(made);
	dtcarve_boot_free(boot);
}

int fuzz_command(const uint8_t *data, size_t size)
{
	/* searches and simulations take longest, so the others come twice */
	static void (*const commands[16])(const struct run *) = { report, diff,   headroom, suggest, check,  explain,
															  simulate, endure, report, diff,   headroom, check,
															  explain,  report, diff,   headroom };
	static struct dtcarve_ctx *ctx; /* whose kernels are kept */
	static char made[BOARD_BYTES];
	struct board board = { data + HEADER_BYTES, size - HEADER_BYTES, 0, made };
	struct run r = { .header = data, .tree = data + HEADER_BYTES, .size = size - HEADER_BYTES };

	if (size <= HEADER_BYTES)
		return 0;
	if (data[COMMAND] & FROM_RULES) {
		r.size = make_board(&board);
		r.tree = (const uint8_t *)made;
	}
	/* text is source, which would be compiled by other programs */
	if (!r.size || (commands[data[COMMAND] % ARRAY_SIZE(commands)] != explain &&
					dts_matches((struct bytes){ (unsigned char *)(uintptr_t)r.tree, r.size })))
		return 0;
	if ((!ctx && dtcarve_ctx_new(&ctx)) || dtcarve_options_new(&r.options))
		abort();
	r.ctx = ctx;
	dtcarve_options_set_cmdline(r.options, cmdlines[data[CMDLINE] % ARRAY_SIZE(cmdlines)]);
	dtcarve_options_set_trace(r.options, data[CMDLINE] & 0x80);
	dtcarve_options_set_efi(r.options, (data[CMDLINE] & 0x60) == 0x60);
	r.page_size = (data[ARCH] & 0x30) != 0x30 ? 0 : data[ARCH] & 0x40 ? KIB(64) : KIB(16);
	dtcarve_options_set_page_size(r.options, r.page_size);
	commands[data[COMMAND] % ARRAY_SIZE(commands)](&r);
	dtcarve_options_free(r.options);
	return 0;
}
