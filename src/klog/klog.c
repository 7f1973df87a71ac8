/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/klog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "klog/reader.h"
#include "util/arena.h"
#include "util/bundle.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/number.h"

/* Nothing is open: lines without an anchor need not even be told apart. */
static bool is_idle(const struct klog *k)
{
	return k->count == 0 && !k->in_boot && k->held == WRAP_NONE && !k->note_line && !k->busy_line;
}

static const char *line_start(const char *from, const char *at)
{
	const char *newline = memrchr(from, '\n', (size_t)(at - from));

	return newline ? newline + 1 : from;
}

/* From `at` to the start of the next line that has an anchor, or to `end`. */
static const char *skip_dull(struct klog *k, const char *at, const char *end)
{
	enum klog_anchor anchor;
	const char *found = klog_scan(&k->scanner, at, end, &anchor);
	const char *start = found ? found : end;

	if (found) {
		start = line_start(at, found);
		/* a header without a name: it may stand on one of the two lines before */
		for (int back = 0; anchor == ANCHOR_ALLOC_FAILURE && back < 2 && start > at; back++)
			start = line_start(at, start - 1);
	}
	k->line += klog_count_lines(at, (size_t)(start - at));
	return start;
}

static bool has_stray(const char *at, size_t size)
{
	return memchr(at, '\x1b', size) || memchr(at, '\0', size) || memchr(at, '\r', size);
}

/* Works off all whole lines of the buffer and keeps the rest. */
static void work_off(struct klog *k)
{
	const char *at = k->buffer, *end = memrchr(k->buffer, '\n', k->fill), *newline;
	bool looked = false;

	if (!end) {
		if (k->fill < BUFFER_SIZE)
			return;
		/* a line without an end: its beginning is read, the rest passed over */
		k->stray = true;
		if (!k->skipping)
			reader_raw_line(k, k->buffer, CLEAN_SIZE);
		k->skipping = true;
		k->fill = 0;
		return;
	}
	end++;
	if (k->skipping) {
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
		k->skipping = false;
	}
	while (at < end) {
		if (is_idle(k)) {
			at = skip_dull(k, at, end);
			if (at == end)
				break;
		}
		if (!looked)
			k->stray = has_stray(at, (size_t)(end - at));
		looked = true;
		newline = memchr(at, '\n', (size_t)(end - at));
		reader_raw_line(k, at, (size_t)(newline - at));
		at = newline + 1;
	}
	k->fill = (size_t)(k->buffer + k->fill - end);
	memmove(k->buffer, end, k->fill);
}

/* The log's text is ASCII in either encoding; what is not becomes one odd byte. */
static size_t narrow(char *text, size_t size)
{
	size_t to = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] != '\0')
			text[to++] = text[i];
	}
	return to;
}

/* Takes `size` new bytes that stand behind what the buffer has. */
static void take(struct klog *k, size_t size)
{
	if (!k->begun && k->fill == 0 && size >= 2) {
		k->wide = (unsigned char)k->buffer[0] == 0xff && (unsigned char)k->buffer[1] == 0xfe;
		k->begun = true;
	}
	if (k->wide)
		size = narrow(k->buffer + k->fill, size);
	k->fill += size;
	work_off(k);
}

struct klog *klog_new(const struct klog_sink *sink)
{
	struct klog *k = memory_new(sizeof(*k));

	k->sink = *sink;
	k->pending_node = -1;
	klog_scanner_init(&k->scanner);
	boot_log_init(&k->boot);
	return k;
}

void klog_free(struct klog *klog)
{
	memory_free(klog);
}

void klog_feed(struct klog *k, const char *data, size_t size)
{
	while (size > 0) {
		size_t part = min_u64(size, BUFFER_SIZE - k->fill);

		memcpy(k->buffer + k->fill, data, part);
		take(k, part);
		data += part;
		size -= part;
	}
}

