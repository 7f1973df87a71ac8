/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/first_policy.h"

#include <inttypes.h>
#include <string.h>

#include "alloc/usual.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "alloc/account.h"
#include "findings/findings.h"
#include "policy/board_scope.h"
#include "util/arena.h"
#include "util/escape.h"
#include "util/number.h"
#include "util/range.h"

struct writer {
	struct arena *arena;
	const struct boot *boot;
	FILE *out;
};

/* The longest section that one line of the reader holds, brackets and all. */
#define SECTION_LIMIT 190

/* --- a first policy ---------------------------------------------------------------------- */

/* In whole MiB, so that both ends of the range keep it: from above rounded up, from below down. */
static void put_size(const struct writer *w, const char *key, struct estimate size, bool at_most)
{
	uint64_t bytes = (uint64_t)(at_most ? size.high : size.low > 0 ? size.low : 0);

	fprintf(w->out, "%s = %" PRIu64 "M\n", key, (at_most ? round_up(bytes, MIB(1)) : bytes) / MIB(1));
}

/* Rows are USUAL_MASKS an order, the second of them GFP_KERNEL; see alloc/usual.h. */
static int64_t order_9_blocks(const struct usual_headroom *headroom)
{
	size_t row = 9 * USUAL_MASKS + 1;

	return row < headroom->count ? headroom->rows[row].blocks.low : 0;
}

static void put_budgets(const struct writer *w, const struct usual_headroom *headroom)
{
	struct account account = account_of(w->arena, w->boot);
	struct estimate unmovable = unmovable_bytes(w->boot), pool = largest_pool(w->boot);
	int64_t blocks = order_9_blocks(headroom);

	fputs("\n[budget]\n; what the board has today; an estimate gets 2 % of room\n", w->out);
	put_size(w, "no-map-max",
			 estimate_add(account_figure(&account, "nomap"), account_figure(&account, "nomap-removed")),
			 true);
	put_size(w, "cma-max", account_figure(&account, "cma"), true);
	unmovable.low = unmovable.low / 100 * 98;
	put_size(w, "unmovable-min", unmovable, false);
	if (pool.low)
		put_size(w, "cma-run-min", pool, false);
	if (blocks > 0)
		fprintf(w->out, "order-9-min = %" PRId64 "\n", blocks * 98 / 100);
}

/* The board's name in a [board] section; what would end or break it is a ? of the pattern. */
static const char *board_glob(struct arena *arena, const char *file)
{
	char *glob = arena_strdup(arena, board_scope_name(arena, file));
	bool plain = is_plain_text(glob);

	for (char *c = glob; *c; c++)
		if (strchr("]\\;*[", *c) || (!plain && (*c < ' ' || *c > '~')))
			*c = '?';
	return glob;
}

static bool fits_a_section(const char *path)
{
	/* what the reader would take for something else */
	return strlen(path) < SECTION_LIMIT - 64 && !strpbrk(path, "];*?[\\\n\r\t ") && is_plain_text(path);
}

static void put_acceptances(const struct writer *w, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->items[i];

		if (f->severity == SEVERITY_NOTE || !fits_a_section(f->path))
			continue;
		fprintf(w->out, "\n[accept %s %s]\n; until = YYYY-MM-DD\nreason = found when this policy was made\n",
				f->rule->id, f->path);
	}
}

static void put_regions(const struct writer *w)
{
	for (size_t i = 0; i < w->boot->board->rmem_count; i++) {
		const struct rmem_node *node = &w->boot->board->rmem[i];

		if (!fits_a_section(node->path))
			continue;
		fprintf(w->out, "\n;[demand %s]\n;buffers = 1920x1080 XR24 x3 + 8M\n", node->path);
	}
}

static void put_variants(const struct writer *w, const struct policy_variants *variants)
{
	const struct kernel *k = w->boot->kernel;

	if (!variants->bank_count)
		fputs("; ddr = 512M,1G,2G\n", w->out);
	for (size_t i = 0; i < variants->bank_count; i++) {
		const struct range *bank = &variants->banks[i];

		fprintf(w->out, "%s%" PRIu64 "K", i ? "+" : "ddr = ", bank->size / KIB(1));
		if (bank->base != UINT64_MAX)
			fprintf(w->out, "@0x%" PRIx64, bank->base);
	}
	if (variants->bank_count)
		fputc('\n', w->out);
	if (!k->given)
		fprintf(w->out, "; nobody told the kernel: name the one that the board runs\n");
	fprintf(w->out, "kernel = %s\n", variants->kernels ? variants->kernels : k->release);
}

void policy_write_head(FILE *out)
{
	fputs("; What the boards must keep, each behind the name of its file; dtcarve check reads it when it stands\n"
		  "; beside the tree, or by --policy.\n",
		  out);
}

void policy_write_first(const struct boot *boot, const struct usual_headroom *headroom,
						const struct findings *findings, const struct policy_variants *variants, FILE *out)
{
	const struct writer w = { arena_new(), boot, out };

	fprintf(out, "\n[board %s]\n", board_glob(w.arena, boot->board->file));
	put_variants(&w, variants);
	fputs("\n[needs]\n; need.wifi = order=3 gfp=GFP_ATOMIC count=128\n", out);
	if (boot->boots)
		put_budgets(&w, headroom);
	put_acceptances(&w, findings);
	put_regions(&w);
	arena_free(w.arena);
}
