/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads 500 MB of page_owner, as a target of some 4 GiB with 6000 call chains
 * writes it, and tells the time and the most memory that it took.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "owners/holdings.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/random.h"

#define BYTES (UINT64_C(500) * 1000 * 1000)
#define CHAINS 6000
#define FUNCTIONS 4000

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The same functions for the same chain. */
static int put_chain(FILE *out, uint64_t chain)
{
	static const char *const modules[] = { "", "", " [ext4]", " [stmmac]", " [ath11k]" };
	struct random random;
	int used = fputs(" post_alloc_hook+0xf0/0x120\n get_page_from_freelist+0x49c/0x1088\n __alloc_pages+0xe8/0x250\n", out);
	uint32_t depth;

	random_seed(&random, chain);
	depth = 6 + random_below(&random, 10);
	for (uint32_t i = 0; i < depth; i++)
		used += fprintf(out, " some_function_name_%" PRIu32 "+0x%" PRIx32 "/0x7d0%s\n", random_below(&random, FUNCTIONS),
						random_below(&random, 2000), modules[random_below(&random, 5)]);
	return used;
}

static uint64_t write_dump(FILE *out)
{
	static const char *const types[] = { "Movable", "Movable", "Movable", "Unmovable", "Reclaimable" };
	struct random random;
	uint64_t written = 0, pfn = 0x40000, records = 0;

	random_seed(&random, 1);
	for (; written < BYTES; records++) {
		unsigned int order = random_below(&random, 20) ? 0 : random_below(&random, 4);
		int used;

		pfn = (pfn + (1U << order) - 1) >> order << order;
		used = fprintf(out,
					   "Page allocated via order %u, mask 0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), pid %" PRIu64
					   ", tgid %" PRIu64 " (task%" PRIu64 "), ts %" PRIu64 " ns\n"
					   "PFN 0x%" PRIx64 " type %s Block %" PRIu64
					   " type %s Flags 0x3fffc0000020028(uptodate|lru|mappedtodisk|node=0|zone=0|lastcpupid=0xffff)\n",
					   order, records % 900, records % 900, records % 90, 1000000000 + records, pfn,
					   types[random_below(&random, 5)], pfn >> 9, (pfn >> 9) % 11 ? "Movable" : "Unmovable");
		used += put_chain(out, random_below(&random, CHAINS)) + fprintf(out, "\n");
		written += used > 0 ? (uint64_t)used : BYTES;
		pfn += UINT64_C(1) << order;
	}
	return written;
}

static int read_dump(void *path)
{
	static const struct holdings_hints hints;
	struct holdings *holdings;
	struct error error;
	struct rusage usage;
	double start = now(), took;
	int ret = holdings_read(path, &hints, &holdings, &error);

	took = now() - start;
	if (ret) {
		fprintf(stderr, "%s\n", error.text);
		return ret;
	}
	getrusage(RUSAGE_SELF, &usage);
	printf("owners: %" PRIu64 " records, %zu chains, %.2f s, %.0f MB/s, %.1f MiB of memory\n", holdings->records,
		   holdings->chains->count, took, (double)BYTES / 1e6 / took, (double)usage.ru_maxrss / 1024);
	holdings_free(holdings);
	return 0;
}

int main(void)
{
	char path[] = "/tmp/bench_owners_XXXXXX";
	int fd = mkstemp(path), ret;
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out)
		return 1;
	write_dump(out);
	ret = fclose(out) ? 1 : memory_guard(read_dump, path, NULL);
	unlink(path);
	return ret != 0;
}
