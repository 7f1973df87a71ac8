/* SPDX-License-Identifier: GPL-2.0-or-later */
/* simulate TREE WORKLOAD SECONDS: how likely each request of a workload fails within eight hours of use. */
#include <stdio.h>
#include <stdlib.h>

#include <dtcarve/dtcarve.h>

static void print_request(const struct dtcarve_simulation *simulation, size_t i)
{
	struct dtcarve_spread p = dtcarve_simulation_get_p_8h(simulation, 0, i);
	const char *why_not = dtcarve_simulation_get_why_not(simulation, 0, i);

	printf("%s: ", dtcarve_simulation_get_request(simulation, i));
	if (why_not)
		puts(why_not);
	else
		printf("%.0f %% (%.0f to %.0f)\n", p.value * 100, p.low * 100, p.high * 100);
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_simulation_options *options = NULL;
	struct dtcarve_simulation *simulation = NULL;
	int ret;

	if (argc != 4 || dtcarve_ctx_new(&ctx) || dtcarve_simulation_options_new(&options))
		return 2;
	dtcarve_simulation_options_set_workload(options, argv[2]);
	dtcarve_simulation_options_set_duration(options, strtod(argv[3], NULL));
	ret = dtcarve_boot_load(ctx, argv[1], "6.1", NULL, &boot);
	if (ret == 0)
		ret = dtcarve_simulation_new(boot, options, &simulation);
	if (ret)
		fprintf(stderr, "simulate: %s\n", dtcarve_ctx_get_error(ctx));
	for (size_t i = 0; ret == 0 && i < dtcarve_simulation_get_request_count(simulation); i++)
		print_request(simulation, i);
	dtcarve_simulation_free(simulation);
	dtcarve_simulation_options_free(options);
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
