/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel log tells of its kernel: sizes out of the lines that the log
 * reader knows, and options out of lines that only a kernel with that option
 * prints. Sources: the printk formats of arch/{arm,arm64,riscv}, drivers/base/
 * arch_numa.c, kernel/printk/printk.c, kernel/rcu/tree.c, kernel/dma/swiotlb.c,
 * mm/{cma,hugetlb,kfence/core,mm_init,percpu}.c of 4.19 to 7.2.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/cmdline.h"
#include "kernel/facts.h"
#include "kernel/places.h"
#include "kernel/version.h"
#include "klog/klog.h"
#include "proc/captures.h"
#include "proc/observed.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/named.h"
#include "util/number.h"

/* The last boot of a log: its text, and what the log reader made of it. */
struct boot_text {
	struct facts *facts;
	const char *source;
	struct bytes text, before; /* `before`: what the boot loader said */
	struct boot_log *log;
	bool from_start, to_init; /* reaches from the first line to where .init is freed */
	struct error *error;
	int ret;
};

static const char *find(const struct boot_text *b, const char *words)
{
	return memmem(b->text.data, b->text.size, words, strlen(words));
}

static void tell(struct boot_text *b, const char *key, const char *value)
{
	if (b->ret == 0)
		b->ret = facts_tell(b->facts, b->source, key, value, b->error);
}

static void tell_number(struct boot_text *b, const char *key, int64_t value)
{
	if (b->ret == 0 && value != BOOT_NONE && value >= 0)
		b->ret = facts_tell_number(b->facts, b->source, key, (uint64_t)value, b->error);
}

static void tell_option(struct boot_text *b, const char *name, const char *value)
{
	facts_tell_option(b->facts, b->source, name, value);
}

/* The number behind the words, in digits or after "0x"; false where there is none. */
static bool number_behind(const struct boot_text *b, const char *words, unsigned int radix, uint64_t *value)
{
	const char *at = find(b, words);
	char *end;

	if (!at)
		return false;
	at += strlen(words);
	if (!isxdigit((unsigned char)*at))
		return false;
	errno = 0;
	*value = strtoull(at, &end, (int)radix);
	return end > at && errno == 0;
}

/* --- the log reader's part ------------------------------------------------------------------ */

static void tell_sizes(struct boot_text *b)
{
	const struct boot_log *log = b->log;

	tell_number(b, "code_size", log->memory.code);
	tell_number(b, "rwdata_size", log->memory.rwdata);
	tell_number(b, "rodata_size", log->memory.rodata);
	tell_number(b, "init_size", log->memory.init);
	tell_number(b, "bss_size", log->memory.bss);
	tell_number(b, "init_freed", log->init_freed);
	tell_number(b, "percpu_static", log->percpu.static_size);
	tell_number(b, "percpu_reserved", log->percpu.reserved_size);
	tell_number(b, "percpu_unit", log->percpu.unit_size);
	if (log->percpu.reserved_size != BOOT_NONE)
		tell_option(b, "MODULES", log->percpu.reserved_size ? "y" : "n");
}

static bool has_zone(const struct boot_log *log, const char *name)
{
	for (size_t i = 0; i < log->zone_count; i++)
		if (strcmp(log->zones[i].name, name) == 0)
			return true;
	return false;
}

/* "Zone ranges:" names every zone that is configured; the lines of free_area_init() only those with pages. */
static void tell_zones(struct boot_text *b)
{
	static const struct word_pair rows[] = { { "DMA", "ZONE_DMA" },
				 { "DMA32", "ZONE_DMA32" },
				 { "HighMem", "HIGHMEM" },
				 { "Device", "ZONE_DEVICE" } };
	bool all = find(b, "Zone ranges:") && b->log->zone_count;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (has_zone(b->log, rows[i].word))
			tell_option(b, rows[i].other, "y");
		else if (all && strcmp(rows[i].word, "Device") != 0)
			tell_option(b, rows[i].other, "n");
}

