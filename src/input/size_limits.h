/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_SIZE_LIMITS_H
#define DTCARVE_INPUT_SIZE_LIMITS_H

#include "util/number.h"

/*
 * How much is read before anything is known to be well-formed. The largest
 * packaged tree of Linux 7.2 has less than 1 MiB.
 */
#define TREE_LIMIT_BYTES ((size_t)MIB(64))       /* one flat tree, or what becomes one */
#define SOURCE_LIMIT_BYTES ((size_t)MIB(16))     /* one .dts as cpp leaves it */
#define CONTAINER_LIMIT_BYTES ((size_t)MIB(512)) /* one file, also after it was unpacked */
#define UNPACKED_FREE_BYTES                                                                                  \
	((size_t)MIB(64)) /* what compressed data may unpack to, or UNPACKED_TIMES its size */
#define UNPACKED_TIMES 100
#define CONTAINER_LAYERS 4 /* a container in a container in ... */

/* Nodes one in the other, the root included. Source: linux:drivers/of/fdt.c:FDT_MAX_DEPTH. */
#define NODE_DEPTH_LIMIT 64

#endif
