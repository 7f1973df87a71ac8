/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a kernel log, fed in pieces whose size the first byte sets;
 * everything found is diagnosed and rendered in all formats.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fuzz.h"
#include "klog/klog.h"
#include "render/explain_writers.h"
#include "util/arena.h"

struct run {
	const struct explain_format *format;
	void *state;
	FILE *out;
	struct summary summary;
};

static void on_event(void *context, const struct klog_event *event)
{
	struct run *run = context;
	struct arena *arena = arena_new();
	struct diagnosis diagnosis;
	struct explanation explanation;

	diagnose(&diagnosis, event);
	summary_add(&run->summary, &diagnosis);
	explain_diagnosis(arena, &diagnosis, NULL, &explanation);
	run->format->event(run->state, NULL, &explanation);
	arena_free(arena);
}

static void on_boot(void *context, const struct boot_log *boot)
{
	static struct boot_explanation explanation;
	struct run *run = context;

	explain_boot(&explanation, boot);
	run->format->boot(run->state, "a", &explanation);
}

int fuzz_klog(const uint8_t *data, size_t size)
{
	static const struct explain_format *const formats[] = { &explain_json, &explain_text, &explain_markdown,
															&explain_html };
	static const struct text_style style = { .width = 80 };
	static struct klog *klog;
	static struct run run;
	const struct klog_sink sink = { on_event, on_boot, &run };
	size_t piece = size ? 1u + data[0] * 8u : 1;

	if (!run.out)
		run.out = fopen("/dev/null", "w");
	if (!run.out)
		abort();
	run.format = formats[size % 4];
	run.state = calloc(1, run.format->state_size);
	run.summary.count = 0;
	klog = klog_new(&sink);
	run.format->begin(run.state, &style, run.out);
	for (size_t at = 0; at < size; at += piece)
		klog_feed(klog, (const char *)data + at, piece < size - at ? piece : size - at);
	klog_finish(klog);
	summary_sort(&run.summary);
	run.format->summary(run.state, &run.summary);
	run.format->end(run.state, size % 2);
	klog_free(klog);
	free(run.state);
	return 0;
}