/* --- lines of their own --------------------------------------------------------------------- */

enum absence { PROVES_NOTHING, FROM_START, TO_INIT };

/*
 * `absence`: how much of the log must be there for the lack of the line to mean that the option is off, from
 * `since` on. `unless`: a line with which the lack means nothing. KFENCE with a sample interval of 0 prints
 * none, but riscv sets its pool aside all the same; a bounce buffer of full size is not adjusted.
 */
static const struct {
	const char *words, *option;
	enum absence absence;
	uint32_t since; /* before that release the line is not printed */
	const char *unless;
} witnesses[] = {
	{ "NUMA: ", "NUMA", FROM_START, 0, NULL },
	{ "efi: ", "EFI", FROM_START, 0, NULL },
	{ "KASLR ", "RANDOMIZE_BASE", PROVES_NOTHING, 0, NULL },
	{ "HugeTLB", "HUGETLB_PAGE", TO_INIT, 0, NULL },
	{ "kfence: initialized", "KFENCE", TO_INIT, KERNEL_VERSION(5, 12, 0), "riscv: " },
	{ "software IO TLB: mapped", "SWIOTLB", PROVES_NOTHING, 0, NULL },
	{ "SWIOTLB bounce buffer size adjusted", "DMA_BOUNCE_UNALIGNED_KMALLOC", TO_INIT, KERNEL_VERSION(6, 5, 0),
	  "software IO TLB: mapped" },
	{ "deferred pages initialised", "DEFERRED_STRUCT_PAGE_INIT", PROVES_NOTHING, 0, NULL },
	{ "created restricted DMA pool", "DMA_RESTRICTED_POOL", PROVES_NOTHING, 0, NULL },
	{ "Memory Tagging Extension", "ARM64_MTE", PROVES_NOTHING, 0, NULL },
};

/* An option may be on and its line missing for another reason: a .config knows better. */
static void tell_absence(struct boot_text *b, const char *option)
{
	if (!b->facts->whole && !config_option(&b->facts->config, option))
		tell_option(b, option, "n");
}

static void tell_witnesses(struct boot_text *b)
{
	uint32_t version = kernel_version_parse(b->log->release);

	for (size_t i = 0; i < ARRAY_SIZE(witnesses); i++) {
		bool complete = witnesses[i].absence == FROM_START ? b->from_start : b->to_init;
		bool proves = witnesses[i].absence != PROVES_NOTHING && complete && version >= witnesses[i].since;

		if (find(b, witnesses[i].words))
			tell_option(b, witnesses[i].option, "y");
		else if (proves && !(witnesses[i].unless && find(b, witnesses[i].unless)))
			tell_absence(b, witnesses[i].option);
	}
}

static void tell_arch(struct boot_text *b)
{
	if (find(b, "riscv: ") || find(b, "SBI specification"))
		tell(b, "arch", "riscv64");
	else if (find(b, "CPU: ARMv"))
		tell(b, "arch", "arm");
	else if (find(b, "IPT I-cache on CPU0"))
		tell(b, "arch", "arm64");
}

/* "pcpu-alloc: s87208 r8192 d31576 u126976 alloc=31*4096": the second is the page size, but for huge units */
static void tell_page_size(struct boot_text *b)
{
	const struct boot_percpu *p = &b->log->percpu;
	const struct boot_table *t = b->log->tables;
	int64_t size = 0;

	if (p->pages > 0 && p->unit_size > 0 && p->unit_size % p->pages == 0)
		size = p->unit_size / p->pages;
	for (size_t i = 0; i < b->log->table_count && !size; i++)
		if (t[i].order > 0 && t[i].order < 20 && t[i].bytes > 0)
			size = t[i].bytes >> t[i].order;
	if (size == 4096 || size == 16384 || size == 65536)
		tell_number(b, "page_size", size);
}

