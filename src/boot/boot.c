/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/boot.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "board/board.h"
#include "board/firmware_map.h"
#include "boot/replay.h"
#include "util/arena.h"
#include "util/error.h"

NAMER(region_kind_name, region_kind, REGION_KINDS, ENUM_NAME)
NAMER(region_outcome_name, region_outcome, REGION_OUTCOMES, ENUM_NAME)

struct zone *boot_zone(const struct boot *boot, enum zone_type type, unsigned int node)
{
	for (size_t i = 0; i < boot->zone_count; i++)
		if (boot->zones[i].type == type && boot->zones[i].node == node)
			return &boot->zones[i];
	return NULL;
}

const struct region *boot_region(const struct boot *boot, size_t node)
{
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].node == node)
			return &boot->regions[i];
	return NULL;
}

struct estimate region_size(const struct region *region)
{
	return between((int64_t)region->reach.size_low, (int64_t)region->range.size,
				   (int64_t)region->reach.size_high);
}

struct estimate region_base(const struct region *region)
{
	return between((int64_t)region->reach.base_low, (int64_t)region->range.base,
				   (int64_t)region->reach.base_high);
}

struct estimate largest_pool(const struct boot *boot)
{
	struct estimate largest = exact(0);

	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].activated)
			largest = estimate_max(largest, region_size(&boot->regions[boot->cma[i].region]));
	return largest;
}

void say(struct replay *r, const char *format, ...)
{
	struct message line = { .certain = true };
	va_list args;

	va_start(args, format);
	line.text = arena_vprintf(r->arena, format, args);
	va_end(args);
	arena_push(r->arena, r->boot->messages, r->boot->message_count, line);
	trace_say(r->boot->trace, "%s", line.text);
}

void say_for(struct replay *r, size_t region, const char *format, ...)
{
	struct region *row = &r->boot->regions[region];
	va_list args;
	const char *line;

	if (!r->variant->heard)
		return;
	va_start(args, format);
	line = arena_vprintf(r->arena, format, args);
	va_end(args);
	arena_push(r->arena, row->dmesg, row->dmesg_count, line);
	trace_say(r->boot->trace, "%s", line);
}

void assume(struct replay *r, enum unknown unknown, const char *option, const char *format, ...)
{
	struct assumption a = { .unknown = unknown, .option = option };
	va_list args;

	if (r->options->findings_only)
		return;
	va_start(args, format);
	a.what = arena_vprintf(r->arena, format, args);
	va_end(args);
	arena_push(r->arena, r->boot->assumptions, r->boot->assumption_count, a);
}

void dies(struct replay *r, const char *path, const char *format, ...)
{
	va_list args;

	if (!r->boot->boots)
		return;
	r->boot->boots = false;
	r->boot->reason_path = path;
	va_start(args, format);
	r->boot->reason = arena_vprintf(r->arena, format, args);
	va_end(args);
	trace_say(r->boot->trace, "the boot ends here: %s", r->boot->reason);
	if (r->boot->trace)
		r->boot->trace->ended = true;
}

const char *phys(struct replay *r, uint64_t address)
{
	return arena_printf(r->arena, r->k->pointer_bytes == 4 && !r->k->lpae ? "0x%08llx" : "0x%016llx",
						(unsigned long long)address);
}

static bool is_without(const struct kernel *k, const char *option)
{
	return (k->has_config || config_option(&k->config, option)) && !config_is_set(&k->config, option);
}

static void init_memblock(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	const struct kernel *k = r->k;
	bool efi = k->arch == ARCH_ARM64 && !is_without(k, "EFI"), its = !is_without(k, "ARM_GIC_V3_ITS");

	memblock_init(&r->mb, r->arena, page_size(k));
	r->mb.trace = r->boot->trace;
	r->mb.region_bytes = k->numa ? 32 : k->pointer_bytes == 8 ? 24 : 12;
	r->mb.cache_line = rules->cache_line;
	if (efi)
		r->mb.memory.max = rules->memory_regions;
	if (efi && its && rules->reserved_regions_grow_with_cpus)
		r->mb.reserved.max = 128 + k->nr_cpus + 1;
	r->mb.kernel_flag = rules->kernel_ranges_flagged;
}

/* What GFP_KERNEL and GFP_ATOMIC reach: neither HighMem nor Movable. */
static bool is_for_the_kernel(const struct zone *zone)
{
	return zone->type <= ZONE_NORMAL;
}

static struct totals sum_zones(const struct boot *boot)
{
	struct totals t = { 0 };

	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = &boot->zones[i];

		t.present = estimate_add(t.present, zone->present);
		t.managed = estimate_add(t.managed, zone->managed);
		t.cma = estimate_add(t.cma, zone->cma);
		if (is_for_the_kernel(zone))
			t.unmovable = estimate_add(t.unmovable, estimate_sub(zone->managed, zone->cma));
	}
	return t;
}

