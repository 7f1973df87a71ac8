/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads with a context each, all at once: every one gets what it gets alone. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dtcarve/dtcarve.h>

#define ROUNDS 8

struct job {
	const char *board, *release;
	char *report; /* NULL: it failed, or was not always the same */
	char error[256];
};

static struct job jobs[] = {
	{ .board = SAMPLES "/uniphier-ld20.dts", .release = "4.19" },
	{ .board = SAMPLES "/camera-512m.dts", .release = "5.10" },
	{ .board = SAMPLES "/mistakes.dts", .release = "6.1" },
	{ .board = SAMPLES "/two-banks-4g.dts", .release = "7.2" },
	{ .board = SAMPLES "/no-such-board.dts", .release = "6.12" },
};

#define JOBS (sizeof(jobs) / sizeof(jobs[0]))

static int predict(struct dtcarve_ctx *ctx, const struct job *job, struct dtcarve_boot **boot)
{
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;
	struct dtcarve_kernel *kernel = NULL;
	int ret = dtcarve_tree_load(ctx, job->board, NULL, &tree);

	if (ret == 0)
		ret = dtcarve_board_read(tree, &board);
	if (ret == 0)
		ret = dtcarve_kernel_load(ctx, job->release, dtcarve_board_get_arch(board), NULL, &kernel);
	if (ret == 0)
		ret = dtcarve_boot_predict(board, kernel, NULL, boot);
	dtcarve_kernel_free(kernel);
	dtcarve_board_free(board);
	dtcarve_tree_free(tree);
	return ret;
}

/* NULL where it fails, the error's line in job->error then. */
static char *make_report(struct job *job)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_report *report = NULL;
	char *text = NULL;
	int ret = dtcarve_ctx_new(&ctx);

	if (ret)
		return NULL;
	ret = predict(ctx, job, &boot);
	if (ret == 0)
		ret = dtcarve_report_new(boot, &report);
	if (ret == 0)
		ret = dtcarve_report_render(report, DTCARVE_FORMAT_JSON, &text, NULL);
	snprintf(job->error, sizeof(job->error), "%s", dtcarve_ctx_get_error(ctx));
	dtcarve_report_free(report);
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
	return ret ? NULL : text;
}

static void *work(void *data)
{
	struct job *job = data;

	job->report = make_report(job);
	for (unsigned int i = 1; job->report && i < ROUNDS; i++) {
		char *again = make_report(job);

		if (!again || strcmp(again, job->report) != 0) {
			free(job->report);
			job->report = NULL;
		}
		free(again);
	}
	return NULL;
}

static int is_as_alone(const struct job *beside)
{
	struct job alone = { .board = beside->board, .release = beside->release };
	char *report = make_report(&alone);
	int same = strcmp(alone.error, beside->error) == 0 && !report == !beside->report &&
			   (!report || strcmp(report, beside->report) == 0);

	if (!report && !alone.error[0])
		same = 0;
	free(report);
	return same;
}

int main(void)
{
	pthread_t threads[JOBS];
	unsigned int passed = 0;

	for (size_t i = 0; i < JOBS; i++)
		if (pthread_create(&threads[i], NULL, work, &jobs[i]))
			return 99;
	for (size_t i = 0; i < JOBS; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < JOBS; i++) {
		if (is_as_alone(&jobs[i]))
			passed++;
		else
			printf("FAIL: %s with Linux %s\n", jobs[i].board, jobs[i].release);
		free(jobs[i].report);
	}
	printf("%u passed, %zu failed\n", passed, JOBS - passed);
	return passed == JOBS ? 0 : 1;
}
