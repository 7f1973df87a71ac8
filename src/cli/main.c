/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <argp.h>
#include <errno.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/general_options.h"
#include "cli/help.h"
#include "cli/result.h"
#include "cli/standard_error.h"
#include "render/check_writers.h"
#include "render/report_writer.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/nearest.h"
#include "util/number.h"

/* In the order in which a board's life asks for them. */
static const struct command commands[] = {
	{ "report", "predict the boot-time memory layout of one board", "BOARD",
	  "Predicts the boot-time memory layout of one board.\vExample: dtcarve report --kernel 6.1 --format html -o board.html board.dtb",
	  REPORT_FORMATS, .work = &report_work },
	{ "check", "hold boards in all their variants against the rules", "BOARD...",
	  "Holds boards against all rules, in all their variants.\vLists in --ddr and --kernel are all combined; + joins the banks of one size. Where RAM begins is guessed where neither SIZE@BASE nor the tree tells.\n"
	  "Exit status: 0 clean, 1 findings, 2 something could not be checked.\n"
	  "Example: dtcarve check --ddr 1G,2G --kernel 5.10,6.1 boards/",
	  CHECK_FORMATS, .work = &check_work },
	{ "diff", "tell what a change of the tree does to the memory", "OLD NEW\n--git REV1 REV2 BOARD.dts",
	  "Tells what a change of the device tree does to the memory.\vExit status: 0 no difference, 1 there is one, 2 trouble.\n"
	  "Example: dtcarve diff --ddr 1G@0x80000000 old.dtb new.dtb",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .work = &diff_work },
	{ "suggest", "find resized carve-outs that meet stated needs", "BOARD",
	  "Finds the least change of reserved memory that meets the needs.\v-o FILE.dtso, .dtbo, .dts, .dtb, .diff or .patch: the plan itself.\n"
	  "Exit status: 0 a plan or nothing to do, 1 no plan meets the needs, 2 trouble.\n"
	  "Example: dtcarve suggest --need 'order=3 gfp=GFP_ATOMIC count=256' board.dtb",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .work = &suggest_work,
	  .suffixes = (const char *const[]){ ".dtso", ".dtbo", ".dts", ".dtb", ".diff", ".patch", NULL } },
	{ "pools", "tell which pool or carve-out is oversized", "BOARD",
	  "Tells of each pool and carve-out who uses it, how much, and whether it may be cut.\vExample: dtcarve pools --kernel 6.1 --evidence dmesg.txt board.dtb",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .work = &pools_work },
	{ "headroom", "count the blocks that a request can get", "BOARD",
	  "Counts how many blocks a request can get, and tells what limits it.\vExample: dtcarve headroom --request 'order=3 gfp=GFP_ATOMIC' board.dtb",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .work = &headroom_work },
	{ "simulate", "run the page allocator under a workload", "BOARD",
	  "Runs a model of the page allocator under a workload, from boot on.\vExample: dtcarve simulate --workload android-tv --compare board.dtb",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON) | FORMAT_BIT(SVG), .work = &simulate_work },
	{ "explain", "say why allocations failed in a kernel log", "[LOG...]",
	  "Explains page allocation failures, OOM kills, vmalloc, vmemmap and CMA failures in kernel logs.\vWithout LOG, or for -, standard input is read.\n"
	  "Exit status: 0 something was explained, 1 nothing was found, 2 trouble.\n"
	  "Example: dmesg | dtcarve explain",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .work = &explain_work },
	{ "owners", "tell who holds the memory of a target", "FILE\nOLD NEW",
	  "Tells who holds the memory: CMA, pageblocks, drivers, leaks.\vFILE is page_owner of debugfs, its sorted form, page_owner_stacks/show_stacks, /proc/allocinfo or a log with \"Memory allocations:\".\n"
	  "Example: dtcarve owners --board board.dtb --kernel 6.12 page_owner.txt",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON) | FORMAT_BIT(SVG), .work = &owners_work },
	{ "gfp", "decode a GFP mask for a kernel version", "MASK",
	  "Decodes a GFP mask, by value or by names: flags, migratetype, zones, reserves, and what happens when the request is not served at once.\vExample: dtcarve gfp 0x484020 --kernel 4.19",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .work = &gfp_work, .without_board = true },
	{ "rules", "list the rules that boards are held against, explain one", "[ID]",
	  "Lists the rules that boards are held against, or explains the one called ID.\vExample: dtcarve rules cma-misaligned",
	  FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .work = &rules_work, .without_board = true },
	{ "profile", "make a kernel profile of a .config, System.map, Image or boot log", "",
	  "Bundles what is known of one kernel into a small profile for --kernel.\vExample: dtcarve profile --kernel-config .config --image Image -o my.kernel",
	  0, .work = &profile_work, .suffixes = (const char *const[]){ ".kernel", ".config", ".txt", NULL } },
	{ "policy", "write a first policy file, hold regions against demands", "BOARD...",
	  "Writes a policy file for check, or holds regions against its demands.\vExample: dtcarve policy --init --kernel 6.1 -o dtcarve.ini board.dtb",
	  FORMAT_DOCUMENTS, .work = &policy_work, .suffixes = (const char *const[]){ ".ini", NULL } },
};

