/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/cmdline.h"

#include <string.h>

#include "util/arena.h"
#include "util/named.h"
#include "util/number.h"

static uint64_t size_of(const char *value)
{
	const char *end;

	return memparse(value, &end);
}

static bool is_on(const char *value)
{
	return *value == '1' || *value == 'y' || *value == 'Y' || strncmp(value, "on", 2) == 0;
}

/* linux:lib/kstrtox.c:kstrtobool */
static bool is_off(const char *value)
{
	return (*value && strchr("0nNfF", *value)) || strncasecmp(value, "of", 2) == 0;
}

/* S, S@B or S@B-E (linux:kernel/dma/contiguous.c:early_cma) */
static void set_cma(struct cmdline *c, const char *value)
{
	const char *end;

	c->has_cma = true;
	c->cma_size = memparse(value, &end);
	c->cma_base = c->cma_limit = 0;
	if (*end != '@')
		return;
	c->cma_base = memparse(end + 1, &end);
	c->cma_limit = *end == '-' ? memparse(end + 1, &end) : c->cma_base + c->cma_size;
}

static void set_core(struct core_size *core, const char *value)
{
	const char *end;

	core->present = true;
	core->bytes = memparse(value, &end);
	if (*end == '%') {
		core->percent = core->bytes > 100 ? 100 : (unsigned int)core->bytes;
		core->bytes = 0;
	}
}

/* linux:kernel/crash_core.c, crash_reserve.c: simple, ranged, and ",high" / ",low" forms */
static void set_crash(struct arena *arena, struct cmdline *c, const char *value)
{
	struct crash_request *crash = &c->crash;
	const char *end;
	uint64_t size;

	if (strchr(value, ':')) {
		crash->present = true;
		crash->ranges = arena_strdup(arena, value);
		return;
	}
	size = memparse(value, &end);
	if (strcmp(end, ",low") == 0) {
		crash->low_present = true;
		crash->low_size = size;
		return;
	}
	if (strcmp(end, ",cma") == 0) {
		crash->cma = true;
		return;
	}
	crash->high = strcmp(end, ",high") == 0;
	crash->fixed = *end == '@';
	crash->present = size && (!*end || crash->high || crash->fixed);
	crash->size = crash->present ? size : 0;
	if (crash->fixed)
		crash->base = memparse(end + 1, &end);
}

uint64_t crash_size_for(const struct crash_request *crash, uint64_t ram, uint64_t *base, bool *fixed)
{
	const char *at = crash->ranges;

	*base = crash->base;
	*fixed = crash->fixed;
	if (!at)
		return crash->size;
	while (*at) {
		uint64_t from = memparse(at, &at), to = UINT64_MAX, size;

		if (*at++ != '-')
			return 0;
		if (*at != ':')
			to = memparse(at, &at);
		if (*at++ != ':')
			return 0;
		size = memparse(at, &at);
		if (ram >= from && ram < to) {
			const char *place = strchr(at, '@');

			*fixed = place != NULL;
			if (place)
				*base = size_of(place + 1);
			return size;
		}
		if (*at != ',')
			return 0;
		at++;
	}
	return 0;
}

/* start,size (linux:init/do_mounts_initrd.c:early_initrdmem) */
static void set_initrd(struct cmdline *c, const char *value)
{
	const char *end;

	c->initrd.base = memparse(value, &end);
	if (*end == ',')
		c->initrd.size = memparse(end + 1, &end);
}

static void set_mem(struct arena *arena, struct cmdline *c, const char *value)
{
	const char *end;
	struct range r = { UINT64_MAX, memparse(value, &end) };

	if (end == value)
		return;
	if (*end == '@')
		r.base = memparse(end + 1, &end);
	c->has_mem = true;
	arena_push(arena, c->mem, c->mem_count, r);
}

static void set_swiotlb(struct cmdline *c, const char *value)
{
	const char *end;
	uint64_t slabs = memparse(value, &end);

	if (end != value) {
		c->has_swiotlb_slabs = true;
		c->swiotlb_slabs = round_up(slabs, 128); /* IO_TLB_SEGSIZE */
		if (*end == ',')
			c->swiotlb_areas = min_u64(memparse(end + 1, &end), 1 << 16);
	}
	c->swiotlb_force = strstr(value, "force") && !strstr(value, "noforce");
	c->swiotlb_off = strstr(value, "noforce") != NULL;
}

/* N, or NODE:N,... (linux:mm/hugetlb.c:hugepages_setup) */
static void add_huge_pages(struct arena *arena, struct cmdline *c, const char *value)
{
	struct huge_request request = { .bytes = c->huge_bytes };
	struct huge_request *list = (struct huge_request *)(uintptr_t)c->huge;
	const char *end;

	for (const char *at = value; at; at = *end == ',' ? end + 1 : NULL) {
		uint64_t number = memparse(at, &end);

		if (*end == ':')
			number = memparse(end + 1, &end);
		request.count += number;
	}
	arena_push(arena, list, c->huge_count, request);
	c->huge = list;
}

