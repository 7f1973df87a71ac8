/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_READER_H
#define DTCARVE_KLOG_READER_H

/* The inside of the reader, shared by its own files only. */

#include "klog/json_line.h"
#include "klog/klog.h"
#include "klog/line.h"

/*
 * The reader keeps the reports that are being printed open side by side, since
 * two CPUs may print at once, and hands each line to the one it belongs to:
 * by the caller that the line's prefix names, else by what a report still
 * lacks. Reports are told in the order of their headers.
 */
#define BUFFER_SIZE (1u << 20)
#define HELD_SIZE 8192
#define CLEAN_SIZE 65536
#define SLOTS 12

/* A report is over when that many lines, or seconds of the log's clock, brought nothing for it. */
#define IDLE_LINES 40
#define IDLE_LINES_COMPLETE 6
#define IDLE_SECONDS 5.0
/* Lines without the log's prefix, which a mail has between those of the log, that do not count. */
#define FOREIGN_LINES 400

/* A report's stages: a second header before any of the first one's trace means that two CPUs print at once.
 */
struct slot {
	bool used, open;
	uint64_t caller;
	uint64_t last_line;
	bool has_trace; /* until then, a second header means that two CPUs print at once */
	bool has_totals;
	bool marked;              /* its lines have a prefix */
	unsigned int foreign;     /* lines without one since */
	char head[PREFIX_LENGTH]; /* of its header, where the prefix was not known yet */
	size_t head_length;
	int zone, list, reserve; /* indices of the zones that torn-off pieces go to, -1 for none */
	uint64_t reserve_line;   /* of its zone's "lowmem_reserve[]:", 0 where it has not come yet */
	struct klog_event event;
};

/* What a wrapped line may still go on with. */
enum wrap { WRAP_NONE, WRAP_HEADER, WRAP_CPU, WRAP_PAIRS, WRAP_LIST };

/* What a slot may lack; lines without a caller go to the oldest report that lacks theirs. */
enum want { WANT_ANY, WANT_TRACE, WANT_MEMINFO, WANT_COUNTERS, WANT_ZONE, WANT_LIST, WANT_TOTALS };

struct klog {
	struct klog_sink sink;
	struct klog_scanner scanner;
	struct klog_prefixes prefixes;
	uint64_t line;

	struct slot slots[SLOTS]; /* a ring: [first, first + count) */
	size_t first, count;

	/* lines that precede what they belong to */
	int pending_node;
	uint64_t pending_node_line;
	struct klog_event note; /* vmalloc line of its own */
	uint64_t note_line;
	char names[2][16]; /* "NAME: " on a line of its own: a header that another CPU's broke, the older first */
	uint64_t names_line[2];
	int64_t suppressed;
	uint64_t suppressed_line;
	uint64_t dropped_line;
	int64_t busy;
	uint64_t busy_line;
	struct slot *slub;
	uint64_t slub_line;
	struct slot *holders; /* whose "Memory allocations:" are being printed */

	enum wrap held;
	struct klog_line held_line;
	size_t held_length;
	uint64_t held_number;

	char boot_release[80];
	struct boot_log boot;
	bool in_boot;
	uint64_t boot_line;

	size_t fill;
	bool begun;    /* the first bytes have been looked at */
	bool wide;     /* UTF-16, as some shells write: every second byte is dropped */
	bool skipping; /* inside a line longer than the buffer */
	char held_text[HELD_SIZE];
	struct json_key json_key;
	char json[HELD_SIZE];
	bool stray; /* what is read may hold what clean() takes out */
	char clean[CLEAN_SIZE];
	char buffer[BUFFER_SIZE];
};

/* --- slots.c --- */

static inline struct slot *slot_at(struct klog *k, size_t i)
{
	return &k->slots[(k->first + i) % SLOTS];
}

/* A report that a trace or a memory dump may follow; single lines have none. */
static inline bool slot_has_dump(const struct slot *s)
{
	return s->event.kind != KLOG_CMA && s->event.kind != KLOG_SLAB && s->event.kind != KLOG_SWIOTLB;
}

struct slot *slot_new(struct klog *k, enum klog_kind kind, const struct klog_line *line);
void slot_close(struct slot *s);
void slots_close_all(struct klog *k);