static void print_help(FILE *out)
{
	fputs("Usage: dtcarve COMMAND [OPTION...] INPUT...\n"
		  "       dtcarve [OPTION...] BOARD        (report)\n\n"
		  "Predicts from a device tree what Linux will do with a board's memory:\n",
		  out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\n\"dtcarve COMMAND --help\" tells the options of one, \"dtcarve help board\" those\n"
		  "that all commands share which read a board.\n"
		  "Anywhere: -v (all), -q (only what counts), --color=always|auto|never, -h, -V;\n"
		  "--no-defaults: heed no [defaults] of a dtcarve.ini (man 5 dtcarve-policy).\n"
		  "Example: dtcarve report --ddr 2G@0x80000000 --kernel 6.1 board.dtb\n",
		  out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *names[ARRAY_SIZE(commands)], *nearest;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	nearest = nearest_word(name, names, ARRAY_SIZE(names));
	fprintf(stderr, "dtcarve: %s: neither a command nor a file", name);
	if (nearest)
		fprintf(stderr, "; did you mean \"%s\"?", nearest);
	fputs(nearest ? "\n" : " (dtcarve --help lists the commands)\n", stderr);
	return EXIT_TROUBLE;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	char name[32];

	snprintf(name, sizeof(name), "dtcarve %s", command->name);
	argv[0] = name;
	return command_run(command, argc, argv);
}

/* Also where argp ends the program. */
static void close_stdout(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	if (errno != EPIPE) /* who reads it has seen enough */
		fputs("dtcarve: cannot write to standard output\n", stderr);
	_exit(EXIT_TROUBLE);
}

/* `dtcarve help [COMMAND|board]` */
static int help(int argc, char **argv)
{
	static char option[] = "--help";
	const struct command *command = argc > 2 ? find_command(argv[2]) : NULL;
	char *arguments[] = { argv[0], option, NULL };

	if (command)
		return run_command(command, 2, arguments);
	if (argc > 2 && strcmp(argv[2], "board") == 0)
		print_board_help();
	else if (argc > 2)
		return unknown_command(argv[2]);
	else
		print_help(stdout);
	return EXIT_OK;
}

struct words {
	int argc;
	char **argv;
};

/* One boot is replayed after the other: the memory of one is the next one's, not the kernel's in between. */
static void keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

static int dispatch(void *words)
{
	int argc = ((struct words *)words)->argc;
	char **argv = ((struct words *)words)->argv;
	static char program[] = "dtcarve";
	const struct command *command;

	/* what cannot be written is an error of the write; the programs that are run end by these as ever */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	setlocale(LC_CTYPE, "");
	standard_error_guard();
	atexit(close_stdout);
	/* so that --help fits one screen */
	setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
	argv[0] = program;
	switch (general_options_take(NULL, &argc, argv)) {
	case GENERAL_HELP:
		print_help(stdout);
		return EXIT_OK;
	case GENERAL_VERSION:
		puts("dtcarve " PACKAGE_VERSION);
		return EXIT_OK;
	case GENERAL_TROUBLE:
		return EXIT_TROUBLE;
	default:
		break;
	}
	if (argc < 2) {
		print_help(stderr);
		return EXIT_TROUBLE;
	}
	if (strcmp(argv[1], "help") == 0)
		return help(argc, argv);
	command = find_command(argv[1]);
	if (command)
		return run_command(command, argc - 1, argv + 1);
	/* the first word is an option or a file: report it */
	if (argv[1][0] != '-' && access(argv[1], F_OK) != 0 && !strpbrk(argv[1], "./"))
		return unknown_command(argv[1]);
	return run_command(find_command("report"), argc, argv);
}

int main(int argc, char **argv)
{
	struct words words = { argc, argv };
	struct error error;
	int status;

	keep_memory();
	status = memory_guard(dispatch, &words, &error);

	return status < 0 ? trouble(&error) : status;
}
