/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/dump.h"

#include "kernel/migratetype.h"
#include "util/number.h"

static const struct {
	const char *name;
	unsigned char length;
} zone_names[] = {
	{ "DMA32", 5 }, { "DMA", 3 }, { "Normal", 6 }, { "HighMem", 7 }, { "Movable", 7 }, { "Device", 6 },
};

bool dump_zone_name(struct cursor *c, int *node, char name[12])
{
	struct cursor probe = *c;
	int64_t number = -1;

	if (cursor_word(&probe, "Node ") && (!cursor_number(&probe, &number) || number > 1 << 16))
		return false;
	cursor_skip_blanks(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(zone_names); i++) {
		char after = cursor_ahead(&probe, zone_names[i].length);

		if ((after != ' ' && after != ':') ||
			!cursor_starts_n(&probe, zone_names[i].name, zone_names[i].length))
			continue;
		probe.at += zone_names[i].length;
		memset(name, 0, 12);
		memcpy(name, zone_names[i].name, zone_names[i].length + 1u);
		if (number >= 0)
			*node = (int)number;
		*c = probe;
		return true;
	}
	return false;
}

const char *dump_zone_before(struct cursor text, const char *end, int *node, char name[12])
{
	const char *at = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(zone_names) && !at; i++) {
		size_t length = zone_names[i].length;

		if ((size_t)(end - text.at) >= length && memcmp(end - length, zone_names[i].name, length) == 0)
			at = end - length;
	}
	if (!at)
		return NULL;
	for (const char *back = at; back > text.at && at - back < 14; back--) {
		struct cursor probe = { back - 1, text.end };

		if (cursor_starts(&probe, "Node ") && dump_zone_name(&probe, node, name) && probe.at == end)
			return back - 1;
	}
	struct cursor probe = { at, text.end };

	return dump_zone_name(&probe, node, name) ? at : NULL;
}

/* --- "key:value" lines --- */

enum unit { UNIT_KB, UNIT_PAGES, UNIT_NONE };

struct key {
	const char *name;
	unsigned char length;
	enum unit unit;
	unsigned short offset; /* of an int64_t in the record */
};

#define KEY(text, unit, offset)                                                                              \
	{                                                                                                        \
		text, sizeof(text) - 1, unit, offset                                                                 \
	}
#define ZONE_KEY(text, field) KEY(text, UNIT_KB, offsetof(struct klog_zone, field))
#define NODE_KEY(text, field) KEY(text, UNIT_KB, offsetof(struct klog_node, field))
#define COUNTER_KEY(text, field) KEY(text, UNIT_PAGES, offsetof(struct klog_counters, field))
#define OTHER_KEY(text) KEY(text, UNIT_NONE, 0) /* printed there and of no use here */

/* About the order in which they are printed: the search goes on where it last ended. */
static const struct key zone_keys[] = {
	ZONE_KEY("free", free),
	ZONE_KEY("boost", boost),
	ZONE_KEY("min", min),
	ZONE_KEY("low", low),
	ZONE_KEY("high", high),
	ZONE_KEY("reserved_highatomic", reserved_highatomic),
	ZONE_KEY("free_highatomic", free_highatomic),
	ZONE_KEY("active_anon", active_anon),
	ZONE_KEY("inactive_anon", inactive_anon),
	ZONE_KEY("active_file", active_file),
	ZONE_KEY("inactive_file", inactive_file),
	ZONE_KEY("active", active),
	ZONE_KEY("inactive", inactive),
	ZONE_KEY("unevictable", unevictable),
	OTHER_KEY("writepending"),
	ZONE_KEY("present", present),
	ZONE_KEY("managed", managed),
	ZONE_KEY("mlocked", mlocked),
	ZONE_KEY("slab_reclaimable", slab_reclaimable),
	ZONE_KEY("slab_unreclaimable", slab_unreclaimable),
	ZONE_KEY("kernel_stack", kernel_stack),
	ZONE_KEY("pagetables", pagetables),
	OTHER_KEY("bounce"),
	ZONE_KEY("free_pcp", free_pcp),
	ZONE_KEY("local_pcp", local_pcp),
	ZONE_KEY("free_cma", free_cma),
	ZONE_KEY("zspages", zspages),
	{ "pages_scanned", 13, UNIT_PAGES, offsetof(struct klog_zone, pages_scanned) },
};

