/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/symbols.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "kernel/facts.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

enum {
	TEXT,
	STEXT,
	ETEXT,
	END,
	START_RODATA,
	END_RODATA,
	SDATA,
	EDATA,
	BSS_START,
	BSS_STOP,
	INIT_BEGIN,
	INIT_END,
	SINITTEXT,
	EINITTEXT,
	PERCPU_START,
	PERCPU_END,
	LOG_BUF,
	CONTIG_PAGE_DATA,
	MEMSTART_ADDR,
	BOOT_CPU_HARTID,
	RISCV_ISA,
	SECTION_COUNT
};

/* In the order of the enum. */
static const char *const section_symbols[SECTION_COUNT] = {
	"_text",         "_stext",     "_etext",           "_end",          "__start_rodata",
	"__end_rodata",  "_sdata",     "_edata",           "__bss_start",   "__bss_stop",
	"__init_begin",  "__init_end", "_sinittext",       "_einittext",    "__per_cpu_start",
	"__per_cpu_end", "__log_buf",  "contig_page_data", "memstart_addr", "boot_cpu_hartid",
	"riscv_isa",
};

/* A symbol that is there with an option only; `sure`: and always then, so its absence tells, too. */
static const struct witness {
	const char *symbol, *option;
	bool sure;
} witnesses[] = {
	{ "cma_areas", "CMA", true },
	{ "dma_contiguous_default_area", "DMA_CMA", true },
	{ "transparent_hugepage_flags", "TRANSPARENT_HUGEPAGE", true },
	{ "hstates", "HUGETLB_PAGE", true },
	{ "mem_section", "SPARSEMEM", true },
	{ "vmemmap_populate", "SPARSEMEM_VMEMMAP", false },
	{ "node_data", "NUMA", true },
	{ "pkmap_page_table", "HIGHMEM", false },
	{ "memory_cgrp_subsys", "MEMCG", true },
	{ "__kfence_pool", "KFENCE", true },
	{ "page_ext_init", "PAGE_EXTENSION", false },
	{ "io_tlb_default_mem", "SWIOTLB", false },
	{ "io_tlb_start", "SWIOTLB", false },
	{ "deferred_init_memmap", "DEFERRED_STRUCT_PAGE_INIT", false },
	{ "remove_memory", "MEMORY_HOTREMOVE", false },
	{ "of_reconfig_notifier_register", "OF_DYNAMIC", true },
	{ "modules_disabled", "MODULES", false },
	{ "mte_sync_tags", "ARM64_MTE", false },
	{ "efi_config_parse_tables", "EFI", false },
	{ "memstart_offset_seed", "RANDOMIZE_BASE", false },
	{ "cma_debugfs_root_dentry", "CMA_DEBUGFS", false },
};

static int index_of(const char *name, size_t length)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		if (strlen(section_symbols[i]) == length && memcmp(section_symbols[i], name, length) == 0)
			return i;
	for (size_t i = 0; i < ARRAY_SIZE(witnesses); i++)
		if (strlen(witnesses[i].symbol) == length && memcmp(witnesses[i].symbol, name, length) == 0)
			return SECTION_COUNT + (int)i;
	return -1;
}

void symbols_add(struct symbols *s, const char *name, size_t length, uint64_t address, uint64_t size)
{
	int i = index_of(name, length);

	_Static_assert(SECTION_COUNT + ARRAY_SIZE(witnesses) <= SYMBOLS_MAX, "room for each symbol");
	s->total++;
	s->highest = max_u64(s->highest, address);
	if (i < 0 || !address || s->found[i].address)
		return;
	s->found[i].address = address;
	s->found[i].size = size;
}

static bool has(const struct symbols *s, int symbol)
{
	return s->found[symbol].address != 0;
}

static uint64_t at(const struct symbols *s, int symbol)
{
	return s->found[symbol].address;
}

/* Bytes between two symbols; false where one is missing, or they stand the wrong way around or very far
 * apart. */
static bool span(const struct symbols *s, int from, int to, uint64_t *bytes)
{
	if (!has(s, from) || !has(s, to) || at(s, to) < at(s, from) || at(s, to) - at(s, from) > GIB(1))
		return false;
	*bytes = at(s, to) - at(s, from);
	return true;
}

static enum arch arch_of(const struct symbols *s)
{
	if (s->arch != ARCH_UNKNOWN)
		return s->arch;
	if (has(s, MEMSTART_ADDR))
		return ARCH_ARM64;
	if (has(s, BOOT_CPU_HARTID) || has(s, RISCV_ISA))
		return ARCH_RISCV64;
	return s->digits == 8 ? ARCH_ARM : ARCH_UNKNOWN;
}

/* What the kernel reserves begins there. */
static int image_start(enum arch arch)
{
	return arch == ARCH_ARM ? STEXT : TEXT;
}

struct telling {
	struct facts *facts;
	const char *source;
	const struct symbols *s;
	enum arch arch;
	struct error *error;
	int ret; /* of the first that failed */
};

static void tell(struct telling *t, const char *key, uint64_t value)
{
	if (t->ret == 0)
		t->ret = facts_tell_number(t->facts, t->source, key, value, t->error);
}

static void tell_span(struct telling *t, const char *key, int from, int to)
{
	uint64_t bytes;

	if (span(t->s, from, to, &bytes))
		tell(t, key, bytes);
}

/* linux:mem_init_print_info, adj_init_size: a part that lies within another is not counted twice */
static void take_out(uint64_t *size, const struct symbols *s, int start, int end, int part,
					 uint64_t part_size)
{
	if (at(s, start) <= at(s, part) && at(s, part) < at(s, end) && *size > part_size)
		*size -= part_size;
}

