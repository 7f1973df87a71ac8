/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owners/holdings.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "klog/klog.h"
#include "owners/record.h"
#include "owners/tags.h"
#include "util/arena.h"
#include "util/bundle.h"
#include "util/error.h"
#include "util/file.h"
#include "util/memory.h"
#include "util/number.h"
#include "util/sort.h"

#define WINDOW (1U << 20)
#define RECORD_MAX (1U << 16) /* the kernel writes a page at most */

static const char *const types[MIGRATE_TYPES] = { MIGRATETYPES(ENUM_NAME) };

NAMER(holdings_kind_name, holdings_kind, HOLDINGS_KINDS, ENUM_NAME)

const char *migratetype_name(enum migratetype type)
{
	return type < MIGRATE_TYPES ? types[type] : "unknown";
}

/* --- the file, a window of it at a time ------------------------------------------------------------- */

struct window {
	int fd;
	const char *name;
	char *data;
	size_t from, to; /* what of it is not used yet */
	size_t line;     /* of `from` */
	bool end;        /* of the file */
};

/* Moves what is left to the front and reads more behind it. */
static int refill(struct window *w, struct error *error)
{
	memmove(w->data, w->data + w->from, w->to - w->from);
	w->to -= w->from;
	w->from = 0;
	while (!w->end && w->to < WINDOW) {
		ssize_t got = read(w->fd, w->data + w->to, WINDOW - w->to);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(error, -errno, "%s: %s", w->name, strerror(errno));
		w->end = got == 0;
		w->to += (size_t)got;
	}
	return 0;
}

/* The head of the next record: behind the frames of one, where empty lines were lost; sums that page_owner_sort has
 * culled to have none between them. */
static bool begins_another(const char *line, const char *end, bool frames)
{
	static const char head[] = "Page allocated via order ";

	if (!frames)
		return *line >= '0' && *line <= '9' && memmem(line, (size_t)(end - line), " times", 6);
	return (*line >= '0' && *line <= '9') ||
		   ((size_t)(end - line) >= sizeof(head) - 1 && memcmp(line, head, sizeof(head) - 1) == 0);
}

/* The lines up to the next empty one, at most RECORD_MAX bytes; 0: more must be read to see their end. */
static size_t record_length(const struct window *w, size_t *lines)
{
	const char *start = w->data + w->from, *at = start, *limit = w->data + w->to;
	bool frames = false;

	*lines = 0;
	for (;;) {
		const char *end = memchr(at, '\n', (size_t)(limit - at));

		if (!end && !w->end && (size_t)(limit - start) < RECORD_MAX)
			return 0;
		if (!end || (size_t)(end - start) >= RECORD_MAX)
			return at > start ? (size_t)(at - start) : (size_t)((end ? end + 1 : limit) - start);
		if (at > start && begins_another(at, end, frames))
			return (size_t)(at - start);
		frames = frames || *at == ' ';
		++*lines;
		if (end == at || (end == at + 1 && *at == '\r'))
			return (size_t)(end + 1 - start);
		at = end + 1;
	}
}

static bool is_empty(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] != '\n' && text[i] != '\r')
			return false;
	return true;
}

/* Calls `each` for every record; it returns false for one that it cannot read. */
static int each_record(struct window *w, struct holdings *o, bool (*each)(void *user, const char *text, size_t length),
					   void *user, struct error *error)
{
	while (w->from < w->to || !w->end) {
		size_t lines, length = record_length(w, &lines);
		const char *text = w->data + w->from;

		if (length == 0) {
			int ret = refill(w, error);

			if (ret)
				return ret;
			if (w->from == w->to)
				break;
			continue;
		}
		if (!is_empty(text, length)) {
			o->records++;
			if (!each(user, text, length)) {
				o->first_unread = o->unread++ ? o->first_unread : w->line;
			}
		}
		w->from += length;
		w->line += lines;
	}
	return 0;
}

/* --- records of page_owner and its like ---------------------------------------------------------------- */

static bool add_record(void *user, const char *text, size_t length)
{
	struct owner_record record;

	return record_read(text, length, &record) && ledger_add(user, &record);
}

