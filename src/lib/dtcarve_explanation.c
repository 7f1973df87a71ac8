/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/explanation.h"

#include <errno.h>

#include <dtcarve/explanation.h>

#include "explain/board_facts.h"
#include "klog/klog.h"
#include "lib/objects.h"
#include "lib/rendering.h"
#include "render/explain_writers.h"
#include "util/arena.h"
#include "util/memory.h"
#include "util/text_file.h"

/* What is kept of an event when the log goes on. */
struct explained {
	uint64_t line;
	const char *process, *request, *cause, *confidence, *verdict;
	struct sentences advice;
};

/* One format, written while the log is read. */
struct rendering {
	const struct explain_format *format;
	void *state;
	struct text_file *file; /* while it is written */
	char *text;
};

enum { RENDERINGS = 4 };

struct dtcarve_explanation {
	struct dtcarve_ctx *ctx;
	struct arena *arena;
	struct explained *events;
	size_t count;
	struct rendering renderings[RENDERINGS]; /* by enum dtcarve_format */
};

struct reading {
	struct dtcarve_explanation *explanation;
	const struct board_facts *facts;
};

static struct sentences keep_sentences(struct arena *arena, const struct sentences *from)
{
	struct sentences kept = { 0 };

	for (size_t i = 0; i < from->count; i++)
		add_sentence(arena, &kept, "%s", from->text[i]);
	return kept;
}

static void keep(struct dtcarve_explanation *e, const struct explanation *explanation)
{
	const struct diagnosis *d = explanation->diagnosis;
	struct explained event = { .line = d->event->line,
							   .process = arena_strdup(e->arena, d->event->process),
							   .request = arena_strdup(e->arena, explanation->request),
							   .cause = cause_name(d->cause),
							   .confidence = confidence_name(d->confidence),
							   .verdict = arena_strdup(e->arena, explanation->verdict),
							   .advice = keep_sentences(e->arena, &explanation->advice) };

	arena_push(e->arena, e->events, e->count, event);
}

static void on_event(void *context, const struct klog_event *event)
{
	const struct reading *reading = context;
	struct dtcarve_explanation *e = reading->explanation;
	struct arena *arena = arena_new();
	struct explanation explanation;
	struct diagnosis diagnosis;

	diagnose(&diagnosis, event);
	explain_diagnosis(arena, &diagnosis, reading->facts, &explanation);
	keep(e, &explanation);
	for (size_t i = 0; i < RENDERINGS; i++) {
		struct rendering *r = &e->renderings[i];

		r->format->event(r->state, NULL, &explanation);
	}
	arena_free(arena);
}

static void on_boot(void *context, const struct boot_log *boot)
{
	(void)context;
	(void)boot;
}

/* --- making one ----------------------------------------------------------------- */

static void open_rendering(struct dtcarve_explanation *e, struct rendering *r,
						   const struct explain_format *format)
{
	r->format = format;
	r->state = arena_alloc(e->arena, format->state_size);
	r->file = text_file_open();
	format->begin(r->state, &usual_style, r->file->out);
}

static void close_rendering(struct rendering *r)
{
	r->format->end(r->state, true);
	r->text = text_file_close(r->file);
	r->file = NULL;
}

static int read_log(struct dtcarve_explanation *e, const char *path, const void *data, size_t size,
					const struct board_facts *facts)
{
	struct reading reading = { e, facts };
	const struct klog_sink sink = { on_event, on_boot, &reading };
	struct klog *klog = klog_new(&sink);
	int ret = 0;

	if (path) {
		ret = klog_read_file(klog, path, &e->ctx->error);
	} else {
		klog_feed(klog, data, size);
		klog_finish(klog);
	}
	klog_free(klog);
	return ret;
}

