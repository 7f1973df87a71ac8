/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source: the printk formats of drivers/of/fdt.c, drivers/of/of_reserved_mem.c,
 * mm/cma.c, kernel/dma/{contiguous,coherent,swiotlb}.c, mm/page_alloc.c,
 * mm/mm_init.c, mm/percpu.c, init/main.c of 3.4 to 7.2.
 */
#include "klog/boot_log.h"

#include <strings.h>

#include "util/number.h"

enum section { SECTION_NONE, SECTION_ZONES, SECTION_RANGES };

#define MOST_KIB (INT64_C(1) << 50)

void boot_log_init(struct boot_log *boot)
{
	int64_t *const numbers[] = {
		&boot->total_pages,        &boot->zonelist_pages,       &boot->mobility_grouping,
		&boot->swiotlb_start,      &boot->swiotlb_end,          &boot->swiotlb_size,
		&boot->init_freed,         &boot->initrd_freed,         &boot->log_buf_len,
		&boot->crashkernel_base,   &boot->crashkernel_size,     &boot->percpu.pages,
		&boot->percpu.static_size, &boot->percpu.reserved_size, &boot->percpu.dynamic_size,
		&boot->percpu.unit_size,   &boot->memory.available,     &boot->memory.total,
		&boot->memory.code,        &boot->memory.rwdata,        &boot->memory.rodata,
		&boot->memory.init,        &boot->memory.bss,           &boot->memory.reserved,
		&boot->memory.cma,         &boot->memory.highmem,
	};

	memset(boot, 0, sizeof(*boot));
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		*numbers[i] = BOOT_NONE;
}

bool boot_log_has_any(const struct boot_log *boot)
{
	return boot->first_line != 0;
}

/* --- pieces of lines --- */

/* "64 MiB", "1024 KiB", "512K", "8MB": bytes. */
static bool take_size(struct cursor *c, int64_t *bytes)
{
	struct cursor probe = *c;
	unsigned int shift;
	int64_t number;

	if (!cursor_number(&probe, &number))
		return false;
	cursor_skip_blanks(&probe);
	switch (cursor_peek(&probe)) {
	case 'K':
	case 'k':
		shift = 10;
		break;
	case 'M':
		shift = 20;
		break;
	case 'G':
		shift = 30;
		break;
	default:
		return false;
	}
	if (number < 0 || number > INT64_MAX >> shift)
		return false;
	*bytes = number << shift;
	*c = probe;
	return true;
}

/* "[mem 0xA-0xB]", or "0xA -> 0xB" in page frames as up to 3.4. */
static bool take_range(struct cursor *c, uint64_t *start, uint64_t *end)
{
	cursor_skip_blanks(c);
	if (cursor_word(c, "[mem "))
		return cursor_hex(c, start) && cursor_take(c, '-') && cursor_hex(c, end);
	if (!cursor_hex(c, start) || !cursor_word(c, " -> ") || !cursor_hex(c, end) || *end > UINT64_MAX >> 12)
		return false;
	*start <<= 12;
	*end = (*end << 12) - 1;
	return true;
}

static void read_release(struct boot_log *boot, struct cursor c)
{
	const char *start = c.at;

	while (cursor_left(&c) && !is_blank(*c.at))
		c.at++;
	COPY_TEXT(boot->release, start, (size_t)(c.at - start));
}

/* --- reserved memory and CMA --- */

static bool has_any(struct cursor text, const char *const *words)
{
	while (*words && !find_word_n(text.at, text.end, *words, strlen(*words)))
		words++;
	return *words;
}

static bool is_failure(struct cursor text)
{
	static const char *const words[] = {
		"ailed to", "incorrect alignment", "ot enough", "nable to", "could not be activated", "matching fail",
		"eserved memory: bypass ", "OVERLAP", "unsupported node", "nvalid", "exceeds", "redefined", "verlaps",
		"too small", "out of range", "gnoring RAM at", "runcating RAM at", "gnoring memory ",
		"HIGHMEM enabled kernel", "memory region failed", "cannot", NULL,
	};

	return has_any(text, words);
}