/* What the first window tells of all: the order of pageblocks, and what the numbers of types mean. */
static void look_ahead(const struct window *w, struct ledger *ledger)
{
	struct window ahead = *w;

	ahead.end = true;
	while (ahead.from < ahead.to) {
		size_t lines, length = record_length(&ahead, &lines);
		struct owner_record record;

		if (record_read(ahead.data + ahead.from, length, &record))
			ledger_learn(ledger, &record);
		ahead.from += length;
	}
}

static enum holdings_kind kind_of_records(const char *text, size_t length)
{
	struct owner_record record;
	size_t first = 0;

	while (first < length && (text[first] == '\n' || text[first] == '\r'))
		first++;
	for (size_t at = first; at < length;) {
		const char *end = memmem(text + at, length - at, "\n\n", 2);
		size_t size = end ? (size_t)(end + 2 - (text + at)) : length - at;

		if (record_read(text + at, size, &record))
			return record.has_times ? HOLDINGS_SORTED : record.has_order ? HOLDINGS_PAGES : HOLDINGS_STACKS;
		at += size;
	}
	return HOLDINGS_PAGES;
}

static int read_records(struct window *w, struct holdings *o, struct error *error)
{
	struct ledger *ledger = ledger_new(o);
	int ret;

	o->kind = kind_of_records(w->data, w->to < RECORD_MAX ? w->to : RECORD_MAX);
	look_ahead(w, ledger);
	ret = each_record(w, o, add_record, ledger, error);
	ledger_close(ledger);
	o->has_sizes = true;
	if (ret == 0 && o->pages == 0)
		ret = error_set(error, -EINVAL,
						"%s: no allocation in it: expected /sys/kernel/debug/page_owner, its sorted form, page_owner_stacks, /proc/allocinfo or a kernel log",
						w->name);
	return ret;
}

/* --- what it is ------------------------------------------------------------------------------------------- */

static bool holds(const struct window *w, const char *text)
{
	return memmem(w->data, w->to, text, strlen(text)) != NULL;
}

static bool is_records(const struct window *w)
{
	return holds(w, "Page allocated via order ") || holds(w, "nr_base_pages: ") || holds(w, "stack_count: ") ||
		   (holds(w, " times, ") && holds(w, " pages")) || holds(w, " times:");
}

static bool add_tags(void *user, const char *text, size_t length)
{
	return tags_add(user, text, length);
}

static int read_log(struct window *w, struct holdings *o, struct error *error)
{
	struct klog *klog = tags_of_log(o);
	int ret = 0;

	while (ret == 0 && w->from < w->to) {
		klog_feed(klog, w->data + w->from, w->to - w->from);
		w->from = w->to;
		ret = refill(w, error);
	}
	klog_finish(klog);
	klog_free(klog);
	return ret;
}

static int read_window(struct window *w, struct holdings *o, struct error *error)
{
	int ret = refill(w, error);

	if (ret)
		return ret;
	if (is_tags(w->data, w->to)) {
		o->kind = HOLDINGS_TAGS;
		return each_record(w, o, add_tags, o, error);
	}
	if (holds(w, "Memory allocations:") && !holds(w, "Page allocated via order ")) {
		o->kind = HOLDINGS_LOG;
		return read_log(w, o, error);
	}
	if (is_records(w))
		return read_records(w, o, error);
	return error_set(error, -EINVAL,
					 "%s: none of /sys/kernel/debug/page_owner, its sorted form, page_owner_stacks, /proc/allocinfo, and no kernel log with \"Memory allocations:\"",
					 w->name);
}

static int open_file(const char *path, struct error *error)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_set(error, -errno, "%s: %s", path, strerror(errno));
	if (fd != STDIN_FILENO)
		fd_adopt(fd);
	return fd;
}

