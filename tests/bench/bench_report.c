/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one report costs, in CPU time: in this process, from the tree's bytes to
 * the text, and as a whole run of $DTCARVE. A tree of 70 KiB is made here; the
 * trees of about that size in the folder $TREES are measured as well. What is
 * compared is measured in turns, so that a ratio is of one run.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libfdt.h>
#include <malloc.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <dtcarve/dtcarve.h>

#define KIB 1024
#define TREE_ROOM (1024 * KIB)
#define ROUNDS 41
#define TREE_LIMIT 60
#define LEAST_TREE (65 * KIB)
#define LARGEST_TREE (75 * KIB)
#define DRAM_BASE 0x40000000ull

struct sample {
	const char *file; /* NULL: made here */
	void *fdt;
	size_t size;
	uint64_t ddr; /* bytes at DRAM_BASE; 0: as the tree tells */
	enum dtcarve_format format;
	double times[ROUNDS]; /* CPU milliseconds, ascending once measured */
};

static void fail(const char *what)
{
	fprintf(stderr, "bench_report: %s\n", what);
	exit(1);
}

static void must(int ret)
{
	if (ret)
		fail("a sample tree does not fit");
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const struct sample *s)
{
	return s->times[ROUNDS / 2];
}

static double cpu_milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* --- sample trees ------------------------------------------------------------ */

static void put_text(void *fdt, const char *name, const char *text)
{
	must(fdt_property(fdt, name, text, (int)strlen(text) + 1));
}

static void put_region(void *fdt, unsigned int i, unsigned int count)
{
	/* spread over the first GiB, with gaps; each fourth is a CMA pool as long as there are few */
	uint64_t step = ((uint64_t)1 << 29) / (count ? count : 1) & ~(uint64_t)0xfff;
	uint64_t base = DRAM_BASE + 0x10000000 + i * step, size = step / 2 & ~(uint64_t)0xfff;
	bool pool = i % 4 == 0 && count <= 32;
	fdt32_t reg[3];
	char name[64];

	if (pool) {
		base &= ~(uint64_t)0x3fffff;
		size = 0x400000;
	}
	snprintf(name, sizeof(name), "region@%llx", (unsigned long long)base);
	must(fdt_begin_node(fdt, name));
	reg[0] = cpu_to_fdt32((uint32_t)(base >> 32));
	reg[1] = cpu_to_fdt32((uint32_t)base);
	reg[2] = cpu_to_fdt32((uint32_t)size);
	must(fdt_property(fdt, "reg", reg, sizeof(reg)));
	must(fdt_property_u32(fdt, "phandle", i + 1));
	if (pool) {
		put_text(fdt, "compatible", "shared-dma-pool");
		must(fdt_property(fdt, "reusable", NULL, 0));
	} else {
		must(fdt_property(fdt, "no-map", NULL, 0));
	}
	must(fdt_end_node(fdt));
}

static void put_device(void *fdt, unsigned int i, unsigned int regions)
{
	uint32_t address = 0x10000000 + i * 0x1000;
	fdt32_t reg[3] = { 0, cpu_to_fdt32(address), cpu_to_fdt32(0x1000) };
	fdt32_t interrupts[3] = { 0, cpu_to_fdt32(i), cpu_to_fdt32(4) };
	char name[64];

	snprintf(name, sizeof(name), "serial@%x", address);
	must(fdt_begin_node(fdt, name));
	put_text(fdt, "compatible", "vendor,soc-peripheral");
	must(fdt_property(fdt, "reg", reg, sizeof(reg)));
	must(fdt_property(fdt, "interrupts", interrupts, sizeof(interrupts)));
	must(fdt_property_u32(fdt, "phandle", 100000 + i));
	must(fdt_property_u32(fdt, "clocks", 100000 + i / 2));
	put_text(fdt, "status", i % 2 ? "okay" : "disabled");
	if (regions && i % 8 == 0)
		must(fdt_property_u32(fdt, "memory-region", i % regions + 1));
	must(fdt_end_node(fdt));
}