static enum boot_region_kind region_kind(struct cursor text)
{
	static const struct word_value rows[] = {
		{ "created CMA memory pool", BOOT_REGION_CMA },
		{ "created DMA memory pool", BOOT_REGION_COHERENT },
		{ "created restricted DMA pool", BOOT_REGION_RESTRICTED },
		{ "created restricted memory pool", BOOT_REGION_RESTRICTED },
		{ "initialized node", BOOT_REGION_INITIALIZED },
		{ "map reusable", BOOT_REGION_RESERVED },
		{ "map non-reusable", BOOT_REGION_RESERVED },
		{ "cma: Reserved", BOOT_REGION_CMA },
		{ "CMA: reserved", BOOT_REGION_CMA },
	};

	return (enum boot_region_kind)cursor_value(text, rows, ARRAY_SIZE(rows), BOOT_REGION_FAILED);
}

/* "node 'x'", "node x,", "(12 KiB) map reusable x", "area x could". */
static void read_region_name(struct boot_region *r, struct cursor text)
{
	static const char *const before[] = { "node '", "node \xe2\x80\x98", "node ", "reusable ", "area " };
	struct cursor c = text;

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		c = text;
		if (!cursor_find(&c, before[i]))
			continue;
		const char *start = c.at;

		/* a comma belongs to a name such as linux,cma; it ends one only before a blank */
		while (cursor_left(&c) && *c.at != '\'' && *c.at != ' ' && *c.at != ':' &&
			   (unsigned char)*c.at < 0x80 &&
			   !(*c.at == ',' && (cursor_ahead(&c, 1) == ' ' || cursor_left(&c) == 1)))
			c.at++;
		if (c.at > start && *start != '-')
			COPY_TEXT(r->name, start, (size_t)(c.at - start));
		return;
	}
}

static void read_region_place(struct boot_region *r, struct cursor text)
{
	static const char *const sizes[] = { "size ", "eserved ", "reserve ", "Size ", "(" };
	static const char *const bases[] = { "pool at ", "MiB at ", "KiB at ", "base ", "mem: 0x" };
	struct cursor c;
	int64_t bytes;

	for (size_t i = 0; i < ARRAY_SIZE(bases) && !r->has_base; i++) {
		c = text;
		if (!cursor_find(&c, bases[i]))
			continue;
		if (i == 4)
			c.at -= 2;
		r->has_base = cursor_hex(&c, &r->base);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes) && !r->has_size; i++) {
		c = text;
		if (cursor_find(&c, sizes[i]) && take_size(&c, &bytes)) {
			r->has_size = true;
			r->size = (uint64_t)bytes;
		}
	}
}

/* Most lines are none: what they lack is looked for before what would turn them away. */
static bool is_region_line(struct cursor text)
{
	static const char *const words[] = {
		"cma: ", "CMA area", "CMA: reserved", "eserved memory:", "eserved mem:", "gnoring RAM at",
		"runcating RAM at", "gnoring memory ", "HIGHMEM enabled kernel", "memory region failed",
		") overlaps with ", NULL,
	};
	static const char *const not[] = { "req-size", "dma_contiguous", "cma_declare", "PFNs busy", "cma_alloc",
									  NULL };

	return has_any(text, words) && !has_any(text, not);
}

/*
 * "Ignoring RAM at 0x36000000-0x50000000", "Truncating RAM at 80000000-bfffffff to -afffffff",
 * "Ignoring memory range 0x40000000 - 0x40200000": an end without "0x" is the last byte, else it is
 * exclusive. linux:arch/arm/mm/mmu.c:adjust_lowmem_bounds, linux-3.10:arch/arm/mm/mmu.c:sanity_check_meminfo,
 * linux:drivers/of/fdt.c:early_init_dt_add_memory_arch
 */
static void read_lost_range(struct boot_region *r, struct cursor text)
{
	uint64_t base, end, kept, last;

	if (!cursor_find(&text, "RAM at ") && !cursor_find(&text, "gnoring memory block ") &&
		!cursor_find(&text, "gnoring memory range "))
		return;
	last = cursor_starts(&text, "0x") ? 0 : 1;
	if (!cursor_hex(&text, &base))
		return;
	cursor_skip_blanks(&text);
	if (!cursor_take(&text, '-'))
		return;
	cursor_skip_blanks(&text);
	if (!cursor_hex(&text, &end))
		return;
	if (cursor_word(&text, " to -") && cursor_hex(&text, &kept))
		base = kept + last;
	r->has_base = true;
	r->base = base;
	r->has_size = end + last > base;
	r->size = r->has_size ? end + last - base : 0;
}