/* A folder or tar of captures, or something compressed: no stream, but no larger than a capture may be. */
static int read_bundle(const char *path, struct holdings *o, struct error *error)
{
	static const char *const names[] = { "page_owner", "show_stacks", "allocinfo" };
	struct window w = { .name = path, .line = 1, .end = true };
	struct bundle bundle;
	struct bytes bytes;
	int ret = bundle_open(o->arena, path, &bundle, error);

	if (ret)
		return ret;
	bytes = bundle.file;
	for (size_t i = 0; bundle.form != BUNDLE_FILE && i < ARRAY_SIZE(names); i++) {
		ret = bundle_read(&bundle, names[i], &w.name, &bytes, error);
		if (ret)
			return ret;
		if (w.name)
			break;
	}
	if (!w.name)
		return error_set(error, -ENOENT, "%s: has neither page_owner nor show_stacks nor allocinfo", path);
	o->file = w.name;
	w.data = (char *)bytes.data;
	w.to = bytes.size;
	return read_window(&w, o, error);
}

static int read_stream(const char *path, struct holdings *o, struct error *error)
{
	struct window w = { .name = o->file, .line = 1 };
	int ret;

	w.fd = open_file(path, error);
	if (w.fd < 0)
		return w.fd;
	w.data = memory_new(WINDOW);
	ret = read_window(&w, o, error);
	memory_free(w.data);
	if (w.fd != STDIN_FILENO)
		fd_close(w.fd);
	return ret;
}

int holdings_read(const char *path, const struct holdings_hints *hints, struct holdings **holdings,
				  struct error *error)
{
	struct arena *arena = arena_new();
	struct holdings *o = arena_new_object(arena, struct holdings);
	int ret;

	*holdings = NULL;
	o->arena = arena;
	o->file = strcmp(path, "-") == 0 ? "<stdin>" : arena_strdup(arena, path);
	o->block_order = hints->block_order;
	o->chains = chains_new(arena);
	ret = bundle_at(path) ? read_bundle(path, o, error) : read_stream(path, o, error);
	chains_free(o->chains);
	if (ret)
		arena_free(arena);
	else
		*holdings = o;
	return ret;
}

bool holdings_begin(const char *text, size_t size)
{
	static const char mark[] = "Page allocated via order ";

	return memmem(text, size < RECORD_MAX ? size : RECORD_MAX, mark, sizeof(mark) - 1) != NULL;
}

bool holdings_at(const char *path)
{
	char start[4096];
	int fd = strcmp(path, "-") != 0 && !bundle_at(path) ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
	ssize_t got = fd < 0 ? -1 : read(fd, start, sizeof(start));

	if (fd >= 0)
		close(fd);
	return got > 0 && holdings_begin(start, (size_t)got);
}

void holdings_free(struct holdings *owners)
{
	if (owners)
		arena_free(owners->arena);
}

/* --- asked afterwards -------------------------------------------------------------------------------------- */

int chain_by_frames(const struct chain *x, const struct chain *y)
{
	for (uint32_t i = 0; i < x->frame_count && i < y->frame_count; i++) {
		int order = strcmp(x->frames[i], y->frames[i]);

		if (order)
			return order;
	}
	return x->frame_count < y->frame_count ? -1 : x->frame_count > y->frame_count;
}

static int compare_chains(const struct chain *x, const struct chain *y)
{
	MORE_FIRST(pages);
	MORE_FIRST(bytes);
	return chain_by_frames(x, y);
}

static int by_rank(const void *a, const void *b)
{
	return compare_chains(*(const struct chain *const *)a, *(const struct chain *const *)b);
}

const struct chain **holdings_ranked(struct arena *arena, const struct holdings *owners)
{
	size_t count = owners->chains->count;
	const struct chain **list = arena_alloc(arena, (count + 1) * sizeof(*list));

	for (size_t i = 0; i < count; i++)
		list[i] = &owners->chains->items[i];
	sort_items(list, count, sizeof(*list), by_rank);
	return list;
}

const struct mem_block *holdings_block(const struct holdings *o, uint64_t pfn)
{
	uint64_t number = pfn >> o->block_order;
	size_t low = 0, high = o->has_blocks ? o->mem_block_count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->mem_blocks[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return o->has_blocks && low < o->mem_block_count && o->mem_blocks[low].number == number ? &o->mem_blocks[low]
																							  : NULL;
}
