/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_FIXTURE_H
#define TESTS_LIB_FIXTURE_H

#include <dtcarve/dtcarve.h>

/* A board with 1 GiB of DDR at 0x40000000, one bank in two ranges, and five regions; as source. */
extern const char board_source[];

/* The same board, its memory left to the boot loader. */
extern const char bare_board_source[];

struct dtcarve_ctx *new_context(void);

/* Each fails the test where it cannot do its job. */
struct dtcarve_board *new_board(struct dtcarve_ctx *ctx, const char *source);
struct dtcarve_kernel *new_kernel(struct dtcarve_ctx *ctx, const char *release);
struct dtcarve_boot *new_boot(struct dtcarve_ctx *ctx, const char *source, const char *release);

#endif