static const struct key node_keys[] = {
	NODE_KEY("active_anon", active_anon),
	NODE_KEY("inactive_anon", inactive_anon),
	NODE_KEY("active_file", active_file),
	NODE_KEY("inactive_file", inactive_file),
	NODE_KEY("unevictable", unevictable),
	NODE_KEY("shmem", shmem),
	NODE_KEY("slab_reclaimable", slab_reclaimable),
	NODE_KEY("slab_unreclaimable", slab_unreclaimable),
	NODE_KEY("kernel_stack", kernel_stack),
	NODE_KEY("pagetables", pagetables),
	{ "pages_scanned", 13, UNIT_PAGES, offsetof(struct klog_node, pages_scanned) },
};

static const struct key counter_keys[] = {
	COUNTER_KEY("active_anon", active_anon),
	COUNTER_KEY("Active_anon", active_anon),
	COUNTER_KEY("inactive_anon", inactive_anon),
	COUNTER_KEY("Active", active),
	COUNTER_KEY("inactive", inactive),
	COUNTER_KEY("slab", slab),
	OTHER_KEY("isolated_anon"),
	COUNTER_KEY("active_file", active_file),
	COUNTER_KEY("inactive_file", inactive_file),
	COUNTER_KEY("unevictable", unevictable),
	COUNTER_KEY("dirty", dirty),
	COUNTER_KEY("writeback", writeback),
	COUNTER_KEY("slab_reclaimable", slab_reclaimable),
	COUNTER_KEY("slab_unreclaimable", slab_unreclaimable),
	COUNTER_KEY("mapped", mapped),
	COUNTER_KEY("shmem", shmem),
	COUNTER_KEY("pagetables", pagetables),
	COUNTER_KEY("free", free),
	COUNTER_KEY("free_pcp", free_pcp),
	COUNTER_KEY("free_cma", free_cma),
};

/* One "key:value" as it stands in the line. */
struct pair {
	const char *key;
	size_t length;
	int64_t value;
	bool kb;
	bool spaced; /* a blank behind the colon */
};

static inline bool is_key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '(' || c == ')';
}

/* The next pair; false at the end of the line. Words that are no pair are passed over. */
static bool next_pair(struct cursor *c, struct pair *pair)
{
	while (c->at < c->end) {
		const char *key = c->at;

		while (c->at < c->end && is_key_byte(*c->at))
			c->at++;
		pair->key = key;
		pair->length = (size_t)(c->at - key);
		if (pair->length == 0) {
			c->at++;
			continue;
		}
		if (!cursor_take(c, ':'))
			continue;
		pair->spaced = cursor_take(c, ' '); /* "shmem_thp: 0kB" */
		if (!cursor_number(c, &pair->value))
			continue;
		pair->kb = cursor_word(c, "kB") || cursor_word(c, "KB");
		return true;
	}
	return false;
}

static const struct key *find_key(const struct key *keys, size_t count, size_t *hint, const struct pair *pair)
{
	for (size_t n = 0, i = *hint; n < count; n++, i = i + 1 == count ? 0 : i + 1) {
		if (keys[i].length == pair->length && *keys[i].name == *pair->key &&
			memcmp(keys[i].name, pair->key, pair->length) == 0) {
			*hint = i + 1 == count ? 0 : i + 1;
			return &keys[i];
		}
	}
	return NULL;
}