/* The line behind "OVERLAP DETECTED!" says which regions: it becomes the finding's. */
static bool names_overlap(struct boot_log *boot, struct cursor text, uint64_t line)
{
	struct boot_region *last = boot->region_count ? &boot->regions[boot->region_count - 1] : NULL;

	if (!find_word(text.at, text.end, ") overlaps with ") || !last || line - last->line > 3 ||
		!strstr(last->text, "OVERLAP"))
		return false;
	COPY_TEXT(last->text, text.at, cursor_left(&text));
	return true;
}

static bool read_region(struct boot_log *boot, struct cursor text, uint64_t line)
{
	struct boot_region *r;
	enum boot_region_kind kind;
	bool failed;

	if (!is_region_line(text))
		return false;
	failed = is_failure(text);
	kind = region_kind(text);
	if (!failed && kind == BOOT_REGION_FAILED)
		return false;
	if (names_overlap(boot, text, line))
		return true;
	boot->failures += failed;
	if (boot->region_count == BOOT_REGIONS) {
		boot->regions_left_out++;
		return true;
	}
	r = &boot->regions[boot->region_count++];
	*r = (struct boot_region){ .kind = failed ? BOOT_REGION_FAILED : kind, .line = line };
	COPY_TEXT(r->text, text.at, cursor_left(&text));
	read_region_name(r, text);
	read_region_place(r, text);
	read_lost_range(r, text);
	return true;
}

/* --- zones --- */

static struct boot_zone *zone_named(struct boot_log *boot, const char *name, size_t length)
{
	struct boot_zone *z;

	for (size_t i = 0; i < boot->zone_count; i++) {
		if (strlen(boot->zones[i].name) == length && memcmp(boot->zones[i].name, name, length) == 0)
			return &boot->zones[i];
	}
	if (boot->zone_count == BOOT_ZONES || length >= sizeof(z->name))
		return NULL;
	z = &boot->zones[boot->zone_count++];
	*z = (struct boot_zone){ .memmap_pages = BOOT_NONE, .reserved_pages = BOOT_NONE, .pages = BOOT_NONE };
	COPY_TEXT(z->name, name, length);
	return z;
}

static bool is_zone_name(const char *name, size_t length)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal", "HighMem", "Movable", "Device" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (*names[i] == *name && strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
			return true;
	}
	return false;
}

/* "  DMA32    [mem ...]", "  Normal   empty". */
static bool read_zone_range(struct boot_log *boot, struct cursor c)
{
	const char *name = c.at;
	struct boot_zone *z;
	uint64_t start, end;
	size_t length;

	while (cursor_left(&c) && !is_blank(*c.at))
		c.at++;
	length = (size_t)(c.at - name);
	if (!is_zone_name(name, length))
		return false;
	cursor_skip_blanks(&c);
	z = zone_named(boot, name, length);
	if (z && cursor_starts(&c, "empty")) {
		z->empty = true;
	} else if (z && take_range(&c, &start, &end)) {
		z->start = start;
		z->end = end;
	}
	return true;
}

/* "  node   0: [mem ...]". */
static bool read_node_range(struct boot_log *boot, struct cursor c)
{
	struct boot_range r;
	int64_t node;

	if (!cursor_word(&c, "node"))
		return false;
	cursor_skip_blanks(&c);
	if (!cursor_number(&c, &node) || node > 1 << 16 || !cursor_take(&c, ':') ||
		!take_range(&c, &r.start, &r.end))
		return false;
	r.node = (int)node;
	if (boot->range_count < BOOT_RANGES)
		boot->ranges[boot->range_count++] = r;
	return true;
}

/* "  DMA32 zone: 1404 pages used for memmap", "..: 0 pages reserved", "..: 158340 pages, LIFO batch:31". */
static bool read_zone_pages(struct boot_log *boot, struct cursor c)
{
	const char *name = c.at;
	struct boot_zone *z;
	int64_t pages;
	size_t length;

	while (cursor_left(&c) && !is_blank(*c.at))
		c.at++;
	length = (size_t)(c.at - name);
	if (!is_zone_name(name, length) || !cursor_word(&c, " zone: ") || !cursor_number(&c, &pages))
		return false;
	z = zone_named(boot, name, length);
	if (!z)
		return true;
	if (cursor_starts(&c, " pages used for memmap"))
		z->memmap_pages = pages;
	else if (cursor_starts(&c, " pages reserved"))
		z->reserved_pages = pages;
	else if (cursor_starts(&c, " pages, LIFO"))
		z->pages = pages;
	return true;
}