static void place_exactly(struct boot *boot)
{
	for (size_t i = 0; i < boot->region_count; i++) {
		struct range range = boot->regions[i].range;

		boot->regions[i].reach = (struct reach){ range.base, range.base, range.size, range.size };
	}
}

/* Initcalls of the pools run behind memblock_free_all(), where only their outcome is asked for. */
static void activate_pools(struct replay *r, struct trace *later)
{
	struct trace *trace = r->boot->trace;

	*later = (struct trace){ .arena = r->arena };
	r->boot->trace = trace ? later : NULL;
	enter(r, "cma_init_reserved_areas");
	activate_cma(r);
	r->boot->trace = trace;
}

static void trace_zones(struct replay *r, const struct trace *pools)
{
	struct trace *trace = r->boot->trace;

	enter(r, "memblock_free_all");
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		const struct zone *zone = &r->boot->zones[i];

		if (!zone->present.value)
			continue;
		trace_say(trace, "Node %u, zone %8s: present %lld, managed %lld in the end", zone->node, zone->name,
				  (long long)zone->present.value, (long long)zone->managed.value);
	}
	enter(r, "mem_init_print_info");
	trace_memory(trace);
	trace_append(trace, pools);
	for (size_t i = 0; i < r->boot->cma_count; i++)
		if (r->boot->cma[i].activated)
			trace_say(trace, "cma: %s: %llu pages go to the page allocator", r->boot->cma[i].name,
					  (unsigned long long)r->boot->cma[i].pages);
	enter(r, "init_per_zone_wmark_min");
	trace_say(trace, "min_free_kbytes is %lld", (long long)r->boot->min_free_kbytes.value);
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		const struct zone *zone = &r->boot->zones[i];

		if (!zone->present.value)
			continue;
		trace_say(trace, "Node %u, zone %8s: min %lld, low %lld, high %lld", zone->node, zone->name,
				  (long long)zone->min.value, (long long)zone->low.value, (long long)zone->high.value);
	}
	enter(r, "free_initmem");
	if (r->boot->init_freed.size)
		trace_say(trace, "Freeing unused kernel memory: %lluK",
				  (unsigned long long)(r->boot->init_freed.size >> 10));
}

static void finish(struct replay *r)
{
	struct boot *boot = r->boot;
	uint64_t present, freed = 0, cma = cma_total_pages(r);
	unsigned int kb = r->k->page_shift - 10;
	struct trace pools;

	r->boot->init_freed = init_section(r);
	activate_pools(r, &pools);
	set_doubt(r);
	doubt_by_efi(r);
	r->doubt_more += r->kasan_doubt;
	r->doubt_less += r->kasan_doubt;
	hand_over_to_buddy(r);
	apply_calibration(r);
	compute_watermarks(r);
	if (boot->trace)
		trace_zones(r, &pools);
	settle(r);
	if (!r->options->findings_only && r->variant->heard)
		itemise_budget(r);
	place_exactly(boot);
	boot->totals = sum_zones(boot);
	if (boot->totals.managed.high <= 0)
		dies(r, NULL, "it has no RAM to give: %s",
			 boot->totals.present.value ? "all is reserved" : "none is within its reach");
	present = (uint64_t)boot->totals.present.value;
	freed = (uint64_t)((int64_t)freed_by_memblock(r) - r->k->learned_reserved_pages);
	boot->total_kb = exact((int64_t)(present << kb));
	boot->cma_kb = exact((int64_t)(cma << kb));
	boot->reserved_kb = between((int64_t)((present - freed - cma - min_u64(r->doubt_less, present)) << kb),
								(int64_t)((present - freed - cma) << kb),
								(int64_t)((present - freed - cma + r->doubt_more) << kb));
	widen_by_efi(r);
	boot->memblock = r->mb;
}

void replay_kernel(struct replay *r)
{
	r->cpus = r->options->cpus ? r->options->cpus : r->board->cpus;
	if (r->cmdline.nr_cpus && r->cmdline.nr_cpus < r->cpus)
		r->cpus = (unsigned int)r->cmdline.nr_cpus;
	if (r->cpus > r->k->nr_cpus)
		r->cpus = r->k->nr_cpus;
	state_assumptions(r);
	note_unmodelled(r);
	boot_by_efi(r);
	switch (r->k->arch) {
	case ARCH_ARM:
		replay_arm(r);
		break;
	case ARCH_RISCV64:
		replay_riscv(r);
		break;
	default:
		replay_arm64(r);
		break;
	}
	if (!r->variant->places_only)
		finish(r);
}

/*
 * Where the kernel believes RAM to start: arm rounds its load address down to
 * 128 MiB, riscv and old arm64 take their own. Without --kernel-base the first bank tells.
 */