static void put_cpu(void *fdt)
{
	must(fdt_begin_node(fdt, "cpus"));
	must(fdt_property_u32(fdt, "#address-cells", 1));
	must(fdt_property_u32(fdt, "#size-cells", 0));
	must(fdt_begin_node(fdt, "cpu@0"));
	put_text(fdt, "device_type", "cpu");
	put_text(fdt, "compatible", "arm,cortex-a53");
	must(fdt_property_u32(fdt, "reg", 0));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

/* A board of so many devices and regions; its memory is told with set_ddr. */
static struct sample make_sample(unsigned int devices, unsigned int regions, uint64_t ddr)
{
	struct sample s = { .fdt = calloc(1, TREE_ROOM), .ddr = ddr, .format = DTCARVE_FORMAT_TEXT };

	if (!s.fdt)
		fail("out of memory");
	must(fdt_create(s.fdt, TREE_ROOM));
	must(fdt_finish_reservemap(s.fdt));
	must(fdt_begin_node(s.fdt, ""));
	put_text(s.fdt, "model", "bench");
	must(fdt_property_u32(s.fdt, "#address-cells", 2));
	must(fdt_property_u32(s.fdt, "#size-cells", 1));
	put_cpu(s.fdt);
	must(fdt_begin_node(s.fdt, "reserved-memory"));
	must(fdt_property_u32(s.fdt, "#address-cells", 2));
	must(fdt_property_u32(s.fdt, "#size-cells", 1));
	must(fdt_property(s.fdt, "ranges", NULL, 0));
	for (unsigned int i = 0; i < regions; i++)
		put_region(s.fdt, i, regions);
	must(fdt_end_node(s.fdt));
	must(fdt_begin_node(s.fdt, "soc"));
	for (unsigned int i = 0; i < devices; i++)
		put_device(s.fdt, i, regions);
	must(fdt_end_node(s.fdt));
	must(fdt_end_node(s.fdt));
	must(fdt_finish(s.fdt));
	s.size = fdt_totalsize(s.fdt);
	return s;
}

/* Devices such that the whole tree has about `size` bytes. */
static struct sample sample_of_size(size_t size, unsigned int regions, uint64_t ddr)
{
	struct sample few = make_sample(0, regions, ddr), more = make_sample(100, regions, ddr);
	size_t each = (more.size - few.size) / 100;
	unsigned int devices = size > few.size ? (unsigned int)((size - few.size) / each) : 0;

	free(few.fdt);
	free(more.fdt);
	return make_sample(devices, regions, ddr);
}

/* --- measuring --------------------------------------------------------------- */

static size_t heap(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

/* From bytes to the report's text, everything freed again. Bytes held at the end in *held. */
static int report_once(const struct sample *s, struct dtcarve_ctx *ctx, size_t *held, size_t *length)
{
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;
	struct dtcarve_kernel *kernel = NULL;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_report *report = NULL;
	struct dtcarve_range bank = { DRAM_BASE, s->ddr };
	size_t before = heap();
	char *text = NULL;
	int ret = dtcarve_tree_from_bytes(ctx, s->fdt, s->size, "bench", NULL, &tree);

	if (ret == 0)
		ret = dtcarve_board_read(tree, NULL, &board);
	if (ret == 0 && s->ddr)
		ret = dtcarve_board_set_ddr(board, &bank, 1);
	if (ret == 0)
		ret = dtcarve_kernel_load(ctx, "6.12", dtcarve_board_get_arch(board), NULL, &kernel);
	if (ret == 0)
		ret = dtcarve_boot_predict(board, kernel, NULL, &boot);
	if (ret == 0)
		ret = dtcarve_report_new(boot, &report);
	if (ret == 0)
		ret = dtcarve_report_render(report, s->format, &text, length);
	*held = heap() - before;
	free(text);
	dtcarve_report_free(report);
	dtcarve_boot_free(boot);
	dtcarve_kernel_free(kernel);
	dtcarve_board_free(board);
	dtcarve_tree_free(tree);
	return ret;
}

/* Each sample in turn, round after round. */
static void measure(struct sample *samples, size_t count)
{
	struct dtcarve_ctx *ctx;
	size_t held, length;

	if (dtcarve_ctx_new(&ctx))
		fail("out of memory");
	for (int round = -1; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			double start = cpu_milliseconds();

			if (report_once(&samples[i], ctx, &held, &length))
				fail(dtcarve_ctx_get_error(ctx));
			if (round >= 0)
				samples[i].times[round] = cpu_milliseconds() - start;
		}
	}
	for (size_t i = 0; i < count; i++)
		qsort(samples[i].times, ROUNDS, sizeof(samples[i].times[0]), compare);
	dtcarve_ctx_free(ctx);
}

static void free_samples(struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(samples[i].fdt);
}

/* --- what is told ------------------------------------------------------------ */

static void one_report(void)
{
	struct sample s[2];
	struct dtcarve_ctx *ctx;

	if (dtcarve_ctx_new(&ctx))
		fail("out of memory");
	for (size_t i = 0; i < 2; i++)
		s[i] = sample_of_size((size_t)70 * KIB, 20, (uint64_t)4 << 30);
	s[1].format = DTCARVE_FORMAT_JSON;
	measure(s, 2);
	printf("one report of a tree of %zu bytes, 20 regions, in process (median of %d; goal: under 5 ms CPU)\n",
		   s[0].size, ROUNDS);
	for (size_t i = 0; i < 2; i++) {
		size_t held = 0, length = 0;

		if (report_once(&s[i], ctx, &held, &length))
			fail(dtcarve_ctx_get_error(ctx));
		printf("  %-4s  %7.3f ms CPU   least %.3f   %zu KiB of heap, %zu KiB of them text\n",
			   i ? "json" : "text", median(&s[i]), s[i].times[0], held / KIB, length / KIB);
	}
	free_samples(s, 2);
	dtcarve_ctx_free(ctx);
}

static void by_regions(void)
{
	static const unsigned int counts[] = { 0, 16, 64, 256, 1024 };
	enum { COUNT = sizeof(counts) / sizeof(counts[0]) };
	struct sample s[COUNT];

	for (size_t i = 0; i < COUNT; i++)
		s[i] = make_sample(300, counts[i], (uint64_t)4 << 30);
	measure(s, COUNT);
	printf("by number of regions, 300 devices, 4 GiB\n");
	for (size_t i = 0; i < COUNT; i++)
		printf("  %5u  %7.3f ms CPU   %6.2f us for each region more\n", counts[i], median(&s[i]),
			   i ? (median(&s[i]) - median(&s[0])) * 1e3 / counts[i] : 0);
	free_samples(s, COUNT);
}

static void by_ddr(void)
{
	static const unsigned int gib[] = { 1, 4, 16, 64, 1024 };
	enum { COUNT = sizeof(gib) / sizeof(gib[0]) };
	struct sample s[COUNT];

	for (size_t i = 0; i < COUNT; i++)
		s[i] = sample_of_size((size_t)70 * KIB, 20, (uint64_t)gib[i] << 30);
	measure(s, COUNT);
	printf("by DDR, 20 regions (goal: as with 1 GiB)\n");
	for (size_t i = 0; i < COUNT; i++)
		printf("  %4u GiB  %7.3f ms CPU   %.2f times\n", gib[i], median(&s[i]),
			   median(&s[i]) / median(&s[0]));
	free_samples(s, COUNT);
}

static void write_tree(const struct sample *s, char *path)
{
	int fd = mkstemps(path, 4);

	if (fd < 0 || write(fd, s->fdt, s->size) != (ssize_t)s->size || close(fd))
		fail("cannot write a tree");
}

static void run_program(char *const argv[], struct rusage *usage)
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) || wait4(pid, &status, 0, usage) != pid ||
		status)
		fail("$DTCARVE cannot be run");
	posix_spawn_file_actions_destroy(&actions);
}