static void tell_memory_line(struct telling *t)
{
	const struct symbols *s = t->s;
	uint64_t code, rwdata, rodata, init_data, init_code, bss;

	if (!span(s, STEXT, ETEXT, &code) || !span(s, SDATA, EDATA, &rwdata) ||
		!span(s, START_RODATA, END_RODATA, &rodata) || !span(s, INIT_BEGIN, INIT_END, &init_data) ||
		!span(s, SINITTEXT, EINITTEXT, &init_code) || !span(s, BSS_START, BSS_STOP, &bss))
		return;
	take_out(&init_data, s, INIT_BEGIN, INIT_END, SINITTEXT, init_code);
	take_out(&code, s, STEXT, ETEXT, SINITTEXT, init_code);
	take_out(&rwdata, s, SDATA, EDATA, INIT_BEGIN, init_data);
	take_out(&code, s, STEXT, ETEXT, START_RODATA, rodata);
	take_out(&rwdata, s, SDATA, EDATA, START_RODATA, rodata);
	tell(t, "code_size", code);
	tell(t, "rwdata_size", rwdata);
	tell(t, "rodata_size", rodata);
	tell(t, "init_size", init_data + init_code);
	tell(t, "bss_size", bss);
}

/* linux:mm/page_alloc.c:free_reserved_area gives back whole pages */
static void tell_sections(struct telling *t)
{
	const struct symbols *s = t->s;
	int start = image_start(t->arch);

	tell_span(t, "image_size", start, END);
	tell_span(t, "stext_offset", start, STEXT);
	tell_span(t, "rodata_offset", start, START_RODATA);
	tell_span(t, "init_offset", start, INIT_BEGIN);
	tell_span(t, "data_offset", start, SDATA);
	if (has(s, INIT_BEGIN) && round_down(at(s, INIT_END), KIB(4)) > round_up(at(s, INIT_BEGIN), KIB(4)))
		tell(t, "init_freed", round_down(at(s, INIT_END), KIB(4)) - round_up(at(s, INIT_BEGIN), KIB(4)));
	tell_span(t, "percpu_static", PERCPU_START, PERCPU_END);
}

/* The image is linked to an address with the same offset as it is loaded at. */
static void tell_offsets(struct telling *t)
{
	uint64_t stext = at(t->s, STEXT), text = at(t->s, TEXT);

	if (t->arch == ARCH_ARM && stext) {
		tell(t, "kernel_start_offset", stext & (MIB(128) - 1));
		facts_tell_option(t->facts, t->source, "PAGE_OFFSET",
						  arena_printf(t->facts->arena, "0x%" PRIX64, round_down(stext, MIB(128))));
	}
	if (t->arch == ARCH_ARM64 && text)
		tell(t, "text_offset", text & (MIB(2) - 1));
}

#define WHOLE_MAP 5000 /* symbols; the smallest kernels have more */

/* A map of functions alone (/proc/kallsyms without KALLSYMS_ALL) or a filtered one proves no absence. */
static void tell_options(struct telling *t)
{
	uint64_t log_buf = t->s->found[LOG_BUF].size;
	bool has_data = has(t->s, LOG_BUF) && t->s->total >= WHOLE_MAP;

	for (size_t i = 0; i < ARRAY_SIZE(witnesses); i++) {
		if (has(t->s, SECTION_COUNT + (int)i))
			facts_tell_option(t->facts, t->source, witnesses[i].option, "y");
		else if (witnesses[i].sure && has_data)
			facts_tell_option(t->facts, t->source, witnesses[i].option, "n");
	}
	/* behind it come a few bytes of padding at most */
	if (log_buf >= KIB(4) && log_buf <= MIB(64))
		facts_tell_option(t->facts, t->source, "LOG_BUF_SHIFT",
						  arena_printf(t->facts->arena, "%u", ilog2_u64(log_buf)));
}

static int check_order(const char *source, const struct symbols *s, int start, struct error *error)
{
	uint64_t bytes;

	if (has(s, STEXT) && !has(s, END) && !has(s, LOG_BUF))
		return error_set(
			error, -EINVAL,
			"%s: names functions only, as /proc/kallsyms without KALLSYMS_ALL: take the System.map of the build",
			source);
	if (!has(s, start) || !has(s, END))
		return error_set(error, -EINVAL, "%s: no symbol %s among its %zu: this is no whole System.map",
						 source, has(s, start) ? "_end" : section_symbols[start], s->total);
	if (!span(s, start, END, &bytes) || !bytes)
		return error_set(error, -EINVAL,
						 "%s: _end at 0x%" PRIx64 " must lie up to 1 GiB behind %s at 0x%" PRIx64, source,
						 at(s, END), section_symbols[start], at(s, start));
	return 0;
}

int symbols_tell(struct facts *facts, const char *source, const struct symbols *s, struct error *error)
{
	struct telling t = { facts, source, s, arch_of(s), error, 0 };

	if (s->total && !s->highest)
		return error_set(error, -EINVAL,
						 "%s: all addresses are 0: read it as root, with kernel.kptr_restrict at 0 or 1",
						 source);
	t.ret = check_order(source, s, image_start(t.arch), error);
	if (t.ret)
		return t.ret;
	if (t.arch != ARCH_UNKNOWN)
		t.ret = facts_tell(facts, source, "arch", arch_name(t.arch), error);
	tell_sections(&t);
	tell_memory_line(&t);
	tell_offsets(&t);
	if (t.ret == 0)
		tell_options(&t);
	return t.ret;
}