/* Closes what the log's clock, or the log's own length, says is over. */
void slots_close_idle(struct klog *k, const struct klog_line *line);

/* Tells of the reports that are over, up to the first that is not. */
void slots_tell(struct klog *k);

/* Tells of the boot that is being read, where there is one. */
void reader_end_boot(struct klog *k);

/* Notes that a line brought something for a report. */
void slot_accept(struct klog *k, struct slot *s, const struct klog_line *line);

/* Whether a line's caller forbids (0), allows (1) or proves (2) that it is this report's. */
int slot_caller_fit(const struct slot *s, const struct klog_line *line);

/* The open report that a line belongs to by its caller and by what it lacks; NULL for none. */
struct slot *slot_owner(struct klog *k, const struct klog_line *line, enum want want, const char *zone,
						int node);

/* The same, or a new report without a header: a dump that the log shows no reason for. */
struct slot *slot_owner_or_new(struct klog *k, const struct klog_line *line, enum want want, const char *zone,
							   int node);

/* Index of a zone by name and node (-1: any); -1 where the event has none yet. */
int event_zone(const struct klog_event *e, const char *name, int node);

/* --- reader_dump.c: each returns whether the line was of its kind --- */

bool dump_on_free(struct klog *k, const struct klog_line *line, const char *at);
void dump_on_counters(struct klog *k, const struct klog_line *line, bool may_open);
void dump_on_active_anon(struct klog *k, const struct klog_line *line);
void dump_on_reserve(struct klog *k, const struct klog_line *line, const char *at);
bool dump_on_list(struct klog *k, const struct klog_line *line);
bool dump_on_list_piece(struct klog *k, const struct klog_line *line);
bool dump_on_reserve_piece(struct klog *k, const struct klog_line *line);
bool dump_on_total(struct klog *k, const struct klog_line *line, bool may_open);
bool dump_on_node_alone(struct klog *k, const struct klog_line *line);

/* --- reader_begin.c: lines that begin a report, or stand before one --- */

void begin_on_alloc_header(struct klog *k, const struct klog_line *line, const char *at, enum klog_kind kind);
void begin_on_vmalloc(struct klog *k, const struct klog_line *line, const char *at);
void begin_on_vmap(struct klog *k, const struct klog_line *line, const char *at);
void begin_on_alloc_24(struct klog *k, const struct klog_line *line, const char *at);
const char *begin_on_cma_alloc(struct klog *k, const struct klog_line *line, const char *at);
void begin_on_cma_bitmap(struct klog *k, const struct klog_line *line);
void begin_on_pfns_busy(struct klog *k);
void begin_on_slub(struct klog *k, const struct klog_line *line);
void begin_on_swiotlb(struct klog *k, const struct klog_line *line, const char *at);
void begin_on_hung(struct klog *k, const struct klog_line *line, const char *at);

/* A line that may be the "NAME: " of the header that follows. */
void begin_keep_name(struct klog *k, const struct klog_line *line);

/* A prefix has been learned: the headers that came before it tell their names and callers. */
void reader_name_reports(struct klog *k);

/* What waited for a line that has not come. */
void reader_flush_note(struct klog *k, const struct klog_line *line);
void reader_flush_busy(struct klog *k, const struct klog_line *line);

/* --- reader_report.c: lines of a report --- */

void report_on_comm(struct klog *k, const struct klog_line *line);
void report_on_meminfo(struct klog *k, const struct klog_line *line);
void report_on_killed(struct klog *k, const struct klog_line *line, bool constraint);
void report_on_holders(struct klog *k, const struct klog_line *line);
void report_on_suppressed(struct klog *k, const struct klog_line *line);
void report_on_dropped(struct klog *k);
void report_on_plain(struct klog *k, const struct klog_line *line);

/* --- reader_line.c --- */

/* Acts on a whole line. */
void reader_line(struct klog *k, const struct klog_line *line);

/* --- reader_wrap.c --- */

/* Takes a line of the log as it stands there, puts wrapped ones together, and acts. */
void reader_raw_line(struct klog *k, const char *raw, size_t length);
void reader_release_held(struct klog *k);

#endif