static void set_rodata(struct cmdline *c, const char *value)
{
	c->rodata_given = true;
	c->rodata_full = strcmp(value, "full") == 0;
	c->rodata_off = strcmp(value, "off") == 0;
}

static void set_thp(struct cmdline *c, const char *value)
{
	c->thp_given = true;
	c->thp_never = strcmp(value, "never") == 0;
}

static void take(struct arena *arena, struct cmdline *c, const char *name, const char *value)
{
	static const struct named_member sizes[] = {
		{ "log_buf_len", offsetof(struct cmdline, log_buf_len) },
		{ "nr_cpus", offsetof(struct cmdline, nr_cpus) },
		{ "vmalloc", offsetof(struct cmdline, vmalloc) },
		{ "dhash_entries", offsetof(struct cmdline, dhash) },
		{ "ihash_entries", offsetof(struct cmdline, ihash) },
		{ "sysctl.vm.min_free_kbytes", offsetof(struct cmdline, min_free_kbytes) },
		{ "hugepagesz", offsetof(struct cmdline, huge_bytes) },
		{ "default_hugepagesz", offsetof(struct cmdline, huge_default) },
		{ "cma_pernuma", offsetof(struct cmdline, cma_pernuma) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (strcmp(name, sizes[i].name) == 0)
			*(uint64_t *)(void *)((char *)c + sizes[i].offset) = size_of(value);
	if (strcmp(name, "hugepages") == 0)
		add_huge_pages(arena, c, value);
	else if (strcmp(name, "mem") == 0)
		set_mem(arena, c, value);
	else if (strcmp(name, "cma") == 0)
		set_cma(c, value);
	else if (strcmp(name, "numa_cma") == 0)
		c->numa_cma = arena_strdup(arena, value);
	else if (strcmp(name, "hugetlb_cma") == 0)
		c->hugetlb_cma = arena_strdup(arena, value);
	else if (strcmp(name, "crashkernel") == 0)
		set_crash(arena, c, value);
	else if (strcmp(name, "kernelcore") == 0)
		set_core(&c->kernelcore, value);
	else if (strcmp(name, "movablecore") == 0)
		set_core(&c->movablecore, value);
	else if (strcmp(name, "initrd") == 0 || strcmp(name, "initrdmem") == 0)
		set_initrd(c, value);
	else if (strcmp(name, "swiotlb") == 0)
		set_swiotlb(c, value);
	else if (strcmp(name, "transparent_hugepage") == 0)
		set_thp(c, value);
	else if (strcmp(name, "rodata") == 0)
		set_rodata(c, value);
	else if (strcmp(name, "debug_pagealloc") == 0) {
		c->debug_pagealloc_given = true;
		c->debug_pagealloc = is_on(value);
	} else if (strcmp(name, "hashdist") == 0) {
		c->hashdist_given = true;
		c->hashdist = size_of(value) != 0;
	} else if (strcmp(name, "kfence.sample_interval") == 0) {
		c->kfence_given = true;
		c->kfence_interval = size_of(value);
	} else if (strcmp(name, "numa") == 0) {
		c->numa_off |= strncmp(value, "off", 3) == 0;
		if (strncmp(value, "fake=", 5) == 0)
			c->numa_fake = arena_strdup(arena, value + 5);
	} else if (strcmp(name, "BOOT_IMAGE") == 0) {
		c->by_grub = true;
	} else if ((strcmp(name, "retain_initrd") == 0 && !*value) || strcmp(name, "keepinitrd") == 0) {
		c->retain_initrd = true;
	} else if (strcmp(name, "restrict_cma_redirect") == 0) {
		c->cma_open = is_off(value);
	}
}

/* Words are parted by blanks outside quotes (linux:lib/cmdline.c:next_arg); "-" and "_" are one in names. */
void cmdline_parse(struct arena *arena, const char *text, struct cmdline *cmdline)
{
	char *copy = arena_strdup(arena, text), *at = copy;

	*cmdline = (struct cmdline){ .text = arena_strdup(arena, text) };
	while (*at) {
		char *word = at + strspn(at, " \t\n");
		const char *value = "";
		char *equals;
		bool quoted = false;

		for (at = word; *at && (quoted || !strchr(" \t\n", *at)); at++)
			if (*at == '"')
				quoted = !quoted;
		if (*at)
			*at++ = '\0';
		if (strcmp(word, "--") == 0)
			return;
		equals = strchr(word, '=');
		if (equals) {
			*equals = '\0';
			value = equals + 1;
		}
		for (char *c = word; *c; c++)
			if (*c == '-')
				*c = '_';
		if (*word)
			arena_push(arena, cmdline->arguments, cmdline->argument_count, (const char *)word);
		if (*word)
			take(arena, cmdline, word, value);
	}
}