/* --- single lines --- */

static void read_memory(struct boot_log *boot, struct cursor c)
{
	const struct {
		const char *words;
		int64_t *to;
	} parts[] = {
		{ " kernel code", &boot->memory.code }, { " rwdata", &boot->memory.rwdata },
		{ " rodata", &boot->memory.rodata },    { " init", &boot->memory.init },
		{ " bss", &boot->memory.bss },          { " reserved", &boot->memory.reserved },
		{ " cma-reserved", &boot->memory.cma }, { " highmem", &boot->memory.highmem },
	};
	int64_t bytes;

	cursor_skip_blanks(&c);
	if (!take_size(&c, &boot->memory.available))
		return;
	c.at++;
	if (cursor_take(&c, '/'))
		take_size(&c, &boot->memory.total);
	while (cursor_left(&c)) {
		if (!is_digit(*c.at) || !take_size(&c, &bytes)) {
			c.at++;
			continue;
		}
		c.at += cursor_left(&c) > 0;
		for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
			if (cursor_starts_word(&c, parts[i].words) && *parts[i].to == BOOT_NONE)
				*parts[i].to = bytes;
		}
	}
}

static void read_percpu(struct boot_log *boot, struct cursor c)
{
	const struct {
		char letter;
		int64_t *to;
	} parts[] = { { 's', &boot->percpu.static_size },
				  { 'r', &boot->percpu.reserved_size },
				  { 'd', &boot->percpu.dynamic_size },
				  { 'u', &boot->percpu.unit_size } };

	cursor_number(&c, &boot->percpu.pages);
	while (cursor_left(&c)) {
		char letter = *c.at++;

		for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
			if (letter == parts[i].letter && c.at[-2] == ' ')
				cursor_number(&c, parts[i].to);
		}
	}
}

/* "Dentry cache hash table entries: 65536 (order: 7, 524288 bytes, linear)". */
static bool read_table(struct boot_log *boot, struct cursor text)
{
	struct cursor c = text, name = text;
	struct boot_table t = { .entries = BOOT_NONE, .order = BOOT_NONE, .bytes = BOOT_NONE };

	if (!cursor_find(&c, " hash table entries: ") || !cursor_number(&c, &t.entries))
		return false;
	name.end = c.at;
	name.end = (const char *)find_word(name.at, name.end, " hash table");
	if (cursor_word(&c, " (order: ") && cursor_number(&c, &t.order) && cursor_word(&c, ", "))
		cursor_number(&c, &t.bytes);
	COPY_TEXT(t.name, name.at, (size_t)(name.end - name.at));
	if (boot->table_count < BOOT_TABLES)
		boot->tables[boot->table_count++] = t;
	return true;
}

static void read_zonelists(struct boot_log *boot, struct cursor c)
{
	struct cursor probe = c;

	if (cursor_find(&probe, "mobility grouping "))
		boot->mobility_grouping = cursor_starts(&probe, "on");
	cursor_number_behind(&c, "Total pages: ", &boot->zonelist_pages);
}

/* "mapped [mem 0xA-0xB] (64MB)", to 5.x "[mem 0xA-0xB] (64MB) mapped at"; many kernels print the end
 * exclusive. */
static void read_swiotlb(struct boot_log *boot, struct cursor c)
{
	uint64_t start, end;

	if (!cursor_find(&c, "[mem ") || !cursor_hex(&c, &start) || !cursor_take(&c, '-') ||
		!cursor_hex(&c, &end) || start > INT64_MAX || end > INT64_MAX || end < start)
		return;
	boot->swiotlb_start = (int64_t)start;
	boot->swiotlb_end = (int64_t)end;
	boot->swiotlb_size = (int64_t)((end - start + 1) & ~(uint64_t)2047);
}

static void read_crashkernel(struct boot_log *boot, struct cursor c)
{
	uint64_t start, end;

	if (!cursor_hex(&c, &start) || !cursor_word(&c, " - ") || !cursor_hex(&c, &end) || end > INT64_MAX ||
		start > end)
		return;
	boot->crashkernel_base = (int64_t)start;
	boot->crashkernel_size = (int64_t)(end - start);
}