/* "NUMA: NODE_DATA [mem 0xA-0xB]", "NODE_DATA(0) allocated [mem 0xA-0xB]" */
static void tell_node_data(struct boot_text *b)
{
	const char *at = find(b, "NODE_DATA"), *mem;
	uint64_t start, end;
	char *next;

	mem = at ? memmem(at, strnlen(at, 40), "[mem 0x", 7) : NULL;
	if (!mem)
		return;
	start = strtoull(mem + 7, &next, 16);
	if (strncmp(next, "-0x", 3) != 0)
		return;
	end = strtoull(next + 3, NULL, 16);
	if (end > start && end - start < MIB(1))
		tell_number(b, "pgdat_size", (int64_t)(end - start + 1));
}

/* The line is there where neither the tree nor the command line sets the pool; its size is rounded already.
 */
static void tell_default_pool(struct boot_text *b)
{
	uint64_t mbytes;

	if (strstr(b->log->command_line, "cma=") || b->facts->whole)
		return;
	if (number_behind(b, "cma: Reserved ", 10, &mbytes) ||
		number_behind(b, "cma: Failed to reserve ", 10, &mbytes)) {
		if (mbytes && mbytes <= 65536)
			tell_option(b, "CMA_SIZE_MBYTES", arena_printf(b->facts->arena, "%u", (unsigned int)mbytes));
		tell_option(b, "CMA", "y");
		tell_option(b, "DMA_CMA", "y");
	} else if (b->log->memory.cma == 0 && !find(b, "created CMA memory pool") && !find(b, "cma: ")) {
		tell_option(b, "CMA_SIZE_MBYTES", "0");
	}
}

/*
 * "log buffer data + meta data: 131072 + 458752": for each 32 bytes of text a
 * descriptor and a printk_info, which PRINTK_EXECUTION_CTX makes 24 bytes longer.
 */
static void tell_log_meta(struct boot_text *b)
{
	static const char words[] = "log buffer data + meta data: ";
	const char *at = find(b, words);
	uint64_t data, meta;
	char *end;

	if (!at)
		return;
	data = strtoull(at + sizeof(words) - 1, &end, 10);
	if (strncmp(end, " + ", 3) != 0 || data < KIB(4) || data > GIB(1))
		return;
	meta = strtoull(end + 3, NULL, 10) / (data >> 5);
	if (meta >= 90 && meta <= 140)
		tell_option(b, "PRINTK_EXECUTION_CTX", meta > 118 ? "y" : "n");
}

static void tell_log_buf(struct boot_text *b)
{
	bool asked = strstr(b->log->command_line, "log_buf_len") != NULL;
	uint64_t bytes;

	/* where CPUs or the command line make it grow, the line of its size tells the grown one */
	if (number_behind(b, "log_buf_len min size: ", 10, &bytes) ||
		(!asked && !find(b, "log_buf_len: ") && !find(b, "max cpu contribution: ") &&
		 number_behind(b, "log buffer data + meta data: ", 10, &bytes)))
		if (bytes >= KIB(4) && bytes <= GIB(1))
			tell_option(b, "LOG_BUF_SHIFT", arena_printf(b->facts->arena, "%u", ilog2_u64(bytes)));
	if (number_behind(b, "individual max cpu contribution: ", 10, &bytes) && bytes && bytes <= GIB(1))
		tell_option(b, "LOG_CPU_MAX_BUF_SHIFT", arena_printf(b->facts->arena, "%u", ilog2_u64(bytes)));
}

/*
 * Lowmem of arm ends where the split of the address space and vmalloc= put it
 * (linux:arch/arm/mm/mmu.c:adjust_lowmem_bounds): the most common split that holds all of it.
 */
