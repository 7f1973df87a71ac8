/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For LD_PRELOAD: the n-th allocation ($FAIL_NTH) of the program has no memory, and
 * with $FAIL_ON all that come after it. $FAIL_COUNT names a file that gets the number
 * of allocations at the end. What the dynamic loader asks for before main() is not
 * counted, nor what a child does.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static int (*real_memalign)(void **, size_t, size_t);

static atomic_ulong count;
static unsigned long nth;
static bool and_on;
static pid_t program;

/* dlsym() itself wants some before it has told calloc() */
static unsigned char first[8192];
static size_t first_used;

static bool fails(void)
{
	unsigned long n;

	if (!program || program != getpid())
		return false;
	n = atomic_fetch_add(&count, 1) + 1;
	if (!nth || (and_on ? n < nth : n != nth))
		return false;
	errno = ENOMEM;
	return true;
}

static void find(void)
{
	real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
	real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
	real_memalign = (int (*)(void **, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
	real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
}

void *malloc(size_t size)
{
	if (!real_malloc)
		find();
	return fails() ? NULL : real_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	if (!real_calloc) {
		void *p = first + first_used;

		first_used += (n * size + 15) / 16 * 16;
		return first_used <= sizeof(first) ? p : NULL;
	}
	return fails() ? NULL : real_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	if (!real_realloc)
		find();
	return fails() ? NULL : real_realloc(old, size);
}

int posix_memalign(void **p, size_t align, size_t size)
{
	if (!real_memalign)
		find();
	return fails() ? ENOMEM : real_memalign(p, align, size);
}

void free(void *p)
{
	static void (*real_free)(void *);

	if ((unsigned char *)p >= first && (unsigned char *)p < first + sizeof(first))
		return;
	if (!real_free)
		real_free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
	real_free(p);
}

static char path[4096];

static void tell(void)
{
	FILE *out;
	unsigned long n = count;

	program = 0;
	out = *path ? fopen(path, "w") : NULL;
	if (!out)
		return;
	fprintf(out, "%lu\n", n);
	fclose(out);
}

__attribute__((constructor)) static void start(void)
{
	const char *n = getenv("FAIL_NTH");

	atexit(tell);
	nth = n ? strtoul(n, NULL, 10) : 0;
	and_on = getenv("FAIL_ON");
	if (getenv("FAIL_COUNT"))
		snprintf(path, sizeof(path), "%s", getenv("FAIL_COUNT"));
	/* not for its children */
	unsetenv("LD_PRELOAD");
	program = getpid();
}