static uint64_t find_phys_offset(const struct replay *r)
{
	uint64_t base = UINT64_MAX, align = r->k->arch == ARCH_ARM ? MIB(128) : MIB(2);
	bool arm64 = r->k->arch == ARCH_ARM64;

	if (r->options->has_kernel_base)
		return round_down(r->options->kernel_base - (arm64 ? r->k->image.text_offset : 0), align);
	for (size_t i = 0; i < r->board->memory_count; i++) {
		const struct memory_node *m = &r->board->memory[i];
		const struct tuples *t = memory_tuples(m);

		for (size_t j = 0; j < t->count; j++)
			if (t->items[j].size)
				base = min_u64(base, t->items[j].base);
	}
	if (base == UINT64_MAX)
		return 0;
	/* firmware lies below the image: OpenSBI in the first 2 MiB, which the memory node may leave out already
	 */
	if (r->k->arch == ARCH_RISCV64 && !r->variant->kernel_moved)
		return round_down(base, MIB(4)) + MIB(2);
	/* a loader of arm64 may keep the first 2 MiB for itself, as QEMU's and Rockchip's do; EFI's stub does not */
	if (arm64 && r->variant->kernel_moved && !r->k->rules->keeps_ram_below && !r->options->efi &&
		firmware_map_efi_source(r->options->firmware_map) == MAP_SOURCES)
		return round_down(base, align) + align;
	return round_down(base, align);
}

/* What is longer than COMMAND_LINE_SIZE is cut. linux:arch/{arm,arm64,riscv}/include/uapi/asm/setup.h */
static const char *kept_cmdline(struct arena *arena, const struct kernel *k, const char *cmdline)
{
	size_t most = k->arch == ARCH_ARM64 ? 2048 : 1024;

	return cmdline && strlen(cmdline) >= most ? arena_strndup(arena, cmdline, most - 1) : cmdline;
}

/* linux:drivers/of/fdt.c:early_init_dt_scan_chosen: what is built in goes behind it, or takes its place. */
static const char *with_built_in(struct arena *arena, const struct kernel *k, const char *loaders)
{
	const char *own = config_option(&k->config, "CMDLINE");

	if (!own || !*own || strcmp(own, "n") == 0) /* "is not set", as profiles have it */
		return loaders;
	if (config_is_set(&k->config, "CMDLINE_EXTEND"))
		return arena_printf(arena, "%s %s", loaders, own);
	return config_is_set(&k->config, "CMDLINE_FORCE") || !*loaders ? own : loaders;
}

int replay_loader(const struct board *board, const struct boot_options *options, const struct variant *variant,
				  struct replay *r, struct error *error)
{
	const struct kernel *kernel = variant->kernel;
	struct arena *arena = arena_new();
	struct boot *boot = arena_new_object(arena, struct boot);

	*r = (struct replay){ .variant = variant,
						  .arena = arena,
						  .board = board,
						  .k = kernel,
						  .options = options,
						  .boot = boot,
						  .default_area = SIZE_MAX,
						  .dma_limit = UINT64_MAX,
						  .node_count = 1 };
	boot->arena = arena;
	if (variant->traced) {
		boot->trace = arena_new_object(arena, struct trace);
		boot->trace->arena = arena;
	}
	boot->board = board;
	boot->kernel = kernel;
	boot->boots = true;
	boot->firmware_map = options->firmware_map;
	boot->cmdline = options->cmdline      ? options->cmdline
					: board->told.cmdline ? board->told.cmdline
										  : board->chosen.bootargs;
	boot->cmdline = with_built_in(arena, kernel, boot->cmdline);
	cmdline_parse(arena, kept_cmdline(arena, kernel, boot->cmdline), &r->cmdline);
	boot->cma_open = r->cmdline.cma_open;
	init_memblock(r);
	r->phys_offset = find_phys_offset(r);
	scan_memory(r);
	scan_efi_map(r);
	if (kernel->rules->usable_ranges_with_the_scan)
		apply_usable_ranges(r);
	if (!r->mb.memory.count) {
		arena_free(arena);
		return error_set(
			error, -EINVAL,
			"%s: no memory node that Linux %s would use tells RAM: give --ddr SIZE@BASE, BASE as the boot loader tells it (U-Boot: bdinfo)",
			board->file, kernel->release);
	}
	if (check_told_places(r, error)) {
		arena_free(arena);
		return -EINVAL;
	}
	recognise_board(r);
	place_images(r);
	return 0;
}

int replay_boot(const struct board *board, const struct boot_options *options, const struct variant *variant,
				struct replay *r, struct error *error)
{
	int ret = replay_loader(board, options, variant, r, error);

	if (!ret)
		replay_kernel(r);
	return ret;
}

int boot_predict(const struct board *board, const struct kernel *kernel, const struct boot_options *options,
				 struct boot **result, struct error *error)
{
	struct variant nominal = { .kernel = kernel, .traced = options->trace, .heard = true };
	struct replay r;
	int ret = replay_boot(board, options, &nominal, &r, error);

	*result = NULL;
	if (ret)
		return ret;
	if (!options->findings_only)
		replay_variants(&r);
	*result = r.boot;
	return 0;
}

void boot_free(struct boot *boot)
{
	if (boot)
		arena_free(boot->arena);
}