/* Fills the record's fields from the line's pairs; returns how many. A field that is there already stays. */
static unsigned int read_pairs(void *record, const struct key *keys, size_t count, struct cursor c)
{
	unsigned int filled = 0;
	struct pair pair;
	size_t hint = 0;

	while (next_pair(&c, &pair)) {
		const struct key *key = find_key(keys, count, &hint, &pair);
		int64_t *field;

		/* "objs: 3/3, free: 0" of a slab's own report counts objects */
		if (!key || key->unit != (pair.kb ? UNIT_KB : UNIT_PAGES) || (pair.spaced && !pair.kb))
			continue;
		field = (int64_t *)((char *)record + key->offset);
		if (klog_has(*field))
			continue;
		*field = pair.value;
		filled++;
	}
	return filled;
}

void dump_zone_line(struct klog_zone *zone, struct cursor c)
{
	read_pairs(zone, zone_keys, ARRAY_SIZE(zone_keys), c);
}

void dump_node_line(struct klog_node *node, struct cursor c)
{
	read_pairs(node, node_keys, ARRAY_SIZE(node_keys), c);
}

bool dump_counters(struct klog_counters *counters, struct cursor c)
{
	return read_pairs(counters, counter_keys, ARRAY_SIZE(counter_keys), c) > 0;
}

bool dump_reserve(struct klog_zone *zone, struct cursor c)
{
	int64_t values[KLOG_COLUMNS];
	size_t count = zone->reserve_count;

	memcpy(values, zone->reserve, sizeof(values));
	for (cursor_skip_blanks(&c); cursor_left(&c); cursor_skip_blanks(&c)) {
		if (count == KLOG_COLUMNS || !cursor_number(&c, &values[count]))
			return false;
		count++;
	}
	memcpy(zone->reserve, values, sizeof(values));
	zone->reserve_count = count;
	return true;
}

/* --- free lists --- */

/* Source: mm/page_alloc.c:show_migration_types. */
static unsigned int letter_type(char letter)
{
	switch (letter) {
	case 'U':
		return 1u << MIGRATE_UNMOVABLE;
	case 'M':
		return 1u << MIGRATE_MOVABLE;
	case 'E':
		return 1u << MIGRATE_RECLAIMABLE;
	case 'H':
		return 1u << MIGRATE_HIGHATOMIC;
	case 'C':
		return 1u << MIGRATE_CMA;
	case 'I':
		return 1u << MIGRATE_ISOLATE;
	case 'R':
		return 1u << MIGRATE_RESERVE;
	default:
		return 0;
	}
}

/* "(UMEC)": false where it is cut or has a letter that no kernel prints. */
static bool take_letters(struct cursor *c, struct klog_entry *entry)
{
	struct cursor probe = *c;
	unsigned int types = 0, type;
	size_t length = 0;

	cursor_skip_blanks(&probe);
	if (!cursor_take(&probe, '('))
		return false;
	for (; (type = letter_type(cursor_peek(&probe))) != 0 && length < sizeof(entry->letters) - 1;
		 probe.at++) {
		types |= type;
		length++;
	}
	if (length == 0 || !cursor_take(&probe, ')'))
		return false;
	memcpy(entry->letters, probe.at - length - 1, length);
	entry->letters[length] = '\0';
	entry->types = types;
	*c = probe;
	return true;
}

/* "12*4kB"; forums turn the star into an underscore or put a blank behind it. */
static bool take_entry(struct cursor *c, int64_t *count, int64_t *size_kb)
{
	struct cursor probe = *c;

	if (!cursor_number(&probe, count) || (!cursor_take(&probe, '*') && !cursor_take(&probe, '_')))
		return false;
	cursor_skip_blanks(&probe);
	if (!cursor_number(&probe, size_kb) || !cursor_word(&probe, "kB") || *size_kb <= 0)
		return false;
	*c = probe;
	return true;
}

/* The size of a block of the next order of this zone's list; 0 where that is not known. */
static int64_t expected_size(const struct klog_zone *zone, int64_t page_kb)
{
	if (!klog_has(page_kb))
		return 0;
	return zone->orders < KLOG_ORDERS ? page_kb << zone->orders : -1;
}

