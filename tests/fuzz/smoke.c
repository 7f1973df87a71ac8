/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * smoke SECONDS SEEDS [TARGET...]: each target on its seeds, the files in SEEDS/TARGET, and for SECONDS on
 * changes of them. Blind to coverage, but it needs no clang; what it finds ends the program, the input is
 * left as smoke.crash.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"
#include "random.h"

#define MOST_BYTES 65536
#define ALLOWED_SECONDS 10

struct seed {
	uint8_t *data;
	size_t size;
};

struct seeds {
	struct seed *items;
	size_t count;
};

static const struct fuzz_target *running;
static struct seed input = { NULL, 0 };

static void leave_input(int number)
{
	static const char words[] = "smoke: the input is in smoke.crash\n";
	FILE *file = fopen("smoke.crash", "wb");

	if (file) {
		fwrite(input.data, 1, input.size, file);
		fclose(file);
	}
	if (write(STDERR_FILENO, running->name, strlen(running->name)) > 0 && write(STDERR_FILENO, ": ", 2) > 0 &&
		write(STDERR_FILENO, words, sizeof(words) - 1) > 0)
		signal(number, SIG_DFL);
	raise(number);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void load(struct seeds *seeds, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct seed seed = { malloc(MOST_BYTES), 0 };

	if (!file || !seed.data)
		exit(2);
	seed.size = fread(seed.data, 1, MOST_BYTES, file);
	fclose(file);
	seeds->items = realloc(seeds->items, (seeds->count + 1) * sizeof(seed));
	if (!seeds->items)
		exit(2);
	seeds->items[seeds->count++] = seed;
}

/* In the order of their names, so that a run can be had again. */
static void load_all(struct seeds *seeds, const char *folder, const char *target)
{
	char path[4096];
	struct dirent **names;
	int count;

	snprintf(path, sizeof(path), "%s/%s", folder, target);
	count = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s/%s", folder, target, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			load(seeds, path);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

/* Of the processor, so that a busy machine is no finding. */
static void allow(long seconds)
{
	const struct itimerval timer = { .it_value = { .tv_sec = seconds } };

	setitimer(ITIMER_PROF, &timer, NULL);
}

static void run(const uint8_t *data, size_t size)
{
	/* an object of its own, so that a sanitizer sees what is read beyond it */
	input.data = malloc(size + !size);
	if (!input.data)
		exit(2);
	input.size = size;
	memcpy(input.data, data, size);
	allow(ALLOWED_SECONDS);
	running->run(input.data, input.size);
	allow(0);
	free(input.data);
}

/* What parsers trip over. */
static size_t change(struct random *r, uint8_t *data, size_t size)
{
	static const char *const words[] = { "\xff\xff\xff\xff",
										 "0x",
										 "18446744073709551615",
										 "-1",
										 "\n",
										 "=",
										 "[",
										 "]",
										 "/",
										 ",",
										 "%s",
										 "",
										 "\"",
										 " " };
	size_t at = size ? random_below(r, size) : 0, length = size ? random_below(r, size - at) + 1 : 0;
	const char *word = words[random_below(r, sizeof(words) / sizeof(*words))];

	switch (random_below(r, 7)) {
	case 0:
		if (size)
			data[at] ^= (uint8_t)(1u << random_below(r, 8));
		return size;
	case 1:
		if (size)
			data[at] = (uint8_t)random_next(r);
		return size;
	case 2: /* cut out */
		memmove(data + at, data + at + length, size - at - length);
		return size - length;
	case 3: /* twice */
		if (size + length > MOST_BYTES)
			return size;
		memmove(data + at + length, data + at, size - at);
		return size + length;
	case 4: /* cut off */
		return at;
	case 5: /* from elsewhere */
		if (size)
			memmove(data + at, data + random_below(r, size - length + 1), length);
		return size;
	default:
		length = strlen(word);
		if (size + length > MOST_BYTES)
			return size;
		memmove(data + at + length, data + at, size - at);
		memcpy(data + at, word, length);
		return size + length;
	}
}

static unsigned long run_changes(const struct seeds *seeds, double seconds)
{
	static uint8_t data[MOST_BYTES];
	struct random r = random_from(1);
	double end = now() + seconds;
	unsigned long runs = 0;

	for (; now() < end; runs++) {
		const struct seed *seed = &seeds->items[random_below(&r, seeds->count)];
		size_t size = seed->size;

		memcpy(data, seed->data, size);
		for (uint64_t n = random_below(&r, 6) + 1; n; n--)
			size = change(&r, data, size);
		run(data, size);
	}
	return runs;
}

/* False where it has no seeds. */
static int smoke(const struct fuzz_target *target, double seconds, const char *folder)
{
	struct seeds seeds = { NULL, 0 };
	unsigned long runs;

	running = target;
	load_all(&seeds, folder, target->name);
	for (size_t i = 0; i < seeds.count; i++)
		run(seeds.items[i].data, seeds.items[i].size);
	runs = seeds.count ? run_changes(&seeds, seconds) : 0;
	printf("%s: %-14s %zu seeds, %lu changes of them, %.0f a second\n", seeds.count ? "PASS" : "FAIL",
		   target->name, seeds.count, runs, (double)runs / (seconds > 0 ? seconds : 1));
	fflush(stdout);
	for (size_t i = 0; i < seeds.count; i++)
		free(seeds.items[i].data);
	free(seeds.items);
	return seeds.count != 0;
}

int main(int argc, char **argv)
{
	static const int ends[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGPROF };
	unsigned int passed = 0, failed = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: smoke SECONDS SEEDS [TARGET...]\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		signal(ends[i], leave_input);
	for (const struct fuzz_target *t = fuzz_targets; t->name; t++) {
		int wanted = argc == 3;

		for (int i = 3; i < argc; i++)
			wanted |= strcmp(argv[i], t->name) == 0;
		if (!wanted)
			continue;
		if (smoke(t, atof(argv[1]), argv[2]))
			passed++;
		else
			failed++;
	}
	printf("%u passed, %u failed\n", passed, failed);
	return failed || !passed ? 1 : 0;
}
