/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/request.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "alloc/slab_order.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define MAX_COUNT (UINT64_C(1) << 40)
#define SKB_HEADROOM 64     /* NET_SKB_PAD */
#define SKB_SHARED_INFO 320 /* sizeof(struct skb_shared_info) */

unsigned int size_order(uint64_t bytes, unsigned int page_shift)
{
	uint64_t pages = div_round_up(bytes, UINT64_C(1) << page_shift);

	return pages <= 1 ? 0 : fls_u64(pages - 1);
}

/* --- what each kind of size turns into --------------------------------------- */

/* All that a conversion may look at and fill in. */
struct conversion {
	struct arena *arena;
	const struct alloc_kernel *kernel;
	struct alloc_request *request;
	const char *gfp_extra; /* flags that the layer adds */
};

static void convert_pages(struct conversion *c)
{
	c->request->order = size_order(c->request->bytes, c->kernel->page_shift);
}

/* Source: mm/slab_common.c:kmalloc_order, mm/slub.c:___kmalloc_large_node. */
static void convert_kmalloc(struct conversion *c)
{
	struct alloc_request *r = c->request;
	struct slab_order slab;

	if (r->bytes > kmalloc_slab_limit(c->kernel)) {
		r->order = size_order(r->bytes, c->kernel->page_shift);
		c->gfp_extra = "__GFP_COMP";
		r->note = "above the largest slab: the page allocator serves it whole";
		return;
	}
	slab = kmalloc_slab_order(c->kernel, r->bytes);
	r->order = slab.minimum;
	r->preferred = slab.preferred;
	r->note = arena_printf(
		c->arena, "from a slab of kmalloc-%llu: order %u is tried first and silently, order %u must succeed",
		(unsigned long long)slab.object_size, slab.preferred, slab.minimum);
}

/* Source: net/core/skbuff.c:__alloc_skb, kmalloc_reserve. */
static void convert_skb(struct conversion *c)
{
	struct alloc_request *r = c->request;
	uint64_t data = r->bytes;

	r->bytes = add_sat(round_up(add_sat(data, SKB_HEADROOM), 64), SKB_SHARED_INFO);
	convert_kmalloc(c);
	c->gfp_extra = r->bytes > kmalloc_slab_limit(c->kernel) ? "__GFP_NOMEMALLOC|__GFP_NOWARN|__GFP_COMP"
															: "__GFP_NOMEMALLOC|__GFP_NOWARN";
	r->note = arena_printf(c->arena, "%llu bytes of linear data with headroom and skb_shared_info; silent",
						   (unsigned long long)data);
}

/* Source: kernel/dma/contiguous.c:dma_alloc_contiguous, kernel/dma/direct.c. */
static void convert_dma(struct conversion *c)
{
	struct alloc_request *r = c->request;
	bool page = r->bytes <= UINT64_C(1) << c->kernel->page_shift;

	convert_pages(c);
	if (!gfp_may_sleep(&r->gfp))
		r->note = "atomic: never from CMA; the atomic pool first, then the page allocator";
	else if (page && c->kernel->rules.dma_page_skips_cma)
		r->note = "a single page does not come from the default CMA area";
	else
		r->note = "a CMA area serves it first, where the device has one; the page allocator only after that";
}

static void convert_vmalloc(struct conversion *c)
{
	struct alloc_request *r = c->request;

	r->order = 0;
	if (r->count == 0)
		r->count = div_round_up(r->bytes, UINT64_C(1) << c->kernel->page_shift);
	r->note = "single pages behind one mapping: no high order is needed";
}

/* Source: linux-3.18 .. 7.2:mm/sparse-vmemmap.c:vmemmap_alloc_block. */
static void convert_vmemmap(struct conversion *c)
{
	const struct page_alloc_rules *rules = &c->kernel->rules;

	convert_pages(c);
	if (rules->repeat)
		c->gfp_extra = "__GFP_REPEAT";
	else
		c->gfp_extra = rules->vmemmap_warns ? "__GFP_RETRY_MAYFAIL|__GFP_NOWARN" : "__GFP_RETRY_MAYFAIL";
	c->request->note = rules->vmemmap_warns
						   ? "memmap of added memory: warns once by itself, then uses smaller pages"
						   : "memmap of added memory: smaller pages where it fails";
}