static void read_node_total(struct boot_log *boot, struct cursor c)
{
	int64_t pages;

	if (cursor_number_behind(&c, "totalpages: ", &pages) && pages < MOST_KIB)
		boot->total_pages = boot->total_pages == BOOT_NONE ? pages : boot->total_pages + pages;
}

static void read_freed(int64_t *to, struct cursor c)
{
	int64_t bytes;

	if (cursor_find(&c, ": ") && take_size(&c, &bytes))
		*to = bytes;
}

static void read_panic(struct boot_log *boot, struct cursor c)
{
	boot->panicked = true;
	COPY_TEXT(boot->panic, c.at, cursor_left(&c));
}

static void read_machine(struct boot_log *boot, struct cursor c)
{
	COPY_TEXT(boot->machine, c.at, cursor_left(&c));
}

static void read_command_line(struct boot_log *boot, struct cursor c)
{
	COPY_TEXT(boot->command_line, c.at, cursor_left(&c));
}

static void begin_zones(struct boot_log *boot, struct cursor c)
{
	(void)c;
	boot->section = SECTION_ZONES;
}

static void begin_ranges(struct boot_log *boot, struct cursor c)
{
	(void)c;
	boot->section = SECTION_RANGES;
}

static void end_section(struct boot_log *boot, struct cursor c)
{
	(void)c;
	boot->section = SECTION_NONE;
}

static void read_init(struct boot_log *boot, struct cursor c)
{
	read_freed(&boot->init_freed, c);
}

static void read_initrd(struct boot_log *boot, struct cursor c)
{
	read_freed(&boot->initrd_freed, c);
}

static void read_log_buf(struct boot_log *boot, struct cursor c)
{
	cursor_number(&c, &boot->log_buf_len);
}

/* Whose lines begin so: what stands behind is read by `read`, if anything. */
static const struct {
	const char *words;
	void (*read)(struct boot_log *boot, struct cursor rest);
} line_starts[] = {
	{ "Booting Linux", NULL },
	{ "Linux version ", read_release },
	{ "Machine model: ", read_machine },
	{ "OF: fdt: Machine model: ", read_machine },
	{ "OF: fdt:Machine model: ", read_machine },
	{ "Machine: ", read_machine },
	{ "Kernel command line: ", read_command_line },
	{ "Zone ranges:", begin_zones },
	{ "Zone PFN ranges:", begin_zones },
	{ "Early memory node ranges", begin_ranges },
	{ "Early memory PFN ranges", begin_ranges },
	{ "Movable zone start", end_section },
	{ "On node ", read_node_total },
	{ "Memory: ", read_memory },
	{ "percpu: Embedded ", read_percpu },
	{ "PERCPU: Embedded ", read_percpu },
	{ "Built ", read_zonelists },
	{ "software IO TLB: ", read_swiotlb },
	{ "software IO TLB ", read_swiotlb },
	{ "Freeing unused kernel ", read_init },
	{ "Freeing init memory", read_init },
	{ "Freeing initrd memory", read_initrd },
	{ "log_buf_len: ", read_log_buf },
	{ "printk: log_buf_len: ", read_log_buf },
	{ "crashkernel reserved: ", read_crashkernel },
	{ "Kernel panic - not syncing: ", read_panic },
};

static bool read_known_line(struct boot_log *boot, struct cursor c)
{
	for (size_t i = 0; i < ARRAY_SIZE(line_starts); i++) {
		if (cursor_starts_word(&c, line_starts[i].words)) {
			c.at += strlen(line_starts[i].words);
			if (line_starts[i].read)
				line_starts[i].read(boot, c);
			return true;
		}
	}
	return false;
}

bool boot_log_line(struct boot_log *boot, struct cursor text, uint64_t line)
{
	bool mine;

	cursor_skip_blanks(&text);
	mine = read_known_line(boot, text) || read_zone_pages(boot, text) ||
		   (boot->section == SECTION_ZONES && read_zone_range(boot, text)) ||
		   (boot->section == SECTION_RANGES && read_node_range(boot, text)) || read_table(boot, text) ||
		   read_region(boot, text, line);
	if (!mine)
		return false;
	if (boot->first_line == 0)
		boot->first_line = line;
	return true;
}