static bool add_entry(struct klog_zone *zone, int64_t *page_kb, int64_t count, int64_t size_kb)
{
	int64_t expected = expected_size(zone, *page_kb);

	if (expected == 0) {
		if (zone->orders > 0 || size_kb > 256 || (size_kb & (size_kb - 1)))
			return false;
		*page_kb = size_kb;
	} else if (size_kb != expected) {
		return false;
	}
	zone->list[zone->orders] = (struct klog_entry){ .count = count };
	zone->orders++;
	return true;
}

static bool take_list_total(struct klog_zone *zone, struct cursor *c)
{
	struct cursor probe = *c;
	int64_t total;

	if (!cursor_take(&probe, '='))
		return false;
	cursor_skip_blanks(&probe);
	if (!cursor_number(&probe, &total) || !cursor_word(&probe, "kB"))
		return false;
	zone->list_total = total;
	*c = probe;
	return true;
}

bool dump_list(struct klog_zone *zone, int64_t *page_kb, struct cursor c)
{
	bool any = false;
	int64_t count, size_kb;

	for (;;) {
		struct klog_entry *last = zone->orders ? &zone->list[zone->orders - 1] : NULL;

		cursor_skip_blanks(&c);
		if (last && last->types == 0 && last->count > 0 && take_letters(&c, last)) {
			any = true;
			continue;
		}
		if (last && take_list_total(zone, &c))
			return true;
		if (!take_entry(&c, &count, &size_kb) || !add_entry(zone, page_kb, count, size_kb))
			return any;
		any = true;
	}
}

/* --- totals --- */

static bool take_swap(struct klog_totals *totals, struct cursor c)
{
	bool total = cursor_word(&c, "Total swap");
	int64_t *field = total ? &totals->total_swap : &totals->free_swap;
	int64_t value;

	if (!total && !cursor_word(&c, "Free swap"))
		return false;
	while (cursor_peek(&c) == ' ' || cursor_peek(&c) == '=' || cursor_peek(&c) == ':')
		c.at++;
	if (!cursor_number(&c, &value) || !cursor_word(&c, "kB"))
		return false;
	*field = value;
	return true;
}

/* The smallest size is the one that sets the pageblock order. */
static bool take_hugepages(struct klog_totals *totals, struct cursor c)
{
	int64_t kb;

	if (!cursor_find(&c, "hugepages_size=") || !cursor_number(&c, &kb) || !cursor_word(&c, "kB"))
		return false;
	if (!klog_has(totals->hugepage_kb) || kb < totals->hugepage_kb)
		totals->hugepage_kb = kb;
	return true;
}

bool dump_total(struct klog_totals *totals, struct cursor c)
{
	static const struct named_member rows[] = {
		{ "pages RAM", offsetof(struct klog_totals, ram) },
		{ "pages of RAM", offsetof(struct klog_totals, ram) },
		{ "pages HighMem", offsetof(struct klog_totals, highmem) },
		{ "pages of HIGHMEM", offsetof(struct klog_totals, highmem) },
		{ "pages reserved", offsetof(struct klog_totals, reserved) },
		{ "reserved pages", offsetof(struct klog_totals, reserved) },
		{ "pages cma reserved", offsetof(struct klog_totals, cma) },
		{ "pages hwpoisoned", offsetof(struct klog_totals, hwpoisoned) },
		{ "total pagecache pages", offsetof(struct klog_totals, pagecache) },
	};
	int64_t value;

	if (!is_digit(cursor_peek(&c)))
		return take_swap(totals, c) || (cursor_starts(&c, "Node ") && take_hugepages(totals, c));
	if (!cursor_number(&c, &value) || !cursor_take(&c, ' '))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!cursor_starts_word(&c, rows[i].name))
			continue;
		*(int64_t *)((char *)totals + rows[i].offset) = value;
		return true;
	}
	/* counted and of no further use, but they belong to the report */
	return cursor_starts(&c, "pages in ") || cursor_starts(&c, "pages shared") ||
		   cursor_starts(&c, "pages non-shared") || cursor_starts(&c, "pages swap cached") ||
		   cursor_starts(&c, "slab pages") || cursor_starts(&c, "free pages");
}
