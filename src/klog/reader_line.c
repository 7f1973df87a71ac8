/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line: what it is, and who acts on it. */
#include "klog/reader.h"

static enum klog_kind header_kind(enum klog_anchor anchor)
{
	switch (anchor) {
	case ANCHOR_ALLOC_STALL:
		return KLOG_STALL;
	case ANCHOR_OOM:
		return KLOG_OOM;
	case ANCHOR_VMEMMAP:
		return KLOG_VMEMMAP;
	default:
		return KLOG_PAGE_ALLOC;
	}
}

/*
 * Acts on the anchor at `at`; returns where to look on in the line, NULL for
 * nowhere. A line may hold more than one report's words where CPUs interleave
 * or someone joined lines.
 */
static const char *on_anchor(struct klog *k, const struct klog_line *line, enum klog_anchor anchor,
							 const char *at)
{
	switch (anchor) {
	case ANCHOR_ALLOC_FAILURE:
	case ANCHOR_ALLOC_STALL:
	case ANCHOR_OOM:
	case ANCHOR_VMEMMAP:
		begin_on_alloc_header(k, line, at, header_kind(anchor));
		return at + 10;
	case ANCHOR_ALLOC_24:
		begin_on_alloc_24(k, line, at);
		return at + 10;
	case ANCHOR_VMALLOC:
		begin_on_vmalloc(k, line, at);
		return NULL;
	case ANCHOR_VMAP:
		begin_on_vmap(k, line, at);
		return NULL;
	case ANCHOR_CMA_ALLOC:
		return begin_on_cma_alloc(k, line, at);
	case ANCHOR_CMA_BITMAP:
		begin_on_cma_bitmap(k, line);
		return NULL;
	case ANCHOR_PFNS_BUSY:
		begin_on_pfns_busy(k);
		return NULL;
	case ANCHOR_MEMINFO:
		report_on_meminfo(k, line);
		return at + 8;
	case ANCHOR_COMM:
		report_on_comm(k, line);
		return NULL;
	case ANCHOR_FREE:
		if (!dump_on_free(k, line, at))
			dump_on_counters(k, line, false);
		return NULL;
	case ANCHOR_ACTIVE_ANON:
		dump_on_active_anon(k, line);
		return NULL;
	case ANCHOR_LOWMEM_RESERVE:
		dump_on_reserve(k, line, at);
		return NULL;
	case ANCHOR_LIST:
		if (!dump_on_list(k, line) && !dump_on_list_piece(k, line))
			return at + 1;
		return NULL;
	case ANCHOR_PAGES_RAM:
	case ANCHOR_PAGES_RESERVED:
	case ANCHOR_PAGES_CMA:
		dump_on_total(k, line, true);
		return NULL;
	case ANCHOR_KILLED:
	case ANCHOR_OOM_KILL:
		report_on_killed(k, line, anchor == ANCHOR_OOM_KILL);
		return NULL;
	case ANCHOR_SLUB:
		begin_on_slub(k, line);
		return NULL;
	case ANCHOR_SWIOTLB:
		begin_on_swiotlb(k, line, at);
		return NULL;
	case ANCHOR_HUNG:
		begin_on_hung(k, line, at);
		return NULL;
	case ANCHOR_HOLDERS:
		report_on_holders(k, line);
		return NULL;
	case ANCHOR_SUPPRESSED:
		report_on_suppressed(k, line);
		return NULL;
	case ANCHOR_DROPPED:
		report_on_dropped(k);
		return at + 1;
	default:
		return at + 1;
	}
}

/* --- boot lines --- */

#define BOOT_IDLE_LINES 400

static void note_release(struct klog *k, struct cursor text)
{
	if (!cursor_find(&text, "Linux version "))
		return;
	const char *start = text.at;

	while (cursor_left(&text) && !is_blank(*text.at))
		text.at++;
	if (is_digit(*start))
		COPY_TEXT(k->boot_release, start, (size_t)(text.at - start));
}

/* A new boot ends all that went before it. */
static void begin_boot(struct klog *k, const struct klog_line *line, enum klog_anchor anchor)
{
	bool first = anchor == ANCHOR_BOOTING || !boot_log_has_any(&k->boot) || k->boot.release[0];

	if (first && boot_log_has_any(&k->boot) && k->line - k->boot.first_line > 5)
		reader_end_boot(k);
	if (first) {
		slots_close_all(k);
		slots_tell(k);
		k->boot_release[0] = '\0';
	}
	note_release(k, line->text);
	k->in_boot = true;
	k->boot_line = k->line;
}

static void on_boot_line(struct klog *k, const struct klog_line *line)
{
	struct cursor text = line->text;

	cursor_skip_blanks(&text);
	if (boot_log_line(&k->boot, line->text, k->line))
		k->boot_line = k->line;
	else if (k->line - k->boot_line > BOOT_IDLE_LINES)
		reader_end_boot(k);
}

/* --- lines --- */

void reader_line(struct klog *k, const struct klog_line *line)
{
	enum klog_anchor anchor = line->anchor;
	const char *at = line->anchor_at;

	slots_close_idle(k, line);
	reader_flush_note(k, line);
	reader_flush_busy(k, line);
	while (at) {
		if (anchor == ANCHOR_LINUX_VERSION || anchor == ANCHOR_BOOTING)
			begin_boot(k, line, anchor);
		else if (anchor >= ANCHOR_RESERVED_MEM && !k->in_boot) {
			k->in_boot = true;
			k->boot_line = k->line;
		}
		const char *next = on_anchor(k, line, anchor, at);

		/* an anchor is never met twice */
		at = next ? klog_scan(&k->scanner, next > at ? next : at + 1, line->text.end, &anchor) : NULL;
	}
	if (k->in_boot)
		on_boot_line(k, line);
	if (line->anchor != ANCHOR_NONE)
		return;
	begin_keep_name(k, line);
	if (k->count > 0)
		report_on_plain(k, line);
}