static void tell_split(struct boot_text *b)
{
	static const uint32_t offsets[] = { 0xc0000000, 0xb0000000, 0x80000000, 0x40000000 };
	uint64_t start = UINT64_MAX, end = 0, vmalloc;
	bool cut = has_zone(b->log, "HighMem") || find(b, "HIGHMEM enabled kernel");
	struct cmdline cmdline;

	for (size_t i = 0; i < b->log->zone_count; i++) {
		const struct boot_zone *z = &b->log->zones[i];

		if (z->end <= z->start || (strcmp(z->name, "DMA") != 0 && strcmp(z->name, "Normal") != 0))
			continue;
		start = min_u64(start, z->start);
		end = max_u64(end, z->end + 1);
	}
	cmdline_parse(b->facts->arena, b->log->command_line, &cmdline);
	vmalloc = cmdline.vmalloc ? cmdline.vmalloc : MIB(240);
	for (size_t i = 0; i < ARRAY_SIZE(offsets) && end > start; i++) {
		uint64_t most = 0xff800000 - min_u64(vmalloc, GIB(1)) - MIB(8) - offsets[i];

		if (most > GIB(4) || end - start > most)
			continue;
		if (i || cut)
			tell_option(b, "PAGE_OFFSET", arena_printf(b->facts->arena, "0x%08x", offsets[i]));
		return;
	}
}

/* What only 32-bit kernels have; the "Memory:" line tells of highmem where there is CONFIG_HIGHMEM. */
static void tell_lowmem(struct boot_text *b)
{
	const char *arch = config_fact(&b->facts->config, "arch");

	if (!find(b, "CPU: ARMv") && (!arch || strcmp(arch, "arm") != 0))
		return;
	if (b->log->memory.highmem != BOOT_NONE)
		tell_option(b, "HIGHMEM", "y");
	else if (b->log->memory.total != BOOT_NONE || find(b, "HIGHMEM enabled kernel"))
		tell_option(b, "HIGHMEM", "n");
	tell_split(b);
}

/* The kernel tells of each buffer that it makes, before the "Memory:" line. */
static void tell_swiotlb(struct boot_text *b)
{
	if (b->log->swiotlb_size > 0)
		tell_number(b, "swiotlb_size", b->log->swiotlb_size);
	else if (b->from_start && b->log->memory.total != BOOT_NONE && !find(b, "software IO TLB"))
		tell_number(b, "swiotlb_size", 0);
}

/* The EFI stub moves all of it, and KASLR may, after the boot loader. */
static void tell_loader(struct boot_text *b)
{
	if (b->ret == 0 && !find(b, "efi: EFI v"))
		b->ret = learn_loader_lines(b->facts, b->source, b->before, b->error);
}

static const struct boot_zone *zone_of(const struct boot_log *log, const char *name)
{
	for (size_t i = 0; i < log->zone_count; i++)
		if (strcmp(log->zones[i].name, name) == 0 && !log->zones[i].empty && log->zones[i].end)
			return &log->zones[i];
	return NULL;
}

/* Where devices end that reach less than 4 GiB: ZONE_DMA of arm64, whose neighbour goes on from there. */
static uint64_t dma_limit_of(const struct boot_log *log)
{
	const struct boot_zone *dma = zone_of(log, "DMA"), *next = zone_of(log, "DMA32");

	return dma && next && next->start == dma->end + 1 && next->start < GIB(4) ? next->start : 0;
}

/* What firmware and boot loader made of this very board: where its pools came to lie, by model and end of
 * RAM. */
static void tell_board(struct boot_text *b)
{
	const struct boot_log *log = b->log;
	struct range *pools = NULL;
	uint64_t end = 0, dma_limit = dma_limit_of(log);
	size_t count = 0;

	for (size_t i = 0; i < log->region_count; i++) {
		const struct boot_region *region = &log->regions[i];
		struct range pool = { region->base, region->size };

		if (region->kind == BOOT_REGION_CMA && region->has_base && region->has_size && pool.size)
			arena_push(b->facts->arena, pools, count, pool);
	}
	for (size_t i = 0; i < log->zone_count; i++)
		if (!log->zones[i].empty && log->zones[i].end > end)
			end = log->zones[i].end;
	if (!count && !dma_limit && !config_fact(&b->facts->config, "kernel_base") &&
		!config_fact(&b->facts->config, "initrd"))
		return;
	if (log->machine[0])
		tell(b, "seen_model", log->machine);
	if (end)
		tell_number(b, "seen_ram_end", (int64_t)end + 1);
	if (dma_limit)
		tell_number(b, "seen_dma_limit", (int64_t)dma_limit);
	if (count)
		tell(b, "seen_pools", places_text(b->facts->arena, pools, count));
}

