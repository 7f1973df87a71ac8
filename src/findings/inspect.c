/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/inspect.h"

#include <stdarg.h>
#include <string.h>

#include "util/arena.h"

struct finding *add_finding(struct inspection *in, struct place place)
{
	struct placed_finding item = { .place = place };

	item.finding.rule = in->rule;
	item.finding.severity = in->rule->severity;
	item.finding.path = place.path;
	arena_push(in->arena, in->list, in->count, item);
	return &in->list[in->count - 1].finding;
}

struct finding *found(struct inspection *in, struct place place, const char *property, const char *hint,
					  const char *format, ...)
{
	struct finding *f = add_finding(in, place);
	va_list args;

	va_start(args, format);
	f->property = property;
	f->hint = hint;
	f->hint = hint;
	f->message = arena_vprintf(in->arena, format, args);
	va_end(args);
	return f;
}

struct place place_root(void)
{
	return (struct place){ PLACE_ROOT, 0, "/" };
}

struct place place_chosen(void)
{
	return (struct place){ PLACE_CHOSEN, 0, "/chosen" };
}

struct place place_memory(const struct inspection *in, size_t index)
{
	return (struct place){ PLACE_MEMORY, index, in->board->memory[index].path };
}

struct place place_memreserve(struct inspection *in, size_t index)
{
	return (struct place){ PLACE_MEMRESERVE, index, words(in, "/memreserve/%zu", index) };
}

struct place place_reserved_memory(void)
{
	return (struct place){ PLACE_RESERVED, 0, "/reserved-memory" };
}

struct place place_region(const struct inspection *in, size_t node)
{
	return (struct place){ PLACE_REGION, node, in->board->rmem[node].path };
}

struct place place_other(size_t index, const char *path)
{
	return (struct place){ PLACE_OTHER, index, path };
}

char *words(struct inspection *in, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(in->arena, format, args);
	va_end(args);
	return text;
}

const char *size_words(struct inspection *in, uint64_t bytes)
{
	return size_text(in->arena, bytes);
}

const char *range_words(struct inspection *in, struct range range)
{
	return words(in, "0x%llx..0x%llx (%s)", (unsigned long long)range.base,
				 (unsigned long long)(range.size ? range_end(range) - 1 : range.base),
				 size_words(in, range.size));
}

const char *linux_words(struct inspection *in)
{
	return words(in, "Linux %s", in->kernel->release);
}

const char *cell_words(struct inspection *in, uint64_t value, uint32_t cells)
{
	const char *text = "";

	for (uint32_t i = cells; i-- > 0;) {
		unsigned long long cell = i < 2 ? value >> (32 * i) & 0xffffffffu : 0;

		text = words(in, "%s%s0x%llx", text, *text ? " " : "", cell);
	}
	return text;
}

const char *reg_words(struct inspection *in, struct range range)
{
	return words(in, "<%s %s>", cell_words(in, range.base, in->board->address_cells),
				 cell_words(in, range.size, in->board->size_cells));
}

static const char *find_line(const char *const *lines, size_t count, const char *part)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(lines[i], part))
			return lines[i];
	return NULL;
}

static const char *quoted(struct inspection *in, const char *line)
{
	return line ? words(in, "; it prints \"%s\"", line) : "";
}

const char *prints(struct inspection *in, const struct region *region, const char *part)
{
	return quoted(in, region ? find_line(region->dmesg, region->dmesg_count, part) : NULL);
}

const char *prints_anywhere(struct inspection *in, const char *part)
{
	for (size_t i = 0; i < in->boot->message_count; i++)
		if (strstr(in->boot->messages[i].text, part))
			return quoted(in, in->boot->messages[i].text);
	return "";
}

/* Whether the kernel looks at the children of /reserved-memory at all. */
static bool regions_are_read(const struct inspection *in)
{
	const struct rmem_root *root = &in->board->rmem_root;

	return root->present && root->has_address_cells && root->has_size_cells && root->has_ranges &&
		   root->address_cells == in->board->address_cells && root->size_cells == in->board->size_cells;
}

bool is_read(const struct inspection *in, size_t node)
{
	const struct rmem_node *n = &in->board->rmem[node];

	return regions_are_read(in) && n->enabled && (n->depth == 1 || in->kernel->rules->rmem_grandchildren);
}

bool is_static(const struct inspection *in, size_t node)
{
	const struct rmem_node *n = &in->board->rmem[node];

	return is_read(in, node) && n->reg.whole && n->reg.items[0].size;
}

bool is_cma_node(const struct rmem_node *node)
{
	return rmem_is_compatible(node, "shared-dma-pool") && node->reusable && !node->no_map;
}

size_t taken_tuples(const struct inspection *in, size_t node)
{
	return in->kernel->rules->rmem_first_tuple_only ? 1 : in->board->rmem[node].reg.count;
}

bool end_given_as_size(const struct inspection *in, size_t node)
{
	struct range r;

	if (!is_static(in, node))
		return false;
	r = in->board->rmem[node].reg.items[0];
	if (!r.base || r.size <= r.base || is_ram(&in->space, r))
		return false;
	/* both "0xb0000000" and "0xafffffff" are met */
	return is_ram(&in->space, range_between(r.base, r.size)) ||
		   is_ram(&in->space, range_between(r.base, add_sat(r.size, 1)));
}

bool too_small_for_usual_kernel(const struct inspection *in)
{
	return !in->kernel->has_config && !in->kernel->image.known &&
		   ram_size(&in->space) < 2 * in->kernel->image.image_size;
}

bool one_byte_short(const struct inspection *in, size_t node)
{
	uint64_t page = page_size(in->kernel);
	struct range r;

	if (!is_static(in, node) || end_given_as_size(in, node))
		return false;
	r = in->board->rmem[node].reg.items[0];
	return is_aligned(r.base, page) && is_aligned(r.size + 1, page) && r.size > 1;
}