static void whole_process(const char *program)
{
	char path[] = "/tmp/bench-report-XXXXXX.dtb", ddr[] = "--ddr=4G@0x40000000";
	char *own = strdup(program), report[] = "report", *argv[] = { own, report, ddr, path, NULL };
	struct sample s = sample_of_size((size_t)70 * KIB, 20, 0);
	struct rusage u = { 0 };

	write_tree(&s, path);
	for (int i = -1; i < ROUNDS; i++) {
		run_program(argv, &u);
		if (i >= 0)
			s.times[i] = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
						 (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
	}
	qsort(s.times, ROUNDS, sizeof(s.times[0]), compare);
	printf("whole process, the same tree (goal: under 5 ms CPU)\n  text  %7.3f ms CPU   least %.3f   %ld KiB "
		   "resident at most\n",
		   median(&s), s.times[0], u.ru_maxrss);
	unlink(path);
	free(own);
	free(s.fdt);
}

/* --- trees of a folder --------------------------------------------------------- */

static bool read_tree(const char *path, struct sample *s)
{
	struct stat st;
	FILE *in;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || st.st_size < LEAST_TREE || st.st_size > LARGEST_TREE)
		return false;
	*s = (struct sample){ .size = (size_t)st.st_size,
						  .file = strdup(path),
						  .fdt = malloc((size_t)st.st_size) };
	in = fopen(path, "rb");
	if (!in || !s->fdt || fread(s->fdt, 1, s->size, in) != s->size)
		fail("a tree cannot be read");
	fclose(in);
	return true;
}

