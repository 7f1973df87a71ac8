/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is likely behind a figure that is not as predicted. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "boot/boot.h"
#include "compare/measured.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/size.h"

struct reasons {
	struct arena *arena;
	const struct measured *m;
	const struct boot *boot;
	const char *sysctl;
};

static const struct figure *find(const struct reasons *r, enum field field, const struct zone *zone)
{
	for (size_t i = 0; i < r->m->figure_count; i++)
		if (r->m->figures[i].field == field && r->m->figures[i].zone == zone)
			return &r->m->figures[i];
	return NULL;
}

static bool differs(const struct reasons *r, enum field field, const struct zone *zone)
{
	const struct figure *f = find(r, field, zone);

	return f && f->verdict == VERDICT_DIFFERS;
}

/* "1.5 MiB more than" or "... less than" predicted, from the nearer end of the range. */
static const char *by_how_much(const struct reasons *r, const struct figure *f)
{
	int64_t unit = strcmp(f->unit, "kB") == 0 ? 1024 : (int64_t)page_size(r->boot->kernel);
	bool more = f->measured > f->expected.high;
	int64_t amount = more ? f->measured - f->expected.high : f->expected.low - f->measured;

	return arena_printf(r->arena, "%s %s than predicted", size_text(r->arena, (uint64_t)(amount * unit)),
						more ? "more" : "less");
}

static const char *why_ram(const struct reasons *r, const struct figure *f)
{
	return arena_printf(
		r->arena,
		"%s: the boot loader gave Linux other memory than the tree and --ddr tell. Hold the banks against \"Early memory node ranges\" in the log.",
		by_how_much(r, f));
}

static const char *why_start(const struct reasons *r, const struct figure *f)
{
	(void)r, (void)f;
	return "The RAM begins elsewhere than the tree and --ddr tell.";
}

/* What differs upstream explains what follows from it. */
static const char *why_managed(const struct reasons *r, const struct figure *f)
{
	if (f->zone && differs(r, FIELD_PRESENT, f->zone))
		return "Follows from present.";
	return arena_printf(
		r->arena,
		"%s: the kernel's own needs are not as estimated, or something else reserves memory. dtcarve profile --boot-log DIR --board TREE learns the kernel's part.",
		by_how_much(r, f));
}

static const char *why_min(const struct reasons *r, const struct figure *f)
{
	if (differs(r, FIELD_MIN_FREE_KBYTES, NULL))
		return "Follows from min_free_kbytes.";
	if (differs(r, FIELD_MANAGED, f->zone))
		return "Follows from managed.";
	return "Somebody has set vm.min_free_kbytes since, or a boost of the watermark was on.";
}

static bool any_differs(const struct reasons *r, enum field field)
{
	for (size_t i = 0; i < r->m->figure_count; i++)
		if (r->m->figures[i].field == field && r->m->figures[i].verdict == VERDICT_DIFFERS)
			return true;
	return false;
}

static const char *why_total(const struct reasons *r, const struct figure *f)
{
	return any_differs(r, FIELD_MANAGED) ? "Follows from managed." : why_managed(r, f);
}

static int64_t scale_factor(const struct reasons *r)
{
	const char *at = r->sysctl ? strstr(r->sysctl, "watermark_scale_factor") : NULL;

	if (!at)
		return 10;
	at += strlen("watermark_scale_factor");
	return strtoll(at + strspn(at, " \t=:"), NULL, 10);
}

static const char *why_low_high(const struct reasons *r, const struct figure *f)
{
	int64_t scale = scale_factor(r);

	if (differs(r, FIELD_MIN, f->zone))
		return "Follows from min.";
	if (scale != 10)
		return arena_printf(r->arena, "vm.watermark_scale_factor is %" PRId64 ", not the default 10.", scale);
	if (differs(r, FIELD_MANAGED, f->zone))
		return "Follows from managed.";
	return "vm.watermark_scale_factor or extra_free_kbytes was set, or a boost of the watermark was on.";
}

static const char *why_protection(const struct reasons *r, const struct figure *f)
{
	(void)f;
	if (any_differs(r, FIELD_MANAGED))
		return "Follows from the managed pages of the zones above.";
	return "vm.lowmem_reserve_ratio was set.";
}

static const char *why_order(const struct reasons *r, const struct figure *f)
{
	(void)r, (void)f;
	return "The kernel has other huge pages or another MAX_ORDER: give its .config by --kernel-config.";
}

static const char *why_pageblocks(const struct reasons *r, const struct figure *f)
{
	if (differs(r, FIELD_PAGEBLOCK_ORDER, NULL))
		return "Follows from the order of a pageblock.";
	if (differs(r, FIELD_SPANNED, f->zone) || differs(r, FIELD_PRESENT, f->zone))
		return "Follows from spanned and present.";
	return NULL;
}

static const char *why_cma(const struct reasons *r, const struct figure *f)
{
	(void)f;
	for (size_t i = 0; i < r->m->line_count; i++)
		if (r->m->lines[i].verdict == VERDICT_DIFFERS && r->m->lines[i].key)
			return "A pool came out otherwise: see the lines of the log";
	return "Another pool, or a default pool of another size: look for cma= on the command line and CMA_SIZE_MBYTES in the .config.";
}

static const char *why_min_free(const struct reasons *r, const struct figure *f)
{
	(void)r, (void)f;
	return "Set by user space (sysctl.conf, an init script) or by transparent huge pages.";
}

static const char *why_log_reserved(const struct reasons *r, const struct figure *f)
{
	if (differs(r, FIELD_LOG_TOTAL, NULL))
		return "Follows from the total.";
	return why_managed(r, f);
}

static const char *why_moves(const struct reasons *r, const struct figure *f)
{
	(void)r, (void)f;
	return "Moves while the system runs: compare soon after boot.";
}

static const char *(*const reasons[FIELDS])(const struct reasons *, const struct figure *) = {
	[FIELD_START_PFN] = why_start,
	[FIELD_SPANNED] = why_ram,
	[FIELD_PRESENT] = why_ram,
	[FIELD_MANAGED] = why_managed,
	[FIELD_MIN] = why_min,
	[FIELD_LOW] = why_low_high,
	[FIELD_HIGH] = why_low_high,
	[FIELD_PROTECTION] = why_protection,
	[FIELD_FREE] = why_moves,
	[FIELD_PAGEBLOCK_ORDER] = why_order,
	[FIELD_PAGEBLOCKS] = why_pageblocks,
	[FIELD_CMA_PAGEBLOCKS] = why_cma,
	[FIELD_LARGEST_BLOCKS] = why_moves,
	[FIELD_MIN_FREE_KBYTES] = why_min_free,
	[FIELD_MEM_TOTAL] = why_total,
	[FIELD_CMA_TOTAL] = why_cma,
	[FIELD_LOG_TOTAL] = why_ram,
	[FIELD_LOG_RESERVED] = why_log_reserved,
	[FIELD_LOG_CMA] = why_cma,
};

void measured_explain(struct arena *arena, struct measured *m, const struct boot *boot, const char *sysctl)
{
	const struct reasons r = { arena, m, boot, sysctl };

	for (size_t i = 0; i < m->figure_count; i++)
		if (m->figures[i].verdict == VERDICT_DIFFERS || m->figures[i].verdict == VERDICT_MOVES)
			m->figures[i].why = reasons[m->figures[i].field](&r, &m->figures[i]);
}
