/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/workload.h"

#include <criterion/criterion.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"

#define SAMPLES 30
#define SECONDS 10

/* A board whose tmpfs grows by so many pages a second, and is out by up to `noise` each time one looks. */
static struct footprint board(struct footprint_sample *history, double growth, int noise, uint64_t seed)
{
	struct footprint f;

	for (int i = 0; i < SAMPLES; i++) {
		int64_t shmem = 20000 + (int64_t)(growth * i * SECONDS);

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		shmem += noise ? (int64_t)(seed >> 33) % (2 * noise) - noise : 0;
		history[i] = (struct footprint_sample){ .time = 100 + i * SECONDS,
												.footprint = { .managed = 400000,
															   .free = 300000 - shmem,
															   .shmem = shmem,
															   .slab_unreclaimable = 5000,
															   .pcp = -1 },
												.freed = 1000 * i,
												.faults = 500 * i,
												.read_kb = 0 };
	}
	f = history[SAMPLES - 1].footprint;
	f.history = history;
	f.history_count = SAMPLES;
	return f;
}

static const struct consumer *consumer_named(const struct workload *w, const char *name)
{
	for (size_t i = 0; i < w->consumer_count; i++)
		if (strcmp(w->consumers[i].name, name) == 0)
			return &w->consumers[i];
	return NULL;
}

/* The rate at which it grew goes on, as nearly as the noise lets it be known. */
Test(footprint, growth_goes_on)
{
	for (uint64_t seed = 1; seed <= 100; seed++) {
		double growth = 20 + (double)(seed % 17);
		struct footprint_sample history[SAMPLES];
		struct footprint f = board(history, growth, 300, seed);
		struct workload *w = workload_from_footprint(&f, 0, "order=0");
		const struct consumer *c = consumer_named(w, "growing");

		cr_assert_not_null(c, "seed %d", (int)seed);
		cr_expect_eq(c->kind, CONSUMER_SHMEM);
		cr_expect_float_eq(c->size.value / c->ramp, growth, 3, "seed %d: %f of %f", (int)seed, c->size.value / c->ramp,
						   growth);
		workload_free(w);
	}
}

/* What has filled up and stays so is no growth, however steep it was. */
Test(footprint, filling_up_is_no_growth)
{
	for (int full = 3; full < SAMPLES / 2; full++) {
		struct footprint_sample history[SAMPLES];
		struct footprint f = board(history, 0, 100, (uint64_t)full);
		struct workload *w;

		for (int i = 0; i < SAMPLES; i++)
			history[i].footprint.shmem = i < full ? 20000 * i / full : 20000;
		f.history = history;
		w = workload_from_footprint(&f, 0, "order=0");
		cr_expect_null(consumer_named(w, "growing"), "full after %d", full);
		workload_free(w);
	}
}

/* Noise is no growth; it is the range of a size. */
Test(footprint, noise_is_no_growth)
{
	int told = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct footprint_sample history[SAMPLES];
		struct footprint f = board(history, 0, 3000, seed);
		struct workload *w = workload_from_footprint(&f, 0, "order=0");
		const struct consumer *c = consumer_named(w, "shared");

		told += consumer_named(w, "growing") != NULL;
		cr_assert_not_null(c);
		cr_expect(c->size.value < 19000 && c->size_most.value > 21000, "%f to %f", c->size.value, c->size_most.value);
		workload_free(w);
	}
	cr_expect(told <= 2, "%d of 200 boards that do not grow", told);
}

Test(footprint, turnover_is_what_was_counted)
{
	struct footprint_sample history[SAMPLES];
	struct footprint f = board(history, 0, 0, 1);
	struct arena *arena = arena_new();
	const char *text = footprint_text(arena, &f, 0, "order=0");

	/* 100 pages a second given back, 50 of them after a fault: 25 of the others in half a second */
	cr_expect(strstr(text, "pgfree 100/s less pgfault 50/s"), "%s", text);
	cr_expect(strstr(text, "[burst packets]\ncount = 25\n"), "%s", text);
	cr_expect(strstr(text, "30 samples over 290 s"), "%s", text);
	arena_free(arena);
}
