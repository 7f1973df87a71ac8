/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any tree as a board, and its boot under one of several kernels. The
 * bytes may be any container of a tree; text is left out. Whatever the tree
 * says, what is predicted must be consistent with itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "board/board.h"
#include "boot/boot.h"
#include "boot/invariants.h"
#include "input/container.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "util/error.h"

static const struct {
	const char *version;
	enum arch arch;
	uint64_t page_size;
} choices[] = {
	{ "3.18", ARCH_ARM64, 4096 },       { "4.19", ARCH_ARM64, 4096 },  { "4.19", ARCH_ARM64, 65536 },
	{ "5.10", ARCH_ARM64, 4096 },       { "6.1", ARCH_ARM64, 16384 },  { "6.12", ARCH_ARM64, 4096 },
	{ "7.2", ARCH_ARM64, 4096 },        { "7.2", ARCH_ARM64, 65536 },  { "4.19", ARCH_ARM, 4096 },
	{ "6.1", ARCH_ARM, 4096 },          { "7.2", ARCH_ARM, 4096 },     { "5.10", ARCH_RISCV64, 4096 },
	{ "6.12.107", ARCH_RISCV64, 4096 }, { "7.2", ARCH_RISCV64, 4096 },
};

static struct kernel *kernels[ARRAY_SIZE(choices)];

static void load_kernels(void)
{
	struct error error;

	if (kernels[0])
		return;
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
		struct kernel_options options = { .kernel = choices[i].version,
										  .arch = choices[i].arch,
										  .page_size = choices[i].page_size };

		if (kernel_load(&options, &kernels[i], &error) != 0) {
			fprintf(stderr, "%s\n", error.text);
			abort();
		}
	}
}

static void predict(const struct board *board, const struct kernel *kernel)
{
	struct boot_options options = { 0 };
	const char *violation;
	struct error error;
	struct boot *boot;

	if (boot_predict(board, kernel, &options, &boot, &error) != 0)
		return;
	violation = boot_violation(boot);
	if (violation) {
		fprintf(stderr, "%s (Linux %s on %s)\n", violation, kernel->release, arch_name(kernel->arch));
		abort();
	}
	boot_free(boot);
}

/* By the sum of all bytes: each change of an input meets another kernel, and twenty times as many are tried. */
static size_t chosen(const uint8_t *data, size_t size)
{
	size_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += data[i];
	return sum % ARRAY_SIZE(kernels);
}

int fuzz_board(const uint8_t *data, size_t size)
{
	struct bytes in = { malloc(size ? size : 1), size };
	struct board *board = NULL;
	struct tree *tree = NULL;
	struct error error;

	if (!in.data)
		return 0;
	load_kernels();
	if (size)
		memcpy(in.data, data, size);
	if (!dts_matches(in) && tree_from_bytes(in.data, size, "FILE", NULL, &tree, &error) == 0 &&
		board_read(tree, &board, &error) == 0)
		predict(board, kernels[chosen(data, size)]);
	board_free(board);
	if (tree)
		tree_free(tree);
	free(in.data);
	return 0;
}