static void tell_cpus(struct boot_text *b)
{
	uint64_t count;

	if (number_behind(b, "restricting CPUs from NR_CPUS=", 10, &count) && count && count <= 8192)
		tell_option(b, "NR_CPUS", arena_printf(b->facts->arena, "%u", (unsigned int)count));
	if (find(b, "52-bit Virtual Addressing"))
		tell(b, "lpa2", "1");
	else if (b->to_init && find(b, "CPU features: detected"))
		tell(b, "lpa2", "0");
}

/* -------------------------------------------------------------------------------------------- */

/* A file may hold several boots: the last one counts. */
static struct bytes last_boot(struct bytes text)
{
	static const char banner[] = "Linux version ";
	const unsigned char *at = text.data, *end = text.data + text.size, *start = text.data, *found;

	while ((found = memmem(at, (size_t)(end - at), banner, sizeof(banner) - 1)) != NULL) {
		start = found;
		at = found + 1;
	}
	while (start > text.data && start[-1] != '\n')
		start--;
	return bytes_from(text, (size_t)(start - text.data));
}

static void read_log(struct boot_text *b)
{
	klog_last_boot((const char *)b->text.data, b->text.size, b->log);
	b->from_start = b->log->release[0] && b->log->command_line[0];
	b->to_init = b->from_start && b->log->init_freed != BOOT_NONE;
}

int learn_boot_lines(struct facts *facts, const struct captures *captures, struct observed *observed,
					 struct error *error)
{
	struct boot_text b = { .facts = facts, .source = captures->files[CAPTURE_LOG].path, .error = error };

	if (!b.source)
		return 0;
	b.log = arena_new_object(facts->arena, struct boot_log);
	b.text = last_boot(captures->files[CAPTURE_LOG].text);
	b.before = (struct bytes){ captures->files[CAPTURE_LOG].text.data,
							   captures->files[CAPTURE_LOG].text.size - b.text.size };
	read_log(&b);
	if (!boot_log_has_any(b.log) || (!b.log->release[0] && b.log->memory.total == BOOT_NONE))
		return captures->files[CAPTURE_VERSION].path ? 0 : error_set(
			error, -EINVAL,
			"%s: no line of a kernel's boot in it, such as \"Linux version\" or \"Memory: ... available\"",
			strcmp(b.source, "-") == 0 ? "<stdin>" : b.source);
	if (b.log->release[0] && kernel_version_parse(b.log->release))
		tell(&b, "release", b.log->release);
	tell_arch(&b);
	tell_page_size(&b);
	tell_sizes(&b);
	tell_node_data(&b);
	if (find(&b, "efi: EFI v"))
		tell(&b, "efi", "1");
	tell_cpus(&b);
	tell_zones(&b);
	tell_lowmem(&b);
	tell_swiotlb(&b);
	tell_loader(&b);
	tell_board(&b);
	tell_witnesses(&b);
	tell_default_pool(&b);
	tell_log_buf(&b);
	tell_log_meta(&b);
	if (b.log->memory.reserved != BOOT_NONE)
		observed->reserved_kb = b.log->memory.reserved >> 10;
	if (b.log->memory.total != BOOT_NONE)
		observed->total_kb = b.log->memory.total >> 10;
	if (b.log->command_line[0])
		observed->cmdline = b.log->command_line;
	return b.ret;
}
