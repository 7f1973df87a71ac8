/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/fixture.h"

#include <criterion/criterion.h>
#include <string.h>

#define BOARD(MEMORY)                                                                                        \
	"/dts-v1/;\n"                                                                                            \
	"/memreserve/ 0x7f000000 0x10000;\n"                                                                     \
	"/ {\n"                                                                                                  \
	"	model = \"Test board\"; compatible = \"test,board\", \"test,soc\";\n"                                  \
	"	#address-cells = <1>; #size-cells = <1>;\n"                                                            \
	"	chosen { bootargs = \"console=ttyS0\"; };\n" MEMORY                                                  \
	"	cpus { #address-cells = <1>; #size-cells = <0>;\n"                                                     \
	"		cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; };\n"                      \
	"		cpu@1 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <1>; };\n"                      \
	"	};\n"                                                                                                  \
	"	reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n"                                  \
	"		secure: secure@50000000 { reg = <0x50000000 0x100000>, <0x50200000 0x200000>; no-map; };\n"           \
	"		pool@60000000 { compatible = \"shared-dma-pool\"; reusable; linux,cma-default;\n"                     \
	"			reg = <0x60000000 0x2000000>; };\n"                                                                  \
	"		anywhere { compatible = \"shared-dma-pool\"; reusable; size = <0x1000000>;\n"                         \
	"			alignment = <0x400000>; alloc-ranges = <0x40000000 0x20000000>; };\n"                                \
	"		off@70000000 { reg = <0x70000000 0x100000>; status = \"disabled\"; };\n"                              \
	"	};\n"                                                                                                  \
	"	codec { memory-region = <&secure>; };\n"                                                               \
	"};\n"

const char board_source[] = BOARD("	memory@40000000 { device_type = \"memory\"; reg = <0x40000000 "
								  "0x20000000>, <0x60000000 0x20000000>; };\n");

const char bare_board_source[] =
	BOARD("	memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0>; };\n");

struct dtcarve_ctx *new_context(void)
{
	struct dtcarve_ctx *ctx = NULL;

	cr_assert_eq(dtcarve_ctx_new(&ctx), 0);
	return ctx;
}

struct dtcarve_board *new_board(struct dtcarve_ctx *ctx, const char *source)
{
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;
	int ret = dtcarve_tree_from_bytes(ctx, source, strlen(source), "board.dts", NULL, &tree);

	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	ret = dtcarve_board_read(tree, NULL, &board);
	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	dtcarve_tree_free(tree);
	return board;
}

struct dtcarve_kernel *new_kernel(struct dtcarve_ctx *ctx, const char *release)
{
	struct dtcarve_kernel *kernel = NULL;
	int ret = dtcarve_kernel_load(ctx, release, DTCARVE_ARCH_ARM64, NULL, &kernel);

	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	return kernel;
}

struct dtcarve_boot *new_boot(struct dtcarve_ctx *ctx, const char *source, const char *release)
{
	struct dtcarve_board *board = new_board(ctx, source);
	struct dtcarve_kernel *kernel = new_kernel(ctx, release);
	struct dtcarve_boot *boot = NULL;
	int ret = dtcarve_boot_predict(board, kernel, NULL, &boot);

	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	dtcarve_kernel_free(kernel);
	dtcarve_board_free(board);
	return boot;
}