/* Trees of the right size in `folder` and below, up to `room`. */
static size_t find_trees(const char *folder, struct sample *samples, size_t count, size_t room)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && count < room && (entry = readdir(dir))) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_type == DT_DIR)
			count = find_trees(path, samples, count, room);
		else if (read_tree(path, &samples[count]))
			count++;
	}
	if (dir)
		closedir(dir);
	return count;
}

/* Trees that tell no memory get 4 GiB. */
static void settle_ddr(struct sample *s)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;

	if (dtcarve_ctx_new(&ctx) || dtcarve_tree_from_bytes(ctx, s->fdt, s->size, s->file, NULL, &tree) ||
		dtcarve_board_read(tree, NULL, &board))
		fail(dtcarve_ctx_get_error(ctx));
	if (dtcarve_board_get_memory_told(board) == 0)
		s->ddr = (uint64_t)4 << 30;
	dtcarve_board_free(board);
	dtcarve_tree_free(tree);
	dtcarve_ctx_free(ctx);
}

static void trees_of(const char *folder)
{
	struct sample *s = calloc(TREE_LIMIT, sizeof(*s)), *worst = s;
	size_t count = s ? find_trees(folder, s, 0, TREE_LIMIT) : 0;
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		settle_ddr(&s[i]);
	measure(s, count);
	for (size_t i = 0; i < count; i++) {
		sum += median(&s[i]);
		if (median(&s[i]) > median(worst))
			worst = &s[i];
	}
	if (count)
		printf("%zu trees of 65 to 75 KiB in %s, in process\n  mean  %7.3f ms CPU   most %.3f (%s)\n", count,
			   folder, sum / (double)count, median(worst), worst->file);
	else
		printf("no trees of 65 to 75 KiB in %s\n", folder);
	free_samples(s, count);
	free(s);
}

int main(void)
{
	const char *folder = getenv("TREES"), *program = getenv("DTCARVE");

	one_report();
	if (program)
		whole_process(program);
	by_regions();
	by_ddr();
	if (folder && *folder)
		trees_of(folder);
	return 0;
}