/* From a file, or where `path` is NULL from bytes. */
static int explain(struct dtcarve_ctx *ctx, const char *path, const void *data, size_t size,
				   const struct dtcarve_boot *boot, struct dtcarve_explanation **result)
{
	static const struct explain_format *const writers[RENDERINGS] = {
		[DTCARVE_FORMAT_TEXT] = &explain_text,
		[DTCARVE_FORMAT_JSON] = &explain_json,
		[DTCARVE_FORMAT_MARKDOWN] = &explain_markdown,
		[DTCARVE_FORMAT_HTML] = &explain_html,
	};
	struct dtcarve_explanation *e;
	struct board_facts facts;
	int ret;

	if (boot && boot->board->ctx != ctx)
		return error_set(&ctx->error, -EINVAL, "log and boot are of different contexts: make both in one");
	ENTRY(&ctx->error);
	e = memory_new(sizeof(*e));
	e->ctx = hold(ctx);
	e->arena = arena_new();
	for (size_t i = 0; i < RENDERINGS; i++)
		open_rendering(e, &e->renderings[i], writers[i]);
	if (boot)
		facts = board_facts_of(boot->board->board, boot->boot);
	ret = read_log(e, path, data, size, boot ? &facts : NULL);
	for (size_t i = RENDERINGS; i-- > 0;)
		close_rendering(&e->renderings[i]);
	GIVE(ret, e, dtcarve_explanation_free);
}

int dtcarve_explanation_load(struct dtcarve_ctx *ctx, const char *path, struct dtcarve_boot *boot,
							 struct dtcarve_explanation **result)
{
	*result = NULL;
	return explain(ctx, path, NULL, 0, boot, result);
}

int dtcarve_explanation_from_bytes(struct dtcarve_ctx *ctx, const void *data, size_t size,
								   struct dtcarve_boot *boot, struct dtcarve_explanation **result)
{
	*result = NULL;
	return explain(ctx, NULL, data, size, boot, result);
}

void dtcarve_explanation_free(struct dtcarve_explanation *explanation)
{
	if (!explanation)
		return;
	for (size_t i = 0; i < RENDERINGS; i++)
		memory_free(explanation->renderings[i].text);
	arena_free(explanation->arena);
	dtcarve_ctx_free(explanation->ctx);
	memory_free(explanation);
}

/* --- what it says ------------------------------------------------------------------ */

GETTER(size_t, dtcarve_explanation_get_count, explanation, explanation->count)

static const struct explained *event_at(const struct dtcarve_explanation *explanation, size_t index)
{
	static const struct explained none;

	return index < explanation->count ? &explanation->events[index] : &none;
}

GETTER_BY(uint64_t, dtcarve_explanation_get_line, explanation, event_at(explanation, index)->line)
GETTER_BY(const char *, dtcarve_explanation_get_process, explanation, event_at(explanation, index)->process)
GETTER_BY(const char *, dtcarve_explanation_get_request, explanation, event_at(explanation, index)->request)
GETTER_BY(const char *, dtcarve_explanation_get_cause, explanation, event_at(explanation, index)->cause)
GETTER_BY(const char *, dtcarve_explanation_get_confidence, explanation,
		  event_at(explanation, index)->confidence)
GETTER_BY(const char *, dtcarve_explanation_get_verdict, explanation, event_at(explanation, index)->verdict)
GETTER_BY(size_t, dtcarve_explanation_get_advice_count, explanation,
		  event_at(explanation, index)->advice.count)

const char *dtcarve_explanation_get_advice(const struct dtcarve_explanation *explanation, size_t index,
										   size_t advice)
{
	const struct sentences *sentences = &event_at(explanation, index)->advice;

	return advice < sentences->count ? sentences->text[advice] : NULL;
}

static int write_rendering(const void *object, const struct writing *w)
{
	const struct dtcarve_explanation *e = object;
	int id = find_format(w, FORMAT_DOCUMENTS | FORMAT_BIT(JSON));

	if (id < 0)
		return id;
	fputs(e->renderings[w->format].text, w->out);
	return 0;
}

RENDERER(dtcarve_explanation_render, explanation, write_rendering, &explanation->ctx->error)
