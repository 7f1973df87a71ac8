/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads with a context each, all at once, of a program whose numbers have a comma: every one gets what it
 * gets alone in the C locale.
 */
#include <locale.h>
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

/* Each of the answers is written to `out`. */
static int write_report(struct dtcarve_boot *boot, FILE *out)
{
	struct dtcarve_report *report = NULL;
	int ret = dtcarve_report_new(boot, &report);

	for (int format = DTCARVE_FORMAT_TEXT; ret == 0 && format <= DTCARVE_FORMAT_SVG; format++)
		ret = dtcarve_report_write(report, (enum dtcarve_format)format, out);
	dtcarve_report_free(report);
	return ret;
}

static int write_headroom(struct dtcarve_boot *boot, FILE *out)
{
	struct dtcarve_headroom *headroom = NULL;
	char *text = NULL;
	int ret = dtcarve_headroom_new(boot, "order=3 gfp=GFP_ATOMIC", &headroom);

	if (ret == 0)
		ret = dtcarve_headroom_render(headroom, DTCARVE_FORMAT_TEXT, &text, NULL);
	if (ret == 0)
		fputs(text, out);
	free(text);
	dtcarve_headroom_free(headroom);
	return ret;
}

static int write_plan(struct dtcarve_boot *boot, FILE *out)
{
	struct dtcarve_plan_options *options = NULL;
	struct dtcarve_plan *plan = NULL;
	char *text = NULL;
	int ret = dtcarve_plan_options_new(&options);

	if (ret == 0) {
		dtcarve_plan_options_add_need(options, "order=3 gfp=GFP_ATOMIC count=64");
		ret = dtcarve_plan_new(boot, options, &plan);
	}
	if (ret == 0)
		ret = dtcarve_plan_render(plan, DTCARVE_FORMAT_TEXT, &text, NULL);
	if (ret == 0)
		fputs(text, out);
	free(text);
	dtcarve_plan_free(plan);
	dtcarve_plan_options_free(options);
	return ret;
}

static int write_explanation(struct dtcarve_ctx *ctx, FILE *out)
{
	struct dtcarve_explanation *log = NULL;
	char *text = NULL;
	int ret = dtcarve_explanation_load(ctx, SAMPLES "/uniphier-ld20.log", NULL, &log);

	if (ret == 0)
		ret = dtcarve_explanation_render(log, DTCARVE_FORMAT_JSON, &text, NULL);
	if (ret == 0)
		fputs(text, out);
	free(text);
	dtcarve_explanation_free(log);
	return ret;
}

static int write_check(struct dtcarve_ctx *ctx, const char *board, FILE *out)
{
	struct dtcarve_check *check = NULL;
	char *text = NULL;
	int ret = dtcarve_check_new(ctx, &board, 1, NULL, NULL, &check);

	if (ret == 0)
		ret = dtcarve_check_render(check, DTCARVE_FORMAT_SARIF, &text, NULL);
	if (ret == 0)
		fputs(text, out);
	free(text);
	dtcarve_check_free(check);
	return ret;
}

/* The board under a load, on threads of its own. */
static int write_simulation(struct dtcarve_boot *boot, FILE *out)
{
	struct dtcarve_simulation_options *options = NULL;
	struct dtcarve_simulation *simulation = NULL;
	char *text = NULL;
	int ret = dtcarve_simulation_options_new(&options);

	if (ret == 0) {
		dtcarve_simulation_options_set_workload(options, "idle");
		dtcarve_simulation_options_set_duration(options, 20);
		dtcarve_simulation_options_set_runs(options, 2);
		dtcarve_simulation_options_set_jobs(options, 2);
		ret = dtcarve_simulation_new(boot, options, &simulation);
	}
	if (ret == 0)
		ret = dtcarve_simulation_render(simulation, DTCARVE_FORMAT_JSON, &text, NULL);
	if (ret == 0)
		fputs(text, out);
	free(text);
	dtcarve_simulation_free(simulation);
	dtcarve_simulation_options_free(options);
	return ret;
}

static int write_all(struct dtcarve_ctx *ctx, const struct job *job, FILE *out)
{
	struct dtcarve_boot *boot = NULL;
	int ret = dtcarve_boot_load(ctx, job->board, job->release, NULL, &boot);

	if (ret == 0)
		ret = write_report(boot, out);
	if (ret == 0)
		ret = write_headroom(boot, out);
	if (ret == 0)
		ret = write_plan(boot, out);
	if (ret == 0)
		ret = write_explanation(ctx, out);
	if (ret == 0)
		ret = write_check(ctx, job->board, out);
	if (ret == 0)
		ret = write_simulation(boot, out);
	dtcarve_boot_free(boot);
	return ret;
}

/* NULL where it fails, the error's line in job->error then. */
static char *make_report(struct job *job)
{
	struct dtcarve_ctx *ctx;
	char *text = NULL;
	size_t size;
	FILE *out;
	int ret;

	if (dtcarve_ctx_new(&ctx))
		return NULL;
	out = open_memstream(&text, &size);
	ret = out ? write_all(ctx, job, out) : -1;
	if (out)
		fclose(out);
	snprintf(job->error, sizeof(job->error), "%s", dtcarve_ctx_get_error(ctx));
	dtcarve_ctx_free(ctx);
	if (ret == 0)
		return text;
	free(text);
	return NULL;
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

static int has_comma(void)
{
	char number[8];

	snprintf(number, sizeof(number), "%.1f", 1.5);
	return strcmp(number, "1,5") == 0;
}

/* A locale of its own below the scratch folder; false where the machine cannot make one. */
static int take_comma_locale(void)
{
	char folder[] = "/tmp/threads.XXXXXX", command[256];
	int made;

	if (!mkdtemp(folder))
		return 0;
	setenv("LOCPATH", folder, 1);
	snprintf(command, sizeof(command), "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 >%s/log 2>&1", folder,
			 folder);
	made = system(command) == 0 && setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command) != 0)
		return 0;
	return made && has_comma();
}

int main(void)
{
	int comma = take_comma_locale();
	pthread_t threads[JOBS];
	unsigned int passed = 0;

	for (size_t i = 0; i < JOBS; i++)
		if (pthread_create(&threads[i], NULL, work, &jobs[i]))
			return 99;
	for (size_t i = 0; i < JOBS; i++)
		pthread_join(threads[i], NULL);
	if (comma && !has_comma()) {
		printf("FAIL: the library left the program without its locale\n");
		return 1;
	}
	if (!comma)
		printf("SKIP: no locale with a comma\n");
	setlocale(LC_ALL, "C");
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