static const struct size_key {
	const char *name;
	enum request_kind kind;
	const char *default_gfp;
	void (*convert)(struct conversion *c);
} size_keys[] = {
	{ "size", REQUEST_PAGES, "GFP_KERNEL", convert_pages },
	{ "bytes", REQUEST_PAGES, "GFP_KERNEL", convert_pages },
	{ "kmalloc", REQUEST_KMALLOC, "GFP_KERNEL", convert_kmalloc },
	{ "skb", REQUEST_SKB, "GFP_ATOMIC", convert_skb },
	{ "dma", REQUEST_DMA, "GFP_KERNEL", convert_dma },
	{ "vmalloc", REQUEST_VMALLOC, "GFP_KERNEL", convert_vmalloc },
	{ "vmemmap", REQUEST_VMEMMAP, "GFP_KERNEL", convert_vmemmap },
};

/* --- reading ----------------------------------------------------------------- */

/* A request in the course of being read. */
struct reading {
	const char *text;
	struct alloc_request *request;
	const struct size_key *size;
	const char *gfp;
	bool has_order, has_count, has_context;
	struct arena *arena;
	struct error *error;
};

static int wrong(struct reading *in, const char *what, const char *value)
{
	return error_set(in->error, -EINVAL, "request '%s': %s '%s'", in->text, what, value);
}

static int twice(struct reading *in, const char *key)
{
	return wrong(in, "more than one", key);
}

static int set_order(struct reading *in, const char *value)
{
	uint64_t order;

	if (in->has_order || in->size)
		return twice(in, "order or size");
	if (!parse_size(value, &order) || order >= ZONE_ORDERS)
		return wrong(in, "order must be a number from 0 to the kernel's largest, not", value);
	in->request->order = (unsigned int)order;
	in->has_order = true;
	return 0;
}

static int set_count(struct reading *in, const char *value)
{
	if (in->has_count)
		return twice(in, "count");
	if (!parse_size(value, &in->request->count) || in->request->count == 0 || in->request->count > MAX_COUNT)
		return wrong(in, "count must be a number of at least 1, not", value);
	in->has_count = true;
	return 0;
}

static int set_gfp(struct reading *in, const char *value)
{
	if (in->gfp)
		return twice(in, "gfp");
	in->gfp = arena_strdup(in->arena, value);
	return 0;
}

static int set_context(struct reading *in, const char *value)
{
	static const char *const names[] = { REQUEST_CONTEXTS(ENUM_NAME) };

	if (in->has_context)
		return twice(in, "context");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], value) == 0) {
			in->request->context = (enum request_context)i;
			in->has_context = true;
			return 0;
		}
	}
	return wrong(in, "context must be process, interrupt, realtime, memalloc or victim, not", value);
}

static int set_size(struct reading *in, const struct size_key *key, const char *value)
{
	if (in->has_order || in->size)
		return twice(in, "order or size");
	if (!parse_size(value, &in->request->bytes) || in->request->bytes == 0)
		return wrong(in, "not a size like 24K or 40000:", value);
	in->size = key;
	return 0;
}

static int set_key(struct reading *in, const char *key, const char *value)
{
	static const struct {
		const char *name;
		int (*set)(struct reading *in, const char *value);
	} keys[] = {
		{ "order", set_order }, { "gfp", set_gfp },         { "mode", set_gfp },
		{ "count", set_count }, { "context", set_context },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(keys[i].name, key) == 0)
			return keys[i].set(in, value);
	for (size_t i = 0; i < ARRAY_SIZE(size_keys); i++)
		if (strcmp(size_keys[i].name, key) == 0)
			return set_size(in, &size_keys[i], value);
	return wrong(in, "keys are order, size, kmalloc, skb, dma, vmalloc, vmemmap, gfp, count and context, not",
				 key);
}