void klog_finish(struct klog *k)
{
	struct klog_line none = { .time = -1 };

	k->stray = true;
	if (k->fill > 0 && !k->skipping)
		reader_raw_line(k, k->buffer, min_u64(k->fill, CLEAN_SIZE));
	reader_release_held(k);
	k->line += IDLE_LINES;
	reader_flush_note(k, &none);
	reader_flush_busy(k, &none);
	slots_close_all(k);
	slots_tell(k);
	reader_end_boot(k);
	k->line = 0;
	k->fill = 0;
	k->skipping = k->begun = k->wide = false;
	k->suppressed_line = k->dropped_line = k->slub_line = 0;
	k->names_line[0] = k->names_line[1] = 0;
	k->slub = NULL;
	k->pending_node = -1;
	k->boot_release[0] = '\0';
	k->prefixes.count = k->json_key.length = 0;
	k->prefixes.doubtful.is_line_number = false;
}

/* A log that some rotation compressed is no log yet. */
static int check_magic(const char *data, size_t size, const char *name, struct error *error)
{
	static const struct {
		const char *magic;
		size_t length;
		const char *what, *program;
	} rows[] = {
		{ "\x1f\x8b", 2, "gzip", "zcat" },
		{ "\3757zXZ", 5, "xz", "xzcat" },
		{ "\x28\xb5\x2f\xfd", 4, "zstd", "zstdcat" },
		{ "BZh", 3, "bzip2", "bzcat" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (size >= rows[i].length && memcmp(data, rows[i].magic, rows[i].length) == 0)
			return error_set(error, -EINVAL,
							 "%s: is compressed with %s; expected text: %s FILE | dtcarve explain", name,
							 rows[i].what, rows[i].program);
	}
	return 0;
}

/* The kernel's logs of a capture, one after the other; of a compressed log that log. */
static int read_bundle(struct klog *k, const char *path, struct error *error)
{
	static const char *const names[] = { "dmesg", "kmsg", "kern.log", "boot.log" };
	struct arena *arena = arena_new();
	struct bundle bundle;
	const char *found = NULL;
	int ret = bundle_open(arena, path, &bundle, error);

	if (ret == 0 && bundle.form == BUNDLE_FILE)
		klog_feed(k, (const char *)bundle.file.data, bundle.file.size);
	for (size_t i = 0; ret == 0 && bundle.form != BUNDLE_FILE && i < ARRAY_SIZE(names); i++) {
		const char *name;
		struct bytes log;

		ret = bundle_read(&bundle, names[i], &name, &log, error);
		if (ret || !name)
			continue;
		found = name;
		klog_feed(k, (const char *)log.data, log.size);
	}
	if (ret == 0 && !found && bundle.form != BUNDLE_FILE)
		ret = error_set(error, -ENOENT, "%s: has no log of a kernel: dmesg, kmsg, kern.log or boot.log", path);
	klog_finish(k);
	arena_free(arena);
	return ret;
}

static int read_stream(struct klog *k, const char *path, struct error *error)
{
	bool standard = strcmp(path, "-") == 0, first = true;
	const char *name = standard ? "<stdin>" : path;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), code = 0;
	ssize_t got = 1;

	if (fd < 0)
		return error_set(error, -errno, "%s: %s", path, strerror(errno));
	while (got > 0) {
		got = read(fd, k->buffer + k->fill, BUFFER_SIZE - k->fill);
		if (got < 0 && errno == EINTR) {
			got = 1;
			continue;
		}
		if (got < 0)
			code = error_set(error, -errno, "%s: %s", name, strerror(errno));
		if (got > 0 && first)
			code = check_magic(k->buffer, (size_t)got, name, error);
		first = false;
		if (code)
			break;
		if (got > 0)
			take(k, (size_t)got);
	}
	if (!standard)
		close(fd);
	klog_finish(k);
	return code;
}

int klog_read_file(struct klog *k, const char *path, struct error *error)
{
	return bundle_at(path) ? read_bundle(k, path, error) : read_stream(k, path, error);
}

static void ignore_event(void *context, const struct klog_event *event)
{
	(void)context, (void)event;
}

static void keep_boot(void *context, const struct boot_log *boot)
{
	*(struct boot_log *)context = *boot;
}

void klog_last_boot(const char *text, size_t size, struct boot_log *boot)
{
	struct klog *klog = klog_new(&(struct klog_sink){ ignore_event, keep_boot, boot });

	boot_log_init(boot);
	klog_feed(klog, text, size);
	klog_finish(klog);
	klog_free(klog);
}