/* One blank-free word: KEY=VALUE, KEY:VALUE, a size, or a GFP mask: by names, or in hex as logs print it. */
static int read_word(struct reading *in, char *word)
{
	size_t key = strcspn(word, "=:");
	uint64_t size;

	if (word[key]) {
		word[key] = '\0';
		return set_key(in, word, word + key + 1);
	}
	if (strncmp(word, "GFP_", 4) == 0 || strncmp(word, "__GFP_", 6) == 0 || strncmp(word, "0x", 2) == 0)
		return set_gfp(in, word);
	if (parse_size(word, &size))
		return set_size(in, &size_keys[0], word);
	return wrong(in, "expected KEY=VALUE, a size or a GFP mask, not", word);
}

static int read_words(struct reading *in)
{
	char *copy = arena_strdup(in->arena, in->text);
	char *save = NULL;
	int ret = 0;

	for (char *word = strtok_r(copy, " \t\n,;", &save); word && !ret; word = strtok_r(NULL, " \t\n,;", &save))
		ret = read_word(in, word);
	return ret;
}

static int parse_mask(struct reading *in, const struct alloc_kernel *kernel, const char *text)
{
	const struct gfp_layout *layout = gfp_layout_for(kernel->version, kernel->gfp_config);
	struct error why;

	if (gfp_parse(layout, text, &in->request->gfp, &why))
		return error_set(in->error, -EINVAL, "request '%s': %s", in->text, why.text);
	if (gfp_highest_zone(&in->request->gfp, kernel->zones) == GFP_ZONES)
		return wrong(in, "at most one of __GFP_DMA, __GFP_DMA32 and __GFP_HIGHMEM may be set:", text);
	return 0;
}

/* The mask first: what a size turns into may depend on whether it may sleep. */
static int settle_gfp(struct reading *in, const struct alloc_kernel *kernel)
{
	return parse_mask(in, kernel, in->gfp ? in->gfp : in->size ? in->size->default_gfp : "GFP_KERNEL");
}

static int settle_size(struct reading *in, const struct alloc_kernel *kernel)
{
	struct conversion c = { in->arena, kernel, in->request, NULL };

	if (!in->size)
		return 0;
	in->request->kind = in->size->kind;
	in->size->convert(&c);
	if (!c.gfp_extra)
		return 0;
	return parse_mask(in, kernel, arena_printf(in->arena, "%#x|%s", in->request->gfp.mask, c.gfp_extra));
}

static int check_order(struct reading *in, const struct alloc_kernel *kernel)
{
	if (in->request->order <= kernel->max_order)
		return 0;
	return error_set(in->error, -EINVAL,
					 "request '%s': order %u is above the largest order of this kernel, %u (%llu KiB)",
					 in->text, in->request->order, kernel->max_order,
					 (unsigned long long)(UINT64_C(1) << (kernel->page_shift + kernel->max_order)) >> 10);
}

int request_parse(struct arena *arena, const struct alloc_kernel *kernel, const char *text,
				  struct alloc_request *request, struct error *error)
{
	struct reading in = {
		.text = arena_strdup(arena, text), .request = request, .arena = arena, .error = error
	};
	int ret;

	*request = (struct alloc_request){ .text = in.text };
	ret = read_words(&in);
	if (!ret && !in.has_order && !in.size)
		ret = error_set(error, -EINVAL,
						"request '%s': give an order or a size, as in 'order=3 gfp=GFP_ATOMIC'", text);
	if (!ret)
		ret = settle_gfp(&in, kernel);
	if (!ret)
		ret = settle_size(&in, kernel);
	if (!ret)
		ret = check_order(&in, kernel);
	if (!ret && request->preferred < request->order)
		request->preferred = request->order;
	return ret;
}

int request_make(struct arena *arena, const struct alloc_kernel *kernel, unsigned int order, const char *gfp,
				 struct alloc_request *request, struct error *error)
{
	return request_parse(arena, kernel, arena_printf(arena, "order=%u gfp=%s", order, gfp), request, error);
}
